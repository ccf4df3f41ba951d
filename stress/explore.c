/* SPDX-License-Identifier: MIT */
#include "stress/explore.h"

#include "core/base/assert.h"
#include "core/base/random.h"
#include "stress/digest_set.h"

#include <string.h>

/* A choice on the way, from which there are other ways. */
struct node {
    void    *state;   /* Before it. */
    uint64_t last;    /* Who had gone on last. */
    uint32_t preempted; /* So often before it. */
    uint16_t picked, offered;
    uint32_t at;      /* Which choice of the schedule it is. */
};

struct search {
    struct explore_machine      *machine;
    const struct explore_config *config;
    struct explore_counts       *counts;
    struct arena                *arena;
    struct tj_choices            schedule;
    struct digest_set            histories, states;
    struct node                 *nodes;
    size_t                       nodes_count;
    uint32_t                     preempted; /* In this schedule so far. */
    bool                         stopped;
};

enum { LOOK_EVERY = 256 };

const char *explore_kind_name(enum explore_kind kind)
{
    static const char *const names[EXPLORE_KINDS] = {
        [EXPLORE_EXHAUSTIVE] = "exhaustive", [EXPLORE_PCT] = "pct",
        [EXPLORE_RANDOM] = "random",
    };

    TJ_ASSERT((unsigned)kind < EXPLORE_KINDS);
    return names[kind];
}

static bool is_enough(const struct search *search)
{
    uint64_t limit = search->config->schedules;

    return search->stopped ||
           (limit > 0 && search->counts->schedules >= limit);
}

static void look(struct search *search)
{
    const struct explore_config *config = search->config;
    struct explore_counts       *counts = search->counts;

    counts->histories = search->histories.count;
    counts->states = search->states.count;
    counts->full = search->histories.full || search->states.full;
    if (config->look != NULL && !config->look(config->context, counts))
        search->stopped = true;
}

/* A schedule has ended. */
static void note_end(struct search *search)
{
    struct explore_counts *counts = search->counts;
    struct explore_result  result;

    explore_machine_result(search->machine, &result);
    counts->schedules++;
    counts->steps += result.steps;
    counts->operations += result.operations;
    counts->refused += result.refused;
    counts->granted += result.granted;
    counts->hung += result.hung;
    counts->cut += result.cut;
    bool fresh = digest_set_add(&search->histories, result.history);
    counts->histories = search->histories.count;
    if (!search->config->ended(search->config->context, &search->schedule,
                               &result, fresh && !result.cut))
        search->stopped = true;
}

/* --- Exhaustive --- */

static void note_choice(struct search *search, unsigned picked,
                        unsigned offered)
{
    tj_choices_note(&search->schedule, picked, offered);
    search->counts->choices++;
    if (search->schedule.count > search->counts->depth)
        search->counts->depth = search->schedule.count;
}

/* Whether that one goes on instead of whoever could have gone on. */
static bool preempts(const struct search *search, const struct node *node,
                     unsigned picked)
{
    const struct tj_branching *world = explore_machine_world(search->machine);

    if (tj_branching_candidate(world, picked) == node->last)
        return false;
    for (unsigned i = 0; i < node->offered; i++)
        if (tj_branching_candidate(world, i) == node->last)
            return true;
    return false;
}

static bool is_allowed(const struct search *search, const struct node *node,
                       unsigned picked)
{
    uint32_t bound = search->config->bound;

    return bound == EXPLORE_NO_BOUND || node->preempted < bound ||
           !preempts(search, node, picked);
}

/* The next way from there on that is allowed; false: there is none. The world
 * stands at the choice. */
static bool take_way(struct search *search, struct node *node, unsigned from)
{
    for (; from < node->offered; from++) {
        if (!is_allowed(search, node, from)) {
            search->counts->left_out++;
            continue;
        }
        node->picked = (uint16_t)from;
        search->preempted =
            node->preempted + (search->config->bound != EXPLORE_NO_BOUND &&
                               preempts(search, node, from));
        search->schedule.count = node->at;
        note_choice(search, from, node->offered);
        explore_machine_decide(search->machine, from);
        return true;
    }
    return false;
}

/* What comes behind this state, with this history before it, is known. */
static bool is_known(struct search *search)
{
    uint64_t digest;

    if (!search->config->merge)
        return false;
    digest = explore_machine_digest(search->machine);
    if (search->config->bound != EXPLORE_NO_BOUND)
        digest ^= (search->preempted + 1) * UINT64_C(0xc2b2ae3d27d4eb4f) ^
                  tj_branching_last(explore_machine_world(search->machine)) *
                      UINT64_C(0x165667b19e3779f9);
    return !digest_set_add(&search->states, digest);
}

static enum tj_status push(struct search *search, unsigned offered,
                           struct tj_error *error)
{
    struct node *node = &search->nodes[search->nodes_count];

    if (node->state == NULL)
        node->state = arena_take(search->arena, 1,
                                 explore_machine_save_max(search->machine), 64);
    if (node->state == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %zu choices in a row",
                       search->nodes_count);
    node->offered = (uint16_t)offered;
    node->last = tj_branching_last(explore_machine_world(search->machine));
    node->preempted = search->preempted;
    node->at = (uint32_t)search->schedule.count;
    explore_machine_save(search->machine, node->state);
    if (take_way(search, node, 0))
        search->nodes_count++;
    return TJ_OK;
}

/* Back to the last choice with a way that was not gone. False: there is none. */
static bool turn_back(struct search *search)
{
    while (search->nodes_count > 0) {
        struct node *node = &search->nodes[search->nodes_count - 1];

        if (node->picked + 1u < node->offered) {
            explore_machine_restore(search->machine, node->state);
            if (take_way(search, node, node->picked + 1u))
                return true;
        }
        search->nodes_count--;
    }
    return false;
}

/* One choice, or the end of a schedule. *turns: it goes back from there. */
static enum tj_status go_on(struct search *search, bool *turns,
                            struct tj_error *error)
{
    unsigned offered =
        explore_machine_go(search->machine, search->config->steps_max);

    *turns = true;
    if (offered == 0) {
        note_end(search);
        return TJ_OK;
    }
    if (is_known(search)) {
        search->counts->merged++;
        return TJ_OK;
    }
    *turns = false;
    if (search->nodes_count < EXPLORE_DEPTH_MAX)
        return push(search, offered, error);
    search->counts->beyond++;
    note_choice(search, 0, offered);
    explore_machine_decide(search->machine, 0);
    return TJ_OK;
}

static enum tj_status explore_all(struct search *search,
                                  struct tj_error *error)
{
    enum tj_status status = TJ_OK;
    bool           turns, more = true;
    uint64_t       rounds = 0;

    explore_machine_restart(search->machine);
    while (more && status == TJ_OK && !is_enough(search)) {
        status = go_on(search, &turns, error);
        if (status == TJ_OK && turns)
            more = turn_back(search);
        if (++rounds % LOOK_EVERY == 0)
            look(search);
    }
    search->counts->exhausted = !more && search->counts->beyond == 0 &&
                                search->counts->left_out == 0 &&
                                search->counts->cut == 0;
    return status;
}

/* --- Drawn --- */

static void note_drawn(void *context, unsigned picked, unsigned offered)
{
    note_choice(context, picked, offered);
}

static void draw_schedule(struct search *search,
                          const struct tj_strategy *strategy, uint64_t number)
{
    uint64_t seed = tj_draw(search->config->seed, TJ_STREAM_SCHEDULE,
                            UINT32_MAX, number + 1).slot[0];

    search->schedule.count = 0;
    explore_machine_restart(search->machine);
    tj_branching_strategy(explore_machine_world(search->machine), strategy,
                          seed, note_drawn, search);
    (void)explore_machine_go(search->machine, search->config->steps_max);
}

/* How long schedules are, by the first one. */
static uint64_t measure(struct search *search)
{
    const struct tj_strategy first = { .kind = TJ_STRATEGY_FIRST };
    struct explore_result    result;
    struct explore_counts    counts = *search->counts;

    draw_schedule(search, &first, 0);
    explore_machine_result(search->machine, &result);
    *search->counts = counts;
    return result.steps > 0 ? result.steps : 1;
}

static void explore_some(struct search *search)
{
    struct tj_strategy strategy = {
        .kind = search->config->kind == EXPLORE_PCT ? TJ_STRATEGY_PCT
                                                    : TJ_STRATEGY_RANDOM,
        .depth = search->config->depth,
        .steps = measure(search),
    };

    for (uint64_t number = 0; !is_enough(search); number++) {
        draw_schedule(search, &strategy, number);
        note_end(search);
        if (number % LOOK_EVERY == 0)
            look(search);
    }
}

enum tj_status explore(struct explore_machine *machine,
                       const struct explore_config *config,
                       struct arena *arena, struct explore_counts *counts,
                       struct tj_error *error)
{
    struct search search = { .machine = machine, .config = config,
                             .counts = counts, .arena = arena };
    enum tj_status status = TJ_OK;

    TJ_ASSERT(config->steps_max > 0);
    *counts = (struct explore_counts){ 0 };
    digest_set_init(&search.histories, arena);
    digest_set_init(&search.states, arena);
    search.schedule.max = EXPLORE_CHOICES_MAX;
    search.schedule.at =
        ARENA_NEW(arena, struct tj_choice, EXPLORE_CHOICES_MAX);
    search.nodes = ARENA_NEW(arena, struct node, EXPLORE_DEPTH_MAX);
    if (search.schedule.at == NULL || search.nodes == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a schedule");
    if (config->kind == EXPLORE_EXHAUSTIVE)
        status = explore_all(&search, error);
    else
        explore_some(&search);
    look(&search);
    return status;
}

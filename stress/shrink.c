/* SPDX-License-Identifier: MIT */
#include "stress/shrink.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { WHAT_SIZE = 80, FIRST_WINDOW = 4, SEEDS_TRIED = 12,
       FEW = 2 /* Nothing that races is smaller. */ };

struct search {
    struct tj_shrink      *shrink;
    struct tj_program_room room;
    bool                  *trial;        /* A part to be tried ... */
    uint64_t              *trial_pauses; /* ... and when. */
    bool                   own_pauses;   /* shrink->pauses are no longer as
                                            recorded. */
    enum tj_status         status;
    struct tj_error       *error;
};

static void tell(struct search *search, const char *what)
{
    struct tj_shrink           *shrink = search->shrink;
    const struct tj_shrink_step step = {
        .what = what,
        .operations = tj_program_kept(shrink->program, shrink->keep),
        .clients = tj_program_clients(shrink->program, shrink->keep),
        .tried = shrink->tried,
    };

    shrink->told(shrink->context, &step);
}

static bool is_over(const struct search *search)
{
    return search->status != TJ_OK ||
           search->shrink->stop(search->shrink->context);
}

/* Whether the trial, with the workload's settings as they are, fails. */
static bool fails(struct search *search)
{
    struct tj_shrink *shrink = search->shrink;
    bool              failed = false;

    if (is_over(search))
        return false;
    tj_program_apply(shrink->program, search->trial, search->trial_pauses,
                     &search->room, shrink->workload);
    shrink->tried++;
    search->status = shrink->fails(shrink->context, shrink->workload, &failed,
                                   search->error);
    return search->status == TJ_OK && failed;
}

static void accept(struct search *search, const char *what)
{
    struct tj_shrink *shrink = search->shrink;

    memcpy(shrink->keep, search->trial, shrink->program->count);
    memcpy(shrink->pauses, search->trial_pauses,
           shrink->program->count * sizeof *shrink->pauses);
    shrink->found = true;
    tell(search, what);
}

/* The trial begins as what there is. */
static void begin_trial(struct search *search)
{
    const struct tj_shrink *shrink = search->shrink;

    memcpy(search->trial, shrink->keep, shrink->program->count);
    memcpy(search->trial_pauses, shrink->pauses,
           shrink->program->count * sizeof *shrink->pauses);
}

/* The trial's operations have been chosen: true when it fails and is taken. */
static bool try_part(struct search *search, const char *what)
{
    const struct tj_program *program = search->shrink->program;
    size_t                   kept = tj_program_kept(program, search->trial);

    if (kept == 0)
        return false; /* Nobody learns from the empty program. */
    if (search->shrink->found &&
        kept >= tj_program_kept(program, search->shrink->keep))
        return false;
    if (!search->own_pauses)
        tj_program_pauses(program, search->trial, search->trial_pauses);
    if (!fails(search))
        return false;
    accept(search, what);
    return true;
}

/* --- Where it begins: few operations up to where it went wrong --- */

static bool try_window(struct search *search, size_t until, size_t length,
                       const char *what)
{
    const struct tj_shrink  *shrink = search->shrink;
    const struct tj_program *program = shrink->program;

    for (size_t i = 0; i < program->count; i++)
        search->trial[i] = (i < until && i + length >= until) ||
                           (shrink->suspects[i] && length < until);
    tj_program_close(program, search->trial);
    return try_part(search, what);
}

static bool begin(struct search *search)
{
    const struct tj_shrink *shrink = search->shrink;
    char                    what[WHAT_SIZE];
    struct tj_text          text;

    if (try_window(search, shrink->until, 0, "the operations that contradict"))
        return true;
    for (size_t length = FIRST_WINDOW; length < shrink->until; length *= 2) {
        tj_text_init(&text, what, sizeof what);
        tj_text_add(&text, "the last %zu before it, and those", length);
        if (try_window(search, shrink->until, length, what))
            return true;
    }
    return try_window(search, shrink->until, shrink->until,
                      "all up to there") ||
           try_window(search, shrink->program->count, shrink->program->count,
                      "all, one by one");
}

/* --- Leaving out --- */

static bool drop_client(struct search *search, tj_client client)
{
    const struct tj_program *program = search->shrink->program;
    char                     what[WHAT_SIZE];
    struct tj_text           text;

    begin_trial(search);
    for (size_t i = 0; i < program->count; i++)
        if (program->ops[i].client == client)
            search->trial[i] = false;
    tj_text_init(&text, what, sizeof what);
    tj_text_add(&text, "without client %u", (unsigned)client);
    return try_part(search, what);
}

static bool drop_clients(struct search *search)
{
    bool smaller = false;

    for (unsigned i = search->shrink->workload->clients; i > 0; i--)
        smaller = drop_client(search, (tj_client)i) || smaller;
    return smaller;
}

/* Operations number `from` to `from + length - 1` of those that are kept, and
 * what cannot be done without them. */
static bool drop_range(struct search *search, size_t from, size_t length)
{
    const struct tj_program *program = search->shrink->program;
    char                     what[WHAT_SIZE];
    struct tj_text           text;
    size_t                   at = 0;

    begin_trial(search);
    for (size_t i = 0; i < program->count; i++) {
        if (!search->shrink->keep[i])
            continue;
        search->trial[i] = at < from || at >= from + length;
        at++;
    }
    tj_program_prune(program, search->trial);
    tj_text_init(&text, what, sizeof what);
    if (length == 1)
        tj_text_add(&text, "without operation %zu", from + 1);
    else
        tj_text_add(&text, "without operations %zu to %zu", from + 1,
                    from + length);
    return try_part(search, what);
}

/* Halves, quarters ... single ones; the latest first, so that what is opened is
 * left out with the last who uses it. */
static bool drop_ranges(struct search *search)
{
    const struct tj_program *program = search->shrink->program;
    bool                     smaller = false;
    size_t length = tj_program_kept(program, search->shrink->keep) / 2;

    for (; length > 0 && !is_over(search); length /= 2) {
        size_t from = tj_program_kept(program, search->shrink->keep);

        while (from > 0 && !is_over(search)) {
            from -= from < length ? from : length;
            smaller = drop_range(search, from, length) || smaller;
        }
    }
    return smaller;
}

static void leave_out(struct search *search)
{
    bool smaller = true;

    while (smaller && !is_over(search)) {
        smaller = drop_clients(search);
        smaller = drop_ranges(search) || smaller;
    }
}

/* --- Settings --- */

static void drop_faults(struct search *search)
{
    struct tj_workload *workload = search->shrink->workload;

    for (size_t i = workload->faults_count; i > 0; i--) {
        struct tj_fault_rule rule = workload->faults[i - 1];
        size_t behind = (workload->faults_count - i) * sizeof rule;
        char           what[WHAT_SIZE];
        struct tj_text text;

        begin_trial(search);
        memmove(&workload->faults[i - 1], &workload->faults[i], behind);
        workload->faults_count--;
        tj_text_init(&text, what, sizeof what);
        tj_text_add(&text, "without fault `%.40s`", rule.name);
        if (fails(search)) {
            accept(search, what);
            continue;
        }
        memmove(&workload->faults[i], &workload->faults[i - 1], behind);
        workload->faults[i - 1] = rule;
        workload->faults_count++;
    }
}

/* A rule that waits for its 250th lock keeps 249 others alive: it may be as
 * well to strike the first, or one soon after. */
static void hasten_fault(struct search *search, struct tj_fault_rule *rule)
{
    const struct tj_fault_rule before = *rule;
    char                       what[WHAT_SIZE];
    struct tj_text             text;

    for (uint64_t first = 1; first < before.first; first *= 2) {
        begin_trial(search);
        rule->first = first;
        rule->after_ns = 0;
        tj_text_init(&text, what, sizeof what);
        tj_text_add(&text, "fault `%.30s` at number %" PRIu64, rule->name,
                    first);
        if (fails(search)) {
            accept(search, what);
            return;
        }
        *rule = before;
    }
}

static void hasten_faults(struct search *search)
{
    struct tj_workload *workload = search->shrink->workload;

    for (size_t i = 0; i < workload->faults_count; i++)
        hasten_fault(search, &workload->faults[i]);
}

/* First ready, first to go on: then the seed has no say any more. */
static void calm_schedule(struct search *search)
{
    struct tj_workload *workload = search->shrink->workload;
    char                before[sizeof workload->strategy];

    memcpy(before, workload->strategy, sizeof before);
    if (strcmp(before, "first") == 0)
        return;
    begin_trial(search);
    (void)tj_text_copy(workload->strategy, sizeof workload->strategy, "first");
    if (fails(search))
        accept(search, "first ready, first to go on");
    else
        memcpy(workload->strategy, before, sizeof before);
}

/* Another seed is another schedule, under which less may be enough. */
static void other_seeds(struct search *search)
{
    struct tj_shrink   *shrink = search->shrink;
    struct tj_workload *workload = shrink->workload;

    for (uint64_t seed = 1; seed <= SEEDS_TRIED && !is_over(search); seed++) {
        size_t   before = tj_program_kept(shrink->program, shrink->keep);
        uint64_t kept_seed = workload->seed;

        if (before <= FEW || strcmp(workload->strategy, "first") == 0)
            return;
        workload->seed = seed;
        begin_trial(search);
        if (fails(search))
            leave_out(search);
        if (tj_program_kept(shrink->program, shrink->keep) == before)
            workload->seed = kept_seed;
    }
}

/* --- Pauses --- */

/* One digit and zeros: 34,812 ns are read as 40 us. */
static uint64_t rounded_up(uint64_t value_ns)
{
    uint64_t unit = 1;

    while (value_ns / unit >= 10)
        unit *= 10;
    return (value_ns + unit - 1) / unit * unit;
}

static bool try_pauses(struct search *search, const char *what)
{
    if (!fails(search))
        return false;
    search->own_pauses = true;
    accept(search, what);
    return true;
}

static void shorten_pause(struct search *search, size_t index)
{
    static const uint64_t candidates[] = { 0, 10000, 1000000, 10000000,
                                           100000000, 1000000000 };
    uint64_t now_ns = search->shrink->pauses[index];

    if (now_ns == 0)
        return;
    for (size_t i = 0; i < sizeof candidates / sizeof *candidates &&
                       candidates[i] < now_ns; i++) {
        begin_trial(search);
        search->trial_pauses[index] = candidates[i];
        if (try_pauses(search, "a shorter pause"))
            return;
    }
    begin_trial(search);
    search->trial_pauses[index] = rounded_up(now_ns);
    if (search->trial_pauses[index] != now_ns)
        (void)try_pauses(search, "a rounder pause");
}

static void simplify_pauses(struct search *search)
{
    const struct tj_program *program = search->shrink->program;

    begin_trial(search);
    memset(search->trial_pauses, 0,
           program->count * sizeof *search->trial_pauses);
    if (try_pauses(search, "without pauses"))
        return;
    for (size_t i = 0; i < program->count && !is_over(search); i++)
        if (search->shrink->keep[i])
            shorten_pause(search, i);
}

static enum tj_status take_room(struct search *search, struct arena *arena)
{
    struct tj_shrink *shrink = search->shrink;
    size_t            count = shrink->program->count + 1;

    shrink->keep = ARENA_NEW(arena, bool, count);
    shrink->pauses = ARENA_NEW(arena, uint64_t, count);
    search->trial = ARENA_NEW(arena, bool, count);
    search->trial_pauses = ARENA_NEW(arena, uint64_t, count);
    if (shrink->keep == NULL || shrink->pauses == NULL ||
        search->trial == NULL || search->trial_pauses == NULL)
        return tj_fail(search->error, TJ_NO_MEMORY,
                       "no room for %zu operations", count);
    return tj_program_room_init(&search->room, shrink->program,
                                shrink->workload, arena, search->error);
}

enum tj_status tj_shrink_search(struct tj_shrink *shrink, struct arena *arena,
                                struct tj_error *error)
{
    struct search search = { .shrink = shrink, .error = error };

    search.status = take_room(&search, arena);
    if (search.status != TJ_OK || !begin(&search))
        return search.status;
    drop_faults(&search);
    hasten_faults(&search);
    leave_out(&search);
    hasten_faults(&search);
    calm_schedule(&search);
    leave_out(&search);
    other_seeds(&search);
    simplify_pauses(&search);
    if (search.own_pauses)
        leave_out(&search);
    /* The workload as it was accepted, not as it was last tried. */
    begin_trial(&search);
    tj_program_apply(shrink->program, search.trial, search.trial_pauses,
                     &search.room, shrink->workload);
    return search.status;
}

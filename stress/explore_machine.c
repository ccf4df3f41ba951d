/* SPDX-License-Identifier: MIT */
#include "stress/explore_parts.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"

#include <string.h>

/* --- Clients --- */

static uint64_t now(const struct explore_machine *machine)
{
    return tj_branching_now(machine->world);
}

static bool has_measured_all(const struct explore_machine *machine)
{
    uint64_t ops = machine->workload->ops;

    return machine->head.next == STEP_COOL && ops > 0 &&
           machine->head.measured >= ops;
}

static void change_phase(struct explore_machine *machine)
{
    TJ_ASSERT(machine->head.next == STEP_COOL);
    machine->head.next = STEP_END;
    machine->head.next_ns = now(machine) + machine->workload->cooldown_ns;
}

static void act(struct explore_machine *machine, struct client *client,
                const struct tj_reply *last)
{
    for (;;) {
        const struct tj_action *action = tj_engine_next(
            machine->workload, &client->engine, now(machine), last);

        last = NULL;
        switch (action->kind) {
        case TJ_ACT_DONE:
            client->state = GONE;
            machine->head.alive -= 1;
            return;
        case TJ_ACT_WAIT:
        case TJ_ACT_HEAR: /* Of nothing: it does not listen. */
            client->state = WAITS;
            client->wake_ns = action->until_ns;
            return;
        case TJ_ACT_SUBMIT:
            client->state = OFFERED;
            tj_branching_offer(machine->world, client->engine.client - 1u,
                               client->engine.drive);
            return;
        case TJ_ACT_LISTEN:
        case TJ_ACT_CRASH: /* Has no process. */
        case TJ_ACT_TELL:
            break;
        }
    }
}

static void submit(struct explore_machine *machine, struct client *client)
{
    const struct tj_op *op = client->engine.action.op;

    if (has_measured_all(machine))
        change_phase(machine);
    machine->head.measured += machine->head.next == STEP_COOL;
    machine->head.operations += 1;
    client->state = ASKED;
    explore_note_invoked(machine, op);
    tj_branching_submit(machine->world, op->client - 1u, 1, op);
}

static void take_answer(struct explore_machine *machine,
                        const struct tj_news *news)
{
    struct client *client = &machine->clients[news->asker];
    struct tj_reply *reply = news->reply;

    TJ_ASSERT(news->asker < machine->workload->clients);
    TJ_ASSERT(client->state == ASKED);
    reply->number = client->engine.op.number;
    reply->client = client->engine.client;
    explore_note_answered(machine, news->asker, news->drive, reply);
    machine->head.refused += reply->outcome == TJ_REFUSED;
    machine->head.granted += reply->outcome == TJ_DONE &&
                             client->engine.op.verb == TJ_LOCK;
    client->state = ACTS;
    act(machine, client, reply);
}

static void take_news(struct explore_machine *machine,
                      const struct tj_news *news)
{
    switch (news->kind) {
    case TJ_NEWS_TURN:
        submit(machine, &machine->clients[news->asker]);
        return;
    case TJ_NEWS_ANSWER:
        take_answer(machine, news);
        return;
    case TJ_NEWS_EMITTED:
    case TJ_NEWS_DELIVERED:
        explore_note_event(machine, news);
        return;
    }
}

/* --- The run: as runner_virtual.c has it --- */

static void begin_end(struct explore_machine *machine)
{
    machine->head.next = STEP_NONE;
    machine->head.next_ns = UINT64_MAX;
    for (size_t i = 0; i < machine->workload->clients; i++)
        tj_engine_stop(&machine->clients[i].engine);
    for (size_t i = 0; i < machine->workload->clients; i++)
        if (machine->clients[i].state == WAITS)
            act(machine, &machine->clients[i], NULL);
}

static void take_step(struct explore_machine *machine)
{
    if (machine->head.next == STEP_END)
        begin_end(machine);
    else
        change_phase(machine);
}

static void finish_steps(struct explore_machine *machine)
{
    while (machine->head.next != STEP_NONE)
        take_step(machine);
}

/* Who wakes first, the lower number of two; NULL: nobody waits. */
static struct client *first_to_wake(struct explore_machine *machine)
{
    struct client *first = NULL;

    for (size_t i = 0; i < machine->workload->clients; i++) {
        struct client *client = &machine->clients[i];
        if (client->state == WAITS &&
            (first == NULL || client->wake_ns < first->wake_ns))
            first = client;
    }
    return first;
}

/* False: somebody has to choose. */
static bool advance(struct explore_machine *machine)
{
    struct client *first = first_to_wake(machine);
    uint64_t       until_ns = machine->head.next_ns;
    struct tj_news news;

    if (first != NULL && first->wake_ns < until_ns)
        until_ns = first->wake_ns;
    if (tj_branching_next(machine->world, until_ns, &news)) {
        take_news(machine, &news);
        return true;
    }
    if (tj_branching_undecided(machine->world) > 0)
        return false;
    if (until_ns == UINT64_MAX) {
        machine->head.silent = true;
        return true;
    }
    if (machine->head.next_ns <= now(machine))
        take_step(machine);
    while ((first = first_to_wake(machine)) != NULL &&
           first->wake_ns <= now(machine)) {
        first->state = ACTS;
        act(machine, first, NULL);
    }
    return true;
}

/* --- How the drives are left: as put_back.c asks --- */

static void ask(struct explore_machine *machine, uint8_t drive,
                enum tj_verb verb, uint32_t number)
{
    uint32_t     asker = machine->workload->clients + drive;
    struct tj_op op = {
        .verb = verb, .drive = drive, .client = (tj_client)(asker + 1),
        .handle = (asker + 1) << tj_handle_shift(machine->workload) | number,
    };
    struct tj_news news;

    if (verb == TJ_OPEN)
        op.arg = tj_open_arg(TJ_INTERFACE,
                             number == 1 ? TJ_ACCESS_NONE
                                         : TJ_ACCESS_READ_WRITE,
                             TJ_SHARE_ALL);
    tj_encode(&op, NULL);
    tj_branching_submit(machine->world, asker, 0, &op);
    while (tj_branching_next(machine->world, UINT64_MAX, &news)) {
        if (news.kind == TJ_NEWS_ANSWER && news.asker == asker) {
            explore_note_answered(machine, asker, drive, news.reply);
            return;
        }
        take_news(machine, &news);
    }
    machine->head.history[drive] = stir(machine->head.history[drive], asker);
}

static void look_at_drive(struct explore_machine *machine, uint8_t drive)
{
    struct tj_sim_view view;

    tj_branching_describe(machine->world, drive, &view);
    explore_note_left(machine, drive, &view);
    ask(machine, drive, TJ_OPEN, 2);
    ask(machine, drive, TJ_QUERY, 2);
    ask(machine, drive, TJ_CLOSE, 2);
}

static void settle(struct explore_machine *machine)
{
    struct tj_news news;

    machine->head.hung = machine->head.alive > 0;
    tj_branching_choose(machine->world, false);
    while (tj_branching_next(machine->world, UINT64_MAX, &news))
        take_news(machine, &news);
    for (uint8_t i = 0; i < machine->workload->drives; i++)
        look_at_drive(machine, i);
    machine->head.over = true;
}

unsigned explore_machine_go(struct explore_machine *machine, uint64_t steps_max)
{
    struct head *head = &machine->head;

    while (head->alive > 0 && !(head->silent && head->next == STEP_NONE)) {
        if (head->silent) {
            head->silent = false;
            finish_steps(machine);
        }
        if (has_measured_all(machine))
            take_step(machine);
        if (!advance(machine))
            return tj_branching_undecided(machine->world);
        if (tj_branching_steps(machine->world) - machine->origin_steps >
            steps_max) {
            head->over = head->cut = true;
            return 0;
        }
    }
    finish_steps(machine);
    settle(machine);
    return 0;
}

void explore_machine_decide(struct explore_machine *machine, unsigned index)
{
    tj_branching_decide(machine->world, index);
}

void explore_machine_result(const struct explore_machine *machine,
                            struct explore_result *result)
{
    const struct head *head = &machine->head;

    TJ_ASSERT(head->over);
    *result = (struct explore_result){
        .steps = tj_branching_steps(machine->world) - machine->origin_steps,
        .operations = head->operations,
        .refused = head->refused,
        .granted = head->granted,
        .hung = head->hung,
        .cut = head->cut,
    };
    for (size_t i = 0; i < machine->workload->drives; i++)
        result->history = stir(result->history, head->history[i]);
    result->history = stir(result->history, head->hung);
}

/* --- The beginning --- */

/* Why not, or NULL. */
static const char *unfit(const struct tj_workload *workload)
{
    for (size_t i = 0; i < workload->personas_count; i++)
        if (tj_persona_listens(&workload->personas[i]))
            return "a client listens";
    return strncmp(workload->drive, "sim", 3) != 0 ? "the drive is not simulated"
           : workload->faults_count > 0 ||
                   workload->schedule != TJ_FAULT_SCHEDULE_NONE
               ? "faults are planned"
           : workload->races_count > 0 ? "there are races"
           : workload->warmup_ns > 0   ? "there is a warm-up"
           : workload->processes > 1   ? "there are several processes"
           : workload->clients > TJ_STRATEGY_TURNS_MAX
               ? "there are too many clients"
           : tj_engine_has_open_loop(workload) ? "there is an open loop"
                                               : NULL;
}

static void begin(struct explore_machine *machine)
{
    const struct tj_workload *workload = machine->workload;
    uint64_t                  begin_ns = now(machine);

    machine->head.alive = workload->clients;
    machine->head.next = STEP_COOL;
    machine->head.next_ns = workload->duration_ns == 0
                                ? UINT64_MAX
                                : begin_ns + workload->duration_ns;
    machine->origin_steps = tj_branching_steps(machine->world);
    for (size_t i = 0; i < workload->clients; i++) {
        struct client *client = &machine->clients[i];
        tj_engine_begin(&client->engine, workload, begin_ns, 0);
        act(machine, client, NULL);
    }
    memset(machine->head.history, 0, sizeof machine->head.history);
}

static enum tj_status open_world(struct explore_machine *machine,
                                 struct arena *arena, struct tj_error *error)
{
    const struct tj_workload   *workload = machine->workload;
    struct tj_target_spec       target;
    struct tj_branching_config config = { .drives = workload->drives,
                                          .seed = workload->seed };
    void *memory =
        arena_take(arena, 1, tj_branching_size(workload->drives), 64);

    machine->start = arena_take(arena, 1, explore_machine_save_max(machine), 64);
    if (memory == NULL || machine->start == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for the drives");
    enum tj_status status = tj_target_parse(workload->drive, &target, error);
    config.detail = target.detail;
    if (status == TJ_OK)
        status = tj_branching_open(memory, &config, &machine->world, error);
    return status;
}

enum tj_status explore_machine_open(const struct tj_workload *workload,
                                    struct arena *arena,
                                    struct explore_machine **machine,
                                    struct tj_error *error)
{
    const char *why = unfit(workload);

    if (why != NULL)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "%s: not to be explored yet: %s; trayjam run --runner "
                       "virtual --strategy \"pct depth=3 turns\" goes through "
                       "one schedule a seed", workload->name, why);
    struct explore_machine *made = arena_take(
        arena, 1,
        sizeof *made + workload->clients * sizeof made->clients[0], 64);
    if (made == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %u clients",
                       (unsigned)workload->clients);
    made->workload = workload;
    enum tj_status status = open_world(made, arena, error);
    if (status != TJ_OK)
        return status;
    for (size_t i = 0; i < workload->clients; i++)
        tj_engine_init(&made->clients[i].engine, workload, (tj_client)(i + 1));
    for (uint8_t i = 0; i < workload->drives; i++) {
        uint32_t asker = workload->clients + i;
        ask(made, i, TJ_OPEN, 1);
        tj_branching_listen(made->world, asker, i,
                            (asker + 1) << tj_handle_shift(workload) | 1);
    }
    begin(made);
    explore_machine_save(made, made->start);
    *machine = made;
    return TJ_OK;
}

struct tj_branching *explore_machine_world(struct explore_machine *machine)
{
    return machine->world;
}

void explore_machine_restart(struct explore_machine *machine)
{
    explore_machine_restore(machine, machine->start);
    tj_branching_choose(machine->world, true);
}

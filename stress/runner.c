/* SPDX-License-Identifier: MIT */
#include "stress/runner.h"

#include "stress/planned_faults.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/trace/memory.h"

#include <string.h>

uint64_t runner_now(const struct runner *runner)
{
    return runner->clock.now(runner->clock.context);
}

static enum tj_status no_memory(struct runner *runner)
{
    return tj_fail(runner->error, TJ_NO_MEMORY,
                   "%u clients at %u drives do not fit the arena",
                   (unsigned)runner->workload->clients,
                   (unsigned)runner->workload->drives);
}

static bool takes_tray_locks(const struct tj_workload *workload)
{
    for (size_t i = 0; i < workload->personas_count; i++)
        for (size_t j = 0; j < workload->personas[i].steps_count; j++)
            if (workload->personas[i].steps[j].verb == TJ_PREVENT)
                return true;
    return false;
}

enum tj_status runner_chain_init(struct runner *runner,
                                 struct runner_chain *chain,
                                 struct tj_backend *drive,
                                 const struct tj_persona *persona,
                                 const struct runner_segments *segments)
{
    const struct tj_workload *workload = runner->workload;
    struct tj_backend        *below = drive;
    struct tj_fault_plan     *plan =
        persona == NULL ? &runner->events : runner->plan;

    chain->fault = NULL;
    if (segments->watch != NULL &&
        (plan->count > 0 || takes_tray_locks(workload))) {
        tj_gate_layer_init(&chain->gate, below, segments->watch);
        below = &chain->gate.backend;
    }
    if (plan->count > 0) {
        const struct tj_fault_config config = {
            .plan = plan,
            .segment = segments->own,
            .origin_ns = runner->clock.origin_ns,
            .now = runner->clock.now,
            .context = runner->clock.context,
            .later = runner->clock.later,
            .persona = persona == NULL ? NULL : persona->name,
            .host = &runner->fault_host,
        };
        chain->fault = ARENA_NEW(runner->arena, struct tj_fault_layer, 1);
        if (chain->fault == NULL)
            return no_memory(runner);
        tj_fault_layer_init(chain->fault, below, &config);
        below = &chain->fault->backend;
    }
    const struct tj_record_config config = {
        .segment = segments->own,
        .events_segment = segments->events,
        .origin_ns = runner->clock.origin_ns,
        .now = runner->clock.now,
        .context = runner->clock.context,
        .names = workload->names,
        .names_count = workload->names_count + 1,
        .watch = workload->hang_ns > 0 ? segments->watch : NULL,
    };
    tj_record_layer_init(&chain->record, below, &config);
    chain->record.flags = TJ_RECORD_WARMUP;
    return TJ_OK;
}
_Static_assert(sizeof ((struct tj_workload *)0)->names[0] ==
                   TJ_CALLER_NAME_SIZE + 1, "one name table for both");

bool runner_ask(const struct runner *runner, struct runner_chain *chain,
                const struct tj_op *op, struct tj_reply *reply)
{
    struct tj_backend *top = runner_top(chain);

    if (tj_backend_submit(top, runner_now(runner), op, reply) == TJ_ANSWERED)
        return true;
    return tj_backend_collect(top, UINT64_MAX, reply);
}

/* --- The trace --- */

static void write_name_part(struct runner *runner, uint16_t id, uint8_t part)
{
    const char       *name = runner->workload->names[id];
    size_t            from = (size_t)part * TJ_NAME_PART;
    size_t            length = strlen(name);
    struct tj_record *record = tj_segment_begin(&runner->main);

    if (record == NULL)
        return;
    record->kind = TJ_RECORD_NAME;
    record->what = part;
    record->name = id;
    if (length > from) {
        size_t rest = length - from;
        memcpy(record->name_part.text, name + from,
               rest < TJ_NAME_PART ? rest : TJ_NAME_PART);
    }
    tj_segment_commit(&runner->main, record);
}

static void write_names(struct runner *runner)
{
    for (size_t id = 1; id <= runner->workload->names_count; id++) {
        write_name_part(runner, (uint16_t)id, 0);
        if (strlen(runner->workload->names[id]) > TJ_NAME_PART)
            write_name_part(runner, (uint16_t)id, 1);
    }
}

/* What holds for the whole run. */
static void write_head(struct runner *runner)
{
    write_names(runner);
    planned_faults_write(runner->workload, &runner->main);
}

enum tj_status runner_make_plans(struct runner *runner)
{
    const struct tj_workload *workload = runner->workload;

    if (runner->plan == NULL)
        runner->plan = ARENA_NEW(runner->arena, struct tj_fault_plan, 1);
    if (runner->plan == NULL)
        return no_memory(runner);
    tj_fault_plan_init(runner->plan, workload->faults, workload->faults_count);
    tj_fault_plan_init(&runner->events, workload->faults,
                       workload->faults_count);
    /* The observers' own operations are not what the rules are about. */
    for (size_t i = 0; i < runner->events.count; i++)
        runner->events.rules[i].verbs = 0;
    return TJ_OK;
}

void runner_start_ahead(struct runner *runner)
{
    struct tj_error untold;

    runner->has_ahead = tj_ahead_start(&runner->ahead, &untold) == TJ_OK;
}

void runner_stop_ahead(struct runner *runner)
{
    if (runner->has_ahead)
        tj_ahead_stop(&runner->ahead);
    runner->has_ahead = false;
}

enum tj_status runner_open_trace(struct runner *runner)
{
    enum tj_status status = TJ_OK;

    if (runner->options->memory == NULL)
        status = tj_trace_create(runner->trace, &runner->info, runner->error);
    if (status == TJ_OK)
        status = runner_open_segment(runner, 0, &runner->main);
    if (status == TJ_OK)
        write_head(runner);
    return status;
}

enum tj_status runner_open_segment(struct runner *runner, uint32_t index,
                                   struct tj_segment *segment)
{
    if (runner->options->memory != NULL)
        return tj_segment_open_in(segment, runner->options->memory, index,
                                  &runner->info, runner->error);
    enum tj_status status = tj_segment_open(segment, runner->trace, index,
                                            &runner->info, runner->error);

    if (status == TJ_OK && runner->has_ahead)
        tj_segment_attach(segment, &runner->ahead);
    return status;
}

enum tj_status runner_open_ears(struct runner *runner,
                                const struct tj_client_state *engine,
                                struct tj_segment *segment, bool *opened)
{
    *opened = false;
    if (!tj_engine_may_listen(runner->workload, engine))
        return TJ_OK;
    enum tj_status status = runner_open_segment(
        runner, RUNNER_EARS + (uint32_t)engine->client, segment);
    *opened = status == TJ_OK;
    return status;
}

void runner_close_segment(struct runner *runner, struct tj_segment *segment,
                          enum tj_status *status)
{
    struct tj_error why;
    enum tj_status  closed = tj_segment_close(segment, &why);

    if (closed != TJ_OK && *status == TJ_OK) {
        *status = closed;
        *runner->error = why;
    }
}

/* What a mark says; when: on the run's clock. */
struct mark { enum tj_mark what; uint64_t at_ns, value, due_ns; uint8_t drive; };

static void write_mark(const struct runner *runner, struct tj_segment *segment,
                       tj_client client, const struct mark *mark)
{
    struct tj_record *record = tj_segment_begin(segment);

    if (record == NULL)
        return;
    record->t0_ns = mark->at_ns - runner->clock.origin_ns;
    record->kind = TJ_RECORD_MARK;
    record->what = (uint8_t)mark->what;
    record->client = client;
    record->drive = mark->drive;
    record->mark.value = mark->value;
    record->mark.due_ns = mark->due_ns;
    tj_segment_commit(segment, record);
}

void runner_mark(struct runner *runner, enum tj_mark what, uint64_t value)
{
    runner_mark_client(runner, what, TJ_NOBODY, 0, value);
}

void runner_mark_client(struct runner *runner, enum tj_mark what,
                        tj_client client, uint8_t drive, uint64_t value)
{
    const struct mark mark = { what, runner_now(runner), value, 0, drive };

    write_mark(runner, &runner->main, client, &mark);
}

void runner_mark_begin(struct runner *runner)
{
    runner->begin_ns = runner_now(runner);
    const struct mark begin = { TJ_MARK_BEGIN, runner->begin_ns, 0, 0, 0 };
    const struct mark measure = { TJ_MARK_MEASURE, runner->begin_ns, 0, 0, 0 };

    write_mark(runner, &runner->main, TJ_NOBODY, &begin);
    if (runner->workload->warmup_ns == 0)
        write_mark(runner, &runner->main, TJ_NOBODY, &measure);
}

void runner_mark_death(struct runner *runner, tj_client client, int exit_code)
{
    runner_mark_client(runner, TJ_MARK_DIED, client, 0, (uint64_t)exit_code);
}

void runner_tell_drops(struct runner *runner, struct tj_segment *segment,
                       struct runner_chain *chain,
                       const struct tj_drops *drops)
{
    const struct mark mark = { TJ_MARK_DROPPED, runner_now(runner),
                               drops->count,
                               drops->due_ns - runner->clock.origin_ns, 0 };

    write_mark(runner, segment, chain->record.backend.client, &mark);
    tj_live_add(&chain->record.counts.dropped, drops->count);
}

/* --- Observers --- */

bool runner_observer_ask(const struct runner *runner,
                         struct runner_observer *observer, struct tj_op *op,
                         struct tj_reply *reply)
{
    struct tj_backend *top = runner_top(&observer->chain);

    op->client = top->client;
    op->drive = top->drive;
    op->number = ++observer->number;
    tj_encode(op, NULL);
    return runner_ask(runner, &observer->chain, op, reply);
}

tj_handle runner_observer_handle(const struct runner *runner,
                                 struct runner_observer *observer,
                                 unsigned number)
{
    return (tj_handle)runner_top(&observer->chain)->client
               << tj_handle_shift(runner->workload) |
           number;
}

enum tj_status runner_observe(struct runner *runner,
                              struct runner_observer *observer)
{
    struct tj_backend *top = runner_top(&observer->chain);
    struct tj_reply    reply;
    struct tj_error    why;
    struct tj_op op = { .verb = TJ_OPEN,
                        .handle = runner_observer_handle(runner, observer, 1),
                        .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_NONE,
                                           TJ_SHARE_ALL) };

    if (!runner_observer_ask(runner, observer, &op, &reply) ||
        reply.outcome != TJ_DONE)
        return tj_fail(runner->error, TJ_UNAVAILABLE,
                       "drive %u cannot be opened for listening: status "
                       "0x%08lx", (unsigned)top->drive,
                       (unsigned long)reply.status);
    enum tj_status status = tj_backend_listen(top, op.handle, &why);
    observer->listens = status == TJ_OK;
    if (status == TJ_OK || status == TJ_UNAVAILABLE)
        return TJ_OK;
    *runner->error = why;
    return status;
}

size_t runner_fetch(struct runner_observer *observer, uint64_t until_ns)
{
    struct tj_event events[RUNNER_EVENTS];

    if (!observer->listens)
        return 0;
    return tj_backend_events(runner_top(&observer->chain), until_ns, events,
                             RUNNER_EVENTS);
}


/* --- In real time --- */

static uint64_t read_clock(void *context)
{
    (void)context;
    return tj_clock_ns();
}

void runner_use_real_clock(struct runner *runner, uint64_t origin_ns)
{
    runner->clock = (struct runner_clock){ .now = read_clock,
                                           .origin_ns = origin_ns };
    runner->info.clock_origin_ns = origin_ns;
}

bool runner_interrupted(struct runner *runner)
{
    const struct tj_run_options *options = runner->options;

    if (!runner->result->interrupted && options->stop != NULL)
        runner->result->interrupted = options->stop(options->stop_context);
    return runner->result->interrupted;
}

bool runner_enough(struct runner *runner, uint64_t now_ns)
{
    const struct tj_run_options *options = runner->options;

    if (!runner->result->ended_early && runner->measures &&
        options->enough != NULL)
        runner->result->ended_early = options->enough(
            options->enough_context, now_ns - runner->measure_ns);
    return runner->result->ended_early;
}

void runner_play(struct runner *runner, const struct runner_stage *stage)
{
    const struct tj_workload *workload = runner->workload;

    /* The marks enclose what they measure. */
    runner_mark_begin(runner);
    if (workload->warmup_ns > 0) {
        stage->enter(stage->context, PHASE_WARM);
        stage->stay(stage->context, workload->warmup_ns);
        runner_mark(runner, TJ_MARK_MEASURE, 0);
    }
    stage->enter(stage->context, PHASE_MEASURE);
    runner->measure_ns = tj_clock_ns();
    runner->measures = true;
    stage->stay(stage->context, workload->duration_ns);
    runner->measures = false;
    stage->enter(stage->context, PHASE_COOL);
    runner_mark(runner, TJ_MARK_COOL, 0);
    if (workload->cooldown_ns > 0)
        stage->stay(stage->context, workload->cooldown_ns);
    runner_mark(runner, TJ_MARK_END, 0);
    stage->enter(stage->context, PHASE_STOP);
}

/* SPDX-License-Identifier: MIT */
/* Clients in processes of their own, a few threads each; the simulated drives
 * in one more. This process starts them, marks the phases, listens, and outlives
 * every one of them: a worker that is killed in the middle of a run is one of
 * the things a run is for, and another takes its place under new names.
 *
 * Names: workers of the start have the clients 1 .. N in order, and segments of
 * the same numbers; those who come later count on behind the listeners. */
#include "stress/guests.h"
#include "stress/processes.h"
#include "stress/runner_view.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "core/trace/repair.h"

#include <inttypes.h>
#include <string.h>

enum { LOOK_MS = 5, PROGRESS_MS = 100, CLIENTS_LAST = 65000,
       KILLED = 128 + 9, ENDED_BY_US = 128 + 15 };
#define MILLISECOND UINT64_C(1000000)

static enum tj_status note(struct processes *run, enum tj_status status)
{
    if (run->status == TJ_OK)
        run->status = status;
    return status;
}

/* --- While it runs --- */

static struct tj_guests *guests_of(const struct processes *run)
{
    return run->runner->options->guests;
}

static int phase_of(const struct processes *run)
{
    return atomic_load_explicit(&run->shared->control.phase,
                                memory_order_acquire);
}

static void enter(void *context, enum phase phase)
{
    struct processes            *run = context;
    const struct process_message look = { .word = PROCESS_LOOK };

    atomic_store_explicit(&run->shared->control.begin_ns,
                          run->runner->begin_ns, memory_order_relaxed);
    atomic_store_explicit(&run->shared->control.phase, (int)phase,
                          memory_order_release);
    if (guests_of(run) != NULL)
        guests_enter(guests_of(run), phase);
    for (unsigned i = 0; i < run->count; i++)
        (void)tj_os_channel_send(&run->workers[i].channel, &look, sizeof look);
}

static void hear(struct processes *run, unsigned row)
{
    struct worker         *worker = &run->workers[row];
    struct process_message message;

    while (tj_os_channel_receive(&worker->channel, &message, sizeof message,
                                 0) == (int)sizeof message) {
        if (message.word == PROCESS_READY)
            worker->ready = true;
        if (message.word == PROCESS_STOPS) {
            worker->stops++;
            worker->go_on_ns = tj_clock_ns() + message.value;
        }
        if (message.word == PROCESS_GOES_ON)
            worker->stops--;
        if (message.word == PROCESS_FAILED)
            (void)note(run, tj_fail(run->runner->error, TJ_HOST_IO,
                                    "worker %u: %s", row + 1, message.text));
    }
}

/* What the dead one counted lies in memory that its death does not touch: the
 * judge holds the trace to it. One that never began has counted nothing. */
static void count_committed(struct processes *run, unsigned row, uint16_t index)
{
    const struct tj_watch *watch =
        &run->dog.words[row * processes_threads_each(run) + index];

    if (watch->client != TJ_NOBODY)
        runner_mark_client(run->runner, TJ_MARK_COUNTED, watch->client,
                           watch->drive,
                           atomic_load_explicit(&watch->committed,
                                                memory_order_acquire));
}

/* What a dead worker committed is kept, and its segments are closed for it. The
 * trace says whose process it was. */
static void bury(struct processes *run, unsigned row)
{
    const struct process_row *own = &run->shared->rows[row];

    run->workers[row].buried = true;
    for (uint16_t i = 0; i < processes_threads_each(run); i++) {
        (void)note(run, tj_segment_bury(run->runner->trace,
                                        own->first_segment + i,
                                        run->runner->error));
        (void)note(run, tj_segment_bury(
                            run->runner->trace,
                            RUNNER_EARS + (uint32_t)own->first_client + i,
                            run->runner->error));
        runner_mark_death(run->runner, (tj_client)(own->first_client + i),
                          run->workers[row].process.code);
        count_committed(run, row, i);
    }
    watchdog_leaks(&run->dog, row * processes_threads_each(run),
                   processes_threads_each(run));
    watchdog_end(&run->dog, row * processes_threads_each(run),
                 processes_threads_each(run));
    run->runner->result->processes_died++;
}

/* Killed: by a fault rule, or by somebody outside. Its place is taken by a new
 * worker; its clients' names are not given again. */
static void replace(struct processes *run, unsigned row)
{
    bury(run, row);
    tj_os_channel_close(&run->workers[row].channel);
    if (phase_of(run) == PHASE_STOP || run->next_client > CLIENTS_LAST) {
        atomic_store(&run->shared->rows[row].working, 0);
        return;
    }
    processes_name_worker(run, row, run->next_client, run->next_segment);
    run->next_client =
        (tj_client)(run->next_client + processes_threads_each(run));
    run->next_segment += processes_threads_each(run);
    (void)note(run, processes_start_worker(run, row));
}

/* A worker that ends well has no client at work any more: so much for killers
 * who give their victim the exit code 0 (Windows lets them choose, Wine's
 * kill -9 does so). */
static bool was_killed(const struct processes *run, unsigned row)
{
    const struct tj_os_process *process = &run->workers[row].process;

    return process->ended &&
           (process->code == KILLED || process->code == ENDED_BY_US ||
            (process->code == 0 &&
             atomic_load(&run->shared->rows[row].working) > 0));
}

static void look_after(struct processes *run, unsigned row)
{
    struct worker *worker = &run->workers[row];
    uint64_t       now_ns = tj_clock_ns();

    hear(run, row);
    if (worker->stops > 0 && now_ns >= worker->go_on_ns)
        tj_os_process_go_on(&worker->process);
    if (worker->process.id == 0 || worker->process.ended ||
        !tj_os_process_ended(&worker->process))
        return;
    hear(run, row);
    if (was_killed(run, row))
        replace(run, row);
    else if (worker->process.code != 0)
        (void)note(run, tj_fail(run->runner->error, TJ_HOST_IO,
                                "worker %u ended with code %d", row + 1,
                                worker->process.code));
}

/* The clients have nothing more to do. A foreign program is waited for all the
 * same, and when it is over, all are. */
static bool is_done(struct processes *run, bool idle)
{
    bool measures = phase_of(run) == PHASE_MEASURE;

    if (guests_of(run) == NULL)
        return idle;
    if (measures)
        return guests_over(guests_of(run), run->runner);
    guests_look(guests_of(run), run->runner);
    return idle && phase_of(run) == PHASE_COOL;
}

/* A new worker that stands is told where the run is by the memory; it looks by
 * itself. */
static bool over(struct processes *run)
{
    uint32_t working = 0;
    bool     spent = true;

    for (unsigned i = 0; i < run->count; i++) {
        const struct process_row *row = &run->shared->rows[i];
        look_after(run, i);
        working += atomic_load_explicit(&row->working, memory_order_relaxed);
        spent = spent &&
                atomic_load_explicit(&row->spent, memory_order_relaxed);
        if (atomic_load_explicit(&row->broken, memory_order_relaxed))
            return true;
    }
    if (run->host.id != 0 && tj_os_process_ended(&run->host))
        (void)note(run, tj_fail(run->runner->error, TJ_HOST_IO,
                                "the drives' process ended with code %d",
                                run->host.code));
    return watchdog_barks(&run->dog, tj_clock_ns()) ||
           runner_interrupted(run->runner) ||
           runner_enough(run->runner, tj_clock_ns()) || run->status != TJ_OK ||
           is_done(run, working == 0 || spent) ||
           atomic_load_explicit(&run->listeners.broken, memory_order_relaxed);
}

static void tell_progress(struct processes *run, bool over)
{
    struct runner     *runner = run->runner;
    uint16_t           each = processes_threads_each(run);
    struct tj_progress progress = runner_view(runner, tj_clock_ns());

    for (unsigned i = 0; i < run->count; i++) {
        const struct process_row *row = &run->shared->rows[i];

        if (row->first_client == TJ_NOBODY)
            continue; /* It did not come so far. */
        tj_live_sum(&progress.total, &row->counts);
        for (uint16_t c = 0; c < each; c++) {
            size_t place = (size_t)i * each + c;
            runner_view_seen(runner, place, (tj_client)(row->first_client + c),
                             run->shared->clients[place].seen);
        }
    }
    listeners_count(&run->listeners, true, &progress);
    runner->result->operations = tj_live_read(&progress.total.operations);
    runner_show(runner, &progress, over);
}

static void stay(void *context, uint64_t length_ns)
{
    struct processes            *run = context;
    const struct tj_run_options *options = run->runner->options;
    uint64_t begin_ns = tj_clock_ns(), told_ns = begin_ns;
    uint64_t end_ns = length_ns == 0 ? UINT64_MAX : begin_ns + length_ns;

    for (;;) {
        uint64_t now_ns = tj_clock_ns();
        uint64_t look_ns = now_ns + LOOK_MS * MILLISECOND;
        if (now_ns >= end_ns || over(run))
            return;
        if (options->progress != NULL &&
            now_ns - told_ns >= PROGRESS_MS * MILLISECOND) {
            told_ns = now_ns;
            tell_progress(run, false);
        }
        tj_clock_sleep_until(look_ns < end_ns ? look_ns : end_ns);
    }
}

/* --- The end --- */

/* A worker that was told to end: whether it has. */
static bool has_ended(struct processes *run, unsigned row)
{
    struct worker *worker = &run->workers[row];

    if (worker->process.id == 0 || worker->process.ended)
        return true;
    hear(run, row);
    if (worker->stops > 0)
        tj_os_process_go_on(&worker->process);
    if (!tj_os_process_ended(&worker->process))
        return false;
    hear(run, row);
    if (was_killed(run, row) && !worker->buried)
        bury(run, row);
    return true;
}

static void kill_worker(struct processes *run, unsigned row)
{
    struct worker *worker = &run->workers[row];

    tj_os_process_kill(&worker->process);
    tj_os_process_wait(&worker->process);
    bury(run, row);
}

/* Workers put back what they hold and go. One that does not come to that is
 * killed: the run is hung. */
static void end_workers(struct processes *run)
{
    uint64_t stop_ns = tj_clock_ns();
    bool     tired = false;

    for (bool all = false; !all;) {
        uint64_t now_ns = tj_clock_ns();
        if (!tired && watchdog_tires(&run->dog, stop_ns, now_ns)) {
            tired = true;
            (void)watchdog_mark(&run->dog, stop_ns, now_ns);
        }
        all = true;
        for (unsigned i = 0; i < run->count; i++) {
            if (has_ended(run, i))
                continue;
            if (tired)
                kill_worker(run, i);
            else
                all = false;
        }
        if (!all)
            tj_clock_sleep_until(now_ns + MILLISECOND);
    }
    for (unsigned i = 0; i < run->count; i++)
        tj_os_channel_close(&run->workers[i].channel);
    watchdog_leaks(&run->dog, 0, run->dog.count);
}

/* It ends when its channel does; in a run that hangs it may not. */
static void end_host(struct processes *run)
{
    tj_os_channel_close(&run->host_channel);
    if (run->host.id == 0)
        return;
    if (run->runner->result->hung > 0) {
        struct tj_error ignored;
        tj_os_process_kill(&run->host);
        (void)tj_os_remove_file(run->shared->socket, &ignored);
    }
    tj_os_process_wait(&run->host);
}

static enum tj_status share_memory(struct processes *run)
{
    struct runner *runner = run->runner;
    struct tj_text text;

    enum tj_status status = tj_os_share_make(
        &run->memory, sizeof *run->shared, runner->error);
    if (status != TJ_OK)
        return status;
    run->shared = run->memory.at;
    run->shared->magic = PROCESS_SHARE_MAGIC;
    run->shared->size = sizeof *run->shared;
    run->shared->origin_ns = runner->clock.origin_ns;
    run->shared->info = runner->info;
    run_control_init(&run->shared->control, runner->workload);
    char name[64];
    tj_text_init(&text, name, sizeof name);
    tj_text_add(&text, "trayjam-%" PRIu64 "-%" PRIx64, tj_os_process_id(),
                runner->info.run_id);
    tj_text_init(&text, run->shared->socket, sizeof run->shared->socket);
    tj_server_place(&text, name);
    runner->plan = &run->shared->plan;
    return runner_make_plans(runner);
}

/* A drive that is served already, or a real one, is used as it is. */
static enum tj_status open_drives(struct processes *run)
{
    struct runner *runner = run->runner;
    const char    *kind = runner->target.info->name;
    char           target[160];
    struct tj_text text;

    if (tj_real_kind_of(kind) != TJ_REAL_NONE)
        return TJ_OK;
    if (strcmp(kind, "server") == 0) {
        if (!tj_text_copy(run->shared->socket, sizeof run->shared->socket,
                          runner->target.detail))
            return tj_fail(runner->error, TJ_USAGE, "%s: a socket's path has "
                           "at most %zu bytes", runner->target.detail,
                           sizeof run->shared->socket - 1);
        return TJ_OK;
    }
    if (strcmp(kind, "sim") != 0)
        return tj_fail(runner->error, TJ_UNAVAILABLE, "drive `%s`: processes "
                       "cannot share it", kind);
    enum tj_status status = processes_start_host(run);
    if (status != TJ_OK)
        return status;
    tj_text_init(&text, target, sizeof target);
    tj_text_add(&text, "server:%s", run->shared->socket);
    return tj_target_parse(target, &runner->target, runner->error);
}

static enum tj_status open_all(struct processes *run)
{
    struct runner            *runner = run->runner;
    const struct tj_workload *workload = runner->workload;

    if (workload->races_count > 0)
        return races_refuse(runner, "clients must be threads of one process to "
                                    "meet so closely");
    enum tj_status status = processes_find_program(run);
    if (status == TJ_OK)
        status = open_drives(run);
    if (status == TJ_OK)
        status = sessions_init(&run->sessions, &runner->target, workload,
                               runner->arena, runner->error);
    if (status == TJ_OK)
        status = sessions_target(&run->sessions, run->shared->target,
                                 sizeof run->shared->target, runner->error);
    if (status == TJ_OK)
        status = watchdog_init(&run->dog, runner, run->shared->watches,
                               workload->clients);
    if (status == TJ_OK)
        status = listeners_open(&run->listeners, runner, &run->sessions,
                                &run->shared->control, workload->clients + 1u);
    if (status == TJ_OK)
        status = processes_start_workers(run);
    if (status == TJ_OK)
        status = listeners_start(&run->listeners);
    if (status == TJ_OK && guests_of(run) != NULL)
        status = processes_open_guests(run);
    return status;
}

static void close_all(struct processes *run, enum tj_status *status)
{
    struct runner *runner = run->runner;

    run_control_result(&run->shared->control, runner->result);
    tell_progress(run, true);
    runner->result->events = listeners_events(&run->listeners);
    runner->result->events_lost = listeners_lost(&run->listeners);
    listeners_close(&run->listeners, status);
    if (runner->result->given_up == 0)
        sessions_deinit(&run->sessions);
    end_host(run);
    runner_close_segment(runner, &runner->main, status);
    /* The plan outlives the memory it lay in. */
    struct tj_fault_plan *plan =
        ARENA_NEW(runner->arena, struct tj_fault_plan, 1);
    if (plan != NULL)
        memcpy(plan, runner->plan, sizeof *plan);
    runner->plan = plan;
    tj_os_share_close(&run->memory);
}

enum tj_status runner_processes(struct runner *runner)
{
    struct processes *run = arena_take(runner->arena, 1, sizeof *run,
                                       _Alignof(struct processes));

    if (run == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the run does not fit the arena");
    run->runner = run->listeners.runner = run->dog.runner = runner;
    run->count = runner->workload->processes;
    run->next_client = (tj_client)(runner->workload->clients +
                                   runner->workload->drives + 1);
    run->next_segment =
        runner->workload->clients + 2u * runner->workload->drives + 1;
    if (guests_of(run) != NULL) { /* They have the first names. */
        run->next_client =
            (tj_client)(run->next_client + ATTACH_CLIENTS_MAX);
        run->next_segment += ATTACH_CLIENTS_MAX;
    }
    run->host_channel.native = -1;
    run->workers = ARENA_NEW(runner->arena, struct worker, run->count);
    if (run->workers == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the run does not fit the arena");
    for (unsigned i = 0; i < run->count; i++)
        run->workers[i].channel.native = -1;
    runner_use_real_clock(runner, tj_clock_ns());
    enum tj_status status = share_memory(run);
    if (status == TJ_OK)
        status = runner_open_trace(runner);
    if (status != TJ_OK) {
        runner->plan = NULL;
        tj_os_share_close(&run->memory);
        return status;
    }
    status = note(run, open_all(run));
    const struct runner_stage stage = { enter, stay, run };
    if (status == TJ_OK)
        runner_play(runner, &stage);
    else
        enter(run, PHASE_STOP);
    if (guests_of(run) != NULL)
        guests_end(guests_of(run), runner);
    end_workers(run);
    for (unsigned i = 0; i < run->count; i++)
        runner->result->leaked += atomic_load(&run->shared->rows[i].leaked);
    listeners_join(&run->listeners, run->status == TJ_OK);
    runner->result->duration_ns = tj_clock_ns() - runner->clock.origin_ns;
    status = run->status;
    close_all(run, &status);
    if (guests_of(run) != NULL)
        guests_close(guests_of(run));
    return status;
}

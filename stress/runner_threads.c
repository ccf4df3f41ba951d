/* SPDX-License-Identifier: MIT */
/* One thread per client, one per drive that listens, and this one, which marks
 * the phases, tells progress and stops the run. */
#include "stress/client_group.h"
#include "stress/listeners.h"
#include "stress/runner_view.h"

#include "core/base/clock.h"

enum { PROGRESS_MS = 100, LOOK_MS = 10 };
#define MILLISECOND UINT64_C(1000000)

struct threads {
    struct runner      *runner;
    struct sessions     sessions;
    struct run_control  control;
    struct client_group group;
    struct listeners    listeners;
    struct watchdog     dog;
};

/* --- The phases --- */

static void enter_phase(struct threads *run, enum phase phase)
{
    atomic_store_explicit(&run->control.begin_ns, run->runner->begin_ns,
                          memory_order_relaxed);
    atomic_store_explicit(&run->control.phase, (int)phase,
                          memory_order_release);
    group_wake(&run->group);
}

static void tell_progress(struct threads *run, bool over)
{
    struct runner     *runner = run->runner;
    struct tj_progress progress = runner_view(runner, tj_clock_ns());

    group_count(&run->group, &progress);
    /* Whoever was given up may still be in the drive, for ever. */
    listeners_count(&run->listeners, runner->result->given_up == 0, &progress);
    runner->result->operations = tj_live_read(&progress.total.operations);
    runner_show(runner, &progress, over);
}

static bool over(struct threads *run)
{
    /* What cannot be recorded need not be done. */
    return watchdog_barks(&run->dog, tj_clock_ns()) ||
           runner_interrupted(run->runner) ||
           runner_enough(run->runner, tj_clock_ns()) || group_spent(&run->group) ||
           atomic_load_explicit(&run->group.broken, memory_order_relaxed) ||
           atomic_load_explicit(&run->listeners.broken, memory_order_relaxed);
}

/* Stays in a phase for that long (0: no limit), or until the run is over. */
static void stay(void *context, uint64_t length_ns)
{
    struct threads *run = context;
    uint64_t begin_ns = tj_clock_ns(), told_ns = begin_ns;
    uint64_t end_ns = length_ns == 0 ? UINT64_MAX : begin_ns + length_ns;

    for (;;) {
        uint64_t now_ns = tj_clock_ns();
        uint64_t look_ns = now_ns + LOOK_MS * MILLISECOND;
        if (now_ns >= end_ns || over(run))
            return;
        if (run->runner->options->progress != NULL &&
            now_ns - told_ns >= PROGRESS_MS * MILLISECOND) {
            told_ns = now_ns;
            tell_progress(run, false);
        }
        group_wait(&run->group, look_ns < end_ns ? look_ns : end_ns);
    }
}

static void enter(void *context, enum phase phase)
{
    enter_phase(context, phase);
}

static enum tj_status open_all(struct threads *run)
{
    struct runner *runner = run->runner;
    const struct tj_workload *workload = runner->workload;
    const struct group_share share = { 1, 1, workload->clients, 1,
                                       run->dog.words };

    enum tj_status status =
        sessions_init(&run->sessions, &runner->target, workload, runner->arena,
                      runner->error);
    runner->fault_host = (struct tj_fault_host){ .kill = group_kill,
                                                 .context = &run->group };
    if (status == TJ_OK)
        status = races_open(&run->group.races, runner);
    if (status == TJ_OK)
        status = group_open(&run->group, runner, &run->sessions, &run->control,
                            &share);
    if (status == TJ_OK)
        status = listeners_open(&run->listeners, runner, &run->sessions,
                                &run->control, workload->clients + 1u);
    if (status == TJ_OK)
        status = listeners_start(&run->listeners);
    if (status == TJ_OK)
        status = group_start(&run->group);
    return status;
}

static void count_result(struct threads *run)
{
    struct tj_run_result *result = run->runner->result;

    tell_progress(run, true);
    result->leaked += group_leaked(&run->group);
    run_control_result(&run->control, result);
    result->events = listeners_events(&run->listeners);
    result->events_lost = listeners_lost(&run->listeners);
}

/* Waits until all have put back what they took. Who does not come to that is
 * left behind. */
static void end_clients(struct threads *run)
{
    uint64_t stop_ns = tj_clock_ns();

    while (atomic_load(&run->group.working) > 0) {
        uint64_t now_ns = tj_clock_ns();
        if (watchdog_tires(&run->dog, stop_ns, now_ns)) {
            (void)watchdog_mark(&run->dog, stop_ns, now_ns);
            watchdog_leave(&run->dog);
            break;
        }
        group_wait(&run->group, now_ns + LOOK_MS * MILLISECOND);
    }
    for (uint32_t i = 0; i < run->dog.count; i++)
        run->runner->result->given_up +=
            run->dog.notes[i].left || run->dog.notes[i].stuck;
    group_join(&run->group, run->dog.notes);
    group_end_programs(&run->group, run->dog.notes);
    watchdog_leaks(&run->dog, 0, run->dog.count);
}

enum tj_status runner_threads(struct runner *runner)
{
    struct threads *run =
        arena_take(runner->arena, 1, sizeof *run, _Alignof(struct threads));

    if (run == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the run does not fit the arena");
    run->runner = runner;
    run->group.runner = run->listeners.runner = runner;
    runner_use_real_clock(runner, tj_clock_ns());
    run_control_init(&run->control, runner->workload);
    enum tj_status status =
        watchdog_init(&run->dog, runner, NULL, runner->workload->clients);
    if (status == TJ_OK)
        status = runner_open_trace(runner);
    if (status != TJ_OK)
        return status;

    status = open_all(run);
    const struct runner_stage stage = { enter, stay, run };
    if (status == TJ_OK)
        runner_play(runner, &stage);
    else
        enter_phase(run, PHASE_STOP);
    end_clients(run);
    listeners_join(&run->listeners, status == TJ_OK);
    runner->result->duration_ns = tj_clock_ns() - runner->clock.origin_ns;
    count_result(run);
    group_close(&run->group, run->dog.notes, &status);
    listeners_close(&run->listeners, &status);
    races_close(run->group.races, runner);
    if (runner->result->given_up == 0)
        sessions_deinit(&run->sessions);
    runner_close_segment(runner, &runner->main, &status);
    return status;
}

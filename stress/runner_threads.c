/* SPDX-License-Identifier: MIT */
/* One thread per client, one per drive that listens, and this one, which marks
 * the phases, tells progress and stops the run.
 *
 * Clients share nothing of ours on their way but two words they only read: the
 * phase, and, when operations are limited, what is left of them, taken in
 * portions. Each waits on a signal of its own, so that waking one wakes nobody
 * else, and a stop need not wait for the longest hold. */
#include "stress/runner_threads.h"

#include "core/base/clock.h"

#include <string.h>

enum { PROGRESS_MS = 100, PORTION_MAX = 64 };

static uint64_t read_clock(void *context)
{
    (void)context;
    return tj_clock_ns();
}

/* --- Opening --- */

static bool is_kind(const struct threads *run, const char *name)
{
    return strcmp(run->runner->target.info->name, name) == 0;
}

static enum tj_status open_session(struct threads *run, union session *session,
                                   tj_client client, uint8_t drive,
                                   struct tj_backend **backend)
{
    const struct runner *runner = run->runner;

    if (is_kind(run, "server")) {
        *backend = &session->server.backend;
        return tj_server_session_open(&session->server, runner->target.detail,
                                      client, drive, runner->error);
    }
    if (run->hosts[drive] != NULL) {
        tj_sim_session_init(&session->sim, run->hosts[drive], client, drive);
        *backend = &session->sim.backend;
        return TJ_OK;
    }
    tj_null_init(&session->null, client, drive);
    *backend = &session->null.backend;
    return TJ_OK;
}

/* False: this kind of drive does not say. */
static bool look(struct threads *run, uint8_t drive, struct tj_sim_view *view)
{
    if (is_kind(run, "server"))
        return tj_server_session_view(&run->listeners[drive].session.server,
                                      view);
    if (run->hosts[drive] == NULL)
        return false;
    tj_sim_host_describe(run->hosts[drive], view);
    return true;
}

static enum tj_status open_hosts(struct threads *run)
{
    struct runner *runner = run->runner;
    enum tj_status status = TJ_OK;

    if (!is_kind(run, "sim"))
        return TJ_OK; /* null needs none, a server has them. */
    for (uint8_t i = 0; i < runner->workload->drives && status == TJ_OK; i++) {
        void *memory =
            arena_take(runner->arena, 1, tj_sim_host_size(), LINE);
        if (memory == NULL)
            return tj_fail(runner->error, TJ_NO_MEMORY,
                           "%u drives do not fit the arena",
                           (unsigned)runner->workload->drives);
        status = tj_sim_host_open(memory, runner->target.detail, i,
                                  runner->workload->seed, &run->hosts[i],
                                  runner->error);
    }
    return status;
}

static enum tj_status open_workers(struct threads *run)
{
    struct runner *runner = run->runner;
    enum tj_status status = TJ_OK;

    for (uint16_t i = 0; i < runner->workload->clients; i++) {
        struct worker *worker = &run->workers[i];
        const struct runner_segments segments = { &worker->segment, NULL };

        worker->run = run;
        status = runner_open_segment(runner, i + 1u, &worker->segment);
        if (status != TJ_OK)
            return status;
        run->workers_open += 1;
        tj_os_mutex_init(&worker->mutex);
        tj_os_signal_init(&worker->signal);
        tj_engine_init(&worker->engine, runner->workload, (tj_client)(i + 1));
        struct tj_backend *drive;
        status = open_session(run, &worker->session, worker->engine.client,
                              worker->engine.drive, &drive);
        if (status == TJ_OK)
            status = runner_chain_init(runner, &worker->chain, drive,
                                       &runner->plan, &segments);
        if (status != TJ_OK)
            return status;
    }
    return TJ_OK;
}

static enum tj_status open_listeners(struct threads *run)
{
    struct runner *runner = run->runner;
    uint32_t       index = runner->workload->clients + 1u;
    enum tj_status status = TJ_OK;

    for (uint8_t i = 0; i < runner->workload->drives && status == TJ_OK; i++) {
        struct listener *listener = &run->listeners[i];
        const struct runner_segments segments = { &listener->segment,
                                                  &listener->observer.events };

        listener->run = run;
        status = runner_open_segment(runner, index++, &listener->segment);
        if (status != TJ_OK)
            return status;
        status = runner_open_segment(runner, index++,
                                     &listener->observer.events);
        if (status != TJ_OK) {
            runner_close_segment(runner, &listener->segment, &status);
            return status;
        }
        run->listeners_open += 1;
        struct tj_backend *drive;
        status = open_session(run, &listener->session,
                              runner_observer_client(runner, i), i, &drive);
        if (status == TJ_OK)
            (void)look(run, i, &listener->before);
        if (status == TJ_OK)
            status = runner_chain_init(runner, &listener->observer.chain,
                                       drive, &runner->events, &segments);
        if (status == TJ_OK)
            status = runner_observe(runner, &listener->observer);
    }
    return status;
}

static enum tj_status start(struct threads *run)
{
    struct runner *runner = run->runner;
    enum tj_status status = TJ_OK;

    for (uint32_t i = 0; i < run->listeners_open && status == TJ_OK; i++) {
        status = tj_os_thread_start(&run->listeners[i].thread, threads_listen,
                                    &run->listeners[i], runner->error);
        run->listeners_started += status == TJ_OK;
    }
    for (uint32_t i = 0; i < run->workers_open && status == TJ_OK; i++) {
        atomic_fetch_add(&run->working, 1);
        status = tj_os_thread_start(&run->workers[i].thread, threads_work,
                                    &run->workers[i], runner->error);
        run->workers_started += status == TJ_OK;
    }
    return status;
}

/* --- The phases --- */

static void enter_phase(struct threads *run, enum phase phase)
{
    atomic_store_explicit(&run->phase, (int)phase, memory_order_release);
    for (uint32_t i = 0; i < run->workers_open; i++) {
        struct worker *worker = &run->workers[i];
        tj_os_mutex_lock(&worker->mutex);
        tj_os_signal_wake_all(&worker->signal);
        tj_os_mutex_unlock(&worker->mutex);
    }
}

static void tell_progress(struct threads *run)
{
    const struct runner         *runner = run->runner;
    const struct tj_run_options *options = runner->options;
    const struct tj_workload    *workload = runner->workload;
    struct tj_progress progress = {
        .elapsed_ns = tj_clock_ns() - runner->clock.origin_ns,
        .total_ns = workload->duration_ns == 0
                        ? 0
                        : workload->warmup_ns + workload->duration_ns +
                              workload->cooldown_ns,
    };
    struct tj_sim_view view = { .locked = false };

    for (size_t i = 0; i < workload->clients; i++)
        runner_count(&run->workers[i].chain.record.counts, &progress);
    for (size_t i = 0; i < workload->drives; i++)
        progress.events += tj_live_read(
            &run->listeners[i].observer.chain.record.counts.events);
    if (run->hosts[0] != NULL)
        tj_sim_host_describe(run->hosts[0], &view);
    progress.owner = view.locked ? (uint16_t)(view.owner >> 16) : 0;
    options->progress(options->progress_context, &progress);
}

/* Nobody is at work, or all operations to be measured are taken. */
static bool spent(struct threads *run)
{
    if (atomic_load_explicit(&run->working, memory_order_acquire) == 0)
        return true;
    return run->runner->workload->ops > 0 &&
           threads_phase(run) == PHASE_MEASURE &&
           atomic_load_explicit(&run->left, memory_order_relaxed) <= 0;
}

static bool over(struct threads *run)
{
    const struct tj_run_options *options = run->runner->options;

    if (run->runner->result->interrupted)
        return true;
    if (options->stop != NULL && options->stop(options->stop_context)) {
        run->runner->result->interrupted = true;
        return true;
    }
    /* What cannot be recorded need not be done. */
    return spent(run) ||
           atomic_load_explicit(&run->broken, memory_order_relaxed);
}

/* Stays in a phase for that long (0: no limit), or until the run is over. */
static void stay(struct threads *run, uint64_t length_ns)
{
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
            tell_progress(run);
        }
        tj_os_mutex_lock(&run->mutex);
        if (!spent(run))
            tj_os_signal_wait(&run->news, &run->mutex,
                              look_ns < end_ns ? look_ns : end_ns);
        tj_os_mutex_unlock(&run->mutex);
    }
}

static void run_phases(struct threads *run)
{
    struct runner            *runner = run->runner;
    const struct tj_workload *workload = runner->workload;

    runner_mark(runner, TJ_MARK_BEGIN, 0);
    if (workload->warmup_ns > 0) {
        enter_phase(run, PHASE_WARM);
        stay(run, workload->warmup_ns);
    }
    /* The marks enclose what they measure. */
    runner_mark(runner, TJ_MARK_MEASURE, 0);
    enter_phase(run, PHASE_MEASURE);
    stay(run, workload->duration_ns);
    enter_phase(run, PHASE_COOL);
    runner_mark(runner, TJ_MARK_COOL, 0);
    if (workload->cooldown_ns > 0)
        stay(run, workload->cooldown_ns);
    runner_mark(runner, TJ_MARK_END, 0);
    enter_phase(run, PHASE_STOP);
}

static void join(struct threads *run)
{
    for (uint32_t i = 0; i < run->workers_started; i++)
        tj_os_thread_join(&run->workers[i].thread);
    atomic_store_explicit(&run->quit, true, memory_order_release);
    for (uint32_t i = 0; i < run->listeners_started; i++)
        tj_os_thread_join(&run->listeners[i].thread);
}

static bool restored(struct threads *run)
{
    bool good = true;

    for (uint8_t i = 0; i < run->runner->workload->drives; i++) {
        struct listener   *listener = &run->listeners[i];
        struct tj_sim_view after;

        good = runner_unowned(run->runner, &listener->observer) && good;
        if (look(run, i, &after))
            good = good && runner_as_found(&listener->before, &after);
    }
    runner_mark(run->runner, TJ_MARK_RESTORED, good);
    return good;
}

/* --- Closing --- */

static void count_result(struct threads *run)
{
    struct tj_run_result *result = run->runner->result;
    struct tj_progress    total = { 0 };

    for (uint32_t i = 0; i < run->workers_open; i++)
        runner_count(&run->workers[i].chain.record.counts, &total);
    for (uint32_t i = 0; i < run->listeners_open; i++) {
        struct listener *listener = &run->listeners[i];
        result->events += tj_live_read(
            &listener->observer.chain.record.counts.events);
        if (run->hosts[i] != NULL)
            result->events_lost += tj_sim_session_lost(&listener->session.sim);
        else if (is_kind(run, "server"))
            result->events_lost +=
                tj_server_session_lost(&listener->session.server);
    }
    result->operations = total.operations;
}

static void close_all(struct threads *run, enum tj_status *status)
{
    struct runner *runner = run->runner;

    for (uint32_t i = 0; i < run->workers_open; i++) {
        struct worker *worker = &run->workers[i];
        if (worker->chain.record.backend.ops != NULL)
            tj_backend_close(runner_top(&worker->chain), tj_clock_ns());
        runner_close_segment(runner, &worker->segment, status);
        tj_os_signal_deinit(&worker->signal);
        tj_os_mutex_deinit(&worker->mutex);
    }
    for (uint32_t i = 0; i < run->listeners_open; i++) {
        struct listener *listener = &run->listeners[i];
        if (listener->observer.chain.record.backend.ops != NULL)
            tj_backend_close(runner_top(&listener->observer.chain),
                             tj_clock_ns());
        runner_close_segment(runner, &listener->segment, status);
        runner_close_segment(runner, &listener->observer.events, status);
    }
    for (unsigned i = 0; i < TJ_DRIVES_OF_RUN_MAX; i++)
        if (run->hosts[i] != NULL)
            tj_sim_host_close(run->hosts[i]);
    runner_close_segment(runner, &run->runner->main, status);
}

static enum tj_status take_memory(struct threads *run)
{
    struct runner            *runner = run->runner;
    const struct tj_workload *workload = runner->workload;
    uint64_t share = workload->ops / ((uint64_t)workload->clients * 1024);

    run->workers = ARENA_NEW(runner->arena, struct worker, workload->clients);
    run->listeners =
        ARENA_NEW(runner->arena, struct listener, workload->drives);
    /* Large portions spare the shared word; small ones end nearer to what was
     * asked for. */
    run->portion = share < 1 ? 1 : share < PORTION_MAX ? share : PORTION_MAX;
    atomic_init(&run->left, (int64_t)workload->ops);
    if (run->workers == NULL || run->listeners == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "%u clients at %u drives do not fit the arena",
                       (unsigned)workload->clients, (unsigned)workload->drives);
    return TJ_OK;
}

enum tj_status runner_threads(struct runner *runner)
{
    struct threads *run =
        arena_take(runner->arena, 1, sizeof *run, _Alignof(struct threads));

    if (run == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the run does not fit the arena");
    run->runner = runner;
    runner->clock = (struct runner_clock){ .now = read_clock,
                                           .origin_ns = tj_clock_ns() };
    runner->info.clock_origin_ns = runner->clock.origin_ns;
    enum tj_status status = take_memory(run);
    if (status == TJ_OK)
        status = runner_open_trace(runner);
    if (status != TJ_OK)
        return status;

    tj_os_mutex_init(&run->mutex);
    tj_os_signal_init(&run->news);
    status = open_hosts(run);
    if (status == TJ_OK)
        status = open_workers(run);
    if (status == TJ_OK)
        status = open_listeners(run);
    if (status == TJ_OK)
        status = start(run);
    if (status == TJ_OK)
        run_phases(run);
    else
        enter_phase(run, PHASE_STOP);
    join(run);
    if (status == TJ_OK)
        runner->result->restored = restored(run);
    runner->result->duration_ns = tj_clock_ns() - runner->clock.origin_ns;
    count_result(run);
    close_all(run, &status);
    tj_os_signal_deinit(&run->news);
    tj_os_mutex_deinit(&run->mutex);
    return status;
}

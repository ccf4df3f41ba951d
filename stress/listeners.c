/* SPDX-License-Identifier: MIT */
#include "stress/listeners.h"
#include "stress/runner_view.h"

#include "core/base/clock.h"

/* STRAGGLE: real events come a moment after what they tell. */
enum { LOOK_MS = 10, PATIENCE = 200, STRAGGLE_MS = 100 };
#define MILLISECOND UINT64_C(1000000)

static bool look(void *context, struct tj_sim_view *view)
{
    struct listener *listener = context;

    return sessions_look(listener->all->sessions, &listener->session,
                         (uint8_t)(listener - listener->all->each), view);
}

static enum tj_status open_one(struct listeners *listeners, uint8_t drive,
                               uint32_t segment)
{
    struct runner   *runner = listeners->runner;
    struct listener *listener = &listeners->each[drive];
    const struct runner_segments segments = {
        .own = &listener->segment, .events = &listener->observer.events,
        .watch = &listeners->dog.words[drive],
    };
    struct tj_backend *backend;

    listener->all = listeners;
    enum tj_status status =
        runner_open_segment(runner, segment, &listener->segment);
    if (status != TJ_OK)
        return status;
    status = runner_open_segment(runner, segment + 1,
                                 &listener->observer.events);
    if (status != TJ_OK) {
        runner_close_segment(runner, &listener->segment, &status);
        return status;
    }
    listeners->open += 1;
    tj_watch_init(segments.watch, runner_observer_client(runner, drive), drive);
    status = sessions_open(listeners->sessions, &listener->session,
                           runner_observer_client(runner, drive), drive,
                           &backend, runner->error);
    if (status != TJ_OK)
        return status;
    listener->end = (struct put_back){ .runner = runner,
                                       .observer = &listener->observer,
                                       .look = look, .context = listener };
    listener->end.looked = look(listener, &listener->end.before);
    status = runner_chain_init(runner, &listener->observer.chain, backend,
                               NULL, &segments);
    return status == TJ_OK ? runner_observe(runner, &listener->observer)
                           : status;
}

enum tj_status listeners_open(struct listeners *listeners,
                              struct runner *runner, struct sessions *sessions,
                              const struct run_control *control,
                              uint32_t first_segment)
{
    uint8_t        drives = runner->workload->drives;
    enum tj_status status = TJ_OK;

    listeners->runner = runner;
    listeners->sessions = sessions;
    listeners->control = control;
    listeners->each = ARENA_NEW(runner->arena, struct listener, drives);
    if (listeners->each == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "%u drives do not fit the arena", (unsigned)drives);
    status = watchdog_init(&listeners->dog, runner, NULL, drives);
    for (uint8_t i = 0; i < drives && status == TJ_OK; i++)
        status = open_one(listeners, i, first_segment + 2u * i);
    return status;
}

static bool measuring(const struct listeners *listeners)
{
    return atomic_load_explicit(&listeners->control->phase,
                                memory_order_acquire) == PHASE_MEASURE;
}

static void listen_on(struct listener *listener)
{
    struct listeners *all = listener->all;

    for (;;) {
        bool last = atomic_load_explicit(&all->quit, memory_order_acquire);
        listener->observer.chain.record.flags =
            measuring(all) ? 0 : TJ_RECORD_WARMUP;
        uint64_t until_ns = tj_clock_ns() + LOOK_MS * MILLISECOND;
        if (last)
            until_ns = all->sessions->is_real
                           ? tj_clock_ns() + STRAGGLE_MS * MILLISECOND
                           : 0;
        size_t   count = runner_fetch(&listener->observer, until_ns);
        if (listener->observer.events.failed)
            atomic_store_explicit(&all->broken, true, memory_order_relaxed);
        if (count == 0 && last)
            return;
        if (!listener->observer.listens)
            tj_clock_sleep_until(until_ns);
    }
}

static void listen(void *context)
{
    struct listener  *listener = context;
    struct listeners *all = listener->all;

    listen_on(listener);
    /* The dead are seen by the drive's host a moment after us. */
    listener->end.patience =
        all->runner->result->processes_died > 0 ? PATIENCE : 0;
    if (all->begun)
        put_back_drive(&listener->end);
    tj_watch_end(&all->dog.words[listener - all->each]);
    atomic_fetch_sub_explicit(&all->working, 1, memory_order_release);
}

enum tj_status listeners_start(struct listeners *listeners)
{
    enum tj_status status = TJ_OK;

    for (uint32_t i = 0; i < listeners->open && status == TJ_OK; i++) {
        atomic_fetch_add(&listeners->working, 1);
        status = tj_os_thread_start(&listeners->each[i].thread, listen,
                                    &listeners->each[i],
                                    listeners->runner->error);
        listeners->started += status == TJ_OK;
    }
    if (status != TJ_OK) /* The one that did not start. */
        atomic_fetch_sub(&listeners->working, 1);
    return status;
}

/* A drive that does not answer its listener either does not stop us. */
static void await_end(struct listeners *listeners)
{
    struct watchdog *dog = &listeners->dog;
    uint64_t         stop_ns = tj_clock_ns();

    while (atomic_load_explicit(&listeners->working, memory_order_acquire) >
           0) {
        uint64_t now_ns = tj_clock_ns();
        if (watchdog_tires(dog, stop_ns, now_ns)) {
            (void)watchdog_mark(dog, stop_ns, now_ns);
            watchdog_leave(dog);
            return;
        }
        tj_clock_sleep_until(now_ns + MILLISECOND);
    }
}

static bool is_gone(const struct listeners *listeners, uint32_t index)
{
    const struct watchdog_note *note = &listeners->dog.notes[index];

    return note->left || note->stuck;
}

static void mark_end(struct listeners *listeners)
{
    struct put_back *drives[TJ_DRIVES_OF_RUN_MAX];

    for (uint32_t i = 0; i < listeners->open; i++) {
        drives[i] = &listeners->each[i].end;
        if (is_gone(listeners, i))
            put_back_unknown(drives[i]);
    }
    put_back_mark(listeners->runner, drives, listeners->open);
}

void listeners_join(struct listeners *listeners, bool begun)
{
    listeners->begun = begun;
    atomic_store_explicit(&listeners->quit, true, memory_order_release);
    if (listeners->started > 0)
        await_end(listeners);
    for (uint32_t i = 0; i < listeners->started; i++) {
        if (is_gone(listeners, i))
            listeners->runner->result->given_up++;
        else
            tj_os_thread_join(&listeners->each[i].thread);
    }
    if (begun)
        mark_end(listeners);
}

uint64_t listeners_events(const struct listeners *listeners)
{
    uint64_t events = 0;

    for (uint32_t i = 0; i < listeners->open; i++)
        events += tj_live_read(
            &listeners->each[i].observer.chain.record.counts.events);
    return events;
}

uint64_t listeners_lost(const struct listeners *listeners)
{
    uint64_t lost = 0;

    for (uint32_t i = 0; i < listeners->open; i++)
        lost += sessions_lost(listeners->sessions,
                              &listeners->each[i].session);
    return lost;
}

/* Only a drive of this process can be looked at while its listener listens. */
void listeners_count(struct listeners *listeners, bool look,
                     struct tj_progress *progress)
{
    struct tj_sim_view view;

    tj_live_add(&progress->total.events, listeners_events(listeners));
    for (uint8_t i = 0; i < listeners->open; i++)
        if (look && listeners->sessions->hosts[i] != NULL &&
            sessions_look(listeners->sessions, &listeners->each[i].session, i,
                          &view))
            runner_view_drive(listeners->runner, i, &view);
}

void listeners_close(struct listeners *listeners, enum tj_status *status)
{
    struct runner *runner = listeners->runner;

    for (uint32_t i = 0; i < listeners->open; i++) {
        struct listener *listener = &listeners->each[i];
        if (listener->observer.chain.record.backend.ops != NULL &&
            !is_gone(listeners, i))
            tj_backend_close(runner_top(&listener->observer.chain),
                             tj_clock_ns());
        if (listeners->dog.notes[i].stuck)
            continue;
        runner_close_segment(runner, &listener->segment, status);
        runner_close_segment(runner, &listener->observer.events, status);
    }
}

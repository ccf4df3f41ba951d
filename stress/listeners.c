/* SPDX-License-Identifier: MIT */
#include "stress/listeners.h"

#include "core/base/clock.h"

enum { LOOK_MS = 10 };
#define MILLISECOND UINT64_C(1000000)

static enum tj_status open_one(struct listeners *listeners, uint8_t drive,
                               uint32_t segment)
{
    struct runner   *runner = listeners->runner;
    struct listener *listener = &listeners->each[drive];
    const struct runner_segments segments = { &listener->segment,
                                              &listener->observer.events };
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
    status = sessions_open(listeners->sessions, &listener->session,
                           runner_observer_client(runner, drive), drive,
                           &backend, runner->error);
    if (status != TJ_OK)
        return status;
    listener->looked = sessions_look(listeners->sessions, &listener->session,
                                     drive, &listener->before);
    status = runner_chain_init(runner, &listener->observer.chain, backend,
                               &runner->events, &segments);
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
    for (uint8_t i = 0; i < drives && status == TJ_OK; i++)
        status = open_one(listeners, i, first_segment + 2u * i);
    return status;
}

static bool measuring(const struct listeners *listeners)
{
    return atomic_load_explicit(&listeners->control->phase,
                                memory_order_acquire) == PHASE_MEASURE;
}

static void listen(void *context)
{
    struct listener  *listener = context;
    struct listeners *all = listener->all;

    while (listener->observer.listens) {
        bool last = atomic_load_explicit(&all->quit, memory_order_acquire);
        listener->observer.chain.record.flags =
            measuring(all) ? 0 : TJ_RECORD_WARMUP;
        uint64_t until_ns = last ? 0 : tj_clock_ns() + LOOK_MS * MILLISECOND;
        size_t count = runner_fetch(&listener->observer, until_ns);
        if (listener->observer.events.failed)
            atomic_store_explicit(&all->broken, true, memory_order_relaxed);
        if (count == 0 && last)
            return;
    }
}

enum tj_status listeners_start(struct listeners *listeners)
{
    enum tj_status status = TJ_OK;

    for (uint32_t i = 0; i < listeners->open && status == TJ_OK; i++) {
        status = tj_os_thread_start(&listeners->each[i].thread, listen,
                                    &listeners->each[i],
                                    listeners->runner->error);
        listeners->started += status == TJ_OK;
    }
    return status;
}

void listeners_join(struct listeners *listeners)
{
    atomic_store_explicit(&listeners->quit, true, memory_order_release);
    for (uint32_t i = 0; i < listeners->started; i++)
        tj_os_thread_join(&listeners->each[i].thread);
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
uint16_t listeners_owner(struct listeners *listeners)
{
    struct tj_sim_view view = { .locked = false };

    if (listeners->open > 0 && listeners->sessions->hosts[0] != NULL)
        (void)sessions_look(listeners->sessions, &listeners->each[0].session,
                            0, &view);
    return runner_owner(listeners->runner, &view);
}

bool listeners_restored(struct listeners *listeners)
{
    bool good = true;

    for (uint8_t i = 0; i < listeners->open; i++) {
        struct listener   *listener = &listeners->each[i];
        struct tj_sim_view after;

        if (listener->looked &&
            sessions_look(listeners->sessions, &listener->session, i, &after))
            runner_undo_leaks(listeners->runner, &listener->observer,
                              &listener->before, &after);
        good = runner_unowned(listeners->runner, &listener->observer) && good;
        if (listener->looked)
            good = sessions_look(listeners->sessions, &listener->session, i,
                                 &after) &&
                   runner_as_found(&listener->before, &after) && good;
    }
    runner_mark(listeners->runner, TJ_MARK_RESTORED, good);
    return good;
}

void listeners_close(struct listeners *listeners, enum tj_status *status)
{
    struct runner *runner = listeners->runner;

    for (uint32_t i = 0; i < listeners->open; i++) {
        struct listener *listener = &listeners->each[i];
        if (listener->observer.chain.record.backend.ops != NULL)
            tj_backend_close(runner_top(&listener->observer.chain),
                             tj_clock_ns());
        runner_close_segment(runner, &listener->segment, status);
        runner_close_segment(runner, &listener->observer.events, status);
    }
}

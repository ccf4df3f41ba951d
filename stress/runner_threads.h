/* SPDX-License-Identifier: MIT */
/* Between the thread that runs a run and the threads it starts. */
#ifndef TJ_STRESS_RUNNER_THREADS_H
#define TJ_STRESS_RUNNER_THREADS_H

#include "backends/drive_server.h"
#include "backends/drive_sim.h"
#include "core/base/os.h"
#include "stress/runner.h"

#include <stdatomic.h>

#define MILLISECOND UINT64_C(1000000)
enum { LOOK_MS = 10, LINE = 64 };

enum phase { PHASE_READY, PHASE_WARM, PHASE_MEASURE, PHASE_COOL, PHASE_STOP };

/* The end of a chain, whatever kind of drive it is. */
union session {
    struct tj_sim_session    sim;
    struct tj_null_drive     null;
    struct tj_server_session server;
};

struct threads;

struct worker {
    _Alignas(LINE) struct tj_client_state engine;
    struct threads     *run;
    union session       session;
    struct runner_chain chain;
    struct tj_segment   segment;
    struct tj_os_thread thread;
    struct tj_os_mutex  mutex; /* With the signal: for waiting only. */
    struct tj_os_signal signal;
    uint64_t            portion; /* Operations taken and not used yet. */
};

struct listener {
    _Alignas(LINE) struct threads *run;
    union session          session;
    struct runner_observer observer;
    struct tj_segment      segment;
    struct tj_os_thread    thread;
    struct tj_sim_view     before;
};

struct threads {
    struct runner      *runner;
    struct tj_sim_host *hosts[TJ_DRIVES_OF_RUN_MAX]; /* NULL: no sim. */
    struct worker      *workers;
    struct listener    *listeners;
    uint32_t            workers_open, listeners_open; /* Segments. */
    uint32_t            workers_started, listeners_started;
    uint64_t            portion; /* Size of one. */
    struct tj_os_mutex  mutex;   /* With the signal: for the waiting thread. */
    struct tj_os_signal news;    /* All operations are taken; a client ended. */
    _Alignas(LINE) _Atomic int phase;
    _Alignas(LINE) _Atomic int64_t left; /* Operations nobody has taken. */
    _Alignas(LINE) _Atomic uint32_t working;
    _Atomic bool        quit; /* Listeners: the last round. */
    _Atomic bool        broken; /* Something can no longer be recorded. */
};

static inline int threads_phase(struct threads *run)
{
    return atomic_load_explicit(&run->phase, memory_order_acquire);
}

static inline void threads_tell(struct threads *run)
{
    tj_os_mutex_lock(&run->mutex);
    tj_os_signal_wake_all(&run->news);
    tj_os_mutex_unlock(&run->mutex);
}

/* What a client's thread and a listener's thread do; context: a worker, a
 * listener. Both end by themselves once the run is over. */
void threads_work(void *context);
void threads_listen(void *context);

#endif

/* SPDX-License-Identifier: MIT */
/* Those who listen: one thread per drive of the run, in the process that the
 * user started. They see the drive before and after, too. */
#ifndef TJ_STRESS_LISTENERS_H
#define TJ_STRESS_LISTENERS_H

#include "core/base/os.h"
#include "stress/client_group.h"
#include "stress/put_back.h"

struct listeners;

struct listener {
    _Alignas(GROUP_LINE) struct listeners *all;
    union session          session;
    struct runner_observer observer;
    struct tj_segment      segment;
    struct tj_os_thread    thread;
    struct put_back        end; /* Of the run, at this drive. */
};

struct listeners {
    struct runner            *runner;
    struct sessions          *sessions;
    const struct run_control *control;
    struct listener          *each;
    uint32_t                  open, started;
    struct watchdog           dog;    /* Over the listeners themselves. */
    _Atomic uint32_t          working;
    _Atomic bool              quit;   /* The last round. */
    bool                      begun;  /* Before quit. */
    _Atomic bool              broken; /* Something could not be recorded. */
};

/* Opens a segment for its operations and one for its events each, from
 * first_segment on; registers at every drive. After a failure:
 * listeners_close. */
enum tj_status listeners_open(struct listeners *listeners,
                              struct runner *runner, struct sessions *sessions,
                              const struct run_control *control,
                              uint32_t first_segment);
enum tj_status listeners_start(struct listeners *listeners);
/* After the clients have stopped: the last events are fetched and, where the run
 * had begun, the drives are put back (runner_leak was told of the dead) and
 * looked at; the trace says what came of it. */
void listeners_join(struct listeners *listeners, bool begun);
/* Events that arrived so far. */
uint64_t listeners_events(const struct listeners *listeners);
uint64_t listeners_lost(const struct listeners *listeners);
/* Their events, and, with look, who owns the drives, for a progress display. */
void listeners_count(struct listeners *listeners, bool look,
                     struct tj_progress *progress);
void listeners_close(struct listeners *listeners, enum tj_status *status);

#endif

/* SPDX-License-Identifier: MIT */
/* The clients of one process, a thread each: all of a run with threads, or a
 * worker's share of a run with processes.
 *
 * They share nothing of ours on their way but two words they only read: the
 * phase, and, when operations are limited, what is left of them, taken in
 * portions. Both may lie in memory that several processes share. Each waits on
 * a signal of its own, so that waking one wakes nobody else, and a stop need
 * not wait for the longest hold. */
#ifndef TJ_STRESS_CLIENT_GROUP_H
#define TJ_STRESS_CLIENT_GROUP_H

#include "core/base/os.h"
#include "stress/races.h"
#include "stress/runner.h"
#include "stress/sessions.h"
#include "stress/watchdog.h"

#include <stdatomic.h>

enum { GROUP_LINE = 64 };

/* What all clients of a run read. */
struct run_control {
    _Alignas(GROUP_LINE) _Atomic int phase;
    _Atomic uint64_t begin_ns; /* When the clients began; before a phase other
                                  than READY is stored. */
    _Alignas(GROUP_LINE) _Atomic int64_t left; /* Operations nobody took. */
    _Atomic uint32_t unpinned, unprioritised; /* Clients that did not get what
                                                 the scenario asks for. */
};

struct client_group;

struct group_client {
    _Alignas(GROUP_LINE) struct tj_client_state engine;
    struct client_group *group;
    union session        session;
    struct runner_chain  chain;
    struct tj_segment    segment;
    struct tj_segment    ears;    /* What it hears ... */
    bool                 listens; /* ... if they are open. */
    struct tj_os_thread  thread;
    struct tj_os_mutex   mutex; /* With the signal: for waiting only. */
    struct tj_os_signal  signal;
    uint64_t             portion; /* Operations taken and not used yet. */
    bool                 killed;  /* By a fault: its thread ends. */
    bool                 closed;  /* Its chain is. */
    struct tj_watch     *watch;
    tj_client            role;    /* Of the workload's clients, from 1. */
};

struct client_group {
    struct runner       *runner;
    struct sessions     *sessions;
    struct run_control  *control;
    struct races        *races;   /* NULL: nobody races. */
    struct group_client *clients;
    uint32_t             count, open, started;
    uint64_t             portion; /* Size of one. */
    struct tj_os_mutex   mutex;   /* With the signal: for who waits for us. */
    struct tj_os_signal  news;    /* All operations are taken; a client ended. */
    _Alignas(GROUP_LINE) _Atomic uint32_t working;
    _Atomic bool         broken;  /* Something can no longer be recorded. */
};

/* Which clients of the run they are, and where each writes. */
struct group_share {
    tj_client first;         /* Clients first .. first + count - 1 ... */
    tj_client role;          /* ... in the roles of clients role .. */
    uint32_t  count;
    uint32_t  first_segment; /* Of the first one; the others follow. */
    struct tj_watch *watches; /* One for each. */
};

static inline int group_phase(const struct client_group *group)
{
    return atomic_load_explicit(&group->control->phase, memory_order_acquire);
}

/* Sets up portions and the words of a run that begins. */
void run_control_init(struct run_control *control,
                      const struct tj_workload *workload);

/* What of it the run's result tells. */
void run_control_result(const struct run_control *control,
                        struct tj_run_result *result);

/* Opens every client's segment and chain. After a failure: group_close. */
enum tj_status group_open(struct client_group *group, struct runner *runner,
                          struct sessions *sessions,
                          struct run_control *control,
                          const struct group_share *share);
/* Starts the threads; they wait for a phase other than READY. */
enum tj_status group_start(struct client_group *group);
/* After the phase has changed. */
void group_wake(struct client_group *group);
/* Waits until nobody works, the operations are all taken, or until_ns. */
void group_wait(struct client_group *group, uint64_t until_ns);
/* Nobody is at work, or all operations to be measured are taken. */
bool group_spent(struct client_group *group);
/* gone: notes of those who were given up, or NULL: nobody was. Their threads are
 * left where they are. */
void group_join(struct client_group *group, const struct watchdog_note *gone);
/* What a fault does to a client of the group: context is the group. A process
 * is not its own to kill or stop. */
void group_kill(void *context, tj_client client, enum tj_fault_victim victim);
/* Once joined: what faults made the clients leave open is closed, as with the
 * ends of their programs. */
void group_end_programs(struct client_group *group,
                        const struct watchdog_note *gone);
/* Adds up what the clients did so far. */
void group_count(struct client_group *group, struct tj_progress *progress);
/* Simple tray locks their programs left. After group_join. */
uint64_t group_leaked(const struct client_group *group);
/* Closes chains, then segments; the first failure is the one that is told. Of
 * those who are gone the segments only, unless they may still write. */
void group_close(struct client_group *group, const struct watchdog_note *gone,
                 enum tj_status *status);

/* A client's thread; context: a group_client. Ends by itself once the run is
 * over (client_group_work.c). */
void group_work(void *context);
void group_tell(struct client_group *group);

#endif

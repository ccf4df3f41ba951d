/* SPDX-License-Identifier: MIT */
/* Between the two halves of the processes runner: who starts processes, and who
 * looks after them. */
#ifndef TJ_STRESS_PROCESSES_H
#define TJ_STRESS_PROCESSES_H

#include "stress/listeners.h"
#include "stress/process_share.h"

enum { PROCESSES_PROGRAM_MAX = 1100 };

struct worker {
    struct tj_os_process process;
    struct tj_os_channel channel;
    bool                 ready;
    bool                 buried;   /* Dead, and its segments are closed. */
    uint32_t             stops;    /* Of its threads that stopped it, and do
                                      not go on yet ... */
    uint64_t             go_on_ns; /* ... and when they are to. */
};

struct processes {
    struct runner        *runner;
    struct tj_os_share    memory;
    struct process_share *shared;
    struct tj_os_process  host;
    struct tj_os_channel  host_channel;
    struct sessions       sessions;
    struct listeners      listeners;
    struct worker        *workers;
    uint16_t              count;
    tj_client             next_client;
    uint32_t              next_segment;
    char                  program[PROCESSES_PROGRAM_MAX];
    struct watchdog       dog;    /* Over all clients of all workers. */
    enum tj_status        status; /* The first thing that went wrong. */
};

static inline uint16_t processes_threads_each(const struct processes *run)
{
    return (uint16_t)(run->runner->workload->clients / run->count);
}

/* --- processes_start.c --- */
/* Finds this program, to start it again. */
enum tj_status processes_find_program(struct processes *run);
/* Starts the process of the simulated drives and waits until it stands. */
enum tj_status processes_start_host(struct processes *run);
/* Which clients a worker plays and where they write. */
void processes_name_worker(struct processes *run, unsigned row,
                           tj_client client, uint32_t segment);
/* Starts a named worker; its READY comes over its channel. */
enum tj_status processes_start_worker(struct processes *run, unsigned row);
/* All of them, under the first names, and waits until they stand. */
enum tj_status processes_start_workers(struct processes *run);
/* A foreign program has the names behind the listeners'. */
enum tj_status processes_open_guests(struct processes *run);

#endif

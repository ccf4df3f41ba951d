/* SPDX-License-Identifier: MIT */
/* What the process that the user started shares with its worker processes: one
 * piece of memory, and a channel to each. Workers read the scenario themselves,
 * from the run folder; the memory holds only what changes.
 *
 * A worker that dies, however it dies, leaves its row as it was; the parent
 * sees its end through the operating system, never through this memory. */
#ifndef TJ_STRESS_PROCESS_SHARE_H
#define TJ_STRESS_PROCESS_SHARE_H

#include "core/base/os_process.h"
#include "stress/client_group.h"

#define PROCESS_SHARE_MAGIC UINT32_C(0x746a7368)

/* What a worker says of itself. */
struct process_row {
    /* Of all that were in this row so far. */
    _Alignas(GROUP_LINE) struct tj_live_counts counts;
    _Atomic uint64_t leaked;  /* Tray locks, once all its clients are done. */
    _Atomic uint32_t working; /* Clients. */
    _Atomic bool     broken;
    _Atomic bool     spent;   /* Its clients have nothing more to measure. */
    uint32_t         first_segment; /* Written by the parent. */
    tj_client        first_client;
};

/* What a client, and those whose place it took, did. */
struct process_client { _Atomic uint64_t seen[TJ_SEEN_COUNT]; };

struct process_share {
    uint32_t             magic, size; /* Of this struct: same build. */
    uint64_t             origin_ns;
    struct tj_trace_info info;
    struct run_control   control;
    struct tj_fault_plan plan;
    char                 socket[108]; /* Where the simulated drives are. */
    char                 target[TJ_TARGET_DETAIL_MAX + 16]; /* All drives. */
    struct process_row   rows[TJ_PROCESSES_MAX];
    struct tj_watch      watches[TJ_CLIENTS_OF_RUN_MAX]; /* Row by row. */
    struct process_client clients[TJ_CLIENTS_OF_RUN_MAX]; /* The same. */
};

/* Messages. To a worker: the phase has changed, look at the memory. From one:
 * what it does or is about to do. */
enum process_word {
    PROCESS_LOOK = 1,  /* -> */
    PROCESS_READY,     /* <- threads stand, segments are open. */
    PROCESS_STOPS,     /* <- SIGSTOP to itself; value: for how long, ns. */
    PROCESS_GOES_ON,   /* <- woken from that. */
    PROCESS_FAILED,    /* <- text says why; it ends. */
};
struct process_message {
    uint32_t word;
    uint32_t exit_code; /* FAILED */
    uint64_t value;
    char     text[200];
};
_Static_assert(sizeof(struct process_message) <= TJ_OS_MESSAGE_MAX,
               "a message fits");

/* A worker's whole life: called by the hidden command `worker`. folder: the
 * run's. Gives its exit code. */
int process_worker(const char *folder, unsigned row);

#endif

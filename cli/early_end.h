/* SPDX-License-Identifier: MIT */
/* Ending a run for a threshold with abort_after. The judge itself looks at what
 * has been recorded so far, so that a figure means here what it means in the
 * verdict: at the time that is asked for, then whenever the measured phase is a
 * quarter longer than at the look before. So all looks together cost a few
 * times the last one.
 *
 * In virtual time the run waits for the look, and the same seed ends at the
 * same operation. In real time the look goes on beside the run, in a thread of
 * its own and at most a tenth of the time. */
#ifndef TJ_CLI_EARLY_END_H
#define TJ_CLI_EARLY_END_H

#include "core/base/os.h"
#include "stress/workload.h"

#include <stdatomic.h>

/* What ended a run, and when in its measured phase. */
struct early_end_cause {
    bool     found;
    char     text[96];
    double   value;
    uint64_t at_ns;
};

struct early_end {
    const struct tj_workload *workload;
    const char               *trace; /* Folder; not owned. */
    uint64_t                  abort_ns[TJ_LINES_MAX]; /* 0: it never ends it. */
    uint64_t                  next_ns;   /* Of the measured phase. */
    uint64_t                  looked_ns; /* The look under way is of then. */
    uint64_t                  began_ns;  /* Real time. */
    bool                      beside;    /* In a thread. */
    bool                      looking;   /* The thread is to be joined. */
    _Atomic bool              looked;    /* It is done. */
    struct tj_os_thread       thread;
    struct early_end_cause    cause;     /* While looking: the thread's. */
    struct tj_error           error;     /* Of the last look. */
    size_t                    room;      /* For one. */
    uint64_t                  gave_up_ns; /* So far measured when a look found no
                                             room; there was no other. 0: none. */
};

/* What a look may take: reserved, not used. Beside a run 64 bytes of it are a
 * copied record. */
enum { EARLY_END_MIB = 1024, EARLY_END_MIB_MAX = 1 << 20 };

/* Reads the thresholds, which have been read before. */
void early_end_init(struct early_end *end, const struct tj_workload *workload,
                    const char *trace, size_t room);

/* tj_run_options.enough; context: a struct early_end. */
bool early_end_ask(void *context, uint64_t measured_ns);

/* The run is over; says on stderr if a look failed. */
void early_end_close(struct early_end *end);

#endif

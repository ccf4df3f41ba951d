/* SPDX-License-Identifier: MIT */
/* The smallest part of a program that still fails: delta debugging (Zeller and
 * Hildebrandt, 2002) over windows of time, clients, handles and operations, then
 * over fault rules, the schedule and the pauses.
 *
 * What fails is asked of the caller; the search knows neither the drive nor the
 * judge. It is finite, and what it gives has been seen to fail. */
#ifndef TJ_STRESS_SHRINK_H
#define TJ_STRESS_SHRINK_H

#include "stress/program.h"

struct tj_shrink_step {
    const char *what;       /* "the last 16 operations", "without client 3" */
    size_t      operations; /* Now. */
    size_t      clients;
    uint64_t    tried;      /* Runs so far. */
};

struct tj_shrink {
    const struct tj_program *program;
    struct tj_workload      *workload; /* Changed: lists, seed, faults ... */
    size_t                   until;    /* Operations asked before it was wrong.*/
    const bool              *suspects; /* The ones that contradict each other. */
    /* Whether the workload fails as it did before. */
    enum tj_status (*fails)(void *context, const struct tj_workload *workload,
                            bool *failed, struct tj_error *error);
    /* A step was accepted. */
    void (*told)(void *context, const struct tj_shrink_step *step);
    bool (*stop)(void *context); /* True: it is enough, take what there is. */
    void  *context;

    /* What it comes to; the caller reads them. */
    bool     *keep;
    uint64_t *pauses;
    uint64_t  tried;
    bool      found;  /* Something fails; else nothing here means anything. */
};

/* Fails as `fails` does, or with TJ_NO_MEMORY. found is false when not even the
 * whole program fails once more, operation by operation. */
enum tj_status tj_shrink_search(struct tj_shrink *shrink, struct arena *arena,
                                struct tj_error *error);

#endif

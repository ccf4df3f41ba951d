/* SPDX-License-Identifier: MIT */
/* A run in virtual time that is judged at once and leaves nothing behind: its
 * trace lies in memory. For commands that make runs by the thousand. One for
 * each thread; two of them have nothing in common. */
#ifndef TJ_CLI_QUICK_RUN_H
#define TJ_CLI_QUICK_RUN_H

#include "core/base/arena.h"
#include "core/check/check.h"
#include "core/trace/memory.h"
#include "stress/run.h"

struct quick_run {
    struct arena           arena;
    struct tj_trace_memory memory;
    void                  *pages, *bytes;
    struct tj_histogram_shelf *shelf; /* Pages of its own. */
    size_t                 trace_size;
    struct tj_run_result   result;  /* Of the last run ... */
    struct tj_verdict     *verdict; /* ... and what the judge says of it. */
};

/* trace_size: how large a trace may be; reserved, and touched as needed. */
enum tj_status quick_run_open(struct quick_run *quick, size_t trace_size,
                              struct tj_error *error);
void quick_run_close(struct quick_run *quick);

/* Whether the workload is one of simulated drives in virtual time; if not,
 * TJ_UNAVAILABLE with the reason, `what` being the command's name. */
enum tj_status quick_run_check(const struct tj_workload *workload,
                               const char *what, struct tj_error *error);

/* The run without the judge. */
enum tj_status quick_run_only(struct quick_run *quick,
                              const struct tj_workload *workload,
                              const struct tj_run_options *hooks,
                              struct tj_error *error);

/* hooks: callbacks of tj_run_options, or NULL. The result, the verdict and the
 * trace in memory are there until the next call. TJ_NO_MEMORY: it does not fit.
 * A run that was stopped by its hooks is judged as it is. */
enum tj_status quick_run(struct quick_run *quick,
                         const struct tj_workload *workload,
                         const struct tj_run_options *hooks,
                         struct tj_error *error);

#endif

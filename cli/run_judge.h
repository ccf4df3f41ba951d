/* SPDX-License-Identifier: MIT */
/* From a recorded trace to a verdict and the files that tell it. */
#ifndef TJ_CLI_RUN_JUDGE_H
#define TJ_CLI_RUN_JUDGE_H

#include "cli/run_view.h"

struct run_judge_request {
    const struct tj_workload *workload; /* Its conditions and faults. */
    const char               *trace;    /* Folder of the trace ... */
    const struct tj_trace_memory *memory; /* ... unless it lies here. */
    const char               *ledger_folder; /* For ledger.csv; NULL: none. */
    bool                      events_lost;    /* By us: excuses E rules. */
    bool                      accept_partial;
    bool                      growing; /* It is still being written. */
    struct tj_histogram_shelf *shelf; /* As of tj_check_config. */
    const struct run_facts   *facts;   /* What ended it early; NULL: nothing. */
};

/* Opens the trace, judges it, streams the ledger. The verdict and its names
 * are in the arena; the trace is closed again. *info and *damage (both may be
 * NULL) tell what was opened and what is damaged in it. */
enum tj_status run_judge(const struct run_judge_request *request,
                         struct arena *arena, struct tj_verdict **verdict,
                         struct tj_trace_info *info, struct tj_error *damage,
                         struct tj_error *error);

#endif

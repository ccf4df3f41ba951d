/* SPDX-License-Identifier: MIT */
/* A run in virtual time into a run folder of its own, as `run` would leave it,
 * without a word and without reports: what sweep and explore keep, what shrink
 * ends in. */
#ifndef TJ_CLI_RUN_RECORD_H
#define TJ_CLI_RUN_RECORD_H

#include "cli/run_view.h"

struct run_record_request {
    const struct tj_workload *workload;
    const char               *folder; /* New or empty. */
    const char               *repeat; /* The line that runs it again. */
    bool                      made;   /* The folder is the caller's already. */
    struct tj_choices        *follow; /* Who goes on, or NULL. */
};

/* scenario.ini, trace, run.json, findings.json, ledger.csv, latency.hlog and
 * repro/. The verdict (it may be NULL) and what it needs are in the arena. */
enum tj_status run_record(const struct run_record_request *request,
                          struct arena *arena, struct tj_verdict **verdict,
                          struct tj_error *error);

/* The resolved scenario as folder/name; scenario.ini in a run folder. */
enum tj_status run_record_scenario(const struct tj_workload *workload,
                                   const char *folder, const char *name,
                                   struct tj_error *error);

#endif

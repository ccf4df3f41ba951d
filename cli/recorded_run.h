/* SPDX-License-Identifier: MIT */
/* A run folder, opened to be run again: the scenario as it was resolved then,
 * with its seed and the faults that were drawn, and what the run knew. */
#ifndef TJ_CLI_RECORDED_RUN_H
#define TJ_CLI_RECORDED_RUN_H

#include "cli/run_view.h"

struct recorded_run {
    const char         *folder;
    struct tj_workload *workload;
    struct run_facts    facts;
    char                trace[RUN_PATH_MAX]; /* Folder of its trace. */
};

/* TJ_MISSING when it is no run folder; TJ_UNAVAILABLE, with the reason, when
 * the run was not one of simulated drives in virtual time. what: the command's
 * name, for that. Everything lies in the arena. */
enum tj_status recorded_run_open(struct recorded_run *run, const char *folder,
                                 const char *what, struct arena *arena,
                                 struct tj_error *error);

#endif

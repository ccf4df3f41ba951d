/* SPDX-License-Identifier: MIT */
/* The run folder of one schedule: carried out once more, with its trace on
 * disk, its scenario, and the schedule in repro/schedule. */
#ifndef TJ_CLI_EXPLORE_KEEP_H
#define TJ_CLI_EXPLORE_KEEP_H

#include "cli/run_view.h"
#include "core/drive/choices.h"

struct explore_keep {
    const struct tj_workload *workload;
    struct tj_choices        *schedule;
    const char               *out; /* --out, or NULL. */
};

/* Gives the folder's path. */
enum tj_status explore_keep(const struct explore_keep *keep,
                            struct arena *arena, char folder[RUN_PATH_MAX],
                            struct tj_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* The folder of a sweep. */
#ifndef TJ_CLI_SWEEP_FOLDER_H
#define TJ_CLI_SWEEP_FOLDER_H

#include "cli/run_view.h"

/* Makes the folder `out`, if it is not there; NULL: a new one of the scenario's,
 * out/SCENARIO/sweep-20260131T235959Z. One that holds a sweep.json is one to go
 * on from; TJ_USAGE for one that holds something else. */
enum tj_status sweep_folder_open(const char *out, const char *scenario,
                                 char path[RUN_PATH_MAX], bool *goes_on,
                                 struct tj_error *error);

#endif

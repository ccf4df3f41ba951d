/* SPDX-License-Identifier: MIT */
/* The folder of a sweep. */
#ifndef TJ_CLI_SWEEP_FOLDER_H
#define TJ_CLI_SWEEP_FOLDER_H

#include "cli/run_view.h"

/* Makes out/SCENARIO/sweep-20260131T235959Z, with -2, -3 ... if that is taken. */
enum tj_status sweep_folder_new(const char *scenario, char path[RUN_PATH_MAX],
                                struct tj_error *error);

/* Makes the folder that was asked for, if it is not there. One that holds a
 * sweep.json is one to go on from; TJ_USAGE for one that holds something else. */
enum tj_status sweep_folder_given(const char *out, char path[RUN_PATH_MAX],
                                  bool *goes_on, struct tj_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* A folder of this process for traces nobody keeps: canary and bench record
 * thousands of them. In TMPDIR, else where the system keeps memory files, else
 * /tmp. */
#ifndef TJ_CLI_SCRATCH_FOLDER_H
#define TJ_CLI_SCRATCH_FOLDER_H

#include "core/base/status.h"

#include <stddef.h>

enum { SCRATCH_PATH = 512 };

/* A name that is free; the folder itself is made by whoever uses it. */
enum tj_status scratch_folder_name(char path[SCRATCH_PATH],
                                   struct tj_error *error);

/* Removes the folder with what is in it, two levels deep at most (a run folder
 * with its trace). What cannot be removed stays. */
void scratch_folder_remove(const char *path);

#endif

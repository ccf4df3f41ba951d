/* SPDX-License-Identifier: MIT */
/* A schedule on disk, as a run folder has it in repro/schedule. */
#ifndef TJ_CLI_SCHEDULE_FILE_H
#define TJ_CLI_SCHEDULE_FILE_H

#include "core/base/arena.h"
#include "core/drive/choices.h"

/* TJ_MISSING, TJ_BAD_INPUT (with its line). The choices lie in the arena. */
enum tj_status schedule_file_read(const char *path, struct arena *arena,
                                  struct tj_choices *choices,
                                  struct tj_error *error);

#endif

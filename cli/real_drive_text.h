/* SPDX-License-Identifier: MIT */
/* What the user said about a real drive, as settings of it. */
#ifndef TJ_CLI_REAL_DRIVE_TEXT_H
#define TJ_CLI_REAL_DRIVE_TEXT_H

#include "cli/options.h"
#include "core/base/status.h"

#include <stddef.h>

/* --i-accept-wear and --allow-list become settings of the drive that was typed
 * (NULL: none was). TJ_USAGE where the drive is not a real one. */
enum tj_status real_drive_text(const struct options *options,
                               const char *drive, char *text, size_t size,
                               struct tj_error *error);

#endif

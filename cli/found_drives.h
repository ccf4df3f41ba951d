/* SPDX-License-Identifier: MIT */
/* The real drives that this machine has, for `trayjam drives` and `doctor`. */
#ifndef TJ_CLI_FOUND_DRIVES_H
#define TJ_CLI_FOUND_DRIVES_H

#include "backends/registry.h"
#include "core/base/json.h"

/* Those of a kind, how they are named and who they are: lines on stdout, or with
 * json a member "found" of the object that is open. Nothing for other kinds, and
 * where the kind cannot be used. */
void found_drives_describe(const struct tj_drive_info *row,
                           struct tj_json *json);

#endif

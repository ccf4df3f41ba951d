/* SPDX-License-Identifier: MIT */
/* The words of `trayjam drive`: one row per action. */
#ifndef TJ_CLI_CMD_DRIVE_H
#define TJ_CLI_CMD_DRIVE_H

#include "cli/options.h"

#include "backends/driver.h"
#include "core/drive/disturb.h"

#include <stdio.h>

/* What stands behind the drive's number. What has a count of commands may end
 * with op=XX, hexadecimal: of this operation code only. */
enum drive_takes {
    DRIVE_TAKES_NOTHING,
    DRIVE_TAKES_COUNT, /* [COUNT] */
    DRIVE_TAKES_TIME,  /* [T] */
    DRIVE_TAKES_DELAY, /* T [COUNT] */
    DRIVE_TAKES_DISC,  /* [DISC] */
    DRIVE_TAKES_NAME,  /* NAME of a mutant */
    DRIVE_TAKES_SENSE, /* K/A/Q [COUNT] */
    DRIVE_TAKES_SRB,   /* NAME [COUNT] */
};

struct drive_action {
    const char          *name;
    uint32_t             function; /* TRAYJAM_PRIVATE_* */
    enum tj_disturb_kind kind;     /* Of TRAYJAM_PRIVATE_DISTURB. */
    enum drive_takes     takes;
    bool                 needs;    /* What it takes may not be left out. */
};

/* NULL: no such order. index counts from 0. */
const struct drive_action *drive_action_at(size_t index);
const struct drive_action *drive_action_by_name(const char *name);

/* "9" */
enum tj_status drive_read_number(const char *text, uint32_t *number,
                                 struct tj_error *error);
/* The words from the drive's number on. */
enum tj_status drive_read_order(const struct drive_action *action,
                                const char *const *words, size_t count,
                                struct trayjam_order *order,
                                struct tj_error *error);

#endif

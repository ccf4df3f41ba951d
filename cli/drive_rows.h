/* SPDX-License-Identifier: MIT */
/* The drives that `trayjam drives --drive D` shows: one, or all of a server. */
#ifndef TJ_CLI_DRIVE_ROWS_H
#define TJ_CLI_DRIVE_ROWS_H

#include "cli/drive_look.h"
#include "stress/lock_watch.h"

enum { DRIVE_ROWS_MAX = 16, DRIVE_NAME_SIZE = 288 };

struct drive_row {
    char                name[DRIVE_NAME_SIZE]; /* As behind --drive. */
    struct single_drive drive;
    char                model[DRIVE_MODEL_SIZE];
    bool                listens;
    bool                news;    /* It is not as it was at the last look. */
    struct drive_look   look;
    struct lock_watch   lock;
};
struct drive_rows {
    size_t           count;
    struct drive_row rows[DRIVE_ROWS_MAX];
};

/* Into zeroed memory. TJ_UNAVAILABLE with the reason when the drive, or the
 * first of a server, cannot be used. */
enum tj_status drive_rows_open(struct drive_rows *rows, const char *target,
                               struct tj_error *error);
void drive_rows_close(struct drive_rows *rows);

/* Waits until there is news of one of them, or until_ns, and looks at each drive
 * once. True when there is news. */
bool drive_rows_look(struct drive_rows *rows, uint64_t until_ns);

#endif

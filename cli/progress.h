/* SPDX-License-Identifier: MIT */
/* What a run says to people while it goes on, always on stderr. */
#ifndef TJ_CLI_PROGRESS_H
#define TJ_CLI_PROGRESS_H

#include "cli/pace.h"

#include "core/base/text.h"

#include <stdio.h>

enum progress_mode {
    PROGRESS_NONE,
    PROGRESS_SPARSE, /* A line now and then, for logs. */
    PROGRESS_LINES,  /* Asked for, without a terminal: a line each time. */
    PROGRESS_LIVE,   /* One line, written over. */
    PROGRESS_TABLE,  /* A table of drives and clients, drawn over. */
};

struct progress {
    enum progress_mode        mode;
    FILE                     *file;
    const struct tj_workload *workload;
    struct pace               pace;
    uint64_t                  every_ns; /* Between two lines. */
    int                       columns, rows;
    int                       drawn;    /* Lines of the table that stand. */
};

/* every_ns 0: as suits the mode. */
enum tj_status progress_init(struct progress *progress,
                             enum progress_mode mode,
                             const struct tj_workload *workload,
                             uint64_t every_ns, struct arena *arena,
                             struct tj_error *error);
void progress_show(struct progress *progress, const struct tj_progress *seen);
/* Leaves the cursor on an empty line. */
void progress_end(struct progress *progress);

/* One line without its end. Pure. */
size_t progress_format(const struct tj_workload *workload,
                       const struct tj_progress *seen, double per_second,
                       char *line, size_t size);
/* "free", or the owner: "Nero 12 (client 1)". */
void progress_add_owner(const struct tj_workload *workload, tj_client owner,
                        struct tj_text *text);
/* What a client calls itself, in printable ASCII. */
void progress_name(const struct tj_persona *persona, char *name, size_t size);

/* progress_table.c: draws over what stands. */
void progress_draw(struct progress *progress, const struct tj_progress *seen);
void progress_wipe(struct progress *progress);

#endif

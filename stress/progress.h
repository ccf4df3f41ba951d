/* SPDX-License-Identifier: MIT */
/* What a run says while it goes on, always on stderr. */
#ifndef TJ_STRESS_PROGRESS_H
#define TJ_STRESS_PROGRESS_H

#include "stress/run.h"

#include <stdio.h>

enum progress_mode {
    PROGRESS_NONE,
    PROGRESS_SPARSE, /* A line now and then, for logs. */
    PROGRESS_LINES,  /* --progress without a terminal: a line each time. */
    PROGRESS_LIVE,   /* One line, written over. */
};

struct progress {
    enum progress_mode        mode;
    FILE                     *file;
    const struct tj_workload *workload;
    uint64_t                  shown_ns;   /* tj_clock_ns() of the last line. */
    uint64_t                  shown_operations;
    int                       columns;
};

void progress_init(struct progress *progress, enum progress_mode mode,
                   const struct tj_workload *workload);
/* For tj_run_options: context is the struct progress. */
void progress_show(void *context, const struct tj_progress *seen);
/* Leaves the cursor on an empty line. */
void progress_end(struct progress *progress);

/* One line without its end, made for `columns` columns. Pure. */
size_t progress_format(const struct tj_workload *workload,
                       const struct tj_progress *seen, double per_second,
                       char *line, size_t size);

#endif

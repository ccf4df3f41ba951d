/* SPDX-License-Identifier: MIT */
/* metrics.prom in the run folder: what a run does, in the text format that
 * node_exporter's textfile collector takes up. Written anew each second under
 * another name and renamed, so that no reader meets half of it. Counters count
 * everything since the run began and never go down; figures of the measured
 * phase alone are in run.json. */
#ifndef TJ_CLI_METRICS_H
#define TJ_CLI_METRICS_H

#include "stress/run.h"

#include <stdio.h>

struct metrics {
    const char               *folder; /* NULL: nothing is written. */
    const struct tj_workload *workload;
    uint64_t                  written_ns; /* 0: not yet. */
    struct tj_progress        last;
};

void metrics_init(struct metrics *metrics, const char *folder,
                  const struct tj_workload *workload);
void metrics_show(struct metrics *metrics, const struct tj_progress *seen);
/* Once more, with how it ended. */
void metrics_end(struct metrics *metrics, int exit_code);

/* exit_code below 0: the run goes on. Pure. */
void metrics_print(FILE *file, const struct tj_workload *workload,
                   const struct tj_progress *seen, int exit_code);

#endif

/* SPDX-License-Identifier: MIT */
/* A sweep for more machines than one: a folder with the resolved scenario and a
 * shell script (of scripts/) that has its parts run by a scheduler and puts them
 * together. trayjam schedules nothing itself. */
#ifndef TJ_CLI_SWEEP_BATCH_H
#define TJ_CLI_SWEEP_BATCH_H

#include "cli/sweep/sweep_range.h"
#include "stress/workload.h"

#include <stdbool.h>
#include <stdio.h>

/* --merge takes so many files, and Slurm so long an array by default (1,001). */
enum { SWEEP_PARTS_MAX = 500, SWEEP_PART_SEEDS = 100 };

struct sweep_batch {
    const struct tj_shipped *scheduler; /* NULL: none, we run it. */
    uint64_t                 parts;     /* 0: as many as do well. */
};

/* "slurm:50", "parallel", ... of --jobs. False: names no scheduler. TJ_USAGE:
 * does, but what follows is no number of parts. */
bool sweep_batch_named(const char *text);
enum tj_status sweep_batch_parse(struct sweep_batch *batch, const char *text,
                                 struct tj_error *error);
/* Parts of a hundred seeds or more, where nobody said how many. */
enum tj_status sweep_batch_cut(struct sweep_batch *batch, uint64_t seeds,
                               struct tj_error *error);

struct sweep_batch_request {
    const struct sweep_range *range;    /* Whole. */
    const char               *folder;   /* It is there. */
    const char               *scenario; /* Its file in the folder. */
    const char               *program;  /* Path of trayjam. */
    uint64_t                  keep;     /* Run folders a part keeps. */
    bool                      junit;
};

/* folder/sweep.sh */
enum tj_status sweep_batch_write(const struct sweep_batch *batch,
                                 const struct sweep_batch_request *request,
                                 struct tj_error *error);
/* What was written, and how it is started. */
void sweep_batch_print_text(const struct sweep_batch *batch,
                            const struct sweep_batch_request *request,
                            FILE *file);
enum tj_status sweep_batch_print_json(const struct sweep_batch *batch,
                                      const struct sweep_batch_request *request,
                                      FILE *file, struct tj_error *error);

#endif

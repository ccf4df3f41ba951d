/* SPDX-License-Identifier: MIT */
/* Which seeds are meant. Pure. */
#ifndef TJ_CLI_SWEEP_RANGE_H
#define TJ_CLI_SWEEP_RANGE_H

#include "core/base/status.h"

#include <stdint.h>

enum { SWEEP_SEEDS_MAX = 100000000 };

/* Seeds first .. first + count - 1; the shard-th part of shards, 1 of 1: all. */
struct sweep_range {
    uint64_t first, count;
    uint64_t shard, shards;
};

/* "1000" (1 .. 1000) or "21..40". */
enum tj_status sweep_range_parse(struct sweep_range *range, const char *text,
                                 struct tj_error *error);
/* "2/8": leaves the second eighth of the range. Where it is cut depends on
 * nothing else, so that the eighths together are the whole. */
enum tj_status sweep_range_cut(struct sweep_range *range, const char *text,
                               struct tj_error *error);

#endif

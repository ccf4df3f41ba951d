/* SPDX-License-Identifier: MIT */
/* The project's own speed: each figure is measured beside a limit, the least
 * that any program of its kind must do, in the same run on the same machine.
 * One more figure is one more row of bench_figures. */
#ifndef TJ_CLI_BENCH_BENCH_H
#define TJ_CLI_BENCH_BENCH_H

#include "cli/scratch_folder.h"
#include "core/base/arena.h"
#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>

struct bench {
    struct arena arena; /* Rewound after each measurement. */
    char         folder[SCRATCH_PATH]; /* Free to be made; removed after. */
    bool         quick;
    const char  *drive; /* As behind --drive, a real one; NULL: none. */
    const char  *kind;  /* Of that drive, as in backends/registry.h. */
};

/* What must hold: of the value itself, or of value / limit. */
enum bench_goal { BENCH_VALUE_AT_MOST, BENCH_VALUE_AT_LEAST,
                  BENCH_RATIO_AT_MOST };

struct bench_figure {
    const char     *name, *unit;
    const char     *about;  /* What is measured. */
    const char     *limit;  /* What it is measured against. */
    enum bench_goal goal_kind;
    double          goal;
    const char     *wants; /* A drive of this kind; measured where one was
                              named. NULL: none. */
    /* One measurement of both. */
    enum tj_status (*measure)(struct bench *bench, double *value,
                              double *limit, struct tj_error *error);
};
size_t                     bench_figure_count(void);
const struct bench_figure *bench_figure_at(size_t index);

#endif

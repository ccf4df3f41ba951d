/* SPDX-License-Identifier: MIT */
/* What a program does to a real drive at the least, without recorder and
 * backend: one row for each figure about such a drive. */
#ifndef TJ_CLI_BENCH_BENCH_BESIDE_H
#define TJ_CLI_BENCH_BENCH_BESIDE_H

#include "backends/windows/bare.h"
#include "cli/single_drive.h"

#include <stdbool.h>

struct bench_bare {
    struct win32_bare windows;
    int               file; /* Of Linux; -1: none. */
    const char       *path;
};

struct bench_beside {
    enum tj_verb verbs[2]; /* What the backend is asked, in turn. */
    unsigned     verbs_count;
    enum tj_status (*open)(struct bench_bare *bare,
                           const struct single_drive *drive,
                           struct tj_error *error);
    /* The same, so many times, op[0] being encoded. False: one failed. */
    bool (*ask)(const struct bench_bare *bare, const struct tj_op *op,
                uint64_t count);
};
extern const struct bench_beside bench_beside_windows,
    bench_beside_windows_sync, bench_beside_linux, bench_beside_linux_claim;

/* Also of one that was not opened, but initialised. */
void bench_bare_init(struct bench_bare *bare);
void bench_bare_close(struct bench_bare *bare);

#endif

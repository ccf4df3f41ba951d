/* SPDX-License-Identifier: MIT */
/* The runs of a sweep, by as many threads as there are cores: each takes the
 * next seed, runs it in memory, judges it and adds it to an account of its own.
 * Which thread takes which seed has no influence on what is found. */
#ifndef TJ_CLI_SWEEP_WORK_H
#define TJ_CLI_SWEEP_WORK_H

#include "cli/sweep/sweep_account.h"
#include "core/base/arena.h"
#include "stress/workload.h"

#include <stdatomic.h>

enum { SWEEP_JOBS_MAX = 256 };

struct sweep_seeds {
    uint64_t          first, count; /* first .. first + count - 1 */
    _Atomic uint64_t *done;         /* A bit each. */
};
enum tj_status sweep_seeds_init(struct sweep_seeds *seeds, uint64_t first,
                                uint64_t count, struct arena *arena,
                                struct tj_error *error);
bool     sweep_seeds_has(const struct sweep_seeds *seeds, uint64_t index);
void     sweep_seeds_mark(struct sweep_seeds *seeds, uint64_t index);
uint64_t sweep_seeds_done(const struct sweep_seeds *seeds);

struct sweep_work {
    const struct tj_workload *workload; /* Any seed; schedule not drawn. */
    struct sweep_seeds       *seeds;
    unsigned                  jobs;
    /* Called a few times a second, and at the end, from the caller's thread. */
    void (*progress)(void *context, uint64_t done, uint64_t broken);
    void  *context;
};

/* Runs what is not done yet. Stops after the seeds under way when Ctrl-C was
 * pressed. account: joined with what was found; also when it fails. */
enum tj_status sweep_work(const struct sweep_work *work,
                          struct sweep_account *account, struct arena *arena,
                          struct tj_error *error);

#endif

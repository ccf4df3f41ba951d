/* SPDX-License-Identifier: MIT */
/* What happened between two looks at a run: from counters to rates. Pure. */
#ifndef TJ_CLI_PACE_H
#define TJ_CLI_PACE_H

#include "stress/run.h"

struct pace_client {
    uint64_t operations, took_ns; /* By the last look. */
    double   per_second;          /* In the machine's time. */
    bool     answered;            /* Something was since the look before. */
    uint64_t latency_ns;          /* Its mean, on the run's clock. */
};

struct pace {
    uint64_t            at_ns; /* Of the last look, on the machine's clock. */
    uint64_t            operations;
    double              per_second;
    struct pace_client *clients; /* As many as the run has. */
};

enum tj_status pace_init(struct pace *pace, const struct tj_workload *workload,
                         uint64_t now_ns, struct arena *arena,
                         struct tj_error *error);
void pace_look(struct pace *pace, const struct tj_progress *seen,
               uint64_t now_ns);

#endif

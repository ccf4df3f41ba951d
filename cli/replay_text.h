/* SPDX-License-Identifier: MIT */
/* What a replay is about, and how it is told: text and JSON. */
#ifndef TJ_CLI_REPLAY_TEXT_H
#define TJ_CLI_REPLAY_TEXT_H

#include "cli/options.h"
#include "cli/quick_run.h"
#include "cli/recorded_run.h"
#include "cli/trace_diff.h"

enum { REPLAY_SIDE_NAME = 32 };

struct replay_job {
    const struct options *options;
    struct arena          arena;
    struct recorded_run   run;
    struct tj_trace       recorded, again;
    struct quick_run      quick;
    bool                  has_quick;
    uint64_t              until_ns;   /* What is compared comes before it. */
    bool                  prefix;     /* The recorded run did not end itself. */
    /* --until: */
    bool                  stops;
    tj_client             stop_client;
    uint32_t              stop_number;
    bool                  stopped;
    uint64_t              stopped_ns;
    bool                  looked;
    struct tj_sim_view    views[TJ_DRIVES_OF_RUN_MAX];
    struct trace_diff     diff;
    char                  sides[2][REPLAY_SIDE_NAME]; /* "recorded", "replayed" ... */
    const struct tj_workload *workloads[2];
};

/* two_runs: none of them is the other one's replay. */
void replay_print_text(const struct replay_job *job, bool two_runs);
enum tj_status replay_print_json(const struct replay_job *job,
                                 struct tj_error *error);

#endif

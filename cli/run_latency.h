/* SPDX-License-Identifier: MIT */
/* The latencies of a run as run.json and latency.hlog have them: raw ones count
 * from the invocation, corrected ones from when an operation was due. A closed
 * loop has no due times, and then nothing corrected: not even a copy. */
#ifndef TJ_CLI_RUN_LATENCY_H
#define TJ_CLI_RUN_LATENCY_H

#include "cli/run_view.h"

#include "core/base/json.h"

bool run_is_open_loop(const struct run_view *view);

/* Of the measured phase: what the scenario planned, and how much of that was
 * neither started nor dropped by its end. A trace without its scenario knows no
 * plan. */
struct run_arrivals {
    bool     plan_known;
    uint64_t planned, left;
};
struct run_arrivals run_arrivals_of(const struct run_view *view);

/* "latency", "handoff", "fairness" and "arrivals". */
void run_latencies_print(struct tj_json *json, const struct run_view *view);
/* "notification" and the three of locks. */
void run_lock_latencies_print(struct tj_json *json,
                              const struct tj_verdict *verdict);

/* scratch: TJ_HISTOGRAM_SCRATCH bytes. */
enum tj_status run_hlog_print(const struct run_view *view, FILE *file,
                              void *scratch, struct tj_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* What the outside sees of a run while it goes on: figures of every client and
 * drive, counted anew for each look. */
#ifndef TJ_STRESS_RUNNER_VIEW_H
#define TJ_STRESS_RUNNER_VIEW_H

#include "stress/runner.h"

/* Room for a row per client. */
enum tj_status runner_view_init(struct runner *runner);
/* The view of a moment, nothing counted yet. Good until the next one. */
struct tj_progress runner_view(struct runner *runner, uint64_t now_ns);
/* Adds the client at that place, 0 .. clients - 1. */
void runner_view_client(struct runner *runner, struct tj_progress *progress,
                        size_t place, tj_client client,
                        const struct tj_live_counts *counts);
/* The same when only its figures are at hand; they are not added up. */
void runner_view_seen(struct runner *runner, size_t place, tj_client client,
                      const _Atomic uint64_t seen[TJ_SEEN_COUNT]);
void runner_seen(const struct tj_live_counts *counts,
                 uint64_t seen[TJ_SEEN_COUNT]);
void runner_view_drive(struct runner *runner, unsigned drive,
                       const struct tj_sim_view *view);
/* Shows it to whoever wants to see it. */
void runner_show(const struct runner *runner, struct tj_progress *progress,
                 bool over);

#endif

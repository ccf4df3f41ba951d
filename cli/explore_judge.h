/* SPDX-License-Identifier: MIT */
/* One schedule of an exploration, judged: carried out by the virtual runner,
 * with its trace in memory, and judged as any run is. */
#ifndef TJ_CLI_EXPLORE_JUDGE_H
#define TJ_CLI_EXPLORE_JUDGE_H

#include "cli/quick_run.h"
#include "core/drive/choices.h"

struct explore_judge {
    const struct tj_workload *workload; /* Strategy `first turns`. */
    struct quick_run          quick;
    struct tj_choices         record;   /* What happened in it. */
};

/* Takes what it needs from the arena. */
enum tj_status explore_judge_open(struct explore_judge *judge,
                                  const struct tj_workload *workload,
                                  struct arena *arena, struct tj_error *error);
void explore_judge_close(struct explore_judge *judge);

/* The verdict is good until the next call. A schedule that does not fit, so
 * that explorer and runner disagree about what can be chosen, is a broken
 * promise of ours: the program stops. */
enum tj_status explore_judge_schedule(struct explore_judge *judge,
                                      const struct tj_choices *schedule,
                                      const struct tj_verdict **verdict,
                                      struct tj_error *error);

#endif

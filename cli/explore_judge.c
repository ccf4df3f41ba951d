/* SPDX-License-Identifier: MIT */
#include "cli/explore_judge.h"

#include "stress/explore.h"

#include "core/base/assert.h"

#define TRACE_SIZE ((size_t)64 << 20)

enum tj_status explore_judge_open(struct explore_judge *judge,
                                  const struct tj_workload *workload,
                                  struct arena *arena, struct tj_error *error)
{
    *judge = (struct explore_judge){ .workload = workload };
    judge->record.max = EXPLORE_CHOICES_MAX;
    judge->record.at = ARENA_NEW(arena, struct tj_choice, EXPLORE_CHOICES_MAX);
    if (judge->record.at == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a schedule");
    return quick_run_open(&judge->quick, TRACE_SIZE, error);
}

void explore_judge_close(struct explore_judge *judge)
{
    quick_run_close(&judge->quick);
}

/* What the explorer saw as a choice must be one here, and nothing else. */
static void compare(const struct explore_judge *judge,
                    const struct tj_choices *schedule)
{
    TJ_ASSERT(schedule->strayed == 0);
    TJ_ASSERT(schedule->next == schedule->count);
    TJ_ASSERT(judge->record.count == schedule->count);
}

enum tj_status explore_judge_schedule(struct explore_judge *judge,
                                      const struct tj_choices *schedule,
                                      const struct tj_verdict **verdict,
                                      struct tj_error *error)
{
    struct tj_choices           follow = *schedule;
    const struct tj_run_options hooks = { .follow = &follow,
                                          .record = &judge->record };

    follow.next = 0;
    follow.strayed = 0;
    judge->record.count = 0;
    enum tj_status status =
        quick_run(&judge->quick, judge->workload, &hooks, error);
    if (status != TJ_OK)
        return status;
    compare(judge, &follow);
    *verdict = judge->quick.verdict;
    return TJ_OK;
}

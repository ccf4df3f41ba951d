/* SPDX-License-Identifier: MIT */
/* Going through the schedules of one small workload: all of them, or as many
 * as are asked for, drawn by a strategy.
 *
 * Exhaustive is depth first: at every point at which more than one could go on,
 * one after another does. A state that was met before, with the same history
 * before it, is not gone through again: what would come is known
 * (docs/decisions/0017-explore.md). `bound` leaves out schedules with more
 * preemptions than that: points at which whoever went on last could have gone
 * on, and did not. */
#ifndef TJ_STRESS_EXPLORE_H
#define TJ_STRESS_EXPLORE_H

#include "core/drive/choices.h"
#include "stress/explore_machine.h"

enum explore_kind { EXPLORE_EXHAUSTIVE, EXPLORE_PCT, EXPLORE_RANDOM,
                    EXPLORE_KINDS };
const char *explore_kind_name(enum explore_kind kind);
enum { EXPLORE_DEPTH_MAX = 2048, EXPLORE_CHOICES_MAX = 16384 };
#define EXPLORE_NO_BOUND UINT32_MAX

struct explore_counts {
    uint64_t schedules;  /* Gone through to their end. */
    uint64_t merged;     /* Left where they met a state known before. */
    uint64_t histories;  /* Different ones. */
    uint64_t states;     /* Different ones at choices; exhaustive. */
    uint64_t choices;    /* Points at which there was a choice. */
    uint64_t depth;      /* The most of them in one schedule. */
    uint64_t steps, operations, refused, granted, hung;
    uint64_t left_out;   /* Ways that the bound forbade. */
    uint64_t beyond;     /* Choices too deep to be gone through. */
    uint64_t cut;        /* Schedules that became too long. */
    bool     exhausted;  /* Nothing is left to be gone through. */
    bool     full;       /* No room for more states: more is done twice. */
};

struct explore_config {
    enum explore_kind kind;
    uint64_t seed;       /* Of the draws; the workload has its own. */
    uint64_t schedules;  /* Stop after so many; 0: no limit. */
    uint32_t depth;      /* PCT */
    uint32_t bound;      /* Exhaustive; EXPLORE_NO_BOUND: none. */
    uint64_t steps_max;  /* Of one schedule. */
    bool     merge;      /* Exhaustive: states met before are known. */
    /* Called at the end of each schedule; false: that is enough. fresh: its
     * history is a new one. */
    bool   (*ended)(void *context, const struct tj_choices *schedule,
                    const struct explore_result *result, bool fresh);
    /* Called now and then, at least once a millisecond or so; false: stop. */
    bool   (*look)(void *context, const struct explore_counts *counts);
    void    *context;
};

/* Memory comes from the arena: what is left of it bounds how many states and
 * histories can be remembered. Counts are good at any time, also afterwards. */
enum tj_status explore(struct explore_machine *machine,
                       const struct explore_config *config,
                       struct arena *arena, struct explore_counts *counts,
                       struct tj_error *error);

#endif

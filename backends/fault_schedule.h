/* Schedules: which of a scenario's rules act when. A schedule turns rules into
 * other, explicit rules before the run, so that what was drawn is written down
 * with it and can be repeated. Pure. */
#ifndef TJ_BACKENDS_FAULT_SCHEDULE_H
#define TJ_BACKENDS_FAULT_SCHEDULE_H

#include "backends/fault_rule.h"

/* id, name, help */
#define TJ_FAULT_SCHEDULE_LIST(X)                                           \
    X(NONE, "none", "all rules, all the time, as they are written")         \
    X(EACH, "each", "one rule at a time: the run is cut into as many equal " \
      "parts as there are rules")                                           \
    X(PAIRS, "pairs", "two rules at a time: each pair has its part of the " \
      "run")                                                                \
    X(SWARM, "swarm", "some of the rules, drawn from the seed")

enum tj_fault_schedule {
#define X(id, name, help) TJ_FAULT_SCHEDULE_##id,
    TJ_FAULT_SCHEDULE_LIST(X)
#undef X
    TJ_FAULT_SCHEDULE_COUNT
};
const char *tj_fault_schedule_name(enum tj_fault_schedule schedule);

struct tj_fault_span {
    uint64_t seed;
    uint64_t begin_ns, length_ns; /* The measured part of the run; length 0:
                                     unknown. */
};

/* Replaces *count rules by at most max. TJ_BAD_INPUT when it cannot: no length
 * to be cut, rules with times of their own, too many parts. */
enum tj_status tj_fault_schedule_apply(enum tj_fault_schedule schedule,
                                       const struct tj_fault_span *span,
                                       struct tj_fault_rule *rules,
                                       size_t *count, size_t max,
                                       struct tj_error *error);

#endif

/* SPDX-License-Identifier: MIT */
/* The races of a run: which clients take part, and their way into one. */
#ifndef TJ_STRESS_RACES_H
#define TJ_STRESS_RACES_H

#include "stress/race_meet.h"
#include "stress/runner.h"

struct races {
    uint32_t         count;
    struct race_meet meets[TJ_RACES_MAX];
};

/* Finds two clients of the same drive for each race of the workload: the lowest
 * numbers. TJ_USAGE when there are none. *races is in the arena, NULL without races. */
enum tj_status races_open(struct races **races, struct runner *runner);
/* For runners that know no races. */
enum tj_status races_refuse(struct runner *runner, const char *why);
/* After the clients have ended: the result has them. */
void races_close(struct races *races, struct runner *runner);

/* The race that an operation of a client is part of, or NULL. */
struct race_meet *races_of(struct races *races, tj_client client,
                           enum tj_verb verb, enum race_side *side);

#endif

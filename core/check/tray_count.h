/* SPDX-License-Identifier: MIT */
/* How many tray locks there are, between a sure least and a possible most. What
 * overlaps may have happened in any order; what was never answered may yet
 * happen. Requests that are over for all that will be asked are added up. */
#ifndef TJ_CORE_CHECK_TRAY_COUNT_H
#define TJ_CORE_CHECK_TRAY_COUNT_H

#include "core/check/stamp.h"

#include <stddef.h>

enum { TRAY_RECENT = 12 };

struct tray_turn {
    struct stamp at;
    bool lock; /* Else an unlock. */
    bool sure; /* It was done; else it may have been. */
};

struct tray_count {
    int32_t least, most;   /* Of what is added up. */
    int32_t open_unlocks;  /* Never answered: each may yet take one. */
    size_t  recent_count;
    struct tray_turn recent[TRAY_RECENT];
};

/* horizon_ns: nothing that began before it is asked about any more. */
void tray_count_add(struct tray_count *count, const struct tray_turn *turn,
                    uint64_t horizon_ns);

/* It says nothing any more: no lock is left or may be. */
bool tray_count_is_over(struct tray_count *count, uint64_t horizon_ns);

/* At every instant of an interval at least, and at some instant at most. */
int32_t tray_count_least(const struct tray_count *count,
                         const struct stamp *at);
int32_t tray_count_most(const struct tray_count *count,
                        const struct stamp *at);

#endif

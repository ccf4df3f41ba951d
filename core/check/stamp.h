/* SPDX-License-Identifier: MIT */
/* When an operation may have taken effect: one instant in [t0_ns, t1_ns].
 *
 * Everything the judge concludes rests on one question, whether one operation
 * surely came before another. Equal times prove nothing (two records of a
 * virtual run often carry the same nanosecond), except for one client that
 * never has two operations in flight: it invokes the next after the answer. */
#ifndef TJ_CORE_CHECK_STAMP_H
#define TJ_CORE_CHECK_STAMP_H

#include <stdbool.h>
#include <stdint.h>

#define STAMP_NEVER UINT64_MAX

struct stamp {
    uint64_t t0_ns;
    uint64_t t1_ns;      /* STAMP_NEVER: it may yet happen. */
    uint32_t number;     /* Of its client. */
    uint16_t client;
    bool     sequential; /* The client never overlaps its own operations. */
};

static inline bool stamp_before(const struct stamp *a, const struct stamp *b)
{
    if (a->t1_ns != b->t0_ns)
        return a->t1_ns < b->t0_ns;
    return a->client == b->client && a->sequential && a->number < b->number &&
           a->t1_ns != STAMP_NEVER;
}

#endif

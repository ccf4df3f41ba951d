/* SPDX-License-Identifier: MIT */
/* The search for an order of all answers (rule TJ-O01): a part of the verdict
 * (core/check/check.h). */
#ifndef TJ_CORE_CHECK_ORDER_H
#define TJ_CORE_CHECK_ORDER_H

#include <stdint.h>

struct tj_order_account {
    uint64_t contradictions; /* Those reported by other rules included. */
    unsigned undecided;      /* Drives with more possible orders than can be
                                kept: not judged from some time on ... */
    uint64_t undecided_ns;   /* ... the first of them from then. */
};

#endif

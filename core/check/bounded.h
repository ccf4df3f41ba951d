/* SPDX-License-Identifier: MIT */
/* How a run must end: every request within the time the driver allows itself
 * (TJ-L03), and nothing locked
 * afterwards that was not before (TJ-L02). */
#ifndef TJ_CORE_CHECK_BOUNDED_H
#define TJ_CORE_CHECK_BOUNDED_H

#include "core/check/family.h"

extern const struct check_family bounded_family;

/* The bounds, from class-driver spec 5.4 and 5.5, with the longest timeout the
 * driver gives itself (a burner's) and the longest delay between attempts. To
 * the request's own command come at most three small ones: refresh, probe and
 * fallback. */
#define BOUNDED_SECOND UINT64_C(1000000000)
#define BOUNDED_TIMEOUT_NS (260 * BOUNDED_SECOND)
#define BOUNDED_SMALL_NS (3 * (6 * 20 + 5 * 10) * BOUNDED_SECOND)
#define BOUNDED_TRANSFER_NS \
    (160 * BOUNDED_SECOND + BOUNDED_TIMEOUT_NS + BOUNDED_SMALL_NS)
#define BOUNDED_OTHER_NS \
    (6 * BOUNDED_TIMEOUT_NS + 5 * 10 * BOUNDED_SECOND + BOUNDED_SMALL_NS)

#endif

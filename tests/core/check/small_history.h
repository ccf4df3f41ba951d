/* SPDX-License-Identifier: MIT */
/* Small random histories of one drive, told twice: as a trace to the judge, as
 * a list of operations to the search that tries everything (brute.h). Half of
 * them come from a drive that keeps the rules, the other half has answers
 * altered. Times are coarse, so that ties are frequent. */
#ifndef TJ_TESTS_CORE_CHECK_SMALL_HISTORY_H
#define TJ_TESTS_CORE_CHECK_SMALL_HISTORY_H

#include "tests/core/check/brute.h"
#include "tests/core/check/tale.h"

struct small_history {
    struct tale    *tale;
    int             count;
    struct brute_op ops[BRUTE_MAX];
};

/* tale_free the tale. */
void small_history_make(struct small_history *history, uint64_t seed);

#endif

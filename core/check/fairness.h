/* SPDX-License-Identifier: MIT */
/* Jain's index, (sum x)^2 / (n * sum x^2), over those that tried: 1 is
 * perfectly even, 1/n is one of n taking all. 0: nobody got anything. */
#ifndef TJ_CORE_CHECK_FAIRNESS_H
#define TJ_CORE_CHECK_FAIRNESS_H

#include "core/check/check.h"

/* Of grants and of held time: over clients, within groups, over groups. When
 * the accounts of the clients are final. */
void fairness_work_out(struct tj_verdict            *verdict,
                       const struct tj_check_config *config);

#endif

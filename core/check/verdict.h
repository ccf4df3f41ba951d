/* SPDX-License-Identifier: MIT */
/* One word and one exit code for a whole run. */
#ifndef TJ_CORE_CHECK_VERDICT_H
#define TJ_CORE_CHECK_VERDICT_H

#include "core/check/survey.h"

/* Fills rule states, word and exit code from everything else. */
void verdict_decide(const struct survey *survey, struct tj_verdict *verdict);

#endif

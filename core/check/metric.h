/* SPDX-License-Identifier: MIT */
/* Metrics that are one figure of a verdict: a table, for conditions and for
 * people (`trayjam list metrics`). Those with parts are in condition.c. */
#ifndef TJ_CORE_CHECK_METRIC_H
#define TJ_CORE_CHECK_METRIC_H

#include "core/check/check.h"

enum condition_unit { UNIT_COUNT, UNIT_DURATION, UNIT_RATIO };

struct metric {
    const char         *name;
    enum condition_unit unit;
    const char         *about; /* How it is measured, one sentence. */
    /* False: the run has no such figure. */
    bool (*value)(const struct tj_verdict *verdict, double *value);
};

/* By its whole name, or NULL. */
const struct metric *metric_find(const char *name);

/* What somebody may have meant, or NULL. */
const char *metric_nearest(const char *name);

#endif

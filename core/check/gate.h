/* Lines of [expect] and [threshold] as everybody but the judge sees them: what
 * they may be about, whether one can be read, and what it came to. How one is
 * written: core/check/condition.h. */
#ifndef TJ_CORE_CHECK_GATE_H
#define TJ_CORE_CHECK_GATE_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct tj_condition_result { /* One line of [expect] or [threshold]. */
    char   text[96];
    double value;
    uint64_t abort_ns; /* A threshold's abort_after; 0: none. */
    bool   known; /* False: the metric does not exist in this run. */
    bool   ok;
};
enum { TJ_CONDITIONS_MAX = 64 };

/* Whether a condition can be read, before any run: an expectation, or a
 * threshold with its abort_after (0: it has none). */
enum tj_status tj_condition_parse(const char *text, struct tj_error *error);
enum tj_status tj_threshold_parse(const char *text, uint64_t *abort_ns,
                                  struct tj_error *error);

/* What conditions can be about. */
struct tj_metric_info {
    const char *name;  /* "fairness.jain", or a form: "VERB.done". */
    const char *unit;  /* count, duration or ratio. */
    const char *about; /* How it is measured. */
};
size_t                tj_metric_count(void);
struct tj_metric_info tj_metric_at(size_t index);

#endif

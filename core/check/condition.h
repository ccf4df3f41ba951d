/* SPDX-License-Identifier: MIT */
/* Lines of [expect] and [threshold]: METRIC OPERATOR NUMBER.
 *
 *     any name of metric.c                       one figure of the verdict
 *     VERB.done VERB.refused VERB.unknown VERB.count
 *     latency{op=VERB,outcome=done|refused|granted|denied}.FIELD
 *     corrected{op=VERB,outcome=...}.FIELD       from when it was due
 *     handoff.FIELD notification.FIELD late.FIELD
 *     event_delay{event=GUID_X}.max
 *     event{GUID_X} events.GUID_X.delivered
 *     fault.NAME
 *
 * FIELD is p50 p90 p95 p99 p999 or max. A duration needs a unit, a count must
 * not have one, a ratio may be written in percent. Behind a threshold's number
 * may stand abort_after=TIME: a run that breaks it then or later is ended. */
#ifndef TJ_CORE_CHECK_CONDITION_H
#define TJ_CORE_CHECK_CONDITION_H

#include "core/check/metric.h"

enum condition_metric {
    METRIC_FIGURE, /* One of metric.c. */
    METRIC_VERB, METRIC_LATENCY, METRIC_LOCK_GRANTED, METRIC_LOCK_DENIED,
    METRIC_HANDOFF, METRIC_NOTIFICATION, METRIC_EVENT_DELAY, METRIC_EVENTS,
    METRIC_FAULT, METRIC_LATE
};

enum condition_order {
    ORDER_LESS, ORDER_LESS_EQUAL, ORDER_MORE, ORDER_MORE_EQUAL, ORDER_EQUAL,
    ORDER_DIFFERENT
};

enum { CONDITION_WHOLE_COUNT = TJ_OUTCOME_COUNT }; /* VERB.count */

struct condition {
    enum condition_metric metric;
    const struct metric  *figure;  /* METRIC_FIGURE */
    enum condition_unit   unit;
    enum condition_order  order;
    double                limit;   /* Nanoseconds where unit is a duration. */
    double                percentile; /* 100: the maximum. */
    uint8_t               verb;
    uint8_t               outcome; /* Or CONDITION_WHOLE_COUNT. */
    bool                  corrected; /* Of latencies: from when it was due. */
    enum tj_event_id      event;
    char                  fault[48];
    uint64_t              abort_ns; /* Of the measured phase; 0: never ends it. */
};

/* Fails with TJ_BAD_INPUT and says what is allowed. */
enum tj_status condition_read(const char *text, struct condition *condition,
                              struct tj_error *error);

/* As it is shown: without abort_after. */
void condition_text(const char *text, char *target, size_t size);

/* The metric's value; false when nothing was measured for it. */
bool condition_measure(const struct condition *condition,
                       const struct tj_check_config *config,
                       const struct tj_verdict *verdict, double *value);

bool condition_holds(const struct condition *condition, double value);

/* Fills both lists of the verdict, fault plans included. system: enum
 * tj_trace_system, of the drives. */
enum tj_status condition_judge(const struct tj_check_config *config,
                               uint8_t system, struct tj_verdict *verdict,
                               struct tj_error *error);

#endif

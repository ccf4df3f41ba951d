/* SPDX-License-Identifier: MIT */
/* What a condition's metric is worth in a verdict, and whether that will do. */
#include "core/check/condition.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/check/scope.h"

#include <string.h>

static bool percentile(const struct tj_histogram *histogram, double at,
                       double *value)
{
    if (histogram == NULL || histogram->total == 0)
        return false;
    *value = at >= 100.0 ? (double)histogram->max_ns
                         : (double)tj_histogram_percentile(histogram, at);
    return true;
}

static double sum_outcomes(const struct condition *condition,
                           const struct tj_verdict *verdict)
{
    uint64_t sum = 0;
    for (size_t i = 0; i < verdict->outcomes_count; i++) {
        const struct tj_outcome_row *row = &verdict->outcomes[i];
        if (row->verb == condition->verb &&
            (condition->outcome == CONDITION_WHOLE_COUNT ||
             row->outcome == condition->outcome))
            sum += row->count;
    }
    return (double)sum;
}

static bool measure_fault(const struct condition *condition,
                          const struct tj_check_config *config,
                          const struct tj_verdict *verdict, double *value)
{
    for (size_t i = 0; i < config->faults_count && i < TJ_CONDITIONS_MAX; i++) {
        if (strcmp(config->fault_names[i], condition->fault) == 0) {
            *value = (double)verdict->strikes[i];
            return true;
        }
    }
    return false;
}

bool condition_measure(const struct condition *condition,
                       const struct tj_check_config *config,
                       const struct tj_verdict *verdict, double *value)
{
    const struct tj_event_account *event = &verdict->events[condition->event];
    const struct tj_lock_latencies *lock =
        condition->corrected ? &verdict->lock_corrected : &verdict->lock;
    double at = condition->percentile;

    switch (condition->metric) {
    case METRIC_FIGURE:
        return condition->figure->value(verdict, value);
    case METRIC_VERB:
        *value = sum_outcomes(condition, verdict);
        return true;
    case METRIC_LATENCY:
        return percentile((condition->corrected
                               ? verdict->corrected
                               : verdict->latency)[condition->verb]
                                                  [condition->outcome],
                          at, value);
    case METRIC_LOCK_GRANTED:
        return percentile(lock->granted, at, value);
    case METRIC_LOCK_DENIED:
        return percentile(lock->denied, at, value);
    case METRIC_LATE:
        return percentile(verdict->late, at, value);
    case METRIC_HANDOFF:
        return percentile(verdict->handoff, at, value);
    case METRIC_NOTIFICATION:
        return percentile(verdict->notification, at, value);
    case METRIC_EVENT_DELAY:
        *value = (double)event->delay_max_ns;
        return event->delivered > 0;
    case METRIC_EVENTS:
        *value = (double)event->delivered;
        return true;
    case METRIC_FAULT:
        return measure_fault(condition, config, verdict, value);
    }
    return false;
}

bool condition_holds(const struct condition *condition, double value)
{
    switch (condition->order) {
    case ORDER_LESS:
        return value < condition->limit;
    case ORDER_LESS_EQUAL:
        return value <= condition->limit;
    case ORDER_MORE:
        return value > condition->limit;
    case ORDER_MORE_EQUAL:
        return value >= condition->limit;
    case ORDER_EQUAL:
        return !(value < condition->limit) && !(value > condition->limit);
    case ORDER_DIFFERENT:
        return value < condition->limit || value > condition->limit;
    }
    return false;
}

static enum tj_status judge_line(const char *text,
                                 const struct tj_check_config *config,
                                 const struct tj_verdict *verdict,
                                 struct tj_condition_result *result,
                                 struct tj_error *error)
{
    struct condition condition;
    enum tj_status   status = condition_read(text, &condition, error);
    if (status != TJ_OK)
        return status;

    *result = (struct tj_condition_result){ .abort_ns = condition.abort_ns };
    condition_text(text, result->text, sizeof result->text);
    result->known =
        condition_measure(&condition, config, verdict, &result->value);
    result->ok = result->known && condition_holds(&condition, result->value);
    return TJ_OK;
}

/* Whatever it came to afterwards: for this value the run was ended. */
static void recall_end(const struct tj_check_config *config,
                       struct tj_verdict *verdict)
{
    for (size_t i = 0; i < verdict->thresholds_count; i++) {
        struct tj_condition_result *row = &verdict->thresholds[i];

        if (config->ended_by == NULL || strcmp(row->text, config->ended_by) != 0)
            continue;
        row->known = true;
        row->ok = false;
        row->value = config->ended_value;
        verdict->ended_early = true;
    }
}

/* A planned fault that never struck leaves the run inconclusive; it is shown
 * as one more expectation, so that the report says which. */
static void expect_fault(const struct tj_check_config *config, size_t fault,
                         struct tj_verdict *verdict)
{
    uint64_t planned = config->faults_planned == NULL
                           ? 0
                           : config->faults_planned[fault];
    uint64_t least = planned == 0 ? 1 : planned;
    struct tj_condition_result *result =
        &verdict->expectations[verdict->expectations_count];
    struct tj_text text;

    *result = (struct tj_condition_result){
        .known = true,
        .value = (double)verdict->strikes[fault],
        .ok = verdict->strikes[fault] >= least,
    };
    tj_text_init(&text, result->text, sizeof result->text);
    tj_text_add(&text, "fault.%s >= %llu", config->fault_names[fault],
                (unsigned long long)least);
    verdict->expectations_count += 1;
}

/* What no drive of that system can meet is left out. */
static enum tj_status judge_expectations(const struct tj_check_config *config,
                                         uint8_t system,
                                         struct tj_verdict *verdict,
                                         struct tj_error *error)
{
    enum tj_status   status = TJ_OK;
    struct condition condition;

    for (size_t i = 0; i < config->expectations_count && status == TJ_OK; i++) {
        const char *line = config->expectations[i];

        status = condition_read(line, &condition, error);
        if (status == TJ_OK && scope_can_meet(system, &condition))
            status = judge_line(
                line, config, verdict,
                &verdict->expectations[verdict->expectations_count++], error);
    }
    return status;
}

enum tj_status condition_judge(const struct tj_check_config *config,
                               uint8_t system, struct tj_verdict *verdict,
                               struct tj_error *error)
{
    if (config->expectations_count > TJ_CONDITIONS_MAX ||
        config->thresholds_count > TJ_CONDITIONS_MAX)
        return tj_fail(error, TJ_BAD_INPUT,
                       "more than %d expectations or thresholds",
                       TJ_CONDITIONS_MAX);

    enum tj_status status =
        judge_expectations(config, system, verdict, error);
    for (size_t i = 0; i < config->thresholds_count && status == TJ_OK; i++)
        status = judge_line(config->thresholds[i], config, verdict,
                            &verdict->thresholds[i], error);
    verdict->thresholds_count = config->thresholds_count;
    recall_end(config, verdict);
    for (size_t i = 0; i < config->faults_count &&
                       verdict->expectations_count < TJ_CONDITIONS_MAX; i++)
        expect_fault(config, i, verdict);
    return status;
}

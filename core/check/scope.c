/* SPDX-License-Identifier: MIT */
#include "core/check/scope.h"

#include "core/trace/writer.h"

#include <stddef.h>

/* Who owns (O_EXCL excludes O_EXCL), how a run ends, and what programs do with
 * locks that both systems have. */
static const uint8_t of_linux[] = {
    RULE_X01, RULE_X02, RULE_X03, RULE_X04, RULE_X06, RULE_X07, RULE_X16,
    RULE_X17, RULE_X18, RULE_X19, RULE_R27, RULE_L01, RULE_L02, RULE_O01,
    RULE_A01, RULE_A02, RULE_A04, RULE_A05, RULE_A08, RULE_A09, RULE_A10,
};

/* Requests that an owner's drive of Windows refuses to strangers ... */
static const uint32_t gated =
    1u << TJ_EJECT | 1u << TJ_LOAD | 1u << TJ_LOAD2 | 1u << TJ_PREVENT |
    1u << TJ_ALLOW | 1u << TJ_VERIFY | 1u << TJ_VERIFY2 | 1u << TJ_READ;
/* ... and those that Linux has not. */
static const uint32_t absent =
    1u << TJ_SECURE_PREVENT | 1u << TJ_SECURE_ALLOW | 1u << TJ_MCN_OFF |
    1u << TJ_MCN_ON | 1u << TJ_VOLUME_LOCK | 1u << TJ_VOLUME_UNLOCK |
    1u << TJ_DISMOUNT | 1u << TJ_WRITE;

static bool is_of_linux(enum tj_event_id event)
{
    return event == TJ_EVENT_MEDIA_ARRIVAL ||
           event == TJ_EVENT_MEDIA_REMOVAL ||
           event == TJ_EVENT_MEDIA_EJECT_REQUEST;
}

bool scope_can_meet(uint8_t system, const struct condition *expectation)
{
    if (system != TJ_TRACE_LINUX)
        return true;
    if (expectation->metric == METRIC_EVENTS ||
        expectation->metric == METRIC_EVENT_DELAY)
        return is_of_linux(expectation->event);
    if (expectation->metric != METRIC_VERB)
        return true;
    uint32_t verb = 1u << expectation->verb;
    return !(expectation->outcome == TJ_REFUSED && (gated & verb) != 0) &&
           !(expectation->outcome == TJ_DONE && (absent & verb) != 0);
}

bool scope_has(uint8_t system, enum rule rule)
{
    if (system != TJ_TRACE_LINUX)
        return true;
    for (size_t i = 0; i < sizeof of_linux / sizeof *of_linux; i++)
        if (of_linux[i] == rule)
            return true;
    return false;
}

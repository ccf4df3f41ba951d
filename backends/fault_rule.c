#include "backends/fault_rule.h"

#include "core/base/assert.h"

#include <string.h>

bool fault_strikes(const struct tj_fault_rule *rule, uint64_t number)
{
    TJ_ASSERT(number > 0);
    TJ_ASSERT(rule->first > 0 && rule->every > 0);
    if (number < rule->first)
        return false;

    uint64_t past = number - rule->first;
    if (past % rule->every != 0)
        return false;
    return rule->count == 0 || past / rule->every < rule->count;
}

bool fault_is_of_events(const struct tj_fault_rule *rule)
{
    return tj_fault_info(rule->effect)->place == TJ_FAULT_AT_LISTENER;
}

bool fault_is_quick(const struct tj_fault_rule *rule)
{
    return fault_is_of_events(rule) || rule->effect == TJ_FAULT_SENSE;
}

bool fault_is_of_answers(const struct tj_fault_rule *rule)
{
    return rule->when == TJ_FAULT_AFTER || rule->when == TJ_FAULT_GRANTED;
}

bool fault_applies(const struct tj_fault_rule *rule, const struct tj_op *op)
{
    return !fault_is_of_events(rule) &&
           (rule->verbs >> (unsigned)op->verb & 1u) != 0;
}

bool fault_in_time(const struct tj_fault_rule *rule, uint64_t t_ns)
{
    return t_ns >= rule->after_ns &&
           (rule->for_ns == 0 || t_ns - rule->after_ns < rule->for_ns);
}

uint64_t fault_value(const struct tj_fault_rule *rule)
{
    const struct tj_disturb *disturb = &rule->disturb;

    switch (tj_fault_info(rule->effect)->argument) {
    case TJ_FAULT_WITH_STATUS:
        return rule->status;
    case TJ_FAULT_WITH_TIME:
    case TJ_FAULT_WITH_TIME_OR_NOT:
    case TJ_FAULT_WITH_EVENT_TIME:
        return rule->time_ns;
    case TJ_FAULT_WITH_EVENT:
        return (uint64_t)rule->event;
    case TJ_FAULT_WITH_SENSE:
        return (uint64_t)disturb->sense[0] << 16 |
               (uint64_t)disturb->sense[1] << 8 | disturb->sense[2];
    case TJ_FAULT_WITH_SRB:
        return disturb->srb;
    case TJ_FAULT_WITH_COUNT_OR_NOT:
        return disturb->count;
    case TJ_FAULT_WITH_VICTIM:
    case TJ_FAULT_WITH_SHAPE:
        return rule->detail;
    case TJ_FAULT_WITH_NOTHING:
        break;
    }
    return 0;
}

/* --- Which run can carry it out --- */

static bool is_simulated(const char *drive)
{
    return strcmp(drive, "sim") == 0 || strcmp(drive, "server") == 0;
}

/* Why it cannot; NULL: it can. */
static const char *obstacle(const struct tj_fault_rule *rule,
                            enum tj_fault_run run, const char *drive)
{
    if (tj_fault_info(rule->effect)->place == TJ_FAULT_AT_DRIVE &&
        !is_simulated(drive))
        return "only a simulated drive can be made to do this; use drive = "
               "sim";
    if (rule->when == TJ_FAULT_PENDING && !is_simulated(drive))
        return "when = pending is told by a simulated drive only; use drive "
               "= sim";
    if (rule->effect == TJ_FAULT_KILL && rule->detail == TJ_FAULT_PROCESS &&
        run == TJ_FAULT_THREADS)
        return "its process would be the run itself; use clients = 1t4p, or "
               "runner = virtual";
    if (rule->effect == TJ_FAULT_STOP && run == TJ_FAULT_THREADS)
        return "its process would be the run itself; use clients = 1t4p, or "
               "runner = virtual";
    return NULL;
}

enum tj_status tj_fault_rule_check(const struct tj_fault_rule *rule,
                                   enum tj_fault_run run, const char *drive,
                                   struct tj_error *error)
{
    static const char *const runs[] = { [TJ_FAULT_VIRTUAL] = "virtual",
                                        [TJ_FAULT_THREADS] = "threads",
                                        [TJ_FAULT_PROCESSES] = "processes" };
    const char    *why = obstacle(rule, run, drive);
    char           memory[80];
    struct tj_text inject;

    if (why == NULL)
        return TJ_OK;
    tj_text_init(&inject, memory, sizeof memory);
    tj_fault_rule_add_inject(rule, &inject);
    return tj_fail(error, TJ_UNAVAILABLE, "[fault %s] inject = %s with runner "
                   "= %s, drive %s: %s", rule->name, inject.at, runs[run],
                   drive, why);
}

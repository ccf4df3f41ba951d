/* SPDX-License-Identifier: MIT */
#include "stress/planned_faults.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/trace/planned.h"

_Static_assert((int)TJ_FAULTS_MAX <= (int)TJ_PLANNED_MAX &&
                   (int)TJ_FAULT_TEXT <= (int)TJ_PLANNED_TEXT,
               "every rule finds its place, and its words");

void planned_faults_write(const struct tj_workload *workload,
                          struct tj_segment *segment)
{
    for (size_t i = 0; i < workload->faults_count; i++) {
        const struct tj_fault_rule *rule = &workload->faults[i];
        struct tj_planned_rule      planned = {
                 .most = rule->count, .of_events = fault_is_of_events(rule)
        };
        struct tj_text text;

        tj_text_init(&text, planned.text, sizeof planned.text);
        tj_fault_rule_add_text(rule, &text);
        TJ_ASSERT(!text.cut);
        tj_planned_write(segment, (uint32_t)i, &planned);
    }
}

enum tj_status planned_faults_read(const struct tj_trace *trace,
                                   struct arena *arena,
                                   struct tj_workload *workload,
                                   struct tj_error *error)
{
    struct tj_planned_rule *rules =
        ARENA_NEW(arena, struct tj_planned_rule, TJ_PLANNED_MAX);
    struct tj_error why;

    if (rules == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for the planned faults");
    size_t count = tj_planned_read(trace, rules);
    if (count > TJ_FAULTS_MAX)
        return tj_fail(error, TJ_BAD_TRACE, "the trace has %zu fault rules; "
                       "this version knows %d", count, (int)TJ_FAULTS_MAX);
    for (size_t i = 0; i < count; i++)
        if (tj_fault_rule_parse_text(rules[i].text, &workload->faults[i],
                                     &why) != TJ_OK)
            return tj_fail(error, TJ_BAD_TRACE,
                           "the trace's fault rule %zu, %.80s, is none of "
                           "this version: %.120s", i, rules[i].text, why.text);
    workload->faults_count = count;
    return TJ_OK;
}

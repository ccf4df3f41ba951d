/* SPDX-License-Identifier: MIT */
/* A rule's text in parts of 24 bytes; each mark says which rule, how long the
 * whole of its text is and where its part begins. */
#include "core/trace/planned.h"

#include "core/base/assert.h"

#include <string.h>

enum { INDEX_SHIFT = 32, LENGTH_SHIFT = 16, HALF_MASK = 0xffff };

void tj_planned_write(struct tj_segment *segment, uint32_t index,
                      const struct tj_planned_rule *rule)
{
    size_t length = strlen(rule->text);

    TJ_ASSERT(index < TJ_PLANNED_MAX && length > 0 &&
              length < TJ_PLANNED_TEXT);
    for (size_t from = 0; from < length; from += TJ_RULE_PART) {
        struct tj_record *record = tj_segment_begin(segment);
        size_t            rest = length - from;

        if (record == NULL)
            return;
        record->kind = TJ_RECORD_MARK;
        record->what = TJ_MARK_RULE;
        record->flags = rule->of_events ? TJ_RECORD_OF_EVENTS : 0;
        record->mark.value = (uint64_t)index << INDEX_SHIFT |
                             (uint64_t)length << LENGTH_SHIFT | from;
        record->mark.due_ns = rule->most;
        memcpy(record->mark.text, rule->text + from,
               rest < TJ_RULE_PART ? rest : TJ_RULE_PART);
        tj_segment_commit(segment, record);
    }
}

/* What was read so far, and how much of the newest rule is missing. */
struct reading {
    struct tj_planned_rule *rules;
    size_t                  count, missing;
};

/* False: the part does not continue what was read so far. */
static bool take_part(struct reading *reading, const struct tj_record *record)
{
    uint64_t value = record->mark.value;
    size_t   length = value >> LENGTH_SHIFT & HALF_MASK;
    size_t   from = value & HALF_MASK;

    if (length == 0 || length >= TJ_PLANNED_TEXT || from >= length)
        return false;
    if (from == 0 && reading->missing == 0 && reading->count < TJ_PLANNED_MAX) {
        reading->rules[reading->count++] = (struct tj_planned_rule){
            .most = record->mark.due_ns,
            .of_events = (record->flags & TJ_RECORD_OF_EVENTS) != 0,
        };
        reading->missing = length;
    }
    if (value >> INDEX_SHIFT != reading->count - 1 ||
        reading->missing != length - from)
        return false;
    size_t part = reading->missing < TJ_RULE_PART ? reading->missing
                                                  : TJ_RULE_PART;
    memcpy(reading->rules[reading->count - 1].text + from, record->mark.text,
           part);
    reading->missing -= part;
    return true;
}

/* False: something in its head is not a rule's next part. */
static bool read_head(struct reading *reading,
                      const struct tj_segment_view *view)
{
    for (uint64_t i = 0; i < view->count; i++) {
        const struct tj_record *record = &view->records[i];

        if (record->kind == TJ_RECORD_NAME)
            continue;
        if (record->kind != TJ_RECORD_MARK || record->what != TJ_MARK_RULE)
            break;
        if (!take_part(reading, record))
            return false;
    }
    return reading->missing == 0;
}

size_t tj_planned_read(const struct tj_trace *trace,
                       struct tj_planned_rule rules[TJ_PLANNED_MAX])
{
    struct reading reading = { .rules = rules };

    for (size_t i = 0; i < trace->segments_count; i++)
        if (!read_head(&reading, &trace->segments[i]))
            return 0;
    return reading.count;
}

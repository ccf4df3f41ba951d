/* SPDX-License-Identifier: MIT */
#include "cli/trace_diff.h"

#include <stddef.h>
#include <string.h>

enum { INVOCATION_SIZE = offsetof(struct tj_record, op.result) };

static const struct tj_segment_view *writer_of(const struct tj_trace *trace,
                                               uint32_t writer)
{
    for (size_t i = 0; i < trace->segments_count; i++)
        if (trace->segments[i].writer == writer)
            return &trace->segments[i];
    return NULL;
}

/* When it was over: the answer to an operation, the delivery of an event. */
static uint64_t over_ns(const struct tj_record *record)
{
    if (record->kind == TJ_RECORD_EVENT)
        return record->event.t1_ns;
    if (record->kind == TJ_RECORD_OPERATION)
        return tj_record_answered(record) ? record->op.t1_ns : UINT64_MAX;
    return record->t0_ns;
}

/* The check word covers a record's place, which may be another one. Of an
 * operation that was not over by until_ns only the question counts. */
static bool same(const struct tj_record *a, const struct tj_record *b,
                 uint64_t until_ns)
{
    if (a->kind == TJ_RECORD_OPERATION &&
        (over_ns(a) >= until_ns || over_ns(b) >= until_ns))
        return a->kind == b->kind && a->late_us == b->late_us &&
               memcmp(a, b, INVOCATION_SIZE) == 0;
    return memcmp(a, b, offsetof(struct tj_record, check)) == 0;
}

static void note(struct trace_diff *diff, const struct tj_segment_view *view,
                 uint64_t index, const struct tj_record *a,
                 const struct tj_record *b)
{
    uint64_t t_ns = a != NULL && (b == NULL || a->t0_ns < b->t0_ns) ? a->t0_ns
                                                                    : b->t0_ns;

    if (diff->differs && diff->t_ns <= t_ns)
        return;
    diff->differs = true;
    diff->t_ns = t_ns;
    diff->at = (struct tj_record_ref){ view->writer, index };
    diff->a = a;
    diff->b = b;
    diff->before = index > 0 ? &view->records[index - 1] : NULL;
}

/* recorded may be shorter only when it is partial; again may be longer then. */
static void compare_writer(const struct tj_segment_view *recorded,
                           const struct tj_segment_view *again,
                           uint64_t until_ns, struct trace_diff *diff)
{
    uint64_t count = again == NULL ? 0 : again->count;

    for (uint64_t i = 0; i < recorded->count; i++) {
        const struct tj_record *a = &recorded->records[i];

        if (a->t0_ns >= until_ns ||
            (a->kind == TJ_RECORD_EVENT && over_ns(a) >= until_ns))
            return;
        if (i < count && same(a, &again->records[i], until_ns)) {
            diff->same += 1;
            continue;
        }
        note(diff, recorded, i, a, i < count ? &again->records[i] : NULL);
        return;
    }
    if (until_ns == UINT64_MAX && count > recorded->count)
        note(diff, again, recorded->count, NULL,
             &again->records[recorded->count]);
}

void trace_compare(const struct tj_trace *recorded,
                   const struct tj_trace *again, uint64_t until_ns,
                   struct trace_diff *diff)
{
    *diff = (struct trace_diff){ .differs = false };
    for (size_t i = 0; i < recorded->segments_count; i++)
        compare_writer(&recorded->segments[i],
                       writer_of(again, recorded->segments[i].writer),
                       until_ns, diff);
    for (size_t i = 0; i < again->segments_count; i++) {
        const struct tj_segment_view *view = &again->segments[i];

        if (until_ns == UINT64_MAX && view->count > 0 &&
            writer_of(recorded, view->writer) == NULL)
            note(diff, view, 0, NULL, view->records);
    }
}

void trace_part(struct tj_trace *a, struct tj_trace *b, struct trace_diff *diff)
{
    struct tj_record_ref at_a, at_b;

    *diff = (struct trace_diff){ .differs = false };
    tj_trace_rewind(a);
    tj_trace_rewind(b);
    for (;;) {
        const struct tj_record *one = tj_trace_next(a, &at_a);
        const struct tj_record *other = tj_trace_next(b, &at_b);

        if (one == NULL && other == NULL)
            return;
        if (one == NULL || other == NULL || !same(one, other, UINT64_MAX)) {
            diff->differs = true;
            diff->a = one;
            diff->b = other;
            diff->at = one != NULL ? at_a : at_b;
            diff->t_ns = one != NULL ? one->t0_ns : other->t0_ns;
            return;
        }
        diff->same += 1;
        diff->before = one;
    }
}

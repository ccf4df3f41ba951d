/* SPDX-License-Identifier: MIT */
/* One sequence out of many segments: a binary heap of their next records. The
 * heads carry the time, so that a record is looked at only when times tie. */
#include "core/trace/reader.h"

#include "core/base/assert.h"

static const struct tj_record *head_record(const struct tj_trace *trace,
                                           const struct tj_merge_head *head)
{
    const struct tj_segment_view *view = &trace->segments[head->segment];
    return &view->records[view->cursor];
}

static uint32_t event_number(const struct tj_record *record)
{
    return record->kind == TJ_RECORD_EVENT ? record->event.number : 0;
}

/* The order reader.h states. Indexes never tie: a segment has one head. */
static bool is_before(const struct tj_trace *trace,
                      const struct tj_merge_head *a,
                      const struct tj_merge_head *b)
{
    if (a->t0_ns != b->t0_ns)
        return a->t0_ns < b->t0_ns;
    const struct tj_record *first = head_record(trace, a);
    const struct tj_record *second = head_record(trace, b);
    if (event_number(first) != event_number(second))
        return event_number(first) < event_number(second);
    if (first->client != second->client)
        return first->client < second->client;
    return trace->segments[a->segment].writer <
           trace->segments[b->segment].writer;
}

static void sift_down(struct tj_trace *trace, size_t at)
{
    struct tj_merge_head *heap = trace->heap;
    struct tj_merge_head moved = heap[at];
    for (;;) {
        size_t child = 2 * at + 1;
        if (child >= trace->heap_count)
            break;
        if (child + 1 < trace->heap_count &&
            is_before(trace, &heap[child + 1], &heap[child]))
            child += 1;
        if (!is_before(trace, &heap[child], &moved))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = moved;
}

void tj_trace_rewind(struct tj_trace *trace)
{
    trace->heap_count = 0;
    for (size_t i = 0; i < trace->segments_count; i++) {
        struct tj_segment_view *view = &trace->segments[i];
        view->cursor = 0;
        if (view->count > 0)
            trace->heap[trace->heap_count++] =
                (struct tj_merge_head){ .t0_ns = view->records[0].t0_ns,
                                        .segment = (uint32_t)i };
    }
    for (size_t i = trace->heap_count; i > 0; i--)
        sift_down(trace, i - 1);
}

const struct tj_record *tj_trace_next(struct tj_trace *trace,
                                      struct tj_record_ref *ref)
{
    if (trace->heap_count == 0)
        return NULL;

    struct tj_merge_head *top = &trace->heap[0];
    struct tj_segment_view *view = &trace->segments[top->segment];
    const struct tj_record *record = &view->records[view->cursor];
    *ref = (struct tj_record_ref){ .segment = view->writer,
                                   .index = view->cursor };

    view->cursor += 1;
    if (view->cursor < view->count) {
        TJ_INVARIANT(T2, view->records[view->cursor].t0_ns >= top->t0_ns);
        top->t0_ns = view->records[view->cursor].t0_ns;
    } else {
        trace->heap_count -= 1;
        *top = trace->heap[trace->heap_count];
    }
    if (trace->heap_count > 0)
        sift_down(trace, 0);
    return record;
}

bool tj_record_answered(const struct tj_record *record)
{
    return (record->check & TJ_PHASE_MASK) == TJ_PHASE_WHOLE;
}

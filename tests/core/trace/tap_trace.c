/* Where Criterion cannot go: writers on threads of their own (for TSan) and the
 * Windows maps. */
#include "core/base/os.h"
#include "core/trace/packet.h"
#include "core/trace/reader.h"
#include "core/trace/repair.h"

#include "tests/core/trace/trace_support.h"
#include "tests/support/tap.h"

#include <stdlib.h>
#include <string.h>

enum { WRITERS = 4, EACH = 100000, ARENA_SIZE = 1 << 20 };

/* Who makes the writers' windows. */
enum help { ALONE, HELPED, LEFT_ALONE, HELPS };

struct job {
    const char *folder;
    struct tj_ahead *ahead; /* NULL: itself. */
    bool        leaves; /* Its windows are its own affair halfway through. */
    uint32_t    writer;
    bool        good;
};

static unsigned char memory[ARENA_SIZE];

static struct tj_record operation(uint32_t writer, uint64_t index)
{
    return support_operation(index * 10 + writer, (uint16_t)(writer + 1),
                             (uint32_t)index + 1);
}

/* Two operations in flight, so that completions cross the windows' edges. */
static void write_many(void *context)
{
    struct job       *job = context;
    struct tj_segment segment;
    struct tj_error   error;

    if (tj_segment_open(&segment, job->folder, job->writer, &sample_info,
                        &error) != TJ_OK)
        return;
    if (job->ahead != NULL)
        tj_segment_attach(&segment, job->ahead);
    for (uint64_t i = 0; i < EACH; i++) {
        if (job->leaves && i == EACH / 2)
            tj_ahead_stop(job->ahead);
        struct tj_record record = operation(job->writer, i);
        if (!support_append(&segment, &record, false))
            return;
        if (i > 0) {
            record = operation(job->writer, i - 1);
            tj_segment_complete(&segment, i - 1, &record);
        }
    }
    struct tj_record last = operation(job->writer, EACH - 1);
    tj_segment_complete(&segment, EACH - 1, &last);
    job->good = tj_segment_close(&segment, &error) == TJ_OK;
}

/* Each writer's records from its first one on, whole or not answered yet. */
static bool is_prefix(struct tj_trace *trace, uint64_t seen[WRITERS])
{
    struct tj_record_ref    ref;
    const struct tj_record *record;
    uint64_t                next[WRITERS] = { 0 };

    while ((record = tj_trace_next(trace, &ref)) != NULL) {
        struct tj_record expected = operation(ref.segment, ref.index);
        size_t size = tj_record_answered(record)
                          ? offsetof(struct tj_record, check)
                          : 2 * sizeof(uint64_t);
        if (ref.index != next[ref.segment]++ ||
            memcmp(record, &expected, size) != 0)
            return false;
    }
    for (uint32_t i = 0; i < WRITERS; i++) {
        if (next[i] < seen[i])
            return false;
        seen[i] = next[i];
    }
    return true;
}

/* Reads what is there until all of it is. Writers close and cut their files
 * meanwhile. */
static bool read_while_it_grows(const char *folder)
{
    enum { ROOM = 64 << 20 };
    uint64_t        seen[WRITERS] = { 0 };
    struct arena    arena;
    struct tj_trace trace;
    struct tj_error error;
    bool            good = true, done = false;
    void           *pages = tj_os_pages_take(ROOM);

    while (pages != NULL && good && !done) {
        arena_init(&arena, pages, ROOM);
        enum tj_status status =
            tj_trace_open_growing(&trace, folder, &arena, &error);
        if (status == TJ_BAD_TRACE)
            continue; /* Nobody has begun. */
        good = status == TJ_OK && trace.partial && is_prefix(&trace, seen);
        done = status != TJ_OK || trace.records == (uint64_t)WRITERS * EACH;
        tj_trace_close(&trace);
    }
    if (pages != NULL)
        tj_os_pages_give(pages, ROOM);
    return good && done;
}

static bool write_together(const char *folder, enum help help)
{
    struct tj_ahead     ahead;
    struct job          jobs[WRITERS];
    struct tj_os_thread threads[WRITERS];
    struct tj_error     error;
    bool                good = true;

    if (tj_trace_create(folder, &sample_info, &error) != TJ_OK ||
        (help != ALONE && tj_ahead_start(&ahead, &error) != TJ_OK))
        return false;
    for (uint32_t i = 0; i < WRITERS; i++) {
        jobs[i] = (struct job){ .folder = folder, .writer = i,
                                .ahead = help == ALONE ? NULL : &ahead,
                                .leaves = help == LEFT_ALONE && i == 0 };
        if (tj_os_thread_start(&threads[i], write_many, &jobs[i], &error) !=
            TJ_OK)
            return false;
    }
    good = read_while_it_grows(folder);
    for (uint32_t i = 0; i < WRITERS; i++) {
        tj_os_thread_join(&threads[i]);
        good = good && jobs[i].good;
    }
    if (help == HELPED)
        tj_ahead_stop(&ahead);
    return good;
}

static bool merged_as_written(struct tj_trace *trace)
{
    struct tj_record_ref    ref;
    const struct tj_record *record;
    uint64_t                count = 0;

    while ((record = tj_trace_next(trace, &ref)) != NULL) {
        struct tj_record expected =
            operation((uint32_t)(count % WRITERS), count / WRITERS);
        if (ref.segment != count % WRITERS || ref.index != count / WRITERS ||
            !tj_record_answered(record) ||
            memcmp(record, &expected, offsetof(struct tj_record, check)) != 0)
            return false;
        count++;
    }
    return count == (uint64_t)WRITERS * EACH;
}

static bool read_whole(const char *folder)
{
    struct arena    arena;
    struct tj_trace trace;
    struct tj_error error;

    arena_init(&arena, memory, sizeof memory);
    if (tj_trace_open(&trace, folder, &arena, &error) != TJ_OK)
        return false;
    bool good = !trace.partial && merged_as_written(&trace);
    tj_trace_close(&trace);
    return good;
}

static bool repair_unclosed(const char *folder)
{
    struct arena    arena;
    struct tj_trace trace;
    struct tj_error error;
    size_t          repaired = 0;

    arena_init(&arena, memory, sizeof memory);
    sample_write_unclosed(folder);
    if (tj_trace_repair(folder, &arena, &repaired, &error) != TJ_OK ||
        tj_trace_open(&trace, folder, &arena, &error) != TJ_OK)
        return false;
    bool good = repaired == SAMPLE_WRITERS && trace.partial &&
                trace.records == SAMPLE_WRITERS * SAMPLE_RECORDS &&
                trace.segments[0].closed;
    tj_trace_close(&trace);
    return good;
}

int main(void)
{
    struct tap tap = { 0 };
    char       folder[SUPPORT_PATH_SIZE];

    static const char *const words[HELPS] = {
        "threads write side by side, and are read meanwhile",
        "their windows are made ahead",
        "nobody makes windows any more, and they go on",
    };
    for (enum help help = ALONE; help < HELPS; help++) {
        support_make_folder(folder);
        tap_ok(&tap, write_together(folder, help), words[help]);
        tap_ok(&tap, read_whole(folder), "all records come back, merged");
        support_remove_folder(folder);
    }

    support_make_folder(folder);
    tap_ok(&tap, repair_unclosed(folder), "an unclosed trace is repaired");
    support_remove_folder(folder);
    return tap_done(&tap);
}

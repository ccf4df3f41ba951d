/* SPDX-License-Identifier: MIT */
/* Opening a folder: map each segment, have it scanned, hold the segments
 * against each other. */
#include "core/trace/reader.h"

#include "core/base/assert.h"
#include "core/base/text.h"
#include "core/trace/copy.h"
#include "core/trace/memory.h"
#include "core/trace/scan.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { PATH_MAX_SIZE = 1024 };

/* What one walk over the folder carries along. */
struct walk {
    struct tj_trace *trace;
    const char      *folder;
    size_t           room;   /* Segments counted by the first walk. */
    uint32_t         version; /* The first one that is not ours, or 0. */
    struct arena    *arena;   /* Of a growing trace: where copies go. */
    enum tj_status   status;
    struct tj_error *error;
};

/* babeltrace2 leaves out the same names. */
static bool is_stream(const char *name)
{
    return name[0] != '.' && strcmp(name, "metadata") != 0;
}

static bool count_segment(void *context, const char *name)
{
    struct walk *walk = context;
    walk->room += is_stream(name) ? 1 : 0;
    return walk->room <= TJ_SEGMENTS_MAX;
}

static void note_damage(struct tj_trace *trace, const struct tj_error *damage)
{
    trace->partial = true;
    if (trace->damage.status == TJ_OK)
        trace->damage = *damage;
}

static void take_scan(struct walk *walk, struct tj_segment_view *view,
                      const struct tj_scan *scan)
{
    view->closed = scan->closed;
    view->damaged = scan->damaged;
    view->count = scan->records;
    view->writer = scan->begun ? scan->identity.writer : TJ_WRITER_NONE;
    if (scan->records > 0)
        view->records = (const void *)(view->map.at + TJ_PACKET_HEADER_SIZE);
    if (scan->begun && scan->identity.version != TJ_TRACE_VERSION &&
        walk->version == 0)
        walk->version = scan->identity.version;
    walk->trace->partial |= !scan->closed || scan->damaged || scan->repaired;
    walk->trace->records += scan->records;
}

static enum tj_status take_bytes(struct walk *walk,
                                 struct tj_segment_view *view, const char *path)
{
    if (walk->arena == NULL)
        return tj_os_map_read(&view->map, path, walk->error);
    view->copied = true;
    return tj_segment_copy(path, walk->arena, &view->map.at, &view->map.size,
                           walk->error);
}

static bool open_segment(void *context, const char *name)
{
    struct walk *walk = context;
    struct tj_trace *trace = walk->trace;
    if (!is_stream(name) || trace->segments_count == walk->room)
        return true;

    struct tj_segment_view *view = &trace->segments[trace->segments_count];
    *view = (struct tj_segment_view){ .writer = TJ_WRITER_NONE,
                                      .map = { .file = -1 } };
    bool named = tj_text_copy(view->file, sizeof view->file, name);

    char path[PATH_MAX_SIZE];
    int length = snprintf(path, sizeof path, "%s/%s", walk->folder, name);
    struct tj_error damage = { .status = TJ_OK };
    struct tj_scan scan = { .damaged = true };
    if (!named || length < 0 || (size_t)length >= sizeof path ||
        !tj_os_is_file(path)) {
        (void)tj_fail(&damage, TJ_BAD_TRACE,
                      "%s: is not a regular file with a segment's name",
                      view->file);
    } else {
        walk->status = take_bytes(walk, view, path);
        if (walk->status != TJ_OK)
            return false;
        scan = tj_scan_segment(view->map.at, view->map.size, view->file,
                               &damage);
    }
    trace->segments_count += 1;
    take_scan(walk, view, &scan);
    if (scan.damaged)
        note_damage(trace, &damage);
    return true;
}

static const struct tj_packet_identity *
identity_of(const struct tj_segment_view *view)
{
    TJ_ASSERT(view->writer != TJ_WRITER_NONE);
    return (const void *)view->map.at;
}

/* Every segment must be of one run, and no two of one writer. */
static enum tj_status hold_together(struct tj_trace *trace,
                                    struct tj_error *error)
{
    const struct tj_segment_view *first = NULL;
    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];
        if (view->writer == TJ_WRITER_NONE)
            continue;
        if (first == NULL) {
            first = view;
            tj_packet_info(identity_of(view), &trace->info);
        }
        struct tj_packet_identity expected =
            tj_packet_identity(&trace->info, view->writer);
        if (memcmp(identity_of(view), &expected, sizeof expected) != 0)
            return tj_fail(error, TJ_BAD_TRACE,
                           "%s is of another run (%016" PRIx64 ") than %s "
                           "(%016" PRIx64 ")",
                           view->file, identity_of(view)->run_id, first->file,
                           trace->info.run_id);
        for (size_t j = 0; j < i; j++) {
            if (trace->segments[j].writer == view->writer)
                return tj_fail(error, TJ_BAD_TRACE,
                               "%s and %s both say they are writer %" PRIu32,
                               trace->segments[j].file, view->file,
                               view->writer);
        }
    }
    if (first != NULL)
        return TJ_OK;
    if (trace->damage.status != TJ_OK)
        return tj_fail(error, TJ_BAD_TRACE, "no segment is readable; %s",
                       trace->damage.text);
    return tj_fail(error, TJ_BAD_TRACE,
                   "none of its %zu segments was ever begun",
                   trace->segments_count);
}

/* A partial trace always says why. */
static void explain_partial(struct tj_trace *trace)
{
    if (!trace->partial || trace->damage.status != TJ_OK)
        return;
    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];
        if (!view->closed) {
            (void)tj_fail(&trace->damage, TJ_BAD_TRACE,
                          "%s: was never closed; its %" PRIu64
                          " committed records are readable",
                          view->file, view->count);
            return;
        }
    }
    (void)tj_fail(&trace->damage, TJ_BAD_TRACE,
                  "the trace was repaired: records may be missing");
}

static enum tj_status check_folder(const char *folder, struct tj_error *error)
{
    char path[PATH_MAX_SIZE];
    int length = snprintf(path, sizeof path, "%s/metadata", folder);
    if (length < 0 || (size_t)length >= sizeof path)
        return tj_fail(error, TJ_MISSING, "the path %.80s... is too long",
                       folder);
    if (!tj_os_is_folder(folder))
        return tj_fail(error, TJ_MISSING, "%s: there is no such folder",
                       folder);
    if (!tj_os_is_file(path))
        return tj_fail(error, TJ_BAD_TRACE,
                       "%s is not a trace: it has no metadata file", folder);
    return TJ_OK;
}

static enum tj_status take_room(struct tj_trace *trace, struct arena *arena,
                                size_t room, struct tj_error *error)
{
    if (room == 0)
        return tj_fail(error, TJ_BAD_TRACE, "the trace has no segment");
    if (room > TJ_SEGMENTS_MAX)
        return tj_fail(error, TJ_BAD_TRACE,
                       "the trace has more than %d segments", TJ_SEGMENTS_MAX);
    trace->segments = ARENA_NEW(arena, struct tj_segment_view, room);
    trace->heap = ARENA_NEW(arena, struct tj_merge_head, room);
    if (trace->segments == NULL || trace->heap == NULL)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for %zu segments", room);
    return TJ_OK;
}

/* Second walk, with room taken. */
static enum tj_status open_segments(struct walk *walk)
{
    enum tj_status listed =
        tj_os_list_folder(walk->folder, open_segment, walk, walk->error);
    if (walk->status != TJ_OK || listed != TJ_OK)
        return walk->status != TJ_OK ? walk->status : listed;
    if (walk->version != 0)
        return tj_fail(walk->error, TJ_BAD_TRACE,
                       "%s is of format version %" PRIu32
                       ", this program reads version %d",
                       walk->folder, walk->version, TJ_TRACE_VERSION);
    return hold_together(walk->trace, walk->error);
}

static enum tj_status open_folder(struct tj_trace *trace, const char *folder,
                                  struct arena *arena, bool grows,
                                  struct tj_error *error)
{
    *trace = (struct tj_trace){ 0 };
    struct walk walk = { .trace = trace, .folder = folder, .error = error,
                         .arena = grows ? arena : NULL };

    enum tj_status status = check_folder(folder, error);
    if (status == TJ_OK)
        status = tj_os_list_folder(folder, count_segment, &walk, error);
    if (status == TJ_OK)
        status = take_room(trace, arena, walk.room, error);
    if (status == TJ_OK)
        status = open_segments(&walk);
    if (status != TJ_OK) {
        tj_trace_close(trace);
        return status;
    }
    explain_partial(trace);
    tj_trace_rewind(trace);
    return TJ_OK;
}

enum tj_status tj_trace_open(struct tj_trace *trace, const char *folder,
                             struct arena *arena, struct tj_error *error)
{
    return open_folder(trace, folder, arena, false, error);
}

enum tj_status tj_trace_open_growing(struct tj_trace *trace, const char *folder,
                                     struct arena *arena,
                                     struct tj_error *error)
{
    enum tj_status status = open_folder(trace, folder, arena, true, error);

    if (status == TJ_OK)
        trace->partial = true;
    return status;
}

static void open_place(struct walk *walk, const struct tj_memory_place *place)
{
    struct tj_trace        *trace = walk->trace;
    struct tj_segment_view *view = &trace->segments[trace->segments_count++];
    struct tj_error         damage = { .status = TJ_OK };

    *view = (struct tj_segment_view){
        .writer = TJ_WRITER_NONE, .copied = true,
        .map = { .at = place->bytes, .size = place->size, .file = -1 },
    };
    (void)snprintf(view->file, sizeof view->file, "writer-%04" PRIu32,
                   place->writer);
    struct tj_scan scan = tj_scan_segment(view->map.at, view->map.size,
                                          view->file, &damage);
    take_scan(walk, view, &scan);
    if (scan.damaged)
        note_damage(trace, &damage);
}

enum tj_status tj_trace_open_places(struct tj_trace *trace,
                                    const struct tj_memory_place *places,
                                    size_t count, struct arena *arena,
                                    struct tj_error *error)
{
    struct walk walk = { .trace = trace, .error = error };

    *trace = (struct tj_trace){ 0 };
    enum tj_status status = take_room(trace, arena, count, error);
    if (status != TJ_OK)
        return status;
    for (size_t i = 0; i < count; i++)
        open_place(&walk, &places[i]);
    status = hold_together(trace, error);
    if (status != TJ_OK)
        return status;
    explain_partial(trace);
    tj_trace_rewind(trace);
    return TJ_OK;
}

void tj_trace_close(struct tj_trace *trace)
{
    for (size_t i = 0; i < trace->segments_count; i++)
        if (!trace->segments[i].copied)
            tj_os_map_close(&trace->segments[i].map);
    *trace = (struct tj_trace){ 0 };
}

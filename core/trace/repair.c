/* SPDX-License-Identifier: MIT */
/* A new file beside the old one, renamed over it: whoever interrupts this has
 * one of the two, whole. */
#include "core/trace/repair.h"

#include "core/trace/packet.h"
#include "core/trace/reader.h"
#include "core/trace/scan.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_SIZE = 1024, COPY_SIZE = 4 * 1024 * 1024 };

static struct tj_packet_header closed_header(const struct tj_segment_view *view,
                                             enum tj_closed_by whom)
{
    struct tj_packet_header header;
    memcpy(&header.identity, view->map.at, sizeof header.identity);
    uint64_t first_ns = view->count > 0 ? view->records[0].t0_ns : 0;
    uint64_t last_ns =
        view->count > 0 ? view->records[view->count - 1].t0_ns : 0;
    header.closing = tj_packet_closing_by(
        tj_packet_closing(view->count, first_ns, last_ns), whom);
    return header;
}

/* Copies [0, size) of the old file, a window at a time, then the header. */
static enum tj_status fill(struct tj_os_map *map,
                           const struct tj_segment_view *view,
                           enum tj_closed_by whom, struct tj_error *error)
{
    struct tj_packet_header header = closed_header(view, whom);
    uint64_t size = tj_packet_offset(view->count);
    for (uint64_t done = 0; done < size; done += COPY_SIZE) {
        enum tj_status status = tj_os_map_window(map, done, COPY_SIZE, error);
        if (status != TJ_OK)
            return status;
        uint64_t rest = size - done;
        memcpy(map->at, view->map.at + done,
               rest < COPY_SIZE ? (size_t)rest : COPY_SIZE);
        if (done == 0)
            memcpy(map->at, &header, sizeof header);
    }
    return TJ_OK;
}

static enum tj_status write_copy(const char *path,
                                 const struct tj_segment_view *view,
                                 enum tj_closed_by whom,
                                 struct tj_error *error)
{
    struct tj_os_map map = { .file = -1 };
    uint64_t size = tj_packet_offset(view->count);
    enum tj_status status = TJ_OK;
    if (tj_os_is_file(path)) /* of a killed repair */
        status = tj_os_remove_file(path, error);
    if (status == TJ_OK)
        status = tj_os_map_create(&map, path, error);
    if (status != TJ_OK)
        return status;
    status = fill(&map, view, whom, error);
    if (status != TJ_OK) {
        struct tj_error ignored;
        tj_os_map_close(&map);
        (void)tj_os_remove_file(path, &ignored);
        return status;
    }
    return tj_os_map_finish(&map, size, error);
}

static enum tj_status repair_segment(const char *folder,
                                     struct tj_segment_view *view,
                                     enum tj_closed_by whom,
                                     struct tj_error *error)
{
    char target[PATH_MAX_SIZE];
    char source[PATH_MAX_SIZE];
    /* tj_trace_open calls a file with a longer name unreadable. */
    (void)snprintf(target, sizeof target, "%s/%s", folder, view->file);
    (void)snprintf(source, sizeof source, "%s/.repair", folder);

    if (view->writer == TJ_WRITER_NONE) {
        if (view->damaged)
            return tj_fail(error, TJ_BAD_TRACE,
                           "%s: its header is unreadable, nothing to repair "
                           "it by",
                           view->file);
        tj_os_map_close(&view->map);
        return tj_os_remove_file(target, error);
    }
    enum tj_status status = write_copy(source, view, whom, error);
    /* Windows renames over no file that is mapped. */
    tj_os_map_close(&view->map);
    if (status == TJ_OK)
        status = tj_os_rename(source, target, error);
    return status;
}

enum tj_status tj_trace_repair(const char *folder, struct arena *arena,
                               size_t *repaired, struct tj_error *error)
{
    size_t mark = arena->used;
    struct tj_trace trace;
    *repaired = 0;
    enum tj_status status = tj_trace_open(&trace, folder, arena, error);
    if (status != TJ_OK) {
        arena_rewind(arena, mark);
        return status;
    }
    for (size_t i = 0; i < trace.segments_count && status == TJ_OK; i++) {
        struct tj_segment_view *view = &trace.segments[i];
        if (view->closed && !view->damaged)
            continue;
        status = repair_segment(folder, view, TJ_CLOSED_BY_REPAIR, error);
        *repaired += status == TJ_OK ? 1 : 0;
    }
    tj_trace_close(&trace);
    arena_rewind(arena, mark);
    return status;
}

enum tj_status tj_segment_bury(const char *folder, uint32_t index,
                               struct tj_error *error)
{
    struct tj_segment_view view = { .map = { .file = -1 } };
    char                   path[PATH_MAX_SIZE];

    (void)snprintf(view.file, sizeof view.file, "writer-%04u", (unsigned)index);
    (void)snprintf(path, sizeof path, "%s/%s", folder, view.file);
    if (!tj_os_is_file(path))
        return TJ_OK;
    enum tj_status status = tj_os_map_read(&view.map, path, error);
    if (status != TJ_OK)
        return status;
    const struct tj_scan scan =
        tj_scan_segment(view.map.at, view.map.size, view.file, error);
    view.writer = scan.begun ? index : TJ_WRITER_NONE;
    view.count = scan.records;
    view.records = scan.begun ? (const struct tj_record *)(const void *)(
                                    view.map.at + TJ_PACKET_HEADER_SIZE)
                              : NULL;
    view.damaged = scan.damaged;
    if (!scan.closed && !scan.damaged)
        return repair_segment(folder, &view, TJ_CLOSED_BY_RUN, error);
    tj_os_map_close(&view.map);
    return scan.damaged ? TJ_BAD_TRACE : TJ_OK;
}

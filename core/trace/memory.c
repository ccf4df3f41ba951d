/* SPDX-License-Identifier: MIT */
#include "core/trace/memory.h"

#include "core/base/assert.h"
#include "core/trace/packet.h"

#include <string.h>

enum { ALIGN = TJ_PACKET_HEADER_SIZE };

static size_t whole_records(size_t size)
{
    return size / ALIGN * ALIGN;
}

enum tj_status tj_trace_memory_init(struct tj_trace_memory *memory, void *bytes,
                                    size_t size, size_t writers_max,
                                    struct arena *arena,
                                    struct tj_error *error)
{
    size_t others = writers_max > 1 ? writers_max - 1 : 1;
    size_t share = whole_records(size / 2 / others);

    TJ_ASSERT(writers_max > 0 && (uintptr_t)bytes % ALIGN == 0);
    *memory = (struct tj_trace_memory){
        .places_max = writers_max,
        .places = ARENA_NEW(arena, struct tj_memory_place, writers_max),
    };
    if (memory->places == NULL || share < 2 * ALIGN)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room for a trace of %zu writers", writers_max);
    memory->places[0] = (struct tj_memory_place){
        .bytes = bytes, .room = whole_records(size / 2),
    };
    for (size_t i = 1; i < writers_max; i++)
        memory->places[i] = (struct tj_memory_place){
            .bytes = memory->places[0].bytes + memory->places[0].room +
                     (i - 1) * share,
            .room = share,
        };
    return TJ_OK;
}

void tj_trace_memory_clear(struct tj_trace_memory *memory)
{
    for (size_t i = 0; i < memory->places_count; i++) {
        memset(memory->places[i].bytes, 0, memory->places[i].size);
        memory->places[i].size = 0;
    }
    memory->places_count = 0;
}

enum tj_status tj_segment_open_in(struct tj_segment *segment,
                                  struct tj_trace_memory *memory,
                                  uint32_t index,
                                  const struct tj_trace_info *info,
                                  struct tj_error *error)
{
    if (memory->places_count == memory->places_max)
        return tj_fail(error, TJ_NO_MEMORY, "writer-%04u: a trace of %zu "
                       "writers at most fits here", index, memory->places_max);
    struct tj_memory_place *place = &memory->places[memory->places_count++];
    TJ_ASSERT(place->size == 0);
    place->writer = index;
    tj_segment_open_place(segment, place, info);
    return TJ_OK;
}

enum tj_status tj_trace_open_memory(struct tj_trace *trace,
                                    const struct tj_trace_memory *memory,
                                    struct arena *arena, struct tj_error *error)
{
    return tj_trace_open_places(trace, memory->places, memory->places_count,
                                arena, error);
}

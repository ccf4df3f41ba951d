/* SPDX-License-Identifier: MIT */
/* A trace that lies in memory alone, for runs that are judged and forgotten by
 * the thousand: the same bytes as in files, without the files.
 *
 * The room is divided when it is made: half of it for writer 0, equal shares
 * for all others. A writer whose share is full fails as on a full disk, with
 * TJ_NO_MEMORY. Only what was written is ever touched, and zeroed again. */
#ifndef TJ_CORE_TRACE_MEMORY_H
#define TJ_CORE_TRACE_MEMORY_H

#include "core/trace/reader.h"

struct tj_memory_place {
    uint8_t *bytes;
    size_t   room;
    size_t   size;   /* Once closed; 0: not begun, or still open. */
    uint32_t writer;
};

struct tj_trace_memory {
    size_t                  places_count; /* Begun by writers of this trace. */
    size_t                  places_max;
    struct tj_memory_place *places;
};

/* bytes: zeroed, not owned, outlives it. The rows come from the arena. */
enum tj_status tj_trace_memory_init(struct tj_trace_memory *memory, void *bytes,
                                    size_t size, size_t writers_max,
                                    struct arena *arena,
                                    struct tj_error *error);

/* Makes it empty for another trace. No writer may be open. */
void tj_trace_memory_clear(struct tj_trace_memory *memory);

/* As tj_segment_open; never with a thread that works ahead. */
enum tj_status tj_segment_open_in(struct tj_segment *segment,
                                  struct tj_trace_memory *memory,
                                  uint32_t index,
                                  const struct tj_trace_info *info,
                                  struct tj_error *error);

/* As tj_trace_open, of closed writers. memory must outlive the trace. */
enum tj_status tj_trace_open_memory(struct tj_trace *trace,
                                    const struct tj_trace_memory *memory,
                                    struct arena *arena,
                                    struct tj_error *error);

#endif

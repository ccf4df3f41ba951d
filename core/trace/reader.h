/* Reading a trace, trusting nothing: sizes, header fields, every check word,
 * the order of times. The whole trace is mapped read-only; records are not
 * copied. Segments may be read in any order: the merged order is by t0_ns,
 * then drive event number, then client, then segment and index (stated here
 * because it decides ties). A trace that is still being written is copied as it
 * is at that moment.
 *
 * Threads: one trace belongs to one thread at a time. */
#ifndef TJ_CORE_TRACE_READER_H
#define TJ_CORE_TRACE_READER_H

#include "core/base/arena.h"
#include "core/base/os.h"
#include "core/trace/writer.h"

enum { TJ_SEGMENTS_MAX = 4096 };

/* A segment killed before its header was there has no writer number. */
#define TJ_WRITER_NONE UINT32_MAX

struct tj_segment_view {
    struct tj_os_map        map;
    uint32_t                writer;  /* From the header, or TJ_WRITER_NONE. */
    const struct tj_record *records;
    uint64_t                count;   /* Readable ones. */
    bool                    closed;  /* The writer closed it properly. */
    bool                    damaged; /* Something unreadable follows count. */
    bool                    copied;  /* The map is of memory: the arena's
                                        or a place. */
    uint64_t                cursor;  /* Merge state. */
    char                    file[32];
};

struct tj_merge_head {
    uint64_t t0_ns;
    uint32_t segment; /* Index of the view. */
};

struct tj_trace {
    struct tj_trace_info    info;
    struct tj_segment_view *segments; /* In the arena. */
    size_t                  segments_count;
    uint64_t                records;
    bool                    partial;  /* A segment is damaged, not closed, or
                                         was closed by tj_trace_repair. */
    struct tj_error         damage;   /* The first damage, in words: which file,
                                         record, offset and what is wrong. None,
                                         but partial: the first segment that
                                         was not closed. */
    struct tj_merge_head   *heap;     /* In the arena. */
    size_t                  heap_count;
};

/* Opens a folder. Not there: TJ_MISSING. Not a trace at all, or of another
 * version, or of two runs, or no segment with a readable header: fails with
 * TJ_BAD_TRACE. Damage inside (cut, bit-flipped): succeeds with partial set
 * and damage filled in; whoever needs a whole trace asks for it. A failed open
 * leaves nothing to close. */
enum tj_status tj_trace_open(struct tj_trace *trace, const char *folder,
                             struct arena *arena, struct tj_error *error);
/* The same of a trace whose writers go on: each segment as it is when it is
 * read, 64 bytes of the arena a record. Always partial; a record that is just
 * being completed, and what its writer wrote after it, may be left out. */
enum tj_status tj_trace_open_growing(struct tj_trace *trace, const char *folder,
                                     struct arena *arena,
                                     struct tj_error *error);
struct tj_memory_place;
/* For memory.c: of writers that are closed. */
enum tj_status tj_trace_open_places(struct tj_trace *trace,
                                    const struct tj_memory_place *places,
                                    size_t count, struct arena *arena,
                                    struct tj_error *error);
void tj_trace_close(struct tj_trace *trace);

/* Names a record for people and findings: "writer-0003:1207". */
struct tj_record_ref {
    uint32_t segment; /* Writer number. */
    uint64_t index;
};

/* Merged reading, O(log segments) a record. NULL at the end; after
 * tj_trace_open and tj_trace_rewind it starts at the first record. */
void tj_trace_rewind(struct tj_trace *trace);
const struct tj_record *tj_trace_next(struct tj_trace *trace,
                                      struct tj_record_ref *ref);

/* TJ_SLOT_INVOKED or TJ_SLOT_WHOLE of a record tj_trace_next gave. The
 * completion fields of one that was not answered are not to be looked at: a
 * killed writer may have left some of them behind. */
bool tj_record_answered(const struct tj_record *record);

#endif

/* Writing a trace: a folder with CTF 1.8 metadata and one stream file per
 * writer ("segment"). A segment belongs to one thread; nothing is shared, so
 * recording does not serialise the contention it measures.
 *
 * A committed record survives SIGKILL of its writer (it lies in a shared file
 * mapping). A full disk makes the segment `failed`: begin gives NULL from then
 * on and the run ends with TJ_HOST_IO; what was written stays readable.
 *
 * Times in records are ns since clock_origin_ns. Invariant T2 binds whoever
 * records events: an emission is older than what its listener did since, so
 * events need a segment of their own, one per listener and drive. */
#ifndef TJ_CORE_TRACE_WRITER_H
#define TJ_CORE_TRACE_WRITER_H

#include "core/base/os.h"
#include "core/base/status.h"
#include "core/trace/ahead.h"
#include "core/trace/record.h"

#include <stdbool.h>

/* By whose rules the drives of a run answer. */
enum tj_trace_system {
    TJ_TRACE_WINDOWS, /* The CD-ROM class driver, or who plays it. */
    TJ_TRACE_LINUX,   /* The kernel of Linux (docs/LINUX.md). */
    TJ_TRACE_SYSTEMS
};

/* Goes into every packet header, so that segments of different runs are never
 * mixed up. */
struct tj_trace_info {
    uint64_t run_id;      /* Virtual runs: derived from the seed. */
    uint64_t seed;
    uint64_t started_utc_ns; /* 0 in virtual runs: traces compare equal. */
    uint64_t clock_origin_ns; /* Clock reading that t = 0 stands for. */
    bool     virtual_time;
    uint8_t  drives;
    uint8_t  system; /* enum tj_trace_system */
};

/* Makes the folder (it must not hold a trace yet) and writes the metadata. */
enum tj_status tj_trace_create(const char *folder,
                               const struct tj_trace_info *info,
                               struct tj_error *error);

struct tj_memory_place;
struct tj_segment {
    struct tj_os_map  map;       /* The window being filled. */
    struct tj_os_map  earlier;   /* The one before it, or whichever older one a
                                    completion needed last. Shares map.file. */
    struct tj_record *slots;     /* First slot of the window being filled. */
    uint64_t          records;   /* Committed so far. */
    uint64_t          in_window; /* Records before the current window. */
    uint64_t          room;      /* Records until something is to be done: */
    uint64_t          full;      /* ... this many fill the window. */
    uint64_t          last_t0_ns;
    uint64_t          last_sum;  /* Of the last record's invocation fields. */
    uint32_t          writer;
    bool              failed;
    struct tj_error   error;     /* Why, when failed. */
    /* Between it and the thread that makes windows, if there is one. */
    struct tj_ahead   *ahead;
    struct tj_segment *asks;     /* The next one in the line. */
    struct tj_os_map   next;     /* A window made ahead, ... */
    struct tj_os_map   spent;    /* ... and one nobody needs. Share map.file. */
    struct tj_memory_place *place; /* Where it lies; NULL: in its file. */
};

/* index: which writer, from 0; the file is named writer-0000 and must not be
 * there yet. A failed open leaves nothing to undo. */
enum tj_status tj_segment_open(struct tj_segment *segment, const char *folder,
                               uint32_t index, const struct tj_trace_info *info,
                               struct tj_error *error);

/* For memory.c: all of the place is its only window. */
void tj_segment_open_place(struct tj_segment *segment,
                           struct tj_memory_place *place,
                           const struct tj_trace_info *info);

/* Its next windows come from there; before the first record. ahead: not owned,
 * outlives the segment, started or stopped. */
void tj_segment_attach(struct tj_segment *segment, struct tj_ahead *ahead);
/* For ahead.c: maps the window after the current one, unmaps the spent one. */
void tj_segment_prepare(struct tj_segment *segment);

/* The next slot, zeroed, to be filled in and committed before the next begin;
 * NULL when the segment has failed. May enter the system (a new window): call
 * it before the invocation is stamped. */
struct tj_record *tj_segment_begin(struct tj_segment *segment);

/* OPERATION: phase one. Other kinds: final. Publishes the record with one
 * release store. Asserts T2. The pointer is dead after the next begin. */
void tj_segment_commit(struct tj_segment *segment, struct tj_record *record);

/* Where a committed OPERATION is completed later: the slot may have left the
 * window by then. done points at a caller's copy of the record with the
 * completion fields filled in, or, while the record is the newest, at the slot
 * itself; index as given by tj_segment_index, between begin and the next
 * begin. Asserts T1. A completion that can no longer be mapped makes the
 * segment `failed`; its record stays invoked. */
uint64_t tj_segment_index(const struct tj_segment *segment,
                          const struct tj_record *record);
static inline bool tj_segment_is_newest(const struct tj_segment *segment,
                                        uint64_t index)
{
    return index + 1 == segment->records;
}
void tj_segment_complete(struct tj_segment *segment, uint64_t index,
                         const struct tj_record *done);

/* --- For the recorder, which makes records all the time: begin, then these two
 * in the place of commit and complete. No record is put together first, so that
 * the words of a slot go from registers into the slot and its sum. --- */

/* What an OPERATION's record says at its invocation. */
struct tj_invocation {
    uint64_t t0_ns;
    uint32_t number, handle, code, arg, late_us;
    uint16_t client, name;
    uint8_t  drive, what, flags;
};
/* What is added at its completion: words 4 to 6, as they lie in a record. */
struct tj_completion {
    uint32_t result;
    uint16_t native;
    uint8_t  outcome, done_flags;
    uint64_t t1_ns;
    uint32_t status, info;
};

/* Fills and commits the slot that begin gave. Gives its index. */
uint64_t tj_segment_invoke(struct tj_segment *segment, struct tj_record *slot,
                           const struct tj_invocation *made);
void tj_segment_answer(struct tj_segment *segment, uint64_t index,
                       const struct tj_completion *done);

/* Cuts the file to its records and completes the packet header. A failed
 * segment is cut but stays unclosed, and this gives its error: a trace that
 * lost records reads as partial for ever. */
enum tj_status tj_segment_close(struct tj_segment *segment,
                                struct tj_error *error);

#endif

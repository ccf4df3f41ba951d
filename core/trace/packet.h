/* Where things lie in a segment file: the 128-byte packet header, the records
 * behind it, and the windows a writer maps. Private to core/trace.
 *
 * The header is two halves of 64 bytes, each ending in a check word of its
 * own: the identity is written once at open, the closing once at close. An
 * unclosed segment has 0 as its second check word. docs/TRACE_FORMAT.md. */
#ifndef TJ_CORE_TRACE_PACKET_H
#define TJ_CORE_TRACE_PACKET_H

#include "core/trace/record.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TJ_PACKET_HEADER_SIZE = 128, TJ_TRACE_VERSION = 1 };
#define TJ_PACKET_MAGIC UINT32_C(0xC1FC1FC1) /* CTF 1.8, 5.1 */

struct tj_trace_info;

/* Half one; a CTF packet header. */
struct tj_packet_identity {
    uint32_t magic;
    uint32_t version;
    uint64_t run_id;
    uint64_t seed;
    uint64_t started_utc_ns;
    uint64_t clock_origin_ns;
    uint32_t writer;
    uint8_t  virtual_time;
    uint8_t  drives;
    uint16_t record_size;
    uint8_t  system;
    uint8_t  spare[11];
    uint32_t check;
};

/* Who closed a segment. */
enum tj_closed_by {
    TJ_CLOSED_BY_WRITER,
    TJ_CLOSED_BY_REPAIR, /* tj_trace_repair: what was lost stays lost. */
    TJ_CLOSED_BY_RUN,    /* tj_segment_bury: its process died, as a part of the
                            run; all it committed is there. */
};

/* Half two; a CTF packet context. Sizes in bits, as CTF has them. */
struct tj_packet_closing {
    uint64_t content_size;
    uint64_t packet_size;
    uint64_t timestamp_begin;
    uint64_t timestamp_end;
    uint64_t records;
    uint8_t  repaired; /* enum tj_closed_by */
    uint8_t  spare[19];
    uint32_t check;
};

struct tj_packet_header {
    struct tj_packet_identity identity;
    struct tj_packet_closing  closing;
};
_Static_assert(sizeof(struct tj_packet_header) == TJ_PACKET_HEADER_SIZE,
               "the header is as long as two records");

/* Filled in, check word included. */
struct tj_packet_identity tj_packet_identity(const struct tj_trace_info *info,
                                             uint32_t writer);
struct tj_packet_closing tj_packet_closing(uint64_t records, uint64_t first_ns,
                                           uint64_t last_ns);
struct tj_packet_closing
tj_packet_closing_by(struct tj_packet_closing closing, enum tj_closed_by whom);

/* The check word fits. */
bool tj_packet_identity_whole(const struct tj_packet_identity *identity);
bool tj_packet_closing_whole(const struct tj_packet_closing *closing);

void tj_packet_info(const struct tj_packet_identity *identity,
                    struct tj_trace_info *info);

/* Byte offset of a record in its file. */
static inline uint64_t tj_packet_offset(uint64_t index)
{
    return TJ_PACKET_HEADER_SIZE + index * TJ_RECORD_SIZE;
}

/* The window a byte lies in. Windows double from 64 KiB to 4 MiB, then stay:
 * a short run of many writers allocates little, a long one maps rarely. */
struct tj_window {
    uint64_t offset;
    size_t   size;
};
struct tj_window tj_packet_window(uint64_t byte);

#endif

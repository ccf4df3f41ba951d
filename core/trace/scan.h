/* What the bytes of one segment file are worth. Pure: bytes in, verdict out.
 * Private to core/trace. */
#ifndef TJ_CORE_TRACE_SCAN_H
#define TJ_CORE_TRACE_SCAN_H

#include "core/base/status.h"
#include "core/trace/packet.h"

struct tj_scan {
    bool     begun;   /* The identity is there and whole. */
    bool     closed;
    bool     damaged; /* Then the error says what and where. */
    bool     repaired;
    uint64_t records; /* Whole ones before any damage. */
    struct tj_packet_identity identity; /* Of a segment that was begun. */
};

/* name stands in front of the damage text. bytes must be aligned as a record;
 * NULL when size is 0. damage is written only when something is damaged. */
struct tj_scan tj_scan_segment(const uint8_t *bytes, uint64_t size,
                               const char *name, struct tj_error *damage);

#endif

/* SPDX-License-Identifier: MIT */
/* The packet header and the windows: arithmetic only, no file is touched. */
#include "core/trace/packet.h"

#include "core/trace/writer.h"

#include <string.h>

enum {
    WINDOW_MIN = 64 * 1024, /* Windows maps at multiples of this only. */
    WINDOW_MAX = 4 * 1024 * 1024,
    BITS = 8
};
/* What the index of a record is to a record. */
enum { PLACE_IDENTITY = 0, PLACE_CLOSING = 1 };

/* Both halves lie as a record does: 60 bytes, then the check word. */
static uint32_t check_half(const void *half, uint64_t place)
{
    struct tj_record block;
    memcpy(&block, half, sizeof block);
    return tj_record_check(&block, place, TJ_PHASE_HEADER);
}

struct tj_packet_identity tj_packet_identity(const struct tj_trace_info *info,
                                             uint32_t writer)
{
    struct tj_packet_identity identity = {
        .magic = TJ_PACKET_MAGIC,
        .version = TJ_TRACE_VERSION,
        .run_id = info->run_id,
        .seed = info->seed,
        .started_utc_ns = info->started_utc_ns,
        .clock_origin_ns = info->clock_origin_ns,
        .writer = writer,
        .virtual_time = info->virtual_time,
        .drives = info->drives,
        .record_size = TJ_RECORD_SIZE,
        .system = info->system,
    };
    identity.check = check_half(&identity, PLACE_IDENTITY);
    return identity;
}

struct tj_packet_closing tj_packet_closing(uint64_t records, uint64_t first_ns,
                                           uint64_t last_ns)
{
    struct tj_packet_closing closing = {
        .content_size = tj_packet_offset(records) * BITS,
        .packet_size = tj_packet_offset(records) * BITS,
        .timestamp_begin = first_ns,
        .timestamp_end = last_ns,
        .records = records,
    };
    closing.check = check_half(&closing, PLACE_CLOSING);
    return closing;
}

struct tj_packet_closing
tj_packet_closing_by(struct tj_packet_closing closing, enum tj_closed_by whom)
{
    closing.repaired = (uint8_t)whom;
    closing.check = check_half(&closing, PLACE_CLOSING);
    return closing;
}

bool tj_packet_identity_whole(const struct tj_packet_identity *identity)
{
    return identity->check == check_half(identity, PLACE_IDENTITY);
}

bool tj_packet_closing_whole(const struct tj_packet_closing *closing)
{
    return closing->check == check_half(closing, PLACE_CLOSING);
}

void tj_packet_info(const struct tj_packet_identity *identity,
                    struct tj_trace_info *info)
{
    *info = (struct tj_trace_info){
        .run_id = identity->run_id,
        .seed = identity->seed,
        .started_utc_ns = identity->started_utc_ns,
        .clock_origin_ns = identity->clock_origin_ns,
        .virtual_time = identity->virtual_time != 0,
        .drives = identity->drives,
        .system = identity->system,
    };
}

struct tj_window tj_packet_window(uint64_t byte)
{
    if (byte < WINDOW_MIN)
        return (struct tj_window){ .offset = 0, .size = WINDOW_MIN };
    if (byte >= WINDOW_MAX)
        return (struct tj_window){ .offset = byte - byte % WINDOW_MAX,
                                   .size = WINDOW_MAX };

    uint64_t start = WINDOW_MIN;
    while (start * 2 <= byte)
        start *= 2;
    return (struct tj_window){ .offset = start, .size = (size_t)start };
}

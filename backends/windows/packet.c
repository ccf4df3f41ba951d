#include "backends/windows/packet.h"

#include <string.h>

enum { FIXED = offsetof(struct win32_packet, bytes) };

void win32_packet_of_call(struct win32_packet *packet, uint32_t control,
                          uint32_t type, const uint8_t *bytes, size_t readable)
{
    size_t size = readable < WIN32_PACKET_BYTES ? readable : WIN32_PACKET_BYTES;

    *packet = (struct win32_packet){ .kind = WIN32_PACKET_EVENT,
                                     .control = control, .type = type,
                                     .size = (uint32_t)size };
    if (size > 0)
        memcpy(packet->bytes, bytes, size);
}

size_t win32_packet_size(const struct win32_packet *packet)
{
    return FIXED + packet->size;
}

bool win32_packet_read(const uint8_t *bytes, size_t size,
                       struct win32_packet *packet)
{
    *packet = (struct win32_packet){ .kind = 0 };
    if (size < FIXED || size > sizeof *packet)
        return false;
    memcpy(packet, bytes, size);
    return (packet->kind == WIN32_PACKET_HELLO ||
            packet->kind == WIN32_PACKET_EVENT) &&
           packet->size <= WIN32_PACKET_BYTES &&
           packet->size <= size - FIXED;
}

enum win32_heard win32_packet_hear(const struct win32_packet *packet,
                                   struct tj_broadcast *broadcast)
{
    const struct win32_message message = {
        .service = true, .message = packet->control, .type = packet->type,
        .bytes = packet->size > 0 ? packet->bytes : NULL,
        .readable = packet->size, .pointer_size = sizeof(void *),
    };

    return win32_hear(&message, broadcast);
}

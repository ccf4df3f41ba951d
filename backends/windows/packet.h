/* What a service's HandlerEx was called with, on its way over a pipe to the
 * process that wanted it: copied in the service, judged where it arrives, by the
 * same steps as a window's message (events.h). Pure; both ends are the same
 * program, and still no size that arrives is trusted. */
#ifndef TJ_BACKENDS_WINDOWS_PACKET_H
#define TJ_BACKENDS_WINDOWS_PACKET_H

#include "backends/windows/events.h"

enum win32_packet_kind {
    WIN32_PACKET_HELLO = 0x746a6531, /* Registered, or why not. */
    WIN32_PACKET_EVENT,              /* HandlerEx was called. */
};

/* As many bytes as the longest event that is understood has: a longer one is
 * refused by its dbch_size, however few of its bytes come along. */
enum { WIN32_PACKET_BYTES = TJ_BROADCAST_MAX };

struct win32_packet {
    uint32_t kind;
    uint32_t lost;    /* Calls before this one that found no room. */
    uint32_t control, type; /* dwControl, dwEventType. */
    uint32_t error;   /* HELLO: GetLastError() of what failed; 0: registered. */
    uint32_t size;    /* Of bytes. */
    uint64_t now_ns;  /* When HandlerEx was called. */
    struct win32_registration registration; /* HELLO */
    uint8_t  bytes[WIN32_PACKET_BYTES]; /* EVENT: lpEventData. HELLO: the name of
                                           what failed. */
};

/* readable: bytes that can be read at `bytes` at all, 0 for NULL. */
void win32_packet_of_call(struct win32_packet *packet, uint32_t control,
                          uint32_t type, const uint8_t *bytes, size_t readable);
/* How much of it has to be sent. */
size_t win32_packet_size(const struct win32_packet *packet);
/* False: what arrived is no packet. */
bool win32_packet_read(const uint8_t *bytes, size_t size,
                       struct win32_packet *packet);
enum win32_heard win32_packet_hear(const struct win32_packet *packet,
                                   struct tj_broadcast *broadcast);

#endif

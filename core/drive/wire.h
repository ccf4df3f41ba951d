/* What goes over the socket between a client of a simulated drive and the
 * process that hosts it: one message a packet. Little-endian and explicit; a
 * message that does not fit its layout is refused, never read past its end.
 *
 *     client                         host
 *     HELLO client, drive      ->
 *                              <-    WELCOME status
 *     REQUEST number, ...      ->
 *                              <-    REPLY number, status, info, output
 *     LISTEN handle            ->
 *                              <-    LISTENING status
 *                              <-    EVENT, whenever there is one
 *     VIEW                     ->
 *                              <-    VIEWED
 *     HAND, DISTURB            ->    (no answer)
 *     RENEW settings           ->
 *                              <-    RENEWED status
 *
 * Requests of one connection may overlap; replies come in any order. When a
 * connection ends, so does its client: CLEANUP, then CLOSE (class-driver spec
 * 1.7), as when a process dies. */
#ifndef TJ_CORE_DRIVE_WIRE_H
#define TJ_CORE_DRIVE_WIRE_H

#include "core/drive/disturb.h"
#include "core/drive/event.h"
#include "core/drive/op.h"
#include "core/drive/sim_view.h"

enum { TJ_WIRE_VERSION = 4, TJ_WIRE_MAX = TJ_OUTPUT_MAX + 64,
       TJ_WIRE_TEXT_MAX = 511 };

enum tj_wire_kind {
    TJ_WIRE_NONE, TJ_WIRE_HELLO, TJ_WIRE_WELCOME, TJ_WIRE_REQUEST,
    TJ_WIRE_REPLY, TJ_WIRE_LISTEN, TJ_WIRE_LISTENING, TJ_WIRE_EVENT,
    TJ_WIRE_VIEW, TJ_WIRE_VIEWED, TJ_WIRE_HAND, TJ_WIRE_DISTURB,
    TJ_WIRE_RENEW, TJ_WIRE_RENEWED,
    TJ_WIRE_KIND_COUNT
};

/* What a verb is to the I/O manager. */
enum tj_request_kind {
    TJ_REQUEST_OPEN, TJ_REQUEST_DUPLICATE, TJ_REQUEST_CLOSE,
    TJ_REQUEST_CONTROL, TJ_REQUEST_READ, TJ_REQUEST_WRITE, TJ_REQUEST_FLUSH,
    TJ_REQUEST_CANCEL,
    TJ_REQUEST_KIND_COUNT
};
enum tj_request_kind tj_request_of(enum tj_verb verb);

struct tj_wire_hello {
    uint16_t version, process;
    uint16_t client;
    uint8_t  drive;
};
struct tj_wire_request {
    uint32_t number;
    uint8_t  kind;   /* enum tj_request_kind */
    uint8_t  target, access, share;
    uint32_t handle, source;
    uint32_t code, input_size, output_size, length;
    uint32_t cancels; /* CANCEL: number of the request. */
    uint64_t offset;
    uint16_t carried; /* Bytes in input: min(input_size, TJ_INPUT_MAX). */
    uint8_t  input[TJ_INPUT_MAX];
};
struct tj_wire_reply {
    uint32_t number, status, info;
    uint16_t carried; /* Bytes in output. */
    const uint8_t *output; /* Packing: not owned. Unpacked: in the packet. */
};
struct tj_wire {
    enum tj_wire_kind kind;
    union {
        struct tj_wire_hello   hello;
        struct tj_wire_request request;
        struct tj_wire_reply   reply;
        struct tj_sim_view     view;
        struct tj_event        event;
        struct tj_disturb      disturb;
        const char            *text; /* RENEW: the settings, at most
                                        TJ_WIRE_TEXT_MAX bytes. Unpacked: in
                                        the packet. */
        uint32_t               value; /* WELCOME, LISTENING, RENEWED: NTSTATUS;
                                         LISTEN: handle; HAND: which. */
    };
};

/* Gives the size of the packet, at most TJ_WIRE_MAX. */
size_t tj_wire_pack(const struct tj_wire *message, uint8_t packet[TJ_WIRE_MAX]);
/* False: no message of this version has these bytes. */
bool   tj_wire_unpack(const uint8_t *packet, size_t size,
                      struct tj_wire *message);

#endif

/* The way round of Wine up to version 9, whose I/O manager cannot report device
 * events: its plug and play service takes them from anybody over a named pipe
 * and hands them to every window that registered for any handle. So they arrive
 * without the handle, and also where another drive was meant.
 *
 * DCE/RPC (C706), little-endian, one fragment: bind to the interface of
 * plugplay.idl, then call plugplay_send_event(event code, bytes, size). Written
 * by hand because a driver has no RPC runtime on Windows. */
#include "sim/host/wdm/parts.h"

#include "core/drive/bytes.h"

#include <string.h>

#define PIPE_NAME L"\\??\\pipe\\wine_plugplay"
enum {
    RPC_REQUEST = 0, RPC_RESPONSE = 2, RPC_BIND = 11, RPC_BIND_ACK = 12,
    RPC_WHOLE = 3,      /* First and last fragment. */
    RPC_HEADER = 16, RPC_FRAGMENT_MAX = 4096, ANSWER_MAX = 256,
    SEND_EVENT = 3,     /* Fourth of the interface. */
    DBT_CUSTOMEVENT = 0x8006,
};

/* In memory order. */
static const uint8_t plugplay_interface[16] = {
    0xac, 0x80, 0xc6, 0x57, 0xce, 0x7b, 0x39, 0x4f,
    0x97, 0xfd, 0xff, 0xea, 0x56, 0x67, 0x54, 0xd5,
};
static const uint8_t ndr_syntax[16] = {
    0x04, 0x5d, 0x88, 0x8a, 0xeb, 0x1c, 0xc9, 0x11,
    0x9f, 0xe8, 0x08, 0x00, 0x2b, 0x10, 0x48, 0x60,
};

static void put_header(uint8_t *packet, uint8_t type, uint32_t size)
{
    memset(packet, 0, RPC_HEADER);
    packet[0] = 5; /* Version 5.0 */
    packet[2] = type;
    packet[3] = RPC_WHOLE;
    packet[4] = 0x10; /* Little-endian, ASCII, IEEE. */
    tj_put_u16(packet + 8, (uint16_t)size);
    tj_put_u32(packet + 12, 1); /* Call. */
}

/* Writes one packet and reads the answer; gives its size, 0: none came. */
static uint32_t call(HANDLE pipe, uint8_t *packet, uint32_t size,
                     uint8_t answer[ANSWER_MAX])
{
    IO_STATUS_BLOCK done;

    if (ZwWriteFile(pipe, NULL, NULL, NULL, &done, packet, size, NULL, NULL) !=
            STATUS_SUCCESS ||
        done.Information != size)
        return 0;
    if (ZwReadFile(pipe, NULL, NULL, NULL, &done, answer, ANSWER_MAX, NULL,
                   NULL) != STATUS_SUCCESS ||
        done.Information < RPC_HEADER)
        return 0;
    return (uint32_t)done.Information;
}

/* Behind the address of the service: one result, 0 when it knows the
 * interface. */
static bool accepts(const uint8_t *answer, uint32_t size)
{
    enum { ADDRESS_AT = 24 };
    uint32_t at = ADDRESS_AT;

    if (size < ADDRESS_AT + 2 || answer[2] != RPC_BIND_ACK)
        return false;
    at = (at + 2 + tj_get_u16(answer + at) + 3) / 4 * 4;
    return at + 6 <= size && answer[at] == 1 && tj_get_u16(answer + at + 4) == 0;
}

static bool bind(HANDLE pipe)
{
    uint8_t packet[72] = { 0 }, answer[ANSWER_MAX];

    put_header(packet, RPC_BIND, sizeof packet);
    tj_put_u16(packet + 16, RPC_FRAGMENT_MAX);
    tj_put_u16(packet + 18, RPC_FRAGMENT_MAX);
    packet[24] = 1; /* One context, number 0, one transfer syntax. */
    packet[30] = 1;
    memcpy(packet + 32, plugplay_interface, 16); /* Version 0.0 */
    memcpy(packet + 52, ndr_syntax, 16);
    packet[68] = 2; /* Version 2.0 */
    return accepts(answer, call(pipe, packet, sizeof packet, answer));
}

static HANDLE connect(void)
{
    OBJECT_ATTRIBUTES attributes;
    UNICODE_STRING    name;
    IO_STATUS_BLOCK   done;
    HANDLE            pipe;

    RtlInitUnicodeString(&name, PIPE_NAME);
    InitializeObjectAttributes(&attributes, &name,
                               OBJ_CASE_INSENSITIVE | OBJ_KERNEL_HANDLE, NULL,
                               NULL);
    if (ZwCreateFile(&pipe, GENERIC_READ | GENERIC_WRITE | SYNCHRONIZE,
                     &attributes, &done, NULL, 0,
                     FILE_SHARE_READ | FILE_SHARE_WRITE, FILE_OPEN,
                     FILE_SYNCHRONOUS_IO_NONALERT, NULL, 0) != STATUS_SUCCESS)
        return NULL;
    if (bind(pipe))
        return pipe;
    (void)ZwClose(pipe);
    return NULL;
}

static bool send_event(HANDLE pipe, const uint8_t *bytes, uint32_t size)
{
    uint8_t  packet[RPC_HEADER + 8 + 12 + TJ_BROADCAST_MAX + 4] = { 0 };
    uint8_t *stub = packet + RPC_HEADER + 8;
    uint8_t  answer[ANSWER_MAX];
    uint32_t padded = (size + 3) / 4 * 4;
    uint32_t all = RPC_HEADER + 8 + 8 + padded + 4;

    put_header(packet, RPC_REQUEST, all);
    tj_put_u32(packet + 16, 8 + padded + 4); /* Room that the stub needs. */
    tj_put_u16(packet + 22, SEND_EVENT);
    tj_put_u32(stub, DBT_CUSTOMEVENT);
    tj_put_u32(stub + 4, size); /* A conformant array: its length, */
    memcpy(stub + 8, bytes, size); /* its bytes, */
    tj_put_u32(stub + 8 + padded, size); /* and the last argument. */
    return call(pipe, packet, all, answer) > 0 && answer[2] == RPC_RESPONSE;
}

/* The service may have been started anew: one more try on a new pipe. */
bool wdm_plugplay_send(struct wdm_driver *driver, const uint8_t *bytes,
                       uint32_t size)
{
    for (int attempt = 0; attempt < 2; attempt++) {
        if (driver->pipe == NULL)
            driver->pipe = connect();
        if (driver->pipe != NULL && send_event(driver->pipe, bytes, size))
            return true;
        wdm_plugplay_end(driver);
    }
    return false;
}

void wdm_plugplay_end(struct wdm_driver *driver)
{
    if (driver->pipe != NULL)
        (void)ZwClose(driver->pipe);
    driver->pipe = NULL;
}

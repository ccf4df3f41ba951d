/* The client's end of a connection to a drive server: whole messages, one
 * after the other. server_link_posix.c: a Unix socket; server_link_windows.c: a
 * named pipe. One thread at a time. */
#ifndef TJ_BACKENDS_SERVER_LINK_H
#define TJ_BACKENDS_SERVER_LINK_H

#include "core/base/status.h"
#include "core/base/text.h"
#include "core/drive/wire.h"

struct tj_server_link {
    intptr_t native; /* -1: closed, or the host is gone. */
    /* Windows: the read that is always under way. The link must not move. */
    struct {
        _Alignas(16) unsigned char overlapped[32];
        intptr_t came, sent; /* Events. */
        bool     under_way;
        uint8_t  packet[TJ_WIRE_MAX];
    } ahead;
};

/* Where a server of this process may listen: made of name, which is unique. */
void tj_server_place(struct tj_text *path, const char *name);

/* TJ_UNAVAILABLE when nobody listens there, TJ_USAGE for what cannot be such a
 * path. */
enum tj_status tj_server_link_open(struct tj_server_link *link,
                                   const char *path, struct tj_error *error);
void tj_server_link_close(struct tj_server_link *link);

/* Waits for room. False: the host is gone. */
bool tj_server_link_send(struct tj_server_link *link, const uint8_t *packet,
                         size_t size);
/* The size of the next message; 0: none came until then (UINT64_MAX: for
 * ever), or the wait was interrupted; -1: the host is gone. */
int tj_server_link_receive(struct tj_server_link *link,
                           uint8_t packet[TJ_WIRE_MAX], uint64_t until_ns);
/* Waits until a message has come, or the host is gone, or until then. */
void tj_server_link_wait(struct tj_server_link *link, uint64_t until_ns);

#endif

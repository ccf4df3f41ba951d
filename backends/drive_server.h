/* A simulated drive in another process, by its Unix socket or named pipe
 * (core/drive/wire.h; `trayjam serve` or a run with processes hosts it). One
 * session is one connection. Submissions block until the answer is there; when
 * the host is gone, what was asked is answered TJ_UNKNOWN, and so is all that
 * follows. */
#ifndef TJ_BACKENDS_DRIVE_SERVER_H
#define TJ_BACKENDS_DRIVE_SERVER_H

#include "backends/open_handles.h"
#include "backends/server_link.h"
#include "core/drive/backend.h"
#include "core/drive/sim_view.h"

/* Events that arrive while an answer is waited for; others wait at
 * the host. */
enum { TJ_SERVER_EVENTS = 64 };

struct tj_server_session {
    struct tj_backend      backend;
    struct tj_server_link  link;
    bool                   listens, closed;
    uint32_t               last_event; /* Number of the newest one seen. */
    uint64_t               lost;  /* Numbers that never came. */
    uint32_t               waiting; /* Number of the request that waits while
                                       another is made; 0: none. */
    bool                   early;   /* It has been answered meanwhile: ... */
    struct tj_reply        answer;  /* ... so. */
    uint32_t               events_head, events_count;
    struct tj_event        events[TJ_SERVER_EVENTS]; /* Not fetched yet. */
    struct tj_open_handles handles;
};

/* path: of the host's socket or pipe. Fails with TJ_UNAVAILABLE when nobody
 * listens there or has no such drive. The session must not move. */
enum tj_status tj_server_session_open(struct tj_server_session *session,
                                      const char *path, tj_client client,
                                      uint8_t drive, struct tj_error *error);

/* Deliveries that were lost on the way, as their numbers show. */
uint64_t tj_server_session_lost(const struct tj_server_session *session);

/* What the drive looks like now. False: the host is gone. */
bool tj_server_session_view(struct tj_server_session *session,
                            struct tj_sim_view *view);
void tj_server_session_hand(struct tj_server_session *session,
                            enum tj_hand hand);

#endif

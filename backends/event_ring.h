/* Deliveries on their way to listeners: one ring for all listeners of a host,
 * each with a cursor of its own. A listener that falls a whole ring behind
 * loses the oldest ones and is told how many.
 *
 * Not locked: whoever owns the host holds its mutex, or is the only thread. */
#ifndef TJ_BACKENDS_EVENT_RING_H
#define TJ_BACKENDS_EVENT_RING_H

#include "core/base/status.h"
#include "core/drive/event.h"

enum { TJ_EVENT_RING = 65536 }; /* A power of two. */

/* Entries not yet written may hold anything. */
struct tj_event_ring {
    uint64_t written; /* Entries ever written. */
    struct {
        uint32_t        registration;
        struct tj_event event;
    } entries[TJ_EVENT_RING];
};

struct tj_listener {
    uint32_t registration; /* 0: does not listen. */
    uint64_t cursor;       /* Entries of the ring looked at. */
    uint64_t lost;
};

/* From now on: nothing written earlier is seen. registration > 0. */
void event_ring_attach(const struct tj_event_ring *ring,
                       struct tj_listener *listener, uint32_t registration);
void event_ring_push(struct tj_event_ring *ring, uint32_t registration,
                     const struct tj_event *event);
/* The listener's next events in order of delivery; how many were written. */
size_t event_ring_read(const struct tj_event_ring *ring,
                       struct tj_listener *listener, struct tj_event *events,
                       size_t events_max);

/* Whether a session may begin to listen on a handle: it must be open, and one
 * registration a session is enough. Else TJ_UNAVAILABLE with the reason. */
enum tj_status listener_may_start(const struct tj_listener *listener,
                                  bool handle_open, tj_handle handle,
                                  tj_client client, struct tj_error *error);

#endif

#include "backends/event_ring.h"

#include "core/base/assert.h"

_Static_assert((TJ_EVENT_RING & (TJ_EVENT_RING - 1)) == 0,
               "positions wrap by a mask");

void event_ring_attach(const struct tj_event_ring *ring,
                       struct tj_listener *listener, uint32_t registration)
{
    TJ_ASSERT(registration > 0);
    *listener = (struct tj_listener){ .registration = registration,
                                      .cursor = ring->written };
}

void event_ring_push(struct tj_event_ring *ring, uint32_t registration,
                     const struct tj_event *event)
{
    uint64_t at = ring->written++ & (TJ_EVENT_RING - 1);

    ring->entries[at].registration = registration;
    ring->entries[at].event = *event;
}

size_t event_ring_read(const struct tj_event_ring *ring,
                       struct tj_listener *listener, struct tj_event *events,
                       size_t events_max)
{
    size_t count = 0;

    TJ_ASSERT(listener->cursor <= ring->written);
    if (ring->written - listener->cursor > TJ_EVENT_RING) {
        /* Whose they were is overwritten with them: all are counted, so the
         * figure is an upper bound, and 0 means none. */
        uint64_t oldest = ring->written - TJ_EVENT_RING;
        listener->lost += oldest - listener->cursor;
        listener->cursor = oldest;
    }
    while (listener->cursor < ring->written && count < events_max) {
        uint64_t at = listener->cursor++ & (TJ_EVENT_RING - 1);

        if (ring->entries[at].registration == listener->registration)
            events[count++] = ring->entries[at].event;
    }
    return count;
}

enum tj_status listener_may_start(const struct tj_listener *listener,
                                  bool handle_open, tj_handle handle,
                                  tj_client client, struct tj_error *error)
{
    if (!handle_open)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "handle %u of client %u is not open", handle, client);
    if (listener->registration != 0)
        return tj_fail(error, TJ_UNAVAILABLE, "client %u listens already",
                       client);
    return TJ_OK;
}

/* What becomes of a notification once it is read: counted, matched with the
 * registration, kept until its client asks. */
#include "backends/windows/ear.h"

/* A chain is one client's way to one drive, and a run has one real drive: what
 * a system does not say about an event's origin is certain here. With several
 * drives of the same driver an event without origin would be taken for ours. */
enum { DRIVES_LISTENED_TO = 1 };

static void push(struct win32_ear *ear, const struct tj_event *event)
{
    if (ear->written - ear->read == WIN32_EAR_EVENTS) {
        ear->read++;
        ear->lost++;
    }
    ear->events[ear->written++ % WIN32_EAR_EVENTS] = *event;
}

void win32_ear_take(struct win32_ear *ear, enum win32_heard heard,
                    const struct tj_broadcast *broadcast, uint64_t now_ns)
{
    struct tj_event event;

    tj_os_mutex_lock(&ear->mutex);
    ear->heard[heard]++;
    enum win32_whose whose = WIN32_ANOTHERS;
    if (heard == WIN32_HEARD_EVENT)
        whose = win32_whose(&ear->registration, broadcast, DRIVES_LISTENED_TO);
    ear->unmapped += whose == WIN32_WHOSE_UNKNOWN;
    if (whose == WIN32_OURS) {
        event = broadcast->event;
        event.emitted_ns = 0; /* Only the delivery is seen. */
        event.number = 0;
        event.delivered_ns = now_ns;
        event.drive = ear->drive;
        push(ear, &event);
        tj_os_signal_wake_all(&ear->signal);
    }
    tj_os_mutex_unlock(&ear->mutex);
}

void win32_ear_lose(struct win32_ear *ear, uint64_t count)
{
    tj_os_mutex_lock(&ear->mutex);
    ear->lost += count;
    tj_os_mutex_unlock(&ear->mutex);
}

size_t win32_ear_give(struct win32_ear *ear, struct tj_event *events,
                      size_t events_max)
{
    size_t count = 0;

    while (count < events_max && ear->read < ear->written)
        events[count++] = ear->events[ear->read++ % WIN32_EAR_EVENTS];
    return count;
}

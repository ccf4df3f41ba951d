#include "backends/linux/ear.h"

#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/uevent.h"
#include "core/base/clock.h"
#include "core/drive/encode.h"

/* By opening it anew: an event that was told is not told again before somebody
 * has opened the drive since (block/disk-events.c). */
static bool sees_disc(struct tj_linux_session *session)
{
    const struct linux_door *door = session->host->door;
    uint64_t                 number = 0;
    int file = door->open(door->context, session->host->target.real.path,
                          LINUX_O_NONBLOCK);

    if (file < 0)
        return false;
    int tray = linux_tray(door, file);
    if (door->ioctl(door->context, file, LINUX_BLKGETDISKSEQ,
                    (uintptr_t)&number) == 0)
        session->ear.count = (uint32_t)number;
    (void)door->close(door->context, file);
    /* One that is being spun up is there. */
    return tray == LINUX_DISC_OK || tray == LINUX_NOT_READY;
}

enum tj_status linux_ear_open(struct tj_linux_session *session,
                              struct tj_error *error)
{
    const struct linux_door *door = session->host->door;
    struct tj_linux_ear     *ear = &session->ear;
    int                      socket = door->hear(door->context);
    char                     name[LINUX_NATIVE_TEXT];

    if (socket < 0) {
        linux_native_text(linux_native_of(socket), name);
        return tj_fail_native(error, TJ_UNAVAILABLE, -socket, "the kernel's "
                              "uevents cannot be heard: %s", name);
    }
    ear->socket = socket;
    ear->open = true;
    ear->had_disc = sees_disc(session);
    return TJ_OK;
}

static struct tj_event event_of(const struct tj_linux_session *session,
                                enum tj_event_id id)
{
    const struct tj_payload payload = {
        .change_count = session->ear.count,
        .new_state = id == TJ_EVENT_MEDIA_ARRIVAL ? TJ_MEDIA_PRESENT
                                                  : TJ_MEDIA_NOT_PRESENT };
    struct tj_event event = { .delivered_ns = tj_clock_ns(), .id = id,
                              .drive = session->real.backend.drive };

    tj_encode_payload(&event, &payload);
    return event;
}

/* The events of one message, two at most: what the caller has no room for is
 * kept. */
static size_t take(struct tj_linux_session *session, enum linux_news news,
                   struct tj_event *events, size_t events_max)
{
    struct tj_linux_ear *ear = &session->ear;
    enum tj_event_id     ids[2];
    bool   has = ear->had_disc;
    if (news == LINUX_NEWS_EJECT_REQUEST)
        (void)sees_disc(session); /* So that the next one is told, too. */
    else if (news == LINUX_NEWS_MEDIA_CHANGE)
        has = sees_disc(session);
    else if (news == LINUX_NEWS_REMOVED)
        has = false;
    size_t count = linux_events_of(news, ear->had_disc, has, ids);

    ear->had_disc = has;
    if (count > 0)
        events[0] = event_of(session, ids[0]);
    if (count < 2)
        return count;
    ear->has_next = events_max < 2;
    if (ear->has_next)
        ear->next = event_of(session, ids[1]);
    else
        events[1] = event_of(session, ids[1]);
    return ear->has_next ? 1 : 2;
}

/* The next message's events; 0 when none came until then. */
static size_t receive(struct tj_linux_session *session, uint64_t until_ns,
                      struct tj_event *events, size_t events_max)
{
    const struct linux_door *door = session->host->door;
    char                     message[LINUX_UEVENT_MAX];

    for (;;) {
        int size = door->receive(door->context, session->ear.socket, message,
                                 sizeof message, until_ns);
        if (size == -LINUX_ENOBUFS)
            session->ear.lost++;
        else if (size <= 0)
            return 0;
        enum linux_news news =
            size > 0 ? linux_uevent_read(message, (size_t)size,
                                         session->host->device)
                     : LINUX_NEWS_NONE;
        size_t count = take(session, news, events, events_max);
        if (count > 0)
            return count;
    }
}

size_t linux_ear_events(struct tj_linux_session *session, uint64_t until_ns,
                        struct tj_event *events, size_t events_max)
{
    struct tj_linux_ear *ear = &session->ear;
    size_t               count = 0, more;

    if (ear->has_next && events_max > 0) {
        events[count++] = ear->next;
        ear->has_next = false;
    }
    while (ear->open && count < events_max) {
        more = receive(session, count > 0 ? 0 : until_ns, events + count,
                       events_max - count);
        if (more == 0)
            break;
        count += more;
    }
    return count;
}

void linux_ear_close(struct tj_linux_session *session)
{
    const struct linux_door *door = session->host->door;
    struct tj_linux_ear     *ear = &session->ear;

    if (!ear->open)
        return;
    ear->open = false;
    (void)door->close(door->context, ear->socket);
}

/* What the kernel broadcasts about devices (lib/kobject_uevent.c): a message is
 * "ACTION@DEVPATH" and then KEY=VALUE texts, each terminated. Pure; no length is
 * trusted. */
#ifndef TJ_BACKENDS_LINUX_UEVENT_H
#define TJ_BACKENDS_LINUX_UEVENT_H

#include "core/drive/codes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINUX_UEVENT_MAX = 4096 };

/* What happened to the drive. */
enum linux_news {
    LINUX_NEWS_NONE,          /* Nothing that is told here. */
    LINUX_NEWS_ANOTHERS,      /* Of another device. */
    LINUX_NEWS_MEDIA_CHANGE,  /* DISK_MEDIA_CHANGE=1 */
    LINUX_NEWS_EJECT_REQUEST, /* DISK_EJECT_REQUEST=1 */
    LINUX_NEWS_ADDED,         /* The block device came ... */
    LINUX_NEWS_REMOVED,       /* ... or went. */
    LINUX_NEWS_COUNT
};
/* Messages of udev, which begin otherwise, are none. */
enum linux_news linux_uevent_read(const char *message, size_t size, int device);

/* What a listener of Windows would be told. had and has: a disc was, is there.
 * The number of events, at most 2. */
size_t linux_events_of(enum linux_news news, bool had, bool has,
                       enum tj_event_id ids[2]);

#endif

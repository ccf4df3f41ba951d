#include "backends/linux/uevent.h"

#include "backends/linux/door.h"
#include "core/base/text.h"

#include <string.h>

/* The value of a key, or NULL. The last text may lack its end: then it is not
 * believed. */
static const char *value_of(const char *message, size_t size, const char *key)
{
    size_t length = strlen(key);

    while (size > 0) {
        const char *end = memchr(message, '\0', size);
        if (end == NULL)
            return NULL;
        size_t used = (size_t)(end - message) + 1;
        if (used > length + 1 && memcmp(message, key, length) == 0 &&
            message[length] == '=')
            return message + length + 1;
        message += used;
        size -= used;
    }
    return NULL;
}

static bool is(const char *value, const char *wanted)
{
    return value != NULL && strcmp(value, wanted) == 0;
}

enum linux_news linux_uevent_read(const char *message, size_t size, int device)
{
    const char *action = value_of(message, size, "ACTION");
    const char *major = value_of(message, size, "MAJOR");
    const char *minor = value_of(message, size, "MINOR");
    uint64_t    numbers[2] = { 0, 0 };

    if (size < 2 || memchr(message, '@', size) == NULL || action == NULL ||
        !is(value_of(message, size, "SUBSYSTEM"), "block"))
        return LINUX_NEWS_NONE;
    if (major == NULL || minor == NULL || !tj_parse_u64(major, &numbers[0]) ||
        !tj_parse_u64(minor, &numbers[1]) || numbers[0] > 4095 ||
        numbers[1] >= 1u << 20)
        return LINUX_NEWS_NONE;
    if (linux_device_of((uint32_t)numbers[0], (uint32_t)numbers[1]) != device)
        return LINUX_NEWS_ANOTHERS;
    if (is(action, "add"))
        return LINUX_NEWS_ADDED;
    if (is(action, "remove"))
        return LINUX_NEWS_REMOVED;
    if (is(value_of(message, size, "DISK_EJECT_REQUEST"), "1"))
        return LINUX_NEWS_EJECT_REQUEST;
    return is(value_of(message, size, "DISK_MEDIA_CHANGE"), "1")
               ? LINUX_NEWS_MEDIA_CHANGE
               : LINUX_NEWS_NONE;
}

size_t linux_events_of(enum linux_news news, bool had, bool has,
                       enum tj_event_id ids[2])
{
    size_t count = 0;

    if (news == LINUX_NEWS_EJECT_REQUEST)
        ids[count++] = TJ_EVENT_MEDIA_EJECT_REQUEST;
    if (news != LINUX_NEWS_MEDIA_CHANGE && news != LINUX_NEWS_REMOVED)
        return count;
    /* The kernel says only "changed". A disc in the place of another went and
     * came. */
    if (had)
        ids[count++] = TJ_EVENT_MEDIA_REMOVAL;
    if (has)
        ids[count++] = TJ_EVENT_MEDIA_ARRIVAL;
    return count;
}

#include "backends/windows/handles.h"

#include "core/drive/encode.h"

#include <stddef.h>
#include <string.h>

struct win32_open win32_open_of(const struct win32_paths *paths,
                                uint32_t open_arg)
{
    enum tj_target    target = tj_open_target(open_arg);
    unsigned          access = tj_open_access(open_arg);
    struct win32_open open = { .path = paths->device,
                               .share = tj_open_share(open_arg),
                               .flags = WIN32_FLAG_OVERLAPPED };

    if (target == TJ_VOLUME)
        open.path = paths->volume;
    if (target == TJ_FILE) {
        open.path = paths->file;
        open.flags |= WIN32_FLAG_BACKUP; /* Else no folder can be opened. */
    }
    if (open.path[0] == '\0')
        open.path = NULL;
    if (access & TJ_ACCESS_READ)
        open.access |= WIN32_GENERIC_READ;
    if (access & TJ_ACCESS_WRITE)
        open.access |= WIN32_GENERIC_WRITE;
    return open;
}

struct win32_need win32_need_of(enum tj_verb verb, uint32_t code)
{
    /* The access bits of a code are the I/O manager's demand. */
    unsigned access = tj_code_access(code);

    switch ((int)verb) {
    case TJ_READ:
        return (struct win32_need){ TJ_INTERFACE, TJ_ACCESS_READ };
    case TJ_WRITE:
    case TJ_FLUSH:
        return (struct win32_need){ TJ_INTERFACE, TJ_ACCESS_WRITE };
    case TJ_VOLUME_LOCK:
    case TJ_VOLUME_UNLOCK:
    case TJ_DISMOUNT:
        return (struct win32_need){ TJ_VOLUME, TJ_ACCESS_READ };
    default:
        break;
    }
    if (tj_code_device(code) == TJ_DEVICE_FILE_SYSTEM)
        return (struct win32_need){ TJ_VOLUME, TJ_ACCESS_READ };
    return (struct win32_need){ TJ_INTERFACE, access };
}

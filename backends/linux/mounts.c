#include "backends/linux/mounts.h"

#include "backends/linux/door.h"
#include "core/base/text.h"

#include <string.h>

/* Fields: id, parent, major:minor, root, mount point ... */
enum { FIELD_DEVICE = 2, FIELD_PLACE = 4 };

/* The number of characters of a field, and where it begins; false when the
 * line has not so many. */
static bool find_field(const char *line, size_t length, unsigned wanted,
                       const char **at, size_t *size)
{
    const char *end = line + length;

    for (unsigned i = 0;; i++) {
        const char *stop = memchr(line, ' ', (size_t)(end - line));
        if (stop == NULL)
            stop = end;
        if (i == wanted) {
            *at = line;
            *size = (size_t)(stop - line);
            return *size > 0;
        }
        if (stop == end)
            return false;
        line = stop + 1;
    }
}

static bool is_device(const char *at, size_t size, int device)
{
    char     text[32];
    uint64_t major = 0, minor = 0;

    if (size >= sizeof text)
        return false;
    memcpy(text, at, size);
    text[size] = '\0';
    char *colon = strchr(text, ':');
    if (colon == NULL)
        return false;
    *colon = '\0';
    return tj_parse_u64(text, &major) && tj_parse_u64(colon + 1, &minor) &&
           major < 4096 && minor < 1u << 20 &&
           linux_device_of((uint32_t)major, (uint32_t)minor) == device;
}

static bool is_octal(const char *at, size_t left)
{
    if (left < 4 || at[0] != '\\')
        return false;
    for (unsigned i = 1; i < 4; i++)
        if (at[i] < '0' || at[i] > '7')
            return false;
    return true;
}

/* \040 is a blank, \011 a tab, \012 a line's end, \134 a backslash. */
static void unescape(const char *at, size_t size, char place[LINUX_MOUNT_MAX])
{
    size_t used = 0;

    for (size_t i = 0; i < size && used < LINUX_MOUNT_MAX - 1; i++) {
        if (is_octal(at + i, size - i)) {
            place[used++] = (char)((at[i + 1] - '0') << 6 |
                                   (at[i + 2] - '0') << 3 | (at[i + 3] - '0'));
            i += 3;
        } else {
            place[used++] = at[i];
        }
    }
    place[used] = '\0';
}

bool linux_mounted_at(const char *mountinfo, int device,
                      char place[LINUX_MOUNT_MAX])
{
    const char *at;
    size_t      size;

    place[0] = '\0';
    while (*mountinfo != '\0') {
        size_t length = strcspn(mountinfo, "\n");

        if (find_field(mountinfo, length, FIELD_DEVICE, &at, &size) &&
            is_device(at, size, device) &&
            find_field(mountinfo, length, FIELD_PLACE, &at, &size)) {
            unescape(at, size, place);
            return true;
        }
        mountinfo += length + (mountinfo[length] == '\n');
    }
    return false;
}

bool linux_is_boot_place(const char *place)
{
    static const char *const places[] = {
        "/", "/cdrom", "/run/live/medium", "/lib/live/mount/medium",
        "/run/initramfs/live", "/run/archiso/bootmnt", "/run/rootfsbase",
        "/isodevice", "/run/miso/bootmnt" };

    for (size_t i = 0; i < sizeof places / sizeof *places; i++)
        if (strcmp(place, places[i]) == 0)
            return true;
    return false;
}

/* Windows on a file system that takes little at a time, and on a full one.
 *
 * The linker puts __wrap_pwritev in the place of the real one, because no test
 * may count on having such file systems at hand. */
#include "core/base/os.h"
#include "tests/support/tap.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

static int answer; /* 0: a short write; else the errno of a refusal. */

ssize_t __wrap_pwritev(int file, const struct iovec *parts, int count, off_t at);
ssize_t __wrap_pwritev(int file, const struct iovec *parts, int count, off_t at)
{
    (void)count;
    if (answer != 0) {
        errno = answer;
        return -1;
    }
    return pwrite(file, parts[0].iov_base, 5000, at);
}

enum { WINDOW = 65536 };

/* True when both windows have blocks on the disk and the first kept its
 * byte. */
static bool grows_by_short_writes(const char *path)
{
    struct tj_os_map map;
    struct tj_error  error;
    struct stat      about;

    answer = 0;
    if (tj_os_map_create(&map, path, &error) != TJ_OK ||
        tj_os_map_window(&map, 0, WINDOW, &error) != TJ_OK)
        return false;
    map.at[WINDOW - 1] = 7;
    bool grown = tj_os_map_window(&map, WINDOW, WINDOW, &error) == TJ_OK &&
                 fstat((int)map.file, &about) == 0 &&
                 about.st_size >= 2 * WINDOW && map.at[0] == 0 &&
                 /* Blocks of 512 bytes: a hole has none. */
                 about.st_blocks >= 2 * WINDOW / 512;
    bool kept = tj_os_map_window(&map, 0, WINDOW, &error) == TJ_OK &&
                map.at[WINDOW - 1] == 7;
    tj_os_map_close(&map);
    return grown && kept;
}

static bool full_disk_is_a_status(const char *path)
{
    struct tj_os_map map;
    struct tj_error  error = { .native = 0 };

    answer = ENOSPC;
    if (tj_os_map_create(&map, path, &error) != TJ_OK)
        return false;
    bool refused = tj_os_map_window(&map, 0, WINDOW, &error) == TJ_HOST_IO &&
                   error.native == ENOSPC && map.at == NULL;
    return tj_os_map_finish(&map, 0, &error) == TJ_OK && refused;
}

int main(void)
{
    struct tap tap = { 0 };
    char       folder[] = "/tmp/trayjam-allocate-XXXXXX";
    char       path[64];

    if (mkdtemp(folder) == NULL)
        return 1;
    (void)snprintf(path, sizeof path, "%s/map", folder);

    tap_ok(&tap, grows_by_short_writes(path),
           "a window has all its blocks, however little a write takes");
    (void)unlink(path);
    tap_ok(&tap, full_disk_is_a_status(path), "a full disk is a status");
    (void)unlink(path);
    (void)rmdir(folder);
    return tap_done(&tap);
}

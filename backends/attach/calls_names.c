/* SPDX-License-Identifier: MIT */
/* Names and what is known of them: stat, access, readlink, realpath, fopen.
 * The device is a block device that lies in no folder; what a program looks up
 * below /sys/dev/block is in a folder of the run. */
#include "backends/attach/guest.h"
#include "backends/attach/real.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { BLOCK_SIZE = 4096, INODE = 1100 };

#define DESCRIBE(into)                                                    \
    do {                                                                  \
        memset(into, 0, sizeof *(into));                                  \
        (into)->st_mode = S_IFBLK | 0660;                                 \
        (into)->st_rdev = makedev(ATTACH_MAJOR, path_minor());            \
        (into)->st_blksize = BLOCK_SIZE;                                  \
        (into)->st_nlink = 1;                                             \
        (into)->st_ino = INODE;                                           \
    } while (0)

#define STAT(name, type)                                                  \
    EXPORT int name(const char *path, struct type *into)                  \
    {                                                                     \
        char memory[PATH_MEMORY];                                         \
                                                                          \
        if (call_passes())                                                \
            return real()->name(path, into);                              \
        if (!path_is_device(path))                                        \
            return real()->name(path_of(path, memory), into);             \
        DESCRIBE(into);                                                   \
        return 0;                                                         \
    }
STAT(stat, stat)
STAT(lstat, stat)
STAT(stat64, stat64)
STAT(lstat64, stat64)

#define FSTAT(name, type)                                                 \
    EXPORT int name(int fd, struct type *into)                            \
    {                                                                     \
        if (call_passes() || guest_file_of(fd) == NULL)                   \
            return real()->name(fd, into);                                \
        DESCRIBE(into);                                                   \
        return 0;                                                         \
    }
FSTAT(fstat, stat)
FSTAT(fstat64, stat64)

/* Of a path, or with AT_EMPTY_PATH of the descriptor. */
static bool is_device_at(int folder, const char *path, int flags)
{
    if (path_is_device(path))
        return true;
    return (flags & AT_EMPTY_PATH) != 0 && (path == NULL || *path == '\0') &&
           guest_file_of(folder) != NULL;
}

#define FSTATAT(name, type)                                               \
    EXPORT int name(int folder, const char *path, struct type *into,      \
                    int flags)                                            \
    {                                                                     \
        char memory[PATH_MEMORY];                                         \
                                                                          \
        if (call_passes())                                                \
            return real()->name(folder, path, into, flags);               \
        if (!is_device_at(folder, path, flags))                           \
            return real()->name(folder, path_of(path, memory), into,      \
                                flags);                                   \
        DESCRIBE(into);                                                   \
        return 0;                                                         \
    }
FSTATAT(fstatat, stat)
FSTATAT(fstatat64, stat64)

/* What programs call that were linked with a C library before 2.33. On systems
 * of 64 bits there has only ever been one layout. */
_Static_assert(sizeof(struct stat) == sizeof(struct stat64), "one layout");
#define OLD(name, first_type, type, now)                                  \
    EXPORT int name(int version, first_type first, struct type *into);    \
    EXPORT int name(int version, first_type first, struct type *into)     \
    {                                                                     \
        (void)version;                                                    \
        return now(first, into);                                          \
    }
OLD(__xstat, const char *, stat, stat)
OLD(__xstat64, const char *, stat64, stat64)
OLD(__lxstat, const char *, stat, lstat)
OLD(__lxstat64, const char *, stat64, lstat64)
OLD(__fxstat, int, stat, fstat)
OLD(__fxstat64, int, stat64, fstat64)

EXPORT int statx(int folder, const char *path, int flags, unsigned mask,
                 struct statx *into)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->statx(folder, path, flags, mask, into);
    if (!is_device_at(folder, path, flags))
        return real()->statx(folder, path_of(path, memory), flags, mask, into);
    memset(into, 0, sizeof *into);
    into->stx_mask = STATX_BASIC_STATS;
    into->stx_mode = S_IFBLK | 0660;
    into->stx_nlink = 1;
    into->stx_blksize = BLOCK_SIZE;
    into->stx_ino = INODE;
    into->stx_rdev_major = ATTACH_MAJOR;
    into->stx_rdev_minor = path_minor();
    return 0;
}

EXPORT int access(const char *path, int mode)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->access(path, mode);
    return path_is_device(path) ? 0
                                : real()->access(path_of(path, memory), mode);
}

EXPORT int faccessat(int folder, const char *path, int mode, int flags)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->faccessat(folder, path, mode, flags);
    return path_is_device(path)
               ? 0
               : real()->faccessat(folder, path_of(path, memory), mode, flags);
}

EXPORT int eaccess(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

EXPORT int euidaccess(const char *path, int mode)
{
    return faccessat(AT_FDCWD, path, mode, AT_EACCESS);
}

EXPORT ssize_t readlink(const char *path, char *text, size_t size)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->readlink(path, text, size);
    if (!path_is_device(path))
        return real()->readlink(path_of(path, memory), text, size);
    errno = EINVAL; /* No link. */
    return -1;
}

EXPORT ssize_t readlinkat(int folder, const char *path, char *text,
                          size_t size)
{
    if (call_passes() || !path_is_device(path))
        return real()->readlinkat(folder, path, text, size);
    errno = EINVAL;
    return -1;
}

static char *copied(const char *path, char *into)
{
    if (into == NULL)
        return strdup(path); /* The caller's to free, as realpath(3) says. */
    memcpy(into, path, strlen(path) + 1);
    return into;
}

EXPORT char *realpath(const char *path, char *into)
{
    if (call_passes() || !path_is_device(path))
        return real()->realpath(path, into);
    return copied(guest_share()->device, into);
}

EXPORT char *canonicalize_file_name(const char *path)
{
    return realpath(path, NULL);
}

EXPORT char *__realpath_chk(const char *path, char *into, size_t room);
EXPORT char *__realpath_chk(const char *path, char *into, size_t room)
{
    if (room < PATH_MAX)
        abort(); /* As the C library does. */
    return realpath(path, into);
}

/* --- stdio: what it reads, it reads past us; zeros, as the disc has --- */

static FILE *open_stream(const char *path, const char *mode)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->fopen(path, mode);
    if (!path_is_device(path))
        return real()->fopen(path_of(path, memory), mode);
    int fd = attach_open(*mode == 'r' && strchr(mode, '+') == NULL ? O_RDONLY
                                                                   : O_RDWR);
    FILE *stream = fd < 0 ? NULL : fdopen(fd, mode);
    if (stream == NULL && fd >= 0)
        (void)close(fd);
    return stream;
}

EXPORT FILE *fopen(const char *path, const char *mode)
{
    return open_stream(path, mode);
}

EXPORT FILE *fopen64(const char *path, const char *mode)
{
    return open_stream(path, mode);
}

EXPORT int fclose(FILE *stream)
{
    int fd = call_passes() ? -1 : fileno(stream);

    if (fd >= 0 && guest_file_of(fd) != NULL) {
        call_begin();
        guest_close(fd);
        call_end();
    }
    return real()->fclose(stream);
}

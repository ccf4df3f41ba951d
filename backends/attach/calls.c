/* SPDX-License-Identifier: MIT */
/* Descriptors: open, close, dup, fcntl, ioctl and their relatives, in place of
 * the C library's. A descriptor of the drive is one of an empty file in memory:
 * so numbers, flags and places are the system's own, and travel through dup,
 * fork and exec. */
#include "backends/attach/asks.h"
#include "backends/attach/real.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

enum { HIGH_FD = 500 };

/* --- open --- */

static int refuse(int error)
{
    errno = error;
    return -1;
}

static int make_descriptor(tj_handle handle, int flags)
{
    char name[ATTACH_MEMORY_NAME_MAX];

    (void)snprintf(name, sizeof name, ATTACH_MEMORY_NAME "%lx",
                   (unsigned long)handle);
    int fd = memfd_create(name, (flags & O_CLOEXEC) != 0 ? MFD_CLOEXEC : 0);
    if (fd >= 0 && (flags & O_NONBLOCK) != 0)
        (void)real()->fcntl(fd, F_SETFL, O_NONBLOCK);
    return fd;
}

static int open_locked(int flags)
{
    tj_handle handle = guest_next_handle();
    int       fd = handle == TJ_NO_HANDLE ? -1 : make_descriptor(handle, flags);

    if (fd < 0)
        return refuse(handle == TJ_NO_HANDLE ? ENODEV : errno);
    int error = guest_open(fd, handle, flags);
    if (error == 0)
        return fd;
    (void)real()->close(fd);
    return refuse(error);
}

int attach_open(int flags)
{
    bool writes = (flags & O_ACCMODE) != O_RDONLY;

    if ((flags & O_DIRECTORY) != 0)
        return refuse(ENOTDIR);
    if (writes && (flags & O_NONBLOCK) == 0)
        return refuse(EROFS); /* As sr does. */
    call_begin();
    int fd = open_locked(flags);
    call_end();
    return fd;
}

static int open_at(int folder, const char *path, int flags, mode_t mode)
{
    char memory[PATH_MEMORY];

    if (call_passes())
        return real()->openat(folder, path, flags, mode);
    if (path_is_device(path))
        return attach_open(flags);
    return real()->openat(folder, path_of(path, memory), flags, mode);
}

static mode_t mode_of(int flags, va_list more)
{
    return (flags & (O_CREAT | __O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
}

#define OPEN(name, large)                                      \
    EXPORT int name(const char *path, int flags, ...);         \
    EXPORT int name(const char *path, int flags, ...)          \
    {                                                          \
        va_list more;                                          \
                                                               \
        va_start(more, flags);                                 \
        mode_t mode = mode_of(flags, more);                    \
        va_end(more);                                          \
        return open_at(AT_FDCWD, path, flags | (large), mode); \
    }
OPEN(open, 0)
OPEN(open64, O_LARGEFILE)

#define OPENAT(name, large)                                            \
    EXPORT int name(int folder, const char *path, int flags, ...);     \
    EXPORT int name(int folder, const char *path, int flags, ...)      \
    {                                                                  \
        va_list more;                                                  \
                                                                       \
        va_start(more, flags);                                         \
        mode_t mode = mode_of(flags, more);                            \
        va_end(more);                                                  \
        return open_at(folder, path, flags | (large), mode);           \
    }
OPENAT(openat, 0)
OPENAT(openat64, O_LARGEFILE)

/* What a fortified program calls. */
EXPORT int __open_2(const char *path, int flags);
EXPORT int __open_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags, 0);
}
EXPORT int __open64_2(const char *path, int flags);
EXPORT int __open64_2(const char *path, int flags)
{
    return open_at(AT_FDCWD, path, flags | O_LARGEFILE, 0);
}
EXPORT int __openat_2(int folder, const char *path, int flags);
EXPORT int __openat_2(int folder, const char *path, int flags)
{
    return open_at(folder, path, flags, 0);
}
EXPORT int __openat64_2(int folder, const char *path, int flags);
EXPORT int __openat64_2(int folder, const char *path, int flags)
{
    return open_at(folder, path, flags | O_LARGEFILE, 0);
}

/* --- close --- */

static void forget(int fd)
{
    if (guest_file_of(fd) == NULL)
        return;
    call_begin();
    guest_close(fd);
    call_end();
}

EXPORT int close(int fd)
{
    if (call_passes())
        return real()->close(fd);
    if (guest_owns(fd)) /* Programs that close whatever there may be. */
        return refuse(EBADF);
    forget(fd);
    return real()->close(fd);
}

static int close_each(unsigned first, unsigned last)
{
    for (unsigned fd = first; fd <= last && fd < GUEST_FDS; fd++)
        (void)close((int)fd);
    return last >= GUEST_FDS
               ? real()->close_range(first > GUEST_FDS ? first : GUEST_FDS,
                                     last, 0)
               : 0;
}

EXPORT int close_range(unsigned first, unsigned last, int flags)
{
    if (call_passes() || flags != 0)
        return real()->close_range(first, last, flags);
    return close_each(first, last);
}

EXPORT void closefrom(int first)
{
    (void)close_range(first < 0 ? 0 : (unsigned)first, ~0u, 0);
}

/* --- dup --- */

/* fd is a new descriptor of what `of` is. */
static int doubled(int fd, int of)
{
    if (fd < 0 || fd == of || call_passes())
        return fd;
    if (guest_file_of(of) != NULL) {
        call_begin();
        guest_duplicate(fd, of);
        call_end();
    }
    return fd;
}

EXPORT int dup(int fd)
{
    return doubled(real()->dup(fd), fd);
}

static bool takes_place(int fd, int place)
{
    if (call_passes() || fd == place)
        return true;
    if (guest_owns(place))
        return false;
    forget(place);
    return true;
}

EXPORT int dup2(int fd, int place)
{
    if (!takes_place(fd, place))
        return refuse(EBADF);
    return doubled(real()->dup2(fd, place), fd);
}

EXPORT int dup3(int fd, int place, int flags)
{
    if (!takes_place(fd, place))
        return refuse(EBADF);
    return doubled(real()->dup3(fd, place, flags), fd);
}

/* --- fcntl --- */

#define FCNTL(name)                                                       \
    EXPORT int name(int fd, int command, ...);                            \
    EXPORT int name(int fd, int command, ...)                             \
    {                                                                     \
        va_list more;                                                     \
                                                                          \
        va_start(more, command);                                          \
        void *argument = va_arg(more, void *);                            \
        va_end(more);                                                     \
        int result = real()->fcntl(fd, command, argument);                \
        bool doubles = command == F_DUPFD || command == F_DUPFD_CLOEXEC;  \
        return doubles ? doubled(result, fd) : result;                    \
    }
FCNTL(fcntl)
FCNTL(fcntl64)

/* --- ioctl --- */

EXPORT int ioctl(int fd, unsigned long request, ...)
{
    va_list more;

    va_start(more, request);
    void *argument = va_arg(more, void *);
    va_end(more);
    struct guest_file *file = call_passes() ? NULL : guest_file_of(fd);
    if (file == NULL)
        return real()->ioctl(fd, request, argument);
    call_begin();
    long result = asks_ioctl(file, request, argument);
    call_end();
    return result < 0 ? refuse((int)-result) : (int)result;
}

/* --- The life of the process --- */

/* "/memfd:trayjam-drive-20001 (deleted)" */
static void adopt(int fd)
{
    static const char begin[] = "/memfd:" ATTACH_MEMORY_NAME;
    char              link[40], name[80];

    (void)snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, name, sizeof name - 1);
    if (size <= 0)
        return;
    name[size] = '\0';
    if (strncmp(name, begin, sizeof begin - 1) == 0)
        guest_adopt(fd, (tj_handle)strtoul(name + sizeof begin - 1, NULL, 16));
}

static void before_fork(void)
{
    if (!call_passes())
        guest_before_fork();
}

static void in_parent(void)
{
    if (!call_passes())
        guest_in_parent();
}

/* As long as it is settling, nothing is the drive's. */
static void in_child(void)
{
    if (!guest_exists())
        return;
    guest_in_child();
    call_settle();
}

__attribute__((constructor)) static void begin(void)
{
    (void)real();
    guest_start();
    if (!guest_exists())
        return;
    for (int fd = 0; fd < HIGH_FD; fd++)
        adopt(fd);
    (void)pthread_atfork(before_fork, in_parent, in_child);
    call_settle();
}

__attribute__((destructor)) static void end(void)
{
    if (call_passes())
        return;
    call_settle();
    guest_end();
}

/* SPDX-License-Identifier: MIT */
/* Bytes of the disc, and the place in it: read, lseek and their relatives. */
#include "backends/attach/asks.h"
#include "backends/attach/real.h"

#include <errno.h>
#include <unistd.h>

static struct guest_file *file_of(int fd)
{
    return call_passes() ? NULL : guest_file_of(fd);
}

static int64_t result_of(int64_t result)
{
    if (result >= 0)
        return result;
    errno = (int)-result;
    return -1;
}

static ssize_t read_at(struct guest_file *file, void *bytes, size_t size,
                       uint64_t at)
{
    call_begin();
    int64_t got = asks_read(file, bytes, size, at);
    call_end();
    return (ssize_t)result_of(got);
}

/* The place is the system's, and shared with duplicates. */
static ssize_t read_on(struct guest_file *file, int fd, void *bytes,
                       size_t size)
{
    off64_t at = real()->lseek64(fd, 0, SEEK_CUR);
    ssize_t got = at < 0 ? -1 : read_at(file, bytes, size, (uint64_t)at);

    if (got > 0)
        (void)real()->lseek64(fd, at + got, SEEK_SET);
    return got;
}

EXPORT ssize_t read(int fd, void *bytes, size_t size)
{
    struct guest_file *file = file_of(fd);

    return file == NULL ? real()->read(fd, bytes, size)
                        : read_on(file, fd, bytes, size);
}

EXPORT ssize_t readv(int fd, const struct iovec *parts, int count)
{
    struct guest_file *file = file_of(fd);
    ssize_t            all = 0;

    if (file == NULL)
        return real()->readv(fd, parts, count);
    for (int i = 0; i < count; i++) {
        ssize_t got = read_on(file, fd, parts[i].iov_base, parts[i].iov_len);
        if (got < 0)
            return all > 0 ? all : got;
        all += got;
        if ((size_t)got < parts[i].iov_len)
            break;
    }
    return all;
}

#define PREAD(name, place_type)                                              \
    EXPORT ssize_t name(int fd, void *bytes, size_t size, place_type at);    \
    EXPORT ssize_t name(int fd, void *bytes, size_t size, place_type at)     \
    {                                                                        \
        struct guest_file *file = file_of(fd);                               \
                                                                             \
        if (file == NULL)                                                    \
            return real()->pread64(fd, bytes, size, at);                     \
        if (at < 0)                                                          \
            return (ssize_t)result_of(-EINVAL);                              \
        return read_at(file, bytes, size, (uint64_t)at);                     \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

/* What a fortified program calls: it knows how much room there is. */
EXPORT ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room);
EXPORT ssize_t __read_chk(int fd, void *bytes, size_t size, size_t room)
{
    return read(fd, bytes, size < room ? size : room);
}
EXPORT ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at,
                           size_t room);
EXPORT ssize_t __pread_chk(int fd, void *bytes, size_t size, off_t at,
                           size_t room)
{
    return pread(fd, bytes, size < room ? size : room, at);
}
EXPORT ssize_t __pread64_chk(int fd, void *bytes, size_t size, off64_t at,
                             size_t room);
EXPORT ssize_t __pread64_chk(int fd, void *bytes, size_t size, off64_t at,
                             size_t room)
{
    return pread64(fd, bytes, size < room ? size : room, at);
}

/* sr is read only. */
EXPORT ssize_t write(int fd, const void *bytes, size_t size)
{
    return file_of(fd) == NULL ? real()->write(fd, bytes, size)
                               : (ssize_t)result_of(-EPERM);
}

#define PWRITE(name, place_type)                                             \
    EXPORT ssize_t name(int fd, const void *bytes, size_t size,              \
                        place_type at);                                      \
    EXPORT ssize_t name(int fd, const void *bytes, size_t size,              \
                        place_type at)                                       \
    {                                                                        \
        return file_of(fd) == NULL ? real()->pwrite64(fd, bytes, size, at)   \
                                   : (ssize_t)result_of(-EPERM);             \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

static off64_t seek(int fd, off64_t by, int from)
{
    struct guest_file *file = from == SEEK_END ? file_of(fd) : NULL;

    if (file == NULL)
        return real()->lseek64(fd, by, from);
    call_begin();
    int64_t size = asks_size(file);
    call_end();
    if (size < 0)
        return result_of(size);
    return real()->lseek64(fd, size + by, SEEK_SET);
}

EXPORT off_t lseek(int fd, off_t by, int from)
{
    return (off_t)seek(fd, by, from);
}

EXPORT off64_t lseek64(int fd, off64_t by, int from)
{
    return seek(fd, by, from);
}

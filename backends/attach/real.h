/* SPDX-License-Identifier: MIT */
/* The C library's own functions, as they are behind the ones of this library.
 * And who is to be let through: this library's own calls, a process without a
 * run, and the child of a vfork, which has its parent's memory. */
#ifndef TJ_BACKENDS_ATTACH_REAL_H
#define TJ_BACKENDS_ATTACH_REAL_H

#include <stdbool.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/uio.h>

/* return type, name, parameters */
#define REAL_LIST(X)                                                         \
    X(int, open, (const char *, int, ...))                                   \
    X(int, openat, (int, const char *, int, ...))                            \
    X(int, close, (int))                                                     \
    X(int, dup, (int))                                                       \
    X(int, dup2, (int, int))                                                 \
    X(int, dup3, (int, int, int))                                            \
    X(int, fcntl, (int, int, ...))                                           \
    X(int, ioctl, (int, unsigned long, ...))                                 \
    X(int, close_range, (unsigned, unsigned, int))                           \
    X(ssize_t, read, (int, void *, size_t))                                  \
    X(ssize_t, readv, (int, const struct iovec *, int))                      \
    X(ssize_t, pread64, (int, void *, size_t, off64_t))                      \
    X(ssize_t, write, (int, const void *, size_t))                           \
    X(ssize_t, pwrite64, (int, const void *, size_t, off64_t))               \
    X(off64_t, lseek64, (int, off64_t, int))                                 \
    X(int, stat, (const char *, struct stat *))                              \
    X(int, lstat, (const char *, struct stat *))                             \
    X(int, fstat, (int, struct stat *))                                      \
    X(int, stat64, (const char *, struct stat64 *))                          \
    X(int, lstat64, (const char *, struct stat64 *))                         \
    X(int, fstat64, (int, struct stat64 *))                                  \
    X(int, fstatat, (int, const char *, struct stat *, int))                 \
    X(int, fstatat64, (int, const char *, struct stat64 *, int))             \
    X(int, statx, (int, const char *, int, unsigned, struct statx *))        \
    X(int, access, (const char *, int))                                      \
    X(int, faccessat, (int, const char *, int, int))                         \
    X(ssize_t, readlink, (const char *, char *, size_t))                     \
    X(ssize_t, readlinkat, (int, const char *, char *, size_t))              \
    X(char *, realpath, (const char *, char *))                              \
    X(FILE *, fopen, (const char *, const char *))                           \
    X(int, fclose, (FILE *))

struct real {
#define X(type, name, parameters) type(*name) parameters;
    REAL_LIST(X)
#undef X
};

/* Found on the first call. */
const struct real *real(void);

/* True: this call is for the C library alone. */
bool call_passes(void);
/* Calls of this thread pass from here to there. */
void call_begin(void);
void call_end(void);
/* This process is the one that its memory says. */
void call_settle(void);

/* --- Paths --- */
bool path_is_device(const char *path);
/* The path, or what stands for it below /sys, written to memory. */
enum { PATH_MEMORY = 1400 };
const char *path_of(const char *path, char memory[PATH_MEMORY]);
unsigned path_minor(void);

/* open(2) of the device. */
int attach_open(int flags);

#define EXPORT __attribute__((visibility("default")))

#endif

/* Ways this program itself can fail.
 *
 * A refused lock is not here: that is a measurement, see core/drive/op.h. A
 * broken promise of our own is not here either: see core/base/assert.h. */
#ifndef TJ_CORE_BASE_STATUS_H
#define TJ_CORE_BASE_STATUS_H

#include "core/base/printf_like.h"

#include <stdint.h>

/* The number in each row is the exit code a command ends with when nothing
 * handles the status (docs/man: EXIT STATUS; sysexits where they fit). */
#define TJ_STATUS_LIST(X)                                                  \
    X(OK,          0,   "ok")                                              \
    X(NO_MEMORY,   70,  "the arena is full")                               \
    X(UNAVAILABLE, 6,   "not supported here")                              \
    X(USAGE,       64,  "the command line is not understood")              \
    X(BAD_INPUT,   65,  "an input file is not understood")                 \
    X(BAD_TRACE,   65,  "the trace is damaged or of another version")      \
    X(MISSING,     66,  "an input is not there")                           \
    X(HOST_IO,     74,  "a host file could not be read or written")

enum tj_status {
#define X(name, exit_code, text) TJ_##name,
    TJ_STATUS_LIST(X)
#undef X
    TJ_STATUS_COUNT
};

/* What went wrong, for a person. Written only on failure; owned by the caller,
 * who may pass the same one down through any number of calls. */
struct tj_error {
    enum tj_status status;
    int64_t        native;     /* errno or GetLastError(), 0 if neither. */
    char           text[240];  /* One line, no newline, names the thing;
                                 "..." at its end: there was more. */
};

/* Fills *error and returns status, so that a failure is one statement. */
TJ_PRINTF_LIKE(3, 4)
enum tj_status tj_fail(struct tj_error *error, enum tj_status status,
                       const char *format, ...);

/* The same, keeping the operating system's code (errno, GetLastError()). */
TJ_PRINTF_LIKE(4, 5)
enum tj_status tj_fail_native(struct tj_error *error, enum tj_status status,
                              int64_t native, const char *format, ...);

/* The static text for a status. Never NULL, never freed. */
const char *tj_status_text(enum tj_status status);

/* The documented exit code of a command that fails with this status. */
int tj_status_exit_code(enum tj_status status);

#endif

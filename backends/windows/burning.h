/* Is this drive being written right now? Then it is left alone: a lock, or an
 * eject, in the middle of a recording costs somebody a disc. Decided from what
 * the drive says of itself (MMC: GET CONFIGURATION, READ DISC INFORMATION, the
 * sense of TEST UNIT READY); pure, and no length that came is trusted. */
#ifndef TJ_BACKENDS_WINDOWS_BURNING_H
#define TJ_BACKENDS_WINDOWS_BURNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum win32_burning {
    WIN32_IDLE,         /* Nothing speaks for it. */
    WIN32_OWNED,        /* Somebody holds exclusive access, as burners do. */
    WIN32_WRITING,      /* The drive says that a write or a format goes on. */
    WIN32_SESSION_OPEN, /* A session was begun and not closed: perhaps by a
                           burner that works with pauses. */
    WIN32_UNTOLD,       /* A writer with a writable disc that does not say. */
    WIN32_BURNING_COUNT
};
const char *win32_burning_reason(enum win32_burning burning);

/* Answers that did not come have size 0. */
struct win32_drive_says {
    bool           owned;       /* EXCLUSIVE_ACCESS query: locked. */
    uint8_t        sense[3];    /* Of TEST UNIT READY; zeros: ready. */
    const uint8_t *configuration; /* GET CONFIGURATION: header, features. */
    size_t         configuration_size;
    const uint8_t *disc;          /* READ DISC INFORMATION, standard form. */
    size_t         disc_size;
};
enum win32_burning win32_burning_of(const struct win32_drive_says *says);

#endif

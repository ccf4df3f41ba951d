/* Is this drive being written right now? Then it is left alone: a lock, or an
 * eject, in the middle of a recording costs somebody a disc. Decided from what
 * the drive says of itself (MMC: GET CONFIGURATION, READ DISC INFORMATION, the
 * sense of TEST UNIT READY); pure, and no length that came is trusted. */
#ifndef TJ_BACKENDS_REAL_BURNING_H
#define TJ_BACKENDS_REAL_BURNING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum real_burning {
    REAL_IDLE,         /* Nothing speaks for it. */
    REAL_OWNED,        /* Somebody holds exclusive access, as burners do. */
    REAL_WRITING,      /* The drive says that a write or a format goes on. */
    REAL_SESSION_OPEN, /* A session was begun and not closed: perhaps by a
                           burner that works with pauses. */
    REAL_UNTOLD,       /* A writer with a writable disc that does not say. */
    REAL_BURNING_COUNT
};
const char *real_burning_reason(enum real_burning burning);

/* Answers that did not come have size 0. */
struct real_drive_says {
    bool           owned;       /* EXCLUSIVE_ACCESS query: locked. */
    uint8_t        sense[3];    /* Of TEST UNIT READY; zeros: ready. */
    const uint8_t *configuration; /* GET CONFIGURATION: header, features. */
    size_t         configuration_size;
    const uint8_t *disc;          /* READ DISC INFORMATION, standard form. */
    size_t         disc_size;
};
enum real_burning real_burning_of(const struct real_drive_says *says);

#endif

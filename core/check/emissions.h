/* SPDX-License-Identifier: MIT */
/* The events of each drive in order of emission, each once however many
 * listeners heard it, handed out when all that was invoked by then is known. */
#ifndef TJ_CORE_CHECK_EMISSIONS_H
#define TJ_CORE_CHECK_EMISSIONS_H

#include "core/check/survey.h"

enum { EMISSIONS_QUEUE_MAX = 128 };

struct seen_event {
    uint64_t             t_ns;
    struct tj_record_ref ref;
    uint32_t             size;
    uint8_t              id;
    bool                 gap;      /* Some before it are missing. */
    bool                 emission; /* t_ns is that, not the delivery. */
    bool                 numbered;
    bool                 early;    /* There was no room to wait for all that was
                                      invoked by then. */
    uint8_t              data[TJ_RECORD_DATA_MAX];
};

struct emissions_drive {
    size_t            first, count;
    uint32_t          last_number;
    bool              started;
    bool              full;     /* One more than fits was added. */
    uint16_t          listener; /* Counts where numbers are missing. */
    struct seen_event queue[EMISSIONS_QUEUE_MAX + 1];
};

struct emissions {
    size_t                  drives_count;
    struct emissions_drive *drives;
};

/* False: the arena is full. */
bool emissions_open(struct emissions *emissions, const struct survey *survey,
                    struct arena *arena);

/* An EVENT record, in order of emission. */
void emissions_add(struct emissions *emissions, const struct tj_record *record,
                   const struct tj_record_ref *ref);

/* Takes the next one of a drive that was emitted before now_ns, and at
 * limit_ns or before; and whatever does not fit. False: there is none. */
bool emissions_next(struct emissions *emissions, uint8_t drive,
                    uint64_t now_ns, uint64_t limit_ns,
                    struct seen_event *event);

#endif

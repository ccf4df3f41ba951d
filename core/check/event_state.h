/* SPDX-License-Identifier: MIT */
/* What event_rules.c keeps of each drive, and the findings about events
 * (event_findings.c). */
#ifndef TJ_CORE_CHECK_EVENT_STATE_H
#define TJ_CORE_CHECK_EVENT_STATE_H

#include "core/check/claims.h"
#include "core/check/finding.h"

enum { EVENT_QUEUE_MAX = 128, EVENT_TAIL_SIZE = 3 };

struct seen_event {
    uint64_t             t_ns;
    struct tj_record_ref ref;
    uint32_t             size;
    uint8_t              id;
    bool                 gap;      /* Some before it are missing. */
    bool                 emission; /* t_ns is that, not the delivery. */
    bool                 numbered;
    uint8_t              data[TJ_RECORD_DATA_MAX];
};

enum turn { TURN_UNKNOWN, TURN_AT_START, TURN_LOCKED, TURN_UNLOCKED };

struct event_drive {
    struct claims        locks, releases;
    size_t               queue_first, queue_count;
    struct seen_event    queue[EVENT_QUEUE_MAX];
    uint32_t             last_number;
    bool                 started;
    uint64_t             whole_ns; /* Nothing after it is missing. */
    enum turn            turn;     /* What the last EL or EU said. */
    struct tj_record_ref turn_ref;
    uint16_t             listener; /* Counts where numbers are missing. */
    bool                 struck;
    struct operation     refused;  /* The last refused lock, for the text. */
};

struct event_rules {
    struct history     *history;
    struct findings    *findings;
    struct event_drive *drives;
    bool                excused; /* Loss was injected. */
};

/* Each writes one finding. */
void event_find_bytes(const struct findings *findings,
                      const struct seen_event *event);
void event_find_turn(const struct findings *findings,
                     const struct event_drive *drive,
                     const struct seen_event *event);
void event_find_lock(const struct findings *findings,
                     const struct event_drive *drive,
                     const struct seen_event *event);
void event_find_unlock(const struct findings *findings,
                       const struct event_drive *drive,
                       const struct tenure *survivor,
                       const struct seen_event *event);
void event_find_media(const struct findings *findings,
                      const struct event_drive *drive,
                      const struct seen_event *event);
void event_find_missing(const struct findings *findings, enum rule rule,
                        const struct claim *claim,
                        const struct seen_event *next);

#endif

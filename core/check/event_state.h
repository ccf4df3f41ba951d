/* SPDX-License-Identifier: MIT */
/* What event_rules.c keeps of each drive, and the findings about events
 * (event_findings.c). */
#ifndef TJ_CORE_CHECK_EVENT_STATE_H
#define TJ_CORE_CHECK_EVENT_STATE_H

#include "core/check/claims.h"
#include "core/check/emissions.h"
#include "core/check/finding.h"

enum { EVENT_TAIL_SIZE = 3 };

enum turn { TURN_UNKNOWN, TURN_AT_START, TURN_LOCKED, TURN_UNLOCKED };

struct event_drive {
    struct claims        locks, releases;
    uint64_t             whole_ns; /* Nothing after it is missing. */
    enum turn            turn;     /* What the last EL or EU said. */
    struct tj_record_ref turn_ref;
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

/* SPDX-License-Identifier: MIT */
/* Who waits for whom when a run was stopped because somebody waited too long
 * (TJ_MARK_HUNG), and what it left behind (TJ_MARK_LEFT, TJ_MARK_UNDONE): told
 * from the trace alone, so that a recorded run tells it again. */
#ifndef TJ_CORE_CHECK_WAITS_H
#define TJ_CORE_CHECK_WAITS_H

#include "core/check/finding.h"

/* The latest operation of a client, and what it had been answered before. */
struct waiter {
    struct tj_record_ref ref;
    uint64_t t0_ns, t1_ns;  /* STAMP_NEVER: not answered. */
    uint64_t last_t1_ns;
    uint16_t name;          /* It last locked with. */
    uint8_t  verb, drive, last_verb; /* TJ_VERB_COUNT: none. */
};

struct waits {
    struct history  *history;
    struct findings *findings;
    struct waiter   *clients; /* [1 .. survey->clients_count] */
};

/* False: the arena is full. */
bool waits_open(struct waits *waits, struct history *history,
                struct findings *findings, struct arena *arena);

/* Operations in order of invocation, marks in between. */
void waits_note(struct waits *waits, const struct operation *op);
void waits_mark(struct waits *waits, const struct tj_record *record);

#endif

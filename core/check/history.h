/* SPDX-License-Identifier: MIT */
/* Who may have owned a drive, and when: one tenure for each lock that was or
 * may have been granted.
 *
 *          lock             release
 *       t0      t1        t0      t1
 *       |-------|---------|-------|
 *        may own  owns     may own
 *
 * It surely owned from the completion of the lock to the invocation of the
 * first request that may have released it (an unlock of its file object, the
 * close of its last handle, the death of its client). It may have owned from
 * the invocation of the lock to the completion of the first request that
 * proves it ended (its unlock or last close, somebody else's grant, a query
 * that shows the drive free or another's name). What never ends so, as the
 * lock of a killed client, may own for ever.
 *
 * A tenure that has surely ended is dropped as soon as no later operation can
 * touch it; operations still in flight remember what they need of it. Memory
 * is O(tenures that may be going on at once). */
#ifndef TJ_CORE_CHECK_HISTORY_H
#define TJ_CORE_CHECK_HISTORY_H

#include "core/check/flight.h"
#include "core/check/handles.h"

enum { HISTORY_TENURES_MAX = 192 };

struct tenure {
    uint32_t             serial; /* From 1, over all drives. */
    uint32_t             file;
    uint32_t             handle_number;
    uint32_t             copies; /* Locks of unknown outcome it stands for. */
    uint16_t             client;
    uint16_t             name;   /* Caller-name id, 0 unknown. */
    bool                 sure;   /* The lock was surely granted. */
    bool                 blamed; /* A finding already says it did not own. */
    bool                 survived;   /* A handle of several was closed. */
    bool                 closed;     /* It ended with its last handle. */
    bool                 has_release;
    bool                 ended;
    struct stamp         lock, release, end;
    struct tj_record_ref lock_ref, release_ref, end_ref, survived_ref;
    uint64_t             survived_ns;  /* Invocation of that close. */
    uint64_t             announced_ns; /* Its unlock's event; STAMP_NEVER. */
    uint64_t             next_ns;      /* Next grant; STAMP_NEVER. */
};

struct history_drive {
    size_t        count;
    struct tenure tenures[HISTORY_TENURES_MAX];
    struct tenure last;      /* The last that surely ended; serial 0: none. */
    bool          lost;      /* More may own than fit: not judged any more. */
    bool          remounts;  /* FSCTL_INVALIDATE_VOLUMES was used. */
    uint32_t      dismounter; /* Handle of the last dismount, or NOTHING. */
};

struct history {
    const struct survey  *survey;
    struct handles        handles;
    struct flight        *flight;
    struct history_drive *drives; /* survey->drives_count of them. */
    uint32_t              serial;
};

bool history_open(struct history *history, const struct survey *survey,
                  struct flight *flight, struct arena *arena);

/* The invocation: handles, a new tenure, candidates for a release. False: the
 * arena is full. */
bool history_invoke(struct history *history, struct operation *op);

/* A close by which its file object is surely gone (handles_shut said so). */
void history_close(struct history *history, const struct operation *op);

/* The completion, after it was judged: what it proves to have ended. */
void history_complete(struct history *history, const struct operation *op);

/* Drops tenures that ended before now_ns and tells operations in flight. */
void history_settle(struct history *history, uint64_t now_ns);

/* Whether the tenure may have owned at some instant of the operation. */
bool tenure_touches(const struct tenure *tenure, const struct stamp *at);

/* Whether it surely owned throughout. */
bool history_covers(const struct history *history, const struct tenure *tenure,
                    const struct stamp *at);

/* Until when a tenure surely owned, as far as the trace has been read. */
uint64_t history_owned_until(const struct history *history,
                             const struct tenure *tenure);

/* Somebody who may own at t_ns may have gone without a record that bounds it: a
 * client that died, a close with requests in flight. */
bool history_may_vanish(const struct history *history, uint8_t drive,
                        uint64_t t_ns);

/* The tenure that surely ended last before the operation, or NULL. */
const struct tenure *history_last_before(const struct history *history,
                                         uint8_t drive,
                                         const struct stamp *at);

/* Whether a volume was mounted throughout, by proof of a dismount that took
 * effect on a handle still open (spec 6.3: VPB stays mounted till then). */
bool history_mounted(const struct history *history,
                     const struct operation *op);

/* 0 (not known) agrees with every name. */
bool history_names_agree(const struct history *history, uint16_t a,
                         uint16_t b);

/* Whether the name a query gave may be that of the tenure. */
bool history_query_names(const struct history *history,
                         const struct operation *op,
                         const struct tenure *tenure);

struct tenure *history_by_serial(struct history *history, uint8_t drive,
                                 uint32_t serial);

#endif

/* SPDX-License-Identifier: MIT */
/* Who can have made a drive speak that somebody owns. While locked it does not
 * poll and asks nothing for strangers (class-driver spec 8.7, 28 to 30, 38, 47),
 * so that a media event then is the doing of a request in flight, or of
 * activities that are not serialised with the lock: a START UNIT under way, the
 * restoring of a speed, an ALLOW of a handle that went unseen. A drive is still
 * when none of these can be: no disc came for a good while, no client was
 * struck, every request so far has had its answer. */
#ifndef TJ_CORE_CHECK_STILLNESS_H
#define TJ_CORE_CHECK_STILLNESS_H

#include "core/check/family.h"

struct still_drive {
    uint64_t stirred_ns;   /* When a disc may have come, at the latest. */
    uint64_t unanswered_ns; /* A request without an answer may act until then. */
    uint32_t secured;      /* The file object that may hold secure tray locks:
                              its unseen end sends an ALLOW. HISTORY_NOTHING:
                              none does. */
    bool     secured_many;
    bool     struck;       /* By a fault, or a client died: never still. */
    bool     unavailable;  /* The last event was a removal with state 3. */
};

struct stillness {
    const struct scene *scene;
    struct still_drive *drives;
};

bool stillness_open(struct stillness *still, const struct scene *scene,
                    struct arena *arena);
void stillness_invoke(struct stillness *still, const struct operation *op);
void stillness_strike(struct stillness *still, const struct tj_record *record);
void stillness_mark(struct stillness *still, const struct tj_record *record);
/* After it was judged. */
void stillness_event(struct stillness *still, uint8_t drive,
                     const struct seen_event *event);

/* The event is one that a command or a poll makes. */
bool stillness_is_media(const struct seen_event *event);
/* Who surely owned the drive at the emission of such an event, when the drive
 * was still; else NULL. */
const struct tenure *stillness_owner(const struct stillness *still,
                                     uint8_t drive,
                                     const struct seen_event *event);

/* A request in flight at an instant, as the cause of an event. */
enum still_cause {
    CAUSE_NEVER,  /* Not in flight, or a request that sends no command. */
    CAUSE_BARRED, /* A stranger's, invoked when the drive was owned. */
    CAUSE_WAITED, /* A stranger's, invoked earlier: judged again later. */
    CAUSE_MAY,    /* Any other. */
};
enum still_cause stillness_cause(const struct stillness *still,
                                 const struct operation *op, uint64_t t_ns,
                                 const struct tenure *owner);

#endif

/* SPDX-License-Identifier: MIT */
/* What media_rules.c and count_rules.c keep of each drive. */
#ifndef TJ_CORE_CHECK_MEDIA_STATE_H
#define TJ_CORE_CHECK_MEDIA_STATE_H

#include "core/check/family.h"
#include "core/check/mcn.h"

enum { MEDIA_RELEASES_MAX = 256, MEDIA_FLOORS_MAX = 64 };

/* A request in flight that may end an ownership. */
struct release {
    uint64_t             t0_ns, t1_ns;
    struct tj_record_ref ref;
    uint16_t             client;
    bool                 quiet; /* Surely an unlock with flag 0x2. */
    bool                 done;
};

/* From t_ns on the drive's change count is no less than count. */
struct floor {
    uint64_t             t_ns;
    uint32_t             count;
    bool                 told; /* By an event: M40 judges those. */
    struct tj_record_ref ref;
};

struct media_drive {
    struct mcn_drive     mcn;
    unsigned             struck; /* Set of enum tj_excuse. */
    bool                 heard;  /* An event of it was seen. */
    /* The last ARRIVAL or REMOVAL; said: nothing is missing since. */
    bool                 said;
    uint32_t             said_state; /* 0: an old payload does not tell. */
    uint64_t             said_ns;
    struct tj_record_ref said_ref;
    bool                 counted; /* The highest count of all payloads. */
    uint32_t             highest;
    struct tj_record_ref highest_ref;
    bool                 locked; /* By the last EXCLUSIVE event. */
    struct tj_record_ref locked_ref;
    size_t               releases_count;
    bool                 releases_lost;
    struct release       releases[MEDIA_RELEASES_MAX];
    size_t               floors_first, floors_count; /* A ring. */
    struct floor         floors[MEDIA_FLOORS_MAX];
};

struct media {
    struct scene        scene;
    struct media_drive *drives;
};

/* Counts grow modulo 2^32 (spec 8.7, 40). */
static inline bool count_below(uint32_t a, uint32_t b)
{
    return (int32_t)(a - b) < 0;
}

static inline void media_find_bytes(const struct scene *scene, enum rule rule,
                                    const struct seen_event *event,
                                    const char *why)
{
    struct draft draft = finding_begin(scene->findings, rule, event->t_ns);
    tj_text_add(&draft.text, "%s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    tj_text_add(&draft.text, " %s", why);
    finding_ref(&draft, &event->ref);
}

/* M41: an answer about the change count, and an event that carries one. */
void count_answer(struct media *media, const struct operation *op);
void count_event(struct media *media, struct media_drive *drive,
                 const struct seen_event *event);

/* The releases in flight, for the events that only they cause. */
void release_note(struct media_drive *drive, const struct operation *op);
struct release_seen {
    bool                  loud;  /* One that may announce media. */
    const struct release *quiet; /* One that must not, or NULL. */
};
struct release_seen release_at(struct media_drive *drive, uint64_t t_ns);

#endif

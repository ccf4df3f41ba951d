/* SPDX-License-Identifier: MIT */
/* Who has had a drive since when, as one watcher can know it: he looks now and
 * then, and hears events in between. Pure. */
#ifndef TJ_STRESS_LOCK_WATCH_H
#define TJ_STRESS_LOCK_WATCH_H

#include "core/drive/codes.h"
#include "core/drive/encode.h"

enum lock_since {
    LOCK_SINCE_BEFORE, /* It was so at the first look. */
    LOCK_SINCE_LOOK,   /* It changed between two looks. */
    LOCK_SINCE_EVENT,  /* An event said when. */
};
const char *lock_since_name(enum lock_since since);

struct lock_watch {
    bool            looked, locked;
    char            owner[TJ_CALLER_NAME_SIZE + 1]; /* "" when free. */
    enum lock_since how;
    uint64_t        since_ns;  /* Of being locked so, or free. */
    uint64_t        locks;     /* Times it was seen to be taken. */
    uint64_t        locked_ns, unlocked_ns; /* Newest events after the last
                                               look; 0: none. */
};

/* Events other than lock and unlock say nothing. */
void lock_watch_event(struct lock_watch *watch, enum tj_event_id id,
                      uint64_t now_ns);
/* True when what is known has changed. owner: NULL or any text when free. */
bool lock_watch_look(struct lock_watch *watch, uint64_t now_ns, bool locked,
                     const char *owner);

#endif

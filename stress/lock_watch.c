/* SPDX-License-Identifier: MIT */
#include "stress/lock_watch.h"

#include "core/base/text.h"

#include <string.h>

const char *lock_since_name(enum lock_since since)
{
    static const char *const names[] = { "before", "look", "event" };

    return names[since];
}

/* A look was quicker than the event: each change has one, and this one's is
 * still owed. */
static bool is_owed(const struct lock_watch *watch, bool locks)
{
    return watch->looked && watch->how == LOCK_SINCE_LOOK &&
           watch->locked == locks && watch->locked_ns == 0 &&
           watch->unlocked_ns == 0;
}

void lock_watch_event(struct lock_watch *watch, enum tj_event_id id,
                      uint64_t now_ns)
{
    bool locks = id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK;

    if (!locks && id != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
        return;
    if (is_owed(watch, locks)) {
        watch->how = LOCK_SINCE_EVENT;
        if (now_ns < watch->since_ns)
            watch->since_ns = now_ns;
        return;
    }
    watch->locks += locks;
    if (locks)
        watch->locked_ns = now_ns;
    else
        watch->unlocked_ns = now_ns;
}

/* Between two looks it may have been given back and taken again, by the same
 * owner, too, or taken and given back. */
static bool is_new(const struct lock_watch *watch, bool locked,
                   const char *owner)
{
    if (!watch->looked || watch->locked != locked)
        return true;
    if (!locked)
        return watch->unlocked_ns != 0;
    return strcmp(watch->owner, owner) != 0 || watch->locked_ns != 0;
}

bool lock_watch_look(struct lock_watch *watch, uint64_t now_ns, bool locked,
                     const char *owner)
{
    uint64_t said_ns = locked ? watch->locked_ns : watch->unlocked_ns;
    bool     changed = is_new(watch, locked, owner);

    if (changed) {
        watch->how = said_ns != 0      ? LOCK_SINCE_EVENT
                     : !watch->looked  ? LOCK_SINCE_BEFORE
                                       : LOCK_SINCE_LOOK;
        watch->since_ns = said_ns != 0 ? said_ns : now_ns;
        /* One that no event told of; an owner found at first is none. */
        watch->locks += locked && watch->looked && said_ns == 0;
        watch->locked = locked;
        (void)tj_text_copy(watch->owner, sizeof watch->owner,
                           locked ? owner : "");
    }
    watch->looked = true;
    watch->locked_ns = watch->unlocked_ns = 0;
    return changed;
}

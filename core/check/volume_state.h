/* SPDX-License-Identifier: MIT */
/* What the volume rules keep of each drive: file objects that were opened
 * through the file system, who of them may hold a volume lock, and since when
 * the volume has surely been the same. */
#ifndef TJ_CORE_CHECK_VOLUME_STATE_H
#define TJ_CORE_CHECK_VOLUME_STATE_H

#include "core/check/claims.h"
#include "core/check/family.h"

enum { VOLUME_FILES_MAX = 128, VOLUME_HEARD_MAX = 256,
       VOLUME_LISTENERS_MAX = 32 };

struct volume_file {
    uint32_t             file, serial;
    struct stamp         opened;
    struct tj_record_ref ref;
    bool                 sure;     /* It was opened for sure ... */
    bool                 steady;   /* ... while nobody may have owned. */
    bool                 unshared; /* So it locks implicitly (spec 6.5). */
    bool                 may_lock; /* An explicit lock may have been taken. */
    bool                 locked;   /* Surely; since: its LOCK's stamp. */
    bool                 closing;  /* Its only handle's close is in flight. */
    uint64_t             unlock_ns; /* No UNLOCK may yet end a lock later; 0:
                                       there was none. */
    struct stamp         since;
    struct tj_record_ref lock_ref;
};

struct volume_heard { /* An emission, by its number. */
    uint32_t             number;
    uint8_t              id;
    struct tj_record_ref ref;
};

struct volume_listener {
    uint16_t             client;
    uint32_t             number; /* The last it heard; 0: none that counts. */
    uint64_t             t_ns;
    struct tj_record_ref ref;
};

struct volume_drive {
    size_t                 count;
    bool                   lost;      /* More than fit. */
    bool                   strangers; /* Handles whose opening is not there. */
    uint64_t               stirred_ns; /* Until then the volume may have become
                                          another one; STAMP_NEVER. */
    struct volume_file     files[VOLUME_FILES_MAX];
    struct claims          locks, failures, releases;
    uint64_t               whole_ns; /* No event after it is missing. */
    struct volume_heard   *heard;    /* VOLUME_HEARD_MAX, by number. */
    size_t                 listeners_count;
    struct volume_listener listeners[VOLUME_LISTENERS_MAX];
};

struct volumes {
    struct scene         scene;
    struct volume_drive *drives;
    uint64_t            *closed_ns; /* By client: it may have stopped listening
                                       until then. */
};

/* volume_files.c */
void volume_note(struct volumes *volumes, const struct operation *op);
void volume_forget(struct volumes *volumes, const struct operation *op);
struct volume_file *volume_find(struct volume_drive *drive,
                                const struct history *history, uint32_t file);
/* Whether the file object surely had a handle all through the stamp. */
bool volume_was_open(const struct history *history,
                     const struct volume_file *file, const struct stamp *at);
/* Whether the volume surely stayed the same from the opening of the file
 * object on. */
bool volume_is_same(const struct volume_drive *drive,
                    const struct volume_file *file);
/* Whether it surely holds an explicit lock at the beginning of the stamp, as far
 * as the trace has been read. */
bool volume_holds(const struct volume_file *file, const struct stamp *at);
/* Somebody who may hold a lock may have gone without a record. */
bool volume_may_vanish(const struct volume_drive *drive,
                       const struct history *history, uint64_t t_ns);

/* volume_events.c: V49 to V51, V57 */
void volume_claim(struct volumes *volumes, const struct operation *op);
void volume_event(struct volumes *volumes, uint8_t number,
                  const struct seen_event *event);

/* volume_listeners.c: V56 */
void volume_delivery(struct volumes *volumes, const struct tj_record *record,
                     const struct tj_record_ref *ref);
void volume_deaf(struct volumes *volumes, const struct operation *op);

#endif

/* SPDX-License-Identifier: MIT */
/* What the tray rules remember of a drive: secure locks by file object, simple
 * ones together (class-driver spec 3.3, 8.4). */
#ifndef TJ_CORE_CHECK_TRAY_STATE_H
#define TJ_CORE_CHECK_TRAY_STATE_H

#include "core/check/stillness.h"
#include "core/check/tray_count.h"

enum { TRAY_HOLDERS = 64 };

/* A file object that may have secure locks. */
struct tray_holder {
    uint32_t             file, serial;
    uint16_t             client;   /* Who asked last. */
    bool                 failed;   /* A lock of it failed at the drive. */
    bool                 closed;   /* It is surely gone, by `close`. */
    struct stamp         close;
    struct tray_count    count;
    struct tj_record_ref lock_ref; /* Its last lock that was done. */
    struct tj_record_ref failed_ref;
};

struct tray_drive {
    size_t             holders_count;
    struct tray_holder holders[TRAY_HOLDERS];
    struct tray_count  simple;
    struct tj_record_ref simple_ref; /* The last simple lock that was done. */
    bool               lost;  /* Others may have secure locks: the most is not
                                 known. */
    bool               full;  /* There was no room to note a holder. */
    bool               struck, reserved;

    /* A close took secure locks along, and no eject or load has shown since
     * that the tray is free (36). */
    bool                 left;
    struct stamp         left_close;
    struct tj_record_ref left_ref, stuck_ref;
    unsigned             stuck; /* Refused with 170 all the same. */

    /* The drive refused to eject for a simple lock, of which so many are surely
     * left (37). */
    bool                 honours;
    int32_t              steady;
    struct stamp         honoured;
    struct tj_record_ref honoured_ref;
    bool                 closed_since;
    struct tj_record_ref closed_ref;
};

struct tray {
    const struct scene *scene;
    struct stillness    still;
    struct tray_drive  *drives;
};

bool tray_state_open(struct tray *tray, const struct scene *scene,
                     struct arena *arena);
/* What an invocation may change. */
void tray_state_invoke(struct tray *tray, const struct operation *op);
/* Its file object is gone. */
void tray_state_gone(struct tray *tray, const struct operation *op);

/* A secure lock failed at the drive; NULL: there is no room to note it. */
struct tray_holder *tray_state_failed(const struct tray *tray,
                                      const struct operation *op);

/* The holder of the operation's file object, or NULL. */
struct tray_holder *tray_holder_of(const struct tray *tray,
                                   const struct operation *op);

int32_t tray_holder_most(const struct tray_holder *holder,
                         const struct stamp *at);

/* Over all file objects; *who: one that surely holds, or NULL. */
int32_t tray_secure_least(const struct tray *tray, uint8_t drive,
                          const struct stamp *at,
                          const struct tray_holder **who);
int32_t tray_secure_most(const struct tray *tray, uint8_t drive,
                         const struct stamp *at);
/* Secure and simple together. */
int32_t tray_total_least(const struct tray *tray, uint8_t drive,
                         const struct stamp *at);

#endif

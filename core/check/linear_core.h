/* SPDX-License-Identifier: MIT */
/* Why there is a contradiction: of the operations since a remembered instant
 * each is in turn taken as one of unknown outcome; those whose answers the
 * contradiction needs are its core. */
#ifndef TJ_CORE_CHECK_LINEAR_CORE_H
#define TJ_CORE_CHECK_LINEAR_CORE_H

#include "core/check/linear.h"
#include "core/check/linear_state.h"

enum { LINEAR_WINDOW = 256, LINEAR_CORES_MAX = 64 };

/* An invocation, or the instant by which a file object was gone (LINEAR_CLOSE;
 * the reference is to the close). */
struct linear_item {
    struct linear_op op;
    bool             weak; /* Taken as of unknown outcome. */
};

struct linear_base {
    struct linear_state state;
    struct linear_op    take, release; /* The last; kind NOTHING: none. */
};

struct linear_drive {
    struct linear_state state;
    /* Two instants: those of items[0] and of items[LINEAR_WINDOW / 2]. */
    struct linear_base *bases[2];
    uint32_t            count;
    struct linear_item  items[LINEAR_WINDOW];
    struct linear_op    take, release;
    bool                stopped; /* Not judged any more. */
};

/* NULL: the arena is full. */
struct linear_drive *linear_drive_new(struct linear *linear);

void linear_remember(struct linear_drive *drive, const struct linear_op *op);
/* It said nothing after all. */
void linear_remember_not(struct linear_drive *drive,
                         const struct linear_op *op);
/* Starts again from the present state. */
void linear_remember_anew(struct linear_drive *drive);

/* Where operations are tried again with less said about them. */
struct linear_trial {
    struct linear_state state;
    bool                weak_slots[LINEAR_SLOTS_MAX];
    bool                weak_items[LINEAR_WINDOW];
    bool                weak_base; /* Who owned at the base is not known. */
};

/* Writes the finding about the last contradiction, which the operation at
 * failed completed. */
void linear_report(struct linear *linear, struct linear_drive *drive,
                   const struct linear_op *failed);

#endif

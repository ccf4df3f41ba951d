/* SPDX-License-Identifier: MIT */
/* Who switched media change notification off: disables count per file object
 * and go with its last handle (spec 3.5, 1.7 step 2). Kept for what may hold
 * one; bounded by MCN_FILES_MAX of a drive, over which nothing is concluded. */
#ifndef TJ_CORE_CHECK_MCN_H
#define TJ_CORE_CHECK_MCN_H

#include "core/check/history.h"

enum { MCN_FILES_MAX = 256 };

struct mcn_file {
    uint32_t             file, serial;
    uint32_t             offs_may;  /* Disables that may be, invoked so far. */
    uint32_t             ons_may;   /* Enables that may be, invoked so far. */
    uint32_t             offs_sure; /* Completed so far. */
    uint32_t             ons_sure;
    uint64_t             off_ns;    /* Completion of the last sure disable. */
    struct tj_record_ref off_ref;
};

struct mcn_drive {
    size_t          count;
    bool            lost;     /* More than fit, or a request in bytes that are
                                 not in the trace: nothing is known any more. */
    uint64_t        enabled_ns; /* Nothing before may yet reach the drive that
                                   switches back on; STAMP_NEVER: who knows. */
    struct mcn_file files[MCN_FILES_MAX];
};

void mcn_invoke(struct mcn_drive *mcn, const struct history *history,
                const struct operation *op);
/* A real answer; the file object's row, or NULL. */
struct mcn_file *mcn_answer(struct mcn_drive *mcn,
                            const struct history *history,
                            const struct operation *op);
void mcn_gone(struct mcn_drive *mcn, const struct history *history,
              const struct operation *op);

/* Whose disable surely holds at t_ns, or NULL. */
const struct mcn_file *mcn_disabled(const struct mcn_drive *mcn,
                                    const struct history *history,
                                    uint64_t t_ns);
/* Whether the last disable may have been taken back between the two. */
bool mcn_may_enable(const struct mcn_drive *mcn, const struct history *history,
                    uint64_t from_ns, uint64_t to_ns);

#endif

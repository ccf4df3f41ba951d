/* SPDX-License-Identifier: MIT */
/* What is known of the drive's owners during one operation: gathered once at
 * its completion, everything invoked by then being known, for all who judge. */
#ifndef TJ_CORE_CHECK_EVIDENCE_H
#define TJ_CORE_CHECK_EVIDENCE_H

#include "core/check/history.h"

struct evidence {
    struct model_facts facts;   /* self/other_owns: surely, throughout;
                                   self/other_may: possibly, at some instant. */
    const struct tenure *owner; /* Who owned throughout, or NULL. */
    const struct tenure *last;  /* Who surely ended last before, or NULL. */
    const struct tenure *own;   /* The operation's own (LOCK), or NULL. */
    bool                 fit;   /* Ownership of the drive can be told from the
                                   trace; else the facts are no evidence. */
};

/* Also notes in op->holder who is to blame for a refusal. */
struct evidence evidence_gather(const struct history *history,
                                struct operation *op);

#endif

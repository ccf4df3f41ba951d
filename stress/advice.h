/* SPDX-License-Identifier: MIT */
/* One sentence about an answer: what happened, who probably has the drive, and
 * what to do next. Written from class-driver spec 1.3 .. 3.5, and for drives of
 * Linux from docs/LINUX.md. Pure. */
#ifndef TJ_STRESS_ADVICE_H
#define TJ_STRESS_ADVICE_H

#include "core/base/text.h"
#include "core/drive/op.h"

enum advice_owner {
    ADVICE_OWNER_UNKNOWN, /* Nobody asked, or no answer came. */
    ADVICE_NOBODY,
    ADVICE_ME,            /* The handle that made the request. */
    ADVICE_ANOTHER,
    ADVICE_OWNER_COUNT
};

struct advice_question {
    enum tj_verb      verb;
    enum tj_outcome   outcome;
    uint32_t          status; /* NTSTATUS of the answer. */
    uint32_t          flags;  /* Of LOCK and UNLOCK. */
    enum advice_owner owner;  /* As asked after the answer. */
    const char       *name;   /* The owner's, with ADVICE_ME and _ANOTHER. */
    bool              of_linux; /* A drive of Linux: other rules, other words. */
};

/* Ends with a full stop. At most ADVICE_SIZE - 1 bytes. */
enum { ADVICE_SIZE = 512 };
void advice_give(const struct advice_question *question, struct tj_text *text);

#endif

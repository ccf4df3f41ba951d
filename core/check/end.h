/* SPDX-License-Identifier: MIT */
/* How a run ended that did not end well, as the judge reads it in the marks of
 * its trace: parts of the verdict (core/check/check.h). */
#ifndef TJ_CORE_CHECK_END_H
#define TJ_CORE_CHECK_END_H

#include "core/trace/reader.h"

/* --- A run that hung (TJ_MARK_HUNG): who waited for what, and for whom --- */
struct tj_wait {
    struct tj_record_ref ref;    /* Of its latest operation. */
    uint16_t client, name;       /* name: caller-name id, 0 none. */
    uint8_t  drive;
    uint8_t  verb;               /* TJ_VERB_COUNT: it waited for no answer. */
    bool     struck;             /* By a fault, at some time. */
    uint64_t waited_ns;
    uint8_t  last_verb;          /* Answered before; TJ_VERB_COUNT: none. */
    uint64_t last_ns;            /* How long ago that was. */
    uint16_t owner, owner_name;  /* TJ_NOBODY: nobody is known to own. */
    uint64_t owned_ns;           /* Since its lock was granted. */
    uint8_t  owner_verb;         /* Its last operation ... */
    bool     owner_waits;        /* ... which is not answered yet, */
    uint64_t owner_ns;           /* asked (else answered) so long ago. */
    uint16_t ahead;              /* Whose request came to the drive earliest of
                                    those in flight; TJ_NOBODY: its own. */
    uint8_t  ahead_verb;
    uint64_t ahead_ns;           /* Asked so long ago. */
};
enum { TJ_WAITS_MAX = 64 };

/* --- What a run left behind, and what it undid for its dead --- */
struct tj_left_row {
    uint8_t  drive, what;  /* enum tj_left; TJ_LEFT_COUNT: it was undone. */
    uint16_t client;       /* By whom; TJ_NOBODY: not known. */
    uint32_t count;
};
enum { TJ_LEFT_MAX = 64 };

#endif

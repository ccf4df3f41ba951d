/* SPDX-License-Identifier: MIT */
/* Which operation met the drive in which state, from which caller: a run that
 * never asked says nothing about the answer. Part of the verdict. */
#ifndef TJ_CORE_CHECK_COVERAGE_H
#define TJ_CORE_CHECK_COVERAGE_H

#include "core/drive/op.h"

/* Throughout the operation. The callers are those of spec 0.4 and 2.1. */
enum tj_cover_state {
    TJ_COVER_FREE,  /* Surely nobody owned the drive. */
    TJ_COVER_SELF,  /* Surely the file object that asked. */
    TJ_COVER_OTHER, /* Surely another one. */
    TJ_COVER_UNSURE, /* It changed meanwhile, or the trace does not tell. */
    TJ_COVER_STATES
};
enum tj_cover_caller {
    TJ_COVER_OWNER,  /* Through the owner's file object. */
    TJ_COVER_DIRECT, /* Another handle to the device itself. */
    TJ_COVER_VOLUME, /* A handle to the volume. */
    TJ_COVER_FILE,   /* A handle to a file on it. */
    TJ_COVER_CALLERS
};

struct tj_cover_cell {
    uint64_t done, refused;
};

struct tj_coverage {
    struct tj_cover_cell cells[TJ_VERB_COUNT][TJ_COVER_STATES]
                              [TJ_COVER_CALLERS];
    uint64_t no_handle; /* Its handle is not in the trace. */
    size_t   met;       /* Reachable cells met, of ... */
    size_t   reachable; /* ... the operations of this run: verbs that were used
                           times the states and callers they can meet. */
};

/* Whether any run can meet the cell: only the owner is "self", an OPEN is by
 * nobody yet, and "unsure" is a lack of evidence. */
bool tj_cover_reachable(enum tj_verb verb, enum tj_cover_state state,
                        enum tj_cover_caller caller);

const char *tj_cover_state_name(enum tj_cover_state state);
const char *tj_cover_caller_name(enum tj_cover_caller caller);

#endif

/* SPDX-License-Identifier: MIT */
/* The search for an order of all answers (rule TJ-O01): what came of it, and
 * what it searches in, for those who want to search themselves: parts of the
 * judge (core/check/check.h). */
#ifndef TJ_CORE_CHECK_ORDER_H
#define TJ_CORE_CHECK_ORDER_H

#include "core/trace/reader.h"

struct tj_order_account {
    uint64_t contradictions; /* Those reported by other rules included. */
    unsigned undecided;      /* Drives with more possible orders than can be
                                kept: not judged from some time on ... */
    uint64_t undecided_ns;   /* ... the first of them from then. */
};

/* An operation that says something about who owns a drive, or may have changed
 * it, at an instant of its interval (docs/HISTORY_FORMAT.md). They are told
 * when all is known of them, in no order of time. */
struct tj_history_line {
    struct tj_record_ref ref;
    bool        system;    /* Nobody's: a file object goes, whenever its last
                              handle is closed. ref: of that close, if known. */
    uint16_t    client;
    uint8_t     drive, verb;
    uint8_t     outcome;   /* enum tj_outcome */
    bool        maybe;     /* It may never have happened. */
    uint32_t    status;
    uint32_t    object;    /* File object, from 1; 0: not known. */
    const char *does;      /* "take", "release", "gone" or "nothing". */
    const char *needs;     /* Who must have owned: "nobody" ... */
    const char *name;      /* Caller name, of a lock or as a query was told;
                              "" not known. */
    uint64_t    call_ns;
    uint64_t    return_ns; /* UINT64_MAX: it may yet happen. */
};

#endif

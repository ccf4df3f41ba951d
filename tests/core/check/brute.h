/* SPDX-License-Identifier: MIT */
/* Whether a small history of one drive has an order, by trying them all. It
 * knows nothing of how core/check goes about it; both are held to each other
 * in test_linear.c. */
#ifndef TJ_TESTS_CORE_CHECK_BRUTE_H
#define TJ_TESTS_CORE_CHECK_BRUTE_H

#include <stdbool.h>
#include <stdint.h>

enum brute_says {
    BRUTE_LOCKED,       /* A lock was done. */
    BRUTE_LOCK_REFUSED, /* ... refused with 5. */
    BRUTE_UNLOCKED,     /* An unlock was done. */
    BRUTE_UNLOCK_FREE,  /* ... refused with 1. */
    BRUTE_UNLOCK_OTHER, /* ... refused with 6. */
    BRUTE_QUERY_FREE,
    BRUTE_QUERY_NAME,   /* Locked by `name`. */
    BRUTE_EJECTED,
    BRUTE_EJECT_REFUSED,
    BRUTE_SAYS_COUNT
};

enum { BRUTE_MAX = 16, BRUTE_NO_END = INT32_MAX };

struct brute_op {
    enum brute_says says;
    bool unknown;    /* It may have happened or not; says LOCKED or UNLOCKED. */
    bool close;      /* The file object is gone: it owns no more. */
    int  client, file, name;
    int  from, to;   /* It happened at an instant of these, both included. */
    int  number;     /* Of its client, if that has one in flight at a time;
                        else 0. */
};

bool brute_has_order(const struct brute_op *ops, int count);

#endif

/* SPDX-License-Identifier: MIT */
/* What an answer about exclusive access says: who must have owned the drive at
 * the instant it took effect, and what it did. One row of a table for each
 * (spec 1.3 to 1.5, 2.1, 2.4, 8.2, 8.3). Everything else says nothing. */
#ifndef TJ_CORE_CHECK_LINEAR_NEED_H
#define TJ_CORE_CHECK_LINEAR_NEED_H

#include "core/check/lock_model.h"

enum linear_kind {
    LINEAR_NOTHING, /* It says nothing. */
    LINEAR_READ,    /* It says who owned and changes nothing. */
    LINEAR_TAKE,    /* From nobody to its file object. */
    LINEAR_RELEASE, /* From its file object to nobody. */
    LINEAR_CLOSE,   /* Its file object is gone: nobody, if it owned. */
};

enum linear_who {
    LINEAR_WHOEVER,
    LINEAR_FREE,      /* Nobody. */
    LINEAR_OWNED,     /* Somebody, itself perhaps. */
    LINEAR_SELF,
    LINEAR_OTHER,     /* Somebody else. */
    LINEAR_NAMED,     /* Somebody of that name. */
    LINEAR_NOT_OTHER, /* Nobody or itself. */
};

struct linear_need {
    uint8_t kind;       /* enum linear_kind */
    uint8_t who;        /* enum linear_who */
    bool    while_open; /* Only if the handle was open: a closed one gives the
                           same status. */
};

struct linear_facts {
    enum model_class class;
    enum model_known rw;
    bool             bad_name; /* A lock with it is never granted. */
};

struct linear_answer {
    uint8_t  verb;
    bool     known;  /* The drive's own answer, not injected or lost. */
    bool     done;
    bool     locked; /* QUERY */
    bool     ungated; /* An owner keeps nobody from other requests. */
    uint32_t status, code, length;
};

struct linear_need linear_need_of(const struct linear_facts *facts,
                                  const struct linear_answer *answer);

#endif

/* SPDX-License-Identifier: MIT */
/* The documented rule for each exclusive-access request, as a pure function:
 * what is known about the time between invocation and completion, and the
 * answer, give the rules that were judged and those that are contradicted.
 *
 * Written from the documentation (spec 1.2 to 1.7, 8.2, 8.7), knowing nothing
 * of how a driver does it. "owns" means surely throughout the interval, "may"
 * possibly at some instant of it; an answer is contradicted only when every
 * instant of the interval forbids it. */
#ifndef TJ_CORE_CHECK_LOCK_MODEL_H
#define TJ_CORE_CHECK_LOCK_MODEL_H

#include "core/check/rules.h"

#include <stdbool.h>
#include <stdint.h>

/* Spec 0.4. */
enum model_class { MODEL_UNKNOWN, MODEL_DIRECT, MODEL_VOLUME, MODEL_FILE };
enum model_known { MODEL_MAYBE, MODEL_NO, MODEL_YES };
enum model_request { MODEL_LOCK, MODEL_UNLOCK, MODEL_QUERY, MODEL_REQUESTS };

struct model_facts {
    enum model_class class;     /* Of the handle. */
    enum model_known rw;        /* Opened for reading and writing. */
    enum model_known open;      /* Throughout; NO: closed before. */
    enum model_known name_good; /* LOCK: the caller name. */
    bool mounted;      /* A volume, throughout. */
    bool self_owns, other_owns;
    bool survived;     /* ... although one of its handles was closed. */
    bool self_may, other_may;
    bool name_may;     /* Somebody who may own has the name a query gave. */
    bool unannounced_may; /* Somebody may own whose unlock had not been
                             announced before this request was invoked. */
    bool closed_before;   /* The last owner went with its last handle. */
    bool closed_name;     /* ... and had the name a query gave. */
};

struct model_answer {
    enum model_request request;
    bool               done;   /* Else refused. */
    uint32_t           status; /* NTSTATUS */
    uint32_t           info;   /* Bytes returned. */
    uint32_t           flags;  /* LOCK: as asked. */
    bool               locked; /* QUERY */
    bool               nameless; /* QUERY, not locked: and no name given. */
};

/* Sets of rules, bit by enum rule: MODEL_RULE. */
#define MODEL_RULE(rule) (UINT64_C(1) << (rule))
struct model_judgement {
    uint64_t judged;
    uint64_t broken; /* Subset of judged. */
};

struct model_judgement model_judge(const struct model_facts *facts,
                                   const struct model_answer *answer);

#endif

/* SPDX-License-Identifier: MIT */
/* One operation on its way through the judge: from its record, read in order
 * of invocation, to its judgement in order of completion. */
#ifndef TJ_CORE_CHECK_OPERATION_H
#define TJ_CORE_CHECK_OPERATION_H

#include "core/check/stamp.h"
#include "core/check/survey.h"

#define HISTORY_NOTHING UINT32_MAX /* No file object, no handle. */

/* Who is to blame for a refusal, kept after the ownership itself is gone. */
struct holder {
    uint32_t serial;     /* Of the tenure, from 1; 0: nobody. */
    uint32_t handle;
    uint16_t client;
    uint16_t name;
    uint8_t  score;      /* How sure; see ledger.c. */
    uint64_t since_ns;
    uint64_t release_ns; /* STAMP_NEVER: not known. */
    uint64_t next_ns;    /* Completion of the next grant; STAMP_NEVER. */
};

struct operation {
    struct stamp         at;
    struct tj_record_ref ref;
    uint32_t             status, info, result, arg, code;
    uint32_t             handle_number;
    uint32_t             handle;  /* Index in the history, or NOTHING. */
    uint32_t             file;    /* Index in the history, or NOTHING. */
    uint32_t             opened;  /* OPEN: the file object it made, if any. */
    uint32_t             serial;  /* LOCK: of its own tenure; 0 none. */
    uint32_t             order;   /* Where linear.c waits for it; 0 nowhere. */
    uint16_t             name;    /* Caller-name id as recorded. */
    uint8_t              drive, verb, outcome;
    bool                 injected, answered, measured, queued;
    bool                 brought; /* Refused, and bytes came all the same. */
    bool                 raw; /* Asked for by code, whatever its verb. */
    bool                 due, arrival; /* Open loop: it had a due time; it is
                                          the first of an arrival. */
    uint64_t             late_ns; /* Invocation after it was due. */
    uint64_t             alive_ns; /* Its client lived then. */
    /* Possible owners that have ended since, with intervals that touch it. */
    bool                 self_may, other_may, name_may, unannounced_may;
    struct holder        holder;
};

/* Takes a record apart. An operation without an answer, or whose outcome the
 * client never learned, has t1 = STAMP_NEVER: it may yet happen. An injected
 * answer is made when the drive has answered, or instead of asking it, so that
 * whatever happened has happened by then. */
struct operation operation_read(const struct survey *survey,
                                const struct tj_record *record,
                                const struct tj_record_ref *ref);

/* True when the drive itself answered: done or refused, not injected. */
static inline bool operation_is_real(const struct operation *op)
{
    return op->outcome != TJ_UNKNOWN && !op->injected;
}

/* What the record says is what happened: a real success. */
static inline bool operation_is_done(const struct operation *op)
{
    return op->outcome == TJ_DONE && !op->injected;
}

/* It may have changed something. A real refusal changes nothing; under an
 * injected answer of any kind the drive may have acted or not. */
static inline bool operation_may_act(const struct operation *op)
{
    return op->outcome != TJ_REFUSED || op->injected;
}

#endif

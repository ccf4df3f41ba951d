/* SPDX-License-Identifier: MIT */
/* Requests that emit an event if they succeed, matched with the events that
 * were seen. Two matchings are kept apart, each by earliest deadline first:
 * every event needs a request (any that may have succeeded), every sure
 * request needs an event. */
#ifndef TJ_CORE_CHECK_CLAIMS_H
#define TJ_CORE_CHECK_CLAIMS_H

#include "core/check/operation.h"

enum { CLAIMS_MAX = 512 };

struct claim {
    struct stamp         at;
    struct tj_record_ref ref;
    uint32_t             file;
    uint16_t             name;
    uint8_t              verb;
    bool                 sure;     /* It must have emitted one. */
    bool                 explains; /* Taken by an event. */
    bool                 emitted;  /* An event was found for it. */
};

struct claims {
    size_t       count;
    bool         lost; /* Too many at once: not judged any more. */
    uint64_t     closes_ns; /* When the last sure close was over, plus one. */
    struct claim items[CLAIMS_MAX];
};

/* The request of an operation just invoked. */
void claims_add(struct claims *claims, const struct operation *op, bool sure);

/* None of those there is sure any more: what was seen may belong to others. */
void claims_doubt(struct claims *claims);

/* Whether the close of that file object (HISTORY_NOTHING: of any) is there as
 * a sure release and had not completed by t_ns. */
bool claims_sure_close(const struct claims *claims, uint32_t file,
                       uint64_t t_ns);

static inline bool claim_holds(const struct claim *claim, uint64_t t_ns)
{
    return claim->at.t0_ns <= t_ns && t_ns <= claim->at.t1_ns;
}

/* Finds a request for an event and takes it; NULL: there is none. */
struct claim *claims_explain(struct claims *claims, uint64_t t_ns);
/* Finds a sure request that lacks its event, and gives it this one. */
void claims_emit(struct claims *claims, uint64_t t_ns);

/* How many requests could have emitted at that instant, taken or not. */
size_t claims_candidates(const struct claims *claims, uint64_t t_ns);

/* Takes out one that completed before t_ns; false: there is none. */
bool claims_finished(struct claims *claims, uint64_t t_ns,
                     struct claim *finished);

#endif

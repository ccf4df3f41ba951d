/* SPDX-License-Identifier: MIT */
#include "core/check/claims.h"

#include "core/base/assert.h"

bool claims_finished(struct claims *claims, uint64_t t_ns,
                     struct claim *finished)
{
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->items[i];
        if (claim->at.t1_ns >= t_ns)
            continue;
        *finished = *claim;
        *claim = claims->items[--claims->count];
        return true;
    }
    return false;
}

/* What is over can explain no later event; that nobody saw an event for it
 * proves nothing as long as no later one was seen either. */
static void drop_finished(struct claims *claims, uint64_t now_ns)
{
    struct claim unused;
    while (claims_finished(claims, now_ns, &unused))
        continue;
}

void claims_add(struct claims *claims, const struct operation *op, bool sure)
{
    if (claims->count == CLAIMS_MAX)
        drop_finished(claims, op->at.t0_ns);
    if (claims->count == CLAIMS_MAX) {
        claims->lost = true;
        return;
    }
    struct claim *claim = &claims->items[claims->count++];
    *claim = (struct claim){ .at = op->at,
                             .ref = op->ref,
                             .file = op->file,
                             .name = op->name,
                             .verb = op->verb,
                             .sure = sure };
    if (sure && op->verb == TJ_CLOSE && op->at.t1_ns >= claims->closes_ns)
        claims->closes_ns = op->at.t1_ns + 1;
}

void claims_doubt(struct claims *claims)
{
    for (size_t i = 0; i < claims->count; i++)
        claims->items[i].sure = false;
}

bool claims_sure_close(const struct claims *claims, uint32_t file,
                       uint64_t t_ns)
{
    /* Asked for every request, and nearly always told no. */
    for (size_t i = 0; i < claims->count && t_ns < claims->closes_ns; i++) {
        const struct claim *claim = &claims->items[i];
        if (claim->verb == TJ_CLOSE && claim->sure && claim->at.t1_ns >= t_ns &&
            (claim->file == file || file == HISTORY_NOTHING))
            return true;
    }
    return false;
}

struct claim *claims_explain(struct claims *claims, uint64_t t_ns)
{
    struct claim *best = NULL;
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->items[i];
        if (!claim->explains && claim_holds(claim, t_ns) &&
            (best == NULL || claim->at.t1_ns < best->at.t1_ns))
            best = claim;
    }
    if (best != NULL)
        best->explains = true;
    return best;
}

void claims_emit(struct claims *claims, uint64_t t_ns)
{
    struct claim *best = NULL;
    for (size_t i = 0; i < claims->count; i++) {
        struct claim *claim = &claims->items[i];
        if (claim->sure && !claim->emitted && claim_holds(claim, t_ns) &&
            (best == NULL || claim->at.t1_ns < best->at.t1_ns))
            best = claim;
    }
    if (best != NULL)
        best->emitted = true;
}

size_t claims_candidates(const struct claims *claims, uint64_t t_ns)
{
    size_t candidates = 0;
    for (size_t i = 0; i < claims->count; i++)
        candidates += claim_holds(&claims->items[i], t_ns) ? 1 : 0;
    return candidates;
}

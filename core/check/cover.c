/* SPDX-License-Identifier: MIT */
#include "core/check/cover.h"

#include "core/base/assert.h"

const char *tj_cover_state_name(enum tj_cover_state state)
{
    static const char *const names[TJ_COVER_STATES] = {
        [TJ_COVER_FREE] = "free",
        [TJ_COVER_SELF] = "owned by itself",
        [TJ_COVER_OTHER] = "owned by another",
        [TJ_COVER_UNSURE] = "not sure",
    };
    TJ_ASSERT((unsigned)state < TJ_COVER_STATES);
    return names[state];
}

const char *tj_cover_caller_name(enum tj_cover_caller caller)
{
    static const char *const names[TJ_COVER_CALLERS] = {
        [TJ_COVER_OWNER] = "owner",
        [TJ_COVER_DIRECT] = "device handle",
        [TJ_COVER_VOLUME] = "volume handle",
        [TJ_COVER_FILE] = "file handle",
    };
    TJ_ASSERT((unsigned)caller < TJ_COVER_CALLERS);
    return names[caller];
}

bool tj_cover_reachable(enum tj_verb verb, enum tj_cover_state state,
                        enum tj_cover_caller caller)
{
    if (state == TJ_COVER_UNSURE)
        return false;
    if (state == TJ_COVER_SELF || caller == TJ_COVER_OWNER)
        return state == TJ_COVER_SELF && caller == TJ_COVER_OWNER &&
               verb != TJ_OPEN;
    return true;
}

/* What gives the drive back, or may, ends the ownership it is asked through:
 * the owner asked if it owned until then. */
static bool owned_until(const struct history *history,
                        const struct operation *op)
{
    const struct history_drive *drive = &history->drives[op->drive];

    if (op->verb != TJ_UNLOCK && op->verb != TJ_CLOSE)
        return false;
    for (size_t i = 0; i < drive->count; i++) {
        const struct tenure *tenure = &drive->tenures[i];
        if (tenure->file == op->file && tenure->sure &&
            stamp_before(&tenure->lock, &op->at) && tenure->has_release &&
            tenure->release.client == op->at.client &&
            tenure->release.number == op->at.number)
            return true;
    }
    return false;
}

static enum tj_cover_state state_of(const struct history *history,
                                    const struct operation *op,
                                    const struct evidence *evidence)
{
    const struct model_facts *facts = &evidence->facts;

    if (!evidence->fit)
        return TJ_COVER_UNSURE;
    if (facts->self_owns || owned_until(history, op))
        return TJ_COVER_SELF;
    if (facts->other_owns)
        return TJ_COVER_OTHER;
    return facts->self_may || facts->other_may ? TJ_COVER_UNSURE
                                               : TJ_COVER_FREE;
}

void cover_answer(struct tj_verdict *verdict, const struct history *history,
                  const struct operation *op, const struct evidence *evidence)
{
    struct tj_coverage  *coverage = &verdict->coverage;
    enum tj_cover_state  state = state_of(history, op, evidence);
    enum tj_cover_caller caller = TJ_COVER_DIRECT;
    enum model_class     class = op->verb == TJ_OPEN ? handles_class_of(op->arg)
                                                     : evidence->facts.class;

    if (!op->measured)
        return;
    if (class == MODEL_UNKNOWN) {
        coverage->no_handle += 1;
        return;
    }
    if (state == TJ_COVER_SELF)
        caller = TJ_COVER_OWNER;
    else if (class == MODEL_VOLUME)
        caller = TJ_COVER_VOLUME;
    else if (class == MODEL_FILE)
        caller = TJ_COVER_FILE;
    struct tj_cover_cell *cell = &coverage->cells[op->verb][state][caller];
    if (op->outcome == TJ_DONE)
        cell->done += 1;
    else
        cell->refused += 1;
}

static void close_verb(struct tj_coverage *coverage, unsigned verb)
{
    size_t met = 0, reachable = 0;
    bool   used = false;

    for (unsigned state = 0; state < TJ_COVER_STATES; state++)
        for (unsigned caller = 0; caller < TJ_COVER_CALLERS; caller++) {
            const struct tj_cover_cell *cell =
                &coverage->cells[verb][state][caller];
            bool seen = cell->done + cell->refused > 0;
            bool can = tj_cover_reachable((enum tj_verb)verb,
                                          (enum tj_cover_state)state,
                                          (enum tj_cover_caller)caller);
            used = used || seen;
            met += seen && can;
            reachable += can;
        }
    coverage->met += met;
    coverage->reachable += used ? reachable : 0;
}

void cover_close(struct tj_verdict *verdict)
{
    for (unsigned verb = 0; verb < TJ_VERB_COUNT; verb++)
        close_verb(&verdict->coverage, verb);
}

/* SPDX-License-Identifier: MIT */
/* Putting back what a client changed. What a close would undo anyway is tried
 * once; handles and simple tray locks are worth insisting on. */
#include "stress/engine_parts.h"

#include "core/base/assert.h"

enum { OWN_SLOT = 0 };

static bool is_open(const struct tj_client_state *state, unsigned slot)
{
    return state->slots[slot].handle != TJ_NO_HANDLE;
}

/* Learns an answer; true when the same thing must be tried again later. */
static bool learn(struct tj_client_state *state, const struct tj_reply *reply)
{
    bool refused = reply->outcome == TJ_REFUSED;

    if (state->op.verb == TJ_OPEN && reply->outcome == TJ_DONE)
        engine_take_open(state, OWN_SLOT);
    if (state->op.verb == TJ_ALLOW && !refused)
        state->prevents -= 1;
    if (state->op.verb == TJ_CLOSE && (!refused || state->tries == 0))
        engine_give_handle(state, state->op.handle);
    bool insists = state->op.verb == TJ_OPEN || state->op.verb == TJ_ALLOW ||
                   state->op.verb == TJ_CLOSE;
    if (!refused || !insists || state->tries == 0)
        return false;
    state->tries -= 1;
    return true;
}

/* The verb that undoes something the slot's file object holds; the state counts
 * it as undone. TJ_VERB_COUNT: it holds nothing. */
static enum tj_verb undo_of(struct tj_client_state *state, unsigned slot)
{
    struct tj_engine_file *file = &state->files[state->slots[slot].file];

    if (file->owner) {
        file->owner = false;
        return TJ_UNLOCK;
    }
    if (file->mcn_off > 0) {
        file->mcn_off -= 1;
        return TJ_MCN_ON;
    }
    if (file->secure > 0) {
        file->secure -= 1;
        return TJ_SECURE_ALLOW;
    }
    return TJ_VERB_COUNT;
}

static enum tj_verb choose(struct tj_client_state *state, uint8_t *slot,
                           uint32_t *arg)
{
    bool allowing = state->prevents > 0 && state->tries > 0;

    *arg = 0;
    for (*slot = 0; *slot < TJ_SLOTS_MAX; *slot += 1) {
        if (!is_open(state, *slot))
            continue;
        enum tj_verb verb = undo_of(state, *slot);
        if (verb != TJ_VERB_COUNT)
            return verb;
    }
    /* A handle of before may lack the access that ALLOW needs. */
    for (*slot = 0; *slot < TJ_SLOTS_MAX; *slot += 1)
        if (is_open(state, *slot) &&
            !(allowing && state->own_handle == state->slots[*slot].handle))
            return TJ_CLOSE;
    *slot = OWN_SLOT;
    if (!allowing)
        return TJ_VERB_COUNT;
    if (is_open(state, OWN_SLOT))
        return TJ_ALLOW;
    *arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    return TJ_OPEN;
}

void engine_undo(const struct turn *turn, const struct tj_reply *last)
{
    struct tj_client_state *state = turn->state;
    uint8_t                 slot;
    uint32_t                arg;

    TJ_ASSERT(state->phase != TJ_ENGINE_WORK);
    if (last != NULL && learn(state, last)) {
        engine_wait_until(state, turn->now_ns + ENGINE_UNDO_PAUSE_NS);
        return;
    }
    enum tj_verb verb = choose(state, &slot, &arg);
    if (verb == TJ_VERB_COUNT) {
        state->phase = TJ_ENGINE_DONE;
        state->action.kind = TJ_ACT_DONE;
        return;
    }
    state->undoing = true;
    engine_make(turn, verb, slot, arg);
    if (verb == TJ_OPEN)
        state->own_handle = state->op.handle;
    engine_submit(state);
}

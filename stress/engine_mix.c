/* SPDX-License-Identifier: MIT */
/* Clients whose steps are drawn by weight. */
#include "stress/engine_parts.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"

enum { MIX_LENGTH = 2048, MIX_SECTORS = 300000 };

static void pick(const struct turn *turn)
{
    struct tj_client_state  *state = turn->state;
    const struct tj_persona *persona = state->persona;

    state->turn += 1;
    uint64_t left = tj_below(engine_draw(turn, DRAW_PICK),
                             persona->weights_sum);
    state->step = 0;
    while (left >= persona->weights[state->step]) {
        left -= persona->weights[state->step];
        state->step += 1;
    }
    TJ_ASSERT(state->step < persona->steps_count);
    state->pause_ns = tj_open_loop_is_open(&state->loop)
                          ? 0
                          : engine_sample(turn, &persona->think);
    state->tries = persona->retries[0].tries;
    state->picked = true;
}

/* What a mix leaves to chance beside the verb. */
static void detail(const struct turn *turn, enum tj_verb verb)
{
    struct tj_op *op = &turn->state->op;
    uint32_t      arg = 0;
    uint64_t      offset = 0;

    if (verb == TJ_LOCK)
        arg = engine_draw(turn, DRAW_DETAIL) & 1 ? TJ_LOCK_IGNORE_VOLUME : 0;
    if (verb == TJ_UNLOCK)
        arg = engine_draw(turn, DRAW_DETAIL) & 1 ? TJ_NO_MEDIA_NOTIFICATIONS
                                                  : 0;
    if (verb == TJ_READ || verb == TJ_WRITE) {
        arg = MIX_LENGTH;
        offset = MIX_LENGTH *
                 tj_below(engine_draw(turn, DRAW_DETAIL), MIX_SECTORS);
    }
    op->arg = arg;
    op->offset = offset;
}

void engine_next_of_mix(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;

    if (engine_awaits(turn))
        return;
    if (state->again) {
        /* The same request; its own turn, so that it draws its own pause. */
        state->again = false;
        state->turn += 1;
        engine_submit(state);
        return;
    }
    if (!state->picked)
        pick(turn);
    const struct tj_step *step = &state->persona->steps[state->step];
    enum tj_verb          verb = (enum tj_verb)step->verb;
    if (state->slots[step->handle].handle == TJ_NO_HANDLE) {
        enum tj_target target =
            step->handle == TJ_MIX_VOLUME_SLOT ? TJ_VOLUME : TJ_INTERFACE;
        engine_make(turn, TJ_OPEN, step->handle,
                    tj_open_arg(target, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL));
        engine_submit(state);
        return;
    }
    state->op_slot = step->handle;
    state->op.handle = state->slots[step->handle].handle;
    detail(turn, verb);
    if (state->encoded != state->step || verb == TJ_LOCK ||
        verb == TJ_UNLOCK) {
        engine_encode(turn, verb);
        state->encoded = state->step;
    }
    engine_submit(state);
}

bool engine_learn_mix(const struct turn *turn, const struct tj_reply *reply)
{
    struct tj_client_state *state = turn->state;

    /* An open on the way to its pick: then the pick. */
    if (state->op.verb == TJ_OPEN && reply->outcome == TJ_DONE)
        return false;
    if (state->op.verb == TJ_LOCK && reply->outcome == TJ_REFUSED &&
        state->tries > 0) {
        engine_try_again(turn, &state->persona->retries[0]);
        return true;
    }
    state->picked = false;
    tj_open_loop_served(&state->loop);
    engine_wait_until(state, turn->now_ns + state->pause_ns);
    return state->pause_ns > 0;
}

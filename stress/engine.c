/* SPDX-License-Identifier: MIT */
#include "stress/engine.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"
#include "stress/engine_parts.h"

/* Workers that take the place of a killed one count on up to 65000. Elsewhere
 * the highest bit stays free: the upper numbers are nobody's. */
enum { CLIENT_BITS_OF_PROCESSES = 16, HANDLE_BITS = 32 };

unsigned tj_handle_shift(const struct tj_workload *workload)
{
    unsigned bits = 1;

    if (workload->runner == TJ_RUNNER_PROCESSES)
        return HANDLE_BITS - CLIENT_BITS_OF_PROCESSES;
    while (workload->clients + workload->drives >= 1u << bits)
        bits++;
    return HANDLE_BITS - 1 - bits;
}

void tj_engine_init(struct tj_client_state *state,
                    const struct tj_workload *workload, tj_client client)
{
    *state = (struct tj_client_state){
        .persona = tj_engine_persona(workload, client),
        .client = client,
        .drive = (uint8_t)((client - 1) % workload->drives),
        .encoded = TJ_STEPS_MAX,
        .outcome = TJ_OUTCOME_COUNT,
    };
    state->op.client = client;
    state->op.drive = state->drive;
}

void tj_engine_rename(struct tj_client_state *state, tj_client client)
{
    TJ_ASSERT(state->turn == 0);
    state->client = state->op.client = client;
}

/* One block a turn, made when its first slot is asked for. Turns count from 1,
 * so 0 says that there is none yet. */
uint64_t engine_draw(const struct turn *turn, unsigned slot)
{
    struct tj_client_state *state = turn->state;

    if (state->drawn != state->turn) {
        state->drawn = state->turn;
        state->draws = tj_draw(turn->workload->seed, TJ_STREAM_WORKLOAD,
                               state->client, state->turn);
    }
    return state->draws.slot[slot];
}

/* No chance is drawn where there is none: half of all waits are fixed. */
uint64_t engine_sample(const struct turn *turn,
                       const struct tj_distribution *time)
{
    uint64_t chance =
        time->kind == TJ_FIXED ? 0 : engine_draw(turn, DRAW_TIME);

    return tj_distribution_sample(time, chance);
}

/* --- Operations --- */

void engine_submit(struct tj_client_state *state)
{
    state->asked = true;
    state->number += 1;
    state->op.number = state->number;
    state->action.kind = TJ_ACT_SUBMIT;
    state->action.op = &state->op;
}

static tj_handle new_handle(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;
    unsigned                shift = tj_handle_shift(turn->workload);

    for (;;) {
        state->opened = state->opened % ((1u << shift) - 1) + 1;
        tj_handle handle = (tj_handle)state->client << shift | state->opened;
        bool      in_use = false;
        for (unsigned i = 0; i < TJ_SLOTS_MAX; i++)
            in_use = in_use || state->slots[i].handle == handle;
        if (!in_use)
            return handle;
    }
}

void engine_encode(const struct turn *turn, enum tj_verb verb)
{
    struct tj_client_state  *state = turn->state;
    const struct tj_persona *persona = state->persona;
    struct tj_op            *op = &state->op;

    op->verb = verb;
    op->name = 0;
    if (verb == TJ_LOCK && persona->caller_id > 0)
        op->name = (uint16_t)(persona->caller_id +
                              state->locks % persona->callers);
    tj_encode(op, verb == TJ_LOCK ? turn->workload->names[op->name] : NULL);
}

void engine_make(const struct turn *turn, enum tj_verb verb, uint8_t slot,
                 uint32_t arg)
{
    struct tj_client_state *state = turn->state;
    struct tj_op           *op = &state->op;

    op->arg = arg;
    op->offset = 0;
    state->op_slot = slot;
    op->handle = verb == TJ_OPEN || verb == TJ_DUPLICATE
                     ? new_handle(turn)
                     : state->slots[slot].handle;
    state->encoded = TJ_STEPS_MAX;
    engine_encode(turn, verb);
}

void engine_try_again(const struct turn *turn, const struct tj_retry *retry)
{
    struct tj_client_state *state = turn->state;
    double delay_ns = (double)engine_sample(turn, &retry->pause);

    state->tries -= 1;
    state->again = true;
    if (retry->jitter > 0) {
        uint64_t chance = engine_draw(turn, DRAW_JITTER) >> 11;
        double   share = (double)chance / 4503599627370496.0 - 1; /* -1 .. 1 */
        delay_ns *= 1 + share * retry->jitter;
    }
    engine_wait_until(state, turn->now_ns + (uint64_t)delay_ns);
}

/* --- The engine --- */

void tj_engine_stop(struct tj_client_state *state)
{
    if (state->phase != TJ_ENGINE_WORK)
        return;
    state->phase = TJ_ENGINE_UNDO;
    state->tries = ENGINE_UNDO_TRIES;
    state->again = state->waits = false;
}

/* True: the action is written. */
static bool learn(const struct turn *turn, const struct tj_reply *reply)
{
    TJ_ASSERT(reply->number == turn->state->op.number);
    engine_note(turn->state, reply);
    if (turn->state->phase != TJ_ENGINE_WORK || turn->workload->lists != NULL)
        return false;
    return turn->state->persona->mix ? engine_learn_mix(turn, reply)
                                     : engine_learn_script(turn, reply);
}

const struct tj_action *tj_engine_next(const struct tj_workload *workload,
                                       struct tj_client_state *state,
                                       uint64_t now_ns,
                                       const struct tj_reply *last)
{
    const struct turn turn = { workload, state, now_ns };

    TJ_ASSERT((last != NULL) == state->asked);
    state->asked = false;
    state->op.due_ns = 0;
    state->op.arrival = false;
    if (last != NULL && !state->undoing) {
        if (learn(&turn, last))
            return &state->action;
        last = NULL;
    }
    if (state->phase == TJ_ENGINE_WORK)
        (workload->lists != NULL    ? engine_next_of_list
         : state->persona->mix ? engine_next_of_mix
                               : engine_next_of_script)(&turn);
    /* A script may retire. */
    if (state->phase != TJ_ENGINE_WORK && !engine_drops(&turn))
        engine_undo(&turn, last);
    engine_stamp(&turn);
    return &state->action;
}

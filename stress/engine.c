/* SPDX-License-Identifier: MIT */
#include "stress/engine.h"

#include "core/base/assert.h"
#include "core/drive/encode.h"
#include "stress/engine_undo.h"

/* Slots of a turn's draws. */
enum { DRAW_PICK = 0, DRAW_TIME = 1, DRAW_JITTER = 2, DRAW_DETAIL = 3 };
enum { MIX_LENGTH = 2048, MIX_SECTORS = 300000 };

/* A script that finds nothing to do waits that long: it must not spin. */
#define IDLE_NS UINT64_C(1000000)

const struct tj_persona *tj_engine_persona(const struct tj_workload *workload,
                                           tj_client client)
{
    uint32_t dealt[TJ_PERSONAS_MAX] = { 0 };
    size_t   best = 0;

    TJ_ASSERT(client >= 1 && workload->personas_count >= 1);
    /* Sainte-Lague: after every client the shares are as near to the weights
     * as whole clients allow. */
    for (tj_client i = 0; i < client; i++) {
        best = 0;
        for (size_t j = 1; j < workload->personas_count; j++) {
            uint64_t mine = workload->personas[j].weight;
            uint64_t other = workload->personas[best].weight;
            if (mine * (2 * dealt[best] + 1) > other * (2 * dealt[j] + 1))
                best = j;
        }
        dealt[best]++;
    }
    return &workload->personas[best];
}

void tj_engine_init(struct tj_client_state *state,
                    const struct tj_workload *workload, tj_client client)
{
    *state = (struct tj_client_state){
        .persona = tj_engine_persona(workload, client),
        .client = client,
        .drive = (uint8_t)((client - 1) % workload->drives),
        .encoded = TJ_STEPS_MAX,
    };
    state->op.client = client;
    state->op.drive = state->drive;
}

/* One block a turn, made when its first slot is asked for. Turns count from 1,
 * so 0 says that there is none yet. */
static uint64_t draw(const struct tj_workload *workload,
                     struct tj_client_state *state, unsigned slot)
{
    if (state->drawn != state->turn) {
        state->drawn = state->turn;
        state->draws = tj_draw(workload->seed, TJ_STREAM_WORKLOAD,
                               state->client, state->turn);
    }
    return state->draws.slot[slot];
}

/* No chance is drawn where there is none: half of all waits are fixed. */
static uint64_t sample(const struct tj_workload *workload,
                       struct tj_client_state *state,
                       const struct tj_distribution *time)
{
    uint64_t chance = time->kind == TJ_FIXED
                          ? 0
                          : draw(workload, state, DRAW_TIME);
    return tj_distribution_sample(time, chance);
}

static struct tj_action wait_until(uint64_t until_ns)
{
    return (struct tj_action){ .kind = TJ_ACT_WAIT, .until_ns = until_ns };
}

struct tj_action engine_submit(struct tj_client_state *state)
{
    state->asked = true;
    state->number += 1;
    state->op.number = state->number;
    return (struct tj_action){ .kind = TJ_ACT_SUBMIT, .op = &state->op };
}

/* --- What an answer means --- */

static void take_handle(struct tj_client_state *state, uint8_t slot,
                        uint8_t file)
{
    state->slots[slot].handle = state->op.handle;
    state->slots[slot].file = file;
    state->files[file].handles += 1;
}

void engine_take_open(struct tj_client_state *state, uint8_t slot)
{
    uint8_t file = 0;

    /* As many file objects as slots: one is free. */
    while (state->files[file].handles > 0)
        file++;
    state->files[file] = (struct tj_engine_file){ 0 };
    take_handle(state, slot, file);
}

void engine_give_handle(struct tj_client_state *state, tj_handle handle)
{
    for (unsigned i = 0; i < TJ_SLOTS_MAX; i++) {
        struct tj_engine_slot *slot = &state->slots[i];
        if (slot->handle != handle)
            continue;
        slot->handle = TJ_NO_HANDLE;
        /* With the last handle goes all that the file object held. */
        state->files[slot->file].handles -= 1;
        if (state->files[slot->file].handles == 0)
            state->files[slot->file] = (struct tj_engine_file){ 0 };
    }
}

static void lower(uint32_t *count)
{
    if (*count > 0)
        *count -= 1;
}

/* Takes note of an operation that was done, or may have been: what it may have
 * taken will be put back. */
static void note_done(struct tj_client_state *state, enum tj_outcome outcome)
{
    uint8_t                slot = state->op_slot;
    struct tj_engine_file *file = &state->files[state->slots[slot].file];
    bool                   sure = outcome == TJ_DONE;

    switch ((int)state->op.verb) {
    case TJ_OPEN:
        /* Without an answer there is no handle to use. */
        if (sure)
            engine_take_open(state, slot);
        break;
    case TJ_CLOSE:
        engine_give_handle(state, state->op.handle);
        break;
    case TJ_LOCK:
        file->owner = true;
        break;
    case TJ_UNLOCK:
        file->owner = file->owner && !sure;
        break;
    case TJ_MCN_OFF:
        file->mcn_off += 1;
        break;
    case TJ_MCN_ON:
        lower(&file->mcn_off);
        break;
    case TJ_SECURE_PREVENT:
        file->secure += 1;
        break;
    case TJ_SECURE_ALLOW:
        lower(&file->secure);
        break;
    case TJ_PREVENT:
        state->prevents += 1;
        break;
    case TJ_ALLOW:
        lower(&state->prevents);
        break;
    default:
        break;
    }
}

static void note_duplicate(struct tj_client_state *state,
                           const struct tj_step *step)
{
    take_handle(state, step->handle, state->slots[step->arg].file);
}

/* --- Scripts --- */

static void go_on(struct tj_client_state *state)
{
    state->step += 1;
    if (state->step == state->persona->steps_count)
        state->step = 0;
}

static struct tj_action try_again(const struct tj_workload *workload,
                                  struct tj_client_state *state,
                                  uint64_t now_ns)
{
    const struct tj_persona *persona = state->persona;
    double                   delay_ns = (double)persona->retry_delay_ns;

    state->tries -= 1;
    state->again = true;
    if (persona->retry_jitter > 0) {
        uint64_t chance = draw(workload, state, DRAW_JITTER) >> 11;
        double   share = (double)chance / 4503599627370496.0 - 1; /* -1 .. 1 */
        delay_ns *= 1 + share * persona->retry_jitter;
    }
    return wait_until(now_ns + (uint64_t)delay_ns);
}

static void refused(struct tj_client_state *state, const struct tj_step *step)
{
    if (step->on_refusal == TJ_ON_REFUSAL_NEXT)
        go_on(state);
    else if (step->on_refusal == TJ_ON_REFUSAL_RETIRE)
        tj_engine_stop(state);
    else
        state->step = step->on_refusal;
}

/* Learns the answer to the step being done. True: *action is next. */
static bool learn(const struct tj_workload *workload,
                  struct tj_client_state *state, uint64_t now_ns,
                  const struct tj_reply *reply, struct tj_action *action)
{
    const struct tj_persona *persona = state->persona;
    const struct tj_step    *step = &persona->steps[state->step];
    bool stopped = state->phase != TJ_ENGINE_WORK;

    if (state->op.verb == TJ_DUPLICATE && reply->outcome == TJ_DONE)
        note_duplicate(state, step);
    else if (reply->outcome != TJ_REFUSED)
        note_done(state, reply->outcome);
    /* A mix's open on the way to its pick: then the pick. */
    bool on_the_way = persona->mix && state->op.verb == TJ_OPEN;
    if (stopped || (on_the_way && reply->outcome == TJ_DONE))
        return false;
    if (state->op.verb == TJ_LOCK && reply->outcome == TJ_REFUSED &&
        state->tries > 0) {
        *action = try_again(workload, state, now_ns);
        return true;
    }
    if (persona->mix) {
        state->picked = false;
        *action = wait_until(now_ns + state->pause_ns);
        return state->pause_ns > 0;
    }
    if (reply->outcome == TJ_REFUSED)
        refused(state, step);
    else
        go_on(state);
    return false;
}

static tj_handle new_handle(struct tj_client_state *state)
{
    for (;;) {
        state->opened = state->opened % UINT16_MAX + 1;
        tj_handle handle = (tj_handle)state->client << 16 | state->opened;
        bool      in_use = false;
        for (unsigned i = 0; i < TJ_SLOTS_MAX; i++)
            in_use = in_use || state->slots[i].handle == handle;
        if (!in_use)
            return handle;
    }
}

/* Bytes are made once for a step done over and over. */
static void encode(const struct tj_workload *workload,
                   struct tj_client_state *state, enum tj_verb verb)
{
    struct tj_op *op = &state->op;

    op->verb = verb;
    op->name = verb == TJ_LOCK ? state->persona->caller_id : 0;
    tj_encode(op, verb == TJ_LOCK ? workload->names[op->name] : NULL);
}

void engine_make(const struct tj_workload *workload,
                 struct tj_client_state *state, enum tj_verb verb,
                 uint8_t slot, uint32_t arg)
{
    struct tj_op *op = &state->op;

    op->arg = arg;
    op->offset = 0;
    state->op_slot = slot;
    op->handle = verb == TJ_OPEN || verb == TJ_DUPLICATE
                     ? new_handle(state)
                     : state->slots[slot].handle;
    state->encoded = TJ_STEPS_MAX;
    encode(workload, state, verb);
}

/* Whether there is a handle to do it with, or, for an open, without. */
static bool can_do(const struct tj_client_state *state,
                   const struct tj_step *step)
{
    bool open = state->slots[step->handle].handle != TJ_NO_HANDLE;

    if (step->verb == TJ_DUPLICATE)
        return !open && state->slots[step->arg].handle != TJ_NO_HANDLE;
    return step->verb == TJ_OPEN ? !open : open;
}

static struct tj_action do_step(const struct tj_workload *workload,
                                struct tj_client_state *state,
                                const struct tj_step *step)
{
    struct tj_op *op = &state->op;

    if (state->encoded != state->step || step->verb == TJ_OPEN ||
        step->verb == TJ_DUPLICATE) {
        engine_make(workload, state, step->verb, step->handle, step->arg);
        state->encoded = state->step;
        op->offset = step->offset;
        if (step->verb == TJ_DUPLICATE)
            op->arg = state->slots[step->arg].handle;
    } else {
        state->op_slot = step->handle;
        op->handle = state->slots[step->handle].handle;
    }
    if (!state->again)
        state->tries = state->persona->retry_tries;
    state->again = false;
    return engine_submit(state);
}

static struct tj_action next_of_script(const struct tj_workload *workload,
                                       struct tj_client_state *state,
                                       uint64_t now_ns)
{
    const struct tj_persona *persona = state->persona;

    for (size_t passed = 0; passed <= persona->steps_count; passed++) {
        const struct tj_step *step = &persona->steps[state->step];

        state->turn += 1;
        if (step->kind == TJ_STEP_OP) {
            if (can_do(state, step))
                return do_step(workload, state, step);
            state->again = false;
            go_on(state);
            continue;
        }
        uint64_t time_ns = sample(workload, state, &step->time);
        go_on(state);
        if (time_ns > 0)
            return wait_until(now_ns + time_ns);
    }
    return wait_until(now_ns + IDLE_NS);
}

/* --- Mixes --- */

static void pick(const struct tj_workload *workload,
                 struct tj_client_state *state)
{
    const struct tj_persona *persona = state->persona;

    state->turn += 1;
    uint64_t left =
        tj_below(draw(workload, state, DRAW_PICK), persona->weights_sum);
    state->step = 0;
    while (left >= persona->weights[state->step]) {
        left -= persona->weights[state->step];
        state->step += 1;
    }
    TJ_ASSERT(state->step < persona->steps_count);
    state->pause_ns = sample(workload, state, &persona->think);
    state->tries = persona->retry_tries;
    state->picked = true;
}

/* What a mix leaves to chance beside the verb. */
static void detail(const struct tj_workload *workload,
                   struct tj_client_state *state, enum tj_verb verb)
{
    struct tj_op *op = &state->op;
    uint32_t      arg = 0;
    uint64_t      offset = 0;

    if (verb == TJ_LOCK)
        arg = draw(workload, state, DRAW_DETAIL) & 1 ? TJ_LOCK_IGNORE_VOLUME
                                                      : 0;
    if (verb == TJ_UNLOCK)
        arg = draw(workload, state, DRAW_DETAIL) & 1
                  ? TJ_NO_MEDIA_NOTIFICATIONS
                  : 0;
    if (verb == TJ_READ || verb == TJ_WRITE) {
        arg = MIX_LENGTH;
        offset = MIX_LENGTH *
                 tj_below(draw(workload, state, DRAW_DETAIL), MIX_SECTORS);
    }
    op->arg = arg;
    op->offset = offset;
}

static struct tj_action next_of_mix(const struct tj_workload *workload,
                                    struct tj_client_state *state)
{
    if (state->again) {
        /* The same request; its own turn, so that it draws its own pause. */
        state->again = false;
        state->turn += 1;
        return engine_submit(state);
    }
    if (!state->picked)
        pick(workload, state);
    const struct tj_step *step = &state->persona->steps[state->step];
    if (state->slots[step->handle].handle == TJ_NO_HANDLE) {
        enum tj_target target =
            step->handle == TJ_MIX_VOLUME_SLOT ? TJ_VOLUME : TJ_INTERFACE;
        engine_make(workload, state, TJ_OPEN, step->handle,
                    tj_open_arg(target, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL));
        return engine_submit(state);
    }
    state->op_slot = step->handle;
    state->op.handle = state->slots[step->handle].handle;
    detail(workload, state, step->verb);
    if (state->encoded != state->step || step->verb == TJ_LOCK ||
        step->verb == TJ_UNLOCK) {
        encode(workload, state, step->verb);
        state->encoded = state->step;
    }
    return engine_submit(state);
}

/* --- The engine --- */

void tj_engine_stop(struct tj_client_state *state)
{
    if (state->phase != TJ_ENGINE_WORK)
        return;
    state->phase = TJ_ENGINE_UNDO;
    state->tries = ENGINE_UNDO_TRIES;
    state->again = false;
}

struct tj_action tj_engine_next(const struct tj_workload *workload,
                                struct tj_client_state *state, uint64_t now_ns,
                                const struct tj_reply *last)
{
    struct tj_action action;

    TJ_ASSERT((last != NULL) == state->asked);
    state->asked = false;
    if (last != NULL && !state->undoing) {
        TJ_ASSERT(last->number == state->op.number);
        if (learn(workload, state, now_ns, last, &action))
            return action;
        last = NULL;
    }
    if (state->phase != TJ_ENGINE_WORK)
        return engine_undo(workload, state, now_ns, last);
    return state->persona->mix ? next_of_mix(workload, state)
                               : next_of_script(workload, state, now_ns);
}

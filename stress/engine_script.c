/* SPDX-License-Identifier: MIT */
/* A script, step by step. Each kind of step is a row of a table: it gives an
 * action, or passes and has moved on. */
#include "stress/engine_parts.h"

#include "core/base/apart.h"
#include "core/base/assert.h"
#include "core/drive/encode.h"

#include <string.h>

/* A script that finds nothing to do waits that long: it must not spin. */
#define IDLE_NS UINT64_C(1000000)

static void go_to(struct tj_client_state *state, uint8_t step)
{
    state->step = step;
    state->again = false;
    if (engine_pass_ends(state, step)) {
        state->step = 0;
        tj_open_loop_served(&state->loop);
    }
}

static void go_on(struct tj_client_state *state)
{
    uint8_t next = (uint8_t)(state->step + 1);

    go_to(state, next == state->persona->steps_count ? 0 : next);
}

/* --- What became of a step --- */

static void settle(struct tj_client_state *state, enum tj_outcome outcome,
                   uint32_t status)
{
    const struct tj_step *step = &state->persona->steps[state->step];

    state->outcome = (uint8_t)outcome;
    state->status = status;
    if (outcome != TJ_REFUSED || step->on_refusal == TJ_ON_REFUSAL_NEXT)
        go_on(state);
    else if (step->on_refusal == TJ_ON_REFUSAL_RETIRE)
        tj_engine_stop(state);
    else
        go_to(state, step->on_refusal);
}

/* There was nothing to do it with. */
static void pass(struct tj_client_state *state)
{
    state->outcome = TJ_OUTCOME_COUNT;
    go_on(state);
}

static bool is_one_of(const uint32_t *statuses, uint32_t status)
{
    bool found = statuses[0] == 0;

    for (size_t i = 0; i < TJ_STATUSES_MAX && statuses[i] != 0; i++)
        found = found || statuses[i] == status;
    return found;
}

static const struct tj_retry *retry_of(const struct tj_client_state *state,
                                       const struct tj_step *step)
{
    static const struct tj_retry none = { .tries = 0 };

    if (step->retry == 0 && (step->kind != TJ_STEP_OP || step->verb != TJ_LOCK))
        return &none;
    return &state->persona->retries[step->retry];
}

static bool tries_again(const struct turn *turn, const struct tj_retry *retry,
                        const struct tj_reply *reply)
{
    uint64_t spent_ns = turn->now_ns - turn->state->first_try_ns;

    return reply->outcome == TJ_REFUSED && turn->state->tries > 0 &&
           is_one_of(retry->on, reply->status) &&
           (retry->deadline_ns == 0 || spent_ns < retry->deadline_ns);
}

/* The layer that counts saw its only request answered. */
static void count(struct tj_client_state *state, const struct tj_step *step,
                  enum tj_outcome outcome)
{
    struct tj_engine_slot *slot = &state->slots[step->handle];
    bool      lock = step->verb == TJ_LOCK || step->verb == TJ_UNLOCK;
    bool      up = step->verb == TJ_LOCK || step->verb == TJ_MCN_OFF;
    uint32_t *counter = lock ? &slot->acquired : &slot->mcn;

    if (step->counted && outcome != TJ_REFUSED)
        *counter = up ? 1 : 0;
}

bool engine_learn_script(const struct turn *turn, const struct tj_reply *reply)
{
    struct tj_client_state *state = turn->state;
    const struct tj_step   *step = &state->persona->steps[state->step];
    const struct tj_retry  *retry = retry_of(state, step);

    if (step->kind != TJ_STEP_OP && step->kind != TJ_STEP_RAW)
        return false; /* One of several closes. */
    if (tries_again(turn, retry, reply)) {
        engine_try_again(turn, retry);
        return true;
    }
    count(state, step, reply->outcome);
    settle(state, reply->outcome, reply->status);
    return false;
}

/* --- Operations --- */

/* A way to do a step: true, the action is written; false, it passed. */
typedef bool doer(const struct turn *turn, const struct tj_step *step);

static tj_handle handle_of(const struct tj_client_state *state,
                           const struct tj_step *step)
{
    const struct tj_engine_slot *slot = &state->slots[step->handle];

    return step->stale ? slot->last : slot->handle;
}

/* Whether there is a handle to do it with, or, for an open, without. */
bool engine_can_do(const struct tj_client_state *state,
                   const struct tj_step *step)
{
    bool open = state->slots[step->handle].handle != TJ_NO_HANDLE;

    if (step->verb == TJ_DUPLICATE)
        return !open && state->slots[step->arg].handle != TJ_NO_HANDLE;
    return step->verb == TJ_OPEN
               ? !open
               : handle_of(state, step) != TJ_NO_HANDLE;
}

TJ_APART void engine_make_step(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    engine_make(turn, (enum tj_verb)step->verb, step->handle, step->arg);
    state->op.offset = step->offset;
    if (step->verb == TJ_DUPLICATE)
        state->op.arg = state->slots[step->arg].handle;
    else if (step->verb != TJ_OPEN)
        state->op.handle = handle_of(state, step);
}

void engine_make_raw(const struct turn *turn, const struct tj_step *step)
{
    const struct tj_raw *raw = &turn->state->persona->raws[step->arg];
    struct tj_op        *op = &turn->state->op;

    engine_make(turn, TJ_IOCTL, step->handle, 0);
    op->handle = handle_of(turn->state, step);
    op->code = raw->code;
    op->input_size = raw->input_size;
    op->output_size = raw->output_size;
    memcpy(op->input, raw->input, sizeof op->input);
}

/* Whether the op of the step before will do, but for its handle. */
static bool is_made(const struct tj_client_state *state,
                    const struct tj_step *step)
{
    bool renamed = step->verb == TJ_LOCK && state->persona->callers > 1;

    return state->encoded == state->step && step->verb != TJ_OPEN &&
           step->verb != TJ_DUPLICATE && !renamed;
}

static void submit(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    if (!state->again) {
        state->tries = retry_of(state, step)->tries;
        state->first_try_ns = turn->now_ns;
    }
    state->again = false;
    engine_submit(state);
}

/* The layer above needs nothing of the drive: its count moves. */
static TJ_APART bool counts_alone(struct tj_client_state *state,
                                  const struct tj_step *step)
{
    struct tj_engine_slot *slot = &state->slots[step->handle];

    if (step->verb == TJ_LOCK || step->verb == TJ_MCN_OFF) {
        uint32_t *counter = step->verb == TJ_LOCK ? &slot->acquired
                                                  : &slot->mcn;
        if (*counter == 0)
            return false;
        *counter += 1;
        settle(state, TJ_DONE, TJ_STATUS_SUCCESS);
        return true;
    }
    uint32_t *counter = step->verb == TJ_UNLOCK ? &slot->acquired : &slot->mcn;
    if (*counter == 1)
        return false;
    if (*counter == 0) {
        settle(state, TJ_REFUSED, TJ_STATUS_INVALID_DEVICE_STATE);
        return true;
    }
    *counter -= 1;
    settle(state, TJ_DONE, TJ_STATUS_SUCCESS);
    return true;
}

/* arg bytes from somewhere on the disc. */
static TJ_APART uint64_t some_offset(const struct turn *turn,
                                     const struct tj_step *step)
{
    uint64_t places = step->offset / (step->arg + !step->arg);

    return step->arg * tj_below(engine_draw(turn, DRAW_DETAIL), places);
}

static bool do_op(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    if (!engine_can_do(state, step)) {
        pass(state);
        return false;
    }
    if (step->counted && counts_alone(state, step))
        return false;
    if (!is_made(state, step)) {
        engine_make_step(turn, step);
        state->encoded = state->step;
    }
    state->op_slot = step->handle;
    if (step->verb != TJ_OPEN && step->verb != TJ_DUPLICATE)
        state->op.handle = handle_of(state, step);
    if (step->random)
        state->op.offset = some_offset(turn, step);
    submit(turn, step);
    return true;
}

static bool do_raw(const struct turn *turn, const struct tj_step *step)
{
    if (handle_of(turn->state, step) == TJ_NO_HANDLE) {
        pass(turn->state);
        return false;
    }
    engine_make_raw(turn, step);
    submit(turn, step);
    return true;
}

/* --- Ends of a program --- */

/* The next open handle's close; false: none is open any more. A close that is
 * refused is not asked for again. */
static bool close_next(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;

    for (; state->closing < TJ_SLOTS_MAX; state->closing++) {
        uint8_t slot = state->closing;
        if (state->slots[slot].handle == TJ_NO_HANDLE)
            continue;
        engine_make(turn, TJ_CLOSE, slot, 0);
        state->closing++;
        engine_submit(state);
        return true;
    }
    state->closing = 0;
    return false;
}

static bool do_close_all(const struct turn *turn, const struct tj_step *step)
{
    (void)step;
    if (close_next(turn))
        return true;
    settle(turn->state, TJ_DONE, TJ_STATUS_SUCCESS);
    return false;
}

static bool do_exit(const struct turn *turn, const struct tj_step *step)
{
    (void)step;
    if (close_next(turn))
        return true;
    engine_forget(turn->state);
    settle(turn->state, TJ_DONE, TJ_STATUS_SUCCESS);
    return false;
}

static bool do_crash(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    if (!state->crashed) {
        state->crashed = true;
        state->action.kind = TJ_ACT_CRASH;
        return true;
    }
    if (do_exit(turn, step))
        return true;
    state->crashed = false;
    return false;
}

static bool do_retire(const struct turn *turn, const struct tj_step *step)
{
    (void)step;
    tj_engine_stop(turn->state);
    return false;
}

/* --- Events --- */

static bool do_listen(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    if (state->listens || handle_of(state, step) == TJ_NO_HANDLE) {
        pass(state);
        return false;
    }
    state->action.kind = TJ_ACT_LISTEN;
    state->action.handle = handle_of(state, step);
    return true;
}

void tj_engine_listens(struct tj_client_state *state, bool made)
{
    state->listens = made;
    if (state->phase == TJ_ENGINE_WORK && state->persona->steps_count > 0 &&
        state->persona->steps[state->step].kind == TJ_STEP_LISTEN)
        settle(state, made ? TJ_DONE : TJ_REFUSED,
               made ? TJ_STATUS_SUCCESS : TJ_STATUS_INSUFFICIENT_RESOURCES);
}

/* Takes what it waits for out of what came. */
static bool take_event(struct tj_client_state *state,
                       const struct tj_step *step)
{
    uint32_t mask = engine_events(step);
    bool     came = (state->events & mask) != 0;

    state->events &= ~mask;
    return came;
}

static uint64_t after(uint64_t now_ns, uint64_t time_ns)
{
    return time_ns > UINT64_MAX - now_ns ? UINT64_MAX : now_ns + time_ns;
}

static bool do_wait(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;
    bool                    for_ever = step->time.kind == TJ_FIXED &&
                    step->time.a_ns == UINT64_MAX;

    if (!state->waits)
        state->until_ns = for_ever ? UINT64_MAX
                                   : after(turn->now_ns,
                                           engine_sample(turn, &step->time));
    bool came = take_event(state, step);
    bool late = turn->now_ns >= state->until_ns;
    state->waits = !came && !late;
    if (!state->waits) {
        settle(state, came ? TJ_DONE : TJ_REFUSED,
               came ? TJ_STATUS_SUCCESS : TJ_STATUS_IO_TIMEOUT);
        return false;
    }
    state->action.kind = state->listens ? TJ_ACT_HEAR : TJ_ACT_WAIT;
    state->action.until_ns = state->until_ns;
    return true;
}

/* --- Time, loops, conditions --- */

static bool do_time(const struct turn *turn, const struct tj_step *step)
{
    uint64_t time_ns = engine_sample(turn, &step->time);

    go_on(turn->state);
    engine_wait_until(turn->state, turn->now_ns + time_ns);
    return time_ns > 0;
}

static bool do_repeat(const struct turn *turn, const struct tj_step *step)
{
    uint64_t more = step->offset - step->arg;

    turn->state->loops[step->depth] =
        step->arg + (more == 0 ? 0
                               : (uint32_t)tj_below(
                                     engine_draw(turn, DRAW_PICK), more + 1));
    go_on(turn->state);
    return false;
}

static bool do_end(const struct turn *turn, const struct tj_step *step)
{
    uint32_t *left = &turn->state->loops[step->depth];

    if (!step->loops || *left <= 1) {
        go_on(turn->state);
        return false;
    }
    *left -= 1;
    go_to(turn->state, step->to);
    return false;
}

static bool do_jump(const struct turn *turn, const struct tj_step *step)
{
    go_to(turn->state, step->to);
    return false;
}

static bool holds(const struct turn *turn, const struct tj_step *step)
{
    const struct tj_client_state *state = turn->state;

    switch ((enum tj_condition_kind)step->verb) {
    case TJ_IF_DONE:
        return state->outcome == TJ_DONE;
    case TJ_IF_REFUSED:
        return state->outcome == TJ_REFUSED &&
               is_one_of(step->statuses, state->status);
    case TJ_IF_UNANSWERED:
        return state->outcome == TJ_UNKNOWN;
    case TJ_IF_LOCKED:
        return state->locked;
    case TJ_IF_MIRROR_WRONG:
        return state->mirror != TJ_MIRROR_UNKNOWN &&
               state->locked != (state->mirror == TJ_MIRROR_LOCKED);
    case TJ_IF_CHANCE:
        return (double)(engine_draw(turn, DRAW_PICK) >> 11) <
               step->chance * 9007199254740992.0;
    }
    return false;
}

static bool do_if(const struct turn *turn, const struct tj_step *step)
{
    if (holds(turn, step) != step->negated)
        go_on(turn->state);
    else
        go_to(turn->state, step->to);
    return false;
}

void engine_next_of_script(const struct turn *turn)
{
    static doer *const doers[TJ_STEP_KIND_COUNT] = {
        [TJ_STEP_OP] = do_op,         [TJ_STEP_RAW] = do_raw,
        [TJ_STEP_CLOSE_ALL] = do_close_all,
        [TJ_STEP_EXIT] = do_exit,     [TJ_STEP_CRASH] = do_crash,
        [TJ_STEP_LISTEN] = do_listen, [TJ_STEP_WAIT] = do_wait,
        [TJ_STEP_HOLD] = do_time,     [TJ_STEP_THINK] = do_time,
        [TJ_STEP_REPEAT] = do_repeat, [TJ_STEP_IF] = do_if,
        [TJ_STEP_OTHERWISE] = do_jump, [TJ_STEP_LEAVE] = do_jump,
        [TJ_STEP_END] = do_end,       [TJ_STEP_RETIRE] = do_retire,
    };
    struct tj_client_state *state = turn->state;

    for (size_t passed = 0; passed <= state->persona->steps_count; passed++) {
        const struct tj_step *step = &state->persona->steps[state->step];

        if (engine_awaits(turn))
            return;
        state->turn += 1;
        if (doers[step->kind](turn, step) || state->phase != TJ_ENGINE_WORK)
            return;
    }
    engine_wait_until(state, turn->now_ns + IDLE_NS);
}

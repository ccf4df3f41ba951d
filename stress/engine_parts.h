/* SPDX-License-Identifier: MIT */
/* Between the parts of the engine: scripts, mixes, what answers mean, and
 * putting back. */
#ifndef TJ_STRESS_ENGINE_PARTS_H
#define TJ_STRESS_ENGINE_PARTS_H

#include "stress/engine.h"

/* An answer that does not come within so many tries is given up: others must
 * stop too, and the run must end. */
enum { ENGINE_UNDO_TRIES = 200 };
#define ENGINE_UNDO_PAUSE_NS UINT64_C(10000000)

/* Slots of a turn's draws. */
enum { DRAW_PICK = 0, DRAW_TIME = 1, DRAW_JITTER = 2, DRAW_DETAIL = 3 };

/* One call of tj_engine_next. Whoever decides what is next writes it to
 * state->action. */
struct turn {
    const struct tj_workload *workload;
    struct tj_client_state   *state;
    uint64_t                  now_ns;
};

/* --- engine.c: chance, time, operations --- */
uint64_t engine_draw(const struct turn *turn, unsigned slot);
uint64_t engine_sample(const struct turn *turn,
                       const struct tj_distribution *time);
/* The events that a WAIT waits for, a bit each. */
uint32_t engine_events(const struct tj_step *step);

static inline void engine_wait_until(struct tj_client_state *state,
                                     uint64_t until_ns)
{
    state->action.kind = TJ_ACT_WAIT;
    state->action.until_ns = until_ns;
}
/* Makes state->op, on a slot's handle. */
void engine_make(const struct turn *turn, enum tj_verb verb, uint8_t slot,
                 uint32_t arg);
/* The bytes of the op for its verb; once for a step done over and over. */
void engine_encode(const struct turn *turn, enum tj_verb verb);
void engine_submit(struct tj_client_state *state);
/* The pause before the same operation is tried again. */
void engine_try_again(const struct turn *turn, const struct tj_retry *retry);

/* --- engine_note.c: what an answer means for what the client has --- */
void engine_take_open(struct tj_client_state *state, uint8_t slot);
void engine_give_handle(struct tj_client_state *state, tj_handle handle);
/* Takes note of an operation that was done, or may have been: what it may have
 * taken will be put back. */
void engine_note(struct tj_client_state *state, const struct tj_reply *reply);
/* A program has ended: what it counted is gone, what it left is a leak. */
void engine_forget(struct tj_client_state *state);

/* --- engine_script.c, engine_mix.c: the next thing to do; and what the answer
 * means for that. True: the action is written. --- */
void engine_next_of_script(const struct turn *turn);
bool engine_learn_script(const struct turn *turn,
                         const struct tj_reply *reply);
void engine_next_of_mix(const struct turn *turn);
bool engine_learn_mix(const struct turn *turn, const struct tj_reply *reply);

/* --- engine_list.c: the same for clients with a list. --- */
void engine_next_of_list(const struct turn *turn);
/* Of a step: whether there is a handle to do it with, or, for an open, without;
 * then the operation in state->op. */
bool engine_can_do(const struct tj_client_state *state,
                   const struct tj_step *step);
void engine_make_step(const struct turn *turn, const struct tj_step *step);
void engine_make_raw(const struct turn *turn, const struct tj_step *step);

/* --- engine_arrivals.c: open loops. --- */
/* True: the client serves no arrival, and the action is what it does about
 * that. */
bool engine_awaits(const struct turn *turn);
/* Whether an open loop's pass is over when it comes to that step. */
bool engine_pass_ends(const struct tj_client_state *state, uint8_t step);
/* True: at the end of the run, the action tells of drops. */
bool engine_drops(const struct turn *turn);
/* Says of an operation when it was due. */
void engine_stamp(const struct turn *turn);

/* --- engine_undo.c: the next thing to put back. last: the answer to the one
 * before, NULL if there was none or it was not engine_undo's. --- */
void engine_undo(const struct turn *turn, const struct tj_reply *last);

#endif

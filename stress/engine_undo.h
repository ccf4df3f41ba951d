/* SPDX-License-Identifier: MIT */
/* Between the two halves of the engine: working, and putting back. */
#ifndef TJ_STRESS_ENGINE_UNDO_H
#define TJ_STRESS_ENGINE_UNDO_H

#include "stress/engine.h"

/* An answer that does not come within so many tries is given up: others must
 * stop too, and the run must end. */
enum { ENGINE_UNDO_TRIES = 200 };
#define ENGINE_UNDO_PAUSE_NS UINT64_C(10000000)

/* engine.c: makes state->op, on a slot's handle, and submits it. */
void             engine_make(const struct tj_workload *workload,
                             struct tj_client_state *state, enum tj_verb verb,
                             uint8_t slot, uint32_t arg);
struct tj_action engine_submit(struct tj_client_state *state);
/* engine.c: what an OPEN and a CLOSE do to slots and file objects. */
void engine_take_open(struct tj_client_state *state, uint8_t slot);
void engine_give_handle(struct tj_client_state *state, tj_handle handle);

/* engine_undo.c: the next thing to put back. last: the answer to the one
 * before, NULL if there was none or it was not engine_undo's. */
struct tj_action engine_undo(const struct tj_workload *workload,
                             struct tj_client_state *state, uint64_t now_ns,
                             const struct tj_reply *last);

#endif

/* SPDX-License-Identifier: MIT */
/* Clients that have a list: one operation after the other, as it stands there. */
#include "stress/engine_parts.h"

static const struct tj_list *list_of(const struct tj_workload *workload,
                                     const struct tj_client_state *state)
{
    return &workload->lists[state->client - 1];
}

/* True: the action is written. */
static bool do_step(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;
    bool                    raw = step->kind == TJ_STEP_RAW;

    if (!raw && !engine_can_do(state, step))
        return false;
    if (step->kind == TJ_STEP_LISTEN) {
        state->action.kind = TJ_ACT_LISTEN;
        state->action.handle = state->slots[step->handle].handle;
        return !state->listens;
    }
    (raw ? engine_make_raw : engine_make_step)(turn, step);
    if (state->op.handle == TJ_NO_HANDLE)
        return false;
    engine_submit(state);
    return true;
}

void engine_next_of_list(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;
    const struct tj_list   *list = list_of(turn->workload, state);

    while (state->turn < list->count) {
        const struct tj_listed *next = &list->items[state->turn];

        if (!state->picked && next->pause_ns > 0) {
            state->picked = true;
            engine_wait_until(state, turn->now_ns + next->pause_ns);
            return;
        }
        state->picked = false;
        state->turn += 1;
        if (do_step(turn, &next->step))
            return;
    }
    tj_engine_stop(state);
}

bool tj_engine_may_listen(const struct tj_workload *workload,
                    const struct tj_client_state *state)
{
    const struct tj_persona *persona = state->persona;

    if (workload->lists != NULL) {
        const struct tj_list *list = list_of(workload, state);
        for (size_t i = 0; i < list->count; i++)
            if (list->items[i].step.kind == TJ_STEP_LISTEN)
                return true;
        return false;
    }
    for (size_t i = 0; i < persona->steps_count; i++)
        if (persona->steps[i].kind == TJ_STEP_LISTEN)
            return true;
    return false;
}

/* SPDX-License-Identifier: MIT */
/* Clients that have a list: one operation after the other, as it stands there. */
#include "stress/engine_parts.h"

static const struct tj_list *list_of(const struct tj_workload *workload,
                                     const struct tj_client_state *state)
{
    return &workload->lists[state->client - 1];
}

/* True: the action is written. */
static bool do_listen(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;

    state->action.kind = TJ_ACT_LISTEN;
    state->action.handle = state->slots[step->handle].handle;
    return !state->listens && state->action.handle != TJ_NO_HANDLE;
}

static bool do_op(const struct turn *turn, const struct tj_step *step)
{
    struct tj_client_state *state = turn->state;
    bool                    raw = step->kind == TJ_STEP_RAW;

    if (!raw && !engine_can_do(state, step))
        return false;
    (raw ? engine_make_raw : engine_make_step)(turn, step);
    if (state->op.handle == TJ_NO_HANDLE)
        return false;
    engine_submit(state);
    return true;
}

static bool do_step(const struct turn *turn, const struct tj_step *step)
{
    if (step->kind == TJ_STEP_RETIRE) /* Its pause was all there was to it. */
        return false;
    return (step->kind == TJ_STEP_LISTEN ? do_listen : do_op)(turn, step);
}

/* Who listens hears what comes meanwhile. True: the pause goes on. */
static bool pauses(const struct turn *turn, uint64_t pause_ns)
{
    struct tj_client_state *state = turn->state;

    if (!state->picked)
        state->until_ns = turn->now_ns + pause_ns;
    state->picked = turn->now_ns < state->until_ns;
    if (!state->picked)
        return false;
    engine_wait_until(state, state->until_ns);
    if (state->listens)
        state->action.kind = TJ_ACT_HEAR;
    return true;
}

void engine_next_of_list(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;
    const struct tj_list   *list = list_of(turn->workload, state);

    while (state->turn < list->count) {
        const struct tj_listed *next = &list->items[state->turn];

        if (pauses(turn, next->pause_ns))
            return;
        state->turn += 1;
        if (do_step(turn, &next->step))
            return;
    }
    tj_engine_stop(state);
}

bool tj_persona_listens(const struct tj_persona *persona)
{
    for (size_t i = 0; i < persona->steps_count; i++)
        if (persona->steps[i].kind == TJ_STEP_LISTEN)
            return true;
    return false;
}

bool tj_engine_may_listen(const struct tj_workload *workload,
                    const struct tj_client_state *state)
{
    if (workload->lists == NULL)
        return tj_persona_listens(state->persona);
    const struct tj_list *list = list_of(workload, state);
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].step.kind == TJ_STEP_LISTEN)
            return true;
    return false;
}

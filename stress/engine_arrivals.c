/* SPDX-License-Identifier: MIT */
/* The part of the engine that is about open loops: whose arrivals a client
 * serves, and when it must wait for one. */
#include "stress/engine_parts.h"

#include "core/base/assert.h"

/* --- Who plays what --- */

/* Sainte-Lague: after every client the shares are as near to the weights as
 * whole clients allow. dealt: so far, by persona. */
static const struct tj_persona *deal(const struct tj_workload *workload,
                                     uint32_t dealt[TJ_PERSONAS_MAX])
{
    size_t best = 0;

    for (size_t j = 1; j < workload->personas_count; j++) {
        uint64_t mine = workload->personas[j].weight;
        uint64_t other = workload->personas[best].weight;
        if (mine * (2 * dealt[best] + 1) > other * (2 * dealt[j] + 1))
            best = j;
    }
    dealt[best]++;
    return &workload->personas[best];
}

const struct tj_persona *tj_engine_persona(const struct tj_workload *workload,
                                           tj_client client)
{
    uint32_t                 dealt[TJ_PERSONAS_MAX] = { 0 };
    const struct tj_persona *persona = NULL;

    TJ_ASSERT(client >= 1 && workload->personas_count >= 1);
    for (tj_client i = 0; i < client; i++)
        persona = deal(workload, dealt);
    return persona;
}

void tj_engine_deal(const struct tj_workload *workload, uint8_t *personas,
                    size_t clients)
{
    uint32_t dealt[TJ_PERSONAS_MAX] = { 0 };

    TJ_ASSERT(workload->personas_count >= 1);
    for (size_t i = 0; i < clients; i++)
        personas[i] = (uint8_t)(deal(workload, dealt) - workload->personas);
}

/* NULL: a closed loop. */
static const struct tj_arrival_plan *
plan_of(const struct tj_workload *workload, const struct tj_persona *persona)
{
    const struct tj_arrival_plan *plan =
        persona->own_arrival ? &persona->arrival : &workload->arrival;

    return plan->count > 0 ? plan : NULL;
}

/* A client's share of its plan. One that took a dead one's place has a number
 * beyond the run's clients; it serves at the place where counting comes to. */
static struct tj_arrivals share(const struct tj_workload *workload,
                                tj_client client)
{
    uint32_t           dealt[TJ_PERSONAS_MAX] = { 0 };
    struct tj_arrivals arrivals = { .seed = workload->seed,
                                    .warmup_ns = workload->warmup_ns,
                                    .client = client };
    uint32_t           before = 0;

    arrivals.plan = plan_of(workload, tj_engine_persona(workload, client));
    for (tj_client i = 1; i <= workload->clients || i < client; i++) {
        bool same = plan_of(workload, deal(workload, dealt)) == arrivals.plan;
        arrivals.of += same && i <= workload->clients;
        before += same && i < client;
    }
    /* A persona so rare that only a replacement plays it. */
    if (arrivals.of == 0)
        arrivals.of = 1;
    arrivals.place = before % arrivals.of;
    return arrivals;
}

bool tj_engine_has_open_loop(const struct tj_workload *workload)
{
    uint32_t dealt[TJ_PERSONAS_MAX] = { 0 };

    for (tj_client i = 1; i <= workload->clients; i++)
        if (plan_of(workload, deal(workload, dealt)) != NULL)
            return true;
    return false;
}

uint64_t tj_engine_planned(const struct tj_workload *workload,
                           uint64_t from_ns, uint64_t to_ns)
{
    uint64_t planned = 0;

    for (tj_client i = 1; i <= workload->clients; i++) {
        struct tj_arrivals arrivals = share(workload, i);
        if (arrivals.plan != NULL)
            planned += tj_arrivals_count(&arrivals, from_ns, to_ns);
    }
    return planned;
}

void tj_engine_begin(struct tj_client_state *state,
                     const struct tj_workload *workload, uint64_t begin_ns,
                     uint64_t from_ns)
{
    struct tj_open_loop *loop = &state->loop;

    loop->source = share(workload, state->client);
    if (!tj_open_loop_is_open(loop))
        return;
    loop->bound = workload->backlog;
    loop->begin_ns = begin_ns;
    loop->measure_ns = begin_ns + workload->warmup_ns;
    loop->cool_ns = workload->duration_ns == 0
                        ? UINT64_MAX
                        : loop->measure_ns + workload->duration_ns;
    tj_open_loop_begin(loop, from_ns);
}

/* --- While it works --- */

bool engine_awaits(const struct turn *turn)
{
    struct tj_open_loop *loop = &turn->state->loop;
    struct tj_action    *action = &turn->state->action;

    if (!tj_open_loop_is_open(loop) || loop->serving)
        return false;
    action->kind = TJ_ACT_WAIT;
    switch (tj_open_loop_next(loop, turn->now_ns, &action->until_ns,
                              &action->drops)) {
    case TJ_OPEN_LOOP_SERVE:
        return false;
    case TJ_OPEN_LOOP_WAIT:
        return true;
    case TJ_OPEN_LOOP_DROPS:
        action->kind = TJ_ACT_TELL;
        return true;
    }
    return false;
}

bool engine_pass_ends(const struct tj_client_state *state, uint8_t step)
{
    const struct tj_persona *persona = state->persona;

    if (!tj_open_loop_is_open(&state->loop))
        return false;
    if (step == 0)
        return true;
    while (step < persona->steps_count &&
           persona->steps[step].kind == TJ_STEP_THINK)
        step++;
    return step == persona->steps_count;
}

bool engine_drops(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;

    state->action.kind = TJ_ACT_TELL;
    return tj_open_loop_is_open(&state->loop) && !state->undoing &&
           tj_open_loop_end(&state->loop, turn->now_ns, &state->action.drops);
}

void engine_stamp(const struct turn *turn)
{
    struct tj_client_state *state = turn->state;

    if (state->loop.serving && state->action.kind == TJ_ACT_SUBMIT &&
        state->phase == TJ_ENGINE_WORK)
        state->op.due_ns = tj_open_loop_due(&state->loop, turn->now_ns,
                                            &state->op.arrival);
}

/* SPDX-License-Identifier: MIT */
/* A client's thread: engine, chain, and waiting. */
#include "stress/client_group.h"

#include "core/base/clock.h"
#include "core/base/os_process.h"

enum { LOOK_MS = 10 };
#define MILLISECOND UINT64_C(1000000)

/* Waits until the time, or until the phase is no longer `phase`. */
static void wait_in_phase(struct group_client *client, uint64_t until_ns,
                          int phase)
{
    tj_os_mutex_lock(&client->mutex);
    while (group_phase(client->group) == phase && tj_clock_ns() < until_ns)
        tj_os_signal_wait(&client->signal, &client->mutex, until_ns);
    tj_os_mutex_unlock(&client->mutex);
}

/* A wait of the engine. Only the end of the run cuts it short. */
static void wait_until(struct group_client *client, uint64_t until_ns)
{
    if (client->engine.phase != TJ_ENGINE_WORK) {
        tj_clock_sleep_until(until_ns);
        return;
    }
    int phase = group_phase(client->group);
    while (phase != PHASE_STOP && tj_clock_ns() < until_ns) {
        wait_in_phase(client, until_ns, phase);
        phase = group_phase(client->group);
    }
}

/* Whether the client may do one more measured operation. */
static bool take_one(struct group_client *client)
{
    struct client_group *group = client->group;

    if (client->portion == 0) {
        int64_t portion = (int64_t)group->portion;
        int64_t before = atomic_fetch_sub_explicit(
            &group->control->left, portion, memory_order_relaxed);
        if (before <= 0)
            return false;
        client->portion = (uint64_t)(before < portion ? before : portion);
    }
    client->portion -= 1;
    return true;
}

/* Whether the operation about to be submitted counts. One that comes when all
 * have been taken is held back until the phase is over. */
static bool counts(struct group_client *client)
{
    struct client_group *group = client->group;

    if (group_phase(group) != PHASE_MEASURE)
        return false;
    if (group->runner->workload->ops == 0 || take_one(client))
        return true;
    group_tell(group);
    wait_in_phase(client, UINT64_MAX, PHASE_MEASURE);
    return false;
}

/* False: a fault ended the client. */
static bool carry_out(struct group_client *client, uint64_t now_ns,
                      const struct tj_op *op, struct tj_reply *reply)
{
    struct tj_backend *top = runner_top(&client->chain);

    if (tj_backend_submit(top, now_ns, op, reply) != TJ_ANSWERED)
        while (!client->killed && !tj_backend_collect(top, UINT64_MAX, reply))
            ;
    if (!client->killed && reply->outcome != TJ_UNKNOWN)
        tj_watch_commit(client->watch);
    return !client->killed;
}

static bool is_over(const void *group)
{
    return group_phase(group) == PHASE_STOP;
}

/* The same, but in step with somebody if the operation is part of a race. */
static bool race(struct group_client *client, uint64_t now_ns,
                 const struct tj_op *op, struct tj_reply *reply)
{
    struct client_group *group = client->group;
    enum race_side       side = RACE_A;
    struct race_meet    *meet =
        races_of(group->races, op->client, op->verb, &side);

    if (meet == NULL || client->engine.phase != TJ_ENGINE_WORK)
        return carry_out(client, now_ns, op, reply);
    bool met = race_meet_start(meet, side, is_over, group);
    now_ns = tj_clock_ns();
    bool alive = carry_out(client, now_ns, op, reply);
    if (met && alive) {
        const struct race_told told = { now_ns, tj_clock_ns(),
                                        reply->outcome };
        race_meet_tell(meet, side, &told);
    }
    return alive;
}

/* Lets the engine have events until it has the one it waits for, the time has
 * come, or the run is over. */
static void hear(struct group_client *client, uint64_t until_ns)
{
    struct tj_event events[RUNNER_EVENTS];
    bool            wanted = false;

    while (!wanted && group_phase(client->group) != PHASE_STOP &&
           tj_clock_ns() < until_ns) {
        uint64_t look_ns = tj_clock_ns() + LOOK_MS * MILLISECOND;
        size_t   count = tj_backend_events(
              runner_top(&client->chain),
              look_ns < until_ns ? look_ns : until_ns, events, RUNNER_EVENTS);
        for (size_t i = 0; i < count; i++)
            wanted = tj_engine_hear(&client->engine, &events[i]) || wanted;
    }
}

static void listen(struct group_client *client, tj_handle handle)
{
    struct tj_error why;

    tj_engine_listens(&client->engine,
                      tj_backend_listen(runner_top(&client->chain), handle,
                                        &why) == TJ_OK);
}

/* What an action without a request asks for. */
static void attend(struct group_client *client, const struct tj_action *action)
{
    const struct tj_workload *workload = client->group->runner->workload;

    if (action->kind == TJ_ACT_WAIT)
        wait_until(client, action->until_ns);
    if (action->kind == TJ_ACT_HEAR)
        hear(client, action->until_ns);
    if (action->kind == TJ_ACT_LISTEN)
        listen(client, action->handle);
    if (action->kind == TJ_ACT_TELL)
        runner_tell_drops(client->group->runner, &client->segment,
                          &client->chain, &action->drops);
    if (action->kind == TJ_ACT_CRASH &&
        workload->runner == TJ_RUNNER_PROCESSES)
        tj_os_kill_self();
}

/* Arrivals before a replacement stood were the dead client's. */
static void begin(struct group_client *client, uint64_t now_ns)
{
    const struct client_group *group = client->group;
    const struct tj_workload  *workload = group->runner->workload;
    bool replaces = client->engine.client > workload->clients;

    tj_engine_begin(&client->engine, workload,
                    atomic_load_explicit(&group->control->begin_ns,
                                         memory_order_relaxed),
                    replaces ? now_ns : 0);
}

/* The core and the priority the scenario asks for; what cannot be had is
 * counted. */
static void take_place(const struct group_client *client)
{
    const struct client_group *group = client->group;
    const struct tj_workload  *workload = group->runner->workload;
    struct tj_placing          placing = tj_placing_of(
                 &workload->placing, &client->engine.persona->placing);
    int core =
        tj_placing_core(&placing, client->role - 1u, tj_os_core_count());

    if (core >= 0 && !tj_os_pin_thread(core))
        atomic_fetch_add(&group->control->unpinned, 1);
    if (placing.priority != 0 && !tj_os_priority(placing.priority))
        atomic_fetch_add(&group->control->unprioritised, 1);
}

void group_work(void *context)
{
    struct group_client      *client = context;
    struct client_group      *group = client->group;
    const struct tj_workload *workload = group->runner->workload;
    struct tj_reply           reply;
    const struct tj_reply    *last = NULL;

    take_place(client);
    wait_in_phase(client, UINT64_MAX, PHASE_READY);
    uint64_t now_ns = tj_clock_ns();
    begin(client, now_ns);
    for (;;) {
        if (group_phase(group) == PHASE_STOP)
            tj_engine_stop(&client->engine);
        const struct tj_action *action =
            tj_engine_next(workload, &client->engine, now_ns, last);
        last = NULL;
        if (action->kind == TJ_ACT_DONE)
            break;
        if (action->kind != TJ_ACT_SUBMIT) {
            attend(client, action);
            now_ns = tj_clock_ns();
            continue;
        }
        client->chain.record.flags = counts(client) ? 0 : TJ_RECORD_WARMUP;
        if (!(group->races == NULL ? carry_out : race)(client, now_ns,
                                                       action->op, &reply))
            break;
        if (client->segment.failed)
            atomic_store_explicit(&group->broken, true, memory_order_relaxed);
        last = &reply;
        now_ns = reply.answered_ns; /* Saves a look at the clock. */
    }
    tj_watch_end(client->watch);
    atomic_fetch_sub_explicit(&group->working, 1, memory_order_release);
    group_tell(group);
}

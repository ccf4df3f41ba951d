/* SPDX-License-Identifier: MIT */
#include "stress/client_group.h"
#include "stress/runner_view.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

enum { PORTION_MAX = 64 };

void run_control_init(struct run_control *control,
                      const struct tj_workload *workload)
{
    atomic_init(&control->phase, PHASE_READY);
    atomic_init(&control->begin_ns, 0);
    atomic_init(&control->left, (int64_t)workload->ops);
}

void run_control_result(const struct run_control *control,
                        struct tj_run_result *result)
{
    result->unpinned = atomic_load(&control->unpinned);
    result->unprioritised = atomic_load(&control->unprioritised);
}

/* Large portions spare the shared word; small ones end nearer to what was
 * asked for. */
static uint64_t portion_of(const struct tj_workload *workload)
{
    uint64_t share = workload->ops / ((uint64_t)workload->clients * 1024);

    return share < 1 ? 1 : share < PORTION_MAX ? share : PORTION_MAX;
}

static enum tj_status open_client(struct client_group *group, uint32_t index,
                                  const struct group_share *share)
{
    struct runner       *runner = group->runner;
    struct group_client *client = &group->clients[index];
    struct tj_backend   *drive;

    client->group = group;
    enum tj_status status = runner_open_segment(
        runner, share->first_segment + index, &client->segment);
    if (status != TJ_OK)
        return status;
    group->open += 1;
    tj_os_mutex_init(&client->mutex);
    tj_os_signal_init(&client->signal);
    tj_engine_init(&client->engine, runner->workload,
                   (tj_client)(share->role + index));
    tj_engine_rename(&client->engine, (tj_client)(share->first + index));
    client->role = (tj_client)(share->role + index);
    client->watch = &share->watches[index];
    tj_watch_init(client->watch, client->engine.client, client->engine.drive);
    status = sessions_open(group->sessions, &client->session,
                           client->engine.client, client->engine.drive, &drive,
                           runner->error);
    if (status == TJ_OK)
        status = runner_open_ears(runner, &client->engine, &client->ears,
                                  &client->listens);
    if (status != TJ_OK)
        return status;
    const struct runner_segments segments = {
        .own = &client->segment,
        .events = client->listens ? &client->ears : NULL,
        .watch = client->watch,
    };
    return runner_chain_init(runner, &client->chain, drive,
                             client->engine.persona, &segments);
}

enum tj_status group_open(struct client_group *group, struct runner *runner,
                          struct sessions *sessions,
                          struct run_control *control,
                          const struct group_share *share)
{
    enum tj_status status = TJ_OK;

    group->runner = runner;
    group->sessions = sessions;
    group->control = control;
    group->count = share->count;
    group->portion = portion_of(runner->workload);
    tj_os_mutex_init(&group->mutex);
    tj_os_signal_init(&group->news);
    group->clients =
        ARENA_NEW(runner->arena, struct group_client, share->count);
    if (group->clients == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "%u clients do not fit the arena",
                       (unsigned)share->count);
    for (uint32_t i = 0; i < share->count && status == TJ_OK; i++)
        status = open_client(group, i, share);
    return status;
}

enum tj_status group_start(struct client_group *group)
{
    enum tj_status status = TJ_OK;

    for (uint32_t i = 0; i < group->open && status == TJ_OK; i++) {
        atomic_fetch_add(&group->working, 1);
        status = tj_os_thread_start(&group->clients[i].thread, group_work,
                                    &group->clients[i], group->runner->error);
        group->started += status == TJ_OK;
    }
    return status;
}

void group_wake(struct client_group *group)
{
    for (uint32_t i = 0; i < group->open; i++) {
        struct group_client *client = &group->clients[i];
        tj_os_mutex_lock(&client->mutex);
        tj_os_signal_wake_all(&client->signal);
        tj_os_mutex_unlock(&client->mutex);
    }
}

void group_tell(struct client_group *group)
{
    tj_os_mutex_lock(&group->mutex);
    tj_os_signal_wake_all(&group->news);
    tj_os_mutex_unlock(&group->mutex);
}

bool group_spent(struct client_group *group)
{
    if (atomic_load_explicit(&group->working, memory_order_acquire) == 0)
        return true;
    return group->runner->workload->ops > 0 &&
           group_phase(group) == PHASE_MEASURE &&
           atomic_load_explicit(&group->control->left,
                                memory_order_relaxed) <= 0;
}

void group_wait(struct client_group *group, uint64_t until_ns)
{
    tj_os_mutex_lock(&group->mutex);
    if (!group_spent(group))
        tj_os_signal_wait(&group->news, &group->mutex, until_ns);
    tj_os_mutex_unlock(&group->mutex);
}

static bool is_gone(const struct watchdog_note *gone, uint32_t index)
{
    return gone != NULL && (gone[index].left || gone[index].stuck);
}

void group_join(struct client_group *group, const struct watchdog_note *gone)
{
    for (uint32_t i = 0; i < group->started; i++)
        if (!is_gone(gone, i))
            tj_os_thread_join(&group->clients[i].thread);
}

void group_kill(void *context, tj_client client, enum tj_fault_victim victim)
{
    struct client_group *group = context;
    uint32_t index = (uint32_t)(client - group->clients[0].engine.client);

    TJ_ASSERT(victim == TJ_FAULT_THREAD && index < group->open);
    group->clients[index].killed = true;
}

void group_end_programs(struct client_group *group,
                        const struct watchdog_note *gone)
{
    for (uint32_t i = 0; i < group->open; i++) {
        struct group_client *client = &group->clients[i];
        if (client->chain.fault == NULL || is_gone(gone, i) ||
            client->chain.record.backend.ops == NULL)
            continue;
        tj_backend_close(runner_top(&client->chain), tj_clock_ns());
        client->closed = true;
    }
}

void group_count(struct client_group *group, struct tj_progress *progress)
{
    for (uint32_t i = 0; i < group->open; i++)
        runner_view_client(group->runner, progress, i,
                           group->clients[i].engine.client,
                           &group->clients[i].chain.record.counts);
}

uint64_t group_leaked(const struct client_group *group)
{
    uint64_t leaked = 0;

    for (uint32_t i = 0; i < group->open; i++)
        leaked += group->clients[i].engine.leaked;
    return leaked;
}

static void close_segments(struct group_client *client, enum tj_status *status)
{
    runner_close_segment(client->group->runner, &client->segment, status);
    if (client->listens)
        runner_close_segment(client->group->runner, &client->ears, status);
}

static void close_client(struct group_client *client, enum tj_status *status)
{
    if (client->chain.record.backend.ops != NULL && !client->closed)
        tj_backend_close(runner_top(&client->chain), tj_clock_ns());
    close_segments(client, status);
    tj_os_signal_deinit(&client->signal);
    tj_os_mutex_deinit(&client->mutex);
}

void group_close(struct client_group *group, const struct watchdog_note *gone,
                 enum tj_status *status)
{
    bool all = true;

    for (uint32_t i = 0; i < group->open; i++) {
        struct group_client *client = &group->clients[i];
        all = all && !is_gone(gone, i);
        if (!is_gone(gone, i))
            close_client(client, status);
        else if (gone[i].left)
            close_segments(client, status);
    }
    if (!all)
        return;
    tj_os_signal_deinit(&group->news);
    tj_os_mutex_deinit(&group->mutex);
}

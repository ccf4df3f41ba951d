/* SPDX-License-Identifier: MIT */
/* A worker process: its share of a run's clients, a thread each. It does what
 * the phase in the shared memory says, and ends when the run or its parent
 * does. */
#include "stress/process_share.h"

#include "core/base/clock.h"
#include "core/base/text.h"
#include "stress/exit_codes.h"
#include "stress/runner_view.h"

#include <string.h>

enum { TELL_MS = 50 };
#define MILLISECOND UINT64_C(1000000)
#define WORKER_ARENA ((size_t)1 << 30)

struct process_work {
    struct tj_os_share    share;
    struct tj_os_channel  channel;
    struct process_share *shared;
    struct process_row   *row;
    struct process_client *clients; /* The first of the row. */
    struct tj_live_counts counted;  /* By those that were in it before. */
    struct process_client *seen;    /* The same, by client. */
    struct arena         *arena;
    struct tj_workload   *workload;
    struct runner         runner;
    struct tj_run_options options;
    struct tj_run_result  result;
    struct tj_error       error;
    struct sessions       sessions;
    struct client_group   group;
    bool                  orphan;
};

static void say(struct process_work *work, enum process_word word,
                const char *text, int exit_code)
{
    struct process_message message = { .word = word,
                                       .exit_code = (uint32_t)exit_code };

    (void)tj_text_copy(message.text, sizeof message.text, text);
    (void)tj_os_channel_send(&work->channel, &message, sizeof message);
}

static enum tj_status attach(struct process_work *work, unsigned row)
{
    enum tj_status status =
        tj_os_channel_inherited(&work->channel, &work->error);

    if (status == TJ_OK)
        status = tj_os_share_inherited(&work->share, &work->error);
    if (status != TJ_OK)
        return status;
    work->shared = work->share.at;
    if (work->share.size < sizeof *work->shared ||
        work->shared->magic != PROCESS_SHARE_MAGIC ||
        work->shared->size != sizeof *work->shared || row >= TJ_PROCESSES_MAX)
        return tj_fail(&work->error, TJ_MISSING, "the parent process is of "
                       "another build");
    work->row = &work->shared->rows[row];
    return TJ_OK;
}

static enum tj_status load(struct process_work *work, const char *folder)
{
    struct runner *runner = &work->runner;
    char           path[RUNNER_PATH_MAX];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/scenario.ini", folder);
    tj_text_init(&text, runner->trace, sizeof runner->trace);
    tj_text_add(&text, "%s/trace", folder);
    work->workload = ARENA_NEW(work->arena, struct tj_workload, 1);
    if (work->workload == NULL || text.cut)
        return tj_fail(&work->error, TJ_NO_MEMORY, "no memory for a workload");
    work->options.folder = folder;
    runner->workload = work->workload;
    runner->options = &work->options;
    runner->arena = work->arena;
    runner->result = &work->result;
    runner->error = &work->error;
    runner->plan = &work->shared->plan;
    runner->info = work->shared->info;
    runner_use_real_clock(runner, work->shared->origin_ns);
    enum tj_status status = tj_workload_load(path, NULL, 0, work->arena,
                                             work->workload, &work->error);
    if (status != TJ_OK)
        return status;
    return tj_target_parse(work->shared->target, &runner->target,
                           &work->error);
}

/* --- What faults do to this process --- */

static void kill_client(void *context, tj_client client,
                        enum tj_fault_victim victim)
{
    struct process_work *work = context;

    if (victim == TJ_FAULT_PROCESS)
        tj_os_kill_self();
    group_kill(&work->group, client, victim);
}

/* The parent wakes it, again and again until it hears that it did: between the
 * word and the deed any time may pass. */
static void stop_client(void *context, tj_client client, uint64_t time_ns)
{
    struct process_work         *work = context;
    const struct process_message stops = { .word = PROCESS_STOPS,
                                           .value = time_ns };
    const struct process_message goes_on = { .word = PROCESS_GOES_ON };

    (void)client;
    if (!tj_os_channel_send(&work->channel, &stops, sizeof stops))
        return;
    tj_os_stop_self();
    (void)tj_os_channel_send(&work->channel, &goes_on, sizeof goes_on);
}

static enum tj_status open_group(struct process_work *work)
{
    struct runner           *runner = &work->runner;
    const struct tj_workload *workload = work->workload;
    size_t   row = (size_t)(work->row - work->shared->rows);
    uint32_t each = workload->clients / workload->processes;
    const struct group_share share = {
        .first = work->row->first_client,
        .role = (tj_client)(row * each + 1),
        .count = each,
        .first_segment = work->row->first_segment,
        .watches = &work->shared->watches[row * each],
    };

    enum tj_status status =
        sessions_init(&work->sessions, &runner->target, work->workload,
                      work->arena, &work->error);
    runner->fault_host =
        (struct tj_fault_host){ kill_client, stop_client, work };
    if (status == TJ_OK)
        status = group_open(&work->group, runner, &work->sessions,
                            &work->shared->control, &share);
    if (status == TJ_OK)
        status = group_start(&work->group);
    return status;
}

/* Goes on where those left off that were in this row before. */
static enum tj_status take_over(struct process_work *work)
{
    uint16_t each =
        (uint16_t)(work->workload->clients / work->workload->processes);
    size_t   place = (size_t)(work->row - work->shared->rows) * each;

    work->clients = &work->shared->clients[place];
    work->seen = ARENA_NEW(work->arena, struct process_client, each);
    if (work->seen == NULL)
        return tj_fail(&work->error, TJ_NO_MEMORY, "no memory for %u clients",
                       (unsigned)each);
    tj_live_show(&work->counted, &work->row->counts);
    for (uint16_t i = 0; i < each; i++)
        for (unsigned s = 0; s < TJ_SEEN_COUNT; s++)
            work->seen[i].seen[s] = tj_live_read(&work->clients[i].seen[s]);
    return runner_view_init(&work->runner);
}

static void tell_counts(struct process_work *work)
{
    struct tj_progress own = { .total = { .operations = 0 } };

    tj_live_sum(&own.total, &work->counted);
    group_count(&work->group, &own);
    tj_live_show(&work->row->counts, &own.total);
    for (uint32_t i = 0; i < work->group.open; i++)
        for (unsigned s = 0; s < TJ_SEEN_COUNT; s++)
            atomic_store_explicit(&work->clients[i].seen[s],
                                  tj_live_read(&work->seen[i].seen[s]) +
                                      work->runner.seen[i].seen[s],
                                  memory_order_relaxed);
}

static void tell(struct process_work *work)
{
    struct client_group *group = &work->group;

    tell_counts(work);
    atomic_store_explicit(&work->row->broken,
                          atomic_load_explicit(&group->broken,
                                               memory_order_relaxed),
                          memory_order_relaxed);
    atomic_store_explicit(&work->row->working,
                          atomic_load_explicit(&group->working,
                                               memory_order_acquire),
                          memory_order_relaxed);
    atomic_store_explicit(&work->row->spent, group_spent(group),
                          memory_order_relaxed);
}

/* Until the run is over. A parent that is gone ends it, too. */
static void follow(struct process_work *work)
{
    struct process_message message;

    while (group_phase(&work->group) != PHASE_STOP) {
        uint64_t until_ns = tj_clock_ns() + TELL_MS * MILLISECOND;
        int size = tj_os_channel_receive(&work->channel, &message,
                                         sizeof message, until_ns);
        tell(work);
        if (size < 0) {
            work->orphan = true;
            atomic_store_explicit(&work->shared->control.phase, PHASE_STOP,
                                  memory_order_release);
        }
        if (size != 0)
            group_wake(&work->group);
    }
    group_wake(&work->group);
}

static enum tj_status live(struct process_work *work, const char *folder)
{
    enum tj_status status = load(work, folder);

    if (status != TJ_OK)
        return status;
    work->group.runner = &work->runner;
    status = take_over(work);
    if (status == TJ_OK)
        status = open_group(work);
    if (status == TJ_OK) {
        say(work, PROCESS_READY, "", 0);
        follow(work);
    } else {
        atomic_store_explicit(&work->shared->control.phase, PHASE_STOP,
                              memory_order_release);
        group_wake(&work->group);
    }
    group_join(&work->group, NULL);
    tell(work);
    atomic_store_explicit(&work->row->leaked, group_leaked(&work->group),
                          memory_order_relaxed);
    if (work->group.clients != NULL)
        group_close(&work->group, NULL, &status);
    sessions_deinit(&work->sessions);
    return status;
}

int process_worker(const char *folder, unsigned row)
{
    struct arena arena;
    void        *pages = tj_os_pages_take(WORKER_ARENA);

    if (pages == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    arena_init(&arena, pages, WORKER_ARENA);
    struct process_work *work = arena_take(&arena, 1, sizeof *work,
                                           _Alignof(struct process_work));
    if (work == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    work->arena = &arena;
    enum tj_status status = attach(work, row);
    runner_start_ahead(&work->runner);
    if (status == TJ_OK)
        status = live(work, folder);
    runner_stop_ahead(&work->runner);
    if (status == TJ_OK)
        return EXIT_HELD;
    say(work, PROCESS_FAILED, work->error.text, tj_status_exit_code(status));
    return tj_status_exit_code(status);
}

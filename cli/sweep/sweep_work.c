/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_work.h"

#include "cli/quick_run.h"

#include "core/base/clock.h"
#include "core/base/os.h"

#include <inttypes.h>

enum { BITS = 64, LOOK_NS = 100 * 1000 * 1000 };

/* --- Which seeds are done --- */

enum tj_status sweep_seeds_init(struct sweep_seeds *seeds, uint64_t first,
                                uint64_t count, struct arena *arena,
                                struct tj_error *error)
{
    *seeds = (struct sweep_seeds){
        .first = first, .count = count,
        .done = ARENA_NEW(arena, _Atomic uint64_t, count / BITS + 1),
    };
    return seeds->done != NULL
               ? TJ_OK
               : tj_fail(error, TJ_NO_MEMORY,
                         "no room for %" PRIu64 " seeds; use --shard", count);
}

bool sweep_seeds_has(const struct sweep_seeds *seeds, uint64_t index)
{
    return (atomic_load_explicit(&seeds->done[index / BITS],
                                 memory_order_relaxed) >>
                index % BITS & 1) != 0;
}

void sweep_seeds_mark(struct sweep_seeds *seeds, uint64_t index)
{
    atomic_fetch_or_explicit(&seeds->done[index / BITS],
                             UINT64_C(1) << index % BITS,
                             memory_order_relaxed);
}

uint64_t sweep_seeds_done(const struct sweep_seeds *seeds)
{
    uint64_t count = 0;

    for (uint64_t i = 0; i < seeds->count; i++)
        count += sweep_seeds_has(seeds, i);
    return count;
}

/* --- Threads --- */

struct crew {
    const struct sweep_work *work;
    _Atomic uint64_t         next, done, broken;
    _Atomic bool             failed;
    struct tj_os_mutex       mutex;
    struct tj_os_signal      signal;
    unsigned                 working; /* Under the mutex. */
};

struct worker {
    struct crew          *crew;
    struct tj_os_thread   thread;
    struct quick_run      quick;
    struct tj_workload   *workload; /* Its own: seeds and drawn faults. */
    struct sweep_account *account;
    struct tj_error       error;
};

static bool interrupted(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* Half of it is the clients'; the rest is what was heard. A run may be larger
 * than its operations say: putting back, warm-up. */
static size_t trace_size(const struct tj_workload *workload)
{
    const size_t least = (size_t)64 << 20, most = (size_t)1 << 30;
    uint64_t     ops = workload->ops == 0 ? most : workload->ops;

    return ops > (most - least) / 512 ? most : least + (size_t)ops * 512;
}

static enum tj_status run_seed(struct worker *worker, uint64_t seed)
{
    const struct tj_workload   *given = worker->crew->work->workload;
    struct tj_workload         *workload = worker->workload;
    const struct tj_run_options hooks = { .stop = interrupted };
    enum tj_status              status = TJ_OK;

    if (given->schedule != TJ_FAULT_SCHEDULE_NONE)
        *workload = *given;
    workload->seed = seed;
    workload->seed_auto = false;
    if (given->schedule != TJ_FAULT_SCHEDULE_NONE)
        status = tj_workload_draw_faults(workload, &worker->error);
    if (status == TJ_OK)
        status = quick_run(&worker->quick, workload, &hooks, &worker->error);
    return status;
}

static void note(struct worker *worker, uint64_t index)
{
    struct crew             *crew = worker->crew;
    const struct tj_verdict *verdict = worker->quick.verdict;

    sweep_account_add(worker->account, worker->workload->seed, verdict);
    sweep_seeds_mark(crew->work->seeds, index);
    atomic_fetch_add_explicit(&crew->done, 1, memory_order_relaxed);
    if (verdict->word != TJ_PASS)
        atomic_fetch_add_explicit(&crew->broken, 1, memory_order_relaxed);
}

static void work_seeds(struct worker *worker)
{
    struct crew              *crew = worker->crew;
    const struct sweep_seeds *seeds = crew->work->seeds;

    while (!tj_os_interrupted() && !atomic_load(&crew->failed)) {
        uint64_t index = atomic_fetch_add(&crew->next, 1);

        if (index >= seeds->count)
            return;
        if (sweep_seeds_has(seeds, index))
            continue;
        if (run_seed(worker, seeds->first + index) != TJ_OK) {
            atomic_store(&crew->failed, true);
            return;
        }
        if (!worker->quick.result.interrupted)
            note(worker, index);
    }
}

static void work_thread(void *context)
{
    struct worker *worker = context;
    struct crew   *crew = worker->crew;

    work_seeds(worker);
    tj_os_mutex_lock(&crew->mutex);
    crew->working -= 1;
    tj_os_signal_wake_all(&crew->signal);
    tj_os_mutex_unlock(&crew->mutex);
}

static enum tj_status hire(struct worker *worker, struct crew *crew,
                           struct arena *arena, struct tj_error *error)
{
    const struct tj_workload *workload = crew->work->workload;

    *worker = (struct worker){
        .crew = crew,
        .workload = ARENA_NEW(arena, struct tj_workload, 1),
        .account = ARENA_NEW(arena, struct sweep_account, 1),
    };
    if (worker->workload == NULL || worker->account == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %u jobs",
                       crew->work->jobs);
    *worker->workload = *workload;
    return quick_run_open(&worker->quick, trace_size(workload), error);
}

static void watch(struct crew *crew)
{
    const struct sweep_work *work = crew->work;

    tj_os_mutex_lock(&crew->mutex);
    while (crew->working > 0) {
        tj_os_signal_wait(&crew->signal, &crew->mutex,
                          tj_clock_ns() + LOOK_NS);
        tj_os_mutex_unlock(&crew->mutex);
        work->progress(work->context, atomic_load(&crew->done),
                       atomic_load(&crew->broken));
        tj_os_mutex_lock(&crew->mutex);
    }
    tj_os_mutex_unlock(&crew->mutex);
}

/* How many threads run; fewer than asked for are no failure, none is. */
static unsigned start(struct crew *crew, struct worker *workers,
                      struct arena *arena, struct tj_error *error)
{
    unsigned count = 0;

    while (count < crew->work->jobs) {
        struct worker *worker = &workers[count];

        if (hire(worker, crew, arena, error) != TJ_OK)
            break;
        tj_os_mutex_lock(&crew->mutex);
        crew->working += 1;
        tj_os_mutex_unlock(&crew->mutex);
        if (tj_os_thread_start(&worker->thread, work_thread, worker, error) !=
            TJ_OK) {
            tj_os_mutex_lock(&crew->mutex);
            crew->working -= 1;
            tj_os_mutex_unlock(&crew->mutex);
            quick_run_close(&worker->quick);
            break;
        }
        count++;
    }
    return count;
}

enum tj_status sweep_work(const struct sweep_work *work,
                          struct sweep_account *account, struct arena *arena,
                          struct tj_error *error)
{
    struct crew    crew = { .work = work };
    enum tj_status status = TJ_OK;
    struct worker *workers = ARENA_NEW(arena, struct worker, work->jobs);

    if (workers == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %u jobs", work->jobs);
    tj_os_mutex_init(&crew.mutex);
    tj_os_signal_init(&crew.signal);
    unsigned count = start(&crew, workers, arena, error);
    if (count == 0)
        status = error->status;
    watch(&crew);
    for (unsigned i = 0; i < count; i++) {
        tj_os_thread_join(&workers[i].thread);
        sweep_account_join(account, workers[i].account);
        if (workers[i].error.status != TJ_OK && status == TJ_OK) {
            status = tj_fail(error, workers[i].error.status,
                             "seed 0x%" PRIx64 ": %.180s",
                             workers[i].workload->seed, workers[i].error.text);
        }
        quick_run_close(&workers[i].quick);
    }
    tj_os_signal_deinit(&crew.signal);
    tj_os_mutex_deinit(&crew.mutex);
    return status;
}

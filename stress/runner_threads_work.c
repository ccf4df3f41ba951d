/* SPDX-License-Identifier: MIT */
/* A client's thread: engine, chain, and waiting; and a listener's. */
#include "stress/runner_threads.h"

#include "core/base/clock.h"

/* Waits until the time, or until the phase is no longer `phase`. */
static void wait_in_phase(struct worker *worker, uint64_t until_ns, int phase)
{
    tj_os_mutex_lock(&worker->mutex);
    while (threads_phase(worker->run) == phase && tj_clock_ns() < until_ns)
        tj_os_signal_wait(&worker->signal, &worker->mutex, until_ns);
    tj_os_mutex_unlock(&worker->mutex);
}

/* A wait of the engine. Only the end of the run cuts it short. */
static void wait_until(struct worker *worker, uint64_t until_ns)
{
    if (worker->engine.phase != TJ_ENGINE_WORK) {
        tj_clock_sleep_until(until_ns);
        return;
    }
    int phase = threads_phase(worker->run);
    while (phase != PHASE_STOP && tj_clock_ns() < until_ns) {
        wait_in_phase(worker, until_ns, phase);
        phase = threads_phase(worker->run);
    }
}

/* Whether the client may do one more measured operation. */
static bool take_one(struct worker *worker)
{
    struct threads *run = worker->run;

    if (worker->portion == 0) {
        int64_t portion = (int64_t)run->portion;
        int64_t before = atomic_fetch_sub_explicit(&run->left, portion,
                                                   memory_order_relaxed);
        if (before <= 0)
            return false;
        worker->portion = (uint64_t)(before < portion ? before : portion);
    }
    worker->portion -= 1;
    return true;
}

/* Whether the operation about to be submitted counts. One that comes when all
 * have been taken is held back until the phase is over. */
static bool counts(struct worker *worker)
{
    struct threads *run = worker->run;

    if (threads_phase(run) != PHASE_MEASURE)
        return false;
    if (run->runner->workload->ops == 0 || take_one(worker))
        return true;
    threads_tell(run);
    wait_in_phase(worker, UINT64_MAX, PHASE_MEASURE);
    return false;
}

static void carry_out(struct worker *worker, uint64_t now_ns,
                      const struct tj_op *op, struct tj_reply *reply)
{
    struct tj_backend *top = runner_top(&worker->chain);

    if (tj_backend_submit(top, now_ns, op, reply) == TJ_ANSWERED)
        return;
    while (!tj_backend_collect(top, UINT64_MAX, reply))
        ;
}

void threads_work(void *context)
{
    struct worker            *worker = context;
    struct threads           *run = worker->run;
    const struct tj_workload *workload = run->runner->workload;
    struct tj_reply           reply;
    const struct tj_reply    *last = NULL;

    wait_in_phase(worker, UINT64_MAX, PHASE_READY);
    uint64_t now_ns = tj_clock_ns();
    for (;;) {
        if (threads_phase(run) == PHASE_STOP)
            tj_engine_stop(&worker->engine);
        struct tj_action action =
            tj_engine_next(workload, &worker->engine, now_ns, last);
        last = NULL;
        if (action.kind == TJ_ACT_DONE)
            break;
        if (action.kind == TJ_ACT_WAIT) {
            wait_until(worker, action.until_ns);
            now_ns = tj_clock_ns();
            continue;
        }
        worker->chain.record.flags = counts(worker) ? 0 : TJ_RECORD_WARMUP;
        carry_out(worker, now_ns, action.op, &reply);
        if (worker->segment.failed)
            atomic_store_explicit(&run->broken, true, memory_order_relaxed);
        last = &reply;
        now_ns = reply.answered_ns; /* Saves a look at the clock. */
    }
    atomic_fetch_sub_explicit(&run->working, 1, memory_order_release);
    threads_tell(run);
}

void threads_listen(void *context)
{
    struct listener *listener = context;
    struct threads  *run = listener->run;

    while (listener->observer.listens) {
        bool last = atomic_load_explicit(&run->quit, memory_order_acquire);
        listener->observer.chain.record.flags =
            threads_phase(run) == PHASE_MEASURE ? 0 : TJ_RECORD_WARMUP;
        uint64_t until_ns = last ? 0 : tj_clock_ns() + LOOK_MS * MILLISECOND;
        size_t count = runner_fetch(&listener->observer, until_ns);
        if (listener->observer.events.failed)
            atomic_store_explicit(&run->broken, true, memory_order_relaxed);
        if (count == 0 && last)
            return;
    }
}

/* SPDX-License-Identifier: MIT */
/* All clients on one thread, in virtual time: the same workload and seed give
 * the same trace, byte for byte.
 *
 * Ties: answers and events before waits that end at the same time; of several
 * waits that end at once, the lower client number first; phases of the run
 * before the waits that end with them. */
#include "stress/virtual_run.h"

#include "core/base/apart.h"
#include "core/base/assert.h"
#include "core/base/clock.h"

/* How often (in things that happened) and how far apart the outside is asked
 * and told. Neither has any influence on the trace. */
enum { ASK_EVERY = 256, PROGRESS_NS = 100 * 1000 * 1000 };

/* --- Phases of the run, and clients --- */

static void set_flags(struct virtual *run, uint8_t flags)
{
    const struct tj_workload *workload = run->runner->workload;

    for (size_t i = 0; i < workload->clients; i++)
        run->members[i].chain.record.flags = flags;
    for (size_t i = 0; i < workload->drives; i++)
        run->watchers[i].observer.chain.record.flags = flags;
}

/* From warming up to measuring, from measuring to cooling down. */
static TJ_APART void change_phase(struct virtual *run)
{
    const struct tj_workload *workload = run->runner->workload;

    if (run->next == STEP_MEASURE) {
        if (workload->warmup_ns > 0)
            runner_mark(run->runner, TJ_MARK_MEASURE, 0);
        set_flags(run, 0);
        run->next = STEP_COOL;
        run->enough_ops = workload->ops > 0 ? workload->ops : UINT64_MAX;
        run->runner->measures = true;
        run->runner->measure_ns = tj_virtual_now(run->world);
        run->next_ns = workload->duration_ns == 0
                           ? UINT64_MAX
                           : virtual_since(run, workload->duration_ns);
        return;
    }
    TJ_ASSERT(run->next == STEP_COOL);
    run->enough_ops = UINT64_MAX;
    run->runner->measures = false;
    runner_mark(run->runner, TJ_MARK_COOL, 0);
    set_flags(run, TJ_RECORD_WARMUP);
    run->next = STEP_END;
    run->next_ns = virtual_since(run, workload->cooldown_ns);
}

static bool has_measured_all(const struct virtual *run)
{
    return run->measured_ops >= run->enough_ops;
}

/* Lets a client have the events that are there. True: one it waits for. */
static TJ_APART bool hear(struct member *member)
{
    struct tj_event events[RUNNER_EVENTS];
    size_t          count;
    bool            wanted = false;

    while ((count = tj_backend_events(runner_top(&member->chain), 0, events,
                                      RUNNER_EVENTS)) > 0)
        for (size_t i = 0; i < count; i++)
            wanted = tj_engine_hear(&member->engine, &events[i]) || wanted;
    return wanted;
}

static TJ_APART void listen(struct member *member, tj_handle handle)
{
    struct tj_error why;

    tj_engine_listens(&member->engine,
                      tj_backend_listen(runner_top(&member->chain), handle,
                                        &why) == TJ_OK);
}

/* Waits, unless what it waits for is there. */
static bool wait(struct virtual *run, struct member *member,
                 const struct tj_action *action)
{
    bool hears = action->kind == TJ_ACT_HEAR;

    if (hears && hear(member))
        return false;
    member->waiter.client = member->engine.client;
    waiting_push(&run->waiting, &member->waiter, action->until_ns, hears);
    return true;
}

/* What the client last said it would do. True: the answer is there. */
static bool submit(struct virtual *run, struct member *member,
                   struct tj_reply *reply)
{
    uint64_t now_ns = tj_virtual_now(run->world);

    if (has_measured_all(run))
        change_phase(run);
    run->measured_ops += run->next == STEP_COOL;
    virtual_tell(run, TJ_TOLD_SUBMIT, member, NULL);
    enum tj_submit taken =
        tj_backend_submit(runner_top(&member->chain), now_ns,
                          member->engine.action.op, reply);
    TJ_ASSERT(taken != TJ_BUSY); /* One at a time per client. */
    member->asked_ns = now_ns;
    if (taken == TJ_ACCEPTED)
        return false;
    virtual_tell(run, TJ_TOLD_ANSWER, member, reply);
    return true;
}

/* Lets a client act until it waits, is being answered, or is done. */
static void act(struct virtual *run, struct member *member,
                const struct tj_reply *last)
{
    struct tj_reply reply;

    for (;;) {
        const struct tj_action *action =
            tj_engine_next(run->runner->workload, &member->engine,
                           tj_virtual_now(run->world), last);

        if (action->kind == TJ_ACT_DONE) {
            run->alive -= 1;
            return;
        }
        bool waits = action->kind == TJ_ACT_WAIT || action->kind == TJ_ACT_HEAR;
        if (waits && wait(run, member, action))
            return;
        if (action->kind == TJ_ACT_LISTEN) {
            virtual_tell(run, TJ_TOLD_LISTEN, member, NULL);
            listen(member, action->handle);
        }
        if (action->kind == TJ_ACT_TELL)
            runner_tell_drops(run->runner, &run->runner->main, &member->chain,
                              &action->drops);
        if (action->kind != TJ_ACT_SUBMIT) { /* A CRASH has no process. */
            last = NULL;
            continue;
        }
        if (run->turns) {
            member->offered = true;
            tj_virtual_offer(&member->session.backend);
            return;
        }
        if (!submit(run, member, &reply))
            return;
        last = &reply;
    }
}

/* Its turn to go on, from a wait or with an answer. */
static void go_on(struct virtual *run, struct member *member)
{
    uint64_t        hear_ns = member->hear_ns;
    struct tj_reply reply;

    if (member->ended)
        return;
    if (virtual_is_frozen(run, member)) {
        virtual_wait_for_thaw(run, member);
        return;
    }
    member->hear_ns = 0;
    if (member->offered) {
        member->offered = false;
        if (submit(run, member, &reply))
            act(run, member, &reply);
    } else if (member->engine.asked) {
        if (!tj_backend_collect(runner_top(&member->chain), 0, &reply))
            return;
        virtual_tell(run, TJ_TOLD_ANSWER, member, &reply);
        act(run, member, &reply);
    } else if (hear_ns <= tj_virtual_now(run->world) || hear(member)) {
        act(run, member, NULL);
    } else {
        waiting_push(&run->waiting, &member->waiter, hear_ns, true);
    }
}

static void begin_end(struct virtual *run)
{
    virtual_tell(run, TJ_TOLD_END, NULL, NULL);
    runner_mark(run->runner, TJ_MARK_END, 0);
    run->next = STEP_NONE;
    run->next_ns = UINT64_MAX;
    for (size_t i = 0; i < run->runner->workload->clients; i++)
        tj_engine_stop(&run->members[i].engine);
    /* Whoever waits is woken now, lower numbers first. */
    waiting_clear(&run->waiting);
    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        struct member *member = &run->members[i];
        bool thaws = member->thaws;
        member->thaws = false;
        member->thaw_ns = member->hear_ns = 0;
        if ((thaws || !member->engine.asked) &&
            member->engine.phase != TJ_ENGINE_DONE)
            go_on(run, member);
    }
}

static TJ_APART void take_step(struct virtual *run)
{
    if (run->next == STEP_END)
        begin_end(run);
    else
        change_phase(run);
}

/* The steps that are left, at once. */
static void finish_steps(struct virtual *run)
{
    while (run->next != STEP_NONE)
        take_step(run);
}

/* The outside may stop the run, and is told how it goes. */
static TJ_APART void ask_outside(struct virtual *run)
{
    const struct tj_run_options *options = run->runner->options;
    bool stop = options->stop != NULL && options->stop(options->stop_context);
    if (run->next != STEP_NONE && stop)
        run->runner->result->interrupted = true;
    /* What cannot be recorded need not be done. */
    if (run->next != STEP_NONE && (stop || run->runner->main.failed))
        finish_steps(run);
    uint64_t now_ns = tj_clock_ns();
    if (options->progress != NULL && now_ns - run->asked_ns >= PROGRESS_NS) {
        run->asked_ns = now_ns;
        virtual_tell_progress(run, false);
    }
}

static void look_outside(struct virtual *run)
{
    if (run->may_end_early &&
        (run->told_off ||
         runner_enough(run->runner, tj_virtual_now(run->world))))
        finish_steps(run);
    if (++run->quiet < ASK_EVERY)
        return;
    run->quiet = 0;
    ask_outside(run);
}

static void fetch(struct virtual *run, uint8_t drive)
{
    while (runner_fetch(&run->watchers[drive].observer, 0) > 0)
        ;
}

/* Events of a drive reach all who listen there, the lower numbers first. */
static TJ_APART void deliver(struct virtual *run, uint8_t drive)
{
    size_t clients = run->runner->workload->clients;

    fetch(run, drive);
    for (size_t i = 0; run->waiting.hearing > 0 && i < clients; i++) {
        struct member *member = &run->members[i];
        if (!member->waiter.hears || member->engine.drive != drive ||
            member->ended)
            continue;
        if (virtual_is_frozen(run, member)) {
            member->hear_ns = member->waiter.wake_ns;
            waiting_take(&run->waiting, &member->waiter);
            virtual_wait_for_thaw(run, member);
            continue;
        }
        if (!hear(member))
            continue;
        waiting_take(&run->waiting, &member->waiter);
        act(run, member, NULL);
    }
}

/* It is until_ns, for which the run or a client has waited. */
static TJ_APART void wake(struct virtual *run, uint64_t until_ns)
{
    if (until_ns == UINT64_MAX) {
        run->silent = true;
        return;
    }
    if (run->next_ns <= tj_virtual_now(run->world))
        take_step(run);
    while (waiting_until(&run->waiting) <= tj_virtual_now(run->world)) {
        struct member *member = (struct member *)waiting_pop(&run->waiting);
        member->thaws = false;
        go_on(run, member);
    }
}

/* One thing that happens in the world, or the time at which someone wakes. */
static void advance(struct virtual *run)
{
    uint64_t  wake_ns = waiting_until(&run->waiting);
    uint64_t  until_ns = wake_ns < run->next_ns ? wake_ns : run->next_ns;
    tj_client client;
    uint8_t   drive;
    bool      event;

    /* An event that a fault held back comes as an answer does. */
    if (!tj_virtual_run(run->world, until_ns, &client, &drive, &event))
        wake(run, until_ns);
    else if (event || client > run->runner->workload->clients ||
             !run->members[client - 1].engine.asked)
        deliver(run, drive);
    else
        go_on(run, &run->members[client - 1]);
}

/* --- The run --- */

static void work(struct virtual *run)
{
    const struct tj_workload *workload = run->runner->workload;

    run->alive = workload->clients;
    run->next = STEP_MEASURE;
    run->next_ns = virtual_since(run, workload->warmup_ns);
    runner_mark_begin(run->runner);
    if (workload->warmup_ns == 0)
        take_step(run);
    tj_virtual_choose(run->world, true);
    for (size_t i = 0; i < workload->clients; i++) {
        tj_engine_begin(&run->members[i].engine, workload,
                        run->runner->begin_ns, 0);
        act(run, &run->members[i], NULL);
    }
    while (run->alive > 0 && !(run->silent && run->next == STEP_NONE)) {
        if (run->silent) { /* Who does not hang puts back what it took. */
            run->silent = false;
            finish_steps(run);
        }
        if (has_measured_all(run))
            take_step(run);
        advance(run);
        look_outside(run);
    }
    finish_steps(run); /* Everybody has retired. */
    if (run->turns)
        tj_virtual_choose(run->world, false);
    if (run->alive > 0)
        virtual_mark_hung(run);
}

static void close_chain(struct virtual *run, struct runner_chain *chain)
{
    struct tj_reply reply;

    tj_backend_close(runner_top(chain), tj_virtual_now(run->world));
    while (tj_backend_collect(runner_top(chain), 0, &reply))
        ;
}

/* The programs are over, and with them what faults made them leave open. What
 * nobody heard stays unanswered. */
static void end_programs(struct virtual *run)
{
    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        struct member *member = &run->members[i];
        if (member->ended)
            tj_backend_close(runner_top(&member->chain),
                             tj_virtual_now(run->world));
        else if (member->chain.fault != NULL)
            close_chain(run, &member->chain);
    }
    run->silent = false;
    while (!run->silent)
        advance(run);
}

/* Everything on its way is let happen, then each drive is asked. */
static void settle(struct virtual *run)
{
    struct put_back *drives[TJ_DRIVES_OF_RUN_MAX];
    uint32_t         count = run->runner->workload->drives;

    run->silent = false;
    while (!run->silent)
        advance(run);
    end_programs(run);
    virtual_tell_leaks(run);
    for (uint32_t i = 0; i < count; i++) {
        drives[i] = &run->watchers[i].end;
        put_back_drive(drives[i]);
        fetch(run, (uint8_t)i);
        drives[i]->good = drives[i]->good && run->alive == 0;
    }
    put_back_mark(run->runner, drives, count);
}

static void finish(struct virtual *run)
{
    struct runner *runner = run->runner;

    runner->result->duration_ns =
        tj_virtual_now(run->world) - runner->clock.origin_ns;
    for (size_t i = 0; i < runner->workload->clients; i++) {
        if (run->members[i].chain.fault == NULL)
            close_chain(run, &run->members[i].chain);
        runner->result->leaked += run->members[i].engine.leaked;
    }
    for (size_t i = 0; i < runner->workload->drives; i++) {
        struct watcher *watcher = &run->watchers[i];
        runner->result->events_lost +=
            tj_virtual_session_lost(&watcher->session);
        runner->result->events +=
            tj_live_read(&watcher->observer.chain.record.counts.events);
        close_chain(run, &watcher->observer.chain);
    }
    virtual_tell_progress(run, true);
}

enum tj_status runner_virtual(struct runner *runner)
{
    struct virtual run = { .runner = runner, .enough_ops = UINT64_MAX,
                           .may_end_early = runner->options->enough != NULL ||
                                            runner->options->told != NULL,
                           .asked_ns = tj_clock_ns() };
    const struct tj_fault_host host = { virtual_kill, virtual_stop, &run };
    unsigned       watchers = 0;
    enum tj_status status = virtual_open_world(&run);

    if (status == TJ_OK)
        status = runner_open_trace(runner);
    if (status != TJ_OK)
        return status;
    runner->fault_host = host;
    status = virtual_open_members(&run);
    if (status == TJ_OK)
        status = virtual_open_watchers(&run, &watchers);
    if (status == TJ_OK) {
        work(&run);
        settle(&run);
        finish(&run);
    }
    for (size_t i = 0;
         run.members != NULL && i < runner->workload->clients; i++)
        if (run.members[i].listens)
            runner_close_segment(runner, &run.members[i].ears, &status);
    for (unsigned i = 0; i < watchers; i++)
        runner_close_segment(runner, &run.watchers[i].observer.events,
                             &status);
    runner_close_segment(runner, &runner->main, &status);
    return status;
}

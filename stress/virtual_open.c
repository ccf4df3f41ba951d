/* SPDX-License-Identifier: MIT */
/* The beginning of a run in virtual time: a world, clients, and who watches. */
#include "stress/races.h"
#include "stress/virtual_run.h"

enum tj_status virtual_open_world(struct virtual *run)
{
    struct runner            *runner = run->runner;
    const struct tj_workload *workload = runner->workload;
    struct tj_strategy        strategy;

    if (runner->target.info->name[0] != 's')
        return tj_fail(runner->error, TJ_UNAVAILABLE,
                       "drive `%s` knows no virtual time; allowed: sim, or "
                       "runner = threads", runner->target.info->name);
    if (workload->races_count > 0)
        return races_refuse(runner, "in virtual time it is the strategy that "
                                    "decides who comes first");
    if (tj_strategy_parse(workload->strategy, &strategy, runner->error) !=
        TJ_OK)
        return runner->error->status;
    run->turns = strategy.turns;
    if (strategy.turns && workload->clients > TJ_STRATEGY_TURNS_MAX)
        return tj_fail(runner->error, TJ_UNAVAILABLE,
                       "%u clients take no turns: strategy = ... turns is for "
                       "at most %d", (unsigned)workload->clients,
                       TJ_STRATEGY_TURNS_MAX);
    void *memory = arena_take_unset(runner->arena, 1,
                                    tj_virtual_size(workload->drives), 64);
    run->members = ARENA_NEW(runner->arena, struct member, workload->clients);
    run->watchers = ARENA_NEW(runner->arena, struct watcher, workload->drives);
    run->waiting.heap =
        ARENA_NEW(runner->arena, struct waiter *, workload->clients);
    if (memory == NULL || run->members == NULL || run->watchers == NULL ||
        run->waiting.heap == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "%u clients at %u drives do not fit the arena",
                       (unsigned)workload->clients, (unsigned)workload->drives);
    const struct tj_virtual_config config = {
        .detail = runner->target.detail,
        .drives = workload->drives,
        .seed = workload->seed,
        .strategy = workload->strategy,
        .follow = runner->options->follow,
        .record = runner->options->record,
    };
    enum tj_status status =
        tj_virtual_open(memory, &config, &run->world, runner->error);
    if (status == TJ_OK && run->turns) /* Only what the clients do. */
        tj_virtual_choose(run->world, false);
    if (status == TJ_OK)
        runner->clock = (struct runner_clock){
            .now = tj_virtual_clock,
            .context = run->world,
            .origin_ns = tj_virtual_now(run->world),
            .later = tj_virtual_later,
        };
    return status;
}

enum tj_status virtual_open_members(struct virtual *run)
{
    struct runner            *runner = run->runner;
    const struct tj_workload *workload = runner->workload;
    enum tj_status            status = TJ_OK;

    for (size_t i = 0; i < workload->clients && status == TJ_OK; i++) {
        struct member *member = &run->members[i];
        tj_engine_init(&member->engine, workload, (tj_client)(i + 1));
        tj_virtual_session_init(&member->session, run->world,
                                member->engine.client, member->engine.drive);
        member->session.process = virtual_process_of(run, member->engine.client);
        status = runner_open_ears(runner, &member->engine, &member->ears,
                                  &member->listens);
        if (status != TJ_OK)
            return status;
        const struct runner_segments segments = {
            .own = &runner->main,
            .events = member->listens ? &member->ears : NULL,
        };
        status = runner_chain_init(runner, &member->chain,
                                   &member->session.backend,
                                   member->engine.persona, &segments);
    }
    return status;
}

static bool look(void *context, struct tj_sim_view *view)
{
    struct watcher *watcher = context;

    tj_virtual_describe(watcher->world, watcher->session.backend.drive, view);
    return true;
}

enum tj_status virtual_open_watchers(struct virtual *run,
                                     unsigned *opened)
{
    struct runner *runner = run->runner;
    enum tj_status status = TJ_OK;

    for (*opened = 0; *opened < runner->workload->drives; *opened += 1) {
        struct watcher *watcher = &run->watchers[*opened];
        const struct runner_segments segments = {
            .own = &runner->main, .events = &watcher->observer.events,
        };
        status = runner_open_segment(runner, *opened + 1,
                                     &watcher->observer.events);
        if (status != TJ_OK)
            return status;
        tj_virtual_session_init(&watcher->session, run->world,
                                runner_observer_client(runner, *opened),
                                (uint8_t)*opened);
        watcher->world = run->world;
        watcher->end = (struct put_back){
            .runner = runner, .observer = &watcher->observer,
            .look = look, .context = watcher,
        };
        watcher->end.looked = look(watcher, &watcher->end.before);
        status = runner_chain_init(runner, &watcher->observer.chain,
                                   &watcher->session.backend, NULL, &segments);
        if (status == TJ_OK)
            status = runner_observe(runner, &watcher->observer);
        if (status != TJ_OK) {
            *opened += 1; /* Its segment is open. */
            return status;
        }
    }
    return TJ_OK;
}

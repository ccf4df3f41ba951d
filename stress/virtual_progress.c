/* SPDX-License-Identifier: MIT */
/* What the outside sees of a run in virtual time while it goes on. */
#include "stress/runner_view.h"
#include "stress/virtual_run.h"

void virtual_tell_progress(struct virtual *run, bool over)
{
    struct runner     *runner = run->runner;
    struct tj_progress progress =
        runner_view(runner, tj_virtual_now(run->world));
    struct tj_sim_view view;

    for (size_t i = 0; i < runner->workload->clients; i++)
        runner_view_client(runner, &progress, i, (tj_client)(i + 1),
                           &run->members[i].chain.record.counts);
    for (uint8_t i = 0; i < runner->workload->drives; i++) {
        const struct runner_observer *observer = &run->watchers[i].observer;
        tj_live_add(&progress.total.events,
                    tj_live_read(&observer->chain.record.counts.events));
        tj_virtual_describe(run->world, i, &view);
        runner_view_drive(runner, i, &view);
    }
    runner->result->operations = tj_live_read(&progress.total.operations);
    runner_show(runner, &progress, over);
}

static void look_at(void *world, uint8_t drive, struct tj_sim_view *view)
{
    tj_virtual_describe(world, drive, view);
}

void virtual_tell_now(struct virtual *run, enum tj_told_kind kind,
                      const struct member *member,
                      const struct tj_reply *reply)
{
    const struct tj_run_options *options = run->runner->options;
    const struct tj_told         told = {
        .kind = kind,
        .client = member == NULL ? TJ_NOBODY : member->engine.client,
        .now_ns = tj_virtual_now(run->world) - run->runner->clock.origin_ns,
        .state = member == NULL ? NULL : &member->engine,
        .reply = reply,
        .look = look_at,
        .world = run->world,
    };

    if (options->told(options->told_context, &told))
        run->told_off = true;
}

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

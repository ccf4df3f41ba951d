/* SPDX-License-Identifier: MIT */
/* What the outside sees of a run in virtual time while it goes on. */
#include "stress/virtual_run.h"

void virtual_tell_progress(struct virtual *run)
{
    const struct tj_run_options *options = run->runner->options;
    const struct tj_workload    *workload = run->runner->workload;
    struct tj_progress progress = {
        .elapsed_ns = tj_virtual_now(run->world) -
                      run->runner->clock.origin_ns,
        .total_ns = workload->duration_ns == 0
                        ? 0
                        : workload->warmup_ns + workload->duration_ns +
                              workload->cooldown_ns,
    };
    struct tj_sim_view view;

    for (size_t i = 0; i < workload->clients; i++)
        runner_count(&run->members[i].chain.record.counts, &progress);
    for (size_t i = 0; i < workload->drives; i++)
        runner_count(&run->watchers[i].observer.chain.record.counts,
                     &progress);
    tj_virtual_describe(run->world, 0, &view);
    progress.owner = runner_owner(run->runner, &view);
    options->progress(options->progress_context, &progress);
}

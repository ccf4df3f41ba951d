/* SPDX-License-Identifier: MIT */
/* What the outside sees of a run while it goes on. */
#include "stress/runner_view.h"

struct tj_progress runner_view(struct runner *runner, uint64_t now_ns)
{
    const struct tj_workload *workload = runner->workload;

    return (struct tj_progress){
        .elapsed_ns = now_ns - runner->clock.origin_ns,
        .total_ns = workload->duration_ns == 0
                        ? 0
                        : workload->warmup_ns + workload->duration_ns +
                              workload->cooldown_ns,
        .open_loop = runner->open_loop,
        .clients = runner->seen,
        .clients_count = workload->clients,
        .drives = runner->seen_drives,
        .drives_count = workload->drives,
    };
}

void runner_seen(const struct tj_live_counts *counts,
                 uint64_t seen[TJ_SEEN_COUNT])
{
    seen[TJ_SEEN_OPERATIONS] = tj_live_read(&counts->operations);
    seen[TJ_SEEN_GRANTED] = tj_live_read(&counts->by[TJ_LOCK][TJ_DONE]);
    seen[TJ_SEEN_DENIED] = tj_live_read(&counts->by[TJ_LOCK][TJ_REFUSED]);
    seen[TJ_SEEN_ARRIVALS] = tj_live_read(&counts->arrivals);
    seen[TJ_SEEN_DROPPED] = tj_live_read(&counts->dropped);
    seen[TJ_SEEN_TOOK_NS] = 0;
    for (unsigned i = 0; i < TJ_VERB_COUNT * TJ_OUTCOME_COUNT; i++)
        seen[TJ_SEEN_TOOK_NS] += tj_live_read(
            &counts->took_ns[i / TJ_OUTCOME_COUNT][i % TJ_OUTCOME_COUNT]);
}

static struct tj_progress_client *row_of(struct runner *runner, size_t place,
                                         tj_client client)
{
    struct tj_progress_client *row = &runner->seen[place];

    if (row->client == client)
        return row;
    row->client = client;
    row->persona = tj_engine_persona(runner->workload, client);
    row->drive = (uint8_t)((client - 1) % runner->workload->drives);
    return row;
}

enum tj_status runner_view_init(struct runner *runner)
{
    runner->seen = ARENA_NEW(runner->arena, struct tj_progress_client,
                             runner->workload->clients);
    runner->open_loop = tj_engine_has_open_loop(runner->workload);
    if (runner->seen == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "the run does not fit the arena");
    for (tj_client i = 0; i < runner->workload->clients; i++)
        (void)row_of(runner, i, (tj_client)(i + 1));
    return TJ_OK;
}

void runner_view_client(struct runner *runner, struct tj_progress *progress,
                        size_t place, tj_client client,
                        const struct tj_live_counts *counts)
{
    tj_live_sum(&progress->total, counts);
    runner_seen(counts, row_of(runner, place, client)->seen);
}

void runner_view_seen(struct runner *runner, size_t place, tj_client client,
                      const _Atomic uint64_t seen[TJ_SEEN_COUNT])
{
    struct tj_progress_client *row = row_of(runner, place, client);

    for (unsigned i = 0; i < TJ_SEEN_COUNT; i++)
        row->seen[i] = tj_live_read(&seen[i]);
}

void runner_view_drive(struct runner *runner, unsigned drive,
                       const struct tj_sim_view *view)
{
    runner->seen_drives[drive] = (struct tj_progress_drive){
        .known = true, .owner = runner_owner(runner, view)
    };
}

void runner_show(const struct runner *runner, struct tj_progress *progress,
                 bool over)
{
    const struct tj_run_options *options = runner->options;

    progress->over = over;
    if (options->progress != NULL)
        options->progress(options->progress_context, progress);
}

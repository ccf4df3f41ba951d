/* SPDX-License-Identifier: MIT */
#include "stress/run.h"

#include "backends/drive_real.h"
#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/random.h"
#include "stress/runner.h"
#include "stress/runner_view.h"

#include <stdio.h>
#include <string.h>

/* Real runs are told apart by when and by whom; virtual ones by their seed, so
 * that two of the same seed give the same trace. */
static uint64_t run_id(const struct runner *runner)
{
    const uint64_t key[2] = { runner->workload->seed, 0 };
    uint64_t       counter[4] = { 0x72756e, 0, 0, 0 };

    if (!runner->info.virtual_time) {
        counter[1] = runner->result->started_utc_ns;
        counter[2] = tj_os_process_id();
        counter[3] = tj_clock_ns();
    }
    return tj_philox(counter, key).slot[0];
}

static enum tj_status prepare_folder(struct runner *runner)
{
    const char *folder = runner->options->folder;
    int length = snprintf(runner->trace, sizeof runner->trace, "%s/trace",
                          folder);

    if (length < 0 || (size_t)length >= sizeof runner->trace)
        return tj_fail(runner->error, TJ_HOST_IO,
                       "the run folder's path %.80s... is too long", folder);
    return tj_os_make_folders(folder, runner->error);
}

static enum tj_status prepare(struct runner *runner)
{
    const struct tj_workload *workload = runner->workload;
    bool virtual_time = workload->runner == TJ_RUNNER_VIRTUAL;

    TJ_ASSERT(runner->options->memory == NULL || virtual_time);
    enum tj_status status =
        tj_target_parse(workload->drive, &runner->target, runner->error);
    if (status == TJ_OK && runner->options->memory == NULL)
        status = prepare_folder(runner);
    if (status != TJ_OK)
        return status;

    runner->result->started_utc_ns = tj_clock_utc_ns();
    runner->info.seed = workload->seed;
    runner->info.virtual_time = virtual_time;
    runner->info.drives = workload->drives;
    runner->info.system = tj_real_kind_of(runner->target.info->name) ==
                                  TJ_REAL_LINUX
                              ? TJ_TRACE_LINUX : TJ_TRACE_WINDOWS;
    runner->info.started_utc_ns =
        virtual_time ? 0 : runner->result->started_utc_ns;
    runner->info.run_id = run_id(runner);
    status = runner_view_init(runner);
    return status == TJ_OK ? runner_make_plans(runner) : status;
}

enum tj_status tj_run(const struct tj_workload *workload,
                      const struct tj_run_options *options, struct arena *arena,
                      struct tj_run_result *result, struct tj_error *error)
{
    struct runner *runner = ARENA_NEW(arena, struct runner, 1);

    *result = (struct tj_run_result){ 0 };
    if (runner == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "the run does not fit the arena");
    runner->workload = workload;
    runner->options = options;
    runner->arena = arena;
    runner->result = result;
    runner->error = error;
    enum tj_status status = prepare(runner);
    if (status != TJ_OK)
        return status;

    uint64_t start_ns = tj_clock_ns();
    static enum tj_status (*const runners[])(struct runner *) = {
        [TJ_RUNNER_VIRTUAL] = runner_virtual,
        [TJ_RUNNER_THREADS] = runner_threads,
        [TJ_RUNNER_PROCESSES] = runner_processes,
    };
    if (options->memory == NULL)
        runner_start_ahead(runner);
    status = runners[workload->runner](runner);
    runner_stop_ahead(runner);
    result->real_ns = tj_clock_ns() - start_ns;
    for (size_t i = 0; i < workload->faults_count; i++)
        result->struck[i] = tj_fault_plan_struck(runner->plan, i) +
                            tj_fault_plan_struck(&runner->events, i);
    return status;
}

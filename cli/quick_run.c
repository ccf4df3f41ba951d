/* SPDX-License-Identifier: MIT */
#include "cli/quick_run.h"

#include "cli/run_judge.h"

#include "core/base/os.h"

#include <string.h>

#define ARENA_SIZE ((size_t)256 << 20)

enum tj_status quick_run_open(struct quick_run *quick, size_t trace_size,
                              struct tj_error *error)
{
    *quick = (struct quick_run){ .trace_size = trace_size };
    quick->pages = tj_os_pages_take(ARENA_SIZE);
    quick->bytes = tj_os_pages_take(trace_size);
    quick->shelf = tj_os_pages_take(sizeof *quick->shelf);
    if (quick->pages == NULL || quick->bytes == NULL || quick->shelf == NULL) {
        quick_run_close(quick);
        return tj_fail(error, TJ_NO_MEMORY, "no memory for a run");
    }
    arena_init(&quick->arena, quick->pages, ARENA_SIZE);
    return TJ_OK;
}

void quick_run_close(struct quick_run *quick)
{
    if (quick->pages != NULL)
        tj_os_pages_give(quick->pages, ARENA_SIZE);
    if (quick->bytes != NULL)
        tj_os_pages_give(quick->bytes, quick->trace_size);
    if (quick->shelf != NULL)
        tj_os_pages_give(quick->shelf, sizeof *quick->shelf);
    quick->pages = quick->bytes = NULL;
    quick->shelf = NULL;
}

enum tj_status quick_run_check(const struct tj_workload *workload,
                               const char *what, struct tj_error *error)
{
    if (workload->runner != TJ_RUNNER_VIRTUAL)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "%s needs simulated drives in virtual time; with runner "
                       "= %s the machine decides who comes first, and no "
                       "seed brings that back (--runner virtual)",
                       what, tj_runner_name(workload->runner));
    struct tj_target_spec target;
    enum tj_status status = tj_target_parse(workload->drive, &target, error);
    if (status == TJ_OK && strcmp(target.info->name, "sim") != 0)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "%s needs simulated drives in virtual time; drive `%s` "
                       "has a time of its own", what, workload->drive);
    return status;
}

static size_t writers_of(const struct tj_workload *workload)
{
    return 1u + workload->drives + workload->clients;
}

enum tj_status quick_run_only(struct quick_run *quick,
                              const struct tj_workload *workload,
                              const struct tj_run_options *hooks,
                              struct tj_error *error)
{
    struct tj_run_options options = { 0 };
    struct arena         *arena = &quick->arena;

    if (hooks != NULL)
        options = *hooks;
    options.memory = &quick->memory;
    tj_trace_memory_clear(&quick->memory);
    tj_histogram_give_all(quick->shelf);
    arena_empty(arena);
    enum tj_status status =
        tj_trace_memory_init(&quick->memory, quick->bytes, quick->trace_size,
                             writers_of(workload), arena, error);
    return status == TJ_OK ? tj_run(workload, &options, arena, &quick->result,
                                    error)
                           : status;
}

enum tj_status quick_run(struct quick_run *quick,
                         const struct tj_workload *workload,
                         const struct tj_run_options *hooks,
                         struct tj_error *error)
{
    enum tj_status status = quick_run_only(quick, workload, hooks, error);
    const struct run_judge_request judge = {
        .workload = workload, .memory = &quick->memory, .shelf = quick->shelf,
        .events_lost = quick->result.events_lost > 0, .accept_partial = true,
    };
    if (status == TJ_OK)
        status = run_judge(&judge, &quick->arena, &quick->verdict, NULL, NULL, error);
    return status;
}

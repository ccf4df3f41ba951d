/* SPDX-License-Identifier: MIT */
#include "cli/run_record.h"

#include "cli/run_folder.h"
#include "cli/run_json.h"
#include "cli/run_judge.h"

#include "core/base/clock.h"
#include "core/base/text.h"

enum tj_status run_record_scenario(const struct tj_workload *workload,
                                   const char *folder, const char *name,
                                   struct tj_error *error)
{
    struct run_file file;

    enum tj_status status = run_file_open(&file, folder, name, error);
    if (status != TJ_OK)
        return status;
    status = tj_workload_dump(workload, file.file, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

static enum tj_status execute(const struct run_record_request *request,
                              struct run_facts *facts, struct arena *arena,
                              struct tj_error *error)
{
    const struct tj_run_options options = { .folder = request->folder,
                                            .follow = request->follow };
    struct tj_run_result       *result =
        ARENA_NEW(arena, struct tj_run_result, 1);

    if (result == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "the run does not fit the arena");
    enum tj_status status =
        tj_run(request->workload, &options, arena, result, error);
    facts->real_ns = result->real_ns;
    facts->events_lost = result->events_lost;
    facts->leaked = result->leaked;
    facts->interrupted = status != TJ_OK;
    return status;
}

enum tj_status run_record(const struct run_record_request *request,
                          struct arena *arena, struct tj_verdict **verdict,
                          struct tj_error *error)
{
    const struct tj_workload        *workload = request->workload;
    const struct run_folder_request folder = { .out = request->folder };
    struct run_facts                *facts =
        ARENA_NEW(arena, struct run_facts, 1);
    struct tj_verdict *judged;
    char               path[RUN_PATH_MAX], trace[RUN_PATH_MAX + 8];
    struct tj_text     text;

    if (facts == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "the run does not fit the arena");
    run_facts_of_host(facts);
    facts->started_utc_ns = tj_clock_utc_ns();
    (void)tj_text_copy(facts->scenario, sizeof facts->scenario, workload->name);
    (void)tj_text_copy(facts->repeat, sizeof facts->repeat, request->repeat);
    enum tj_status status = TJ_OK;

    if (!tj_text_copy(path, sizeof path, request->folder))
        return tj_fail(error, TJ_HOST_IO, "the run folder's path is too long");
    if (!request->made)
        status = run_folder_make(&folder, path, sizeof path, error);
    if (status == TJ_OK)
        status = run_record_scenario(workload, path, "scenario.ini", error);
    if (status == TJ_OK)
        status = execute(request, facts, arena, error);
    if (status == TJ_OK)
        status = run_facts_write(facts, path, error);
    if (status != TJ_OK)
        return status;
    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", path);
    const struct run_judge_request judge = {
        .workload = workload, .trace = trace, .ledger_folder = path,
        .events_lost = facts->events_lost > 0, .facts = facts,
    };
    status = run_judge(&judge, arena, &judged, NULL, NULL, error);
    if (status != TJ_OK)
        return status;
    if (verdict != NULL)
        *verdict = judged;
    const struct run_view view = { workload, judged, facts, path, false };
    return run_json_write_all(&view, arena, error);
}

/* SPDX-License-Identifier: MIT */
#include "cli/explore_keep.h"

#include "cli/run_folder.h"
#include "cli/run_json.h"
#include "cli/run_judge.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

static enum tj_status write_scenario(const struct explore_keep *keep,
                                     const char *folder,
                                     struct tj_error *error)
{
    struct run_file file;
    enum tj_status  status = run_file_open(&file, folder, "scenario.ini", error);

    if (status != TJ_OK)
        return status;
    status = tj_workload_dump(keep->workload, file.file, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

static enum tj_status write_schedule(const struct explore_keep *keep,
                                     const char *folder,
                                     struct tj_error *error)
{
    struct run_file file;
    enum tj_status  status =
        run_file_open(&file, folder, "repro/schedule", error);

    if (status != TJ_OK)
        return status;
    fprintf(file.file, "# Who went on, of how many who could, in the run of "
                       "../scenario.ini:\n");
    status = tj_choices_write(keep->schedule, file.file, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

static void fill_facts(const struct explore_keep *keep, const char *folder,
                       struct run_facts *facts)
{
    struct tj_text text;

    run_facts_of_host(facts);
    (void)tj_text_copy(facts->scenario, sizeof facts->scenario,
                       keep->workload->name);
    tj_text_init(&text, facts->repeat, sizeof facts->repeat);
    tj_text_add(&text, "trayjam run %s/scenario.ini --schedule "
                       "%s/repro/schedule", folder, folder);
}

static enum tj_status carry_out(const struct explore_keep *keep,
                                const char *folder, struct run_facts *facts,
                                struct arena *arena, struct tj_error *error)
{
    struct tj_run_options options = { .folder = folder,
                                      .follow = keep->schedule };
    struct tj_run_result  result = { 0 };

    keep->schedule->next = 0;
    enum tj_status status =
        tj_run(keep->workload, &options, arena, &result, error);
    facts->real_ns = result.real_ns;
    facts->events_lost = result.events_lost;
    facts->leaked = result.leaked;
    return status;
}

static enum tj_status tell(const struct explore_keep *keep, const char *folder,
                           const struct run_facts *facts, struct arena *arena,
                           struct tj_error *error)
{
    char               trace[RUN_PATH_MAX + 8];
    struct tj_text     text;
    struct tj_verdict *verdict;

    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", folder);
    const struct run_judge_request judge = {
        .workload = keep->workload, .trace = trace, .ledger_folder = folder,
        .events_lost = facts->events_lost > 0, .accept_partial = true,
    };
    enum tj_status status =
        run_judge(&judge, arena, &verdict, NULL, NULL, error);
    if (status != TJ_OK)
        return status;
    const struct run_view view = { keep->workload, verdict, facts, folder,
                                   false };
    return run_json_write_all(&view, arena, error);
}

enum tj_status explore_keep(const struct explore_keep *keep,
                            struct arena *arena, char folder[RUN_PATH_MAX],
                            struct tj_error *error)
{
    struct run_facts facts = { .started_utc_ns = tj_clock_utc_ns() };
    const struct run_folder_request request = {
        .out = keep->out, .scenario = keep->workload->name,
        .utc_ns = facts.started_utc_ns, .seed = keep->workload->seed,
    };

    enum tj_status status =
        run_folder_make(&request, folder, RUN_PATH_MAX, error);
    if (status != TJ_OK)
        return status;
    fill_facts(keep, folder, &facts);
    status = write_scenario(keep, folder, error);
    if (status == TJ_OK)
        status = carry_out(keep, folder, &facts, arena, error);
    if (status == TJ_OK)
        status = run_facts_write(&facts, folder, error);
    if (status == TJ_OK)
        status = write_schedule(keep, folder, error);
    return status == TJ_OK ? tell(keep, folder, &facts, arena, error) : status;
}

/* SPDX-License-Identifier: MIT */
#include "cli/explore_keep.h"

#include "cli/run_folder.h"
#include "cli/run_record.h"

#include "core/base/clock.h"
#include "core/base/text.h"

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

enum tj_status explore_keep(const struct explore_keep *keep,
                            struct arena *arena, char folder[RUN_PATH_MAX],
                            struct tj_error *error)
{
    const struct run_folder_request request = {
        .out = keep->out, .scenario = keep->workload->name,
        .utc_ns = tj_clock_utc_ns(), .seed = keep->workload->seed,
    };
    char           repeat[2 * RUN_PATH_MAX + 64];
    struct tj_text text;

    enum tj_status status =
        run_folder_make(&request, folder, RUN_PATH_MAX, error);
    if (status != TJ_OK)
        return status;
    tj_text_init(&text, repeat, sizeof repeat);
    tj_text_add(&text, "trayjam run %s/scenario.ini --schedule "
                       "%s/repro/schedule", folder, folder);
    const struct run_record_request record = {
        .workload = keep->workload, .folder = folder, .repeat = repeat,
        .made = true, .follow = keep->schedule,
    };
    keep->schedule->next = 0;
    status = run_record(&record, arena, NULL, error);
    return status == TJ_OK ? write_schedule(keep, folder, error) : status;
}

/* SPDX-License-Identifier: MIT */
#include "cli/recorded_run.h"

#include "cli/quick_run.h"

#include "core/base/os.h"
#include "core/base/text.h"

static void join(char *path, size_t size, const char *folder, const char *name)
{
    struct tj_text text;

    tj_text_init(&text, path, size);
    tj_text_add(&text, "%s/%s", folder, name);
}

enum tj_status recorded_run_open(struct recorded_run *run, const char *folder,
                                 const char *what, struct arena *arena,
                                 struct tj_error *error)
{
    char path[RUN_PATH_MAX];

    *run = (struct recorded_run){
        .folder = folder, .workload = ARENA_NEW(arena, struct tj_workload, 1),
    };
    if (run->workload == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a workload");
    join(path, sizeof path, folder, "scenario.ini");
    join(run->trace, sizeof run->trace, folder, "trace");
    if (!tj_os_is_folder(folder))
        return tj_fail(error, TJ_MISSING, "%.180s: no such run folder", folder);
    if (!tj_os_is_file(path) || !tj_os_is_folder(run->trace))
        return tj_fail(error, TJ_MISSING, "%.120s is no run folder: %s needs "
                       "its scenario.ini and its trace", folder, what);
    enum tj_status status =
        tj_workload_load(path, NULL, 0, arena, run->workload, error);
    if (status == TJ_OK)
        status = run_facts_read(&run->facts, folder, arena, error);
    if (status == TJ_OK)
        status = quick_run_check(run->workload, what, error);
    if (status == TJ_OK && run->facts.scenario[0] != '\0')
        (void)tj_text_copy(run->workload->name, sizeof run->workload->name,
                           run->facts.scenario);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* trayjam check and trayjam report: from a recorded run to its outputs. */
#include "cli/cmd.h"

#include "cli/report_formats.h"
#include "cli/reports.h"
#include "cli/run_outputs.h"
#include "stress/exit_codes.h"
#include "stress/planned_faults.h"
#include "stress/workload.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)

static void join(char *path, size_t size, const char *folder, const char *name)
{
    struct tj_text text;

    tj_text_init(&text, path, size);
    tj_text_add(&text, "%s/%s", folder, name);
}

/* The scenario of a run folder; of a bare trace what its header says. */
static enum tj_status load_workload(const char *folder,
                                    const struct options *options,
                                    struct arena *arena,
                                    struct tj_workload *workload,
                                    struct tj_error *error)
{
    char               path[RUN_PATH_MAX];
    struct tj_override overrides[OPTION_USES_MAX];
    size_t             count = 0;

    join(path, sizeof path, folder, "scenario.ini");
    for (size_t i = 0; i < options->uses_count; i++) {
        char *text = ARENA_NEW(arena, char, RUN_PATH_MAX);

        if (options->uses[i].id != OPTION_THRESHOLD)
            continue;
        if (text == NULL)
            return tj_fail(error, TJ_NO_MEMORY, "no room for the options");
        struct tj_text line;
        tj_text_init(&line, text, RUN_PATH_MAX);
        tj_text_add(&line, "threshold.%s", options->uses[i].value);
        overrides[count++].text = text;
    }
    return tj_workload_load(path, overrides, count, arena, workload, error);
}

static enum tj_status open_bare(const char *folder, struct arena *arena,
                                struct tj_workload *workload,
                                struct run_facts *facts, struct tj_error *error)
{
    struct tj_trace trace;

    enum tj_status status = tj_trace_open(&trace, folder, arena, error);
    if (status != TJ_OK)
        return status;
    (void)tj_text_copy(workload->name, sizeof workload->name, "trace");
    (void)tj_text_copy(workload->drive, sizeof workload->drive, "unknown");
    workload->seed = trace.info.seed;
    workload->runner = trace.info.virtual_time ? TJ_RUNNER_VIRTUAL
                                               : TJ_RUNNER_THREADS;
    facts->started_utc_ns = trace.info.started_utc_ns;
    status = planned_faults_read(&trace, arena, workload, error);
    tj_trace_close(&trace);
    return status;
}

static int check_folder(struct arena *arena, const struct options *options)
{
    const char         *folder = options->operands[0];
    struct tj_workload *workload = ARENA_NEW(arena, struct tj_workload, 1);
    struct run_facts    facts = { 0 };
    struct tj_error     error;
    char                trace[RUN_PATH_MAX];
    enum tj_status      status;

    if (workload == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no memory to start with");
        return cmd_fail(&error);
    }
    if (!tj_os_is_folder(folder)) {
        (void)tj_fail(&error, TJ_MISSING, "%s: no such run folder", folder);
        return cmd_fail(&error);
    }
    join(trace, sizeof trace, folder, "trace");
    bool bare = !tj_os_is_folder(trace);
    if (bare)
        (void)tj_text_copy(trace, sizeof trace, folder);
    run_facts_of_host(&facts);
    if (bare)
        status = open_bare(folder, arena, workload, &facts, &error);
    else
        status = load_workload(folder, options, arena, workload, &error);
    if (status == TJ_OK && !bare)
        status = run_facts_read(&facts, folder, arena, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    if (facts.scenario[0] != '\0')
        (void)tj_text_copy(workload->name, sizeof workload->name,
                           facts.scenario);
    if (facts.repeat[0] == '\0') {
        struct tj_text line;

        tj_text_init(&line, facts.repeat, sizeof facts.repeat);
        tj_text_add(&line, "trayjam check %s", folder);
    }
    const struct run_outputs_request outputs = {
        .options = options, .workload = workload, .facts = &facts,
        .folder = bare ? NULL : folder, .trace = trace,
        .formats = REPORT_FORMATS_DEFAULT, .again = true,
        .accept_partial = options_has(options, OPTION_PARTIAL),
    };
    return run_outputs(&outputs, arena);
}

int cmd_check(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, check_folder, options);
}

int cmd_report(const struct command *command, const struct options *options)
{
    const char     *formats = options_value(options, OPTION_FORMAT);
    const char     *folder = options->operands[0];
    struct tj_error error;

    (void)command;
    if (formats == NULL)
        formats = REPORT_FORMATS_DEFAULT;
    if (report_formats_check(formats, &error) != TJ_OK)
        return cmd_fail(&error);
    if (!tj_os_is_folder(folder)) {
        (void)tj_fail(&error, TJ_MISSING, "%s: no such run folder", folder);
        return cmd_fail(&error);
    }
    int code = reports_make(folder, formats,
                            options_has(options, OPTION_QUIET)
                                ? REPORTS_SILENT : REPORTS_PATHS, &error);
    if (code != EXIT_HELD && error.status != TJ_OK)
        fprintf(stderr, "trayjam: %s\n", error.text);
    return code;
}

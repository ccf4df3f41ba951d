/* SPDX-License-Identifier: MIT */
/* trayjam export: a trace in a form that other checkers read
 * (docs/HISTORY_FORMAT.md). */
#include "cli/cmd.h"

#include "cli/run_folder.h"
#include "stress/exit_codes.h"

#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/check/check.h"
#include "core/drive/codes.h"
#include "core/drive/op.h"

#include <inttypes.h>
#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)

struct export {
    FILE    *file;
    uint64_t lines;
};

static void print_input(struct tj_json *json,
                        const struct tj_history_line *line)
{
    tj_json_object(json, "input");
    tj_json_u64(json, "drive", line->drive);
    tj_json_string(json, "op", tj_verb_name((enum tj_verb)line->verb));
    tj_json_u64(json, "object", line->object);
    tj_json_string(json, "does", line->does);
    tj_json_string(json, "name", line->name);
    tj_json_end(json);
}

static void print_output(struct tj_json *json,
                         const struct tj_history_line *line)
{
    tj_json_object(json, "output");
    tj_json_string(json, "outcome",
                   tj_outcome_name((enum tj_outcome)line->outcome));
    if (line->outcome != TJ_UNKNOWN)
        tj_json_hex32(json, "status", line->status);
    tj_json_bool(json, "maybe", line->maybe);
    tj_json_string(json, "needs", line->needs);
    tj_json_end(json);
}

static void print_record(struct tj_json *json,
                         const struct tj_history_line *line)
{
    char           record[48];
    struct tj_text text;

    tj_text_init(&text, record, sizeof record);
    tj_text_add(&text, "writer-%04" PRIu32 ":%" PRIu64, line->ref.segment,
                line->ref.index);
    tj_json_string(json, "record", record);
}

/* Errors of the file are asked for once, at the end. */
static void print_line(void *context, const struct tj_history_line *line)
{
    struct export *export = context;
    struct tj_json json;

    tj_json_init(&json, export->file, false);
    tj_json_object(&json, NULL);
    tj_json_u64(&json, "clientId", line->system ? 0 : line->client);
    tj_json_u64(&json, "call", line->call_ns);
    if (line->return_ns == UINT64_MAX)
        tj_json_null(&json, "return");
    else
        tj_json_u64(&json, "return", line->return_ns);
    print_input(&json, line);
    print_output(&json, line);
    if (!line->system || !line->maybe)
        print_record(&json, line);
    tj_json_end(&json);
    fputc('\n', export->file);
    export->lines += 1;
}

/* A run folder's trace, or a trace folder alone. */
static enum tj_status open_trace(const char *folder, struct arena *arena,
                                 struct tj_trace *trace,
                                 struct tj_error *error)
{
    char           path[RUN_FILE_PATH];
    struct tj_text text;

    if (!tj_os_is_folder(folder))
        return tj_fail(error, TJ_MISSING, "%s: no such run folder", folder);
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/trace", folder);
    return tj_trace_open(trace, tj_os_is_folder(path) ? path : folder, arena,
                         error);
}

static enum tj_status export_trace(const struct options *options,
                                   struct arena *arena, struct export *export,
                                   struct tj_error *error)
{
    struct tj_trace    trace;
    struct tj_verdict *verdict = ARENA_NEW(arena, struct tj_verdict, 1);
    const struct tj_check_config config = {
        .accept_partial = options_has(options, OPTION_PARTIAL),
        .history = print_line,
        .history_context = export,
    };

    if (verdict == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a verdict");
    enum tj_status status =
        open_trace(options->operands[0], arena, &trace, error);
    if (status != TJ_OK)
        return status;
    status = tj_check_run(&trace, &config, arena, verdict, error);
    tj_trace_close(&trace);
    return status;
}

/* The file appears whole or not at all. */
static enum tj_status export_to_file(const struct options *options,
                                     const char *path, struct arena *arena,
                                     struct export *export,
                                     struct tj_error *error)
{
    char            folder[RUN_FILE_PATH];
    const char     *slash = strrchr(path, '/');
    struct run_file file;

    (void)tj_text_copy(folder, sizeof folder, slash == NULL ? "." : path);
    if (slash != NULL && (size_t)(slash - path) < sizeof folder)
        folder[slash - path] = '\0';
    if (tj_os_is_folder(path))
        return tj_fail(error, TJ_USAGE, "--out %s: a folder; a file was "
                       "expected", path);
    enum tj_status status = run_file_open(
        &file, folder, slash == NULL ? path : slash + 1, error);
    if (status != TJ_OK)
        return status;
    export->file = file.file;
    status = export_trace(options, arena, export, error);
    if (status == TJ_OK)
        return run_file_close(&file, error);
    run_file_drop(&file);
    return status;
}

static int export_folder(struct arena *arena, const struct options *options)
{
    const char    *path = options_value(options, OPTION_OUT);
    struct export  export = { .file = stdout };
    struct tj_error error;

    enum tj_status status =
        path != NULL ? export_to_file(options, path, arena, &export, &error)
                     : export_trace(options, arena, &export, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    if (!options_has(options, OPTION_QUIET))
        fprintf(stderr, "%" PRIu64 " operations exported\n", export.lines);
    return cmd_end(EXIT_HELD);
}

int cmd_export(const struct command *command, const struct options *options)
{
    struct tj_error error;

    (void)command;
    if (!options_has(options, OPTION_HISTORY)) {
        (void)tj_fail(&error, TJ_USAGE, "export what? --history is what there "
                      "is");
        return cmd_fail(&error);
    }
    return cmd_in_memory(ARENA_SIZE, export_folder, options);
}

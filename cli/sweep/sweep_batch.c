/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_batch.h"

#include "cli/options.h"
#include "cli/run_folder.h"
#include "cli/run_setup.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

#include "sweep_scripts.h"

_Static_assert((int)SWEEP_PARTS_MAX <= (int)OPTION_OPERANDS_MAX,
               "--merge takes them all");
enum { SCRIPTS = sizeof scripts / sizeof *scripts };
#define COMMON "common" /* What all of them end with; no scheduler. */

/* --- What was asked for --- */

/* "slurm" and "slurm:50". */
static const struct tj_shipped *find(const char *text)
{
    for (size_t i = 0; i < SCRIPTS; i++) {
        size_t length = strlen(scripts[i].name);
        if (strncmp(text, scripts[i].name, length) == 0 &&
            (text[length] == '\0' || text[length] == ':'))
            return &scripts[i];
    }
    return NULL;
}

bool sweep_batch_named(const char *text)
{
    const struct tj_shipped *found = find(text);

    return found != NULL && strcmp(found->name, COMMON) != 0;
}

enum tj_status sweep_batch_parse(struct sweep_batch *batch, const char *text,
                                 struct tj_error *error)
{
    *batch = (struct sweep_batch){ .scheduler = find(text) };
    const char *parts = text + strlen(batch->scheduler->name);
    if (*parts == '\0')
        return TJ_OK;
    if (!tj_parse_u64(parts + 1, &batch->parts) || batch->parts == 0 ||
        batch->parts > SWEEP_PARTS_MAX)
        return tj_fail(error, TJ_USAGE, "--jobs %.40s: %s:N, in 1 .. %d parts",
                       text, batch->scheduler->name, SWEEP_PARTS_MAX);
    return TJ_OK;
}

enum tj_status sweep_batch_cut(struct sweep_batch *batch, uint64_t seeds,
                               struct tj_error *error)
{
    if (batch->parts > seeds)
        return tj_fail(error, TJ_USAGE, "--jobs %s:%" PRIu64 ": there are only "
                       "%" PRIu64 " seeds", batch->scheduler->name,
                       batch->parts, seeds);
    if (batch->parts > 0)
        return TJ_OK;
    batch->parts = seeds / SWEEP_PART_SEEDS;
    if (batch->parts == 0)
        batch->parts = 1;
    if (batch->parts > SWEEP_PARTS_MAX)
        batch->parts = SWEEP_PARTS_MAX;
    return TJ_OK;
}

/* --- The script --- */

static const char *quoted(const char *word, char *memory, size_t size)
{
    struct tj_text text;

    tj_text_init(&text, memory, size);
    run_setup_add_word(&text, word);
    return memory + 1; /* Behind the space. */
}

static void print_settings(FILE *file, const struct sweep_batch *batch,
                           const struct sweep_batch_request *request)
{
    char word[2 * RUN_FILE_PATH];

    fprintf(file, "\nparts=%" PRIu64 "\n", batch->parts);
    fprintf(file, "scenario=%s\n",
            quoted(request->scenario, word, sizeof word));
    fprintf(file, "seeds=%" PRIu64 "..%" PRIu64 "\n", request->range->first,
            request->range->first + request->range->count - 1);
    fprintf(file, "keep=%" PRIu64 "\n", request->keep);
    fprintf(file, "format=%s\n", request->junit ? "junit" : "");
    fprintf(file, "program=${TRAYJAM:-%s}\n\n",
            quoted(request->program, word, sizeof word));
}

enum tj_status sweep_batch_write(const struct sweep_batch *batch,
                                 const struct sweep_batch_request *request,
                                 struct tj_error *error)
{
    struct run_file file;

    enum tj_status status =
        run_file_open(&file, request->folder, "sweep.sh", error);
    if (status != TJ_OK)
        return status;
    fprintf(file.file, "#!/bin/sh\n%s", batch->scheduler->text);
    print_settings(file.file, batch, request);
    fputs(find(COMMON)->text, file.file);
    return run_file_close(&file, error);
}

/* --- Telling --- */

static void name_script(const struct sweep_batch_request *request,
                        char path[RUN_FILE_PATH])
{
    struct tj_text text;

    tj_text_init(&text, path, RUN_FILE_PATH);
    tj_text_add(&text, "%s/sweep.sh", request->folder);
}

void sweep_batch_print_text(const struct sweep_batch *batch,
                            const struct sweep_batch_request *request,
                            FILE *file)
{
    char path[RUN_FILE_PATH], word[2 * RUN_FILE_PATH];

    name_script(request, path);
    fprintf(file, "nothing was run yet: %" PRIu64 " seeds, in %" PRIu64
                  " parts for %s\nstart   sh %s\n",
            request->range->count, batch->parts, batch->scheduler->name,
            quoted(path, word, sizeof word));
}

enum tj_status sweep_batch_print_json(const struct sweep_batch *batch,
                                      const struct sweep_batch_request *request,
                                      FILE *file, struct tj_error *error)
{
    char           path[RUN_FILE_PATH];
    struct tj_json json;

    name_script(request, path);
    tj_json_init(&json, file, true);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "kind", "sweep script");
    tj_json_string(&json, "scheduler", batch->scheduler->name);
    tj_json_string(&json, "script", path);
    tj_json_u64(&json, "parts", batch->parts);
    tj_json_u64(&json, "seeds", request->range->count);
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}

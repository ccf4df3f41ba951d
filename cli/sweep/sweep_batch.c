/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_batch.h"

#include "cli/run_folder.h"
#include "cli/run_setup.h"

#include "core/base/json.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

static const struct sweep_scheduler schedulers[] = {
    { .name = "slurm", .title = "Slurm", .command = "sbatch",
      .directives =
          "#SBATCH --job-name=trayjam --requeue --output=part-%a.log\n",
      .cases =
          "part)\n"
          "    part \"$SLURM_ARRAY_TASK_ID\" \"${SLURM_CPUS_PER_TASK:-1}\" ;;\n"
          "merge)\n"
          "    merge ;;\n"
          "*)\n"
          "    need sbatch slurm-client\n"
          "    job=$(sbatch --parsable --array=\"1-$parts\" \"$@\" ./sweep.sh part) || exit 74\n"
          "    echo \"sweep.sh: job ${job%%;*}, $parts tasks\" >&2\n"
          "    sbatch --quiet --wait --dependency=\"afterany:${job%%;*}\" --output=merged.log \\\n"
          "        \"$@\" ./sweep.sh merge\n"
          "    code=$?\n"
          "    cat merged.log\n"
          "    exit \"$code\" ;;\n" },
    { .name = "parallel", .title = "GNU parallel", .command = "parallel",
      .directives = "",
      .cases =
          "part)\n"
          "    part \"$2\" 1 >\"part-$2.log\" 2>&1 ;;\n"
          "merge)\n"
          "    merge ;;\n"
          "*)\n"
          "    need parallel parallel\n"
          "    [ -t 2 ] && set -- --bar \"$@\"\n"
          "    seq \"$parts\" | parallel --will-cite --env TRAYJAM --workdir \"$PWD\" \\\n"
          "        --joblog parts.log \"$@\" sh ./sweep.sh part\n"
          "    merge ;;\n" },
};
enum { SCHEDULERS = sizeof schedulers / sizeof *schedulers };

/* --- What was asked for --- */

static const struct sweep_scheduler *find(const char *text)
{
    for (size_t i = 0; i < SCHEDULERS; i++) {
        size_t length = strlen(schedulers[i].name);
        if (strncmp(text, schedulers[i].name, length) == 0 &&
            (text[length] == '\0' || text[length] == ':'))
            return &schedulers[i];
    }
    return NULL;
}

bool sweep_batch_named(const char *text)
{
    return find(text) != NULL;
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

static void print_head(FILE *file, const struct sweep_batch *batch,
                       const struct sweep_batch_request *request)
{
    const struct sweep_scheduler *by = batch->scheduler;
    char                          word[RUN_FILE_PATH];

    fprintf(file,
            "#!/bin/sh\n"
            "# A sweep in %" PRIu64 " parts, run by %s.\n"
            "#\n"
            "#     sh sweep.sh [OPTION ...]   runs them, waits, merges; options of %s\n"
            "#     sh sweep.sh merge          merges what is there\n"
            "#\n"
            "# The same again goes on, whatever ended it: what is done is not run again.\n"
            "# Every machine must see this folder. TRAYJAM names the program, if it is\n"
            "# another one. The exit code is that of the worst run.\n"
            "%s",
            batch->parts, by->title, by->command, by->directives);
    fprintf(file, "parts=%" PRIu64 "\n", batch->parts);
    fprintf(file, "scenario=%s\n",
            quoted(request->scenario, word, sizeof word));
    fprintf(file, "seeds=%" PRIu64 "..%" PRIu64 "\n", request->range->first,
            request->range->first + request->range->count - 1);
    fprintf(file, "program=${TRAYJAM:-%s}\n",
            quoted(request->program, word, sizeof word));
}

static void print_functions(FILE *file,
                            const struct sweep_batch_request *request)
{
    fprintf(file,
            "\n"
            "# need COMMAND PACKAGE\n"
            "need() {\n"
            "    command -v \"$1\" >/dev/null && return\n"
            "    echo \"sweep.sh: there is no $1 here (Debian package $2)\" >&2\n"
            "    exit 6\n"
            "}\n"
            "\n"
            "# part NUMBER THREADS. What a killed one left is begun anew.\n"
            "part() {\n"
            "    [ -f \"part-$1/sweep.json\" ] || rm -rf \"part-$1\"\n"
            "    exec \"$program\" sweep \"$scenario\" --seeds \"$seeds\" \\\n"
            "        --shard \"$1/$parts\" --jobs \"$2\" --keep %" PRIu64
            " --out \"part-$1\"\n"
            "}\n"
            "\n"
            "merge() {\n"
            "    i=0\n"
            "    set --\n"
            "    while [ $((i += 1)) -le \"$parts\" ]; do\n"
            "        set -- \"$@\" \"part-$i/sweep.json\"\n"
            "        [ -f \"part-$i/sweep.json\" ] && continue\n"
            "        echo \"sweep.sh: part $i left nothing, see part-$i.log; the same command\" \\\n"
            "             \"again runs it\" >&2\n"
            "        exit 74\n"
            "    done\n"
            "    exec \"$program\" sweep --merge \"$@\" --out merged%s\n"
            "}\n"
            "\n",
            request->keep, request->junit ? " --format junit" : "");
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
    print_head(file.file, batch, request);
    print_functions(file.file, request);
    /* Slurm starts a copy that lies elsewhere, in the folder. */
    fprintf(file.file,
            "[ ! -f \"$(dirname \"$0\")/$scenario\" ] || cd \"$(dirname \"$0\")\" || exit 74\n"
            "case ${1:-} in\n%sesac\n",
            batch->scheduler->cases);
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
            request->range->count, batch->parts, batch->scheduler->title,
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

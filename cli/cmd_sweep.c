/* SPDX-License-Identifier: MIT */
/* trayjam sweep: many seeds of one scenario over all cores. */
#include "cli/cmd.h"

#include "cli/quick_run.h"
#include "cli/run_record.h"
#include "cli/run_setup.h"
#include "cli/single_drive.h"
#include "cli/sweep/sweep.h"
#include "cli/sweep/sweep_batch.h"
#include "cli/sweep/sweep_folder.h"
#include "cli/version.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)
#define SEEDS_DEFAULT "1000"
enum { KEEP_DEFAULT = 3, SCENARIO_MAX = 4 << 20 };
#define LINE_EVERY_NS UINT64_C(10000000000) /* Without a terminal. */

struct job {
    const struct options *options;
    struct arena          arena;
    struct tj_workload   *workload;
    struct sweep         *sweep;
    struct sweep_range    range;
    struct sweep_batch    batch;
    char                  folder[RUN_PATH_MAX];
    uint64_t              keep;
    bool                  wants_junit;
    /* Progress: */
    uint64_t began_ns, told_ns, before; /* Seeds that an earlier call did. */
    bool     terminal, quiet;
};

/* --- What was asked for --- */

static enum tj_status read_seeds(struct job *job, struct tj_error *error)
{
    const char         *text = options_value(job->options, OPTION_SEEDS);
    const char         *shard = options_value(job->options, OPTION_SHARD);
    struct sweep_range *range = &job->range;

    enum tj_status status = sweep_range_parse(
        range, text == NULL ? SEEDS_DEFAULT : text, error);
    if (status == TJ_OK && job->batch.scheduler != NULL)
        return shard == NULL
                   ? sweep_batch_cut(&job->batch, range->count, error)
                   : tj_fail(error, TJ_USAGE, "--shard: the script of --jobs "
                             "%s gives it to each part",
                             job->batch.scheduler->name);
    if (status == TJ_OK && shard != NULL)
        status = sweep_range_cut(range, shard, error);
    job->sweep->shard = range->shard;
    job->sweep->shards = range->shards;
    return status == TJ_OK
               ? sweep_seeds_init(&job->sweep->seeds, range->first,
                                  range->count, &job->arena, error)
               : status;
}

/* Threads, or who else is to run it. */
static enum tj_status read_jobs(struct job *job, struct tj_error *error)
{
    const char *text = options_value(job->options, OPTION_JOBS);
    uint64_t    jobs = (uint64_t)tj_os_core_count();

    if (text != NULL && sweep_batch_named(text))
        return sweep_batch_parse(&job->batch, text, error);
    if (text != NULL && (!tj_parse_u64(text, &jobs) || jobs == 0 ||
                         jobs > SWEEP_JOBS_MAX))
        return tj_fail(error, TJ_USAGE, "--jobs %.40s: 1 .. %d threads, or "
                       "slurm:N or parallel:N for a script of N parts", text,
                       SWEEP_JOBS_MAX);
    job->sweep->jobs = (unsigned)jobs;
    return TJ_OK;
}

static enum tj_status read_settings(struct job *job, struct tj_error *error)
{
    const char *format = options_value(job->options, OPTION_FORMAT);

    job->keep = KEEP_DEFAULT;
    job->quiet = options_has(job->options, OPTION_QUIET);
    job->terminal = tj_os_is_terminal(2);
    job->wants_junit = format != NULL && strcmp(format, "junit") == 0;
    if (format != NULL && !job->wants_junit)
        return tj_fail(error, TJ_USAGE, "--format %.40s; allowed: junit "
                       "(sweep.json is always written)", format);
    enum tj_status status = read_jobs(job, error);
    return status == TJ_OK
               ? options_u64(job->options, OPTION_KEEP, &job->keep, error)
               : status;
}

static void name_sweep(struct job *job)
{
    struct sweep      *sweep = job->sweep;
    struct tj_workload *workload = job->workload;
    char               line[RUN_REPEAT_MAX];
    struct tj_text     text;

    (void)tj_text_copy(sweep->scenario, sizeof sweep->scenario, workload->name);
    (void)tj_text_copy(sweep->version, sizeof sweep->version, TRAYJAM_VERSION);
    (void)tj_text_copy(sweep->build, sizeof sweep->build, TRAYJAM_BUILD);
    run_setup_repeat(job->options, 0, line, sizeof line);
    char *place = strstr(line, "--seed 0x0");
    tj_text_init(&text, sweep->repeat, sizeof sweep->repeat);
    tj_text_add(&text, "%.*s--seed SEED%s", (int)(place - line), line,
                place + sizeof "--seed 0x0" - 1);
    sweep->conditions_count[0] = workload->expectations_count;
    sweep->conditions_count[1] = workload->thresholds_count;
    for (size_t i = 0; i < workload->expectations_count; i++)
        (void)tj_text_copy(sweep->conditions[0][i], SWEEP_CONDITION_TEXT,
                           workload->expectations[i]);
    for (size_t i = 0; i < workload->thresholds_count; i++)
        (void)tj_text_copy(sweep->conditions[1][i], SWEEP_CONDITION_TEXT,
                           workload->thresholds[i]);
}

/* --- The folder --- */

/* The resolved scenario, for any seed. */
static enum tj_status write_scenario(struct job *job, const char *name,
                                     struct tj_error *error)
{
    job->workload->seed_auto = true;
    enum tj_status status =
        run_record_scenario(job->workload, job->folder, name, error);
    job->workload->seed_auto = false;
    return status;
}

/* All that decides what a seed does, but for the seed. FNV-1a over the resolved
 * scenario, which is left in the folder. */
static enum tj_status take_fingerprint(struct job *job, struct tj_error *error)
{
    char           path[RUN_PATH_MAX + 16];
    struct tj_text text;
    size_t         size = 0;
    uint64_t       hash = UINT64_C(0xcbf29ce484222325);
    size_t         mark = job->arena.used;
    char          *memory = ARENA_NEW(&job->arena, char, SCENARIO_MAX);

    if (memory == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for the scenario");
    enum tj_status status = write_scenario(job, "scenario.ini", error);
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/scenario.ini", job->folder);
    if (status == TJ_OK)
        status = tj_os_read_file(path, memory, SCENARIO_MAX, &size, error);
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)memory[i]) * UINT64_C(0x100000001b3);
    arena_rewind(&job->arena, mark);
    tj_text_init(&text, job->sweep->fingerprint, SWEEP_FINGERPRINT);
    tj_text_add(&text, "0x%016" PRIx64, hash);
    return status;
}

/* What is there already need not be run again. */
static enum tj_status go_on(struct job *job, struct tj_error *error)
{
    struct sweep  *sweep = job->sweep;
    struct sweep  *earlier = ARENA_NEW(&job->arena, struct sweep, 1);
    char           path[RUN_PATH_MAX + 16];
    struct tj_text text;
    bool           added;

    if (earlier == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a sweep");
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/sweep.json", job->folder);
    enum tj_status status = sweep_read(earlier, path, &job->arena, error);
    if (status != TJ_OK)
        return status;
    if (strcmp(earlier->fingerprint, sweep->fingerprint) != 0 ||
        earlier->seeds.first != sweep->seeds.first ||
        earlier->seeds.count != sweep->seeds.count)
        return tj_fail(error, TJ_USAGE, "--out %.100s holds a sweep of another "
                       "scenario, other settings or other seeds; give a new "
                       "folder", job->folder);
    status = sweep_join(sweep, earlier, path, &job->arena, &added, error);
    memcpy(sweep->kept, earlier->kept, sizeof sweep->kept);
    sweep->kept_count = earlier->kept_count;
    job->before = sweep->account.seeds;
    if (!job->quiet && job->before > 0)
        fprintf(stderr, "goes on after %" PRIu64 " seeds that are done\n",
                job->before);
    return status;
}

static enum tj_status open_folder(struct job *job, struct tj_error *error)
{
    bool goes_on;

    enum tj_status status = sweep_folder_open(
        options_value(job->options, OPTION_OUT), job->sweep->scenario,
        job->folder, &goes_on, error);
    if (status == TJ_OK)
        status = take_fingerprint(job, error);
    return status == TJ_OK && goes_on ? go_on(job, error) : status;
}

/* --- Running --- */

static void show(void *context, uint64_t done, uint64_t broken)
{
    struct job    *job = context;
    uint64_t       now_ns = tj_clock_ns();
    uint64_t       every_ns = job->terminal ? 0 : LINE_EVERY_NS;
    double         seconds = (double)(now_ns - job->began_ns) * 1e-9;
    uint64_t       whole = job->sweep->seeds.count - job->before;
    char           memory[160];
    struct tj_text text;

    if (job->quiet || now_ns - job->told_ns < every_ns || seconds < 0.2)
        return;
    job->told_ns = now_ns;
    double rate = (double)done / seconds;
    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, done + job->before);
    tj_text_add(&text, " of ");
    tj_text_add_count(&text, job->sweep->seeds.count);
    tj_text_add(&text, " seeds, %.0f/s, %" PRIu64 " not passed", rate, broken);
    if (done > 0 && done < whole) {
        tj_text_add(&text, ", ");
        tj_text_add_duration(&text, (uint64_t)((double)(whole - done) / rate *
                                               1e9));
        tj_text_add(&text, " left");
    }
    fprintf(stderr, job->terminal ? "\r%-72s" : "%s\n", memory);
}

/* One run folder for each rule, of the lowest seed that broke it. */
static enum tj_status keep_run(struct job *job, uint64_t seed,
                               struct tj_error *error)
{
    struct sweep       *sweep = job->sweep;
    struct tj_workload *workload = job->workload;
    char                path[RUN_PATH_MAX + 32], repeat[RUN_REPEAT_MAX];
    struct tj_text      text;
    size_t              mark = job->arena.used;

    for (size_t i = 0; i < sweep->kept_count; i++)
        if (sweep->kept[i].seed == seed)
            return TJ_OK;
    struct tj_workload *drawn = ARENA_NEW(&job->arena, struct tj_workload, 1);
    if (drawn == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a workload");
    *drawn = *workload;
    drawn->seed = seed;
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/seed-0x%" PRIx64, job->folder, seed);
    sweep_repeat(sweep, seed, repeat, sizeof repeat);
    const struct run_record_request request = {
        .workload = drawn, .folder = path, .repeat = repeat,
    };
    enum tj_status status = tj_workload_draw_faults(drawn, error);
    if (status == TJ_OK)
        status = run_record(&request, &job->arena, NULL, error);
    arena_rewind(&job->arena, mark);
    if (status == TJ_OK)
        sweep->kept[sweep->kept_count++].seed = seed;
    return status;
}

static enum tj_status keep_runs(struct job *job, struct tj_error *error)
{
    uint16_t       rows[SWEEP_ROWS_MAX];
    size_t         count = sweep_broken(job->sweep, rows);
    enum tj_status status = TJ_OK;

    for (size_t i = 0; i < count && status == TJ_OK; i++)
        if (rows[i] < TJ_RULES_MAX && job->sweep->kept_count < job->keep &&
            job->sweep->kept_count < SWEEP_KEPT_MAX)
            status = keep_run(job, job->sweep->account.rows[rows[i]].first_seed,
                              error);
    return status;
}

static int tell(struct job *job)
{
    struct sweep   *sweep = job->sweep;
    struct tj_error error;

    if (options_has(job->options, OPTION_JSON)) {
        if (sweep_print_json(sweep, stdout, &error) != TJ_OK)
            return cmd_fail(&error);
    } else if (!job->quiet) {
        const struct summary_style style = {
            .colour = cmd_colour(job->options),
            .utf8 = summary_locale_is_utf8(),
        };
        sweep_print_text(sweep, job->folder[0] != '\0' ? job->folder : NULL,
                         &style, stdout);
    }
    return cmd_end(sweep_exit_code(sweep));
}

static enum tj_status write_files(const struct job *job, struct tj_error *error)
{
    enum tj_status status = sweep_write(job->sweep, job->folder, error);

    return status == TJ_OK && job->wants_junit
               ? sweep_write_junit(job->sweep, job->folder, error)
               : status;
}

static int work(struct job *job)
{
    struct sweep           *sweep = job->sweep;
    struct tj_error         error, failure;
    const struct sweep_work request = {
        .workload = job->workload, .seeds = &sweep->seeds, .jobs = sweep->jobs,
        .progress = show, .context = job,
    };

    tj_os_catch_interrupts();
    job->began_ns = job->told_ns = tj_clock_ns();
    enum tj_status status =
        sweep_work(&request, &sweep->account, &job->arena, &failure);
    sweep->real_ns += tj_clock_ns() - job->began_ns;
    sweep->interrupted = tj_os_interrupted();
    if (job->terminal && !job->quiet)
        fprintf(stderr, "\r%72s\r", "");
    /* Also after a failure: what was done is kept. */
    if (keep_runs(job, &error) != TJ_OK || write_files(job, &error) != TJ_OK)
        return cmd_fail(&error);
    int code = tell(job);
    return status == TJ_OK ? code : cmd_fail(&failure);
}

/* --- Handing over --- */

static enum tj_status empty_folder(struct job *job, struct tj_error *error)
{
    bool holds;

    enum tj_status status = sweep_folder_open(
        options_value(job->options, OPTION_OUT), job->sweep->scenario,
        job->folder, &holds, error);
    return status == TJ_OK && holds
               ? tj_fail(error, TJ_USAGE, "--out %.100s holds a sweep; a script "
                         "needs a new folder", job->folder)
               : status;
}

/* What is written is the scenario as it is resolved here. */
static int hand_over(struct job *job)
{
    char            program[RUN_PATH_MAX], name[80];
    struct tj_text  text;
    struct tj_error error;

    if (!tj_os_program_path(program, sizeof program)) {
        (void)tj_fail(&error, TJ_MISSING, "the program's own folder is not "
                      "known");
        return cmd_fail(&error);
    }
    tj_text_init(&text, name, sizeof name);
    tj_text_add(&text, "%s.ini", job->sweep->scenario);
    const struct sweep_batch_request request = {
        .range = &job->range, .folder = job->folder, .scenario = name,
        .program = program, .keep = job->keep, .junit = job->wants_junit,
    };
    if (empty_folder(job, &error) != TJ_OK ||
        write_scenario(job, name, &error) != TJ_OK ||
        sweep_batch_write(&job->batch, &request, &error) != TJ_OK)
        return cmd_fail(&error);
    if (options_has(job->options, OPTION_JSON)) {
        if (sweep_batch_print_json(&job->batch, &request, stdout, &error) !=
            TJ_OK)
            return cmd_fail(&error);
    } else if (!job->quiet) {
        sweep_batch_print_text(&job->batch, &request, stdout);
    }
    return cmd_end(tj_status_exit_code(TJ_OK));
}

static int run_job(struct job *job)
{
    struct tj_error error;

    job->workload = ARENA_NEW(&job->arena, struct tj_workload, 1);
    if (job->workload == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    enum tj_status status = run_setup_read(job->options, 0, &job->arena,
                                           job->workload, &error);
    if (status == TJ_OK)
        status = quick_run_check(job->workload, "sweep", &error);
    if (status == TJ_OK)
        status = single_drive_check(job->workload->drive, &error);
    if (status == TJ_OK)
        status = read_seeds(job, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    name_sweep(job);
    if (job->batch.scheduler != NULL)
        return hand_over(job);
    if (open_folder(job, &error) != TJ_OK)
        return cmd_fail(&error);
    return work(job);
}

/* --- Merging --- */

static int merge(struct job *job)
{
    const struct options *options = job->options;
    const char           *out = options_value(options, OPTION_OUT);
    struct sweep         *other = ARENA_NEW(&job->arena, struct sweep, 1);
    struct tj_error       error;
    bool                  added, holds;

    if (other == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    if (sweep_read(job->sweep, options->operands[0], &job->arena, &error) !=
        TJ_OK)
        return cmd_fail(&error);
    for (size_t i = 1; i < options->operands_count; i++) {
        if (sweep_read(other, options->operands[i], &job->arena, &error) !=
                TJ_OK ||
            sweep_join(job->sweep, other, options->operands[i], &job->arena,
                       &added, &error) != TJ_OK)
            return cmd_fail(&error);
        if (!added && !job->quiet)
            fprintf(stderr, "%s: all of it is there already\n",
                    options->operands[i]);
    }
    /* Run folders stay where they are. */
    job->sweep->kept_count = 0;
    job->sweep->shard = job->sweep->shards = 1;
    job->sweep->interrupted = false;
    if (out != NULL &&
        (sweep_folder_open(out, NULL, job->folder, &holds, &error) != TJ_OK ||
         write_files(job, &error) != TJ_OK))
        return cmd_fail(&error);
    return tell(job);
}

static int sweep_in(struct arena *arena, const struct options *options)
{
    struct job      job = { .options = options, .arena = *arena };
    struct tj_error error;

    job.sweep = ARENA_NEW(&job.arena, struct sweep, 1);
    bool merges = options_has(options, OPTION_MERGE);
    if (read_settings(&job, &error) != TJ_OK)
        return cmd_fail(&error);
    if (merges)
        return merge(&job);
    if (options->operands_count > 1) {
        (void)tj_fail(&error, TJ_USAGE, "sweep: %s is one operand too many "
                      "(several sweep.json need --merge)",
                      options->operands[1]);
        return cmd_fail(&error);
    }
    return run_job(&job);
}

int cmd_sweep(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, sweep_in, options);
}

/* SPDX-License-Identifier: MIT */
/* trayjam run: load, announce, execute, judge, report. */
#include "cli/cmd.h"
#include "cli/cmd_run.h"

#include "cli/early_end.h"
#include "cli/metrics.h"
#include "cli/progress.h"
#include "cli/progress_json.h"
#include "cli/report_formats.h"
#include "cli/run_folder.h"
#include "cli/run_outputs.h"
#include "cli/run_record.h"
#include "cli/run_setup.h"
#include "cli/schedule_file.h"
#include "cli/single_drive.h"
#include "stress/exit_codes.h"
#include "stress/run.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

/* Reserved, not used: the judge of a long run takes a few MiB of it. */
#define ARENA_SIZE ((size_t)1 << 30)

struct job {
    const struct options *options;
    const struct run_plan *plan; /* NULL: nothing is added. */
    struct arena          arena;
    struct tj_workload   *workload;
    struct run_facts      facts;
    const char           *formats;
    struct live          *live;
    char                  folder[RUN_PATH_MAX];
    struct early_end      early;
    uint64_t              look_mib;
    uint64_t              hung, given_up; /* As of tj_run_result. */
    bool                  follows;  /* A schedule: */
    struct tj_choices     schedule;
};

static bool interrupted(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* --- What is told while it goes on --- */

struct live {
    struct progress      text;
    struct progress_json json;
    struct metrics       metrics;
};

static enum tj_status read_mode(const struct options *options,
                                enum progress_mode *mode,
                                struct tj_error *error)
{
    const char *word = options_value(options, OPTION_PROGRESS);
    bool        terminal = tj_os_is_terminal(2);

    const char *json = options_value(options, OPTION_JSON_PROGRESS);
    bool json_is_there = json != NULL && strcmp(json, "-") == 0;

    /* Nothing goes between lines that programs read, unless asked for. */
    *mode = options_has(options, OPTION_QUIET) ||
                    (json_is_there && word == NULL)
                ? PROGRESS_NONE
            : terminal     ? PROGRESS_LIVE
            : word != NULL ? PROGRESS_LINES
                           : PROGRESS_SPARSE;
    if (word == NULL || strcmp(word, "line") == 0)
        return TJ_OK;
    if (strcmp(word, "none") == 0)
        *mode = PROGRESS_NONE;
    else if (strcmp(word, "full") != 0)
        return tj_fail(error, TJ_USAGE,
                       "--progress %s; allowed: line, full or none", word);
    else if (*mode == PROGRESS_LIVE)
        *mode = PROGRESS_TABLE;
    return TJ_OK;
}

static enum tj_status open_live(struct job *job, struct tj_error *error)
{
    struct live       *live = job->live;
    enum progress_mode mode;
    uint64_t           every_ns = 0;

    enum tj_status status = read_mode(job->options, &mode, error);
    if (status == TJ_OK)
        status = options_duration(job->options, OPTION_PROGRESS_EVERY,
                                  &every_ns, error);
    if (status == TJ_OK)
        status = progress_init(&live->text, mode, job->workload, every_ns,
                               &job->arena, error);
    if (status == TJ_OK)
        status = progress_json_open(
            &live->json, options_value(job->options, OPTION_JSON_PROGRESS),
            job->workload, every_ns, &job->arena, error);
    return status;
}

static void show(void *context, const struct tj_progress *seen)
{
    struct live *live = context;

    progress_show(&live->text, seen);
    progress_json_show(&live->json, seen);
    metrics_show(&live->metrics, seen);
}

static enum tj_status read_look_memory(struct job *job, struct tj_error *error)
{
    job->look_mib = EARLY_END_MIB;
    enum tj_status status = options_u64(job->options, OPTION_LOOK_MEMORY,
                                        &job->look_mib, error);
    if (status == TJ_OK &&
        (job->look_mib == 0 || job->look_mib > EARLY_END_MIB_MAX))
        status = tj_fail(error, TJ_USAGE, "--look-memory: 1 .. %d MiB",
                         (int)EARLY_END_MIB_MAX);
    return status;
}

static enum tj_status load(struct job *job, struct tj_error *error)
{
    const char *formats = options_value(job->options, OPTION_FORMAT);

    job->formats = formats != NULL ? formats : REPORT_FORMATS_DEFAULT;
    enum tj_status status = report_formats_check(job->formats, error);
    if (status == TJ_OK)
        status = read_look_memory(job, error);
    if (status != TJ_OK)
        return status;
    job->workload = ARENA_NEW(&job->arena, struct tj_workload, 1);
    if (job->workload == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no memory for a workload");
    const struct run_plan *plan = job->plan;
    status = run_setup_load_with(job->options,
                                 plan != NULL ? &plan->extra : NULL,
                                 run_setup_draw_seed(), &job->arena,
                                 job->workload, error);
    if (status == TJ_OK)
        status = single_drive_check(job->workload->drive, error);
    if (status == TJ_OK && plan != NULL)
        status = plan->settle(plan->context, job->workload, error);
    if (status == TJ_OK && plan != NULL)
        (void)tj_text_copy(job->facts.repeat, sizeof job->facts.repeat,
                           plan->repeat);
    else if (status == TJ_OK)
        run_setup_repeat(job->options, job->workload->seed, job->facts.repeat,
                         sizeof job->facts.repeat);
    return status;
}

static enum tj_status load_schedule(struct job *job, struct tj_error *error)
{
    const char *path = options_value(job->options, OPTION_SCHEDULE);

    if (path == NULL)
        return TJ_OK;
    if (job->workload->runner != TJ_RUNNER_VIRTUAL)
        return tj_fail(error, TJ_USAGE, "--schedule %s: only virtual time can "
                       "follow one; add --runner virtual", path);
    job->follows = true;
    return schedule_file_read(path, &job->arena, &job->schedule, error);
}

/* A schedule of another workload: what was done is true, but not asked for. */
static void warn_of_straying(const struct job *job)
{
    if (!job->follows)
        return;
    if (job->schedule.strayed > 0)
        fprintf(stderr, "trayjam: the schedule does not fit: at %llu of %zu "
                        "choices another number could go on\n",
                (unsigned long long)job->schedule.strayed,
                job->schedule.count);
    else if (job->schedule.next < job->schedule.count)
        fprintf(stderr, "trayjam: the schedule does not fit: the run ended "
                        "after %zu of %zu choices\n", job->schedule.next,
                job->schedule.count);
}

static enum tj_status prepare_folder(struct job *job, struct tj_error *error)
{
    struct run_folder_request request = {
        .out = options_value(job->options, OPTION_OUT),
        .scenario = job->workload->name,
        .utc_ns = job->facts.started_utc_ns,
        .seed = job->workload->seed,
    };

    enum tj_status status = run_folder_make(&request, job->folder,
                                            sizeof job->folder, error);
    return status == TJ_OK
               ? run_record_scenario(job->workload, job->folder,
                                     "scenario.ini", error)
               : status;
}

static void note_program(struct job *job)
{
    if (job->plan->ended != NULL)
        job->plan->ended(job->plan->context);
    if (job->plan->program != NULL)
        job->facts.program = *job->plan->program;
}

static enum tj_status execute(struct job *job, const char *trace,
                              struct tj_error *error)
{
    struct tj_run_result result = { 0 };
    struct early_end    *early = &job->early;

    metrics_init(&job->live->metrics, job->folder, job->workload);
    early_end_init(early, job->workload, trace, (size_t)job->look_mib << 20);
    const struct tj_run_options options = {
        .folder = job->folder,
        .progress = show,
        .progress_context = job->live,
        .stop = interrupted,
        .enough = early->next_ns != UINT64_MAX ? early_end_ask : NULL,
        .enough_context = early,
        .guests = job->plan != NULL ? job->plan->guests : NULL,
        .follow = job->follows ? &job->schedule : NULL,
    };
    tj_os_catch_interrupts();
    enum tj_status status =
        tj_run(job->workload, &options, &job->arena, &result, error);
    early_end_close(early);
    warn_of_straying(job);
    progress_end(&job->live->text);
    progress_json_close(&job->live->json);
    if (job->plan != NULL)
        note_program(job);
    job->facts.real_ns = result.real_ns;
    job->facts.events_lost = result.events_lost;
    job->facts.leaked = result.leaked;
    job->facts.races_count = result.races_count;
    memcpy(job->facts.races, result.races, sizeof result.races);
    job->facts.unpinned = result.unpinned;
    job->facts.unprioritised = result.unprioritised;
    job->facts.interrupted = result.interrupted;
    job->facts.looks_ended_ns = early->gave_up_ns;
    if (result.ended_early) {
        memcpy(job->facts.ended_by, early->cause.text,
               sizeof job->facts.ended_by);
        job->facts.ended_ns = early->cause.at_ns;
        job->facts.ended_value = early->cause.value;
    }
    job->hung = result.hung;
    job->given_up = result.given_up;
    return status;
}

/* The disk is full or gone: the first failure is the exit code, and what can
 * still be told of the run is told, as partial. */
static int salvage(struct job *job, const struct run_outputs_request *outputs,
                   const struct tj_error *error)
{
    struct run_outputs_request told = *outputs;
    int                        code = tj_status_exit_code(error->status);

    if (error->status != TJ_HOST_IO)
        return cmd_fail(error);
    job->facts.interrupted = true;
    told.folder = NULL;
    told.accept_partial = true;
    (void)run_outputs(&told, &job->arena);
    fprintf(stderr, "trayjam: %s: %s\n", job->folder, error->text);
    metrics_end(&job->live->metrics, code);
    return code;
}

static int run_loaded(struct job *job)
{
    struct tj_error error;
    char            trace[RUN_PATH_MAX + 8];
    struct tj_text  text;

    run_facts_of_host(&job->facts);
    (void)tj_text_copy(job->facts.scenario, sizeof job->facts.scenario,
                       job->workload->name);
    job->facts.started_utc_ns = tj_clock_utc_ns();
    if (prepare_folder(job, &error) != TJ_OK)
        return cmd_fail(&error);
    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", job->folder);
    const struct run_outputs_request outputs = {
        .options = job->options, .workload = job->workload,
        .facts = &job->facts, .folder = job->folder, .trace = trace,
        .formats = job->formats,
    };
    /* What stands there until the run has ended well: so a run that is killed
     * can still be judged, and repeated. */
    job->facts.interrupted = true;
    if (run_facts_write(&job->facts, job->folder, &error) != TJ_OK)
        return salvage(job, &outputs, &error);
    if (execute(job, trace, &error) != TJ_OK)
        return salvage(job, &outputs, &error);
    if (run_facts_write(&job->facts, job->folder, &error) != TJ_OK)
        return salvage(job, &outputs, &error);
    struct run_outputs_request told = outputs;
    told.accept_partial = job->hung > 0; /* Somebody may not have let go. */
    int code = run_outputs(&told, &job->arena);
    metrics_end(&job->live->metrics, code);
    return code;
}

static int run_job(struct job *job)
{
    struct tj_error error;

    if (load(job, &error) != TJ_OK || load_schedule(job, &error) != TJ_OK)
        return cmd_fail(&error);
    if (options_has(job->options, OPTION_DUMP_CONFIG)) {
        if (tj_workload_dump(job->workload, stdout, &error) != TJ_OK)
            return cmd_fail(&error);
        return cmd_end(EXIT_HELD);
    }
    if (!options_has(job->options, OPTION_QUIET) && job->plan == NULL)
        run_setup_describe(job->workload, stderr);
    if (options_has(job->options, OPTION_PARSE_ONLY))
        return EXIT_HELD;
    job->live = ARENA_NEW(&job->arena, struct live, 1);
    if (job->live == NULL)
        return tj_status_exit_code(TJ_NO_MEMORY);
    if (open_live(job, &error) != TJ_OK)
        return cmd_fail(&error);
    return run_loaded(job);
}

int run_planned(const struct options *options, const struct run_plan *plan)
{
    struct job      job = { .options = options, .plan = plan };
    struct tj_error error;
    void           *pages = tj_os_pages_take(ARENA_SIZE);

    if (pages == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no memory to start with");
        return cmd_fail(&error);
    }
    arena_init(&job.arena, pages, ARENA_SIZE);
    int code = run_job(&job);
    if (job.given_up > 0) { /* Threads of ours still wait, in that memory. */
        (void)fflush(NULL);
        tj_os_end_at_once(code);
    }
    tj_os_pages_give(pages, ARENA_SIZE);
    return code;
}

int cmd_run(const struct command *command, const struct options *options)
{
    (void)command;
    return run_planned(options, NULL);
}

/* SPDX-License-Identifier: MIT */
/* trayjam explore: many schedules of one small workload, each judged. */
#include "cli/cmd.h"

#include "cli/explore_judge.h"
#include "cli/explore_keep.h"
#include "cli/explore_text.h"
#include "cli/run_setup.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <string.h>

/* Reserved, not used: for states that were met, and for a run that is kept. */
#define STATES_SIZE ((size_t)1 << 31)
#define KEEP_SIZE   ((size_t)1 << 28)
#define TELL_NS     UINT64_C(2000000000)

enum { SCHEDULES_DEFAULT = 10000, DEPTH_DEFAULT = 3, STEPS_MAX = 100000 };
#define TIME_DEFAULT_NS UINT64_C(60000000000)

struct job {
    const struct options   *options;
    struct arena            arena;
    struct tj_workload     *workload;
    struct explore_config   config;
    struct explore_counts   counts;
    struct explore_findings findings;
    struct explore_judge    judge;
    struct tj_choices       broken; /* The first schedule with a finding. */
    uint64_t                begin_ns, end_ns, judged_ns, told_ns;
    bool                    keep_going, out_of_time;
    enum tj_status          status;
    struct tj_error        *error;
};

/* --- What was asked for --- */

/* Of the options those that are about the scenario; the others would be taken
 * for keys of it. */
static void filter(const struct options *options, struct options *rest)
{
    *rest = *options;
    rest->uses_count = 0;
    for (size_t i = 0; i < options->uses_count; i++)
        if (options->uses[i].id != OPTION_STRATEGY)
            rest->uses[rest->uses_count++] = options->uses[i];
}

static enum tj_status load(struct job *job, struct tj_error *error)
{
    const struct tj_strategy turns = { .kind = TJ_STRATEGY_FIRST,
                                       .turns = true };
    struct options rest;

    job->workload = ARENA_NEW(&job->arena, struct tj_workload, 1);
    if (job->workload == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no memory for a workload");
    filter(job->options, &rest);
    enum tj_status status = run_setup_load(&rest, run_setup_draw_seed(),
                                           &job->arena, job->workload, error);
    job->workload->runner = TJ_RUNNER_VIRTUAL;
    tj_strategy_format(&turns, job->workload->strategy);
    return status;
}

static enum tj_status read_kind(const struct options *options,
                                enum explore_kind *kind,
                                struct tj_error *error)
{
    const char *word = options_value(options, OPTION_STRATEGY);

    *kind = EXPLORE_EXHAUSTIVE;
    if (word == NULL)
        return TJ_OK;
    for (*kind = 0; *kind < EXPLORE_KINDS; ++*kind)
        if (strcmp(word, explore_kind_name(*kind)) == 0)
            return TJ_OK;
    return tj_fail(error, TJ_USAGE,
                   "--strategy %s; allowed: exhaustive, pct or random", word);
}

static enum tj_status check_numbers(const struct options *options,
                                    uint64_t depth, uint64_t bound,
                                    enum explore_kind kind,
                                    struct tj_error *error)
{
    if (depth < 1 || depth > TJ_STRATEGY_DEPTH_MAX)
        return tj_fail(error, TJ_USAGE, "--depth: 1 .. %d",
                       TJ_STRATEGY_DEPTH_MAX);
    if (options_has(options, OPTION_DEPTH) && kind != EXPLORE_PCT)
        return tj_fail(error, TJ_USAGE, "--depth belongs to --strategy pct");
    if (options_has(options, OPTION_BOUND) && kind != EXPLORE_EXHAUSTIVE)
        return tj_fail(error, TJ_USAGE,
                       "--bound belongs to --strategy exhaustive");
    if (options_has(options, OPTION_BOUND) && bound >= EXPLORE_NO_BOUND)
        return tj_fail(error, TJ_USAGE, "--bound: a smaller number");
    return TJ_OK;
}

static enum tj_status read_options(struct job *job, struct tj_error *error)
{
    const struct options  *options = job->options;
    struct explore_config *config = &job->config;
    uint64_t depth = DEPTH_DEFAULT, bound = EXPLORE_NO_BOUND;
    uint64_t for_ns = TIME_DEFAULT_NS;

    enum tj_status status = read_kind(options, &config->kind, error);
    if (status == TJ_OK)
        status = options_u64(options, OPTION_SCHEDULES, &config->schedules,
                             error);
    if (status == TJ_OK)
        status = options_u64(options, OPTION_DEPTH, &depth, error);
    if (status == TJ_OK)
        status = options_u64(options, OPTION_BOUND, &bound, error);
    if (status == TJ_OK)
        status = options_duration(options, OPTION_FOR, &for_ns, error);
    if (status == TJ_OK)
        status = check_numbers(options, depth, bound, config->kind, error);
    if (status != TJ_OK)
        return status;
    bool limited = options_has(options, OPTION_FOR) || config->schedules > 0;
    if (!limited && config->kind != EXPLORE_EXHAUSTIVE)
        config->schedules = SCHEDULES_DEFAULT;
    config->depth = (uint32_t)depth;
    config->bound = (uint32_t)bound;
    config->merge = !options_has(options, OPTION_NO_MERGE);
    config->steps_max = STEPS_MAX;
    config->seed = job->workload->seed;
    job->keep_going = options_has(options, OPTION_KEEP_GOING);
    job->begin_ns = tj_clock_ns();
    job->end_ns = options_has(options, OPTION_FOR) || !limited
                      ? job->begin_ns + for_ns
                      : UINT64_MAX;
    return TJ_OK;
}

/* --- While it goes on --- */

static void keep_schedule(struct job *job, const struct tj_choices *schedule)
{
    job->broken.count = schedule->count;
    memcpy(job->broken.at, schedule->at,
           schedule->count * sizeof *schedule->at);
}

static bool ended(void *context, const struct tj_choices *schedule,
                  const struct explore_result *result, bool fresh)
{
    struct job              *job = context;
    const struct tj_verdict *verdict;

    (void)result;
    if (!fresh)
        return true;
    uint64_t begin_ns = tj_clock_ns();
    job->status =
        explore_judge_schedule(&job->judge, schedule, &verdict, job->error);
    if (job->status != TJ_OK)
        return false;
    bool first = job->findings.broken == 0;
    explore_findings_add(&job->findings, verdict, job->counts.schedules);
    if (first && job->findings.broken > 0)
        keep_schedule(job, schedule);
    job->judged_ns += tj_clock_ns() - begin_ns;
    return job->findings.broken == 0 || job->keep_going;
}

static void tell(struct job *job, const struct explore_counts *counts)
{
    char           memory[120];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, counts->schedules + counts->merged);
    tj_text_add(&text, " schedules, ");
    tj_text_add_count(&text, counts->histories);
    tj_text_add(&text, " histories, ");
    tj_text_add_count(&text, job->findings.broken);
    tj_text_add(&text, " with a finding");
    fprintf(stderr, "%s\n", memory);
}

static bool look(void *context, const struct explore_counts *counts)
{
    struct job *job = context;
    uint64_t    now_ns = tj_clock_ns();

    if (tj_os_interrupted())
        return false;
    if (now_ns - job->told_ns >= TELL_NS &&
        !options_has(job->options, OPTION_QUIET)) {
        job->told_ns = now_ns;
        tell(job, counts);
    }
    job->out_of_time = now_ns >= job->end_ns;
    return !job->out_of_time;
}

static enum tj_status search(struct job *job, struct tj_error *error)
{
    struct explore_machine *machine;

    job->broken.max = EXPLORE_CHOICES_MAX;
    job->broken.at =
        ARENA_NEW(&job->arena, struct tj_choice, EXPLORE_CHOICES_MAX);
    if (job->broken.at == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a schedule");
    enum tj_status status =
        explore_judge_open(&job->judge, job->workload, &job->arena, error);
    if (status == TJ_OK)
        status = explore_machine_open(job->workload, &job->arena, &machine,
                                      error);
    if (status != TJ_OK)
        return status;
    job->config.ended = ended;
    job->config.look = look;
    job->config.context = job;
    job->error = error;
    job->told_ns = tj_clock_ns();
    status = explore(machine, &job->config, &job->arena, &job->counts, error);
    return status == TJ_OK ? job->status : status;
}

static enum tj_status keep_run(struct job *job, char folder[RUN_PATH_MAX],
                               struct tj_error *error)
{
    const struct explore_keep keep = {
        .workload = job->workload, .schedule = &job->broken,
        .out = options_value(job->options, OPTION_OUT),
    };
    struct arena arena;
    void        *pages = tj_os_pages_take(KEEP_SIZE);

    if (pages == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no memory to keep the run");
    arena_init(&arena, pages, KEEP_SIZE);
    enum tj_status status = explore_keep(&keep, &arena, folder, error);
    tj_os_pages_give(pages, KEEP_SIZE);
    return status;
}

static int report(struct job *job)
{
    struct tj_error error;
    char            folder[RUN_PATH_MAX];
    struct explore_view view = {
        .workload = job->workload, .config = &job->config,
        .counts = &job->counts, .findings = &job->findings,
        .real_ns = tj_clock_ns() - job->begin_ns, .judged_ns = job->judged_ns,
        .interrupted = tj_os_interrupted(), .out_of_time = job->out_of_time,
        .keep_going = job->keep_going,
    };

    if (job->findings.broken > 0) {
        if (keep_run(job, folder, &error) != TJ_OK)
            return cmd_fail(&error);
        view.folder = folder;
    }
    if (options_has(job->options, OPTION_JSON)) {
        if (explore_print_json(stdout, &view, &error) != TJ_OK)
            return cmd_fail(&error);
    } else if (!options_has(job->options, OPTION_QUIET)) {
        explore_print(stdout, &view);
    }
    return cmd_end(explore_exit_code(&view));
}

static int explore_scenario(struct job *job)
{
    struct tj_error error;

    if (load(job, &error) != TJ_OK || read_options(job, &error) != TJ_OK)
        return cmd_fail(&error);
    tj_os_catch_interrupts();
    if (search(job, &error) != TJ_OK)
        return cmd_fail(&error);
    return report(job);
}

static int explore_in(struct arena *arena, const struct options *options)
{
    struct job job = { .options = options, .arena = *arena };
    int        code = explore_scenario(&job);

    explore_judge_close(&job.judge);
    return code;
}

int cmd_explore(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(STATES_SIZE, explore_in, options);
}

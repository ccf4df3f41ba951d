/* SPDX-License-Identifier: MIT */
/* trayjam shrink: from a run that broke a rule to the few operations that break
 * it, as a scenario to read and to run. */
#include "cli/cmd.h"

#include "cli/run_folder.h"
#include "cli/run_record.h"
#include "cli/shrink_text.h"
#include "stress/exit_codes.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)
#define TRACE_SIZE ((size_t)512 << 20)
#define SPARE_NS   UINT64_C(1000000000)
enum { OPS_MAX = 2000000 };

/* --- What fails --- */

static bool interrupted(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* tj_shrink.fails. A part that does not fit the memory does not fail. */
static enum tj_status fails(void *context, const struct tj_workload *workload,
                            bool *failed, struct tj_error *error)
{
    struct shrink_job                 *job = context;
    const struct tj_run_options hooks = { .stop = interrupted };
    enum tj_status status = quick_run(&job->quick, workload, &hooks, error);

    *failed = status == TJ_OK && !job->quick.result.interrupted &&
              shrink_finding(job) != NULL;
    return status == TJ_NO_MEMORY ? TJ_OK : status;
}

static void told(void *context, const struct tj_shrink_step *step)
{
    const struct shrink_job *job = context;

    if (!job->quiet)
        fprintf(stderr, "%6zu operation%s of %zu client%s, %" PRIu64
                        " run%s: %s\n",
                step->operations, step->operations == 1 ? "" : "s",
                step->clients, step->clients == 1 ? "" : "s", step->tried,
                step->tried == 1 ? "" : "s", step->what);
}

/* --- The recorded run, once more, taken down --- */

static enum tj_status read_rule(struct shrink_job *job, struct tj_error *error)
{
    const char *text = options_value(job->options, OPTION_RULE);

    if (text == NULL)
        return TJ_OK;
    const struct tj_rule_info *rule = tj_rule_by_id(text);
    if (rule == NULL)
        return tj_fail(error, TJ_USAGE, "--rule %.40s: no such rule; see "
                       "`trayjam list rules`", text);
    (void)tj_text_copy(job->rule, sizeof job->rule, rule->id);
    return TJ_OK;
}

static enum tj_status passes(const struct shrink_job *job, struct tj_error *error)
{
    if (job->rule[0] != '\0')
        return tj_fail(error, TJ_UNAVAILABLE, "%.100s does not break %s: there "
                       "is nothing to shrink", job->run.folder, job->rule);
    return tj_fail(error, TJ_UNAVAILABLE, "%.100s breaks no rule: there is "
                   "nothing to shrink", job->run.folder);
}

static bool ended(void *context, uint64_t measured_ns)
{
    const struct shrink_job *job = context;

    return measured_ns >= job->run.facts.ended_ns;
}

/* Runs it again as it was, and takes down what its clients do. */
static enum tj_status take_down(struct shrink_job *job, struct tj_error *error)
{
    const struct tj_run_options hooks = {
        .stop = interrupted,
        .told = tj_program_told, .told_context = &job->program,
        .enough = job->run.facts.ended_by[0] != '\0' ? ended : NULL,
        .enough_context = job,
    };

    enum tj_status status = tj_program_init(&job->program, OPS_MAX,
                                            job->run.workload, &job->arena,
                                            error);
    if (status == TJ_OK)
        status = quick_run(&job->quick, job->run.workload, &hooks, error);
    if (status != TJ_OK)
        return status;
    const struct tj_finding *finding = shrink_finding(job);
    if (finding == NULL)
        return passes(job, error);
    job->finding = *finding;
    (void)tj_text_copy(job->rule, sizeof job->rule, finding->rule);
    return TJ_OK;
}

static const struct tj_record *record_at(const struct shrink_job *job,
                                         const struct tj_record_ref *ref)
{
    const struct tj_trace_memory *memory = &job->quick.memory;

    for (size_t i = 0; i < memory->places_count; i++) {
        const struct tj_memory_place *place = &memory->places[i];
        const struct tj_record *records = (const void *)place->bytes;

        if (place->writer == ref->segment) /* Behind the header: 2 records. */
            return &records[ref->index + 2];
    }
    return NULL;
}

/* Which operations are suspect, and up to where it can have gone wrong: nothing
 * that was asked after the last of them was answered. */
static enum tj_status find_suspects(struct shrink_job *job, struct tj_error *error)
{
    bool    *suspects = ARENA_NEW(&job->arena, bool, job->program.count + 1);
    uint64_t end_ns = job->finding.t_ns;

    if (suspects == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for the operations");
    for (unsigned i = 0; i < job->finding.refs_count; i++) {
        const struct tj_record *record =
            record_at(job, &job->finding.refs[i]);

        if (record == NULL)
            continue;
        bool     op = record->kind == TJ_RECORD_OPERATION;
        uint64_t at_ns = op && tj_record_answered(record) ? record->op.t1_ns
                                                          : record->t0_ns;
        end_ns = at_ns > end_ns ? at_ns : end_ns;
        for (size_t j = 0; op && j < job->program.count; j++)
            suspects[j] |= job->program.ops[j].client == record->client &&
                           job->program.ops[j].number == record->op.number;
    }
    job->shrink.suspects = suspects;
    while (job->shrink.until < job->program.count &&
           job->program.ops[job->shrink.until].asked_ns <= end_ns)
        job->shrink.until++;
    return TJ_OK;
}

/* Without what only the whole run had a use for. */
static enum tj_status make_base(struct shrink_job *job, struct tj_error *error)
{
    job->base = ARENA_NEW(&job->arena, struct tj_workload, 1);
    job->small = ARENA_NEW(&job->arena, struct tj_workload, 1);
    if (job->base == NULL || job->small == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for a workload");
    *job->base = *job->run.workload;
    job->base->warmup_ns = job->base->cooldown_ns = 0;
    job->base->duration_ns = job->base->ops = 0; /* Until all have retired. */
    job->base->expectations_count = job->base->thresholds_count = 0;
    job->base->arrival.count = 0;
    for (size_t i = 0; i < job->base->personas_count; i++)
        job->base->personas[i].own_arrival = false;
    job->before_clients = job->base->clients;
    return TJ_OK;
}

static enum tj_status search(struct shrink_job *job, struct tj_error *error)
{
    job->shrink.program = &job->program;
    job->shrink.workload = job->base;
    job->shrink.fails = fails;
    job->shrink.told = told;
    job->shrink.stop = interrupted;
    job->shrink.context = job;
    enum tj_status status = tj_shrink_search(&job->shrink, &job->arena, error);
    if (status == TJ_OK && !job->shrink.found && !tj_os_interrupted())
        return tj_fail(error, TJ_UNAVAILABLE, "%s is not broken again when the "
                       "same operations are asked one by one; it hangs on "
                       "more than them", job->rule);
    return status;
}

/* --- The scenario --- */

/* As long as it took without a limit, and something to spare: some rules are
 * broken only after a long wait. */
static enum tj_status measure(struct shrink_job *job, uint64_t *duration_ns,
                              struct tj_error *error)
{
    bool           failed;
    enum tj_status status = fails(job, job->base, &failed, error);
    uint64_t       took_ns = job->quick.result.duration_ns + SPARE_NS;

    *duration_ns = (took_ns + SPARE_NS - 1) / SPARE_NS * SPARE_NS;
    return status;
}

static void print_head(const struct shrink_job *job, FILE *file)
{
    const struct tj_rule_info *rule = tj_rule_by_id(job->rule);
    const struct tj_finding   *finding = shrink_finding(job);

    fprintf(file, "; The smallest workload found that breaks %s, %s\n",
            job->rule, rule->title);
    fprintf(file, "; %s\n;\n; %s\n;\n", rule->sentence,
            finding != NULL ? finding->text : job->finding.text);
    fprintf(file, "; Shrunk from %zu operations of %zu clients (%s, seed 0x%"
                  PRIx64 "). Every persona is one client\n; that does its "
                  "script once; what is open then is closed.\n",
            job->program.count, job->before_clients, job->run.workload->name,
            job->run.workload->seed);
}

static enum tj_status write_scenario(struct shrink_job *job, struct tj_error *error)
{
    struct run_file file;

    enum tj_status status =
        run_file_open(&file, job->folder, "shrunk.ini", error);
    if (status != TJ_OK)
        return status;
    print_head(job, file.file);
    status = tj_workload_dump(job->small, file.file, error);
    if (status != TJ_OK) {
        run_file_drop(&file);
        return status;
    }
    return run_file_close(&file, error);
}

/* What is written is read and run as anyone would: only what then breaks the
 * rule counts. */
static enum tj_status try_script(struct shrink_job *job, bool compact,
                                 uint64_t duration_ns, bool *good,
                                 struct tj_error *error)
{
    struct tj_text text;

    *good = false;
    if (!tj_program_script(&job->program, job->shrink.keep, job->shrink.pauses,
                           job->base, compact, job->small))
        return TJ_OK;
    job->small->duration_ns = duration_ns;
    job->small->processes = 1;
    enum tj_status status = fails(job, job->small, good, error);
    if (status != TJ_OK || !*good)
        return status;
    status = write_scenario(job, error);
    tj_text_init(&text, job->scenario, sizeof job->scenario);
    tj_text_add(&text, "%s/shrunk.ini", job->folder);
    if (status == TJ_OK)
        status = tj_workload_load(job->scenario, NULL, 0, &job->arena,
                                  job->small, error);
    return status == TJ_OK ? fails(job, job->small, good, error) : status;
}

static enum tj_status make_script(struct shrink_job *job, struct tj_error *error)
{
    bool           good = false;
    uint64_t       duration_ns = 0;
    enum tj_status status = measure(job, &duration_ns, error);

    if (status == TJ_OK)
        status = try_script(job, true, duration_ns, &good, error);
    if (status == TJ_OK && !good)
        status = try_script(job, false, duration_ns, &good, error);
    if (status == TJ_OK && !good)
        return tj_fail(error, TJ_UNAVAILABLE,
                       "the %zu operations of %zu clients that are left do not "
                       "fit scripts (%d clients, %d steps each)",
                       tj_program_kept(&job->program, job->shrink.keep),
                       tj_program_clients(&job->program, job->shrink.keep),
                       TJ_PERSONAS_MAX, TJ_STEPS_MAX);
    return status;
}

/* --- The folder --- */

static enum tj_status make_folder(struct shrink_job *job, struct tj_error *error)
{
    const char    *out = options_value(job->options, OPTION_OUT);
    char           kind[64];
    struct tj_text text;

    if (out != NULL) {
        const struct run_folder_request request = { .out = out };
        return run_folder_make(&request, job->folder, sizeof job->folder,
                               error);
    }
    tj_text_init(&text, kind, sizeof kind);
    tj_text_add(&text, "shrunk-%s", job->rule);
    return run_folder_make_beside(job->run.workload->name, kind, job->folder,
                                  sizeof job->folder, error);
}

static enum tj_status record(struct shrink_job *job, struct tj_error *error)
{
    struct tj_text text;

    tj_text_init(&text, job->repeat, sizeof job->repeat);
    tj_text_add(&text, "trayjam run %s", job->scenario);
    const struct run_record_request request = {
        .workload = job->small, .folder = job->folder, .repeat = job->repeat,
        .made = true,
    };
    return run_record(&request, &job->arena, &job->verdict, error);
}

/* --- The command --- */

static enum tj_status work(struct shrink_job *job, struct tj_error *error)
{
    enum tj_status status = read_rule(job, error);

    if (status == TJ_OK)
        status = take_down(job, error);
    if (status == TJ_OK)
        status = find_suspects(job, error);
    if (status == TJ_OK)
        status = make_base(job, error);
    if (status == TJ_OK)
        status = search(job, error);
    if (status != TJ_OK || !job->shrink.found)
        return status;
    status = make_folder(job, error);
    if (status == TJ_OK)
        status = make_script(job, error);
    job->took_ns = tj_clock_ns() - job->began_ns;
    return status == TJ_OK ? record(job, error) : status;
}

static int shrink(struct shrink_job *job)
{
    struct tj_error error;

    job->quiet = options_has(job->options, OPTION_QUIET);
    job->began_ns = tj_clock_ns();
    tj_os_catch_interrupts();
    enum tj_status status = recorded_run_open(
        &job->run, job->options->operands[0], "shrink", &job->arena, &error);
    if (status == TJ_OK)
        status = quick_run_open(&job->quick, TRACE_SIZE, &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    status = work(job, &error);
    int code = tj_os_interrupted() ? EXIT_INTERRUPTED : EXIT_HELD;
    if (status != TJ_OK && !tj_os_interrupted())
        code = cmd_fail(&error);
    else if (status == TJ_OK && job->verdict != NULL) {
        if (!options_has(job->options, OPTION_JSON))
            shrink_print_text(job);
        else if (shrink_print_json(job, &error) != TJ_OK)
            code = cmd_fail(&error);
        code = cmd_end(code);
    }
    quick_run_close(&job->quick);
    return code;
}

static int shrink_in(struct arena *arena, const struct options *options)
{
    struct shrink_job *job = ARENA_NEW(arena, struct shrink_job, 1);

    job->options = options;
    job->arena = *arena;
    return shrink(job);
}

int cmd_shrink(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, shrink_in, options);
}

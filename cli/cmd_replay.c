/* SPDX-License-Identifier: MIT */
/* trayjam replay: a recorded run of virtual time once more, held against its
 * trace; two runs held against each other; a look at the drives on the way. */
#include "cli/cmd.h"

#include "cli/replay_text.h"
#include "cli/schedule_file.h"
#include "cli/version.h"
#include "stress/engine.h"
#include "stress/exit_codes.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)
enum { SPARE_RECORDS = 65536 };

/* --- Which operation --- */

/* The N-th of all operations that the clients of the run asked for. */
static const struct tj_record *find_nth(const struct replay_job *job, uint64_t number)
{
    const struct tj_trace *trace = &job->recorded;

    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];

        for (uint64_t j = 0; view->writer == 0 && j < view->count; j++) {
            const struct tj_record *record = &view->records[j];

            if (record->kind == TJ_RECORD_OPERATION &&
                record->client <= job->run.workload->clients && --number == 0)
                return record;
        }
    }
    return NULL;
}

static const struct tj_record *find_place(const struct replay_job *job,
                                          uint64_t writer, uint64_t index)
{
    for (size_t i = 0; i < job->recorded.segments_count; i++) {
        const struct tj_segment_view *view = &job->recorded.segments[i];

        if (view->writer == writer && index < view->count)
            return &view->records[index];
    }
    return NULL;
}

/* "12" "3:7" "writer-0000:12" */
static enum tj_status read_until(struct replay_job *job, struct tj_error *error)
{
    const char *text = options_value(job->options, OPTION_UNTIL);
    const char *colon = text == NULL ? NULL : strchr(text, ':');
    uint64_t    first = 0, second = 0;
    char        head[24];
    const struct tj_record *record = NULL;
    struct tj_text          word;

    if (text == NULL)
        return TJ_OK;
    job->stops = true;
    tj_text_init(&word, head, sizeof head);
    tj_text_add(&word, "%.*s", (int)(colon == NULL ? 0 : colon - text), text);
    if (colon == NULL && tj_parse_u64(text, &first) && first > 0) {
        record = find_nth(job, first);
    } else if (colon != NULL && strncmp(text, "writer-", 7) == 0) {
        char *digits = head + 7;
        while (*digits == '0' && digits[1] != '\0')
            digits++;
        if (tj_parse_u64(digits, &first) && tj_parse_u64(colon + 1, &second))
            record = find_place(job, first, second);
    } else if (colon != NULL && tj_parse_u64(head, &first) &&
               tj_parse_u64(colon + 1, &second) && first > 0 &&
               first <= job->run.workload->clients && second > 0) {
        job->stop_client = (tj_client)first;
        job->stop_number = (uint32_t)second;
        return TJ_OK;
    } else {
        return tj_fail(error, TJ_USAGE, "--until %.60s: the N-th operation of "
                       "the run, CLIENT:N for a client's N-th, or a record as "
                       "findings name it (writer-0000:12)", text);
    }
    if (record == NULL || record->kind != TJ_RECORD_OPERATION ||
        record->client > job->run.workload->clients)
        return tj_fail(error, TJ_USAGE, "--until %.60s: the run has no such "
                       "operation of a client", text);
    job->stop_client = record->client;
    job->stop_number = record->op.number;
    return TJ_OK;
}

/* --- How far --- */

static uint64_t last_of(const struct tj_trace *trace)
{
    uint64_t last_ns = 0;

    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];

        if (view->count > 0 && view->records[view->count - 1].t0_ns > last_ns)
            last_ns = view->records[view->count - 1].t0_ns;
    }
    return last_ns;
}

/* When an interrupt, which is not of the scenario, ended the measuring. */
static uint64_t interrupted_at(const struct tj_trace *trace)
{
    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];

        for (uint64_t j = 0; view->writer == 0 && j < view->count; j++)
            if (view->records[j].kind == TJ_RECORD_MARK &&
                view->records[j].what == TJ_MARK_COOL)
                return view->records[j].t0_ns;
    }
    return UINT64_MAX;
}

static void choose_end(struct replay_job *job)
{
    job->until_ns = UINT64_MAX;
    if (job->recorded.partial)
        job->until_ns = last_of(&job->recorded) + 1;
    else if (job->run.facts.interrupted)
        job->until_ns = interrupted_at(&job->recorded);
    job->prefix = job->until_ns != UINT64_MAX;
}

/* --- Running again --- */

static void look_at_drives(struct replay_job *job, const struct tj_told *told)
{
    for (unsigned i = 0; i < job->run.workload->drives; i++)
        told->look(told->world, (uint8_t)i, &job->views[i]);
    job->looked = true;
}

/* tj_run_options.told. */
static bool watch(void *context, const struct tj_told *told)
{
    struct replay_job *job = context;

    if (job->stopped)
        return true;
    if (job->stops && told->kind == TJ_TOLD_ANSWER &&
        told->client == job->stop_client &&
        told->state->op.number == job->stop_number) {
        job->stopped = true;
        job->stopped_ns = told->now_ns;
        look_at_drives(job, told);
        return true;
    }
    if (told->kind == TJ_TOLD_END)
        look_at_drives(job, told);
    return told->now_ns > job->until_ns;
}

/* A threshold ended it then. */
static bool ended(void *context, uint64_t measured_ns)
{
    const struct replay_job *job = context;

    return measured_ns >= job->run.facts.ended_ns;
}

static bool interrupted(void *context)
{
    (void)context;
    return tj_os_interrupted();
}

/* Room for what was recorded and something more. */
static size_t trace_size(const struct tj_trace *trace, size_t others)
{
    uint64_t main_count = 0, most = 0;

    for (size_t i = 0; i < trace->segments_count; i++) {
        const struct tj_segment_view *view = &trace->segments[i];

        if (view->writer == 0)
            main_count = view->count;
        else if (view->count > most)
            most = view->count;
    }
    uint64_t first = (main_count + main_count / 4 + SPARE_RECORDS) *
                     TJ_RECORD_SIZE;
    uint64_t rest = (most + most / 4 + SPARE_RECORDS / 16) * TJ_RECORD_SIZE *
                    others;
    return (size_t)(2 * (first > rest ? first : rest));
}

/* A schedule that trayjam explore found: without it, another one would be
 * drawn. */
static enum tj_status find_schedule(struct replay_job *job,
                                    struct tj_choices *schedule, bool *found,
                                    struct tj_error *error)
{
    char           path[RUN_PATH_MAX];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/repro/schedule", job->options->operands[0]);
    *found = !text.cut && tj_os_is_file(path);
    return *found ? schedule_file_read(path, &job->arena, schedule, error)
                  : TJ_OK;
}

static enum tj_status execute(struct replay_job *job, const struct tj_workload *workload,
                              struct tj_error *error)
{
    struct tj_choices schedule;
    bool              follows;
    enum tj_status    status = find_schedule(job, &schedule, &follows, error);

    if (status != TJ_OK)
        return status;
    const struct tj_run_options hooks = {
        .follow = follows && workload == job->run.workload ? &schedule : NULL,
        .stop = interrupted,
        .told = watch, .told_context = job,
        .enough = job->run.facts.ended_by[0] != '\0' ? ended : NULL,
        .enough_context = job,
    };
    size_t others = (size_t)workload->clients + workload->drives;
    status = quick_run_open(
        &job->quick, trace_size(&job->recorded, others), error);

    job->has_quick = status == TJ_OK;
    tj_os_catch_interrupts();
    if (status == TJ_OK)
        status = quick_run_only(&job->quick, workload, &hooks, error);
    if (status == TJ_OK)
        status = tj_trace_open_memory(&job->again, &job->quick.memory,
                                      &job->quick.arena, error);
    if (status == TJ_OK && job->stops && !job->stopped &&
        !job->quick.result.interrupted)
        return tj_fail(error, TJ_USAGE, "--until: client %u has no operation "
                       "%" PRIu32 " in this run", (unsigned)job->stop_client,
                       job->stop_number);
    return status;
}

/* --- The command --- */

static int tell(struct replay_job *job, bool two_runs)
{
    struct tj_error error;

    if (options_has(job->options, OPTION_JSON)) {
        if (replay_print_json(job, &error) != TJ_OK)
            return cmd_fail(&error);
    } else {
        replay_print_text(job, two_runs);
    }
    return cmd_end(job->diff.differs ? EXIT_BROKEN : EXIT_HELD);
}


/* What a difference may come from is said before anything is compared. */
static void say_builds(const struct replay_job *job)
{
    const struct run_facts *facts = &job->run.facts;
    bool version = strcmp(facts->version, TRAYJAM_VERSION) != 0;
    bool build = strcmp(facts->build, TRAYJAM_BUILD) != 0;

    if (version)
        fprintf(stderr, "recorded by trayjam %s, this is " TRAYJAM_VERSION
                        ": a difference may come from that\n",
                facts->version[0] != '\0' ? facts->version
                                          : "of an unknown version");
    if (build && facts->build[0] != '\0')
        fprintf(stderr, "recorded by another build (%s); the same is "
                        "expected\n", facts->build);
}

static enum tj_status open_other(struct replay_job *job, const char *word,
                                 struct tj_error *error)
{
    struct recorded_run other;

    enum tj_status status =
        recorded_run_open(&other, word, "replay --diff", &job->arena, error);
    if (status == TJ_OK)
        status = tj_trace_open(&job->again, other.trace, &job->arena, error);
    job->workloads[1] = other.workload;
    return status;
}

/* Of two recorded runs, or of a recorded one and the same with another seed. */
static enum tj_status diff_runs(struct replay_job *job, const char *word,
                                struct tj_error *error)
{
    struct tj_workload *workload = job->run.workload;
    uint64_t            seed;
    enum tj_status      status;

    (void)tj_text_copy(job->sides[0], REPLAY_SIDE_NAME, "A");
    (void)tj_text_copy(job->sides[1], REPLAY_SIDE_NAME, "B");
    job->until_ns = UINT64_MAX;
    if (tj_os_is_folder(word)) {
        status = open_other(job, word, error);
    } else if (tj_parse_u64(word, &seed)) {
        workload->seed = seed;
        status = execute(job, workload, error);
    } else {
        return tj_fail(error, TJ_MISSING, "--diff %.150s: no such run folder, "
                       "and no seed", word);
    }
    if (status == TJ_OK)
        trace_part(&job->recorded, &job->again, &job->diff);
    return status;
}

static enum tj_status run_again(struct replay_job *job, struct tj_error *error)
{
    choose_end(job);
    say_builds(job);
    enum tj_status status = execute(job, job->run.workload, error);
    if (status != TJ_OK)
        return status;
    trace_compare(&job->recorded, &job->again,
                  job->stopped ? job->stopped_ns : job->until_ns, &job->diff);
    return TJ_OK;
}

static int replay(struct replay_job *job)
{
    const char     *other = options_value(job->options, OPTION_DIFF);
    struct tj_error error;

    enum tj_status status = recorded_run_open(
        &job->run, job->options->operands[0], "replay", &job->arena, &error);
    if (status == TJ_OK)
        status = tj_trace_open(&job->recorded, job->run.trace, &job->arena,
                               &error);
    if (status != TJ_OK)
        return cmd_fail(&error);
    job->workloads[0] = job->workloads[1] = job->run.workload;
    (void)tj_text_copy(job->sides[0], REPLAY_SIDE_NAME, "recorded");
    (void)tj_text_copy(job->sides[1], REPLAY_SIDE_NAME, "replayed");
    if (job->recorded.partial)
        fprintf(stderr, "the trace is partial: %s\n",
                job->recorded.damage.text);
    status = read_until(job, &error);
    if (status == TJ_OK)
        status = other != NULL ? diff_runs(job, other, &error)
                               : run_again(job, &error);
    int code = status != TJ_OK ? cmd_fail(&error)
               : tj_os_interrupted() ? EXIT_INTERRUPTED
                                     : tell(job, other != NULL);
    tj_trace_close(&job->again);
    tj_trace_close(&job->recorded);
    if (job->has_quick)
        quick_run_close(&job->quick);
    return code;
}

static int replay_in(struct arena *arena, const struct options *options)
{
    struct replay_job *job = ARENA_NEW(arena, struct replay_job, 1);

    job->options = options;
    job->arena = *arena;
    return replay(job);
}

int cmd_replay(const struct command *command, const struct options *options)
{
    (void)command;
    return cmd_in_memory(ARENA_SIZE, replay_in, options);
}

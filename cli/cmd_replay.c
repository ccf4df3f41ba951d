/* SPDX-License-Identifier: MIT */
/* trayjam replay: a recorded run of virtual time once more, held against its
 * trace; two runs held against each other; a look at the drives on the way. */
#include "cli/cmd.h"

#include "cli/quick_run.h"
#include "cli/record_text.h"
#include "cli/recorded_run.h"
#include "cli/state_text.h"
#include "cli/trace_diff.h"
#include "cli/version.h"
#include "stress/engine.h"
#include "stress/exit_codes.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

#define ARENA_SIZE ((size_t)1 << 30)
enum { SPARE_RECORDS = 65536, SENTENCE = 400, SIDE_NAME = 32 };

struct job {
    const struct options *options;
    struct arena          arena;
    struct recorded_run   run;
    struct tj_trace       recorded, again;
    struct quick_run      quick;
    bool                  has_quick;
    uint64_t              until_ns;   /* What is compared comes before it. */
    bool                  prefix;     /* The recorded run did not end itself. */
    /* --until: */
    bool                  stops;
    tj_client             stop_client;
    uint32_t              stop_number;
    bool                  stopped;
    uint64_t              stopped_ns;
    bool                  looked;
    struct tj_sim_view    views[TJ_DRIVES_OF_RUN_MAX];
    struct trace_diff     diff;
    char                  sides[2][SIDE_NAME]; /* "recorded", "replayed" ... */
    const struct tj_workload *workloads[2];
};

/* --- Which operation --- */

/* The N-th of all operations that the clients of the run asked for. */
static const struct tj_record *find_nth(const struct job *job, uint64_t number)
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

static const struct tj_record *find_place(const struct job *job,
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
static enum tj_status read_until(struct job *job, struct tj_error *error)
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

static void choose_end(struct job *job)
{
    job->until_ns = UINT64_MAX;
    if (job->recorded.partial)
        job->until_ns = last_of(&job->recorded) + 1;
    else if (job->run.facts.interrupted)
        job->until_ns = interrupted_at(&job->recorded);
    job->prefix = job->until_ns != UINT64_MAX;
}

/* --- Running again --- */

static void look_at_drives(struct job *job, const struct tj_told *told)
{
    for (unsigned i = 0; i < job->run.workload->drives; i++)
        told->look(told->world, (uint8_t)i, &job->views[i]);
    job->looked = true;
}

/* tj_run_options.told. */
static bool watch(void *context, const struct tj_told *told)
{
    struct job *job = context;

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
    const struct job *job = context;

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

static enum tj_status execute(struct job *job, const struct tj_workload *workload,
                              struct tj_error *error)
{
    const struct tj_run_options hooks = {
        .stop = interrupted,
        .told = watch, .told_context = job,
        .enough = job->run.facts.ended_by[0] != '\0' ? ended : NULL,
        .enough_context = job,
    };
    size_t others = (size_t)workload->clients + workload->drives;
    enum tj_status status = quick_run_open(
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

/* --- What is told --- */

static const char *const controlled[] = {
    "time (virtual)", "who goes on between two steps of the driver (seed)",
    "what each client does, and when (seed)",
    "mechanical and software times of the drives (seed)",
    "which faults strike, and where (seed, scenario)",
    "the state that the drives begin with (scenario)",
};
static const char *const not_controlled[] = {
    "a trayjam of another version may simulate or draw otherwise",
    "when the run was interrupted, or killed",
};

static void say(const struct job *job, const struct tj_record *record,
                unsigned side, char *memory, size_t size)
{
    struct tj_text text;

    tj_text_init(&text, memory, size);
    if (record == NULL)
        tj_text_add(&text, "nothing more");
    else
        record_say(record, tj_record_answered(record), job->workloads[side],
                   &text);
}

static void print_difference(const struct job *job)
{
    const struct trace_diff *diff = &job->diff;
    char                     memory[SENTENCE];

    printf("first difference: record writer-%04" PRIu32 ":%" PRIu64 "\n",
           diff->at.segment, diff->at.index);
    if (diff->before != NULL) {
        say(job, diff->before, 0, memory, sizeof memory);
        printf("  before    %s\n", memory);
    }
    for (unsigned i = 0; i < 2; i++) {
        say(job, i == 0 ? diff->a : diff->b, i, memory, sizeof memory);
        printf("  %-9s %s\n", job->sides[i], memory);
    }
}

static void print_states(const struct job *job)
{
    if (!options_has(job->options, OPTION_DUMP_STATE) || !job->looked)
        return;
    if (job->stopped)
        printf("\nafter client %u's operation %" PRIu32 ", at %" PRIu64
               ".%06" PRIu64 " ms:\n", (unsigned)job->stop_client,
               job->stop_number, job->stopped_ns / 1000000,
               job->stopped_ns % 1000000);
    else
        printf("\nwhen the clients were told to stop:\n");
    for (unsigned i = 0; i < job->run.workload->drives; i++)
        state_print(&job->views[i], i, job->run.workload, stdout);
}

static void print_text(const struct job *job, bool two_runs)
{
    char           count[40];
    struct tj_text text;

    tj_text_init(&text, count, sizeof count);
    tj_text_add_count(&text, job->diff.same);
    if (job->diff.differs) {
        printf("%s records are the same, then they part\n", count);
        print_difference(job);
    } else if (two_runs) {
        printf("the same: %s records\n", count);
    } else {
        printf("the same, bit for bit: %s records%s\n", count,
               job->stopped  ? " up to there"
               : job->prefix ? ", all there were before it was ended" : "");
    }
    if (!two_runs && !options_has(job->options, OPTION_QUIET)) {
        fputs("controlled:", stdout);
        for (size_t i = 0; i < sizeof controlled / sizeof *controlled; i++)
            printf("%s %s", i == 0 ? "" : i % 2 == 0 ? ",\n           " : ",",
                   controlled[i]);
        fputs("\nnot:        ", stdout);
        for (size_t i = 0; i < sizeof not_controlled / sizeof *not_controlled;
             i++)
            printf("%s%s", i == 0 ? "" : ",\n            ", not_controlled[i]);
        fputc('\n', stdout);
    }
    print_states(job);
}

static void json_difference(const struct job *job, struct tj_json *json)
{
    const struct trace_diff *diff = &job->diff;
    char                     memory[SENTENCE];

    tj_json_object(json, "difference");
    tj_json_u64(json, "writer", diff->at.segment);
    tj_json_u64(json, "record", diff->at.index);
    tj_json_u64(json, "t_ns", diff->t_ns);
    say(job, diff->a, 0, memory, sizeof memory);
    tj_json_string(json, "a", memory);
    say(job, diff->b, 1, memory, sizeof memory);
    tj_json_string(json, "b", memory);
    tj_json_end(json);
}

static void json_words(struct tj_json *json, const char *key,
                       const char *const *words, size_t count)
{
    tj_json_array(json, key);
    for (size_t i = 0; i < count; i++)
        tj_json_string(json, NULL, words[i]);
    tj_json_end(json);
}

static enum tj_status print_json(const struct job *job, struct tj_error *error)
{
    struct tj_json json;

    tj_json_init(&json, stdout, true);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "tool", "trayjam");
    tj_json_string(&json, "kind", "replay");
    tj_json_u64(&json, "format", 1);
    tj_json_string(&json, "version", TRAYJAM_VERSION);
    tj_json_string(&json, "build", TRAYJAM_BUILD);
    tj_json_string(&json, "recorded_version", job->run.facts.version);
    tj_json_string(&json, "recorded_build", job->run.facts.build);
    tj_json_string(&json, "a", job->sides[0]);
    tj_json_string(&json, "b", job->sides[1]);
    tj_json_bool(&json, "same", !job->diff.differs);
    tj_json_u64(&json, "records", job->diff.same);
    tj_json_bool(&json, "prefix", job->prefix || job->stopped);
    if (job->diff.differs)
        json_difference(job, &json);
    json_words(&json, "controlled", controlled,
               sizeof controlled / sizeof *controlled);
    json_words(&json, "not_controlled", not_controlled,
               sizeof not_controlled / sizeof *not_controlled);
    if (options_has(job->options, OPTION_DUMP_STATE) && job->looked) {
        tj_json_array(&json, "drives");
        for (unsigned i = 0; i < job->run.workload->drives; i++)
            state_json(&job->views[i], i, job->run.workload, &json);
        tj_json_end(&json);
    }
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}

static int tell(struct job *job, bool two_runs)
{
    struct tj_error error;

    if (options_has(job->options, OPTION_JSON)) {
        if (print_json(job, &error) != TJ_OK)
            return cmd_fail(&error);
    } else {
        print_text(job, two_runs);
    }
    return cmd_end(job->diff.differs ? EXIT_BROKEN : EXIT_HELD);
}

/* --- The command --- */

/* What a difference may come from is said before anything is compared. */
static void say_builds(const struct job *job)
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

static enum tj_status open_other(struct job *job, const char *word,
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
static enum tj_status diff_runs(struct job *job, const char *word,
                                struct tj_error *error)
{
    struct tj_workload *workload = job->run.workload;
    uint64_t            seed;
    enum tj_status      status;

    (void)tj_text_copy(job->sides[0], SIDE_NAME, "A");
    (void)tj_text_copy(job->sides[1], SIDE_NAME, "B");
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

static enum tj_status run_again(struct job *job, struct tj_error *error)
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

static int replay(struct job *job)
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
    (void)tj_text_copy(job->sides[0], SIDE_NAME, "recorded");
    (void)tj_text_copy(job->sides[1], SIDE_NAME, "replayed");
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

int cmd_replay(const struct command *command, const struct options *options)
{
    struct tj_error error;
    void           *pages = tj_os_pages_take(ARENA_SIZE);
    struct arena    arena;

    (void)command;
    if (pages == NULL) {
        (void)tj_fail(&error, TJ_NO_MEMORY, "no memory to start with");
        return cmd_fail(&error);
    }
    arena_init(&arena, pages, ARENA_SIZE);
    struct job *job = ARENA_NEW(&arena, struct job, 1);
    job->options = options;
    job->arena = arena;
    int code = replay(job);
    tj_os_pages_give(pages, ARENA_SIZE);
    return code;
}

/* SPDX-License-Identifier: MIT */
#include "cli/replay_text.h"

#include "cli/record_text.h"
#include "cli/state_text.h"
#include "cli/version.h"

#include "core/base/text.h"

#include <inttypes.h>

enum { SENTENCE = 400 };

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

static void say(const struct replay_job *job, const struct tj_record *record,
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

static void print_difference(const struct replay_job *job)
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

static void print_states(const struct replay_job *job)
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

void replay_print_text(const struct replay_job *job, bool two_runs)
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

static void json_difference(const struct replay_job *job, struct tj_json *json)
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

enum tj_status replay_print_json(const struct replay_job *job,
                                 struct tj_error *error)
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

/* SPDX-License-Identifier: MIT */
#include "cli/shrink_text.h"

#include "cli/record_text.h"
#include "stress/engine.h"

#include "core/base/json.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

enum { SENTENCE = 400, HEAD_OPERATIONS = 40 };

const struct tj_finding *shrink_finding(const struct shrink_job *job)
{
    const struct tj_verdict *verdict = job->quick.verdict;

    for (size_t i = 0; i < verdict->findings_count; i++)
        if (job->rule[0] == '\0' ||
            strcmp(verdict->findings[i].rule, job->rule) == 0)
            return &verdict->findings[i];
    return NULL;
}

/* How many operations the script of a client asks for; every step of it is done
 * once, and what it asks for after that puts back. */
static uint32_t asked_by_script(const struct shrink_job *job, tj_client client)
{
    const struct tj_persona *persona = tj_engine_persona(job->small, client);
    uint32_t                 count = 0;

    for (size_t i = 0; i < persona->steps_count; i++)
        count += persona->steps[i].kind == TJ_STEP_OP ||
                 persona->steps[i].kind == TJ_STEP_RAW;
    return count;
}

/* Operations of the clients in words: what their scripts ask for, or what they
 * then put back. */
static void each_operation(const struct shrink_job *job, bool puts_back,
                           void (*say)(void *context, const char *sentence),
                           void *context)
{
    const struct tj_trace_memory *memory = &job->quick.memory;
    const struct tj_memory_place *place = &memory->places[0];
    const struct tj_record       *records = (const void *)place->bytes;
    char                          sentence[SENTENCE];
    struct tj_text                text;

    for (size_t i = 2; i < place->size / sizeof *records; i++) {
        if (records[i].kind != TJ_RECORD_OPERATION ||
            records[i].client > job->small->clients ||
            puts_back != (records[i].op.number >
                          asked_by_script(job, records[i].client)))
            continue;
        tj_text_init(&text, sentence, sizeof sentence);
        record_say(&records[i], tj_record_answered(&records[i]), job->small,
                   &text);
        say(context, sentence);
    }
}

static void print_sentence(void *context, const char *sentence)
{
    unsigned *number = context;

    *number += 1;
    if (*number <= HEAD_OPERATIONS)
        printf("  %2u. %s\n", *number, sentence);
}

static void print_back(void *context, const char *sentence)
{
    (void)context;
    printf("   -  %s\n", sentence);
}

void shrink_print_text(const struct shrink_job *job)
{
    const struct tj_rule_info *rule = tj_rule_by_id(job->rule);
    size_t kept = tj_program_kept(&job->program, job->shrink.keep);
    unsigned number = 0;

    printf("%s %s\n  %s\n", job->rule, rule->title,
           shrink_finding(job)->text);
    printf("\n%zu of %zu operations, %u of %zu clients, after %" PRIu64
           " runs in %.2f s:\n",
           kept, job->program.count, (unsigned)job->small->clients,
           job->before_clients, job->shrink.tried, (double)job->took_ns * 1e-9);
    each_operation(job, false, print_sentence, &number);
    if (number > HEAD_OPERATIONS)
        printf("      and %u more\n", number - HEAD_OPERATIONS);
    else
        printf("then what is open is put back:\n");
    if (number <= HEAD_OPERATIONS)
        each_operation(job, true, print_back, NULL);
    printf("\nscenario  %s\nrun       %s\nrepeat    %s\n", job->scenario,
           job->folder, job->repeat);
}

static void json_sentence(void *context, const char *sentence)
{
    tj_json_string(context, NULL, sentence);
}

enum tj_status shrink_print_json(const struct shrink_job *job,
                                 struct tj_error *error)
{
    struct tj_json json;

    tj_json_init(&json, stdout, true);
    tj_json_object(&json, NULL);
    tj_json_string(&json, "tool", "trayjam");
    tj_json_string(&json, "kind", "shrink");
    tj_json_u64(&json, "format", 1);
    tj_json_string(&json, "rule", job->rule);
    tj_json_string(&json, "text", shrink_finding(job)->text);
    tj_json_u64(&json, "operations_before", job->program.count);
    tj_json_u64(&json, "operations",
                tj_program_kept(&job->program, job->shrink.keep));
    tj_json_u64(&json, "clients_before", job->before_clients);
    tj_json_u64(&json, "clients", job->small->clients);
    tj_json_u64(&json, "runs", job->shrink.tried);
    tj_json_u64(&json, "real_ns", job->took_ns);
    tj_json_array(&json, "left");
    each_operation(job, false, json_sentence, &json);
    tj_json_end(&json);
    tj_json_array(&json, "puts_back");
    each_operation(job, true, json_sentence, &json);
    tj_json_end(&json);
    tj_json_string(&json, "scenario", job->scenario);
    tj_json_string(&json, "run", job->folder);
    tj_json_string(&json, "repeat", job->repeat);
    tj_json_bool(&json, "interrupted", tj_os_interrupted());
    tj_json_end(&json);
    return tj_json_finish(&json, error);
}

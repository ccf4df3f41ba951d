/* SPDX-License-Identifier: MIT */
/* A workload as a scenario file that loads to the same value: what was used,
 * included, inherited or set is written out. */
#include "core/base/text.h"
#include "stress/workload_script.h"

#include <errno.h>
#include <string.h>

enum { STEP_TEXT = 512, FAULT_TEXT = 1024 };

/* In the largest unit that loses nothing. */
static void dump_duration(FILE *file, const char *before, uint64_t duration_ns)
{
    static const struct { const char *name; uint64_t ns; } units[] = {
        { "s", 1000000000 }, { "ms", 1000000 }, { "us", 1000 }, { "ns", 1 },
    };
    size_t unit = 0;

    while (duration_ns % units[unit].ns != 0)
        unit++;
    fprintf(file, "%s%llu%s\n", before,
            (unsigned long long)(duration_ns / units[unit].ns),
            units[unit].name);
}

static void dump_arrival(const struct tj_arrival_plan *plan, FILE *file)
{
    char text[TJ_ARRIVAL_TEXT];

    tj_arrival_format(plan, text, sizeof text);
    fprintf(file, "arrival = %s\n", text);
}

static void dump_placing(const struct tj_placing *placing, FILE *file)
{
    char           memory[TJ_PLACING_TEXT];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    if (placing->pin_given) {
        tj_placing_format_pin(placing, &text);
        fprintf(file, "pin = %s\n", memory);
    }
    tj_text_init(&text, memory, sizeof memory);
    if (placing->priority_given) {
        tj_placing_format_priority(placing, &text);
        fprintf(file, "priority = %s\n", memory);
    }
}

static void dump_global(const struct tj_workload *workload, FILE *file)
{
    fprintf(file, "[global]\n");
    if (workload->seed_auto)
        fprintf(file, "seed = auto\n");
    else
        fprintf(file, "seed = 0x%llx\n", (unsigned long long)workload->seed);
    fprintf(file, "drive = %s\ndrives = %u\n", workload->drive,
            (unsigned)workload->drives);
    fprintf(file, "clients = %ut%up\n",
            (unsigned)(workload->clients / workload->processes),
            (unsigned)workload->processes);
    fprintf(file, "runner = %s\nstrategy = %s\n",
            tj_runner_name(workload->runner), workload->strategy);
    if (workload->schedule != TJ_FAULT_SCHEDULE_NONE)
        fprintf(file, "schedule = %s\n",
                tj_fault_schedule_name(workload->schedule));
    dump_duration(file, "warmup = ", workload->warmup_ns);
    dump_duration(file, "duration = ", workload->duration_ns);
    dump_duration(file, "cooldown = ", workload->cooldown_ns);
    dump_duration(file, "hang = ", workload->hang_ns);
    fprintf(file, "ops = %llu\n", (unsigned long long)workload->ops);
    dump_arrival(&workload->arrival, file);
    fprintf(file, "backlog = %u\n", (unsigned)workload->backlog);
    dump_placing(&workload->placing, file);
}

static void dump_retry(const struct tj_persona *persona, FILE *file)
{
    const struct tj_retry *retry = &persona->retries[0];
    char                   memory[STEP_TEXT];
    struct tj_text         text;

    tj_text_init(&text, memory, sizeof memory);
    script_format_tries(retry, &text);
    if (retry->tries > 0)
        fprintf(file, "retry = %s\n", memory);
    if (retry->jitter > 0)
        fprintf(file, "jitter = %.15g%%\n", retry->jitter * 100);
}

static void dump_mix(const struct tj_persona *persona, FILE *file)
{
    char time[96];

    (void)tj_distribution_format(&persona->think, time, sizeof time);
    fprintf(file, "think = %s\n", time);
    for (size_t i = 0; i < persona->steps_count; i++)
        fprintf(file, "%s = %lu\n", 
                tj_verb_name((enum tj_verb)persona->steps[i].verb),
                (unsigned long)persona->weights[i]);
}

static void dump_script(const struct tj_persona *persona, FILE *file)
{
    fprintf(file, "script =\n");
    for (size_t i = 0; i < persona->steps_count; i++) {
        char           memory[STEP_TEXT];
        struct tj_text text;

        tj_text_init(&text, memory, sizeof memory);
        script_format_step(persona, i, &text);
        fprintf(file, "    %s\n", memory);
    }
}

static void dump_persona(const struct tj_persona *persona, FILE *file)
{
    fprintf(file, "\n[%s %s]\nweight = %lu\ncaller = %s\n",
            persona->mix ? "mix" : "persona", persona->name,
            (unsigned long)persona->weight, persona->caller);
    if (persona->own_arrival)
        dump_arrival(&persona->arrival, file);
    dump_placing(&persona->placing, file);
    dump_retry(persona, file);
    if (persona->mix)
        dump_mix(persona, file);
    else
        dump_script(persona, file);
}

static void dump_fault(const struct tj_fault_rule *rule, FILE *file)
{
    char           memory[FAULT_TEXT];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_fault_rule_add_inject(rule, &text);
    tj_fault_rule_add_options(rule, "\n", &text);
    fprintf(file, "\n[fault %s]\ninject = %s\n", rule->name, memory);
}

static void dump_race(const struct tj_race *race, FILE *file)
{
    fprintf(file, "\n[race %s]\n", race->name);
    for (unsigned i = 0; i < 2; i++)
        fprintf(file, "%c = %s of %s\n", "ab"[i],
                tj_verb_name((enum tj_verb)race->verbs[i]), race->personas[i]);
    if (race->low_ns == race->high_ns)
        fprintf(file, "sweep = auto\n");
    else
        fprintf(file, "sweep = %lldns..%lldns\n", (long long)race->low_ns,
                (long long)race->high_ns);
    fprintf(file, "attempts = %llu\n", (unsigned long long)race->attempts);
    dump_duration(file, "wait = ", race->wait_ns);
}

static void dump_lines(const char *title, const char *const *lines,
                       size_t count, FILE *file)
{
    if (count > 0)
        fprintf(file, "\n[%s]\n", title);
    for (size_t i = 0; i < count; i++)
        fprintf(file, "%s\n", lines[i]);
}

enum tj_status tj_workload_dump(const struct tj_workload *workload, FILE *file,
                                struct tj_error *error)
{
    dump_global(workload, file);
    for (size_t i = 0; i < workload->personas_count; i++)
        dump_persona(&workload->personas[i], file);
    for (size_t i = 0; i < workload->faults_count; i++)
        dump_fault(&workload->faults[i], file);
    for (size_t i = 0; i < workload->races_count; i++)
        dump_race(&workload->races[i], file);
    dump_lines("expect", workload->expectations, workload->expectations_count,
               file);
    dump_lines("threshold", workload->thresholds, workload->thresholds_count,
               file);
    if (fflush(file) != 0 || ferror(file))
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "the scenario could not be written");
    return TJ_OK;
}

/* A workload as a number, field by field: padding, and what a field that is not
 * in use was before, must not count. */
#include "tests/fuzz/scenario.h"

#include <string.h>

static void add_bytes(uint64_t *hash, const void *bytes, size_t size)
{
    const uint8_t *at = bytes;

    for (size_t i = 0; i < size; i++)
        *hash = (*hash ^ at[i]) * UINT64_C(0x100000001b3);
}

#define ADD(hash, field) add_bytes((hash), &(field), sizeof(field))

static void add_text(uint64_t *hash, const char *text)
{
    add_bytes(hash, text, strlen(text) + 1);
}

static void add_time(uint64_t *hash, const struct tj_distribution *time)
{
    ADD(hash, time->kind);
    ADD(hash, time->a_ns);
    ADD(hash, time->b_ns);
    ADD(hash, time->sigma);
}

static void add_plan(uint64_t *hash, const struct tj_arrival_plan *plan)
{
    ADD(hash, plan->count);
    for (size_t i = 0; i < plan->count; i++) {
        ADD(hash, plan->phases[i].kind);
        ADD(hash, plan->phases[i].from);
        ADD(hash, plan->phases[i].to);
        ADD(hash, plan->phases[i].length_ns);
    }
}

static void add_placing(uint64_t *hash, const struct tj_placing *placing)
{
    ADD(hash, placing->pin_given);
    ADD(hash, placing->pin);
    ADD(hash, placing->priority_given);
    ADD(hash, placing->priority);
    ADD(hash, placing->cores_count);
    add_bytes(hash, placing->cores,
              placing->cores_count * sizeof *placing->cores);
}

static void add_retry(uint64_t *hash, const struct tj_retry *retry)
{
    ADD(hash, retry->tries);
    ADD(hash, retry->jitter);
    ADD(hash, retry->deadline_ns);
    ADD(hash, retry->on);
    if (retry->tries > 0)
        add_time(hash, &retry->pause);
}

static void add_step(uint64_t *hash, const struct tj_step *step)
{
    const uint8_t bytes[] = {
        step->kind,   step->verb,  step->handle,  step->on_refusal, step->to,
        step->retry,  step->depth, step->loops,   step->counted,
        step->random, step->stale, step->negated, step->leaves,
    };

    ADD(hash, bytes);
    ADD(hash, step->arg);
    ADD(hash, step->offset);
    ADD(hash, step->chance);
    ADD(hash, step->statuses);
    add_time(hash, &step->time);
}

static void add_raw(uint64_t *hash, const struct tj_raw *raw)
{
    size_t held = raw->input_size < TJ_INPUT_MAX ? raw->input_size
                                                 : TJ_INPUT_MAX;
    ADD(hash, raw->code);
    ADD(hash, raw->input_size);
    ADD(hash, raw->output_size);
    add_bytes(hash, raw->input, held);
}

static void add_persona(uint64_t *hash, const struct tj_persona *persona)
{
    add_text(hash, persona->name);
    add_text(hash, persona->caller);
    ADD(hash, persona->caller_id);
    ADD(hash, persona->callers);
    for (size_t i = 0; i < TJ_SLOTS_MAX; i++)
        add_text(hash, persona->slots[i]);
    ADD(hash, persona->weight);
    for (size_t i = 0; i < persona->steps_count; i++) {
        add_step(hash, &persona->steps[i]);
        ADD(hash, persona->weights[i]);
    }
    for (size_t i = 0; i < persona->retries_count; i++)
        add_retry(hash, &persona->retries[i]);
    for (size_t i = 0; i < persona->raws_count; i++)
        add_raw(hash, &persona->raws[i]);
    ADD(hash, persona->mix);
    ADD(hash, persona->weights_sum);
    add_time(hash, &persona->think);
    ADD(hash, persona->own_arrival);
    add_plan(hash, &persona->arrival);
    add_placing(hash, &persona->placing);
}

static void add_fault(uint64_t *hash, const struct tj_fault_rule *rule)
{
    char           memory[1024];
    struct tj_text text;

    /* Its arguments differ by effect: as text, and the numbers. */
    tj_text_init(&text, memory, sizeof memory);
    tj_fault_rule_add_inject(rule, &text);
    tj_fault_rule_add_options(rule, " ", &text);
    add_text(hash, rule->name);
    add_text(hash, memory);
    ADD(hash, rule->effect);
    ADD(hash, rule->when);
    ADD(hash, rule->verbs);
    ADD(hash, rule->first);
    ADD(hash, rule->every);
    ADD(hash, rule->count);
    ADD(hash, rule->after_ns);
    ADD(hash, rule->for_ns);
    ADD(hash, rule->client);
    ADD(hash, rule->outcomes);
    ADD(hash, rule->status);
    ADD(hash, rule->time_ns);
    ADD(hash, rule->event);
    ADD(hash, rule->detail);
}

static void add_race(uint64_t *hash, const struct tj_race *race)
{
    add_text(hash, race->name);
    add_text(hash, race->personas[0]);
    add_text(hash, race->personas[1]);
    ADD(hash, race->verbs);
    ADD(hash, race->low_ns);
    ADD(hash, race->high_ns);
    ADD(hash, race->attempts);
    ADD(hash, race->wait_ns);
}

static void add_global(uint64_t *hash, const struct tj_workload *workload)
{
    add_text(hash, workload->name);
    add_text(hash, workload->drive);
    add_text(hash, workload->strategy);
    ADD(hash, workload->seed_auto);
    if (!workload->seed_auto)
        ADD(hash, workload->seed);
    ADD(hash, workload->runner);
    ADD(hash, workload->drives);
    ADD(hash, workload->clients);
    ADD(hash, workload->processes);
    ADD(hash, workload->warmup_ns);
    ADD(hash, workload->duration_ns);
    ADD(hash, workload->cooldown_ns);
    ADD(hash, workload->hang_ns);
    ADD(hash, workload->ops);
    ADD(hash, workload->backlog);
    ADD(hash, workload->schedule);
    add_plan(hash, &workload->arrival);
    add_placing(hash, &workload->placing);
}

uint64_t scenario_hash(const struct tj_workload *workload)
{
    uint64_t hash = UINT64_C(0xcbf29ce484222325);

    add_global(&hash, workload);
    ADD(&hash, workload->personas_count);
    for (size_t i = 0; i < workload->personas_count; i++)
        add_persona(&hash, &workload->personas[i]);
    ADD(&hash, workload->faults_count);
    for (size_t i = 0; i < workload->faults_count; i++)
        add_fault(&hash, &workload->faults[i]);
    ADD(&hash, workload->races_count);
    for (size_t i = 0; i < workload->races_count; i++)
        add_race(&hash, &workload->races[i]);
    for (size_t i = 0; i < workload->expectations_count; i++)
        add_text(&hash, workload->expectations[i]);
    for (size_t i = 0; i < workload->thresholds_count; i++)
        add_text(&hash, workload->thresholds[i]);
    ADD(&hash, workload->names_count);
    for (size_t i = 1; i <= workload->names_count; i++)
        add_text(&hash, workload->names[i]);
    return hash;
}

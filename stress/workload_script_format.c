/* SPDX-License-Identifier: MIT */
/* Steps as they are typed: what is written here is read as the same value. */
#include "stress/workload_script_read.h"

#include <string.h>

enum { HEX_PIECE = 24 };

static const char *counted_name(enum tj_verb verb)
{
    return verb == TJ_LOCK      ? "acquire"
           : verb == TJ_UNLOCK  ? "release"
           : verb == TJ_MCN_OFF ? "disable_mcn"
                                : "enable_mcn";
}

const char *script_step_name(const struct tj_step *step)
{
    static const char *const names[TJ_STEP_KIND_COUNT] = {
        [TJ_STEP_RAW] = "ioctl",       [TJ_STEP_CLOSE_ALL] = "close@all",
        [TJ_STEP_EXIT] = "exit",       [TJ_STEP_CRASH] = "crash",
        [TJ_STEP_LISTEN] = "listen",   [TJ_STEP_WAIT] = "wait",
        [TJ_STEP_HOLD] = "hold",       [TJ_STEP_THINK] = "think",
        [TJ_STEP_REPEAT] = "repeat",   [TJ_STEP_IF] = "if",
        [TJ_STEP_OTHERWISE] = "otherwise",
        [TJ_STEP_LEAVE] = "leave",
        [TJ_STEP_END] = "end",         [TJ_STEP_RETIRE] = "retire",
    };

    if (step->kind != TJ_STEP_OP)
        return names[step->kind];
    return step->counted ? counted_name((enum tj_verb)step->verb)
                         : tj_verb_name((enum tj_verb)step->verb);
}

static bool has_handle(const struct tj_step *step)
{
    return step->kind == TJ_STEP_OP || step->kind == TJ_STEP_RAW ||
           step->kind == TJ_STEP_LISTEN;
}

void script_name_with_slot(const struct tj_persona *persona,
                           const struct tj_step *step, struct tj_text *text)
{
    const char *slot = persona->slots[step->handle];
    const char *name = script_step_name(step);

    if (!has_handle(step) || (strcmp(slot, "main") == 0 && !step->stale))
        tj_text_add(text, "%s", name);
    else
        tj_text_add(text, "%s@%s%s", name, slot, step->stale ? "!" : "");
}

void script_format_tries(const struct tj_retry *retry, struct tj_text *text)
{
    char pause[96];

    (void)tj_distribution_format(&retry->pause, pause, sizeof pause);
    tj_text_add(text, "%lux%s", (unsigned long)retry->tries, pause);
}

static void format_statuses(const uint32_t *statuses, const char *before,
                            struct tj_text *text)
{
    for (size_t i = 0; i < TJ_STATUSES_MAX && statuses[i] != 0; i++) {
        if (tj_ntstatus_info(statuses[i]) != NULL)
            tj_text_add(text, "%s%s", before, tj_ntstatus_name(statuses[i]));
        else
            tj_text_add(text, "%s0x%lx", before, (unsigned long)statuses[i]);
    }
}

static void format_retry(const struct tj_retry *retry, struct tj_text *text)
{
    tj_text_add(text, " retry=");
    script_format_tries(retry, text);
    if (retry->jitter > 0)
        tj_text_add(text, " jitter=%.15g%%", retry->jitter * 100);
    if (retry->deadline_ns > 0)
        tj_text_add(text, " deadline=%lluns",
                    (unsigned long long)retry->deadline_ns);
    format_statuses(retry->on, " on=", text);
}

static void format_raw(const struct tj_raw *raw, struct tj_text *text)
{
    uint32_t held = raw->input_size < TJ_INPUT_MAX ? raw->input_size
                                                   : TJ_INPUT_MAX;

    tj_text_add(text, " 0x%lx", (unsigned long)raw->code);
    for (uint32_t i = 0; i < held; i++)
        tj_text_add(text, i % HEX_PIECE == 0 ? " in=%02x" : "%02x",
                    raw->input[i]);
    if (raw->input_size > held)
        tj_text_add(text, " pad=%lu", (unsigned long)raw->input_size);
    if (raw->output_size > 0)
        tj_text_add(text, " out=%lu", (unsigned long)raw->output_size);
}

static void format_arguments(const struct tj_persona *persona,
                             const struct tj_step *step, struct tj_text *text)
{
    if (step->verb == TJ_OPEN)
        tj_text_add(text, " %s %s %s share=%s", persona->slots[step->handle],
                    script_targets[tj_open_target(step->arg)],
                    script_accesses[tj_open_access(step->arg)],
                    script_shares[tj_open_share(step->arg)]);
    if (step->verb == TJ_DUPLICATE)
        tj_text_add(text, " %s of %s", persona->slots[step->handle],
                    persona->slots[step->arg]);
    if (step->verb == TJ_LOCK && step->arg != 0)
        tj_text_add(text, " ignore_volume");
    if (step->verb == TJ_UNLOCK && step->arg != 0)
        tj_text_add(text, " silent");
    if (step->verb == TJ_READ || step->verb == TJ_WRITE)
        tj_text_add(text, " %lu at %s%llu", (unsigned long)step->arg,
                    step->random ? "random " : "",
                    (unsigned long long)step->offset);
}

static void format_condition(const struct tj_step *step, struct tj_text *text)
{
    static const char *const names[] = { "done", "refused", "unanswered",
                                         "locked", "mirror_wrong" };

    tj_text_add(text, step->negated ? " not " : " ");
    if (step->verb == TJ_IF_CHANCE)
        tj_text_add(text, "%.15g%%", step->chance * 100);
    else
        tj_text_add(text, "%s", names[step->verb]);
    format_statuses(step->statuses, " ", text);
}

static void format_time(const struct tj_step *step, struct tj_text *text)
{
    char time[96];

    (void)tj_distribution_format(&step->time, time, sizeof time);
    tj_text_add(text, " %s", time);
}

static void format_wait(const struct tj_step *step, struct tj_text *text)
{
    tj_text_add(text, " event %s",
                step->arg == TJ_ANY_EVENT  ? "any"
                : step->arg == TJ_NO_EVENT ? "none"
                    : tj_event_info((enum tj_event_id)step->arg)->name);
    if (step->time.kind == TJ_FIXED && step->time.a_ns == UINT64_MAX)
        return;
    tj_text_add(text, " for");
    format_time(step, text);
}

static void format_repeat(const struct tj_step *step, struct tj_text *text)
{
    tj_text_add(text, " %lu..%llu", (unsigned long)step->arg,
                (unsigned long long)step->offset);
}

/* What follows a step that is no operation. */
typedef void formatter(const struct tj_step *step, struct tj_text *text);
static formatter *const formatters[TJ_STEP_KIND_COUNT] = {
    [TJ_STEP_HOLD] = format_time,     [TJ_STEP_THINK] = format_time,
    [TJ_STEP_WAIT] = format_wait,     [TJ_STEP_REPEAT] = format_repeat,
    [TJ_STEP_IF] = format_condition,
};

static void format_rest(const struct tj_persona *persona,
                        const struct tj_step *step, struct tj_text *text)
{
    if (step->kind == TJ_STEP_OP)
        format_arguments(persona, step, text);
    else if (step->kind == TJ_STEP_RAW)
        format_raw(&persona->raws[step->arg], text);
    else if (formatters[step->kind] != NULL)
        formatters[step->kind](step, text);
}

static void format_else(const struct tj_persona *persona,
                        const struct tj_step *step, struct tj_text *text)
{
    if (step->on_refusal == TJ_ON_REFUSAL_RETIRE) {
        tj_text_add(text, " else retire");
    } else if (step->leaves && step->kind != TJ_STEP_LEAVE) {
        tj_text_add(text, " else leave");
    } else if (step->on_refusal == 0) {
        tj_text_add(text, " else start over");
    } else if (step->on_refusal != TJ_ON_REFUSAL_NEXT) {
        tj_text_add(text, " else skip to ");
        script_name_with_slot(persona, &persona->steps[step->on_refusal],
                              text);
    }
}

void script_format_step(const struct tj_persona *persona, size_t index,
                        struct tj_text *text)
{
    const struct tj_step *step = &persona->steps[index];
    bool named_apart = step->kind == TJ_STEP_OP &&
                       (step->verb == TJ_OPEN || step->verb == TJ_DUPLICATE);

    if (step->kind == TJ_STEP_CLOSE_ALL)
        tj_text_add(text, "close all");
    else if (named_apart)
        tj_text_add(text, "%s", script_step_name(step));
    else
        script_name_with_slot(persona, step, text);
    format_rest(persona, step, text);
    if (step->retry > 0)
        format_retry(&persona->retries[step->retry], text);
    format_else(persona, step, text);
}

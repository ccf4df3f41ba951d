/* Fault rules from the words of a scenario file. */
#include "backends/fault_plan.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <string.h>

/* EFFECT or EFFECT(ARGUMENT), taken apart in memory of our own. */
struct call {
    char  text[96];
    char *argument; /* NULL: no parentheses. */
};

static bool split_call(const char *inject, struct call *call)
{
    size_t length = strlen(inject);

    call->argument = NULL;
    if (!tj_text_copy(call->text, sizeof call->text, inject))
        return false;
    char *open = strchr(call->text, '(');
    if (open == NULL)
        return true;
    if (call->text[length - 1] != ')')
        return false;
    call->text[length - 1] = '\0';
    *open = '\0';
    call->argument = open + 1;
    return true;
}

static enum tj_status wrong_argument(const struct tj_fault_info *info,
                                     const struct call *call,
                                     struct tj_error *error)
{
    return tj_fail(error, TJ_BAD_INPUT, "inject = %s(%.60s): expected %s",
                   info->name, call->argument == NULL ? "" : call->argument,
                   info->form);
}

/* "STATUS_ACCESS_DENIED" or "ACCESS_DENIED". Only refusals: a made-up success
 * would be a lie about the drive, not a fault of it. */
static bool parse_status(const char *text, uint32_t *status)
{
    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        const struct tj_status_code_info *info = tj_ntstatus_at(i);

        if (strcmp(text, info->name) != 0 &&
            strcmp(text, info->name + strlen("STATUS_")) != 0)
            continue;
        *status = info->status;
        return tj_outcome_of(info->status) == TJ_REFUSED;
    }
    return false;
}

static enum tj_status parse_argument(const struct call *call,
                                     struct tj_fault_rule *rule,
                                     struct tj_error *error)
{
    const char *argument = call->argument == NULL ? "" : call->argument;
    bool        good = false;

    switch ((int)rule->effect) {
    case TJ_FAULT_REFUSE:
        good = parse_status(argument, &rule->status);
        break;
    case TJ_FAULT_SWALLOW:
        good = call->argument == NULL;
        break;
    case TJ_FAULT_DELAY:
        good = tj_parse_duration(argument, &rule->delay_ns) &&
               rule->delay_ns > 0;
        break;
    case TJ_FAULT_DROP: {
        const struct tj_event_info *event = tj_event_by_name(argument);

        good = event != NULL;
        if (good)
            rule->event = event->id;
        break;
    }
    default:
        TJ_ASSERT(false);
    }
    return good ? TJ_OK
                : wrong_argument(tj_fault_info(rule->effect), call, error);
}

static enum tj_status parse_inject(const char *inject,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    struct call    call;
    char           memory[160];
    struct tj_text forms;

    if (!split_call(inject, &call))
        return tj_fail(error, TJ_BAD_INPUT,
                       "inject = %.60s: EFFECT or EFFECT(ARGUMENT) was "
                       "expected",
                       inject);
    tj_text_init(&forms, memory, sizeof memory);
    for (int i = TJ_FAULT_NONE + 1; i < TJ_FAULT_EFFECT_COUNT; i++) {
        const struct tj_fault_info *info =
            tj_fault_info((enum tj_fault_effect)i);

        if (strcmp(call.text, info->name) == 0) {
            rule->effect = (enum tj_fault_effect)i;
            return parse_argument(&call, rule, error);
        }
        tj_text_add(&forms, "%s%s", i == 1 ? "" : ", ", info->form);
    }
    return tj_fail(error, TJ_BAD_INPUT,
                   "inject = %.40s: not an effect of this version; there "
                   "are %s",
                   inject, forms.at);
}

static enum tj_status parse_verbs(char *value, struct tj_fault_rule *rule,
                                  struct tj_error *error)
{
    rule->verbs = 0;
    for (char *name = value; name != NULL;) {
        char        *comma = strchr(name, ',');
        enum tj_verb verb;

        if (comma != NULL)
            *comma++ = '\0';
        if (!tj_verb_by_name(name, &verb))
            return tj_fail(error, TJ_BAD_INPUT,
                           "op=%.40s: not an operation; they are open, "
                           "lock, unlock, query, eject ...",
                           name);
        rule->verbs |= 1u << (unsigned)verb;
        name = comma;
    }
    return TJ_OK;
}

static enum tj_status parse_number(const char *key, const char *value,
                                   uint64_t *number, struct tj_error *error)
{
    if (!tj_parse_u64(value, number) || *number == 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s=%.40s: a whole number from 1 was expected", key,
                       value);
    return TJ_OK;
}

static enum tj_status parse_when(const char *value, struct tj_fault_rule *rule,
                                 struct tj_error *error)
{
    if (strcmp(value, "before") == 0)
        rule->when = TJ_FAULT_BEFORE;
    else if (strcmp(value, "after") == 0)
        rule->when = TJ_FAULT_AFTER;
    else
        return tj_fail(error, TJ_BAD_INPUT,
                       "when=%.40s: before or after was expected", value);
    return TJ_OK;
}

static enum tj_status parse_option(char *option, struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    char *value = strchr(option, '=');

    if (value == NULL)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%.40s: KEY=VALUE was expected, without spaces",
                       option);
    *value++ = '\0';
    if (strcmp(option, "op") == 0)
        return parse_verbs(value, rule, error);
    if (strcmp(option, "first") == 0)
        return parse_number(option, value, &rule->first, error);
    if (strcmp(option, "every") == 0)
        return parse_number(option, value, &rule->every, error);
    if (strcmp(option, "count") == 0)
        return parse_number(option, value, &rule->count, error);
    if (strcmp(option, "when") == 0)
        return parse_when(value, rule, error);
    return tj_fail(error, TJ_BAD_INPUT,
                   "%.40s: not an option of a fault; there are op, first, "
                   "every, count, when",
                   option);
}

static enum tj_status parse_options(const char *options,
                                    struct tj_fault_rule *rule,
                                    struct tj_error *error)
{
    char rest[256];

    if (!tj_text_copy(rest, sizeof rest, options))
        return tj_fail(error, TJ_BAD_INPUT,
                       "a fault's options are longer than %zu bytes",
                       sizeof rest - 1);
    for (char *at = rest; *at != '\0';) {
        size_t blanks = strspn(at, " \t");
        char  *word = at + blanks;
        size_t length = strcspn(word, " \t");
        char  *end = word + length;

        at = *end == '\0' ? end : end + 1;
        *end = '\0';
        if (length == 0)
            continue;
        enum tj_status status = parse_option(word, rule, error);
        if (status != TJ_OK)
            return status;
    }
    return TJ_OK;
}

enum tj_status tj_fault_rule_parse(const char *name, const char *inject,
                                   const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    struct tj_fault_rule parsed = { .verbs = UINT32_MAX, .every = 1 };

    if (!tj_text_copy(parsed.name, sizeof parsed.name, name))
        return tj_fail(error, TJ_BAD_INPUT,
                       "fault `%.40s...`: a name has at most %zu bytes", name,
                       sizeof parsed.name - 1);
    enum tj_status status = parse_inject(inject, &parsed, error);
    if (status == TJ_OK)
        status = parse_options(options, &parsed, error);
    if (status != TJ_OK)
        return status;
    /* "every=200" alone means the 200th, 400th ... */
    if (parsed.first == 0)
        parsed.first = parsed.every;
    /* A swallowed answer was given: the drive has acted by then. */
    if (parsed.effect == TJ_FAULT_SWALLOW)
        parsed.when = TJ_FAULT_AFTER;
    *rule = parsed;
    return TJ_OK;
}

/* Fault rules from the words of a scenario file. */
#include "backends/fault_options.h"

#include "core/base/assert.h"

#include <ctype.h>
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

/* --- Arguments: one reader per kind --- */

/* "STATUS_ACCESS_DENIED" or "ACCESS_DENIED". Only refusals: a made-up success
 * would be a lie about the drive, not a fault of it. */
static bool read_status(char *text, struct tj_fault_rule *rule)
{
    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        const struct tj_status_code_info *info = tj_ntstatus_at(i);

        if (strcmp(text, info->name) != 0 &&
            strcmp(text, info->name + strlen("STATUS_")) != 0)
            continue;
        rule->status = info->status;
        return tj_outcome_of(info->status) == TJ_REFUSED;
    }
    return false;
}

static bool read_time(char *text, struct tj_fault_rule *rule)
{
    return tj_parse_duration(text, &rule->time_ns) && rule->time_ns > 0;
}

static bool read_event(char *text, struct tj_fault_rule *rule)
{
    const struct tj_event_info *event = tj_event_by_name(text);

    if (event != NULL)
        rule->event = event->id;
    return event != NULL;
}

static bool read_event_time(char *text, struct tj_fault_rule *rule)
{
    char *comma = strchr(text, ',');

    if (comma == NULL)
        return false;
    *comma = '\0';
    bool good = read_event(text, rule) &&
                read_time(comma + 1 + strspn(comma + 1, " "), rule);
    *comma = ',';
    return good;
}

/* One or two hexadecimal digits up to `end`. */
static bool read_hex(const char **at, char end, uint8_t *byte)
{
    unsigned value = 0, digits = 0;

    for (; isxdigit((unsigned char)**at) && digits < 3; *at += 1, digits++) {
        int c = tolower((unsigned char)**at);
        value = value * 16 + (unsigned)(c <= '9' ? c - '0' : c - 'a' + 10);
    }
    if (digits == 0 || digits > 2 || (end != '\0' && **at != end))
        return false;
    *at += end != '\0';
    *byte = (uint8_t)value;
    return true;
}

static bool read_count(char *text, struct tj_fault_rule *rule)
{
    uint64_t count = 0;

    if (!tj_parse_u64(text, &count) || count == 0 || count > UINT32_MAX)
        return false;
    rule->disturb.count = (uint32_t)count;
    return true;
}

/* "3/11/00" or "3/11/00,2". */
static bool read_sense(char *text, struct tj_fault_rule *rule)
{
    uint8_t    *sense = rule->disturb.sense;
    const char *at = text;

    if (!read_hex(&at, '/', &sense[0]) || !read_hex(&at, '/', &sense[1]) ||
        !read_hex(&at, '\0', &sense[2]) || sense[0] > 0x0f || sense[0] == 0)
        return false;
    return *at == '\0' ||
           (*at == ',' && read_count(text + (at + 1 - text), rule));
}

static bool read_srb(char *text, struct tj_fault_rule *rule)
{
    enum tj_srb srb;
    char       *comma = strchr(text, ',');

    if (comma != NULL) {
        *comma = '\0';
        if (!read_count(comma + 1, rule))
            return false;
    }
    if (!tj_srb_by_name(text, &srb))
        return false;
    rule->disturb.srb = (uint8_t)srb;
    return true;
}

static bool read_victim(char *text, struct tj_fault_rule *rule)
{
    rule->detail = strcmp(text, "process") == 0 ? TJ_FAULT_PROCESS
                                                : TJ_FAULT_THREAD;
    return strcmp(text,
                  tj_fault_victim_name((enum tj_fault_victim)rule->detail)) ==
           0;
}

static bool read_shape(char *text, struct tj_fault_rule *rule)
{
    for (rule->detail = TJ_FAULT_CUT; rule->detail <= TJ_FAULT_FILL;
         rule->detail++)
        if (strcmp(text, tj_fault_shape_name(
                             (enum tj_fault_shape)rule->detail)) == 0)
            return true;
    return false;
}

static bool read_argument(enum tj_fault_argument kind, char *argument,
                          struct tj_fault_rule *rule)
{
    static bool (*const readers[])(char *, struct tj_fault_rule *) = {
        [TJ_FAULT_WITH_STATUS] = read_status,
        [TJ_FAULT_WITH_TIME] = read_time,
        [TJ_FAULT_WITH_TIME_OR_NOT] = read_time,
        [TJ_FAULT_WITH_EVENT] = read_event,
        [TJ_FAULT_WITH_EVENT_TIME] = read_event_time,
        [TJ_FAULT_WITH_SENSE] = read_sense,
        [TJ_FAULT_WITH_SRB] = read_srb,
        [TJ_FAULT_WITH_COUNT_OR_NOT] = read_count,
        [TJ_FAULT_WITH_VICTIM] = read_victim,
        [TJ_FAULT_WITH_SHAPE] = read_shape,
    };
    bool optional = kind == TJ_FAULT_WITH_TIME_OR_NOT ||
                    kind == TJ_FAULT_WITH_COUNT_OR_NOT || kind == TJ_FAULT_WITH_NOTHING;

    if (argument == NULL)
        return optional;
    return kind != TJ_FAULT_WITH_NOTHING && readers[kind](argument, rule);
}

/* --- inject = --- */

/* What the drive is told, for effects that are something at the drive. */
static uint8_t disturb_kind(enum tj_fault_effect effect)
{
    static const uint8_t kinds[TJ_FAULT_EFFECT_COUNT] = {
        [TJ_FAULT_SENSE] = TJ_DISTURB_SENSE,
        [TJ_FAULT_SRB] = TJ_DISTURB_SRB,
        [TJ_FAULT_BUSY] = TJ_DISTURB_BUSY,
        [TJ_FAULT_JAM] = TJ_DISTURB_JAM,
        [TJ_FAULT_PRESS_EJECT] = TJ_DISTURB_PRESS_EJECT,
        [TJ_FAULT_OPEN_TRAY] = TJ_DISTURB_OPEN_TRAY,
        [TJ_FAULT_CLOSE_TRAY] = TJ_DISTURB_CLOSE_TRAY,
        [TJ_FAULT_INSERT] = TJ_DISTURB_INSERT,
        [TJ_FAULT_TAKE] = TJ_DISTURB_TAKE,
        [TJ_FAULT_SWAP] = TJ_DISTURB_SWAP,
        [TJ_FAULT_RESET] = TJ_DISTURB_RESET,
        [TJ_FAULT_UNPLUG] = TJ_DISTURB_UNPLUG,
        [TJ_FAULT_REPLUG] = TJ_DISTURB_UNPLUG,
        [TJ_FAULT_SLEEP] = TJ_DISTURB_SLEEP,
        [TJ_FAULT_WAKE] = TJ_DISTURB_WAKE,
        [TJ_FAULT_FORGET_PREVENT] = TJ_DISTURB_FORGET_PREVENT,
        [TJ_FAULT_MUTEX_LOSS] = TJ_DISTURB_MUTEX_LOSS,
        [TJ_FAULT_NO_MEMORY] = TJ_DISTURB_NO_MEMORY,
    };
    return kinds[effect];
}

static enum tj_fault_when first_point(enum tj_fault_effect effect)
{
    const char *whens = tj_fault_info(effect)->whens;

    return whens[0] == 'A'   ? TJ_FAULT_AFTER
           : whens[0] == 'P' ? TJ_FAULT_PENDING
                             : TJ_FAULT_BEFORE;
}

static enum tj_status unknown_effect(const char *inject, const char *name,
                                     struct tj_error *error)
{
    const char *names[TJ_FAULT_EFFECT_COUNT];

    for (int i = 0; i < TJ_FAULT_EFFECT_COUNT; i++)
        names[i] = tj_fault_info((enum tj_fault_effect)i)->name;
    const char *nearest =
        tj_text_nearest(name, names + 1, TJ_FAULT_EFFECT_COUNT - 1);
    return tj_fail(error, TJ_BAD_INPUT, "inject = %.40s: not an effect%s%s%s; "
                   "allowed: one of `trayjam list faults`", inject,
                   nearest == NULL ? "" : ", did you mean `",
                   nearest == NULL ? "" : nearest, nearest == NULL ? "" : "`");
}

static enum tj_status parse_inject(const char *inject,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    struct call call;

    if (!split_call(inject, &call))
        return tj_fail(error, TJ_BAD_INPUT,
                       "inject = %.60s: EFFECT or EFFECT(ARGUMENT) was "
                       "expected", inject);
    const struct tj_fault_info *info =
        tj_fault_by_name(call.text, &rule->effect);
    if (info == NULL)
        return unknown_effect(inject, call.text, error);
    if (!read_argument(info->argument, call.argument, rule))
        return wrong_argument(info, &call, error);
    rule->when = first_point(rule->effect);
    rule->disturb.kind = disturb_kind(rule->effect);
    if (rule->disturb.count == 0)
        rule->disturb.count = 1;
    rule->disturb.time_ns = rule->time_ns;
    return TJ_OK;
}

/* --- The rule as a whole --- */

/* Operations that have buffers to be malformed. */
static uint32_t verbs_with_buffers(void)
{
    uint32_t verbs = (UINT32_C(1) << TJ_VERB_COUNT) - 1;
    static const enum tj_verb without[] = { TJ_OPEN, TJ_CLOSE, TJ_DUPLICATE,
                                            TJ_READ, TJ_WRITE, TJ_FLUSH,
                                            TJ_CANCEL };

    for (size_t i = 0; i < sizeof without / sizeof *without; i++)
        verbs &= ~(UINT32_C(1) << (unsigned)without[i]);
    return verbs;
}

/* The operations an effect can strike at all; *say: what they are. */
static uint32_t possible_verbs(enum tj_fault_effect effect, const char **say)
{
    *say = "close";
    if (effect == TJ_FAULT_LEAK)
        return UINT32_C(1) << TJ_CLOSE;
    *say = "an operation with a buffer, as lock, unlock, query, mcn_off";
    return effect == TJ_FAULT_MALFORMED ? verbs_with_buffers() : UINT32_MAX;
}

static enum tj_status complete(struct tj_fault_rule *rule,
                               struct tj_error *error)
{
    const struct tj_fault_info *info = tj_fault_info(rule->effect);
    char           memory[64];
    struct tj_text whens;
    const char    *say;
    uint32_t       possible = possible_verbs(rule->effect, &say);

    if (!fault_is_of_events(rule) && !tj_fault_may(rule->effect, rule->when)) {
        tj_text_init(&whens, memory, sizeof memory);
        tj_fault_add_whens(rule->effect, &whens);
        return tj_fail(error, TJ_BAD_INPUT, "when=%s does not go with %s; "
                       "allowed: %s", tj_fault_when_name(rule->when),
                       info->name, whens.at);
    }
    if (rule->verbs == UINT32_MAX)
        rule->verbs = rule->when == TJ_FAULT_GRANTED
                          ? UINT32_C(1) << TJ_LOCK
                          : possible;
    if ((rule->verbs & ~possible) != 0)
        return tj_fail(error, TJ_BAD_INPUT, "%s goes with op=%s only",
                       info->name, say);
    if (rule->when == TJ_FAULT_GRANTED)
        rule->outcomes = 1u << TJ_DONE;
    /* "every=200" alone means the 200th, 400th ... */
    if (rule->first == 0)
        rule->first = rule->every;
    return TJ_OK;
}

enum tj_status tj_fault_rule_parse(const char *name, const char *inject,
                                   const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    struct tj_fault_rule parsed = { .verbs = UINT32_MAX, .every = 1,
                                    .outcomes = UINT8_MAX };

    if (!tj_text_copy(parsed.name, sizeof parsed.name, name))
        return tj_fail(error, TJ_BAD_INPUT,
                       "fault `%.40s...`: a name has at most %zu bytes", name,
                       sizeof parsed.name - 1);
    enum tj_status status = parse_inject(inject, &parsed, error);
    if (status == TJ_OK)
        status = fault_options_parse(options, &parsed, error);
    if (status == TJ_OK)
        status = complete(&parsed, error);
    if (status == TJ_OK)
        *rule = parsed;
    return status;
}

/* A name may hold ": ", what stands behind it never does. */
enum tj_status tj_fault_rule_parse_text(const char *line,
                                        struct tj_fault_rule *rule,
                                        struct tj_error *error)
{
    char  memory[TJ_FAULT_TEXT], *inject = NULL;

    if (!tj_text_copy(memory, sizeof memory, line))
        return tj_fail(error, TJ_BAD_INPUT, "a fault rule is longer than %zu "
                       "bytes", sizeof memory - 1);
    for (char *at = strstr(memory, ": "); at != NULL; at = strstr(at + 1, ": "))
        inject = at;
    if (inject == NULL)
        return tj_fail(error, TJ_BAD_INPUT, "%.60s: NAME: EFFECT OPTIONS was "
                       "expected", line);
    *inject = '\0';
    inject += strlen(": ");

    char *options = inject + strcspn(inject, " ");
    if (*options != '\0')
        *options++ = '\0';
    return tj_fault_rule_parse(memory, inject, options, rule, error);
}

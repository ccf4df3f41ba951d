/* KEY=VALUE pairs of a fault rule: one row per key, read and written here. */
#include "backends/fault_options.h"

#include "core/base/assert.h"

#include <inttypes.h>
#include <string.h>

typedef enum tj_status option_reader(char *value, struct tj_fault_rule *rule,
                                     struct tj_error *error);

/* --- Reading --- */

static enum tj_status read_verbs(char *value, struct tj_fault_rule *rule,
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
        rule->verbs |= UINT32_C(1) << (unsigned)verb;
        name = comma;
    }
    return TJ_OK;
}

static enum tj_status read_number(const char *key, const char *value,
                                  uint64_t *number, struct tj_error *error)
{
    if (!tj_parse_u64(value, number) || *number == 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s=%.40s: a whole number from 1 was expected", key,
                       value);
    return TJ_OK;
}

static enum tj_status read_first(char *value, struct tj_fault_rule *rule,
                                 struct tj_error *error)
{
    return read_number("first", value, &rule->first, error);
}

static enum tj_status read_every(char *value, struct tj_fault_rule *rule,
                                 struct tj_error *error)
{
    return read_number("every", value, &rule->every, error);
}

static enum tj_status read_count(char *value, struct tj_fault_rule *rule,
                                 struct tj_error *error)
{
    return read_number("count", value, &rule->count, error);
}

static enum tj_status read_when(char *value, struct tj_fault_rule *rule,
                                struct tj_error *error)
{
    for (unsigned i = 0; i < TJ_FAULT_WHEN_COUNT; i++) {
        if (strcmp(value, tj_fault_when_name((enum tj_fault_when)i)) != 0)
            continue;
        rule->when = (enum tj_fault_when)i;
        return TJ_OK;
    }
    return tj_fail(error, TJ_BAD_INPUT, "when=%.40s: before, pending, after, "
                   "granted or held was expected", value);
}

static enum tj_status read_time(const char *key, const char *value,
                                uint64_t *time_ns, struct tj_error *error)
{
    if (!tj_parse_duration(value, time_ns))
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s=%.40s: a time as 500ms was expected", key, value);
    return TJ_OK;
}

static enum tj_status read_after(char *value, struct tj_fault_rule *rule,
                                 struct tj_error *error)
{
    return read_time("after", value, &rule->after_ns, error);
}

static enum tj_status read_for(char *value, struct tj_fault_rule *rule,
                               struct tj_error *error)
{
    enum tj_status status = read_time("for", value, &rule->for_ns, error);

    if (status == TJ_OK && rule->for_ns == 0)
        status = tj_fail(error, TJ_BAD_INPUT,
                         "for=%.40s: more than nothing was expected", value);
    return status;
}

static enum tj_status read_client(char *value, struct tj_fault_rule *rule,
                                  struct tj_error *error)
{
    uint64_t number = 0;

    if (!tj_parse_u64(value, &number) || number == 0 || number > 65000)
        return tj_fail(error, TJ_BAD_INPUT, "client=%.40s: a client's number "
                       "from 1 was expected", value);
    rule->client = (tj_client)number;
    return TJ_OK;
}

static enum tj_status read_persona(char *value, struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    if (*value == '\0' ||
        !tj_text_copy(rule->persona, sizeof rule->persona, value))
        return tj_fail(error, TJ_BAD_INPUT, "persona=%.40s: a persona's name "
                       "of at most %zu bytes was expected", value,
                       sizeof rule->persona - 1);
    return TJ_OK;
}

static enum tj_status read_outcome(char *value, struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    for (unsigned i = 0; i < TJ_OUTCOME_COUNT; i++) {
        if (strcmp(value, tj_outcome_name((enum tj_outcome)i)) != 0)
            continue;
        rule->outcomes = (uint8_t)(1u << i);
        return TJ_OK;
    }
    return tj_fail(error, TJ_BAD_INPUT,
                   "outcome=%.40s: done, refused or unknown was expected",
                   value);
}

static const struct { const char *key; option_reader *read; } rows[] = {
    { "op", read_verbs },        { "first", read_first },
    { "every", read_every },     { "count", read_count },
    { "when", read_when },       { "after", read_after },
    { "for", read_for },         { "client", read_client },
    { "persona", read_persona }, { "outcome", read_outcome },
};
enum { ROWS_COUNT = sizeof rows / sizeof *rows };

static enum tj_status parse_option(char *option, struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    char *value = strchr(option, '=');

    if (value == NULL)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%.40s: KEY=VALUE was expected, without spaces",
                       option);
    *value++ = '\0';
    for (size_t i = 0; i < ROWS_COUNT; i++)
        if (strcmp(option, rows[i].key) == 0)
            return rows[i].read(value, rule, error);
    return tj_fail(error, TJ_BAD_INPUT,
                   "%.40s: not an option of a fault; there are op, first, "
                   "every, count, when, after, for, client, persona, outcome",
                   option);
}

/* An outcome is known when there is an answer; events have neither verb nor
 * point. */
static enum tj_status check_together(const struct tj_fault_rule *rule,
                                     bool said_when, bool said_verbs,
                                     struct tj_error *error)
{
    if (rule->outcomes != UINT8_MAX && !fault_is_of_answers(rule))
        return tj_fail(error, TJ_BAD_INPUT, "outcome= goes with when=after "
                       "only: before there is none");
    if (fault_is_of_events(rule) && (said_when || said_verbs))
        return tj_fail(error, TJ_BAD_INPUT, "%s counts deliveries of events: "
                       "op= and when= do not go with it",
                       tj_fault_info(rule->effect)->name);
    return TJ_OK;
}

enum tj_status fault_options_parse(const char *options,
                                   struct tj_fault_rule *rule,
                                   struct tj_error *error)
{
    char rest[TJ_FAULT_TEXT];
    bool said_when = false, said_verbs = false;

    if (!tj_text_copy(rest, sizeof rest, options))
        return tj_fail(error, TJ_BAD_INPUT,
                       "a fault's options are longer than %zu bytes",
                       sizeof rest - 1);
    for (char *at = rest; *at != '\0';) {
        char  *word = at + strspn(at, " \t");
        size_t length = strcspn(word, " \t");
        char  *end = word + length;

        at = *end == '\0' ? end : end + 1;
        *end = '\0';
        if (length == 0)
            continue;
        said_when = said_when || strncmp(word, "when=", 5) == 0;
        said_verbs = said_verbs || strncmp(word, "op=", 3) == 0;
        enum tj_status status = parse_option(word, rule, error);
        if (status != TJ_OK)
            return status;
    }
    return check_together(rule, said_when, said_verbs, error);
}

/* --- Writing --- */

static void add_verbs(const struct tj_fault_rule *rule, const char *before,
                      struct tj_text *text)
{
    const char *comma = "";

    if (rule->verbs == UINT32_MAX)
        return;
    tj_text_add(text, "%sop=", before);
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        if ((rule->verbs >> i & 1) == 0)
            continue;
        tj_text_add(text, "%s%s", comma, tj_verb_name((enum tj_verb)i));
        comma = ",";
    }
}

static void add_who(const struct tj_fault_rule *rule, const char *before,
                    struct tj_text *text)
{
    if (rule->client != TJ_NOBODY)
        tj_text_add(text, "%sclient=%u", before, (unsigned)rule->client);
    if (rule->persona[0] != '\0')
        tj_text_add(text, "%spersona=%s", before, rule->persona);
    if (rule->outcomes == UINT8_MAX || rule->when == TJ_FAULT_GRANTED)
        return;
    for (unsigned i = 0; i < TJ_OUTCOME_COUNT; i++)
        if (rule->outcomes == 1u << i)
            tj_text_add(text, "%soutcome=%s", before,
                        tj_outcome_name((enum tj_outcome)i));
}

void tj_fault_rule_add_options(const struct tj_fault_rule *rule,
                               const char *before, struct tj_text *text)
{
    if (!fault_is_of_events(rule)) {
        add_verbs(rule, before, text);
        tj_text_add(text, "%swhen=%s", before, tj_fault_when_name(rule->when));
    }
    add_who(rule, before, text);
    tj_text_add(text, "%sfirst=%" PRIu64 "%severy=%" PRIu64, before,
                rule->first, before, rule->every);
    if (rule->count > 0)
        tj_text_add(text, "%scount=%" PRIu64, before, rule->count);
    if (rule->after_ns > 0)
        tj_text_add(text, "%safter=%" PRIu64 "ns", before, rule->after_ns);
    if (rule->for_ns > 0)
        tj_text_add(text, "%sfor=%" PRIu64 "ns", before, rule->for_ns);
}

static void add_argument(const struct tj_fault_rule *rule,
                         struct tj_text *text)
{
    const struct tj_disturb *disturb = &rule->disturb;

    switch (tj_fault_info(rule->effect)->argument) {
    case TJ_FAULT_WITH_STATUS:
        tj_text_add(text, "(%s)", tj_ntstatus_name(rule->status));
        break;
    case TJ_FAULT_WITH_TIME:
    case TJ_FAULT_WITH_TIME_OR_NOT:
        if (rule->time_ns > 0)
            tj_text_add(text, "(%" PRIu64 "ns)", rule->time_ns);
        break;
    case TJ_FAULT_WITH_EVENT:
        tj_text_add(text, "(%s)", tj_event_info(rule->event)->name);
        break;
    case TJ_FAULT_WITH_EVENT_TIME:
        tj_text_add(text, "(%s,%" PRIu64 "ns)",
                    tj_event_info(rule->event)->name, rule->time_ns);
        break;
    case TJ_FAULT_WITH_SENSE:
        tj_text_add(text, "(%X/%02X/%02X,%" PRIu32 ")", disturb->sense[0],
                    disturb->sense[1], disturb->sense[2], disturb->count);
        break;
    case TJ_FAULT_WITH_SRB:
        tj_text_add(text, "(%s,%" PRIu32 ")",
                    tj_srb_name((enum tj_srb)disturb->srb), disturb->count);
        break;
    case TJ_FAULT_WITH_COUNT_OR_NOT:
        tj_text_add(text, "(%" PRIu32 ")", disturb->count);
        break;
    case TJ_FAULT_WITH_VICTIM:
        tj_text_add(text, "(%s)",
                    tj_fault_victim_name((enum tj_fault_victim)rule->detail));
        break;
    case TJ_FAULT_WITH_SHAPE:
        tj_text_add(text, "(%s)",
                    tj_fault_shape_name((enum tj_fault_shape)rule->detail));
        break;
    case TJ_FAULT_WITH_NOTHING:
        break;
    }
}

void tj_fault_rule_add_inject(const struct tj_fault_rule *rule,
                              struct tj_text *text)
{
    tj_text_add(text, "%s", tj_fault_info(rule->effect)->name);
    add_argument(rule, text);
}

void tj_fault_rule_add_text(const struct tj_fault_rule *rule,
                            struct tj_text *text)
{
    tj_text_add(text, "%s: ", rule->name);
    tj_fault_rule_add_inject(rule, text);
    tj_fault_rule_add_options(rule, " ", text);
}

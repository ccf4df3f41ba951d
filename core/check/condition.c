/* SPDX-License-Identifier: MIT */
/* Reading a condition. The operator splits it in two; the left side is a name,
 * perhaps with {key=value,...}, perhaps with .field. */
#include "core/check/condition.h"

#include "core/base/text.h"

#include <string.h>

enum { PART_MAX = 96, OPTION_MAX = 48, PAIRS_MAX = 2 };

/* A metric taken apart, nothing understood yet. */
struct parts {
    char   name[PART_MAX];
    char   field[PART_MAX];
    size_t pairs;
    char   key[PAIRS_MAX][16];   /* "" for {VALUE} without a key. */
    char   value[PAIRS_MAX][64];
};

static const struct { const char *sign; enum condition_order order; }
orders[] = { /* Longer signs first. */
    { "<=", ORDER_LESS_EQUAL }, { ">=", ORDER_MORE_EQUAL },
    { "==", ORDER_EQUAL },      { "!=", ORDER_DIFFERENT },
    { "<", ORDER_LESS },        { ">", ORDER_MORE },
};

static const struct { const char *name; double percentile; } fields[] = {
    { "p50", 50.0 }, { "p90", 90.0 },   { "p95", 95.0 },
    { "p99", 99.0 }, { "p999", 99.9 },  { "max", 100.0 },
};

static bool is_space(char c)
{
    return c == ' ' || c == '\t';
}

/* Copies [from, to) without the spaces around it. */
static bool copy_trimmed(char *target, size_t size, const char *from,
                         const char *to)
{
    while (from < to && is_space(*from))
        from++;
    while (to > from && is_space(to[-1]))
        to--;
    size_t length = (size_t)(to - from);
    if (length >= size)
        return false;
    memcpy(target, from, length);
    target[length] = '\0';
    return true;
}

/* The first operator outside braces, or NULL. */
static const char *find_order(const char *text, size_t *row)
{
    bool inside = false;
    for (const char *at = text; *at != '\0'; at++) {
        inside = *at == '{' || (inside && *at != '}');
        for (size_t i = 0; !inside && i < sizeof orders / sizeof *orders; i++) {
            if (strncmp(at, orders[i].sign, strlen(orders[i].sign)) == 0) {
                *row = i;
                return at;
            }
        }
    }
    return NULL;
}

static bool split_pairs(struct parts *parts, const char *at, const char *end)
{
    while (at < end) {
        if (parts->pairs == PAIRS_MAX)
            return false;
        const char *stop = memchr(at, ',', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        const char *equal = memchr(at, '=', (size_t)(stop - at));
        const char *value = equal == NULL ? at : equal + 1;
        if (!copy_trimmed(parts->key[parts->pairs], sizeof parts->key[0], at,
                          equal == NULL ? at : equal) ||
            !copy_trimmed(parts->value[parts->pairs], sizeof parts->value[0],
                          value, stop))
            return false;
        parts->pairs += 1;
        at = stop < end ? stop + 1 : end;
    }
    return true;
}

static bool split_metric(struct parts *parts, const char *text)
{
    *parts = (struct parts){ .pairs = 0 };
    const char *end = text + strlen(text);
    const char *open = strchr(text, '{');
    if (open == NULL) {
        const char *dot = strrchr(text, '.');
        return copy_trimmed(parts->name, PART_MAX, text,
                            dot == NULL ? end : dot) &&
               copy_trimmed(parts->field, PART_MAX,
                            dot == NULL ? end : dot + 1, end);
    }
    const char *shut = strchr(open, '}');
    if (shut == NULL || (shut[1] != '\0' && shut[1] != '.'))
        return false;
    return copy_trimmed(parts->name, PART_MAX, text, open) &&
           copy_trimmed(parts->field, PART_MAX,
                        shut[1] == '.' ? shut + 2 : end, end) &&
           split_pairs(parts, open + 1, shut);
}

static const char *pair(const struct parts *parts, const char *key)
{
    for (size_t i = 0; i < parts->pairs; i++) {
        if (strcmp(parts->key[i], key) == 0)
            return parts->value[i];
    }
    return NULL;
}

static enum tj_status read_field(const char *field,
                                 struct condition *condition,
                                 struct tj_error *error)
{
    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++) {
        if (strcmp(field, fields[i].name) == 0) {
            condition->percentile = fields[i].percentile;
            return TJ_OK;
        }
    }
    return tj_fail(error, TJ_BAD_INPUT,
                   "\"%s\" is not one of p50 p90 p95 p99 p999 max", field);
}

static enum tj_status read_event(const char *name, struct condition *condition,
                                 struct tj_error *error)
{
    const struct tj_event_info *info =
        name == NULL ? NULL : tj_event_by_name(name);
    if (info == NULL)
        return tj_fail(error, TJ_BAD_INPUT,
                       "\"%s\" is no event; `trayjam list events` shows all",
                       name == NULL ? "" : name);
    condition->event = info->id;
    return TJ_OK;
}

/* latency{op=VERB,outcome=...}.FIELD, and corrected{...} */
static enum tj_status read_latency(const struct parts *parts,
                                   struct condition *condition,
                                   struct tj_error *error)
{
    const char  *op = pair(parts, "op");
    const char  *outcome = pair(parts, "outcome");
    enum tj_verb verb;

    condition->unit = UNIT_DURATION;
    condition->corrected = parts->name[0] == 'c';
    if (op == NULL || outcome == NULL || !tj_verb_by_name(op, &verb))
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s needs {op=VERB,outcome=done|refused} with a "
                       "known verb", parts->name);
    condition->verb = (uint8_t)verb;
    condition->metric = METRIC_LATENCY;
    if (strcmp(outcome, "done") == 0)
        condition->outcome = TJ_DONE;
    else if (strcmp(outcome, "refused") == 0)
        condition->outcome = TJ_REFUSED;
    else if (verb == TJ_LOCK && strcmp(outcome, "granted") == 0)
        condition->metric = METRIC_LOCK_GRANTED;
    else if (verb == TJ_LOCK && strcmp(outcome, "denied") == 0)
        condition->metric = METRIC_LOCK_DENIED;
    else
        return tj_fail(error, TJ_BAD_INPUT,
                       "outcome \"%s\" is not one of done refused, or, for "
                       "lock, granted denied", outcome);
    return read_field(parts->field, condition, error);
}

/* VERB.done and its like; false when the name is no verb. */
static bool read_verb(const struct parts *parts, struct condition *condition)
{
    enum tj_verb verb;
    if (parts->pairs > 0 || !tj_verb_by_name(parts->name, &verb))
        return false;
    condition->metric = METRIC_VERB;
    condition->verb = (uint8_t)verb;
    condition->outcome = CONDITION_WHOLE_COUNT;
    if (strcmp(parts->field, "count") == 0)
        return true;
    for (unsigned i = 0; i < TJ_OUTCOME_COUNT; i++) {
        if (strcmp(parts->field, tj_outcome_name((enum tj_outcome)i)) == 0) {
            condition->outcome = (uint8_t)i;
            return true;
        }
    }
    return false;
}

static enum tj_status read_timing(enum condition_metric metric,
                                  const struct parts *parts,
                                  struct condition *condition,
                                  struct tj_error *error)
{
    condition->metric = metric;
    condition->unit = UNIT_DURATION;
    return read_field(parts->field, condition, error);
}

static enum tj_status read_event_delay(const struct parts *parts,
                                       struct condition *condition,
                                       struct tj_error *error)
{
    condition->metric = METRIC_EVENT_DELAY;
    condition->unit = UNIT_DURATION;
    if (strcmp(parts->field, "max") != 0)
        return tj_fail(error, TJ_BAD_INPUT, "event_delay has only .max");
    return read_event(pair(parts, "event"), condition, error);
}

static enum tj_status unknown_metric(const char *text, struct tj_error *error)
{
    const char *near = metric_nearest(text);

    return tj_fail(error, TJ_BAD_INPUT,
                   "\"%s\" is none of the metrics%s%s%s; `trayjam list "
                   "metrics` shows all",
                   text, near != NULL ? "; did you mean " : "",
                   near != NULL ? near : "", near != NULL ? "?" : "");
}

static enum tj_status read_metric(const char *text,
                                  struct condition *condition,
                                  struct tj_error *error)
{
    static const char events[] = "events.";
    struct parts      parts;

    condition->figure = metric_find(text);
    if (condition->figure != NULL) {
        condition->metric = METRIC_FIGURE;
        condition->unit = condition->figure->unit;
        return TJ_OK;
    }
    if (strncmp(text, "fault.", 6) == 0 && text[6] != '\0' &&
        tj_text_copy(condition->fault, sizeof condition->fault, text + 6)) {
        condition->metric = METRIC_FAULT;
        return TJ_OK;
    }
    if (!split_metric(&parts, text))
        return tj_fail(error, TJ_BAD_INPUT, "\"%s\" is not a metric", text);
    if (read_verb(&parts, condition))
        return TJ_OK;
    if (strcmp(parts.name, "latency") == 0 ||
        strcmp(parts.name, "corrected") == 0)
        return read_latency(&parts, condition, error);
    if (strcmp(parts.name, "handoff") == 0)
        return read_timing(METRIC_HANDOFF, &parts, condition, error);
    if (strcmp(parts.name, "late") == 0 && parts.pairs == 0)
        return read_timing(METRIC_LATE, &parts, condition, error);
    if (strcmp(parts.name, "notification") == 0)
        return read_timing(METRIC_NOTIFICATION, &parts, condition, error);
    if (strcmp(parts.name, "event_delay") == 0)
        return read_event_delay(&parts, condition, error);
    condition->metric = METRIC_EVENTS;
    if (strcmp(parts.name, "event") == 0 && parts.pairs == 1 &&
        parts.field[0] == '\0')
        return read_event(parts.value[0], condition, error);
    if (strncmp(parts.name, events, sizeof events - 1) == 0 &&
        strcmp(parts.field, "delivered") == 0)
        return read_event(parts.name + sizeof events - 1, condition, error);
    return unknown_metric(text, error);
}

static enum tj_status read_limit(const char *text, struct condition *condition,
                                 struct tj_error *error)
{
    char     number[PART_MAX];
    uint64_t whole = 0;
    size_t   length = strlen(text);
    bool     percent = length > 0 && text[length - 1] == '%';

    (void)tj_text_copy(number, sizeof number, text);
    if (condition->unit == UNIT_DURATION) {
        if (!tj_parse_duration(text, &whole))
            return tj_fail(error, TJ_BAD_INPUT,
                           "\"%s\" is not a duration: write 40ms, 5us, 1.5s",
                           text);
        condition->limit = (double)whole;
        return TJ_OK;
    }
    if (percent && condition->unit == UNIT_RATIO)
        number[length - 1] = '\0';
    if (condition->unit == UNIT_COUNT && tj_parse_u64(number, &whole)) {
        condition->limit = (double)whole;
        return TJ_OK;
    }
    if (!tj_parse_double(number, &condition->limit))
        return tj_fail(error, TJ_BAD_INPUT, "\"%s\" is not a plain number%s",
                       text,
                       condition->unit == UNIT_RATIO ? " or a percentage" : "");
    if (percent)
        condition->limit /= 100.0;
    return TJ_OK;
}

/* abort_after=TIME, behind the number. */
static enum tj_status read_abort(const char *text, struct condition *condition,
                                 struct tj_error *error)
{
    static const char word[] = "abort_after";
    const char       *equal = strchr(text, '=');
    char              name[PART_MAX];

    if (equal == NULL || !copy_trimmed(name, sizeof name, text, equal) ||
        strcmp(name, word) != 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "\"%s\" behind the number; allowed is only %s=TIME",
                       text, word);
    for (equal++; is_space(*equal);)
        equal++;
    if (!tj_parse_duration(equal, &condition->abort_ns) ||
        condition->abort_ns == 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "%s \"%s\" is not a time above 0: write 500ms, 10s, 2m",
                       word, equal);
    return TJ_OK;
}

/* The number, and what may follow it. "40 ms" stays one piece: no word. */
static enum tj_status read_tail(const char *text, struct condition *condition,
                                struct tj_error *error)
{
    char        limit[PART_MAX];
    const char *end = text + strcspn(text, " \t");
    const char *more = end + strspn(end, " \t");
    enum tj_status status = TJ_OK;

    if (strchr(more, '=') != NULL)
        status = read_abort(more, condition, error);
    else
        end = text + strlen(text);
    if (status != TJ_OK)
        return status;
    (void)copy_trimmed(limit, sizeof limit, text, end);
    return read_limit(limit, condition, error);
}

/* The condition proper: without what follows its number. */
static size_t condition_length(const char *text)
{
    const char *option = strstr(text, "abort_after");
    size_t      length = option == NULL ? strlen(text)
                                        : (size_t)(option - text);

    while (length > 0 && is_space(text[length - 1]))
        length--;
    return length;
}

enum tj_status condition_read(const char *text, struct condition *condition,
                              struct tj_error *error)
{
    char   metric[PART_MAX] = "", tail[PART_MAX + OPTION_MAX] = "";
    size_t row = 0;
    size_t length = condition_length(text);

    *condition = (struct condition){ .unit = UNIT_COUNT };
    if (length >= PART_MAX)
        return tj_fail(error, TJ_BAD_INPUT,
                       "condition is %zu characters long, %d are allowed",
                       length, PART_MAX - 1);
    const char *sign = find_order(text, &row);
    if (sign == NULL)
        return tj_fail(error, TJ_BAD_INPUT,
                       "\"%s\" has none of < <= > >= == !=", text);
    const char *rest = sign + strlen(orders[row].sign);
    condition->order = orders[row].order;
    if (!copy_trimmed(metric, sizeof metric, text, sign) ||
        !copy_trimmed(tail, sizeof tail, rest, rest + strlen(rest)))
        return tj_fail(error, TJ_BAD_INPUT, "\"%s\" is too long", text);

    enum tj_status status = read_metric(metric, condition, error);
    return status == TJ_OK ? read_tail(tail, condition, error) : status;
}

void condition_text(const char *text, char *target, size_t size)
{
    struct tj_text out;

    tj_text_init(&out, target, size);
    tj_text_add(&out, "%.*s", (int)condition_length(text), text);
}

enum tj_status tj_condition_parse(const char *text, struct tj_error *error)
{
    struct condition condition;
    enum tj_status   status = condition_read(text, &condition, error);

    if (status == TJ_OK && condition.abort_ns > 0)
        return tj_fail(error, TJ_BAD_INPUT,
                       "abort_after belongs to a threshold; an expectation is "
                       "looked at when the run is over");
    return status;
}

enum tj_status tj_threshold_parse(const char *text, uint64_t *abort_ns,
                                  struct tj_error *error)
{
    struct condition condition;
    enum tj_status   status = condition_read(text, &condition, error);

    *abort_ns = status == TJ_OK ? condition.abort_ns : 0;
    return status;
}

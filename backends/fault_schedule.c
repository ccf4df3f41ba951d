#include "backends/fault_schedule.h"

#include "core/base/assert.h"
#include "core/base/random.h"

static const char *const names[] = {
#define X(id_, name_, help_) [TJ_FAULT_SCHEDULE_##id_] = name_,
    TJ_FAULT_SCHEDULE_LIST(X)
#undef X
};
_Static_assert(sizeof names / sizeof *names == TJ_FAULT_SCHEDULE_COUNT,
               "every schedule has a name");

const char *tj_fault_schedule_name(enum tj_fault_schedule schedule)
{
    TJ_ASSERT((unsigned)schedule < TJ_FAULT_SCHEDULE_COUNT);
    return names[schedule];
}

/* The rule, acting in one of so many equal parts of the run. */
static struct tj_fault_rule in_part(const struct tj_fault_rule *rule,
                                    const struct tj_fault_span *span,
                                    size_t part, size_t parts)
{
    struct tj_fault_rule own = *rule;

    own.for_ns = span->length_ns / parts;
    own.after_ns = span->begin_ns + own.for_ns * part;
    return own;
}

static void apply_each(const struct tj_fault_span *span,
                       struct tj_fault_rule *rules, size_t count)
{
    for (size_t i = 0; i < count; i++)
        rules[i] = in_part(&rules[i], span, i, count);
}

static enum tj_status name_copy(struct tj_fault_rule *rule, size_t number,
                                struct tj_error *error)
{
    char           memory[sizeof rule->name];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "%s-%zu", rule->name, number);
    if (text.cut)
        return tj_fail(error, TJ_BAD_INPUT, "schedule = pairs adds a number to "
                       "the name of each rule; [fault %s] has no room for it",
                       rule->name);
    (void)tj_text_copy(rule->name, sizeof rule->name, memory);
    return TJ_OK;
}

/* n rules make n (n - 1) / 2 pairs, and each rule becomes n - 1 of them. */
static enum tj_status apply_pairs(const struct tj_fault_span *span,
                                  struct tj_fault_rule *rules, size_t *count,
                                  size_t max, struct tj_error *error)
{
    struct tj_fault_rule given[8];
    size_t               n = *count, parts = n * (n - 1) / 2, part = 0;
    enum tj_status       status = TJ_OK;

    if (n < 2 || n > sizeof given / sizeof *given || 2 * parts > max)
        return tj_fail(error, TJ_BAD_INPUT, "schedule = pairs with %zu rules; "
                       "allowed: 2 .. 6", n);
    for (size_t i = 0; i < n; i++)
        given[i] = rules[i];
    *count = 0;
    for (size_t a = 0; a < n; a++)
        for (size_t b = a + 1; b < n && status == TJ_OK; b++, part++) {
            rules[*count] = in_part(&given[a], span, part, parts);
            rules[*count + 1] = in_part(&given[b], span, part, parts);
            status = name_copy(&rules[*count], part + 1, error);
            if (status == TJ_OK)
                status = name_copy(&rules[*count + 1], part + 1, error);
            *count += 2;
        }
    return status;
}

/* Each with an even chance; one at least. */
static void apply_swarm(uint64_t seed, struct tj_fault_rule *rules,
                        size_t *count)
{
    size_t given = *count, only;

    *count = 0;
    only = (size_t)tj_below(tj_draw(seed, TJ_STREAM_FAULTS, 0, 1).slot[0],
                            given);
    for (size_t i = 0; i < given; i++) {
        struct tj_draws draws = tj_draw(seed, TJ_STREAM_FAULTS, 0, 2 + i);
        if (i == only || draws.slot[0] >> 63 != 0)
            rules[(*count)++] = rules[i];
    }
}

static enum tj_status check_parts(enum tj_fault_schedule schedule,
                                  const struct tj_fault_span *span,
                                  const struct tj_fault_rule *rules,
                                  size_t count, struct tj_error *error)
{
    if (span->length_ns == 0)
        return tj_fail(error, TJ_BAD_INPUT, "schedule = %s cuts the run into "
                       "parts; it needs a duration", names[schedule]);
    for (size_t i = 0; i < count; i++)
        if (rules[i].after_ns > 0 || rules[i].for_ns > 0)
            return tj_fail(error, TJ_BAD_INPUT, "[fault %s] has a time of its "
                           "own; after= and for= do not go with schedule = %s",
                           rules[i].name, names[schedule]);
    return TJ_OK;
}

enum tj_status tj_fault_schedule_apply(enum tj_fault_schedule schedule,
                                       const struct tj_fault_span *span,
                                       struct tj_fault_rule *rules,
                                       size_t *count, size_t max,
                                       struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    if (schedule == TJ_FAULT_SCHEDULE_NONE)
        return TJ_OK;
    if (*count == 0)
        return tj_fail(error, TJ_BAD_INPUT, "schedule = %s, and no rule to be "
                       "scheduled; allowed: none", names[schedule]);
    if (schedule == TJ_FAULT_SCHEDULE_SWARM) {
        apply_swarm(span->seed, rules, count);
        return TJ_OK;
    }
    status = check_parts(schedule, span, rules, *count, error);
    if (status != TJ_OK)
        return status;
    if (schedule == TJ_FAULT_SCHEDULE_PAIRS)
        return apply_pairs(span, rules, count, max, error);
    apply_each(span, rules, *count);
    return TJ_OK;
}

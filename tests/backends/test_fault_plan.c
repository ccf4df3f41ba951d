/* backends/fault_plan.h: which operations a rule strikes, and its words. */
#include "backends/fault_plan.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <string.h>

static const struct tj_op eject = { .number = 1, .client = 1,
                                    .verb = TJ_EJECT };
static const struct tj_op query = { .number = 1, .client = 1,
                                    .verb = TJ_QUERY };

static struct tj_fault_rule rule(uint64_t first, uint64_t every,
                                 uint64_t count)
{
    return (struct tj_fault_rule){ .effect = TJ_FAULT_SWALLOW,
                                   .verbs = 1u << TJ_EJECT, .first = first,
                                   .every = every, .count = count };
}

struct row {
    uint64_t    first, every, count;
    const char *struck; /* For numbers 1, 2, ...: x struck, . not */
};

Test(fault_decide, the_numbers_struck_are_those_of_the_row)
{
    static const struct row rows[] = {
        { 1, 1, 0, "xxxxxxxxxxxx" },
        { 3, 1, 2, "..xx........" },
        { 3, 1, 0, "..xxxxxxxxxx" },
        { 4, 4, 0, "...x...x...x" },
        { 2, 5, 2, ".x....x....." },
        { 12, 1, 1, "...........x" },
        { 1, 1, 1, "x..........." },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_fault_rule r =
            rule(rows[i].first, rows[i].every, rows[i].count);

        for (uint64_t number = 1; number <= 12; number++)
            cr_expect_eq(fault_decide(&r, &eject, number),
                         rows[i].struck[number - 1] == 'x' ? TJ_FAULT_SWALLOW
                                                           : TJ_FAULT_NONE,
                         "row %zu, number %lu", i, (unsigned long)number);
    }
}

Test(fault_decide, count_says_exactly_how_many_whatever_the_row)
{
    for (uint64_t first = 1; first <= 5; first++) {
        for (uint64_t every = 1; every <= 5; every++) {
            for (uint64_t count = 1; count <= 5; count++) {
                struct tj_fault_rule r = rule(first, every, count);
                uint64_t struck = 0;

                for (uint64_t number = 1; number <= 100; number++)
                    struck += fault_decide(&r, &eject, number) !=
                              TJ_FAULT_NONE;
                cr_assert_eq(struck, count);
            }
        }
    }
}

Test(fault_decide, another_verb_is_not_struck)
{
    struct tj_fault_rule r = rule(1, 1, 0);

    cr_expect_not(fault_applies(&r, &query));
    cr_expect_eq(fault_decide(&r, &query, 1), TJ_FAULT_NONE);
}

Test(fault_decide, a_rule_for_events_strikes_no_operation)
{
    struct tj_fault_rule r = rule(1, 1, 0);

    r.effect = TJ_FAULT_DROP;
    r.event = TJ_EVENT_MEDIA_ARRIVAL;
    r.verbs = UINT32_MAX;
    cr_expect_eq(fault_decide(&r, &eject, 1), TJ_FAULT_NONE);
    cr_expect(fault_drops(&r, TJ_EVENT_MEDIA_ARRIVAL, 1));
    cr_expect_not(fault_drops(&r, TJ_EVENT_MEDIA_REMOVAL, 1));
}

static enum tj_status parse(const char *inject, const char *options,
                            struct tj_fault_rule *rule, struct tj_error *error)
{
    return tj_fault_rule_parse("a-name", inject, options, rule, error);
}

Test(fault_parse, the_example_of_the_header_is_read)
{
    struct tj_fault_rule r;
    struct tj_error error;

    cr_assert_eq(parse("swallow", "op=eject every=200 first=3 count=2", &r,
                       &error), TJ_OK);
    cr_expect_str_eq(r.name, "a-name");
    cr_expect_eq(r.effect, TJ_FAULT_SWALLOW);
    cr_expect_eq(r.when, TJ_FAULT_AFTER);
    cr_expect_eq(r.verbs, 1u << TJ_EJECT);
    cr_expect_eq(r.first, 3);
    cr_expect_eq(r.every, 200);
    cr_expect_eq(r.count, 2);
}

Test(fault_parse, every_form_in_the_list_of_effects_is_read)
{
    for (int i = TJ_FAULT_NONE + 1; i < TJ_FAULT_EFFECT_COUNT; i++) {
        const struct tj_fault_info *info =
            tj_fault_info((enum tj_fault_effect)i);
        struct tj_fault_rule r;
        struct tj_error error;

        cr_assert_eq(parse(info->form, "", &r, &error), TJ_OK, "%s",
                     info->form);
        cr_expect_eq((int)r.effect, i);
    }
}

Test(fault_parse, arguments_are_kept)
{
    struct tj_fault_rule r;
    struct tj_error error;

    cr_assert_eq(parse("refuse(ACCESS_DENIED)", "op=lock,query", &r, &error),
                 TJ_OK);
    cr_expect_eq(r.status, TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(r.verbs, 1u << TJ_LOCK | 1u << TJ_QUERY);
    cr_assert_eq(parse("delay(250ms)", "when=after", &r, &error), TJ_OK);
    cr_expect_eq(r.delay_ns, 250000000);
    cr_expect_eq(r.when, TJ_FAULT_AFTER);
    cr_assert_eq(parse("drop(GUID_IO_MEDIA_REMOVAL)", "", &r, &error), TJ_OK);
    cr_expect_eq(r.event, TJ_EVENT_MEDIA_REMOVAL);
}

Test(fault_parse, every_alone_starts_with_that_number)
{
    struct tj_fault_rule r;
    struct tj_error error;

    cr_assert_eq(parse("swallow", "every=50", &r, &error), TJ_OK);
    cr_expect_eq(r.first, 50);
    cr_assert_eq(parse("swallow", "", &r, &error), TJ_OK);
    cr_expect_eq(r.first, 1);
    cr_expect_eq(r.every, 1);
    cr_expect_eq(r.verbs, UINT32_MAX);
}

struct bad {
    const char *inject, *options, *says;
};

Test(fault_parse, what_is_wrong_is_named)
{
    static const struct bad bads[] = {
        { "kill(process)", "", "not an effect of this version" },
        { "", "", "not an effect" },
        { "refuse", "", "expected refuse(STATUS_DEVICE_NOT_READY)" },
        { "refuse(STATUS_SUCCESS)", "", "refuse(STATUS_SUCCESS): expected" },
        { "refuse(STATUS_NO_SUCH)", "", "expected refuse(" },
        { "refuse(STATUS_ACCESS_DENIED", "", "EFFECT(ARGUMENT)" },
        { "swallow(1)", "", "expected swallow" },
        { "delay(5)", "", "expected delay(5ms)" },
        { "delay(0ms)", "", "expected delay(5ms)" },
        { "drop(MEDIA)", "", "expected drop(" },
        { "swallow", "op=burn", "op=burn" },
        { "swallow", "op=", "op=" },
        { "swallow", "every=0", "from 1" },
        { "swallow", "first=x", "first=x" },
        { "swallow", "count=-1", "count=-1" },
        { "swallow", "when=granted", "before or after" },
        { "swallow", "after=10s", "op, first, every, count, when" },
        { "swallow", "eject", "KEY=VALUE" },
    };

    for (size_t i = 0; i < sizeof bads / sizeof *bads; i++) {
        struct tj_fault_rule r = { .name = "untouched" };
        struct tj_error error;

        cr_expect_eq(parse(bads[i].inject, bads[i].options, &r, &error),
                     TJ_BAD_INPUT, "%s %s", bads[i].inject, bads[i].options);
        cr_expect_not_null(strstr(error.text, bads[i].says),
                           "`%s` does not say `%s`", error.text,
                           bads[i].says);
        cr_expect_str_eq(r.name, "untouched");
    }
}

Test(fault_parse, a_name_that_does_not_fit_is_refused)
{
    struct tj_fault_rule r;
    struct tj_error error;

    cr_expect_eq(tj_fault_rule_parse("a-name-with-more-than-thirty-one-bytes",
                                     "swallow", "", &r, &error), TJ_BAD_INPUT);
}

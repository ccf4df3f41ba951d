/* backends/fault_rule.h: which operations a rule strikes, and its words. */
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
            cr_expect_eq(fault_strikes(&r, number),
                         rows[i].struck[number - 1] == 'x',
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
                    struck += fault_strikes(&r, number);
                cr_assert_eq(struck, count);
            }
        }
    }
}

Test(fault_decide, another_verb_is_not_struck)
{
    struct tj_fault_rule r = rule(1, 1, 0);

    cr_expect(fault_applies(&r, &eject));
    cr_expect_not(fault_applies(&r, &query));
}

Test(fault_decide, a_rule_for_events_strikes_no_operation)
{
    struct tj_fault_rule r = rule(1, 1, 0);

    r.effect = TJ_FAULT_DROP;
    r.event = TJ_EVENT_MEDIA_ARRIVAL;
    r.verbs = UINT32_MAX;
    cr_expect(fault_is_of_events(&r));
    cr_expect_not(fault_applies(&r, &eject));
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
    cr_expect_eq(r.time_ns, 250000000);
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
        { "kill(proces)", "", "expected kill(process)" },
        { "swalow", "", "did you mean `swallow`" },
        { "", "", "not an effect" },
        { "none", "", "not an effect" },
        { "refuse", "", "expected refuse(STATUS_DEVICE_NOT_READY)" },
        { "refuse(STATUS_SUCCESS)", "", "refuse(STATUS_SUCCESS): expected" },
        { "refuse(STATUS_NO_SUCH)", "", "expected refuse(" },
        { "refuse(STATUS_ACCESS_DENIED", "", "EFFECT(ARGUMENT)" },
        { "swallow(1)", "", "expected swallow" },
        { "delay(5)", "", "expected delay(5ms)" },
        { "delay(0ms)", "", "expected delay(5ms)" },
        { "delay", "", "expected delay(5ms)" },
        { "drop(MEDIA)", "", "expected drop(" },
        { "late(GUID_IO_MEDIA_ARRIVAL)", "", "expected late(" },
        { "sense(3/11)", "", "expected sense(3/11/00,2)" },
        { "sense(3/11/000)", "", "expected sense(" },
        { "sense(10/11/00)", "", "expected sense(" },
        { "sense(0/00/00)", "", "expected sense(" },
        { "sense(3/11/00,0)", "", "expected sense(" },
        { "srb(lost)", "", "expected srb(" },
        { "stop(now)", "", "expected stop(500ms)" },
        { "malformed(torn)", "", "expected malformed(cut)" },
        { "swallow", "op=burn", "op=burn" },
        { "swallow", "op=", "op=" },
        { "swallow", "every=0", "from 1" },
        { "swallow", "first=x", "first=x" },
        { "swallow", "count=-1", "count=-1" },
        { "swallow", "when=never", "before, pending, after" },
        { "swallow", "when=before", "allowed: after, granted" },
        { "cancel", "when=after", "allowed: pending" },
        { "refuse(ACCESS_DENIED)", "outcome=done", "goes with when=after" },
        { "refuse(ACCESS_DENIED)", "when=after outcome=so", "done, refused" },
        { "drop(GUID_IO_MEDIA_ARRIVAL)", "op=lock", "do not go with it" },
        { "leak", "op=lock", "op=close only" },
        { "malformed(cut)", "op=read", "with a buffer" },
        { "swallow", "since=10s", "there are op, first, every, count" },
        { "swallow", "after=10", "a time as 500ms" },
        { "swallow", "for=0s", "more than nothing" },
        { "swallow", "client=0", "number from 1" },
        { "swallow", "persona=", "a persona's name" },
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

static bool same_rule(const struct tj_fault_rule *a,
                      const struct tj_fault_rule *b)
{
    return strcmp(a->name, b->name) == 0 && a->effect == b->effect &&
           a->when == b->when && a->verbs == b->verbs && a->first == b->first &&
           a->every == b->every && a->count == b->count &&
           a->after_ns == b->after_ns && a->for_ns == b->for_ns &&
           a->client == b->client && strcmp(a->persona, b->persona) == 0 &&
           a->outcomes == b->outcomes && a->status == b->status &&
           a->time_ns == b->time_ns && a->event == b->event &&
           a->detail == b->detail && a->disturb.kind == b->disturb.kind &&
           memcmp(a->disturb.sense, b->disturb.sense, 3) == 0 &&
           a->disturb.srb == b->disturb.srb &&
           a->disturb.count == b->disturb.count &&
           a->disturb.time_ns == b->disturb.time_ns;
}

/* The same in one line, as a trace has it; the name holds what separates. */
static void expect_line(const struct tj_fault_rule *rule)
{
    struct tj_fault_rule named = *rule, again;
    struct tj_error      error;
    char                 line[TJ_FAULT_TEXT];
    struct tj_text       text;

    strcpy(named.name, "a: b: c");
    tj_text_init(&text, line, sizeof line);
    tj_fault_rule_add_text(&named, &text);
    cr_assert_not(text.cut, "%s", line);
    cr_assert_eq(tj_fault_rule_parse_text(line, &again, &error), TJ_OK,
                 "%s: %s", line, error.text);
    cr_expect(same_rule(&named, &again), "%s", line);
}

/* Writes the rule and reads it again. */
static void expect_round_trip(const struct tj_fault_rule *rule)
{
    struct tj_fault_rule again;
    struct tj_error      error;
    char                 inject[128], options[512];
    struct tj_text       text;

    tj_text_init(&text, inject, sizeof inject);
    tj_fault_rule_add_inject(rule, &text);
    cr_assert_not(text.cut);
    tj_text_init(&text, options, sizeof options);
    tj_fault_rule_add_options(rule, " ", &text);
    cr_assert_not(text.cut);
    cr_assert_eq(tj_fault_rule_parse(rule->name, inject, options, &again,
                                     &error),
                 TJ_OK, "%s %s: %s", inject, options, error.text);
    cr_expect(same_rule(rule, &again), "%s %s", inject, options);
    expect_line(rule);
}

Test(fault_format, every_effect_at_every_point_reads_back_as_it_was)
{
    for (int i = TJ_FAULT_NONE + 1; i < TJ_FAULT_EFFECT_COUNT; i++) {
        enum tj_fault_effect        effect = (enum tj_fault_effect)i;
        const struct tj_fault_info *info = tj_fault_info(effect);
        struct tj_fault_rule r;
        struct tj_error      error;

        cr_assert_eq(parse(info->form, "first=3 every=7 count=2 after=5ms "
                           "for=1s", &r, &error), TJ_OK, "%s", error.text);
        expect_round_trip(&r);
        for (unsigned when = 0; when < TJ_FAULT_WHEN_COUNT; when++) {
            char           options[64];
            struct tj_text text;
            if (!tj_fault_may(effect, (enum tj_fault_when)when))
                continue;
            tj_text_init(&text, options, sizeof options);
            tj_text_add(&text, "client=9 persona=burner when=%s",
                        tj_fault_when_name((enum tj_fault_when)when));
            enum tj_status status = parse(info->form, options, &r, &error);
            /* A close is never a grant: leak has one point only. */
            cr_assert_eq(status, TJ_OK, "%s %s: %s", info->form, options,
                         error.text);
            expect_round_trip(&r);
        }
    }
}

Test(fault_parse, timeout_is_another_word_for_busy)
{
    struct tj_fault_rule r;
    struct tj_error      error;

    cr_assert_eq(parse("timeout(12s)", "", &r, &error), TJ_OK);
    cr_expect_eq(r.effect, TJ_FAULT_BUSY);
    cr_expect_eq(r.disturb.time_ns, UINT64_C(12000000000));
}

Test(fault_parse, the_point_decides_which_operations_are_meant)
{
    struct tj_fault_rule r;
    struct tj_error      error;

    cr_assert_eq(parse("kill(process)", "when=granted count=3", &r, &error),
                 TJ_OK);
    cr_expect_eq(r.verbs, 1u << TJ_LOCK);
    cr_expect_eq(r.outcomes, 1u << TJ_DONE);
    cr_assert_eq(parse("cancel", "", &r, &error), TJ_OK);
    cr_expect_eq(r.when, TJ_FAULT_PENDING);
    cr_assert_eq(parse("leak", "", &r, &error), TJ_OK);
    cr_expect_eq(r.verbs, 1u << TJ_CLOSE);
}

/* Every mutation of good words is read or refused with words; nothing else. */
Test(fault_parse, mutated_rules_are_read_or_refused)
{
    static const char alphabet[] = "kil(proces)/,=0123456789sm \t\"x\xff";
    static const char options[] = "op=lock,query when=after first=3 every=20 "
                                  "count=2 after=1s for=2s client=3 "
                                  "persona=burner outcome=done";
    uint64_t chance = 88172645463325252u;

    for (unsigned round = 0; round < 40000; round++) {
        char inject[96], text[160];
        struct tj_fault_rule r = { .name = "untouched" };
        struct tj_error      error;
        unsigned effect = 1 + round % (TJ_FAULT_EFFECT_COUNT - 1);

        strcpy(inject, tj_fault_info((enum tj_fault_effect)effect)->form);
        strcpy(text, options);
        for (unsigned i = 0; i < 1 + round % 4; i++) {
            chance ^= chance << 13, chance ^= chance >> 7,
                chance ^= chance << 17;
            char *at = (chance & 1) != 0 ? inject : text;
            at[(chance >> 8) % strlen(at)] =
                alphabet[(chance >> 32) % (sizeof alphabet - 1)];
        }
        enum tj_status status = parse(inject, text, &r, &error);
        if (status == TJ_OK) {
            expect_round_trip(&r);
            continue;
        }
        cr_assert_eq(status, TJ_BAD_INPUT);
        cr_assert_gt(strlen(error.text), 0);
        cr_assert_str_eq(r.name, "untouched");
    }
}

Test(fault_rule, times_bound_when_it_applies)
{
    struct tj_fault_rule r = rule(1, 1, 0);

    cr_expect(fault_in_time(&r, 0));
    r.after_ns = 100;
    cr_expect_not(fault_in_time(&r, 99));
    cr_expect(fault_in_time(&r, 1000000));
    r.for_ns = 50;
    cr_expect(fault_in_time(&r, 149));
    cr_expect_not(fault_in_time(&r, 150));
}

Test(fault_rule, what_a_run_cannot_do_is_refused_with_the_reason)
{
    static const struct {
        const char *inject, *options, *drive, *says;
        enum tj_fault_run run;
    } rows[] = {
        { "kill(process)", "", "sim", "would be the run itself",
          TJ_FAULT_THREADS },
        { "stop(1s)", "", "sim", "would be the run itself", TJ_FAULT_THREADS },
        { "jam(1s)", "", "null", "only a simulated drive", TJ_FAULT_THREADS },
        { "cancel", "", "null", "when = pending", TJ_FAULT_THREADS },
        { "kill(thread)", "", "null", NULL, TJ_FAULT_THREADS },
        { "kill(process)", "", "sim", NULL, TJ_FAULT_PROCESSES },
        { "stop(1s)", "", "sim", NULL, TJ_FAULT_VIRTUAL },
        { "jam(1s)", "", "server", NULL, TJ_FAULT_PROCESSES },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_fault_rule r;
        struct tj_error      error = { .text = "" };

        cr_assert_eq(parse(rows[i].inject, rows[i].options, &r, &error),
                     TJ_OK);
        enum tj_status status =
            tj_fault_rule_check(&r, rows[i].run, rows[i].drive, &error);
        cr_expect_eq(status, rows[i].says == NULL ? TJ_OK : TJ_UNAVAILABLE,
                     "%s", rows[i].inject);
        if (rows[i].says != NULL)
            cr_expect_not_null(strstr(error.text, rows[i].says), "%s",
                               error.text);
    }
}

Test(fault_format, a_line_that_is_no_rule_is_refused_with_what_was_expected)
{
    static const char *const lines[] = { "", "swallow op=lock", "a: frobnicate",
                                         "a: swallow op=dance", "a: " };

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        struct tj_fault_rule r;
        struct tj_error      error = { .status = TJ_OK };

        cr_expect_eq(tj_fault_rule_parse_text(lines[i], &r, &error),
                     TJ_BAD_INPUT, "%s", lines[i]);
        cr_expect(error.text[0] != '\0', "%s", lines[i]);
    }
}

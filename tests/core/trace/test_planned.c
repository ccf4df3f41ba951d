/* core/trace/planned.h: rules written are rules read, and a rule that is not
 * whole is none. */
#include "core/trace/planned.h"
#include "core/trace/packet.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 1 << 20 };

static char                   folder[SUPPORT_PATH_SIZE];
static struct tj_error        error;
static unsigned char          memory[ARENA_SIZE];
static struct tj_planned_rule rules[TJ_PLANNED_MAX];

static void make(void)
{
    support_make_folder(folder);
}
static void unmake(void)
{
    support_remove_folder(folder);
}
TestSuite(planned, .init = make, .fini = unmake);

/* Rule i has a text of lengths[i] letters. */
static struct tj_planned_rule rule_of(size_t index, size_t length)
{
    struct tj_planned_rule rule = { .most = index * 3, .of_events = index % 2 };

    for (size_t i = 0; i < length; i++)
        rule.text[i] = (char)('a' + (i + index) % 26);
    return rule;
}

static void write_trace(const size_t *lengths, size_t count)
{
    struct tj_segment segment;
    struct tj_record  name = { .kind = TJ_RECORD_NAME, .name = 1 };
    struct tj_record  begin = { .kind = TJ_RECORD_MARK, .t0_ns = 9 };

    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
    cr_assert_eq(tj_segment_open(&segment, folder, 0, &sample_info, &error),
                 TJ_OK);
    support_append(&segment, &name, true);
    for (size_t i = 0; i < count; i++) {
        struct tj_planned_rule rule = rule_of(i, lengths[i]);
        tj_planned_write(&segment, (uint32_t)i, &rule);
    }
    support_append(&segment, &begin, true);
    cr_assert_eq(tj_segment_close(&segment, &error), TJ_OK);
}

static size_t read_rules(void)
{
    struct arena    arena;
    struct tj_trace trace;

    arena_init(&arena, memory, sizeof memory);
    cr_assert_eq(tj_trace_open(&trace, folder, &arena, &error), TJ_OK, "%s",
                 error.text);
    size_t count = tj_planned_read(&trace, rules);
    tj_trace_close(&trace);
    return count;
}

Test(planned, rules_of_any_length_are_read_as_written)
{
    static const size_t lengths[] = { 1, 23, 24, 25, 48, 49, 511, 200 };
    enum { COUNT = sizeof lengths / sizeof *lengths };

    write_trace(lengths, COUNT);
    cr_assert_eq(read_rules(), COUNT);
    for (size_t i = 0; i < COUNT; i++) {
        struct tj_planned_rule rule = rule_of(i, lengths[i]);
        cr_expect_str_eq(rules[i].text, rule.text);
        cr_expect_eq(rules[i].most, rule.most);
        cr_expect_eq(rules[i].of_events, rule.of_events);
    }
}

Test(planned, a_trace_without_rules_has_none)
{
    sample_write(folder);
    cr_assert_eq(read_rules(), 0);
}

/* Cut behind so many records, as a writer that was killed leaves it: all rules
 * or none. */
Test(planned, a_rule_that_is_not_whole_makes_none_of_them_count)
{
    static const size_t lengths[] = { 30, 60 }; /* Two marks, three marks. */
    static const size_t expected[] = { 0, 0, 0, 1, 0, 0, 2, 2 };
    size_t              size;

    write_trace(lengths, 2);
    unsigned char *bytes = support_read(folder, "writer-0000", &size);
    cr_assert_eq(size, TJ_PACKET_HEADER_SIZE + 7 * TJ_RECORD_SIZE);
    for (size_t kept = 1; kept <= 7; kept++) {
        if (kept < 7) /* Unclosed: no second half of the header. */
            memset(bytes + 64, 0, 64);
        support_write(folder, "writer-0000", bytes,
                      TJ_PACKET_HEADER_SIZE + kept * TJ_RECORD_SIZE);
        cr_expect_eq(read_rules(), expected[kept], "%zu records", kept);
    }
    free(bytes);
}

/* Whole records that no writer of ours would write. */
Test(planned, marks_that_do_not_fit_together_are_no_rules)
{
    static const uint64_t values[] = {
        0,                                    /* no text */
        UINT64_C(1) << 32 | 20 << 16,         /* the second, without a first */
        UINT64_C(70) << 32 | 20 << 16,        /* beyond the last */
        600 << 16,                            /* too long */
        20 << 16 | 20,                        /* begins behind its end */
        40 << 16 | 24,                        /* begins in the middle */
        UINT64_MAX,
    };

    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct tj_record record = { .kind = TJ_RECORD_MARK,
                                    .what = TJ_MARK_RULE,
                                    .mark = { .value = values[i] } };
        struct tj_segment segment;
        memset(record.mark.text, 'x', sizeof record.mark.text);
        cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
        cr_assert_eq(tj_segment_open(&segment, folder, 0, &sample_info,
                                     &error), TJ_OK);
        support_append(&segment, &record, true);
        cr_assert_eq(tj_segment_close(&segment, &error), TJ_OK);
        cr_expect_eq(read_rules(), 0, "%zu", i);
        support_remove_folder(folder);
        support_make_folder(folder);
    }
}

/* backends/fault_schedule.h: which rules act when. */
#include "backends/fault_schedule.h"

#include <criterion/criterion.h>
#include <string.h>

static struct tj_fault_rule rules[32];
static size_t               count;

static void make(size_t number)
{
    struct tj_error error;

    for (count = 0; count < number; count++) {
        char name[2] = { (char)('a' + count), '\0' };
        cr_assert_eq(tj_fault_rule_parse(name, "swallow", "every=3",
                                         &rules[count], &error), TJ_OK);
    }
}

static enum tj_status apply(enum tj_fault_schedule schedule, uint64_t seed,
                            uint64_t length_ns, struct tj_error *error)
{
    const struct tj_fault_span span = { seed, 100, length_ns };

    return tj_fault_schedule_apply(schedule, &span, rules, &count, 32, error);
}

Test(fault_schedule, none_leaves_rules_as_they_are)
{
    struct tj_error error;

    make(3);
    cr_assert_eq(apply(TJ_FAULT_SCHEDULE_NONE, 1, 0, &error), TJ_OK);
    cr_expect_eq(count, 3);
    cr_expect_eq(rules[0].for_ns, 0);
}

Test(fault_schedule, each_has_its_own_part_and_parts_do_not_overlap)
{
    struct tj_error error;

    make(4);
    cr_assert_eq(apply(TJ_FAULT_SCHEDULE_EACH, 1, 4000, &error), TJ_OK);
    for (size_t i = 0; i < 4; i++) {
        cr_expect_eq(rules[i].after_ns, 100 + 1000 * i);
        cr_expect_eq(rules[i].for_ns, 1000);
    }
}

Test(fault_schedule, each_pair_meets_once)
{
    struct tj_error error;
    unsigned        together[4][4] = { { 0 } };

    make(4);
    cr_assert_eq(apply(TJ_FAULT_SCHEDULE_PAIRS, 1, 6000, &error), TJ_OK);
    cr_assert_eq(count, 12);
    for (size_t i = 0; i < count; i += 2) {
        cr_expect_eq(rules[i].after_ns, rules[i + 1].after_ns);
        cr_expect_eq(rules[i].after_ns, 100 + 1000 * (i / 2));
        cr_expect_eq(rules[i].name[1], '-');
        together[rules[i].name[0] - 'a'][rules[i + 1].name[0] - 'a']++;
    }
    for (size_t a = 0; a < 4; a++)
        for (size_t b = 0; b < 4; b++)
            cr_expect_eq(together[a][b], a < b);
}

/* The same seed draws the same; some seeds draw differently; never none. */
Test(fault_schedule, a_swarm_is_drawn_from_the_seed)
{
    struct tj_error error;
    size_t          sizes[9] = { 0 }, kinds = 0;

    for (uint64_t seed = 0; seed < 200; seed++) {
        struct tj_fault_rule first[8];
        size_t               drawn;

        make(8);
        cr_assert_eq(apply(TJ_FAULT_SCHEDULE_SWARM, seed, 0, &error), TJ_OK);
        cr_assert(count >= 1 && count <= 8);
        drawn = count;
        memcpy(first, rules, sizeof first);
        make(8);
        (void)apply(TJ_FAULT_SCHEDULE_SWARM, seed, 0, &error);
        cr_assert_eq(count, drawn);
        for (size_t i = 0; i < drawn; i++)
            cr_assert_str_eq(first[i].name, rules[i].name);
        sizes[drawn]++;
    }
    for (size_t i = 1; i <= 8; i++)
        kinds += sizes[i] > 0;
    cr_expect_geq(kinds, 4);
}

Test(fault_schedule, what_cannot_be_scheduled_is_refused)
{
    struct tj_error error;

    make(0);
    cr_expect_eq(apply(TJ_FAULT_SCHEDULE_SWARM, 1, 0, &error), TJ_BAD_INPUT);
    make(2);
    cr_expect_eq(apply(TJ_FAULT_SCHEDULE_EACH, 1, 0, &error), TJ_BAD_INPUT);
    cr_expect_not_null(strstr(error.text, "needs a duration"));
    make(2);
    rules[1].after_ns = 5;
    cr_expect_eq(apply(TJ_FAULT_SCHEDULE_EACH, 1, 10, &error), TJ_BAD_INPUT);
    cr_expect_not_null(strstr(error.text, "[fault b]"));
    make(7);
    cr_expect_eq(apply(TJ_FAULT_SCHEDULE_PAIRS, 1, 10, &error), TJ_BAD_INPUT);
    make(1);
    cr_expect_eq(apply(TJ_FAULT_SCHEDULE_PAIRS, 1, 10, &error), TJ_BAD_INPUT);
}

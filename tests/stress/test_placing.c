/* SPDX-License-Identifier: MIT */
#include "stress/placing.h"

#include <criterion/criterion.h>
#include <string.h>

TestSuite(placing);

static struct tj_placing pin(const char *text)
{
    struct tj_placing placing = { 0 };

    cr_assert(tj_placing_parse_pin(text, &placing), "%s", text);
    return placing;
}

Test(placing, each_word_of_pin_says_which_core_a_client_gets)
{
    struct tj_placing none = pin("none"), spread = pin("spread"),
                      compact = pin("compact"), list = pin("2, 0,7");

    for (uint32_t i = 0; i < 9; i++) {
        static const int listed[] = { 2, 0, 7 };
        cr_expect_eq(tj_placing_core(&none, i, 4), -1);
        cr_expect_eq(tj_placing_core(&spread, i, 4), (int)(i % 4));
        cr_expect_eq(tj_placing_core(&compact, i, 4), 0);
        cr_expect_eq(tj_placing_core(&list, i, 4), listed[i % 3]);
    }
}

Test(placing, what_is_no_list_of_cores_is_refused)
{
    static const char *const wrong[] = { "", "1,", ",1", "1 2", "-1", "1024",
                                         "1,a", "spreads", "0x1", "1,,2" };
    struct tj_placing placing;

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(tj_placing_parse_pin(wrong[i], &placing), "`%s`",
                      wrong[i]);
}

Test(placing, no_more_cores_than_there_is_room_for)
{
    char              text[300] = "0";
    struct tj_placing placing;

    for (int i = 1; i < TJ_CORES_MAX; i++)
        strcat(text, ",1");
    cr_assert(tj_placing_parse_pin(text, &placing));
    cr_assert_eq(placing.cores_count, TJ_CORES_MAX);
    strcat(text, ",1");
    cr_assert_not(tj_placing_parse_pin(text, &placing));
}

Test(placing, priorities_are_words_or_steps_of_nice)
{
    static const struct { const char *text; int nice; } rows[] = {
        { "normal", 0 }, { "high", -10 }, { "low", 10 }, { "0", 0 },
        { "-20", -20 },  { "19", 19 },    { "7", 7 },
    };
    static const char *const wrong[] = { "", "-", "20", "-21", "nice", "1.5",
                                         "--1", "+1" };
    struct tj_placing placing;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect(tj_placing_parse_priority(rows[i].text, &placing));
        cr_expect_eq(placing.priority, rows[i].nice, "%s", rows[i].text);
    }
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        cr_expect_not(tj_placing_parse_priority(wrong[i], &placing), "`%s`",
                      wrong[i]);
}

Test(placing, what_is_written_is_read_again)
{
    static const char *const pins[] = { "none", "spread", "compact", "3",
                                        "0,2,1023" };
    static const char *const priorities[] = { "normal", "high", "low", "-3",
                                              "19" };
    struct tj_placing placing;
    char              memory[TJ_PLACING_TEXT];
    struct tj_text    text;

    for (size_t i = 0; i < 5; i++) {
        placing = pin(pins[i]);
        tj_text_init(&text, memory, sizeof memory);
        tj_placing_format_pin(&placing, &text);
        cr_expect_str_eq(memory, pins[i]);
        cr_assert(tj_placing_parse_priority(priorities[i], &placing));
        tj_text_init(&text, memory, sizeof memory);
        tj_placing_format_priority(&placing, &text);
        cr_expect_str_eq(memory, priorities[i]);
    }
}

Test(placing, a_persona_says_for_itself_what_it_says)
{
    struct tj_placing common = pin("spread"), own = { 0 };

    cr_assert(tj_placing_parse_priority("low", &common));
    cr_assert(tj_placing_parse_priority("normal", &own));
    struct tj_placing both = tj_placing_of(&common, &own);
    cr_assert_eq(both.pin, TJ_PIN_SPREAD);
    cr_assert_eq(both.priority, 0);
    own = pin("5");
    both = tj_placing_of(&common, &own);
    cr_assert_eq(both.pin, TJ_PIN_LIST);
    cr_assert_eq(both.cores[0], 5);
    cr_assert_eq(both.priority, TJ_PRIORITY_LOW);
}

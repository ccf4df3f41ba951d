#include "core/base/text.h"

#include <criterion/criterion.h>

Test(text, a_cut_is_remembered_and_never_overruns)
{
    char           memory[9] = "????????";
    struct tj_text text;

    tj_text_init(&text, memory, 8);
    tj_text_add(&text, "%s", "1234");
    cr_assert_not(text.cut);
    tj_text_add(&text, "%s", "56789");
    cr_assert(text.cut);
    cr_assert_str_eq(memory, "1234567");
    tj_text_add(&text, "x");
    cr_assert_eq(text.used, 7);
}

Test(text, durations_have_three_digits_and_a_unit)
{
    static const struct { uint64_t ns; const char *text; } rows[] = {
        { 0, "0 ns" }, { 812, "812 ns" }, { 999, "999 ns" }, { 1000, "1.00 us" },
        { 40200, "40.2 us" }, { 999499, "999 us" }, { 999999, "1.00 ms" },
        { 1200000000, "1.20 s" }, { 90000000000, "90.0 s" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        char           memory[32];
        struct tj_text text;
        tj_text_init(&text, memory, sizeof memory);
        tj_text_add_duration(&text, rows[i].ns);
        cr_expect_str_eq(memory, rows[i].text);
    }
}

Test(text, counts_have_commas)
{
    char           memory[64];
    struct tj_text text;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add_count(&text, 7);
    tj_text_add(&text, " ");
    tj_text_add_count(&text, 1234567);
    tj_text_add(&text, " ");
    tj_text_add_count(&text, UINT64_MAX);
    cr_assert_str_eq(memory, "7 1,234,567 18,446,744,073,709,551,615");
}

Test(text, numbers_are_read_whole_or_not_at_all)
{
    static const struct { const char *text; bool good; uint64_t value; } rows[] = {
        { "0", true, 0 }, { "12", true, 12 }, { "0x2C05C", true, 0x2c05c },
        { "4k", true, 4000 }, { "2m", true, 2000000 }, { "1g", true, 1000000000 },
        { "18446744073709551615", true, UINT64_MAX },
        { "18446744073709551616", false, 0 }, { "18446744073709551615k", false, 0 },
        { "", false, 0 }, { "-1", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 },
        { "0x", false, 0 }, { "1kk", false, 0 }, { "k", false, 0 }, { "0x1k", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t value = 77;
        cr_expect_eq(tj_parse_u64(rows[i].text, &value), rows[i].good, "%s",
                     rows[i].text);
        cr_expect_eq(value, rows[i].good ? rows[i].value : 77, "%s", rows[i].text);
    }
}

Test(text, durations_need_a_unit)
{
    static const struct { const char *text; bool good; uint64_t ns; } rows[] = {
        { "250us", true, 250000 }, { "40ms", true, 40000000 },
        { "1.5s", true, 1500000000 }, { "0s", true, 0 }, { "2m", true, 120000000000 },
        { "72h", true, 259200000000000 }, { "7ns", true, 7 },
        { "5", false, 0 }, { "s", false, 0 }, { "1 s", false, 0 },
        { "1.2.3s", false, 0 }, { "-1s", false, 0 }, { "9999999999h", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        uint64_t ns = 77;
        cr_expect_eq(tj_parse_duration(rows[i].text, &ns), rows[i].good, "%s",
                     rows[i].text);
        cr_expect_eq(ns, rows[i].good ? rows[i].ns : 77, "%s", rows[i].text);
    }
}

Test(text, doubles_are_decimal_and_finite)
{
    static const struct { const char *text; bool good; double value; } rows[] = {
        { "1.2", true, 1.2 }, { "-3e2", true, -300 }, { ".5", true, 0.5 },
        { "0", true, 0 }, { "", false, 0 }, { " 1", false, 0 }, { "1 ", false, 0 },
        { "1.2.3", false, 0 }, { "-inf", false, 0 }, { "-nan", false, 0 },
        { "0x1p3", false, 0 }, { "1e999", false, 0 }, { "e5", false, 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        double value = 77;
        cr_expect_eq(tj_parse_double(rows[i].text, &value), rows[i].good, "%s",
                     rows[i].text);
        cr_expect(value == (rows[i].good ? rows[i].value : 77), "%s",
                  rows[i].text);
    }
}

Test(text, hex_goes_both_ways_and_refuses_the_rest)
{
    uint8_t bytes[4] = { 0 };
    char    text[9];

    cr_assert_eq(tj_hex_decode("00fF7a10", bytes, 4), 4);
    tj_hex_encode(bytes, 4, text);
    cr_assert_str_eq(text, "00ff7a10");
    cr_assert_eq(tj_hex_decode("", bytes, 4), 0);
    cr_assert_eq(tj_hex_decode("0", bytes, 4), SIZE_MAX);
    cr_assert_eq(tj_hex_decode("0g", bytes, 4), SIZE_MAX);
    cr_assert_eq(tj_hex_decode("0011223344", bytes, 4), SIZE_MAX);
}

Test(text, the_nearest_word_is_found_and_a_far_one_is_not)
{
    static const char *const words[] = { "duration", "drive", "drives" };

    cr_assert_str_eq(tj_text_nearest("durtion", words, 3), "duration");
    cr_assert_str_eq(tj_text_nearest("driv", words, 3), "drive");
    cr_assert_null(tj_text_nearest("xylophone", words, 3));
}

Test(text, copy_says_whether_all_fitted)
{
    char target[4];

    cr_assert(tj_text_copy(target, sizeof target, "abc"));
    cr_assert_not(tj_text_copy(target, sizeof target, "abcd"));
    cr_assert_str_eq(target, "abc");
}

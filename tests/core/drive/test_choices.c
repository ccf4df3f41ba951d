#include "core/drive/choices.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct tj_choice  room[64];
static struct tj_error   error;

static struct tj_choices empty(void)
{
    return (struct tj_choices){ .at = room, .max = 64 };
}

Test(choices, what_was_noted_is_followed_and_zeros_lie_behind_it)
{
    struct tj_choices choices = empty();
    tj_choices_note(&choices, 1, 3);
    tj_choices_note(&choices, 0, 2);
    tj_choices_note(&choices, 4, 5);
    cr_assert_eq(tj_choices_follow(&choices, 3), 1);
    cr_assert_eq(tj_choices_follow(&choices, 2), 0);
    cr_assert_eq(tj_choices_follow(&choices, 5), 4);
    cr_assert_eq(choices.strayed, 0);
    cr_assert_eq(tj_choices_follow(&choices, 7), 0);
    cr_assert_eq(choices.strayed, 0);
}

Test(choices, another_number_of_candidates_is_counted_and_the_last_one_goes_on)
{
    struct tj_choices choices = empty();
    tj_choices_note(&choices, 2, 3);
    tj_choices_note(&choices, 1, 3);
    cr_assert_eq(tj_choices_follow(&choices, 2), 1);
    cr_assert_eq(choices.strayed, 1);
    cr_assert_eq(tj_choices_follow(&choices, 4), 1);
    cr_assert_eq(choices.strayed, 2);
}

Test(choices, what_finds_no_room_is_counted)
{
    struct tj_choices choices = empty();
    for (unsigned i = 0; i < 70; i++)
        tj_choices_note(&choices, 0, 2);
    cr_assert_eq(choices.count, 64);
    cr_assert_eq(choices.dropped, 6);
    cr_assert_eq(tj_choices_length(&choices), 0);
}

static char *written(const struct tj_choices *choices)
{
    char  *text = NULL;
    size_t size = 0;
    FILE  *file = open_memstream(&text, &size);
    cr_assert_eq(tj_choices_write(choices, file, &error), TJ_OK);
    cr_assert_eq(fclose(file), 0);
    return text;
}

Test(choices, the_text_of_a_schedule_is_that_of_the_header)
{
    struct tj_choices choices = empty();
    for (unsigned i = 0; i < 17; i++)
        tj_choices_note(&choices, 0, 2);
    tj_choices_note(&choices, 1, 3);
    tj_choices_note(&choices, 0, 2);
    tj_choices_note(&choices, 2, 4);
    char *text = written(&choices);
    cr_assert_str_eq(text,
                     "trayjam schedule 1\n0/2*17 1/3 0/2 2/4\nend 20\n");
    cr_assert_eq(tj_choices_room(text, strlen(text)), 20);
    free(text);
}

Test(choices, a_text_is_read_back_as_the_same_schedule)
{
    static struct tj_choice again[64];
    for (unsigned seed = 1; seed <= 200; seed++) {
        struct tj_choices choices = empty();
        struct tj_choices read = { .at = again, .max = 64 };
        unsigned          state = seed;
        for (unsigned i = 0; i < seed % 65; i++) {
            state = state * 1103515245u + 12345u;
            unsigned offered = 2 + (state >> 16) % 300;
            tj_choices_note(&choices, (state >> 8) % offered, offered);
        }
        char *text = written(&choices);
        cr_assert_eq(tj_choices_read(&read, text, strlen(text), "f", &error),
                     TJ_OK, "%s", error.text);
        cr_assert_eq(read.count, choices.count);
        cr_assert_arr_eq(again, room, choices.count * sizeof *room);
        free(text);
    }
}

struct refusal { const char *text, *complaint; };

Test(choices, a_wrong_text_is_refused_at_its_line)
{
    static const struct refusal rows[] = {
        { "", "f:1: `trayjam schedule 1` was expected" },
        { "trayjam schedule 2\n", "f:1: `trayjam schedule 1` was expected" },
        { "trayjam schedule 1\n0/2\n", "f:3: `end` and how many choices there are was expected" },
        { "trayjam schedule 1\n0/2 x\nend 1\n", "f:2: a choice as 1/3, or 0/2*17, was expected" },
        { "trayjam schedule 1\n\n2/2\nend 1\n", "f:3: one of those who were offered, from 0, was expected" },
        { "trayjam schedule 1\n0/2*0\nend 0\n", "f:2: a choice as 1/3, or 0/2*17, was expected" },
        { "trayjam schedule 1\n0/2*65\nend 65\n", "f:2: more than 64 choices" },
        { "trayjam schedule 1\n0/70000\nend 1\n", "f:2: a choice as 1/3, or 0/2*17, was expected" },
        { "trayjam schedule 1\n0/2*3\nend 2\n", "f:3: `end 3` was expected: so many choices stand before it" },
        { "trayjam schedule 1\nend 0\nmore\n", "f:3: nothing more was expected" },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_choices choices = empty();
        enum tj_status status = tj_choices_read(
            &choices, rows[i].text, strlen(rows[i].text), "f", &error);
        cr_assert_eq(status, TJ_BAD_INPUT, "row %zu", i);
        cr_assert_str_eq(error.text, rows[i].complaint);
    }
}

Test(choices, comments_and_blank_lines_are_passed_over)
{
    static const char text[] = "# found\ntrayjam schedule 1\n\n# first\n"
                               "1/2 # why\n\t0/3*2\nend 3\n";
    struct tj_choices choices = empty();
    cr_assert_eq(tj_choices_read(&choices, text, sizeof text - 1, "f", &error),
                 TJ_OK, "%s", error.text);
    cr_assert_eq(choices.count, 3);
    cr_assert_eq(tj_choices_length(&choices), 1);
}

#include "stress/ini.h"

#include "core/base/random.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 1 << 20 };

static char         memory[ARENA_SIZE];
static struct arena arena;

static const char *environment(const char *name)
{
    return strcmp(name, "DISC") == 0 ? "present" :
           strcmp(name, "EMPTY") == 0 ? "" : NULL;
}

static enum tj_status parse(const char *text, struct tj_ini *ini,
                            struct tj_error *error)
{
    const struct tj_ini_source source = { "s.ini", text, environment, 0 };

    arena_init(&arena, memory, sizeof memory);
    return tj_ini_parse(ini, &source, &arena, error);
}

static const struct tj_ini_entry *first_entry(const char *text)
{
    struct tj_ini   ini;
    struct tj_error error;

    cr_assert_eq(parse(text, &ini, &error), TJ_OK, "%s", error.text);
    cr_assert_not_null(ini.sections);
    cr_assert_not_null(ini.sections->entries);
    return ini.sections->entries;
}

struct refusal { char text[96]; char complaint[160]; };

ParameterizedTestParameters(ini, a_wrong_file_is_refused_at_its_place)
{
    static struct refusal refusals[] = {
        { "k = v", "s.ini:1:1: a key before the first section; allowed: [title]" },
        { "\n\n  [a\n", "s.ini:3:3: a section needs a title; allowed: [title]" },
        { "[]\n", "s.ini:1:1: a section needs a title; allowed: [title]" },
        { "[a] b\n", "s.ini:1:4: text behind the section's ]; allowed: a comment" },
        { "[a]\n  = v\n", "s.ini:2:3: a value without a key; allowed: key = value" },
        { "[a]\nk=1\nj=2\n k=3\n", "" }, /* A continuation of j, not a key. */
        { "[a]\nk=1\nj=2\nk=3\n", "s.ini:4:1: `k` is there already, in line 2; allowed: once" },
        { "[a]\n[b]\n[a]\n", "s.ini:3:1: section [a] is there already, in line 1; allowed: once" },
        { "[a]\nlock.denied >= 3\nlock.denied >= 4\n", "" }, /* Conditions. */
        { "[a]\nk = a\rb\r\n", "s.ini:2:6: control character 0x0d; allowed: text" },
        { "[a]\r\nk = a\r\n", "" },
        { "[a]\nk = a\xff\n", "s.ini:2:6: byte 0xff is no UTF-8; allowed: text in UTF-8" },
        { "; \xc0\xaf\n", "s.ini:1:3: byte 0xc0 is no UTF-8; allowed: text in UTF-8" },
        { "; \xed\xa0\x80\n", "s.ini:1:3: byte 0xed is no UTF-8; allowed: text in UTF-8" },
        { "; \xf4\x90\x80\x80\n", "s.ini:1:3: byte 0xf4 is no UTF-8; allowed: text in UTF-8" },
        { "; \xe2\x82", "s.ini:1:3: byte 0xe2 is no UTF-8; allowed: text in UTF-8" },
        { "[a]\nk = \xf0\x9f\x92\xbf\xe2\x82\xac\n", "" },
        { "[a]\n  k =\xc2\xa0" "1\n", "s.ini:2:6: U+00A0 looks like a blank and is none here; allowed: space and tab" },
        { "[a]\nk = 1\xe3\x80\x80\n", "s.ini:2:6: U+3000 looks like a blank and is none here; allowed: space and tab" },
        { "; a\xc2\xa0" "b\n", "" }, /* In a comment it does no harm. */
        { "[a]\nk = x\x01y\n", "s.ini:2:6: control character 0x01; allowed: text" },
        { "[a]\nk = ab ${NOPE} c\n", "s.ini:2:8: ${NOPE} c names an environment variable that is not set; allowed: ${NAME} of a set one" },
        { "[a]\nk = ${DISC\n", "s.ini:2:5: ${DISC names an environment variable that is not set; allowed: ${NAME} of a set one" },
    };
    return cr_make_param_array(struct refusal, refusals,
                               sizeof refusals / sizeof *refusals);
}

ParameterizedTest(struct refusal *refusal, ini,
                  a_wrong_file_is_refused_at_its_place)
{
    struct tj_ini   ini;
    struct tj_error error = { .text = "" };

    enum tj_status status = parse(refusal->text, &ini, &error);
    cr_expect_str_eq(error.text, refusal->complaint);
    cr_expect_eq(status, refusal->complaint[0] == '\0' ? TJ_OK : TJ_BAD_INPUT);
}

Test(ini, a_value_may_go_on_over_lines)
{
    const struct tj_ini_entry *entry =
        first_entry("[a]\nk = one ; first\n  two\n\n  three\n\n\n");

    cr_expect_str_eq(entry->value, "one\ntwo\n\nthree");
    struct tj_ini_place place =
        tj_ini_place_of(entry, (size_t)(strstr(entry->value, "ree") -
                                        entry->value));
    cr_expect_eq(place.line, 5);
    cr_expect_eq(place.column, 5);
}

Test(ini, a_place_skips_comment_lines_inside_a_value)
{
    const struct tj_ini_entry *entry =
        first_entry("[a]\nk =\n  one\n  ; note\n    two\n");

    cr_expect_str_eq(entry->value, "\none\ntwo");
    cr_expect_eq(tj_ini_place_of(entry, 5).line, 5);
    cr_expect_eq(tj_ini_place_of(entry, 5).column, 5);
    cr_expect_eq(tj_ini_place_of(entry, 1).line, 3);
}

Test(ini, a_byte_0_is_refused_where_it_is)
{
    static const char text[] = "[a]\nk = 1\n\0j = 2\n";
    const struct tj_ini_source source = { "s.ini", text, NULL,
                                          sizeof text - 1 };
    struct tj_ini   ini;
    struct tj_error error;

    arena_init(&arena, memory, sizeof memory);
    cr_expect_eq(tj_ini_parse(&ini, &source, &arena, &error), TJ_BAD_INPUT);
    cr_expect_str_eq(error.text,
                     "s.ini:3:1: a byte 0; allowed: text in UTF-8");
}

Test(ini, typable_is_what_a_line_gives_back)
{
    static const char *const good[] = { "", "a", "a;b", "a#b", "a  b",
                                        "\xc3\xa9", "${DISC}" };
    static const char *const bad[] = { "a\nb", " a", "a ", "a\t", ";", "a ;b",
                                       "a\t#", "\x01", "\xff", "a\r" };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        cr_expect(tj_ini_is_typable(good[i]), "%s", good[i]);
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        cr_expect_not(tj_ini_is_typable(bad[i]), "%zu", i);
}

Test(ini, the_environment_is_put_in_by_name)
{
    cr_expect_str_eq(first_entry("[a]\nk = sim:disc=${DISC}!${EMPTY}\n")->value,
                     "sim:disc=present!");
    cr_expect_str_eq(first_entry("[a]\nx >= ${DISC}9\n")->whole,
                     "x >= present9");
    cr_expect_str_eq(first_entry("[a]\nk = $DISC $ { ${DISC}\n")->value,
                     "$DISC $ { present");
}

Test(ini, a_line_without_equals_is_kept_whole)
{
    const struct tj_ini_entry *entry =
        first_entry("[a]\n a.p99 < 5ms  # slow\nb >= 3\n");

    cr_expect_str_eq(entry->whole, "a.p99 < 5ms");
    cr_expect_null(entry->value);
    cr_expect_str_eq(entry->next->whole, "b >= 3");
}

Test(ini, an_unknown_word_brings_the_nearest_and_all_allowed)
{
    static const char *const  keys[] = { "seed", "duration", "drive" };
    const struct tj_ini_words words = { "key", keys, 3 };
    const struct tj_ini_place place = { "s.ini", 4, 2 };
    struct tj_error           error;

    cr_expect_eq(tj_ini_unknown(place, "durtion", &words, &error),
                 TJ_BAD_INPUT);
    cr_expect_str_eq(error.text, "s.ini:4:2: unknown key `durtion`, did you "
                                 "mean `duration`?; allowed: seed duration "
                                 "drive");
}

Test(ini, an_arena_of_any_size_gives_an_answer_or_a_clean_refusal)
{
    const struct tj_ini_source source = {
        "s.ini", "[a]\nk = ${DISC}\n  more\n[b]\nx < 3\n", environment, 0
    };
    struct tj_ini   ini;
    struct tj_error error;
    bool            fitted = false;

    for (size_t size = 0; size < 4096 && !fitted; size++) {
        /* A block of exactly that size, so that the sanitizer sees past it. */
        void *exact = malloc(size + 1);
        arena_init(&arena, exact, size);
        enum tj_status status = tj_ini_parse(&ini, &source, &arena, &error);
        fitted = status == TJ_OK;
        cr_assert(fitted || status == TJ_NO_MEMORY, "size %zu", size);
        free(exact);
    }
    cr_expect(fitted);
}

/* Mutations of a file that has one of everything. */
static void mutate(char *text, size_t size, uint64_t number)
{
    static const char bytes[] = "[]=;#$ {}\n\t\r|a0\x01\xff";
    struct tj_draws   draws = tj_draw(42, TJ_STREAM_WORKLOAD, 0, number);
    size_t            length = strlen(text);

    for (unsigned i = 0; i < 1 + draws.slot[0] % 4; i++) {
        struct tj_draws where = tj_draw(43, TJ_STREAM_WORKLOAD, i, number);
        size_t          at = tj_below(where.slot[0], length);
        char            byte = bytes[tj_below(where.slot[1], sizeof bytes - 1)];

        if (where.slot[2] % 3 == 0 && length + 2 < size) {
            memmove(text + at + 1, text + at, length - at + 1);
            length += 1;
        } else if (where.slot[2] % 3 == 1 && length > 2) {
            memmove(text + at, text + at + 1, length - at);
            length -= 1;
            continue;
        }
        text[at] = byte;
    }
}

Test(ini, mutated_files_are_read_or_refused_at_a_place_of_theirs)
{
    unsigned refused = 0, read = 0;

    for (uint64_t i = 0; i < 20000; i++) {
        char            text[256];
        struct tj_ini   ini;
        struct tj_error error;
        unsigned        line = 0, column = 0;

        strcpy(text, "; c\n[global]\nseed = 7 # x\nk = ${DISC}\n  two | 3\n\n"
                     "  four\n[persona a]\nscript = open\n[expect]\nx >= 3\n");
        mutate(text, sizeof text, i + 1);
        if (parse(text, &ini, &error) == TJ_OK) {
            read++;
            continue;
        }
        refused++;
        cr_assert_eq(sscanf(error.text, "s.ini:%u:%u: ", &line, &column), 2,
                     "%s", error.text);
        size_t lines = 1;
        for (const char *at = text; *at != '\0'; at++)
            lines += *at == '\n';
        cr_assert(line >= 1 && line <= lines && column >= 1, "%s", error.text);
    }
    cr_expect_gt(refused, 1000);
    cr_expect_gt(read, 1000);
}

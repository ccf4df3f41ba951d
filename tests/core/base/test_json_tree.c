/* SPDX-License-Identifier: MIT */
#include "core/base/json_tree.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>

#include <string.h>

static unsigned char memory[1 << 16];

static enum tj_status parse(const char *text, struct tj_json_node **root,
                            struct tj_error *error)
{
    struct arena arena;

    arena_init(&arena, memory, sizeof memory);
    return tj_json_parse("x.json", text, &arena, root, error);
}

Test(json_tree, members_are_found_by_key_and_kind)
{
    struct tj_json_node *root;
    struct tj_error      error;

    cr_assert_eq(parse("{ \"a\": 18446744073709551615, \"b\": \"two\",\n"
                       "  \"c\": [1, {}, null, true], \"d\": -1.5e3 }",
                       &root, &error), TJ_OK);
    cr_expect_eq(tj_json_u64_of(root, "a", 7), UINT64_MAX);
    cr_expect_str_eq(tj_json_text_of(root, "b", ""), "two");
    cr_expect_eq(tj_json_u64_of(root, "b", 7), 7, "it is a text");
    cr_expect_eq(tj_json_u64_of(root, "d", 7), 7, "it is no whole number");
    cr_expect_eq(tj_json_u64_of(NULL, "a", 7), 7);
    const struct tj_json_node *list = tj_json_member(root, "c", TJ_JSON_ARRAY);
    size_t                     count = 0;
    cr_assert_not_null(list);
    for (const struct tj_json_node *one = list->first; one != NULL;
         one = one->next)
        count++;
    cr_expect_eq(count, 4);
    cr_expect(list->first->next->next->next->boolean);
    cr_expect_null(tj_json_member(root, "e", TJ_JSON_ARRAY));
}

Test(json_tree, escapes_are_decoded_to_utf8)
{
    struct tj_json_node *root;
    struct tj_error      error;

    cr_assert_eq(parse("\"a\\n\\\"\\u00e4\\u20AC\\ud83d\\ude00\"", &root,
                       &error), TJ_OK);
    cr_expect_str_eq(root->text, "a\n\"\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80");
}

/* Each is refused at its place. */
struct wrong { char text[48], place[24]; };
ParameterizedTestParameters(json_tree, what_is_wrong_is_told_with_its_place)
{
    static struct wrong rows[] = {
        { "", ":1:1:" },            { "{", ":1:2:" },
        { "[1,]", ":1:4:" },        { "[1 2]", ":1:4:" },
        { "{\"a\" 1}", ":1:6:" },   { "{a: 1}", ":1:2:" },
        { "01", ":1:1:" },          { "1.", ":1:1:" },
        { "\"open", ":1:6:" },      { "\"\\x\"", ":1:3:" },
        { "\"\\u0000\"", ":1:8:" }, { "\"\\ud83d\"", ":1:8:" },
        { "[1]\n]", ":2:1:" },      { "nul", ":1:1:" },
    };

    return cr_make_param_array(struct wrong, rows, sizeof rows / sizeof *rows);
}
ParameterizedTest(struct wrong *row, json_tree,
                  what_is_wrong_is_told_with_its_place)
{
    struct tj_json_node *root;
    struct tj_error      error;

    cr_assert_eq(parse(row->text, &root, &error), TJ_BAD_INPUT, "%s",
                 row->text);
    cr_expect_not_null(strstr(error.text, row->place), "%s: %s", row->text,
                       error.text);
}

Test(json_tree, depth_and_memory_are_bounded)
{
    char                 deep[100];
    struct tj_json_node *root;
    struct tj_error      error;
    struct arena         arena;

    memset(deep, '[', sizeof deep - 1);
    deep[sizeof deep - 1] = '\0';
    cr_expect_eq(parse(deep, &root, &error), TJ_BAD_INPUT);
    for (size_t size = 0; size < 400; size += 40) {
        arena_init(&arena, memory, size);
        cr_expect_eq(tj_json_parse("x", "[\"text\", {\"a\": 12}, [], null, 1, "
                                        "2, 3, 4]", &arena, &root, &error),
                     TJ_NO_MEMORY, "%zu", size);
    }
}

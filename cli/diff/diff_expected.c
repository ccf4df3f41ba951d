/* SPDX-License-Identifier: MIT */
#include "cli/diff/diff_expected.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <ctype.h>
#include <string.h>

enum { FILE_MAX = 1 << 20, WORDS = 3 };

const char *diff_base_name(const char *path)
{
    const char *name = path;

    for (const char *c = path; *c != '\0'; c++)
        if (*c == '/' || *c == '\\')
            name = c + 1;
    return name;
}

/* --- Reading --- */

struct reading {
    const char      *file;
    unsigned         line;
    const char      *begin; /* Of the line, for columns. */
    struct tj_error *error;
};

static enum tj_status bad(const struct reading *reading, const char *at,
                          const char *expected)
{
    return tj_fail(reading->error, TJ_BAD_INPUT, "%s:%u:%u: expected %s",
                   reading->file, reading->line,
                   (unsigned)(at - reading->begin) + 1, expected);
}

/* Ends the word at *at and goes on to the next. */
static char *take_word(char **at)
{
    char *word = *at;

    *at += strcspn(*at, " \t");
    if (**at != '\0')
        *(*at)++ = '\0';
    *at += strspn(*at, " \t");
    return word;
}

static enum tj_status read_what(const struct reading *reading, char *word,
                                struct diff_row *row)
{
    char *equals = strchr(word, '=');

    if (equals != NULL) {
        *equals = '\0';
        row->sides = equals + 1;
        if (strchr(row->sides, '/') == NULL)
            return bad(reading, row->sides, "STORY-SIDE/DRIVE-SIDE");
    }
    size_t length = strlen(word);
    row->maybe = length > 0 && word[length - 1] == '?';
    if (row->maybe)
        word[length - 1] = '\0';
    for (unsigned i = 0; i < DIFF_WHAT_COUNT; i++) {
        row->what = (enum diff_what)i;
        if (strcmp(word, diff_what_name(row->what)) == 0)
            return TJ_OK;
    }
    return bad(reading, word, "status, win32, info, output, early, no-answer, "
               "event or state");
}

static enum tj_status read_row(const struct reading *reading, char *at,
                               struct diff_row *row)
{
    uint64_t line = 0;
    char    *story = take_word(&at);
    char    *number = take_word(&at);
    char    *what = take_word(&at);

    row->story = strcmp(story, "*") == 0 ? NULL : story;
    row->at = reading->line;
    if (strcmp(number, "*") != 0 &&
        (!tj_parse_u64(number, &line) || line == 0 || line > UINT32_MAX))
        return bad(reading, number, "a line of the story, or *");
    row->line = (unsigned)line;
    enum tj_status status = read_what(reading, what, row);
    row->because = at;
    if (status == TJ_OK && *at == '\0')
        return bad(reading, at, "the reason for the difference");
    return status;
}

static void cut_comment(char *line)
{
    char *end = line;

    while (*end != '\0' &&
           !(*end == '#' && (end == line || isspace((unsigned char)end[-1]))))
        end++;
    while (end > line && isspace((unsigned char)end[-1]))
        end--;
    *end = '\0';
}

static enum tj_status read_lines(struct reading *reading, char *text,
                                 struct diff_expected *expected)
{
    enum tj_status status = TJ_OK;

    while (text != NULL && status == TJ_OK) {
        char *next = strchr(text, '\n');

        if (next != NULL)
            *next++ = '\0';
        reading->line++;
        reading->begin = text;
        cut_comment(text);
        char *at = text + strspn(text, " \t");
        if (*at != '\0')
            status = read_row(reading, at,
                              &expected->rows[expected->rows_count++]);
        text = next;
    }
    return status;
}

enum tj_status diff_expected_read(const char *file, struct arena *arena,
                                  struct diff_expected *expected,
                                  struct tj_error *error)
{
    struct reading reading = { .file = file, .error = error };
    size_t         size = 0, lines = 1;

    *expected = (struct diff_expected){ .file = file };
    char *text = ARENA_NEW(arena, char, FILE_MAX);
    if (text == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "%s: no room", file);
    enum tj_status status = tj_os_read_file(file, text, FILE_MAX, &size, error);
    if (status != TJ_OK)
        return status;
    for (size_t i = 0; i < size; i++)
        lines += text[i] == '\n';
    expected->rows = ARENA_NEW(arena, struct diff_row, lines);
    if (expected->rows == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "%s: no room", file);
    return read_lines(&reading, text, expected);
}

/* --- Matching --- */

/* "a b/c" against "a b" and "c", blanks left out. */
static bool same_sides(const char *wanted, const struct diff_item *item)
{
    char           sides[2 * DIFF_SIDE_SIZE];
    struct tj_text text;

    tj_text_init(&text, sides, sizeof sides);
    for (const char *c = item->story; *c != '\0'; c++)
        if (*c != ' ')
            tj_text_add(&text, "%c", *c);
    tj_text_add(&text, "/");
    for (const char *c = item->drive; *c != '\0'; c++)
        if (*c != ' ')
            tj_text_add(&text, "%c", *c);
    return strcmp(sides, wanted) == 0;
}

static bool is_of(const struct diff_row *row, const char *name)
{
    return row->story == NULL || strcmp(row->story, diff_base_name(name)) == 0;
}

static bool meets(const struct diff_row *row, const struct diff_item *item)
{
    return row->what == item->what &&
           (row->line == 0 || row->line == item->line) &&
           (row->sides == NULL || same_sides(row->sides, item));
}

static bool is_expected(const struct diff_expected *expected, const char *name,
                        const struct diff_item *item)
{
    for (uint32_t r = 0; r < expected->rows_count; r++)
        if (is_of(&expected->rows[r], name) &&
            meets(&expected->rows[r], item))
            return true;
    return false;
}

bool diff_expected_covers(const struct diff_expected *expected,
                          const char *name, const struct diff_story *story)
{
    for (uint32_t i = 0; i < story->items_count; i++)
        if (!is_expected(expected, name, &story->items[i]))
            return false;
    return story->items_more == 0;
}

uint32_t diff_expected_apply(struct diff_expected *expected, const char *name,
                             struct diff_story *story)
{
    uint32_t unknown = story->items_more;

    for (uint32_t r = 0; r < expected->rows_count; r++) {
        struct diff_row *row = &expected->rows[r];

        if (!is_of(row, name))
            continue;
        row->played |= story->why[0] == '\0' || row->line == 0 ||
                       row->line < story->why_line;
        for (uint32_t i = 0; i < story->items_count; i++) {
            struct diff_item *item = &story->items[i];
            if (!meets(row, item))
                continue;
            row->met = true;
            if (item->because == NULL)
                item->because = row->because;
        }
    }
    for (uint32_t i = 0; i < story->items_count; i++)
        unknown += story->items[i].because == NULL;
    return unknown;
}

/* One for any story meets one of those that are left out, too. */
bool diff_expected_is_stale(const struct diff_row *row)
{
    return row->played && !row->met && !row->maybe && row->story != NULL;
}

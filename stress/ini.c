/* SPDX-License-Identifier: MIT */
/* One pass over the lines of a private copy of the text; keys and values are
 * cut out of it in place. The lines of a value are kept apart until the next
 * key and joined then, so that a long value costs no more than its length. */
#include "stress/ini_bytes.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

struct parser {
    const struct tj_ini_source *source;
    struct arena               *arena;
    struct tj_error            *error;
    struct tj_ini              *ini;
    struct tj_ini_section      *section;
    struct tj_ini_entry        *entry; /* Being read; NULL: none yet. */
    struct tj_ini_line         *last_line;
    size_t                      indent; /* Of the entry's key. */
    unsigned                    number; /* Of the line. */
};

/* One line: its text is [start, start + length), blanks and comment off. */
struct line {
    char  *start;
    size_t indent, length;
    bool   comment;
};

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static struct tj_ini_place place_at(const struct parser *parser, size_t column)
{
    return (struct tj_ini_place){ parser->source->file, parser->number,
                                  (unsigned)(column + 1) };
}

static enum tj_status no_memory(struct parser *parser)
{
    return tj_fail(parser->error, TJ_NO_MEMORY, "%s does not fit the arena",
                   parser->source->file);
}

/* Cuts comment and blanks off `text` (length bytes and a terminator). */
static struct line strip(char *text, size_t length)
{
    struct line line = { .start = text };
    size_t      end = length;

    for (size_t i = 0; i < length; i++) {
        if ((text[i] == ';' || text[i] == '#') &&
            (i == 0 || is_blank(text[i - 1]))) {
            line.comment = true;
            end = i;
            break;
        }
    }
    while (end > 0 && is_blank(text[end - 1]))
        end--;
    while (line.indent < end && is_blank(text[line.indent]))
        line.indent++;
    text[end] = '\0';
    line.start = text + line.indent;
    line.length = end - line.indent;
    return line;
}

/* Writes text with each ${NAME} replaced, or only counts when room is 0.
 * Gives the length, SIZE_MAX when a name is unset or unfinished. */
static size_t expand(const struct parser *parser, const char *text,
                     char *target, size_t room)
{
    size_t used = 0;

    while (*text != '\0') {
        const char *piece = text;
        size_t      length = 1, taken = 1;
        char        name[64];

        if (text[0] == '$' && text[1] == '{') {
            size_t inside = strcspn(text + 2, "}");
            if (text[2 + inside] == '\0' || inside >= sizeof name)
                return SIZE_MAX;
            memcpy(name, text + 2, inside);
            name[inside] = '\0';
            piece = parser->source->environment(name);
            if (piece == NULL)
                return SIZE_MAX;
            length = strlen(piece);
            taken = inside + 3;
        }
        if (used + length < room)
            memcpy(target + used, piece, length);
        used += length;
        text += taken;
    }
    if (used < room)
        target[used] = '\0';
    return used;
}

/* The value text with its environment in place; NULL after a failure. */
static const char *expanded(struct parser *parser, const char *text,
                            size_t column)
{
    const char *dollar = strstr(text, "${");

    if (dollar == NULL || parser->source->environment == NULL)
        return text;
    size_t length = expand(parser, text, NULL, 0);
    if (length == SIZE_MAX) {
        size_t at = column + (size_t)(dollar - text);
        (void)tj_ini_fail(place_at(parser, at), parser->error,
                          "%.40s names an environment variable that is not "
                          "set; allowed: ${NAME} of a set one", dollar);
        return NULL;
    }
    char *target = arena_take(parser->arena, length + 1, 1, 1);
    if (target == NULL) {
        (void)no_memory(parser);
        return NULL;
    }
    (void)expand(parser, text, target, length + 1);
    return target;
}

/* Adds a line to the value of the entry being read. */
static enum tj_status add_line(struct parser *parser, const char *text,
                               size_t column)
{
    const char         *value = expanded(parser, text, column);
    struct tj_ini_line *line = ARENA_NEW(parser->arena, struct tj_ini_line, 1);

    if (value == NULL)
        return parser->error->status;
    if (line == NULL)
        return no_memory(parser);
    *line = (struct tj_ini_line){ .place = place_at(parser, column),
                                  .text = value };
    TJ_ASSERT(parser->entry != NULL);
    if (parser->last_line == NULL)
        parser->entry->lines = line;
    else
        parser->last_line->next = line;
    parser->last_line = line;
    return TJ_OK;
}

/* Joins the lines of the entry being read; empty ones at the end do not
 * count. */
static enum tj_status finish_entry(struct parser *parser)
{
    struct tj_ini_entry *entry = parser->entry;
    size_t               used = 0, length = 0;

    if (entry == NULL || entry->lines == NULL)
        return TJ_OK;
    for (struct tj_ini_line *line = entry->lines; line; line = line->next) {
        line->offset = used;
        used += strlen(line->text) + 1;
        if (line->text[0] != '\0')
            length = used - 1;
    }
    char *value = arena_take(parser->arena, used, 1, 1);
    if (value == NULL)
        return no_memory(parser);
    for (struct tj_ini_line *line = entry->lines; line; line = line->next) {
        memcpy(value + line->offset, line->text, strlen(line->text));
        if (line->next != NULL)
            value[line->next->offset - 1] = '\n';
    }
    value[length] = '\0';
    entry->value = value;
    return TJ_OK;
}

static enum tj_status begin_section(struct parser *parser,
                                    const struct line *line)
{
    char *close = strchr(line->start, ']');

    if (close == NULL || close == line->start + 1)
        return tj_ini_fail(place_at(parser, line->indent), parser->error,
                           "a section needs a title; allowed: [title]");
    if (close[1] != '\0')
        return tj_ini_fail(place_at(parser, line->indent +
                                    (size_t)(close + 1 - line->start)),
                           parser->error, "text behind the section's ]; "
                           "allowed: a comment");
    *close = '\0';

    struct tj_ini_section **link = &parser->ini->sections;
    for (; *link != NULL; link = &(*link)->next)
        if (strcmp((*link)->title, line->start + 1) == 0)
            return tj_ini_fail(place_at(parser, line->indent), parser->error,
                               "section [%.40s] is there already, in line %u; "
                               "allowed: once", line->start + 1,
                               (*link)->place.line);
    *link = ARENA_NEW(parser->arena, struct tj_ini_section, 1);
    if (*link == NULL)
        return no_memory(parser);
    (*link)->place = place_at(parser, line->indent);
    (*link)->title = line->start + 1;
    parser->section = *link;
    parser->entry = NULL;
    return TJ_OK;
}

/* "latency{op=lock}.p99 < 5ms" is no key and value, whatever its first '='
 * makes of it; who reads such lines knows what is said twice. */
static bool is_condition(const char *key)
{
    return strpbrk(key, "<>!{") != NULL;
}

/* Appends an entry to the section, refusing a key that is there. */
static enum tj_status append_entry(struct parser *parser,
                                   const struct tj_ini_entry *entry)
{
    struct tj_ini_entry **link = &parser->section->entries;

    for (; *link != NULL; link = &(*link)->next)
        if (strcmp((*link)->key, entry->key) == 0 && !is_condition(entry->key))
            return tj_ini_fail(entry->place, parser->error,
                               "`%.40s` is there already, in line %u; "
                               "allowed: once", entry->key,
                               (*link)->place.line);
    *link = ARENA_NEW(parser->arena, struct tj_ini_entry, 1);
    if (*link == NULL)
        return no_memory(parser);
    **link = *entry;
    parser->entry = *link;
    parser->last_line = NULL;
    return TJ_OK;
}

static enum tj_status begin_entry(struct parser *parser,
                                  const struct line *line)
{
    if (parser->section == NULL)
        return tj_ini_fail(place_at(parser, line->indent), parser->error,
                           "a key before the first section; allowed: [title]");
    char *whole = arena_take(parser->arena, line->length + 1, 1, 1);
    if (whole == NULL)
        return no_memory(parser);
    memcpy(whole, line->start, line->length + 1);

    char *equals = strchr(line->start, '=');
    char *key_end = equals != NULL ? equals : line->start + line->length;
    while (key_end > line->start && is_blank(key_end[-1]))
        key_end--;
    if (key_end == line->start)
        return tj_ini_fail(place_at(parser, line->indent), parser->error,
                           "a value without a key; allowed: key = value");
    *key_end = '\0';

    struct tj_ini_entry   entry = { .place = place_at(parser, line->indent),
                                    .key = line->start,
                                    .whole = expanded(parser, whole,
                                                      line->indent) };
    if (entry.whole == NULL)
        return parser->error->status;
    enum tj_status status = append_entry(parser, &entry);
    if (status != TJ_OK || equals == NULL)
        return status;
    char *value = equals + 1;
    while (is_blank(*value))
        value++;
    return add_line(parser, value,
                    line->indent + (size_t)(value - line->start));
}

static enum tj_status take_line(struct parser *parser, char *text,
                                size_t length)
{
    struct line line = strip(text, length);
    bool        has_value = parser->entry != NULL && parser->entry->lines;

    enum tj_status status = tj_ini_check_blanks(
        place_at(parser, line.indent), line.start, parser->error);
    if (status != TJ_OK)
        return status;
    if (line.length == 0) {
        bool keeps = !line.comment && has_value;
        return keeps ? add_line(parser, "", 0) : TJ_OK;
    }
    if (has_value && line.indent > parser->indent)
        return add_line(parser, line.start, line.indent);

    status = finish_entry(parser);
    if (status != TJ_OK)
        return status;
    parser->indent = line.indent;
    return line.start[0] == '[' ? begin_section(parser, &line)
                                : begin_entry(parser, &line);
}

/* One byte 0 hides the rest of a text; UTF-16 is full of them. */
static enum tj_status refuse_zero(struct parser *parser, const char *text,
                                  size_t size)
{
    const char *zero = memchr(text, 0, size);
    const char *line = text;

    if (zero == NULL)
        return TJ_OK;
    parser->number = 1;
    for (const char *at = text; at < zero; at++) {
        if (*at != '\n')
            continue;
        line = at + 1;
        parser->number += 1;
    }
    return tj_ini_fail(place_at(parser, (size_t)(zero - line)), parser->error,
                       "a byte 0; allowed: text in UTF-8");
}

enum tj_status tj_ini_parse(struct tj_ini *ini,
                            const struct tj_ini_source *source,
                            struct arena *arena, struct tj_error *error)
{
    struct parser  parser = { .source = source, .arena = arena,
                              .error = error, .ini = ini };
    size_t         size = source->size > 0 ? source->size
                                           : strlen(source->text);
    enum tj_status status = refuse_zero(&parser, source->text, size);
    char          *copy = arena_take(arena, size + 1, 1, 1);

    *ini = (struct tj_ini){ 0 };
    if (status != TJ_OK)
        return status;
    if (copy == NULL)
        return no_memory(&parser);
    memcpy(copy, source->text, size); /* A terminator is there. */
    parser.number = 0;
    if (strncmp(copy, "\xef\xbb\xbf", 3) == 0)
        copy += 3;
    for (bool more = true; more && status == TJ_OK;) {
        size_t length = strcspn(copy, "\n");
        more = copy[length] == '\n';
        copy[length] = '\0';
        parser.number += 1;
        status = tj_ini_check_bytes(place_at(&parser, 0), copy, length, error);
        if (status == TJ_OK)
            status = take_line(&parser, copy, length);
        copy += length + 1;
    }
    return status == TJ_OK ? finish_entry(&parser) : status;
}

const struct tj_ini_entry *tj_ini_find(const struct tj_ini_section *section,
                                       const char *key)
{
    const struct tj_ini_entry *entry = section->entries;

    while (entry != NULL && strcmp(entry->key, key) != 0)
        entry = entry->next;
    return entry;
}

struct tj_ini_place tj_ini_place_of(const struct tj_ini_entry *entry,
                                    size_t offset)
{
    const struct tj_ini_line *line = entry->lines;

    if (line == NULL)
        return entry->place;
    while (line->next != NULL && line->next->offset <= offset)
        line = line->next;
    struct tj_ini_place place = line->place;
    place.column += (unsigned)(offset - line->offset);
    return place;
}

enum tj_status tj_ini_fail(struct tj_ini_place place, struct tj_error *error,
                           const char *format, ...)
{
    char    text[sizeof error->text];
    va_list arguments;

    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    return tj_fail(error, TJ_BAD_INPUT, "%s:%u:%u: %s", place.file, place.line,
                   place.column, text);
}

enum tj_status tj_ini_unknown(struct tj_ini_place place, const char *typed,
                              const struct tj_ini_words *words,
                              struct tj_error *error)
{
    char           memory[150];
    struct tj_text list;
    const char    *nearest =
        tj_text_nearest(typed, words->candidates, words->count);

    tj_text_init(&list, memory, sizeof memory);
    if (nearest != NULL)
        tj_text_add(&list, ", did you mean `%s`?", nearest);
    tj_text_add(&list, "; allowed:");
    for (size_t i = 0; i < words->count; i++) {
        if (list.used + strlen(words->candidates[i]) + 6 > sizeof memory) {
            tj_text_add(&list, " ...");
            break;
        }
        tj_text_add(&list, " %s", words->candidates[i]);
    }
    return tj_ini_fail(place, error, "unknown %s `%.30s`%s", words->what,
                       typed, memory);
}

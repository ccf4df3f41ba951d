/* SPDX-License-Identifier: MIT */
#include "core/base/json_tree.h"

#include "core/base/text.h"

#include <string.h>

enum { DEPTH_MAX = 32 };

struct parser {
    const char      *name, *text, *at;
    struct arena    *arena;
    struct tj_error *error;
    unsigned         depth;
};

static enum tj_status wrong(const struct parser *parser, const char *expected)
{
    unsigned line = 1, column = 1;

    for (const char *at = parser->text; at < parser->at; at++) {
        column = *at == '\n' ? 1 : column + 1;
        line += *at == '\n';
    }
    return tj_fail(parser->error, TJ_BAD_INPUT,
                   "%.120s:%u:%u: %s was expected", parser->name, line, column,
                   expected);
}

static void skip_space(struct parser *parser)
{
    parser->at += strspn(parser->at, " \t\r\n");
}

static struct tj_json_node *new_node(struct parser *parser)
{
    struct tj_json_node *node = ARENA_NEW(parser->arena, struct tj_json_node, 1);

    if (node == NULL)
        (void)tj_fail(parser->error, TJ_NO_MEMORY, "%.120s: too large",
                      parser->name);
    return node;
}

/* --- Strings --- */

static bool read_hex4(const char *at, uint32_t *code)
{
    *code = 0;
    for (unsigned i = 0; i < 4; i++) {
        const char *digits = "0123456789abcdef";
        char        lower = (char)(at[i] | 0x20);
        const char *digit = at[i] == '\0' ? NULL : strchr(digits, lower);

        if (digit == NULL)
            return false;
        *code = *code << 4 | (uint32_t)(digit - digits);
    }
    return true;
}

static size_t put_utf8(uint32_t code, char *target)
{
    if (code < 0x80) {
        target[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        target[0] = (char)(0xc0 | code >> 6);
        target[1] = (char)(0x80 | (code & 0x3f));
        return 2;
    }
    if (code < 0x10000) {
        target[0] = (char)(0xe0 | code >> 12);
        target[1] = (char)(0x80 | (code >> 6 & 0x3f));
        target[2] = (char)(0x80 | (code & 0x3f));
        return 3;
    }
    target[0] = (char)(0xf0 | code >> 18);
    target[1] = (char)(0x80 | (code >> 12 & 0x3f));
    target[2] = (char)(0x80 | (code >> 6 & 0x3f));
    target[3] = (char)(0x80 | (code & 0x3f));
    return 4;
}

/* Behind "\u": one unit, or two that make a pair. False: it is not one. */
static bool read_unicode(struct parser *parser, uint32_t *code)
{
    uint32_t low;

    if (!read_hex4(parser->at, code))
        return false;
    parser->at += 4;
    if (*code < 0xd800 || *code > 0xdfff)
        return *code != 0; /* Texts end with it. */
    if (*code > 0xdbff || parser->at[0] != '\\' || parser->at[1] != 'u' ||
        !read_hex4(parser->at + 2, &low) || low < 0xdc00 || low > 0xdfff)
        return false;
    parser->at += 6;
    *code = 0x10000 + ((*code & 0x3ff) << 10 | (low & 0x3ff));
    return true;
}

/* Behind a backslash. */
static bool read_escape(struct parser *parser, char **target)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    char              kind = *parser->at;
    const char       *place = kind == '\0' ? NULL : strchr(from, kind);
    uint32_t          code;

    if (place != NULL) {
        parser->at += 1;
        *(*target)++ = to[place - from];
        return true;
    }
    if (kind != 'u')
        return false;
    parser->at += 1;
    if (!read_unicode(parser, &code))
        return false;
    *target += put_utf8(code, *target);
    return true;
}

/* Decoded, a string is never longer than it is written. */
static enum tj_status read_string(struct parser *parser, const char **text)
{
    const char *end = parser->at + 1;

    while (*end != '"' && *end != '\0')
        end += end[0] == '\\' && end[1] != '\0' ? 2 : 1;
    char *target = ARENA_NEW(parser->arena, char,
                             (size_t)(end - parser->at) + 1);
    if (target == NULL)
        return tj_fail(parser->error, TJ_NO_MEMORY, "%.120s: too large",
                       parser->name);
    *text = target;
    parser->at += 1;
    while (*parser->at != '"') {
        if ((unsigned char)*parser->at < 0x20)
            return wrong(parser, "the end of a string");
        if (*parser->at != '\\') {
            *target++ = *parser->at++;
            continue;
        }
        parser->at += 1;
        if (!read_escape(parser, &target))
            return wrong(parser, "an escape of JSON");
    }
    parser->at += 1;
    *target = '\0';
    return TJ_OK;
}

/* --- Values --- */

static enum tj_status read_value(struct parser *parser,
                                 struct tj_json_node **node);

static size_t digits(const char *at)
{
    return strspn(at, "0123456789");
}

static enum tj_status read_number(struct parser *parser,
                                  struct tj_json_node *node)
{
    const char *at = parser->at;

    at += *at == '-';
    size_t whole = digits(at);
    if (whole == 0 || (whole > 1 && *at == '0'))
        return wrong(parser, "a value");
    at += whole;
    if (*at == '.') {
        if (digits(at + 1) == 0)
            return wrong(parser, "a number");
        at += 1 + digits(at + 1);
    }
    if (*at == 'e' || *at == 'E') {
        at += 1 + (at[1] == '+' || at[1] == '-');
        if (digits(at) == 0)
            return wrong(parser, "a number");
        at += digits(at);
    }
    size_t length = (size_t)(at - parser->at);
    char  *text = ARENA_NEW(parser->arena, char, length + 1);
    if (text == NULL)
        return tj_fail(parser->error, TJ_NO_MEMORY, "%.120s: too large",
                       parser->name);
    memcpy(text, parser->at, length);
    node->kind = TJ_JSON_NUMBER;
    node->text = text;
    parser->at = at;
    return TJ_OK;
}

static enum tj_status read_word(struct parser *parser,
                                struct tj_json_node *node)
{
    static const struct { const char *word; enum tj_json_kind kind; } words[] = {
        { "null", TJ_JSON_NULL }, { "false", TJ_JSON_BOOL },
        { "true", TJ_JSON_BOOL },
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        size_t length = strlen(words[i].word);

        if (strncmp(parser->at, words[i].word, length) != 0)
            continue;
        parser->at += length;
        node->kind = words[i].kind;
        node->boolean = i == 2;
        return TJ_OK;
    }
    return read_number(parser, node);
}

static enum tj_status read_key(struct parser *parser, const char **key)
{
    if (*parser->at != '"')
        return wrong(parser, "a key in quotation marks");
    enum tj_status status = read_string(parser, key);
    if (status != TJ_OK)
        return status;
    skip_space(parser);
    if (*parser->at != ':')
        return wrong(parser, "`:`");
    parser->at += 1;
    skip_space(parser);
    return TJ_OK;
}

/* Of an array or an object, behind its bracket. */
static enum tj_status read_members(struct parser *parser,
                                   struct tj_json_node *node, char closer)
{
    struct tj_json_node **last = &node->first;

    if (++parser->depth > DEPTH_MAX)
        return wrong(parser, "less depth");
    skip_space(parser);
    while (node->first == NULL ? *parser->at != closer : true) {
        const char    *key = NULL;
        enum tj_status status = TJ_OK;

        if (node->kind == TJ_JSON_OBJECT)
            status = read_key(parser, &key);
        if (status == TJ_OK)
            status = read_value(parser, last);
        if (status != TJ_OK)
            return status;
        (*last)->key = key;
        last = &(*last)->next;
        skip_space(parser);
        if (*parser->at == closer)
            break;
        if (*parser->at != ',')
            return wrong(parser, closer == ']' ? "`,` or `]`" : "`,` or `}`");
        parser->at += 1;
        skip_space(parser);
    }
    parser->at += 1;
    parser->depth -= 1;
    return TJ_OK;
}

static enum tj_status read_value(struct parser *parser,
                                 struct tj_json_node **node)
{
    *node = new_node(parser);
    if (*node == NULL)
        return TJ_NO_MEMORY;
    switch (*parser->at) {
    case '"':
        (*node)->kind = TJ_JSON_STRING;
        return read_string(parser, &(*node)->text);
    case '[':
    case '{':
        (*node)->kind = *parser->at == '[' ? TJ_JSON_ARRAY : TJ_JSON_OBJECT;
        parser->at += 1;
        return read_members(parser, *node,
                            (*node)->kind == TJ_JSON_ARRAY ? ']' : '}');
    default:
        return read_word(parser, *node);
    }
}

enum tj_status tj_json_parse(const char *name, const char *text,
                             struct arena *arena, struct tj_json_node **root,
                             struct tj_error *error)
{
    struct parser parser = { name, text, text, arena, error, 0 };

    skip_space(&parser);
    enum tj_status status = read_value(&parser, root);
    if (status != TJ_OK)
        return status;
    skip_space(&parser);
    return *parser.at == '\0' ? TJ_OK : wrong(&parser, "the end");
}

const struct tj_json_node *tj_json_member(const struct tj_json_node *node,
                                          const char *key,
                                          enum tj_json_kind kind)
{
    if (node == NULL || node->kind != TJ_JSON_OBJECT)
        return NULL;
    for (const struct tj_json_node *one = node->first; one != NULL;
         one = one->next)
        if (strcmp(one->key, key) == 0)
            return one->kind == kind ? one : NULL;
    return NULL;
}

const char *tj_json_text_of(const struct tj_json_node *node, const char *key,
                            const char *otherwise)
{
    const struct tj_json_node *one =
        tj_json_member(node, key, TJ_JSON_STRING);

    return one != NULL ? one->text : otherwise;
}

uint64_t tj_json_u64_of(const struct tj_json_node *node, const char *key,
                        uint64_t otherwise)
{
    const struct tj_json_node *one =
        tj_json_member(node, key, TJ_JSON_NUMBER);
    uint64_t value = otherwise;

    if (one != NULL)
        (void)tj_parse_u64(one->text, &value);
    return value;
}

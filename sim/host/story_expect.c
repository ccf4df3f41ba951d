/* Expectations: a flat JSON object whose every key must stand in the next
 * unmatched output line with the same value, written the same way. */
#include "sim/host/story_parts.h"

#include <string.h>

/* A piece of a JSON text, quotes included. */
struct piece {
    const char *at;
    size_t      size;
};

static const char *skip_space(const char *at)
{
    while (*at == ' ' || *at == '\t')
        at++;
    return at;
}

/* A string with its quotes, or a bare word (number, true, false, null). NULL
 * at something else. */
static const char *read_piece(const char *at, struct piece *piece)
{
    const char *start = at;

    if (*at == '"') {
        for (at++; *at != '"'; at++) {
            if (*at == '\\')
                at++;
            if (*at == '\0')
                return NULL;
        }
        at++;
    } else {
        while (*at != '\0' && strchr("+-.0123456789abcdefghijklmnopqrstuvwxyzE",
                                     *at) != NULL)
            at++;
    }
    *piece = (struct piece){ start, (size_t)(at - start) };
    return at > start ? at : NULL;
}

/* One "key":value and what follows it. *at: at the first key, past the brace.
 * False at something that is not JSON of this kind. */
static bool read_pair(const char **at, struct piece *key, struct piece *value)
{
    const char *next = read_piece(skip_space(*at), key);

    if (next == NULL || key->at[0] != '"')
        return false;
    next = skip_space(next);
    if (*next != ':')
        return false;
    next = read_piece(skip_space(next + 1), value);
    if (next == NULL)
        return false;
    next = skip_space(next);
    if (*next == ',' && *skip_space(next + 1) != '}')
        next = skip_space(next + 1);
    else if (*next != '}')
        return false;
    *at = next;
    return true;
}

static bool same(const struct piece *a, const struct piece *b)
{
    return a->size == b->size && memcmp(a->at, b->at, a->size) == 0;
}

/* Whether the printed line has this pair. */
static bool has_pair(const char *json, const struct piece *key,
                     const struct piece *value)
{
    struct piece printed_key, printed_value;
    const char *at = json + 1;

    while (*at != '}' && read_pair(&at, &printed_key, &printed_value))
        if (same(&printed_key, key))
            return same(&printed_value, value);
    return false;
}

/* *at: at "}" or at a broken place when it returns. */
static bool all_match(const char **at, const char *json)
{
    struct piece key, value;
    bool matched = true;

    while (**at != '}' && read_pair(at, &key, &value))
        matched = matched && json != NULL && has_pair(json, &key, &value);
    return matched;
}

enum tj_status story_expect(struct story_printer *printer,
                            const struct story_line *line, const char *wanted,
                            bool *met)
{
    const char *at = skip_space(wanted);
    struct story_printed *printed = printer->oldest;

    if (*at != '{')
        return story_fail(line, 1, "expected a JSON object after `expect`");
    at = skip_space(at + 1);
    *met = all_match(&at, printed != NULL ? printed->json : NULL) &&
           printed != NULL;
    if (*at != '}' || *skip_space(at + 1) != '\0')
        return story_fail(line, 1, "expected one flat JSON object of strings, "
                          "numbers, true, false and null");
    if (*met) {
        printer->oldest = printed->next;
        return TJ_OK;
    }
    (void)fprintf(printer->out, "%s:%u: expected %s\n%s:%u: but got  %s\n",
                  line->file, line->number, wanted, line->file, line->number,
                  printed != NULL ? printed->json : "no further line");
    return TJ_OK;
}

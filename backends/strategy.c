#include "backends/strategy.h"

#include "core/base/text.h"

#include <inttypes.h>
#include <string.h>

static const char *const kinds[] = { "random", "first", "pct" };
enum { KINDS = sizeof kinds / sizeof *kinds, WORD_MAX = 32 };

static enum tj_status no_such_kind(const char *word, struct tj_error *error)
{
    const char *near = tj_text_nearest(word, kinds, KINDS);

    if (near != NULL)
        return tj_fail(error, TJ_BAD_INPUT,
                       "unknown strategy `%s`, did you mean `%s`?; allowed: "
                       "random first pct", word, near);
    return tj_fail(error, TJ_BAD_INPUT,
                   "unknown strategy `%s`; allowed: random first pct", word);
}

/* Takes the next word off the text; false at its end. */
static bool next_word(const char **text, char word[WORD_MAX])
{
    *text += strspn(*text, " ");
    size_t length = strcspn(*text, " ");

    if (length == 0)
        return false;
    size_t kept = length < WORD_MAX - 1 ? length : WORD_MAX - 1;
    memcpy(word, *text, kept);
    word[kept] = '\0';
    *text += length;
    return true;
}

static enum tj_status read_depth(const char *value,
                                 struct tj_strategy *strategy,
                                 struct tj_error *error)
{
    uint64_t depth;

    if (!tj_parse_u64(value, &depth) || depth < 1 ||
        depth > TJ_STRATEGY_DEPTH_MAX)
        return tj_fail(error, TJ_BAD_INPUT,
                       "depth=%s; allowed: 1 to %d, how many steps must come "
                       "in the right order", value, TJ_STRATEGY_DEPTH_MAX);
    strategy->depth = (uint32_t)depth;
    return TJ_OK;
}

static enum tj_status read_steps(const char *value,
                                 struct tj_strategy *strategy,
                                 struct tj_error *error)
{
    if (tj_parse_u64(value, &strategy->steps) && strategy->steps > 0)
        return TJ_OK;
    return tj_fail(error, TJ_BAD_INPUT,
                   "steps=%s; a whole number above 0 is needed: about how many "
                   "steps a run has", value);
}

static enum tj_status read_setting(const char *word,
                                   struct tj_strategy *strategy,
                                   struct tj_error *error)
{
    bool pct = strategy->kind == TJ_STRATEGY_PCT;

    if (strcmp(word, "turns") == 0) {
        strategy->turns = true;
        return TJ_OK;
    }
    if (pct && strncmp(word, "depth=", 6) == 0)
        return read_depth(word + 6, strategy, error);
    if (pct && strncmp(word, "steps=", 6) == 0)
        return read_steps(word + 6, strategy, error);
    return tj_fail(error, TJ_BAD_INPUT,
                   "unknown `%s` behind %s; allowed: %sturns", word,
                   kinds[strategy->kind], pct ? "depth=D steps=N " : "");
}

enum tj_status tj_strategy_parse(const char *text, struct tj_strategy *strategy,
                                 struct tj_error *error)
{
    char   word[WORD_MAX] = "";
    size_t kind = 0;

    (void)next_word(&text, word);
    while (kind < KINDS && strcmp(kinds[kind], word) != 0)
        kind++;
    if (kind == KINDS)
        return no_such_kind(word, error);
    *strategy = (struct tj_strategy){ .kind = (enum tj_strategy_kind)kind,
                                      .steps = TJ_STRATEGY_STEPS_DEFAULT };
    while (next_word(&text, word)) {
        enum tj_status status = read_setting(word, strategy, error);
        if (status != TJ_OK)
            return status;
    }
    if (strategy->kind == TJ_STRATEGY_PCT && strategy->depth == 0)
        return tj_fail(error, TJ_BAD_INPUT, "pct needs its depth: pct depth=3");
    return TJ_OK;
}

void tj_strategy_format(const struct tj_strategy *strategy,
                        char text[TJ_STRATEGY_TEXT])
{
    struct tj_text line;

    tj_text_init(&line, text, TJ_STRATEGY_TEXT);
    tj_text_add(&line, "%s", kinds[strategy->kind]);
    if (strategy->kind == TJ_STRATEGY_PCT)
        tj_text_add(&line, " depth=%" PRIu32 " steps=%" PRIu64,
                    strategy->depth, strategy->steps);
    if (strategy->turns)
        tj_text_add(&line, " turns");
}

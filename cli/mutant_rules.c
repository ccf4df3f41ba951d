/* SPDX-License-Identifier: MIT */
#include "cli/mutant_rules.h"

#include "core/base/text.h"
#include "core/check/check.h"

#include <string.h>

/* The next of the words in *rules; false: none is left. */
static bool next_word(const char **rules, char *word, size_t size)
{
    size_t         length = strcspn(*rules, " ");
    struct tj_text text;

    if (length == 0)
        return false;
    tj_text_init(&text, word, size);
    tj_text_add(&text, "%.*s", (int)length, *rules);
    *rules += length + ((*rules)[length] == ' ');
    return true;
}

bool mutant_names_rule(const struct tj_mutant_info *mutant, const char *rule)
{
    const char *rules = mutant->rules;
    char        word[16];

    while (next_word(&rules, word, sizeof word))
        if (strcmp(word, rule) == 0)
            return true;
    return false;
}

bool mutant_is_judged(const struct tj_mutant_info *mutant)
{
    const char *rules = mutant->rules;
    char        word[16];

    while (next_word(&rules, word, sizeof word))
        if (tj_rule_by_id(word) != NULL)
            return true;
    return false;
}

const char *mutant_unjudged(const struct tj_mutant_info *mutant)
{
    if (mutant_is_judged(mutant))
        return "";
    return mutant->rules[0] == 'W' ? "white box only" : "not yet";
}

size_t mutants_judged(void)
{
    size_t count = 0;

    for (size_t i = 0; i < tj_mutant_count(); i++)
        count += mutant_is_judged(tj_mutant_at(i));
    return count;
}

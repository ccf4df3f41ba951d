/* SPDX-License-Identifier: MIT */
/* The table of rules and docs/RULES.md say the same. */
#include "core/check/check.h"
#include "core/check/rules.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

Test(rules, every_rule_has_all_its_words)
{
    cr_assert_eq(tj_rule_count(), RULE_COUNT);
    for (size_t i = 0; i < tj_rule_count(); i++) {
        const struct tj_rule_info *rule = tj_rule_at(i);
        const char *const words[] = { rule->id,       rule->title,
                                      rule->sentence, rule->source,
                                      rule->evidence, rule->excused,
                                      rule->example };
        for (size_t k = 0; k < sizeof words / sizeof *words; k++)
            cr_assert(words[k] != NULL && words[k][0] != '\0', "rule %zu", i);
        cr_assert_eq(rule->mutant[0] == '\0', tj_rule_unjudged(i) != NULL,
                     "%s: what breaks it, or why nothing can", rule->id);
        cr_assert_not_null(strchr(rule->example, '\n'), "%s: two lines",
                           rule->id);
        cr_assert_eq(tj_rule_by_id(rule->id), rule);
    }
}

Test(rules, the_number_of_a_rule_is_the_property_of_the_specification)
{
    static const struct {
        char letter;
        unsigned last;
    } groups[] = { { 'X', 20 }, { 'R', 30 }, { 'T', 38 },
                   { 'M', 48 }, { 'V', 57 }, { 'F', 60 } };
    for (unsigned i = 0, group = 0; i < 60; i++) {
        char id[16];
        group += i == groups[group].last ? 1 : 0;
        snprintf(id, sizeof id, "TJ-%c%02u", groups[group].letter, i + 1);
        cr_assert_str_eq(tj_rule_at(i)->id, id);
    }
}

Test(rules, ids_are_found_in_any_case_and_only_whole)
{
    cr_assert_eq(tj_rule_by_id("tj-x07"), tj_rule_at(RULE_X07));
    cr_assert_null(tj_rule_by_id("TJ-X0"));
    cr_assert_null(tj_rule_by_id("TJ-X077"));
    cr_assert_null(tj_rule_by_id(""));
}

static char *read_rules_page(void)
{
    FILE *file = fopen(TRAYJAM_SOURCE_FOLDER "/docs/RULES.md", "rb");
    cr_assert_not_null(file);
    static char page[200000];
    size_t size = fread(page, 1, sizeof page - 1, file);
    fclose(file);
    page[size] = '\0';
    return page;
}

/* The line of its section that says what breaks it. */
static void expect_canary(const char *section, const struct tj_rule_info *rule)
{
    const char *line = strstr(section, "\n- Canary: ");
    const char *next = strstr(section + 1, "\n### ");
    char text[200] = "", persona[40] = "", preset[40] = "";

    cr_assert(line != NULL && (next == NULL || line < next), "%s", rule->id);
    snprintf(text, sizeof text, "%.*s", (int)strcspn(line + 1, "\n"), line + 1);
    if (rule->mutant[0] == '\0')
        snprintf(persona, sizeof persona, "Canary: none; ");
    else if (sscanf(rule->mutant, "%39s of %39s", persona, preset) != 2)
        snprintf(persona, sizeof persona, "`%s`", rule->mutant);
    cr_assert_not_null(strstr(text, persona), "%s: %s", rule->id, text);
    cr_assert_not_null(strstr(text, preset), "%s: %s", rule->id, text);
}

Test(rules, every_rule_is_explained_in_the_page)
{
    const char *page = read_rules_page();
    for (size_t i = 0; i < tj_rule_count(); i++) {
        char heading[200];
        snprintf(heading, sizeof heading, "### %s: %s\n", tj_rule_at(i)->id,
                 tj_rule_at(i)->title);
        cr_assert_not_null(strstr(page, heading), "docs/RULES.md lacks: %s",
                           heading);
        expect_canary(strstr(page, heading), tj_rule_at(i));
    }
}

Test(rules, no_rule_is_left_unjudged_but_these_two)
{
    unsigned count = 0;

    for (size_t i = 0; i < tj_rule_count(); i++)
        count += tj_rule_unjudged(i) != NULL;
    cr_assert_eq(count, 2);
    cr_assert_str_eq(tj_rule_unjudged(RULE_V52), "white box only");
    cr_assert_str_eq(tj_rule_unjudged(RULE_F59), "as TJ-L03");
}

Test(rules, the_page_names_no_rule_that_is_not_there)
{
    for (const char *at = strstr(read_rules_page(), "TJ-"); at != NULL;
         at = strstr(at + 1, "TJ-")) {
        char id[7] = "";
        memcpy(id, at, 6);
        cr_assert_not_null(tj_rule_by_id(id), "docs/RULES.md names %s", id);
    }
}

/* SPDX-License-Identifier: MIT */
#include "core/check/rules.h"

#include "core/base/assert.h"
#include "core/check/rules_table.h"

_Static_assert((int)RULE_COUNT <= (int)TJ_RULES_MAX, "they fit a verdict");

/* In the order of enum rule. */
static const struct {
    enum rule                  first;
    const struct tj_rule_info *rows;
} groups[] = {
    { RULE_X01, rules_lock },
    { RULE_R21, rules_request },
    { RULE_T31, rules_tray },
    { RULE_L01, rules_run },
};
enum { GROUPS = sizeof groups / sizeof *groups };

size_t tj_rule_count(void)
{
    return RULE_COUNT;
}

const struct tj_rule_info *tj_rule_at(size_t index)
{
    TJ_ASSERT(index < RULE_COUNT);
    size_t group = 0;
    while (group + 1 < GROUPS && index >= groups[group + 1].first)
        group++;
    return &groups[group].rows[index - groups[group].first];
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? (char)(c - 'a' + 'A') : c;
}

const struct tj_rule_info *tj_rule_by_id(const char *id)
{
    for (size_t i = 0; i < RULE_COUNT; i++) {
        const char *known = tj_rule_at(i)->id;
        size_t      at = 0;
        while (known[at] != '\0' && known[at] == upper(id[at]))
            at++;
        if (known[at] == '\0' && id[at] == '\0')
            return tj_rule_at(i);
    }
    return NULL;
}

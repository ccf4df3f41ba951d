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
    { RULE_M39, rules_media },
    { RULE_V49, rules_volume },
    { RULE_F58, rules_fault },
    { RULE_L01, rules_run },
    { RULE_A01, rules_app },
    { RULE_A11, rules_app_notes },
};
enum { GROUPS = sizeof groups / sizeof *groups };

size_t tj_rule_count(void)
{
    return RULE_COUNT;
}

enum tj_severity tj_rule_severity(size_t index)
{
    TJ_ASSERT(index < RULE_COUNT);
    if (index >= RULE_A01 && index <= RULE_A10)
        return TJ_SEVERITY_WARNING;
    return index == RULE_A11 ? TJ_SEVERITY_NOTE : TJ_SEVERITY_ERROR;
}

const char *tj_severity_name(enum tj_severity severity)
{
    static const char *const names[] = {
        [TJ_SEVERITY_ERROR] = "error",
        [TJ_SEVERITY_WARNING] = "warning",
        [TJ_SEVERITY_NOTE] = "note",
    };
    TJ_ASSERT((unsigned)severity < sizeof names / sizeof *names);
    return names[severity];
}

const char *tj_rule_unjudged(size_t index)
{
    TJ_ASSERT(index < RULE_COUNT);
    if (index == RULE_V52)
        return "white box only";
    return index == RULE_F59 ? "as TJ-L03" : NULL;
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

/* --- Rules about programs --- */

static const struct tj_app_word app_words[] = {
    [RULE_A01 - RULE_A01] = { "leaked lock", "app.leaked_locks" },
    [RULE_A02 - RULE_A01] = { "leaked tray lock", "app.leaked_tray_locks" },
    [RULE_A03 - RULE_A01] = { "leaked MCN disable", "app.leaked_mcn" },
    [RULE_A04 - RULE_A01] = { "ignored refusal", "app.ignored_refusals" },
    [RULE_A05 - RULE_A01] = { "hammered", "app.hammered" },
    [RULE_A06 - RULE_A01] = { "ignored LOCK event", "app.ignored_locks" },
    [RULE_A07 - RULE_A01] = { "ignored DISMOUNT event",
                              "app.ignored_dismounts" },
    [RULE_A08 - RULE_A01] = { "stray unlock", "app.stray_unlocks" },
    [RULE_A09 - RULE_A01] = { "used closed handle", "app.closed_handles" },
    [RULE_A10 - RULE_A01] = { "ejected own tray lock", "app.own_ejects" },
    [RULE_A11 - RULE_A01] = { "did not come back", "app.stayed_away" },
};
_Static_assert(sizeof app_words / sizeof *app_words == TJ_APP_RULES &&
                   RULE_A11 - RULE_A01 + 1 == TJ_APP_RULES,
               "every rule about programs has its word");

size_t tj_app_rule(size_t app)
{
    return RULE_A01 + app;
}

const struct tj_app_word *tj_app_word(size_t app)
{
    TJ_ASSERT(app < TJ_APP_RULES);
    return &app_words[app];
}

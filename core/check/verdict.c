/* SPDX-License-Identifier: MIT */
/* Precedence, worst first: a broken rule says more than a hang, a hang more
 * than a drive left changed, that more than a run which proves nothing, and
 * only a run that proves something can miss a threshold. */
#include "core/check/verdict.h"

#include "core/base/assert.h"
#include "core/check/rules.h"
#include "core/check/scope.h"

#include <string.h>

static const struct {
    const char *name;
    int         exit_code; /* docs/man: EXIT STATUS */
} words[] = {
    [TJ_PASS] = { "pass", 0 },
    [TJ_BROKEN] = { "broken", 1 },
    [TJ_INCONCLUSIVE] = { "inconclusive", 2 },
    [TJ_THRESHOLD] = { "threshold", 3 },
    [TJ_LIVENESS] = { "liveness", 4 },
    [TJ_NOT_RESTORED] = { "not-restored", 5 },
};

const char *tj_verdict_name(enum tj_verdict_word word)
{
    TJ_ASSERT((unsigned)word < sizeof words / sizeof *words);
    return words[word].name;
}

static void decide_rules(const struct survey *survey,
                         struct tj_verdict *verdict)
{
    for (unsigned i = 0; i < RULE_COUNT; i++) {
        struct tj_rule_result *result = &verdict->rules[i];
        if (!scope_has(survey->system, (enum rule)i))
            result->judged = 0;
        bool advice = tj_rule_severity(i) != TJ_SEVERITY_ERROR;
        result->state = result->broken > 0   ? advice ? TJ_RULE_ADVICE
                                                      : TJ_RULE_BROKEN
                        : result->judged > 0 ? TJ_RULE_HELD
                                             : TJ_RULE_NOT_JUDGED;
    }
}

static bool all_ok(const struct tj_condition_result *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!results[i].ok)
            return false;
    }
    return true;
}

/* A threshold on something that never happened is no miss: the run says
 * nothing about it. */
static bool all_known(const struct tj_condition_result *results, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!results[i].known)
            return false;
    }
    return true;
}

/* Who says that nobody may starve asks about liveness. */
static bool starves(const struct tj_verdict *verdict)
{
    for (size_t i = 0; i < verdict->thresholds_count; i++) {
        const struct tj_condition_result *row = &verdict->thresholds[i];
        if (!row->ok && row->known && strncmp(row->text, "starved.", 8) == 0)
            return true;
    }
    return false;
}

static enum tj_verdict_word decide_word(const struct survey *survey,
                                        const struct tj_verdict *verdict)
{
    uint64_t hangs = verdict->rules[RULE_L01].broken +
                     verdict->rules[RULE_L03].broken;
    if (verdict->findings_total > hangs + verdict->rules[RULE_L02].broken)
        return TJ_BROKEN;
    if (hangs > 0)
        return TJ_LIVENESS;
    if (survey->restored == 0)
        return TJ_NOT_RESTORED;
    if (!verdict->ended_early &&
        (!all_ok(verdict->expectations, verdict->expectations_count) ||
         !all_known(verdict->thresholds, verdict->thresholds_count) ||
         verdict->order.undecided > 0))
        return TJ_INCONCLUSIVE;
    if (starves(verdict))
        return TJ_LIVENESS;
    if (!all_ok(verdict->thresholds, verdict->thresholds_count))
        return TJ_THRESHOLD;
    return TJ_PASS;
}

void verdict_decide(const struct survey *survey, struct tj_verdict *verdict)
{
    decide_rules(survey, verdict);
    verdict->word = decide_word(survey, verdict);
    verdict->exit_code = words[verdict->word].exit_code;
}

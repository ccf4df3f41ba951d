/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_account.h"

#include "core/base/text.h"

#include <string.h>

static void join_row(struct sweep_row *row, const struct sweep_row *other)
{
    bool earlier = other->seeds > 0 && (row->seeds == 0 ||
                                        other->first_seed < row->first_seed);

    row->judged += other->judged;
    row->seeds += other->seeds;
    row->findings += other->findings;
    if (!earlier)
        return;
    row->first_seed = other->first_seed;
    memcpy(row->text, other->text, sizeof row->text);
}

static const char *text_of(const struct tj_verdict *verdict, const char *rule)
{
    for (size_t i = 0; i < verdict->findings_count; i++)
        if (strcmp(verdict->findings[i].rule, rule) == 0)
            return verdict->findings[i].text;
    return ""; /* So many were found that none of this rule was kept. */
}

/* Whether that seed is the lowest of a row that it breaks. */
static bool is_first(const struct sweep_row *row, uint64_t seed)
{
    return row->seeds == 0 || seed < row->first_seed;
}

static void add_rules(struct sweep_account *account, uint64_t seed,
                      const struct tj_verdict *verdict)
{
    for (size_t i = 0; i < tj_rule_count(); i++) {
        const struct tj_rule_result *result = &verdict->rules[i];
        struct sweep_row            *row =
            &account->rows[sweep_row_index(SWEEP_RULE, i)];

        if (result->state == TJ_RULE_ADVICE) /* About programs. */
            continue;
        row->judged += result->judged > 0 || result->broken > 0;
        if (result->broken == 0)
            continue;
        if (is_first(row, seed)) {
            row->first_seed = seed;
            (void)tj_text_copy(row->text, sizeof row->text,
                               text_of(verdict, tj_rule_at(i)->id));
        }
        row->seeds += 1;
        row->findings += result->broken;
    }
}

static void add_conditions(struct sweep_account *account, enum sweep_kind kind,
                           uint64_t seed,
                           const struct tj_condition_result *results,
                           size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct sweep_row *row = &account->rows[sweep_row_index(kind, i)];
        struct tj_text    text;

        row->judged += results[i].known;
        if (results[i].ok)
            continue;
        if (is_first(row, seed)) {
            row->first_seed = seed;
            tj_text_init(&text, row->text, sizeof row->text);
            if (results[i].known)
                tj_text_add(&text, "it was %.6g", results[i].value);
            else
                tj_text_add(&text, "the run has no such figure");
        }
        row->seeds += 1;
        row->findings += 1;
    }
}

void sweep_account_add(struct sweep_account *account, uint64_t seed,
                       const struct tj_verdict *verdict)
{
    account->seeds += 1;
    account->operations += verdict->answered + verdict->unknown;
    account->verdicts[verdict->word] += 1;
    add_rules(account, seed, verdict);
    add_conditions(account, SWEEP_EXPECT, seed, verdict->expectations,
                   verdict->expectations_count);
    add_conditions(account, SWEEP_THRESHOLD, seed, verdict->thresholds,
                   verdict->thresholds_count);
}

void sweep_account_join(struct sweep_account *account,
                        const struct sweep_account *others)
{
    account->seeds += others->seeds;
    account->operations += others->operations;
    for (size_t i = 0; i < SWEEP_VERDICTS; i++)
        account->verdicts[i] += others->verdicts[i];
    for (size_t i = 0; i < SWEEP_ROWS_MAX; i++)
        join_row(&account->rows[i], &others->rows[i]);
}

int sweep_account_exit_code(const struct sweep_account *account)
{
    /* As the judge ranks them within one run. */
    static const struct { enum tj_verdict_word word; int code; } worst[] = {
        { TJ_BROKEN, 1 }, { TJ_LIVENESS, 4 }, { TJ_NOT_RESTORED, 5 },
        { TJ_INCONCLUSIVE, 2 }, { TJ_THRESHOLD, 3 },
    };

    for (size_t i = 0; i < sizeof worst / sizeof *worst; i++)
        if (account->verdicts[worst[i].word] > 0)
            return worst[i].code;
    return 0;
}

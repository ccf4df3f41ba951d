/* SPDX-License-Identifier: MIT */
/* What a sweep has found so far: a value. Accounts of different seeds are put
 * together in any order and give the same account. Pure. */
#ifndef TJ_CLI_SWEEP_ACCOUNT_H
#define TJ_CLI_SWEEP_ACCOUNT_H

#include "core/check/check.h"

enum { SWEEP_VERDICTS = TJ_NOT_RESTORED + 1,
       SWEEP_ROWS_MAX = TJ_RULES_MAX + 2 * TJ_CONDITIONS_MAX };

/* A rule, an expectation, or a threshold. */
struct sweep_row {
    uint64_t judged;     /* Seeds in which there was something to judge. */
    uint64_t seeds;      /* Of them, those in which it was broken. */
    uint64_t findings;   /* In all of those. */
    uint64_t first_seed; /* The lowest of those ... */
    char     text[400];  /* ... and what was found there. */
};

struct sweep_account {
    uint64_t         seeds, operations;
    uint64_t         verdicts[SWEEP_VERDICTS]; /* By enum tj_verdict_word. */
    struct sweep_row rows[SWEEP_ROWS_MAX];
};

/* Where a row lies: rules by tj_rule_at index, then conditions in the order of
 * the scenario. */
enum sweep_kind { SWEEP_RULE, SWEEP_EXPECT, SWEEP_THRESHOLD };
static inline size_t sweep_row_index(enum sweep_kind kind, size_t index)
{
    return kind == SWEEP_RULE     ? index
           : kind == SWEEP_EXPECT ? TJ_RULES_MAX + index
                                  : TJ_RULES_MAX + TJ_CONDITIONS_MAX + index;
}

void sweep_account_add(struct sweep_account *account, uint64_t seed,
                       const struct tj_verdict *verdict);
/* others: of seeds that are not in account. */
void sweep_account_join(struct sweep_account *account,
                        const struct sweep_account *others);

/* The exit code of the worst run; 0 without any. */
int sweep_account_exit_code(const struct sweep_account *account);

#endif

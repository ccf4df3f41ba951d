/* What the tests of the judge's rules begin with: a history, and the verdict
 * expected of it. For Criterion tests; one tale a file. */
#ifndef TJ_TESTS_CORE_CHECK_EXPECT_H
#define TJ_TESTS_CORE_CHECK_EXPECT_H

#include "tests/core/check/tale.h"

#include <criterion/criterion.h>

/* Anna opened the drive as 11, Bert as 21, Carl as 31. */
static inline struct tale *tale_of_three(void)
{
    struct tale *tale = tale_new();

    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
    tale_open(tale, CARL, 31);
    return tale;
}

/* The rules that are broken, as "TJ-X01x2 TJ-X03x1": the same ones whatever the
 * order in which the segments are read. */
static inline void tale_expect_as(struct tale *tale,
                                  const struct tj_check_config *config,
                                  const char *broken)
{
    for (tale->shuffle = 0; tale->shuffle < 6; tale->shuffle++) {
        const struct tj_verdict *verdict = tale_judge_as(tale, config);
        cr_assert_str_eq(tale_broken(verdict), broken,
                         "order %u: expected \"%s\", got \"%s\":\n%s",
                         tale->shuffle, broken, tale_broken(verdict),
                         tale_findings(verdict));
    }
    tale->shuffle = 0;
}

static inline void tale_expect(struct tale *tale, const char *broken)
{
    static const struct tj_check_config config = { .accept_partial = true };

    tale_expect_as(tale, &config, broken);
}

#endif

/* SPDX-License-Identifier: MIT */
/* The walk of core/check/linear*.c against a search that tries every order:
 * the same answer on every one of many small histories.
 *
 *     tap_order [HISTORIES [FIRST_SEED]]      20,000 from 0 if not said */
#include "tests/core/check/small_history.h"
#include "tests/support/tap.h"

#include <stdlib.h>
#include <string.h>

enum { HISTORIES = 20000 };

struct count {
    uint64_t histories, possible, impossible, differ, only_new, cores[6];
    uint64_t findings; /* About impossible ones. */
};

static void tell_difference(const struct small_history *history, uint64_t seed,
                            bool possible, const struct tj_verdict *verdict)
{
    printf("# seed %llu: the search says %s\n", (unsigned long long)seed,
           possible ? "possible" : "impossible");
    for (int i = 0; i < history->count; i++) {
        const struct brute_op *op = &history->ops[i];
        printf("#   client %d file %d name %d says %d%s%s %d..%d number %d\n",
               op->client, op->file, op->name, (int)op->says,
               op->close ? " close" : "", op->unknown ? " unknown" : "",
               op->from, op->to, op->number);
    }
    printf("# the judge: %s\n", tale_findings(verdict));
}

/* Findings must say what they found: two to five records. */
static void count_findings(struct count *count,
                           const struct tj_verdict *verdict)
{
    uint64_t others = 0;
    for (size_t i = 0; i < verdict->findings_count; i++) {
        const struct tj_finding *finding = &verdict->findings[i];
        if (strcmp(finding->rule, "TJ-O01") == 0)
            count->cores[finding->refs_count] += 1;
        else
            others += 1;
    }
    count->only_new += others == 0;
    count->findings += verdict->findings_total;
}

static bool is_same(struct count *count, uint64_t seed)
{
    struct small_history history;
    small_history_make(&history, seed);
    const struct tj_verdict *verdict = tale_judge(history.tale);
    bool possible = brute_has_order(history.ops, history.count);
    bool found = verdict->order.contradictions > 0;
    bool told = verdict->findings_total > 0;
    bool same = possible != found && possible != told &&
                verdict->order.undecided == 0;
    if (!same && count->differ < 3)
        tell_difference(&history, seed, possible, verdict);
    if (!possible)
        count_findings(count, verdict);
    tale_free(history.tale);
    count->histories += 1;
    count->possible += possible;
    count->impossible += !possible;
    count->differ += !same;
    return same;
}

int main(int argc, char **argv)
{
    struct tap tap = { 0, 0 };
    struct count count = { 0 };
    uint64_t histories = argc > 1 ? strtoull(argv[1], NULL, 10) : HISTORIES;
    uint64_t first = argc > 2 ? strtoull(argv[2], NULL, 10) : 0;

    for (uint64_t seed = first; seed < first + histories; seed++)
        (void)is_same(&count, seed);
    printf("# %llu histories, %llu possible, %llu impossible, %llu differ\n",
           (unsigned long long)count.histories,
           (unsigned long long)count.possible,
           (unsigned long long)count.impossible,
           (unsigned long long)count.differ);
    printf("# found by no rule about pairs: %llu; records named: 1: %llu, "
           "2: %llu, 3: %llu, 4: %llu, 5: %llu\n",
           (unsigned long long)count.only_new,
           (unsigned long long)count.cores[1],
           (unsigned long long)count.cores[2],
           (unsigned long long)count.cores[3],
           (unsigned long long)count.cores[4],
           (unsigned long long)count.cores[5]);
    printf("# %llu findings about those that are impossible\n",
           (unsigned long long)count.findings);
    tap_ok(&tap, count.differ == 0, "the same answer on every history");
    tap_ok(&tap, count.possible > histories / 4, "many are possible");
    tap_ok(&tap, count.impossible > histories / 5, "many are not");
    tap_ok(&tap, 2 * count.findings <= 3 * count.impossible,
           "one or two altered answers give 1.5 findings at most, on average");
    return tap_done(&tap);
}

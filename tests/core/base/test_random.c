#include "core/base/random.h"

#include <criterion/criterion.h>

/* numpy.random.Philox(key=[7, 0], counter=0).random_raw(4); numpy counts up
 * before it generates, so its first block has counter 1. */
Test(random, philox_gives_numpys_words)
{
    const uint64_t counter[4] = { 1, 0, 0, 0 }, key[2] = { 7, 0 };
    struct tj_draws draws = tj_philox(counter, key);

    cr_assert_eq(draws.slot[0], UINT64_C(16086915834549238692));
    cr_assert_eq(draws.slot[1], UINT64_C(5448529601018347655));
    cr_assert_eq(draws.slot[2], UINT64_C(7749434361382612120));
    cr_assert_eq(draws.slot[3], UINT64_C(7478167007443709522));
}

Test(random, each_argument_changes_the_draw)
{
    uint64_t base = tj_draw(1, TJ_STREAM_WORKLOAD, 2, 3).slot[0];

    cr_assert_eq(tj_draw(1, TJ_STREAM_WORKLOAD, 2, 3).slot[0], base);
    cr_assert_neq(tj_draw(2, TJ_STREAM_WORKLOAD, 2, 3).slot[0], base);
    cr_assert_neq(tj_draw(1, TJ_STREAM_FAULTS, 2, 3).slot[0], base);
    cr_assert_neq(tj_draw(1, TJ_STREAM_WORKLOAD, 3, 3).slot[0], base);
    cr_assert_neq(tj_draw(1, TJ_STREAM_WORKLOAD, 2, 4).slot[0], base);
}

Test(random, below_stays_below_and_reaches_every_value)
{
    unsigned seen[7] = { 0 };

    for (uint64_t i = 0; i < 7000; i++) {
        uint64_t value = tj_below(tj_draw(9, TJ_STREAM_TIMING, 0, i).slot[0], 7);
        cr_assert_lt(value, 7);
        seen[value]++;
    }
    for (int i = 0; i < 7; i++) /* 1000 expected, sigma 29 */
        cr_assert(seen[i] > 850 && seen[i] < 1150, "%d: %u", i, seen[i]);
    cr_assert_eq(tj_below(UINT64_MAX, 0), 0);
}

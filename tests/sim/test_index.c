#include "core/base/random.h"
#include "sim/internal.h"

#include <criterion/criterion.h>

enum { KEYS = 150, ROUNDS = 200000 };

static struct sim_index table;
static bool present[4 * KEYS];

Test(sim_index, finds_exactly_what_was_put_and_not_removed)
{
    unsigned count = 0;
    for (uint32_t round = 0; round < ROUNDS; round++) {
        struct tj_draws draws = tj_draw(1, TJ_STREAM_WORKLOAD, 1, round + 1);
        /* Keys that differ by 256 collide often enough. */
        uint32_t which = (uint32_t)tj_below(draws.slot[0], 4 * KEYS);
        uint32_t key = 1 + which * 256;
        cr_assert_eq(sim_index_find(&table, key) != 0xff, present[which]);
        if (present[which]) {
            cr_assert_eq(sim_index_find(&table, key), which % 200);
            sim_index_remove(&table, key);
            present[which] = false;
            count--;
        } else if (count < KEYS) {
            sim_index_put(&table, key, (uint8_t)(which % 200));
            present[which] = true;
            count++;
        }
    }
    cr_assert_gt(count, 0);
}

Test(sim_index, zero_is_no_key)
{
    static struct sim_index empty;
    cr_assert_eq(sim_index_find(&empty, 0), 0xff);
}

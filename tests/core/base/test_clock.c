#include "core/base/clock.h"

#include <criterion/criterion.h>

Test(clock, never_runs_backwards)
{
    uint64_t last = tj_clock_ns();

    for (int i = 0; i < 100000; i++) {
        uint64_t now = tj_clock_ns();
        cr_assert_geq(now, last);
        last = now;
    }
}

Test(clock, its_cost_and_resolution_are_measured)
{
    struct tj_clock_quality quality = tj_clock_measure();

    cr_assert(quality.read_ns > 0 && quality.read_ns < 1e6);
    cr_assert(quality.resolution_ns > 0 && quality.resolution_ns < 20000000);
}

Test(clock, utc_is_in_this_century)
{
    cr_assert_gt(tj_clock_utc_ns(), UINT64_C(1700000000) * 1000000000);
}

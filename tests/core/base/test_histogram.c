#include "core/base/histogram.h"
#include "core/base/random.h"

#include <criterion/criterion.h>
#include <stdlib.h>

enum { VALUES = 50000 };

static struct tj_histogram histogram, other;
static uint64_t values[VALUES];

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Values over nine decades, as latencies are. */
static void fill(void)
{
    tj_histogram_init(&histogram);
    for (uint64_t i = 0; i < VALUES; i++) {
        struct tj_draws draws = tj_draw(3, TJ_STREAM_TIMING, 0, i);
        values[i] = draws.slot[0] >> (24 + draws.slot[1] % 39);
        if (values[i] > TJ_HISTOGRAM_HIGHEST_NS)
            values[i] %= TJ_HISTOGRAM_HIGHEST_NS;
        tj_histogram_record(&histogram, values[i]);
    }
    qsort(values, VALUES, sizeof *values, ascending);
}

Test(histogram, percentiles_are_within_a_tenth_of_a_percent)
{
    static const double percentiles[] = { 0, 1, 25, 50, 90, 99, 99.9, 99.99, 100 };

    fill();
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++) {
        size_t rank = (size_t)(percentiles[i] / 100 * VALUES + 0.9999999);
        double exact = (double)values[rank == 0 ? 0 : rank - 1];
        double ours = (double)tj_histogram_percentile(&histogram, percentiles[i]);
        cr_expect(ours >= exact && ours <= exact * 1.001 + 1, "p%g: %g, exact %g",
                  percentiles[i], ours, exact);
    }
}

/* 1 .. 1000 are exact, so the percentile p/10 is the value p: no rank may slip
 * because 99.9 / 100 * 1000 comes out above 999 in doubles. */
Test(histogram, a_percentile_is_the_nearest_rank_exactly)
{
    tj_histogram_init(&histogram);
    for (uint64_t value = 1; value <= 1000; value++)
        tj_histogram_record(&histogram, value);
    for (uint64_t tenths = 1; tenths <= 1000; tenths++)
        cr_expect_eq(tj_histogram_percentile(&histogram, (double)tenths / 10),
                     tenths);
}

Test(histogram, every_value_is_counted_in_a_bucket_that_holds_it)
{
    for (uint64_t value = 1; value < TJ_HISTOGRAM_HIGHEST_NS; value = value * 9 / 8 + 1) {
        size_t   position = 0;
        uint64_t highest = 0, count = 0;
        tj_histogram_init(&histogram);
        tj_histogram_record(&histogram, value);
        cr_assert(tj_histogram_next(&histogram, &position, &highest, &count));
        cr_assert(highest >= value && (double)highest <= (double)value * 1.001 + 1);
        cr_assert_eq(count, 1);
        cr_assert_not(tj_histogram_next(&histogram, &position, &highest, &count));
    }
}

Test(histogram, merging_is_counting_everything_once)
{
    fill();
    tj_histogram_init(&other);
    tj_histogram_record(&other, 5);
    tj_histogram_merge(&other, &histogram);
    cr_assert_eq(other.total, VALUES + 1);
    cr_assert_eq(other.max_ns, histogram.max_ns);
    cr_assert_eq(tj_histogram_percentile(&other, 100), histogram.max_ns);
}

Test(histogram, values_beyond_the_range_are_clipped_and_said_so)
{
    tj_histogram_init(&histogram);
    tj_histogram_record(&histogram, UINT64_MAX);
    cr_assert_eq(histogram.clipped, 1);
    cr_assert_eq(histogram.max_ns, UINT64_MAX);
    cr_assert_eq(histogram.total, 1);
}

Test(histogram, an_empty_one_has_no_percentiles)
{
    tj_histogram_init(&histogram);
    cr_assert_eq(tj_histogram_percentile(&histogram, 99), 0);
    cr_assert_float_eq(tj_histogram_mean(&histogram), 0, 0);
}

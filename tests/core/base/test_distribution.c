#include "core/base/distribution.h"
#include "core/base/random.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <math.h>
#include <stdlib.h>

enum { DRAWS = 20000 };

static uint64_t values[DRAWS];

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void draw_all(const char *text)
{
    struct tj_distribution distribution;
    struct tj_error        error;

    cr_assert_eq(tj_distribution_parse(text, &distribution, &error), TJ_OK);
    for (uint64_t i = 0; i < DRAWS; i++)
        values[i] = tj_distribution_sample(
            &distribution, tj_draw(5, TJ_STREAM_WORKLOAD, 1, i).slot[0]);
    qsort(values, DRAWS, sizeof *values, ascending);
}

Test(distribution, fixed_is_always_that_long)
{
    draw_all("40ms");
    cr_assert_eq(values[0], 40000000);
    cr_assert_eq(values[DRAWS - 1], 40000000);
}

Test(distribution, uniform_stays_inside_and_fills_its_range)
{
    draw_all("uniform(10ms,60ms)");
    cr_assert(values[0] >= 10000000 && values[0] < 10100000);
    cr_assert(values[DRAWS - 1] <= 60000000 && values[DRAWS - 1] > 59900000);
}

Test(distribution, exponential_has_its_mean)
{
    double sum = 0;
    draw_all("exponential(80ms)");
    for (int i = 0; i < DRAWS; i++)
        sum += (double)values[i];
    /* Standard error of the mean: 80 ms / sqrt(20000) = 0.57 ms. */
    cr_assert_float_eq(sum / DRAWS, 80e6, 2.5e6);
}

Test(distribution, lognormal_has_its_median_and_spread)
{
    draw_all("lognormal(800ms,1.2)");
    cr_assert_float_eq((double)values[DRAWS / 2], 800e6, 30e6);
    /* The 84.13th percentile lies one sigma of the logarithm above. */
    double ratio = (double)values[(int)(DRAWS * 0.8413)] / 800e6;
    cr_assert_float_eq(log(ratio), 1.2, 0.06);
}

Test(distribution, the_same_draw_gives_the_same_nanoseconds_everywhere)
{
    struct tj_distribution exponential = { .kind = TJ_EXPONENTIAL,
                                           .a_ns = 80000000 };
    struct tj_distribution lognormal = { .kind = TJ_LOGNORMAL,
                                         .a_ns = 800000000, .sigma = 1.2 };

    /* Agree with math.log and statistics.NormalDist; a change breaks every seed that somebody wrote down. */
    cr_expect_eq(tj_distribution_sample(&exponential,
                                        UINT64_C(0x123456789abcdef0)),
                 UINT64_C(211480934));
    cr_expect_eq(tj_distribution_sample(&lognormal,
                                        UINT64_C(0x123456789abcdef0)),
                 UINT64_C(137487478));
}

/* The ends of the range of draws are where a logarithm of 0 would wait. */
Test(distribution, the_highest_and_lowest_draws_are_far_out_but_sane)
{
    struct tj_distribution lognormal = { .kind = TJ_LOGNORMAL,
                                         .a_ns = 800000000, .sigma = 1 };
    struct tj_distribution exponential = { .kind = TJ_EXPONENTIAL,
                                           .a_ns = 80000000 };
    uint64_t low = tj_distribution_sample(&lognormal, 0);
    uint64_t high = tj_distribution_sample(&lognormal, UINT64_MAX);

    /* statistics.NormalDist().inv_cdf of 2^-54 and of 1 - 2^-53. */
    cr_expect_float_eq((double)low, 800e6 * exp(-8.292361), 1e3);
    cr_expect_float_eq((double)high, 800e6 * exp(8.209536), 1e7);
    cr_expect_float_eq((double)tj_distribution_sample(&exponential, 0),
                       80e6 * 54 * log(2), 1e3);
    cr_expect_leq(tj_distribution_sample(&exponential, UINT64_MAX), 1);
}

Test(distribution, is_written_as_a_person_would)
{
    static const char *const texts[] = {
        "0ns", "7ns", "40ms", "1500ms", "2m", "90s", "uniform(10us,60ms)",
        "exponential(80ms)", "lognormal(800ms,1.2)", "lognormal(1h,0.1)",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tj_distribution read;
        struct tj_error        error;
        char                   text[96];
        cr_assert_eq(tj_distribution_parse(texts[i], &read, &error), TJ_OK);
        cr_expect_eq(tj_distribution_format(&read, text, sizeof text),
                     strlen(texts[i]));
        cr_expect_str_eq(text, texts[i]);
    }
}

Test(distribution, what_is_written_reads_back_the_same)
{
    static const char *const texts[] = { "40ms", "uniform(10ms,60ms)",
                                         "exponential(80ms)",
                                         "lognormal(800ms,1.2)" };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct tj_distribution before, after;
        struct tj_error        error;
        char                   text[96];
        cr_assert_eq(tj_distribution_parse(texts[i], &before, &error), TJ_OK);
        cr_assert_gt(tj_distribution_format(&before, text, sizeof text), 0);
        cr_assert_eq(tj_distribution_parse(text, &after, &error), TJ_OK);
        cr_assert_eq(before.kind, after.kind);
        cr_assert_eq(before.a_ns, after.a_ns);
        cr_assert_eq(before.b_ns, after.b_ns);
        cr_assert_float_eq(before.sigma, after.sigma, 0);
    }
}

struct bad { char text[40]; };

ParameterizedTestParameters(distribution, bad_texts_say_what_is_allowed)
{
    static struct bad rows[] = {
        { "" }, { "40" }, { "40 bananas" }, { "uniform(10ms)" },
        { "uniform(60ms,10ms)" }, { "exponential(80ms,2)" },
        { "lognormal(800ms)" }, { "lognormal(800ms,-1)" },
        { "lognormal(800ms,9)" }, { "gauss(1s,2)" }, { "uniform(1ms,2ms)x" },
        { "lognormal(800ms,nan)" },
    };
    return cr_make_param_array(struct bad, rows, sizeof rows / sizeof *rows);
}

ParameterizedTest(struct bad *row, distribution, bad_texts_say_what_is_allowed)
{
    struct tj_distribution distribution;
    struct tj_error        error = { .status = TJ_OK };

    cr_assert_eq(tj_distribution_parse(row->text, &distribution, &error),
                 TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "allowed:"));
}

/* SPDX-License-Identifier: MIT */
#include "stress/race_window.h"

#include "core/base/random.h"

#include <criterion/criterion.h>

TestSuite(race_window);

static struct race_window window;

/* An encounter that hits what was aimed at. */
static void meet(int64_t offset_ns, uint64_t a_ns, uint64_t b_ns,
                 enum tj_outcome a)
{
    const struct race_attempt attempt = {
        .target_ns = offset_ns, .aimed_ns = offset_ns, .offset_ns = offset_ns,
        .a_ns = a_ns, .b_ns = b_ns,
        .a_outcome = (uint8_t)a, .b_outcome = TJ_DONE,
    };
    race_window_note(&window, &attempt);
}

/* A drive that grants a's lock when b has closed 300 ns before it asks. */
static enum tj_outcome flips_at_minus_300(int64_t offset_ns)
{
    return offset_ns < -300 ? TJ_DONE : TJ_REFUSED;
}

Test(race_window, the_first_encounters_start_together)
{
    race_window_init(&window, 0, 0);
    for (unsigned i = 0; i < RACE_SAMPLES; i++) {
        cr_assert_eq(race_window_next(&window, 12345 * i), 0);
        cr_assert_not(window.open);
        meet(0, 8000, 4000, TJ_DONE);
    }
    cr_assert(window.open);
    cr_assert_eq(window.low_ns, -6000, "half as much again as b takes");
    cr_assert_eq(window.high_ns, 12000);
    cr_assert_eq(window.attempts, RACE_SAMPLES);
    for (unsigned i = 0; i < RACE_BINS; i++)
        cr_assert_eq(window.bins[i].attempts, 0, "samples are not counted");
}

Test(race_window, a_window_is_never_narrower_than_the_clock_can_tell)
{
    race_window_init(&window, 0, 0);
    for (unsigned i = 0; i < RACE_SAMPLES; i++)
        meet(0, 1, 0, TJ_DONE);
    cr_assert_eq(window.low_ns, -1000);
    cr_assert_eq(window.high_ns, 1000);
}

Test(race_window, a_thread_that_lost_its_processor_widens_nothing)
{
    race_window_init(&window, 0, 0);
    for (unsigned i = 0; i < RACE_SAMPLES; i++)
        meet(0, i % 3 == 0 ? 4000000 : 8000, i % 4 == 0 ? 9000000 : 4000,
             TJ_DONE);
    cr_assert_eq(window.low_ns, -6000);
    cr_assert_eq(window.high_ns, 12000);
}

Test(race_window, how_long_it_takes_is_said_of_the_latest)
{
    static const int64_t took_ns[] = { 5000, 1000, 3000, 2000, 9000 };

    race_window_init(&window, -1600, 1600);
    for (size_t i = 0; i < sizeof took_ns / sizeof *took_ns; i++)
        meet(0, (uint64_t)took_ns[i], 100, TJ_DONE);
    cr_assert_eq(window.a.median, 3000);
    cr_assert_eq(window.a.deviation, 2000, "of 0 1000 2000 2000 6000");
    cr_assert_eq(window.b.median, 100);
    cr_assert_eq(window.b.deviation, 0);
    for (unsigned i = 0; i < RACE_SAMPLES; i++)
        meet(0, 70, 100, TJ_DONE);
    cr_assert_eq(window.a.median, 70);
    cr_assert_eq(window.a.deviation, 0);
}

Test(race_window, a_window_that_was_given_needs_no_samples)
{
    race_window_init(&window, -1600, 1600);
    cr_assert(window.open);
    cr_assert_eq(race_window_from(&window, 0), -1600);
    cr_assert_eq(race_window_from(&window, 1), -1400);
    cr_assert_eq(race_window_from(&window, RACE_BINS), 1600);
    cr_assert_eq(race_window_bin(&window, -1601), RACE_BINS);
    cr_assert_eq(race_window_bin(&window, -1600), 0);
    cr_assert_eq(race_window_bin(&window, -1), 7);
    cr_assert_eq(race_window_bin(&window, 0), 8);
    cr_assert_eq(race_window_bin(&window, 1599), 15);
    cr_assert_eq(race_window_bin(&window, 1600), RACE_BINS);
}

Test(race_window, what_is_left_over_of_a_division_belongs_to_the_last_bin)
{
    race_window_init(&window, 0, 1600 + 15);
    cr_assert_eq(race_window_from(&window, 15), 1500);
    cr_assert_eq(race_window_from(&window, 16), 1615);
    cr_assert_eq(race_window_bin(&window, 1614), 15);
}

Test(race_window, every_bin_in_turn_while_nothing_flips)
{
    race_window_init(&window, -1600, 1600);
    for (unsigned round = 0; round < 3; round++)
        for (unsigned bin = 0; bin < RACE_BINS; bin++) {
            int64_t next = race_window_next(&window, 7 + 1000 * round);
            cr_assert_eq(race_window_bin(&window, next), bin);
            meet(next, 100, 100, TJ_DONE);
        }
    cr_assert_eq(race_window_flips(&window), 0);
}

Test(race_window, chance_places_the_offset_inside_its_bin)
{
    race_window_init(&window, -1600, 1600);
    cr_assert_eq(race_window_next(&window, 0), -1600);
    cr_assert_eq(race_window_next(&window, 199), -1401);
    cr_assert_eq(race_window_next(&window, 200), -1600);
    cr_assert_eq(race_window_next(&window, UINT64_MAX),
                 -1600 + (int64_t)(UINT64_MAX % 200));
}

Test(race_window, encounters_gather_where_the_outcome_flips)
{
    race_window_init(&window, -1600, 1600);
    for (uint64_t i = 1; i <= 1600; i++) {
        int64_t next = race_window_next(
            &window, tj_draw(1, TJ_STREAM_TIMING, 1, i).slot[0]);
        meet(next, 100, 100, flips_at_minus_300(next));
    }
    unsigned flip = race_window_bin(&window, -300); /* -400 .. -200: mixed. */
    cr_assert_eq(flip, 6);
    cr_assert(race_bin_mixed(&window.bins[flip]));
    cr_assert_not(race_bin_mixed(&window.bins[flip - 1]));
    cr_assert(race_window_flips_at(&window, flip) ||
              race_window_flips_at(&window, flip + 1));
    cr_assert_leq(race_window_flips(&window), 2);
    /* Three bins of weight 8, or two, among 16: each gets eight times what one
     * without a flip gets. */
    cr_assert_geq(window.bins[flip].attempts,
                  7 * window.bins[0].attempts);
    for (unsigned i = 0; i < RACE_BINS; i++)
        cr_assert_geq(window.bins[i].attempts, 30, "bin %u is not forgotten",
                      i);
}

Test(race_window, a_flip_is_looked_for_over_bins_nobody_hit)
{
    race_window_init(&window, -1600, 1600);
    meet(-1600, 1, 1, TJ_DONE);
    meet(1500, 1, 1, TJ_REFUSED);
    cr_assert(race_window_flips_at(&window, 15));
    cr_assert_not(race_window_flips_at(&window, 0));
    cr_assert_not(race_window_flips_at(&window, 8));
    cr_assert_eq(race_window_flips(&window), 1);
}

Test(race_window, a_bias_is_learned_and_taken_off)
{
    struct race_attempt late = { .target_ns = 100, .aimed_ns = 100,
                                 .offset_ns = 500, .a_ns = 1, .b_ns = 1,
                                 .a_outcome = TJ_DONE, .b_outcome = TJ_DONE };
    race_window_init(&window, -1600, 1600);
    cr_assert_eq(race_window_aim(&window, 100), 100);
    race_window_note(&window, &late);
    cr_assert_eq(race_window_aim(&window, 100), -300);
    late.aimed_ns = -300;
    late.offset_ns = 100;
    race_window_note(&window, &late);
    cr_assert_eq(race_window_aim(&window, 100), -300, "it stays 400");
}

Test(race_window, a_bin_that_cannot_be_hit_does_not_hold_up_the_others)
{
    race_window_init(&window, -1600, 1600);
    for (unsigned i = 0; i < 64; i++) {
        int64_t next = race_window_next(&window, 0);
        struct race_attempt attempt = {
            .target_ns = next, .aimed_ns = next,
            .offset_ns = next < 0 ? 9999 : next, /* Never below 0. */
            .a_outcome = TJ_DONE, .b_outcome = TJ_DONE,
        };
        race_window_note(&window, &attempt);
    }
    cr_assert_eq(window.outside, 32);
    for (unsigned i = 0; i < RACE_BINS; i++) {
        cr_assert_eq(window.bins[i].targets, 4);
        cr_assert_eq(window.bins[i].attempts, i < 8 ? 0 : 4);
    }
}

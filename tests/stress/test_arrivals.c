/* SPDX-License-Identifier: MIT */
/* Open loops, from the text of a plan to the judge's corrected percentiles;
 * everything here is in virtual time and exact. */
#include "core/check/check.h"
#include "stress/engine.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define S UINT64_C(1000000000)
#define MS UINT64_C(1000000)

static struct support support;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(arrivals, .init = set_up, .fini = tear_down, .timeout = 120);

static struct tj_arrival_plan plan;

static struct tj_arrivals client_of(const char *text, tj_client client,
                                    uint32_t of)
{
    struct tj_error error;
    size_t          at;

    cr_assert_eq(tj_arrival_parse(text, &plan, &at, &error), TJ_OK, "%s",
                 error.text);
    return (struct tj_arrivals){ .plan = &plan, .seed = 7, .client = client,
                                 .place = client - 1u, .of = of };
}

static uint64_t count_all(const char *text, uint32_t clients, uint64_t from_ns,
                          uint64_t to_ns)
{
    uint64_t count = 0;

    for (uint32_t i = 1; i <= clients; i++) {
        struct tj_arrivals arrivals = client_of(text, (tj_client)i, clients);
        count += tj_arrivals_count(&arrivals, from_ns, to_ns);
    }
    return count;
}

/* --- The process --- */

Test(arrivals, constant_ones_are_evenly_spaced_and_clients_take_turns)
{
    struct tj_arrivals first = client_of("constant 400/s", 1, 4);
    struct tj_arrivals third = client_of("constant 400/s", 3, 4);

    for (uint64_t i = 0; i < 1000; i++) {
        cr_expect_eq(tj_arrivals_next(&first), i * 10 * MS);
        cr_expect_eq(tj_arrivals_next(&third), i * 10 * MS + 5 * MS);
    }
}

Test(arrivals, constant_rates_ramps_and_phases_come_to_the_planned_number)
{
    static const struct { const char *text; uint64_t to_ns, count; } rows[] = {
        { "constant 400/s", 5 * S, 2000 },
        { "constant 1000000/s", S / 10, 100000 },
        { "constant 0.5/s", 10 * S, 5 },
        { "constant 100/s..400/s over 20s", 20 * S, 5000 },
        { "constant 0/s..100/s over 10s", 10 * S, 500 },
        { "constant 100/s..0/s over 10s", 3600 * S, 500 },
        { "constant 50/s for 10s, constant 400/s for 30s", 40 * S, 12500 },
        { "constant 50/s for 10s, constant 0/s for 5s, constant 10/s", 20 * S,
          550 },
        /* What follows the last phase has its last rate. */
        { "constant 0/s..100/s over 10s", 20 * S, 1500 },
        { "constant 60/min", 60 * S, 60 },
        { "constant 7200/h", 60 * S, 120 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (uint32_t clients = 1; clients <= 7; clients += 3)
            cr_expect_eq(count_all(rows[i].text, clients, 0, rows[i].to_ns),
                         rows[i].count, "%s, %u clients: %" PRIu64,
                         rows[i].text, clients,
                         count_all(rows[i].text, clients, 0, rows[i].to_ns));
}

/* In a ramp from a to b, the n-th arrival divides the area under the rate. */
Test(arrivals, a_ramp_is_linear_in_time)
{
    uint64_t early = count_all("constant 100/s..400/s over 20s", 3, 0, 10 * S);
    uint64_t late = count_all("constant 100/s..400/s over 20s", 3, 10 * S,
                              20 * S);

    cr_expect_eq(early, 1750);
    cr_expect_eq(late, 3250);
}

Test(arrivals, poisson_ones_have_the_rate_and_the_spread_of_poisson)
{
    static const char text[] = "poisson 400/s";
    double sum = 0, squares = 0;

    /* 1,000 seconds of 4 clients: counts of a second have mean and variance
     * 400. Five standard errors each. */
    enum { SECONDS = 1000 };
    static unsigned seconds[SECONDS];
    for (tj_client client = 1; client <= 4; client++) {
        struct tj_arrivals arrivals = client_of(text, client, 4);
        uint64_t           at_ns;
        while ((at_ns = tj_arrivals_next(&arrivals)) < SECONDS * S)
            seconds[at_ns / S]++;
    }
    for (unsigned i = 0; i < SECONDS; i++) {
        sum += seconds[i];
        squares += (seconds[i] - 400.0) * (seconds[i] - 400.0);
    }
    cr_expect_float_eq(sum / SECONDS, 400, 5 * 20 / 31.6);
    cr_expect_float_eq(squares / SECONDS, 400, 5 * 400 * 1.414 / 31.6);
}

Test(arrivals, poisson_gaps_are_exponential_and_do_not_know_each_other)
{
    enum { N = 40000 };
    static double      gaps[N];
    struct tj_arrivals arrivals = client_of("poisson 100/s", 1, 1);
    uint64_t           before = 0;
    double             above = 0, products = 0, squares = 0;

    for (unsigned i = 0; i < N; i++) {
        uint64_t at_ns = tj_arrivals_next(&arrivals);
        gaps[i] = (double)(at_ns - before) / 1e7 - 1; /* Mean 10 ms. */
        before = at_ns;
        above += gaps[i] > 0;
        squares += gaps[i] * gaps[i];
        if (i > 0)
            products += gaps[i] * gaps[i - 1];
    }
    cr_expect_float_eq(above / N, 0.36788, 0.012, "1 / e: %f", above / N);
    cr_expect_float_eq(squares / N, 1, 0.08);
    cr_expect_float_eq(products / squares, 0, 0.025);
}

Test(arrivals, poisson_clients_are_independent)
{
    struct tj_arrivals a = client_of("poisson 200/s", 1, 2);
    struct tj_arrivals b = client_of("poisson 200/s", 2, 2);
    enum { N = 2000 };
    static int in_a[N], in_b[N];
    double     covariance = 0;
    uint64_t   at_ns;

    while ((at_ns = tj_arrivals_next(&a)) < N * (S / 100))
        in_a[at_ns / (S / 100)]++;
    while ((at_ns = tj_arrivals_next(&b)) < N * (S / 100))
        in_b[at_ns / (S / 100)]++;
    for (unsigned i = 0; i < N; i++)
        covariance += (in_a[i] - 1.0) * (in_b[i] - 1.0);
    cr_expect_float_eq(covariance / N, 0, 5 / 44.7);
}

Test(arrivals, taking_one_clients_arrivals_shifts_no_others)
{
    struct tj_arrivals alone = client_of("poisson 100/s..900/s over 3s", 2, 3);
    struct tj_arrivals one = client_of("poisson 100/s..900/s over 3s", 1, 3);
    struct tj_arrivals two = client_of("poisson 100/s..900/s over 3s", 2, 3);

    for (unsigned i = 0; i < 2000; i++) {
        (void)tj_arrivals_next(&one);
        (void)tj_arrivals_next(&one);
        cr_assert_eq(tj_arrivals_next(&two), tj_arrivals_next(&alone));
    }
}

Test(arrivals, another_seed_gives_other_arrivals_a_copy_the_same)
{
    struct tj_arrivals one = client_of("poisson 100/s", 1, 1), copy, other;
    unsigned           same = 0;

    for (unsigned i = 0; i < 57; i++)
        (void)tj_arrivals_next(&one);
    other = client_of("poisson 100/s", 1, 1);
    other.seed = 8;
    copy = one;
    for (unsigned i = 0; i < 100; i++) {
        uint64_t at_ns = tj_arrivals_next(&one);
        cr_assert_eq(tj_arrivals_next(&copy), at_ns);
        same += tj_arrivals_next(&other) == at_ns;
    }
    cr_expect_eq(same, 0);
}

Test(arrivals, a_poisson_ramp_comes_near_its_planned_number)
{
    /* 50 clients, 250,000 planned: five standard deviations. */
    uint64_t count =
        count_all("poisson 5000/s..20000/s over 20s", 50, 0, 20 * S);

    cr_expect(count > 250000 - 2500 && count < 250000 + 2500, "%" PRIu64,
              count);
}

Test(arrivals, the_warm_up_has_the_first_rate_and_the_plan_begins_behind_it)
{
    struct tj_arrivals a =
        client_of("constant 10/s..20/s over 10s, constant 50/s", 1, 1);
    struct tj_arrivals b = a;

    a.warmup_ns = b.warmup_ns = 2 * S;
    cr_expect_eq(tj_arrivals_count(&a, 0, 2 * S), 20);
    cr_expect_eq(tj_arrivals_count(&b, 2 * S, 12 * S), 150);
}

Test(arrivals, a_rate_of_zero_without_end_has_no_arrival)
{
    struct tj_arrivals arrivals =
        client_of("constant 5/s for 1s, constant 0/s", 1, 1);

    for (unsigned i = 0; i < 5; i++)
        cr_expect_eq(tj_arrivals_next(&arrivals), i * 200 * MS);
    cr_expect_eq(tj_arrivals_next(&arrivals), UINT64_MAX);
    cr_expect_eq(tj_arrivals_next(&arrivals), UINT64_MAX);
}

/* --- Its text --- */

Test(arrivals, a_plan_is_written_as_it_is_read)
{
    static const char *const texts[] = {
        "closed",
        "constant 400/s",
        "poisson 0.125/s",
        "poisson 100/s..400/s over 20s",
        "constant 50/s for 10s, poisson 400.5/s for 1500ms, constant 0/s",
    };
    struct tj_arrival_plan again;
    struct tj_error        error;
    char                   text[TJ_ARRIVAL_TEXT];
    size_t                 at;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        cr_assert_eq(tj_arrival_parse(texts[i], &plan, &at, &error), TJ_OK);
        tj_arrival_format(&plan, text, sizeof text);
        cr_expect_str_eq(text, texts[i]);
    }
    /* A third of a second is not a short decimal, and comes back all the same. */
    cr_assert_eq(tj_arrival_parse("poisson 20/min", &plan, &at, &error), TJ_OK);
    tj_arrival_format(&plan, text, sizeof text);
    cr_assert_eq(tj_arrival_parse(text, &again, &at, &error), TJ_OK);
    cr_expect_eq(memcmp(&plan.phases[0].from, &again.phases[0].from,
                        sizeof plan.phases[0].from), 0, "%s", text);
}

Test(arrivals, a_wrong_plan_is_refused_where_it_is_wrong)
{
    static const struct { const char *text; size_t at; const char *says; }
    rows[] = {
        { "poison 4/s", 0, "did you mean `poisson`?" },
        { "constant", 8, "`` is no rate" },
        { "constant 400", 9, "`400` is no rate; allowed: a number per s" },
        { "constant 400/sec", 9, "`400/sec` is no rate" },
        { "constant -1/s", 9, "out of range" },
        { "constant 2e6/s", 9, "out of range; allowed: 0/s .. 1000000/s" },
        { "constant inf/s", 9, "`inf/s` is no rate" },
        { "constant 1/s..x/s over 1s", 14, "`x/s` is no rate" },
        { "constant 1/s..5/s", 17, "a ramp needs its length" },
        { "constant 1/s..5/s for 2s", 18, "`for` instead of `over`" },
        { "constant 1/s over 2s", 13, "`over` instead of `for`" },
        { "constant 1/s for 2", 17, "`2` is no length" },
        { "constant 1/s for 0s", 17, "`0s` is no length" },
        { "constant 1/s, poisson 2/s", 12, "behind one that lasts to the end" },
        { "constant 1/s for 2s poisson 2/s", 20, "behind a phase" },
        { "constant 1/s for 2s,", 20, "`` is no way to arrive" },
    };
    struct tj_error error;
    size_t          at;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_expect_eq(tj_arrival_parse(rows[i].text, &plan, &at, &error),
                     TJ_BAD_INPUT, "%s", rows[i].text);
        cr_expect_eq(at, rows[i].at, "%s: %zu", rows[i].text, at);
        cr_expect_not_null(strstr(error.text, rows[i].says), "%s: %s",
                           rows[i].text, error.text);
    }
}

Test(arrivals, a_plan_of_too_many_phases_is_refused)
{
    char            text[1024] = "constant 1/s for 1s";
    struct tj_error error;
    size_t          at;

    for (unsigned i = 0; i < TJ_ARRIVAL_PHASES_MAX; i++)
        strcat(text, ", constant 1/s for 1s");
    cr_expect_eq(tj_arrival_parse(text, &plan, &at, &error), TJ_BAD_INPUT);
    cr_expect_not_null(strstr(error.text, "one phase too many; allowed: 16"));
}

/* --- One client's queue --- */

static struct tj_open_loop loop_of(const char *text, uint16_t bound)
{
    struct tj_open_loop loop = { .source = client_of(text, 1, 1),
                                 .bound = bound, .cool_ns = UINT64_MAX };

    tj_open_loop_begin(&loop, 0);
    return loop;
}

/* What it says next, as text: "serve 5ms", "wait 10ms", "drop 3 from 2ms". */
static const char *next(struct tj_open_loop *loop, uint64_t now_ns)
{
    static char     text[64];
    struct tj_drops drops;
    uint64_t        until_ns;
    bool            first;

    switch (tj_open_loop_next(loop, now_ns, &until_ns, &drops)) {
    case TJ_OPEN_LOOP_SERVE:
        (void)snprintf(text, sizeof text, "serve %" PRIu64,
                       tj_open_loop_due(loop, now_ns, &first) / MS);
        cr_expect(first);
        tj_open_loop_served(loop);
        break;
    case TJ_OPEN_LOOP_WAIT:
        (void)snprintf(text, sizeof text, "wait %" PRIu64, until_ns / MS);
        break;
    case TJ_OPEN_LOOP_DROPS:
        (void)snprintf(text, sizeof text, "drop %" PRIu64 " from %" PRIu64,
                       drops.count, drops.due_ns / MS);
        break;
    }
    return text;
}

Test(arrivals, while_a_client_is_busy_arrivals_wait_and_then_are_dropped)
{
    struct tj_open_loop loop = loop_of("constant 1000/s", 3);

    cr_expect_str_eq(next(&loop, 0), "serve 0");
    /* Busy until 10 ms: 1, 2, 3 wait, 4 .. 9 are dropped. */
    cr_expect_str_eq(next(&loop, 10 * MS), "drop 6 from 4");
    cr_expect_str_eq(next(&loop, 10 * MS), "serve 1");
    /* Busy until 12 ms: 10 finds room, 11 does not. */
    cr_expect_str_eq(next(&loop, 12 * MS), "drop 1 from 11");
    cr_expect_str_eq(next(&loop, 12 * MS), "serve 2");
    cr_expect_str_eq(next(&loop, 12 * MS), "serve 3");
    cr_expect_str_eq(next(&loop, 12 * MS), "serve 10");
    cr_expect_str_eq(next(&loop, 12 * MS), "serve 12");
    cr_expect_str_eq(next(&loop, 12 * MS), "wait 13");
}

Test(arrivals, with_no_backlog_only_who_comes_while_it_is_busy_is_dropped)
{
    struct tj_open_loop loop = loop_of("constant 1000/s", 0);

    cr_expect_str_eq(next(&loop, 0), "serve 0");
    cr_expect_str_eq(next(&loop, MS / 2), "wait 1");
    /* It slept too long, but it was not busy: late, not dropped. */
    cr_expect_str_eq(next(&loop, MS + MS / 2), "serve 1");
    cr_expect_str_eq(next(&loop, 3 * MS), "drop 1 from 2");
    cr_expect_str_eq(next(&loop, 3 * MS), "serve 3");
}

Test(arrivals, drops_are_told_by_phases_and_in_pieces_of_a_tenth_of_a_second)
{
    struct tj_open_loop loop = loop_of("constant 1000/s", 0);

    loop.measure_ns = 50 * MS;
    loop.cool_ns = 220 * MS;
    cr_expect_str_eq(next(&loop, 0), "serve 0");
    cr_expect_str_eq(next(&loop, 300 * MS), "drop 49 from 1");
    cr_expect_str_eq(next(&loop, 300 * MS), "drop 101 from 50");
    cr_expect_str_eq(next(&loop, 300 * MS), "drop 69 from 151");
    cr_expect_str_eq(next(&loop, 300 * MS), "drop 80 from 220");
    cr_expect_str_eq(next(&loop, 300 * MS), "serve 300");
}

Test(arrivals, a_replacement_begins_with_what_is_due_after_it_stands)
{
    struct tj_open_loop loop = loop_of("constant 10/s", 5);

    loop = (struct tj_open_loop){ .source = client_of("constant 10/s", 1, 1),
                                  .bound = 5, .begin_ns = S };
    tj_open_loop_begin(&loop, S + 250 * MS);
    cr_expect_str_eq(next(&loop, S + 250 * MS), "wait 1300");
}

Test(arrivals, a_long_queue_keeps_its_order)
{
    struct tj_open_loop loop = loop_of("constant 1000/s", TJ_BACKLOG_MAX);
    char                expected[32];
    uint64_t            now_ns = 0;

    for (unsigned i = 0; i < 3000; i++) {
        (void)snprintf(expected, sizeof expected, "serve %u", i);
        cr_assert_str_eq(next(&loop, now_ns), expected);
        /* Slower than they come, then faster. */
        now_ns += i < 300 ? 3 * MS / 2 : MS / 2;
        if (now_ns < (i + 1) * MS)
            now_ns = (i + 1) * MS;
    }
}

/* --- Whole runs --- */

static struct tj_verdict    verdict;
static struct tj_run_result result;

static void run(const char *scenario)
{
    const struct tj_check_config config = { 0 };
    static unsigned              runs;
    struct tj_trace              trace;
    char                         folder[16], path[32];

    cr_assert_eq(support_load(&support, scenario, NULL), TJ_OK, "%s",
                 support.error.text);
    (void)snprintf(folder, sizeof folder, "run%u", runs++);
    cr_assert_eq(support_run(&support, folder, 0, &result), TJ_OK, "%s",
                 support.error.text);
    (void)snprintf(path, sizeof path, "%s/trace", folder);
    cr_assert_eq(tj_trace_open(&trace, path, &support.arena, &support.error),
                 TJ_OK);
    cr_assert_eq(tj_check_run(&trace, &config, &support.arena, &verdict,
                              &support.error), TJ_OK, "%s",
                 support.error.text);
    cr_expect_eq(verdict.findings_total, 0);
    cr_expect(result.restored);
    tj_trace_close(&trace);
}

static uint64_t planned(void)
{
    return tj_engine_planned(support.workload,
                             verdict.begin_ns - verdict.start_ns,
                             verdict.end_ns - verdict.start_ns);
}

#define VIRTUAL                                                                \
    "[global]\nseed = 7\nrunner = virtual\ndrive = sim:disc=present\n"
#define QUERIES "[mix m]\nquery = 1\n"
/* One query of a hundred hangs for a second. */
#define HANG                                                                   \
    "[fault hang]\ninject = delay(1s)\nop = query\nfirst = 100\n"              \
    "every = 1000\ncount = 1\n"

Test(arrivals, each_arrival_of_a_quick_drive_is_served_when_it_is_due)
{
    run(VIRTUAL "clients = 4\nduration = 5s\narrival = poisson 400/s\n" QUERIES);
    cr_expect(verdict.arrivals.open);
    cr_expect_eq(verdict.arrivals.started, planned());
    cr_expect_eq(verdict.arrivals.dropped, 0);
    /* Four opens on the way, one for each client. */
    cr_expect_eq(verdict.submitted, planned() + 4);
    cr_expect_eq(verdict.late->total, planned());
    cr_expect_lt(verdict.late->max_ns, MS);
}

/* The textbook case. The same drive, the same hang: a closed loop stops asking
 * while it lasts and reports one slow answer in thousands; whoever comes on
 * time notices that a fifth of the run was lost. */
Test(arrivals, a_hang_shows_in_the_corrected_figures_and_a_closed_loop_hides_it)
{
    run(VIRTUAL "clients = 1\nduration = 5s\narrival = constant 200/s\n"
        "backlog = 256\n" QUERIES HANG);
    const struct tj_histogram *raw = verdict.latency[TJ_QUERY][TJ_DONE];
    const struct tj_histogram *corrected = verdict.corrected[TJ_QUERY][TJ_DONE];

    cr_expect_eq(verdict.arrivals.started, 1000);
    cr_expect_eq(verdict.arrivals.dropped, 0);
    cr_expect_eq(raw->total, 1000);
    cr_expect_eq(corrected->total, 1000);
    uint64_t raw_p99 = tj_histogram_percentile(raw, 99);
    uint64_t corrected_p99 = tj_histogram_percentile(corrected, 99);
    cr_expect_lt(raw_p99, MS / 10);
    cr_expect_gt(corrected_p99, 900 * MS);
    cr_expect_gt(tj_histogram_percentile(corrected, 90), 400 * MS);
    cr_expect_eq(raw->max_ns, corrected->max_ns, "the hang itself was on time");

    run(VIRTUAL "clients = 1\nduration = 5s\n[mix m]\nquery = 1\nthink = 5ms\n"
        HANG);
    raw = verdict.latency[TJ_QUERY][TJ_DONE];
    cr_expect_lt(tj_histogram_percentile(raw, 99), MS / 10);
    cr_expect_geq(raw->max_ns, S);
    cr_expect_null(verdict.corrected[TJ_QUERY][TJ_DONE],
                   "absent, not equal: a closed loop has no due times");
    cr_expect_null(verdict.late);
    cr_expect_not(verdict.arrivals.open);
}

Test(arrivals, drops_are_counted_exactly)
{
    /* The 100th query, due at 0.495 s, hangs for 1 s; 10 wait, and the other
     * 190 of the 200 that come are dropped: those due until 1.495 s. */
    run(VIRTUAL "clients = 1\nduration = 5s\narrival = constant 200/s\n"
        "backlog = 10\n" QUERIES HANG);
    cr_expect_eq(planned(), 1000);
    cr_expect_eq(verdict.arrivals.dropped, 190);
    cr_expect_eq(verdict.arrivals.started, 810);
}

Test(arrivals, what_is_dropped_belongs_to_the_phase_in_which_it_was_due)
{
    /* The same hang, from 0.495 s to 1.495 s, over both edges of a measured
     * phase from 0.6 s to 1.4 s: nothing can start in it. */
    run(VIRTUAL "clients = 1\nwarmup = 600ms\nduration = 800ms\n"
        "cooldown = 1s\narrival = constant 200/s\nbacklog = 10\n" QUERIES HANG);
    cr_expect_eq(planned(), 160);
    cr_expect_eq(verdict.arrivals.started, 0);
    cr_expect_eq(verdict.arrivals.dropped, 160);
    cr_expect_eq(verdict.submitted, 0);
}

Test(arrivals, what_still_waits_at_the_end_is_neither_started_nor_dropped)
{
    /* The hang, from 0.495 s on, outlasts the run. */
    run(VIRTUAL "clients = 1\nduration = 1s\narrival = constant 200/s\n"
        "backlog = 10\n" QUERIES HANG);
    cr_expect_eq(planned(), 200);
    cr_expect_eq(verdict.arrivals.started, 100);
    cr_expect_eq(verdict.arrivals.dropped, 90);
}

Test(arrivals, an_arrival_is_one_pass_of_a_script_without_its_last_thinking)
{
    run(VIRTUAL "clients = 1\nduration = 10s\narrival = constant 10/s\n"
        "[persona p]\nscript = open interface rw | lock ignore_volume | "
        "hold 20ms | unlock | close | think 90ms\n");
    cr_expect_eq(verdict.arrivals.started, 100);
    cr_expect_eq(verdict.arrivals.dropped, 0);
    cr_expect_eq(verdict.latency[TJ_LOCK][TJ_DONE]->total, 100);
    cr_expect_eq(verdict.corrected[TJ_LOCK][TJ_DONE]->total, 100);
    cr_expect_eq(verdict.latency[TJ_CLOSE][TJ_DONE]->total, 100);
    /* 20 ms of 100 are busy: nobody waits for anybody. */
    cr_expect_lt(verdict.late->max_ns, MS);
    cr_expect_eq(verdict.lock_corrected.granted->total, 100);
}

Test(arrivals, a_pass_that_began_late_is_late_in_each_of_its_operations)
{
    /* A pass takes 150 ms and one comes each 100 ms: the n-th is n * 50 ms
     * late, and so is its lock, which itself takes no time. */
    run(VIRTUAL "clients = 1\nduration = 3s\narrival = constant 10/s\n"
        "[persona p]\nscript = open interface rw | lock ignore_volume | "
        "hold 150ms | unlock | close\n");
    const struct tj_histogram *corrected = verdict.lock_corrected.granted;

    cr_expect_eq(verdict.arrivals.started, 20);
    cr_expect_geq(corrected->max_ns, 19 * 50 * MS);
    cr_expect_lt(corrected->max_ns, 20 * 50 * MS);
    cr_expect_lt(verdict.lock.granted->max_ns, 10 * MS);
}

Test(arrivals, personas_can_have_their_own_arrivals_or_none)
{
    run(VIRTUAL "clients = 3\nduration = 10s\narrival = constant 20/s\n"
        "[mix shared]\nquery = 1\n"
        "[mix own]\nverify2 = 1\narrival = constant 5/s for 4s, constant 0/s\n"
        "[mix closed]\nload2 = 1\nthink = 1s\narrival = closed\n");
    cr_expect_eq(planned(), 220);
    cr_expect_eq(verdict.arrivals.started, 220);
    cr_expect_eq(verdict.corrected[TJ_QUERY][TJ_DONE]->total, 200);
    cr_expect_null(verdict.corrected[TJ_LOAD2][TJ_DONE]);
    cr_expect_not_null(verdict.latency[TJ_LOAD2][TJ_DONE]);
}

Test(arrivals, without_a_duration_the_run_is_as_long_as_the_plan)
{
    run(VIRTUAL "clients = 1\n"
        "arrival = constant 50/s for 2s, constant 100/s..0/s over 4s\n" QUERIES);
    cr_expect_eq(support.workload->duration_ns, 6 * S);
    cr_expect_eq(verdict.arrivals.started, 300);
}

Test(arrivals, an_open_loop_is_written_out_and_read_again)
{
    static const char scenario[] =
        VIRTUAL "rate = 12.5/s\nbacklog = 3\nduration = 7s\n"
        "[mix a]\nquery = 1\narrival = poisson 1/s..2/s over 5s\n"
        "[mix b]\nquery = 1\narrival = closed\n[mix c]\nquery = 1\n";
    static struct tj_workload before;
    FILE                     *file;

    cr_assert_eq(support_load(&support, scenario, NULL), TJ_OK);
    before = *support.workload;
    file = fopen("dump.ini", "w");
    cr_assert_eq(tj_workload_dump(&before, file, &support.error), TJ_OK);
    (void)fclose(file);
    cr_assert_eq(support_load_named(&support, "dump.ini", NULL), TJ_OK, "%s",
                 support.error.text);
    cr_expect_eq(memcmp(&before.arrival, &support.workload->arrival,
                        sizeof before.arrival), 0);
    cr_expect_eq(support.workload->backlog, 3);
    for (size_t i = 0; i < 3; i++) {
        cr_expect_eq(support.workload->personas[i].own_arrival, i < 2);
        cr_expect_eq(support.workload->personas[i].arrival.count, i == 0);
    }
}

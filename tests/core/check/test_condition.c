/* SPDX-License-Identifier: MIT */
#include "core/check/condition.h"
#include "tests/core/check/tale.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

struct good { char text[120]; enum condition_metric metric; double limit; };

/* tidy: table */
static struct good goods[] = {
    { "lock.denied >= 1000", METRIC_FIGURE, 1000 },
    { "lock.denied>=1k", METRIC_FIGURE, 1000 },
    { "lock.granted > 0", METRIC_FIGURE, 0 },
    { "lock.attempts != 5", METRIC_FIGURE, 5 },
    { "lock.refused < 3", METRIC_VERB, 3 },
    { "eject.done == 3", METRIC_VERB, 3 },
    { "volume_lock.unknown <= 3", METRIC_VERB, 3 },
    { "mcn_off.count > 7", METRIC_VERB, 7 },
    { "latency{op=lock,outcome=granted}.p99 < 40ms", METRIC_LOCK_GRANTED, 40e6 },
    { "latency{ op = lock , outcome = denied }.p50 < 1.5s", METRIC_LOCK_DENIED, 1.5e9 },
    { "latency{op=eject,outcome=refused}.max < 5us", METRIC_LATENCY, 5e3 },
    { "latency{outcome=done,op=query}.p999 < 5us", METRIC_LATENCY, 5e3 },
    { "corrected{op=lock,outcome=granted}.p99 < 40ms", METRIC_LOCK_GRANTED, 40e6 },
    { "corrected{op=eject,outcome=done}.max < 5us", METRIC_LATENCY, 5e3 },
    { "late.p99 < 1ms", METRIC_LATE, 1e6 },
    { "arrivals.started >= 1000", METRIC_FIGURE, 1000 },
    { "arrivals.dropped == 0", METRIC_FIGURE, 0 },
    { "handoff.p95 < 5ms", METRIC_HANDOFF, 5e6 },
    { "notification.p90 < 5ms", METRIC_NOTIFICATION, 5e6 },
    { "event_delay{event=GUID_IO_MEDIA_ARRIVAL}.max < 250ms", METRIC_EVENT_DELAY, 250e6 },
    { "events.GUID_IO_MEDIA_ARRIVAL.delivered > 1", METRIC_EVENTS, 1 },
    { "event{GUID_IO_CDROM_EXCLUSIVE_LOCK} > 1", METRIC_EVENTS, 1 },
    { "fairness.jain > 0.8", METRIC_FIGURE, 0.8 },
    { "fairness.jain > 80%", METRIC_FIGURE, 0.8 },
    { "fault.holder-dies == 3", METRIC_FAULT, 3 },
    { "fairness.jain_held >= 0.5", METRIC_FIGURE, 0.5 },
    { "starved.clients == 0", METRIC_FIGURE, 0 },
    { "retry.storm_peak < 2k", METRIC_FIGURE, 2000 },
    { "retry.wasted <= 7.5", METRIC_FIGURE, 7.5 },
    { "convoy.longest < 10", METRIC_FIGURE, 10 },
    { "idle_while_wanted.max < 30ms", METRIC_FIGURE, 30e6 },
    { "blame.nobody <= 5%", METRIC_FIGURE, 0.05 },
    { "coverage.cells >= 12", METRIC_FIGURE, 12 },
    { "operations > 10", METRIC_FIGURE, 10 },
    { "clients.granted_min >= 1", METRIC_FIGURE, 1 },
    { "lock.granted > 0  abort_after=10s", METRIC_FIGURE, 0 },
    { "handoff.p95 < 5ms abort_after = 500ms ", METRIC_HANDOFF, 5e6 },
    { "latency{op=eject,outcome=refused}.max<5us\tabort_after=2m", METRIC_LATENCY, 5e3 },
};

ParameterizedTestParameters(condition, a_condition_is_read)
{
    return cr_make_param_array(struct good, goods,
                               sizeof goods / sizeof *goods);
}
ParameterizedTest(struct good *one, condition, a_condition_is_read)
{
    struct condition condition;
    struct tj_error  error = { .text = "" };
    cr_assert_eq(condition_read(one->text, &condition, &error), TJ_OK, "%s: %s",
                 one->text, error.text);
    cr_assert_eq(condition.metric, one->metric, "%s", one->text);
    cr_assert_float_eq(condition.limit, one->limit, 1e-6, "%s", one->text);
}

struct bad { char text[120]; char says[32]; };

/* tidy: table */
static struct bad bads[] = {
    { "", "none of" },
    { "lock.denied", "none of" },
    { "late.dropped > 1", "is not one of p50" },
    { "corrected{op=lok,outcome=done}.p50 < 1ms", "corrected needs {op=VERB" },
    { "lock.denied >", "plain number" },
    { "lock.denied > x", "plain number" },
    { "lock.denied > 5ms", "plain number" },
    { "> 5", "none of" },
    { "handoff.p95 < 5", "not a duration" },
    { "handoff.p95 < 5%", "not a duration" },
    { "handoff.p42 < 5ms", "p50" },
    { "handoff < 5ms", "p50" },
    { "lokc.denied > 5", "none of" },
    { "lock.granted.p99 > 5", "none of" },
    { "latency{op=lock}.p99 < 5ms", "latency needs" },
    { "latency{op=lokc,outcome=done}.p99 < 5ms", "latency needs" },
    { "latency{op=eject,outcome=granted}.p99 < 5ms", "not one of done" },
    { "latency{op=lock,outcome=done < 5ms", "none of" },
    { "latency{op=lock,outcome=done}p99 < 5ms", "not a metric" },
    { "latency{op=a,op=b,op=c}.p99 < 5ms", "not a metric" },
    { "event_delay{event=GUID_IO_NOTHING}.max < 5ms", "no event" },
    { "event_delay{event=GUID_IO_MEDIA_ARRIVAL}.p99 < 5ms", "only .max" },
    { "event{GUID_IO_NOTHING} > 5", "no event" },
    { "fault. == 3", "none of" },
    { "fairness.jain > 1s", "percentage" },
    { "fairness.jian > 1", "did you mean fairness.jain?" },
    { "retry.storm_peek > 1", "did you mean retry.storm_peak?" },
    { "idle_while_wanted.max < 5", "not a duration" },
    { "convoy.longest < 5%", "plain number" },
    { "handoff.p95 < 5ms abort_afer=2s", "only abort_after=TIME" },
    { "handoff.p95 < 5ms abort_after=2", "not a time above 0" },
    { "handoff.p95 < 5ms abort_after=0s", "not a time above 0" },
    { "handoff.p95 < 5ms abort_after=", "not a time above 0" },
    { "handoff.p95 < 5ms abort_after", "not a duration" },
    { "handoff.p95 < abort_after=2s", "not a duration" },
    { "handoff.p95 < 5ms abort_after=2s x=1", "not a time above 0" },
    { "handoff.p95 < 5ms abort_after=2s", "belongs to a threshold" },
    { "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
      "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa > 1", "characters long" },
};

ParameterizedTestParameters(condition, nonsense_is_refused_with_a_reason)
{
    return cr_make_param_array(struct bad, bads, sizeof bads / sizeof *bads);
}
ParameterizedTest(struct bad *one, condition, nonsense_is_refused_with_a_reason)
{
    struct tj_error error = { .text = "" };
    cr_assert_eq(tj_condition_parse(one->text, &error), TJ_BAD_INPUT, "%s",
                 one->text);
    cr_assert_not_null(strstr(error.text, one->says), "%s: %s", one->text,
                       error.text);
}

Test(condition, the_six_operators_compare)
{
    static const struct { const char *text; bool at_4, at_5, at_6; } rows[] = {
        { "operations < 5", true, false, false },
        { "operations <= 5", true, true, false },
        { "operations > 5", false, false, true },
        { "operations >= 5", false, true, true },
        { "operations == 5", false, true, false },
        { "operations != 5", true, false, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct condition condition;
        struct tj_error  error;
        cr_assert_eq(condition_read(rows[i].text, &condition, &error), TJ_OK);
        cr_assert_eq(condition_holds(&condition, 4), rows[i].at_4);
        cr_assert_eq(condition_holds(&condition, 5), rows[i].at_5);
        cr_assert_eq(condition_holds(&condition, 6), rows[i].at_6);
    }
}

Test(condition, a_threshold_may_say_from_when_on_it_ends_the_run)
{
    static const struct { const char *text; uint64_t abort_ns; } rows[] = {
        { "handoff.p95 < 5ms", 0 },
        { "handoff.p95 < 5ms abort_after=2s", 2000000000 },
        { "fairness.jain > 80% abort_after=1.5m", 90000000000 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct tj_error error = { .text = "" };
        uint64_t        abort_ns = 1;
        char            text[96];

        cr_assert_eq(tj_threshold_parse(rows[i].text, &abort_ns, &error), TJ_OK,
                     "%s", error.text);
        cr_assert_eq(abort_ns, rows[i].abort_ns, "%s", rows[i].text);
        condition_text(rows[i].text, text, sizeof text);
        cr_assert_null(strstr(text, "abort"), "%s", text);
        cr_assert_neq(text[strlen(text) - 1], ' ');
    }
}

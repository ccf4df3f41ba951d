/* What comes over what: sections of several files and --set, defaults of
 * [global], lines of [expect]; and names and texts that a dump must carry. */
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static struct support support;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(layers, .init = set_up, .fini = tear_down);

#define BASE "[persona p]\nscript = open interface rw | lock | hold 100ms | " \
             "think 1s | unlock | close\n"
enum { HOLD = 2, THINK = 3 };

static const struct tj_persona *first(const char *text)
{
    cr_assert_eq(support_load(&support, text, NULL), TJ_OK, "%s",
                 support.error.text);
    return &support.workload->personas[0];
}

static void refused(const char *text, const char *complaint)
{
    cr_expect_eq(support_load(&support, text, NULL), TJ_BAD_INPUT);
    cr_expect_eq(strncmp(support.error.text, complaint, strlen(complaint)), 0,
                 "%s\ninstead of\n%s", support.error.text, complaint);
}

/* --- Times beside a script --- */

Test(layers, a_script_is_hurried_as_a_shipped_one_is)
{
    const struct tj_persona *p = first(BASE "faster = 10\n");

    cr_expect_eq(p->steps[HOLD].time.a_ns, 10000000);
    cr_expect_eq(p->steps[THINK].time.a_ns, 100000000);
}

Test(layers, times_of_global_reach_a_script)
{
    const struct tj_persona *p =
        first("[global]\nhold = 9ms\nthink = 3ms\n" BASE "think = 5ms\n");

    cr_expect_eq(p->steps[HOLD].time.a_ns, 9000000);
    cr_expect_eq(p->steps[THINK].time.a_ns, 5000000, "said beside it");
}

Test(layers, a_time_may_stand_above_its_script)
{
    const struct tj_persona *p =
        first("[persona p]\nhold = 5ms\nscript = open interface rw | hold 1s\n");

    cr_expect_eq(p->steps[1].time.a_ns, 5000000);
    support_write("mine.ini", "[persona]\nhold = 6ms\n"
                              "script = open interface rw | hold 1s\n");
    p = first("[persona p]\nuse = mine.ini\n");
    cr_expect_eq(p->steps[1].time.a_ns, 6000000, "in a persona file");
}

/* --- Conditions --- */

Test(layers, a_condition_takes_the_place_of_an_earlier_one_on_the_same)
{
    support_write("base.ini", BASE "[expect]\nlock.denied >= 10\n"
                              "lock.granted >= 7\n"
                              "[threshold]\nhandoff.p95 < 5ms\n");
    (void)first("[global]\ninclude = base.ini\n[expect]\nlock.denied >= 3\n"
                "lock.denied <= 99\n[threshold]\nhandoff.p95 < 6ms\n");
    const struct tj_workload *w = support.workload;

    cr_assert_eq(w->expectations_count, 3);
    cr_expect_str_eq(w->expectations[0], "lock.denied >= 3");
    cr_expect_str_eq(w->expectations[1], "lock.granted >= 7");
    cr_expect_str_eq(w->expectations[2], "lock.denied <= 99");
    cr_assert_eq(w->thresholds_count, 1);
    cr_expect_str_eq(w->thresholds[0], "handoff.p95 < 6ms");
}

Test(layers, several_latencies_can_have_a_threshold)
{
    (void)first(BASE "[threshold]\nlatency{op=lock,outcome=done}.p99 < 5ms\n"
                     "latency{op=lock,outcome=done}.p50 < 1ms\n"
                     "latency{op=eject,outcome=done}.p99 < 9s\n");
    cr_expect_eq(support.workload->thresholds_count, 3);
    refused(BASE "[threshold]\nlatency{op=lock,outcome=done}.p99 < 5ms\n"
                 "latency{op=lock,outcome=done}.p99 < 6ms\n",
            "s.ini:5:1: `latency{op=lock,outcome=done}.p99 <` is there already, in line 4");
}

Test(layers, a_line_that_would_go_on_with_a_condition_is_refused)
{
    refused(BASE "[expect]\nlock.denied >= 3\n  lock.granted >= 4\n",
            "s.ini:5:3: this goes on with the condition above; allowed: one "
            "condition a line");
}

Test(layers, the_environment_is_put_into_a_condition)
{
    cr_assert_eq(setenv("TRAYJAM_TEST_LEAST", "12", 1), 0);
    (void)first(BASE "[expect]\nlock.denied >= ${TRAYJAM_TEST_LEAST}\n");
    cr_expect_str_eq(support.workload->expectations[0], "lock.denied >= 12");
}

/* --- Overrides --- */

Test(layers, every_kind_of_section_can_be_set)
{
    static const char *const overrides[] = {
        "ops=4k", "persona p.weight=3", "mix m.query=2", "fault f.inject=swap",
        "race r.a=lock of p", "expect.lock.denied >= 1",
        "threshold.handoff.p95 < 5ms", NULL,
    };
    cr_assert_eq(support_load(&support, BASE "[race r]\na = close of p\n"
                              "b = unlock of p\n", overrides), TJ_OK, "%s",
                 support.error.text);
    const struct tj_workload *w = support.workload;

    cr_expect_eq(w->ops, 4000);
    cr_expect_eq(w->personas[0].weight, 3);
    cr_expect_str_eq(w->personas[1].name, "m");
    cr_expect_str_eq(w->faults[0].name, "f");
    cr_expect_eq(w->races[0].verbs[0], TJ_LOCK);
    cr_expect_eq(w->expectations_count, 1);
    cr_expect_eq(w->thresholds_count, 1);
}

/* --- What a dump could not carry --- */

Test(layers, texts_and_names_that_no_line_can_hold_are_refused)
{
    refused(BASE "caller = Long\n  er\n",
            "s.ini:3:10: `caller` goes on over lines");
    refused("[global]\ndrive = sim\n  :x\n" BASE,
            "s.ini:2:9: `drive` goes on over lines");
    refused("[persona x ]\nscript = query\n",
            "s.ini:1:1: a blank at the end of a name; allowed: [persona x]");
    cr_assert_eq(setenv("TRAYJAM_TEST_ODD", "a ;b", 1), 0);
    refused(BASE "caller = ${TRAYJAM_TEST_ODD}\n",
            "s.ini:3:10: `caller` goes on over lines, or holds what would be a "
            "comment");
}

Test(layers, a_persona_file_that_is_not_there_is_blamed_on_its_line)
{
    refused("[persona p]\nweight = 2\nuse = nothere.ini\n",
            "s.ini:3:7: use = nothere.ini is not there; allowed: ");
}

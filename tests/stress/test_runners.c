#include "core/base/os.h"
#include "core/check/check.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

static struct support        support;
static struct tj_run_result  result;
static struct support_counts counts;

static void set_up(void)
{
    support_open(&support);
}
static void tear_down(void)
{
    support_close(&support);
}
TestSuite(runners, .init = set_up, .fini = tear_down, .timeout = 120);

static void load(const char *name, const char *const *overrides)
{
    cr_assert_eq(support_load_named(&support, name, overrides), TJ_OK, "%s",
                 support.error.text);
}

static void run(const char *folder, unsigned stop_after)
{
    cr_assert_eq(support_run(&support, folder, stop_after, &result), TJ_OK,
                 "%s", support.error.text);
    support_count(&support, folder, &counts);
}

static void expect_no_finding(const char *folder, const char *what)
{
    static struct tj_verdict verdict;
    struct tj_check_config   config = { 0 };
    struct tj_trace          trace;
    char                     path[128];

    (void)snprintf(path, sizeof path, "%s/trace", folder);
    cr_assert_eq(tj_trace_open(&trace, path, &support.arena, &support.error),
                 TJ_OK);
    cr_assert_eq(tj_check_run(&trace, &config, &support.arena, &verdict,
                              &support.error), TJ_OK, "%s",
                 support.error.text);
    cr_expect_eq(verdict.findings_total, 0, "%s: %s", what,
                 verdict.findings_count > 0 ? verdict.findings[0].text : "");
    tj_trace_close(&trace);
}

/* A run that is whole: every mark once, in order; everything answered; the
 * drive as it was found. */
static void expect_whole(const char *what)
{
    for (unsigned mark = 0; mark < 5; mark++) {
        cr_expect_eq(counts.marks[mark], 1, "%s: mark %u", what, mark);
        cr_expect(mark == 0 ||
                  counts.mark_ns[mark] >= counts.mark_ns[mark - 1], "%s", what);
    }
    /* Who is killed by a rule leaves its request behind. */
    cr_expect(counts.unanswered == 0 || support.workload->faults_count > 0,
              "%s", what);
    cr_expect_not(counts.partial, "%s", what);
    cr_expect_eq(counts.restored, 1, "%s", what);
    cr_expect(result.restored, "%s", what);
    cr_expect_eq(result.events_lost, 0, "%s", what);
    cr_expect_eq(result.events, counts.events, "%s", what);
}

/* --- Comparing two traces, byte for byte --- */

struct listing { char names[64][32]; size_t count; };

static bool add_name(void *context, const char *name)
{
    struct listing *listing = context;

    cr_assert_lt(listing->count, 64);
    (void)snprintf(listing->names[listing->count++], 32, "%s", name);
    return true;
}

static bool same_file(const char *a, const char *b, const char *name)
{
    char             path[128];
    struct tj_os_map first, second;

    (void)snprintf(path, sizeof path, "%s/trace/%s", a, name);
    cr_assert_eq(tj_os_map_read(&first, path, &support.error), TJ_OK);
    (void)snprintf(path, sizeof path, "%s/trace/%s", b, name);
    cr_assert_eq(tj_os_map_read(&second, path, &support.error), TJ_OK);
    bool same = first.size == second.size && first.size > 0 &&
                memcmp(first.at, second.at, first.size) == 0;
    tj_os_map_close(&first);
    tj_os_map_close(&second);
    return same;
}

static bool same_trace(const char *a, const char *b)
{
    struct listing first = { .count = 0 }, second = { .count = 0 };
    char           path[128];
    bool           same = true;

    (void)snprintf(path, sizeof path, "%s/trace", a);
    cr_assert_eq(tj_os_list_folder(path, add_name, &first, &support.error),
                 TJ_OK);
    (void)snprintf(path, sizeof path, "%s/trace", b);
    cr_assert_eq(tj_os_list_folder(path, add_name, &second, &support.error),
                 TJ_OK);
    cr_assert_eq(first.count, second.count);
    for (size_t i = 0; i < first.count; i++) {
        cr_assert_str_eq(first.names[i], second.names[i]);
        same = same && same_file(a, b, first.names[i]);
    }
    return same;
}

Test(runners, virtual_runs_of_one_seed_are_the_same_byte_for_byte)
{
    for (size_t i = 0; i < tj_preset_count(); i++) {
        const char *const first[] = { "runner=virtual", "seed=1", "drives=2",
                                      "duration=700ms", NULL };
        const char *const other[] = { "runner=virtual", "seed=2", "drives=2",
                                      "duration=700ms", NULL };
        const char *name = tj_preset_at(i)->name;
        char        folders[3][48];

        for (unsigned j = 0; j < 3; j++) {
            (void)snprintf(folders[j], sizeof folders[j], "%s-%u", name, j);
            load(name, j == 2 ? other : first);
            run(folders[j], 0);
            expect_whole(folders[j]);
            expect_no_finding(folders[j], folders[j]);
        }
        cr_expect(same_trace(folders[0], folders[1]), "%s", name);
        cr_expect_not(same_trace(folders[0], folders[2]), "%s", name);
    }
}

Test(runners, looking_at_a_virtual_run_does_not_change_it)
{
    static const char *const overrides[] = { "runner=virtual", "seed=5",
                                             "duration=500ms", NULL };

    load("two-burners", overrides);
    run("a", 0);
    load("two-burners", overrides);
    run("b", 1000000); /* Asked for a stop all the time, never told so. */
    cr_expect_not(result.interrupted);
    cr_expect(same_trace("a", "b"));
}

Test(runners, a_virtual_run_takes_as_long_as_it_says_on_its_own_clock)
{
    static const char *const overrides[] = {
        "runner=virtual", "seed=5", "warmup=300ms", "duration=2s",
        "cooldown=200ms", NULL
    };

    load("two-burners", overrides);
    run("a", 0);
    cr_expect_eq(counts.mark_ns[TJ_MARK_MEASURE] -
                     counts.mark_ns[TJ_MARK_BEGIN], 300000000u);
    cr_expect_eq(counts.mark_ns[TJ_MARK_COOL] -
                     counts.mark_ns[TJ_MARK_MEASURE], 2000000000u);
    cr_expect_eq(counts.mark_ns[TJ_MARK_END] - counts.mark_ns[TJ_MARK_COOL],
                 200000000u);
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_DONE], 10);
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_REFUSED], 10);
    cr_expect_eq(counts.names, 3);
}

static const char busy_mix[] =
    "[global]\nseed = 3\ndrive = sim:disc=present\nclients = 6\n"
    "[mix m]\nlock=20 unlock=20 eject=5 load=3 load2=3 mcn_off=4 mcn_on=4 "
    "query=30 prevent=4 allow=4 secure_prevent=3 secure_allow=3 verify=5 "
    "close=3 retry=2x1ms\n";

static void load_mix(const char *const *overrides)
{
    cr_assert_eq(support_load(&support, busy_mix, overrides), TJ_OK, "%s",
                 support.error.text);
}

Test(runners, exactly_so_many_operations_are_measured)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };

    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = { kinds[i], "ops=3000", NULL };
        load_mix(overrides);
        run(kinds[i], 0);
        expect_whole(kinds[i]);
        cr_expect_eq(counts.measured, 3000, "%s: %llu", kinds[i],
                     (unsigned long long)counts.measured);
        expect_no_finding(kinds[i], kinds[i]);
    }
}

Test(runners, whatever_a_mix_has_done_is_put_back)
{
    uint64_t prevents = 0;

    for (unsigned seed = 1; seed <= 12; seed++) {
        char              text[32], folder[16];
        const char *const overrides[] = { "runner=virtual", text, "ops=300",
                                          "drives=2", NULL };

        (void)snprintf(text, sizeof text, "seed=%u", seed);
        (void)snprintf(folder, sizeof folder, "run-%u", seed);
        load_mix(overrides);
        run(folder, 0);
        expect_whole(text);
        prevents += counts.operations[TJ_PREVENT][TJ_DONE];
    }
    cr_expect_gt(prevents, 12);
}

Test(runners, a_run_that_is_stopped_is_whole_and_says_so)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };

    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = { kinds[i], "duration=1h", NULL };
        load_mix(overrides);
        run(kinds[i], 3);
        cr_expect(result.interrupted, "%s", kinds[i]);
        expect_whole(kinds[i]);
        expect_no_finding(kinds[i], kinds[i]);
    }
}

Test(runners, a_run_whose_clients_all_retire_ends)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };

    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = { kinds[i], "duration=1h",
                                          "drive=sim:disc=present", NULL };
        /* Nobody owns it, so the unlock is refused. */
        cr_assert_eq(support_load(&support,
                                  "[global]\nclients=3\n[persona p]\nscript = "
                                  "open interface rw | unlock else retire\n",
                                  overrides), TJ_OK);
        run(kinds[i], 0);
        cr_expect_not(result.interrupted);
        expect_whole(kinds[i]);
        cr_expect_eq(counts.operations[TJ_UNLOCK][TJ_REFUSED], 3);
    }
}

Test(runners, threads_meet_each_other_and_every_lock_is_announced)
{
    static const char *const overrides[] = { "runner=threads", "ops=6000",
                                             "drives=2", NULL };

    load_mix(overrides);
    run("a", 0);
    expect_whole("threads");
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_DONE], 50);
    cr_expect_gt(counts.operations[TJ_LOCK][TJ_REFUSED], 50);
    cr_expect_geq(counts.events, counts.operations[TJ_LOCK][TJ_DONE]);
    expect_no_finding("a", "threads");
}

Test(runners, planned_faults_strike_and_are_recorded)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };

    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = {
            kinds[i], "ops=4000",
            "fault no.inject=refuse(STATUS_IO_TIMEOUT) op=query every=10",
            "fault gone.inject=swallow op=lock every=9 count=5",
            "fault late.inject=delay(50us) op=unlock every=7",
            "fault deaf.inject=drop(GUID_IO_CDROM_EXCLUSIVE_LOCK) every=4",
            NULL
        };
        uint64_t struck = 0;

        load_mix(overrides);
        run(kinds[i], 0);
        expect_whole(kinds[i]);
        cr_expect_eq(result.struck[1], 5, "%s", kinds[i]);
        for (unsigned j = 0; j < 4; j++) {
            cr_expect_gt(result.struck[j], 0, "%s: %u", kinds[i], j);
            struck += result.struck[j];
        }
        cr_expect_eq(counts.strikes, struck, "%s", kinds[i]);
        cr_expect_gt(counts.operations[TJ_QUERY][TJ_REFUSED], 20);
    }
}

Test(runners, the_null_drive_runs_on_threads_and_knows_no_virtual_time)
{
    static const char *const threads[] = { "drive=null", "ops=5000",
                                           "runner=threads", NULL };
    static const char *const virtual[] = { "drive=null", "ops=5000",
                                           "runner=virtual", NULL };

    load_mix(threads);
    run("a", 0);
    expect_whole("null");
    cr_expect_eq(counts.measured, 5000);
    load_mix(virtual);
    cr_expect_eq(support_run(&support, "b", 0, &result), TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(support.error.text, "no virtual time"));
}

Test(runners, a_drive_setting_nobody_knows_is_refused_before_the_run)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };

    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = { kinds[i], "drive=sim:disk=present",
                                          NULL };
        load_mix(overrides);
        cr_expect_eq(support_run(&support, kinds[i], 0, &result), TJ_BAD_INPUT,
                     "%s", support.error.text);
    }
}

Test(runners, a_full_disk_ends_the_run_and_leaves_a_readable_trace)
{
    static const char *const kinds[] = { "runner=virtual", "runner=threads" };
    /* Room for one window of a segment, not for two. */
    const struct rlimit limit = { 6 << 20, 6 << 20 };

    signal(SIGXFSZ, SIG_IGN);
    for (unsigned i = 0; i < 2; i++) {
        const char *const overrides[] = { kinds[i], "duration=1h", "clients=1",
                                          NULL };
        load_mix(overrides);
        cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
        cr_expect_eq(support_run(&support, kinds[i], 0, &result), TJ_HOST_IO);
        cr_expect_not(result.interrupted);
        support_count(&support, kinds[i], &counts);
        cr_expect_gt(counts.measured, 10000);
    }
}

Test(runners, a_folder_that_holds_a_trace_is_not_written_over)
{
    static const char *const overrides[] = { "runner=virtual", "ops=10", NULL };

    load_mix(overrides);
    run("a", 0);
    load_mix(overrides);
    cr_expect_neq(support_run(&support, "a", 0, &result), TJ_OK);
}

/* --- Schedules as values --- */

enum { CHOICES_MAX = 200000 };

static void run_choosing(const char *folder, struct tj_choices *follow,
                         struct tj_choices *record)
{
    const struct tj_run_options options = { .folder = folder, .follow = follow,
                                            .record = record };

    cr_assert_eq(tj_run(support.workload, &options, &support.arena, &result,
                        &support.error), TJ_OK, "%s", support.error.text);
    support_count(&support, folder, &counts);
    expect_whole(folder);
    expect_no_finding(folder, folder);
}

Test(runners, a_recorded_schedule_followed_gives_the_same_trace)
{
    static const char *const strategies[] = {
        "strategy=random", "strategy=first", "strategy=pct depth=3 steps=9000",
        "strategy=random turns", "strategy=pct depth=4 steps=900 turns",
    };
    static struct tj_choice room[CHOICES_MAX], again[CHOICES_MAX];

    for (size_t i = 0; i < sizeof strategies / sizeof *strategies; i++) {
        const char *const overrides[] = { "runner=virtual", "seed=5",
            "duration=100ms", "drives=2", strategies[i], NULL };
        struct tj_choices choices = { .at = room, .max = CHOICES_MAX };
        struct tj_choices followed = { .at = again, .max = CHOICES_MAX };
        char              names[2][24];

        for (unsigned j = 0; j < 2; j++) {
            (void)snprintf(names[j], sizeof names[j], "%zu-%u", i, j);
            load("two-burners", overrides);
            run_choosing(names[j], j == 0 ? NULL : &choices,
                         j == 0 ? &choices : &followed);
        }
        cr_expect_gt(choices.count, 20, "%s", strategies[i]);
        cr_expect_eq(choices.strayed, 0, "%s", strategies[i]);
        cr_expect_eq(choices.next, choices.count, "%s", strategies[i]);
        cr_expect_eq(followed.count, choices.count, "%s", strategies[i]);
        cr_expect(same_trace(names[0], names[1]), "%s", strategies[i]);
    }
}

Test(runners, without_a_schedule_to_follow_it_is_the_strategy_first)
{
    static const char *const overrides[] = { "runner=virtual", "seed=5",
        "duration=100ms", "strategy=first turns", NULL };
    struct tj_choices none = { .max = 0 };

    load("two-burners", overrides);
    run_choosing("a", NULL, NULL);
    load("two-burners", overrides);
    run_choosing("b", &none, NULL);
    cr_expect(same_trace("a", "b"));
}

/* Without turns, whoever is answered asks again before anybody else goes on. */
Test(runners, taking_turns_lets_others_come_between)
{
    static const char *const overrides[] = { "runner=virtual", "seed=5",
        "duration=100ms", "strategy=random", NULL };
    static const char *const turns[] = { "runner=virtual", "seed=5",
        "duration=100ms", "strategy=random turns", NULL };

    load("two-burners", overrides);
    run("a", 0);
    load("two-burners", turns);
    run("b", 0);
    expect_whole("b");
    cr_expect_not(same_trace("a", "b"));
}

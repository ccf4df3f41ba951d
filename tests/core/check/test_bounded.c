/* SPDX-License-Identifier: MIT */
/* How a run must end: told by hand, with the near misses. */
#include "core/check/bounded.h"
#include "tests/core/check/tale.h"

#include <criterion/criterion.h>
#include <string.h>

static struct tale *tale;

static void begin(void)
{
    tale = tale_new();
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
}

static void end(void)
{
    tale_free(tale);
}

TestSuite(bounded, .init = begin, .fini = end);

static struct tj_record *verify(uint16_t client, uint32_t handle, uint64_t t0,
                                uint64_t t1)
{
    return tale_refuse(tale_op(tale, client, TJ_VERIFY2, handle, t0, t1),
                       TJ_STATUS_DEVICE_NOT_READY);
}

static uint64_t judged(const struct tj_verdict *verdict, enum rule rule)
{
    return verdict->rules[rule].judged;
}

/* --- TJ-L03 --- */

Test(bounded, who_is_never_done_trying_is_found)
{
    verify(ANNA, 11, 10, 11 + BOUNDED_OTHER_NS);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "TJ-L03x1");
    cr_expect_eq(verdict->exit_code, 4);
    cr_expect_eq(verdict->findings[0].refs_count, 1);
    cr_expect_not_null(strstr(verdict->findings[0].text, "verify2"), "%s",
                       verdict->findings[0].text);
}

Test(bounded, the_longest_that_is_allowed_is_no_finding)
{
    verify(ANNA, 11, 10, 10 + BOUNDED_OTHER_NS);
    tale_op(tale, BERT, TJ_READ, 21, 20 + BOUNDED_OTHER_NS,
            20 + BOUNDED_OTHER_NS + BOUNDED_TRANSFER_NS);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_str_eq(tale_broken(verdict), "");
    cr_expect_eq(judged(verdict, RULE_L03), 2);
}

Test(bounded, a_transfer_has_a_bound_of_its_own)
{
    tale_op(tale, BERT, TJ_READ, 21, 20, 21 + BOUNDED_TRANSFER_NS);
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L03x1");
}

Test(bounded, who_waits_behind_others_waits_for_them)
{
    verify(ANNA, 11, 10, BOUNDED_OTHER_NS);
    verify(BERT, 21, 10, 2 * BOUNDED_OTHER_NS - 5);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_str_eq(tale_broken(verdict), "");
    cr_expect_eq(judged(verdict, RULE_L03), 2);
}

Test(bounded, each_gap_counts_by_itself)
{
    verify(ANNA, 11, 10, BOUNDED_OTHER_NS);
    verify(BERT, 21, 10, 2 * BOUNDED_OTHER_NS + 5);
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L03x1");
}

Test(bounded, beside_a_tray_unlock_nothing_is_bounded)
{
    tale_op(tale, BERT, TJ_ALLOW, 21, 5, 20 + 3 * BOUNDED_OTHER_NS);
    verify(ANNA, 11, 10, 10 + 3 * BOUNDED_OTHER_NS);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_str_eq(tale_broken(verdict), "");
    cr_expect_eq(judged(verdict, RULE_L03), 0);
}

Test(bounded, after_a_tray_unlock_it_is_again)
{
    tale_op(tale, BERT, TJ_ALLOW, 21, 5, 20);
    verify(ANNA, 11, 10, 21 + BOUNDED_OTHER_NS);
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L03x1");
}

Test(bounded, a_fault_of_any_kind_excuses_unless_it_is_known_to_be_quick)
{
    static const bool        quick[] = { true, false };
    static const char *const names[] = { "sense", "busy" };
    static const uint64_t    planned[] = { 0, 0 };
    struct tj_check_config   config = { .fault_names = names,
                                        .faults_planned = planned,
                                        .faults_quick = quick,
                                        .faults_count = 2 };

    tale_strike(tale, BERT, 5, 0);
    verify(ANNA, 11, 10, 11 + BOUNDED_OTHER_NS);
    cr_expect_str_eq(tale_broken(tale_judge_as(tale, &config)), "TJ-L03x1");
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "", "nobody says so");
    tale_strike(tale, BERT, 6, 1);
    cr_expect_str_eq(tale_broken(tale_judge_as(tale, &config)), "");
}

Test(bounded, answers_that_never_came_or_were_made_prove_nothing)
{
    tale_lost(tale, BERT, TJ_VERIFY2, 21, 5);
    verify(ANNA, 11, 10, 11 + BOUNDED_OTHER_NS);
    cr_expect_eq(judged(tale_judge(tale), RULE_L03), 0);
}

Test(bounded, an_injected_answer_proves_nothing)
{
    verify(BERT, 21, 5, 6)->op.done_flags = TJ_RECORD_INJECTED;
    verify(ANNA, 11, 10, 11 + BOUNDED_OTHER_NS);
    cr_expect_eq(judged(tale_judge(tale), RULE_L03), 0);
}

Test(bounded, the_dead_close_their_handles)
{
    tale_mark(tale, TJ_MARK_DIED, 5, 137);
    verify(ANNA, 11, 10, 11 + BOUNDED_OTHER_NS);
    cr_expect_eq(judged(tale_judge(tale), RULE_L03), 0);
}

/* --- The same, of requests that were never answered --- */

Test(bounded, who_was_never_answered_has_waited_too_long)
{
    tale_lost(tale, ANNA, TJ_VERIFY2, 11, 10);
    tale_lost(tale, BERT, TJ_VERIFY2, 21, 20);
    tale_mark(tale, TJ_MARK_END, 11 + BOUNDED_OTHER_NS, 0);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "TJ-L01x2 TJ-L03x1");
    cr_expect_not_null(strstr(verdict->findings[1].text, "still not answered"),
                       "%s", tale_findings(verdict));
}

Test(bounded, a_run_that_ends_before_says_nothing)
{
    tale_lost(tale, ANNA, TJ_VERIFY2, 11, 10);
    tale_mark(tale, TJ_MARK_END, 10 + BOUNDED_OTHER_NS, 0);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_str_eq(tale_broken(verdict), "TJ-L01x1");
    cr_expect_eq(judged(verdict, RULE_L03), 1);
}

Test(bounded, the_watchdog_saw_it_wait_after_the_end)
{
    tale_lost(tale, ANNA, TJ_VERIFY2, 11, 10);
    tale_mark(tale, TJ_MARK_END, 20, 0);
    tale_mark(tale, TJ_MARK_HUNG, 11 + BOUNDED_OTHER_NS, BOUNDED_OTHER_NS);
    tale->records[tale->count - 1].client = ANNA;
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L01x1 TJ-L03x1");
}

Test(bounded, who_was_struck_may_wait_for_ever)
{
    tale_strike(tale, ANNA, 5, 0);
    tale_lost(tale, ANNA, TJ_VERIFY2, 11, 10);
    tale_mark(tale, TJ_MARK_END, 11 + BOUNDED_OTHER_NS, 0);
    cr_expect_eq(judged(tale_judge(tale), RULE_L03), 0);
}

Test(bounded, a_drive_that_answers_others_is_not_silent)
{
    tale_lost(tale, ANNA, TJ_VERIFY2, 11, 10);
    tale_op(tale, BERT, TJ_QUERY, 21, 20, 30);
    tale_mark(tale, TJ_MARK_END, 25 + BOUNDED_OTHER_NS, 0);
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L01x1");
}

/* --- TJ-L02 --- */

static void left(uint64_t what, uint32_t count, uint16_t client)
{
    tale_mark(tale, TJ_MARK_LEFT, 100, what << 32 | count);
    tale->records[tale->count - 1].client = client;
}

Test(bounded, what_stays_locked_is_told)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    left(TJ_LEFT_OWNER, 1, ANNA);
    left(TJ_LEFT_SIMPLE, 2, TJ_NOBODY);
    tale_mark(tale, TJ_MARK_RESTORED, 110, 0);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "TJ-L02x1");
    cr_expect_eq(verdict->exit_code, 5);
    const char *text = verdict->findings[0].text;
    cr_expect_not_null(strstr(text, "somebody owns it, by client 1"), "%s",
                       text);
    cr_expect_not_null(strstr(text, "more than before (2)"), "%s", text);
}

Test(bounded, what_was_undone_stays_not)
{
    tale_mark(tale, TJ_MARK_UNDONE, 90, 1);
    tale_mark(tale, TJ_MARK_RESTORED, 110, 1);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_str_eq(tale_broken(verdict), "");
    cr_expect_eq(judged(verdict, RULE_L02), 1);
}

Test(bounded, a_drive_that_answers_nobody_cannot_be_put_back)
{
    tale_lost(tale, ANNA, TJ_EJECT, 11, 10);
    tale_mark(tale, TJ_MARK_HUNG, 90, 80);
    tale->records[tale->count - 1].client = ANNA;
    left(TJ_LEFT_OWNER, 1, ANNA);
    tale_mark(tale, TJ_MARK_RESTORED, 110, 0);
    cr_expect_str_eq(tale_broken(tale_judge(tale)), "TJ-L01x1");
}

Test(bounded, a_run_that_did_not_look_is_not_judged)
{
    cr_expect_eq(judged(tale_judge(tale), RULE_L02), 0);
}

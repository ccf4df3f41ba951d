/* SPDX-License-Identifier: MIT */
/* Advice about programs: each rule broken once, and what only looks like it. */
#include "tests/core/check/tale.h"

#include "core/check/metric.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <string.h>

#define MS UINT64_C(1000000)

static struct tale *tale;

/* Anna has a direct handle 11, Bert 21. */
static void set_up(void)
{
    tale = tale_new();
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
}
static void tear_down(void)
{
    tale_free(tale);
}
TestSuite(manners, .init = set_up, .fini = tear_down);

/* In every order of segments: advice, no word against the drive, and a verdict
 * that does not change. */
static const struct tj_verdict *expect(const char *advice)
{
    const struct tj_verdict *verdict = NULL;
    for (tale->shuffle = 0; tale->shuffle < 4; tale->shuffle++) {
        verdict = tale_judge(tale);
        cr_assert_str_eq(tale_advice(verdict), advice,
                         "expected \"%s\", got \"%s\":\n%s", advice,
                         tale_advice(verdict), tale_findings(verdict));
        cr_assert_str_eq(tale_broken(verdict), "");
        cr_assert_eq(verdict->word, TJ_PASS);
        cr_assert_eq(verdict->findings_total, 0);
    }
    return verdict;
}

static void end_at(uint64_t t)
{
    tale_mark(tale, TJ_MARK_END, t, 0);
}
static void open_later(uint16_t client, uint32_t handle, enum tj_target target)
{
    tale_op(tale, client, TJ_OPEN, handle, 2, 3)->op.arg =
        tj_open_arg(target, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
}
static void refused(uint16_t client, enum tj_verb verb, uint32_t handle,
                    uint64_t t0, uint32_t status)
{
    tale_refuse(tale_op(tale, client, verb, handle, t0, t0 + 1), status);
}

/* --- TJ-A01 --- */

Test(manners, a_lock_that_is_unlocked_is_clean)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(100);
    const struct tj_verdict *verdict = expect("");
    cr_assert_eq(verdict->rules[RULE_A01].state, TJ_RULE_HELD);
    cr_assert(verdict->apps.clients[ANNA].seen);
    cr_assert_eq(verdict->apps.warnings, 0);
}

Test(manners, a_lock_left_to_the_close_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(100);
    const struct tj_verdict *verdict = expect("TJ-A01x1");
    cr_assert_eq(verdict->rules[RULE_A01].state, TJ_RULE_ADVICE);
    cr_assert_eq(verdict->apps.clients[ANNA].counts[0], 1);
    cr_assert_eq(verdict->apps.clients[BERT].counts[0], 0);
    cr_assert_eq(verdict->apps.warnings, 1);
    cr_assert_eq(verdict->apps.findings_count, 1);
    cr_assert_eq(verdict->apps.findings[0].client, ANNA);
    cr_assert_eq(verdict->apps.findings[0].refs_count, 2);
    cr_assert_not_null(strstr(verdict->apps.findings[0].text, "Nero 12"));
}

Test(manners, closing_one_of_two_handles_leaks_nothing)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, ANNA, 11, 12, 21, 22);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_op(tale, ANNA, TJ_UNLOCK, 12, 50, 60);
    tale_op(tale, ANNA, TJ_CLOSE, 12, 70, 80);
    end_at(100);
    expect("");
}

Test(manners, a_handle_that_somebody_else_duplicated_leaks_nothing)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, BERT, 11, 22, 21, 22);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_op(tale, BERT, TJ_UNLOCK, 22, 50, 60);
    end_at(100);
    expect("");
}

Test(manners, what_is_closed_after_the_end_is_the_runner_tidying_up)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    end_at(30);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    expect("");
}

Test(manners, an_unlock_of_unknown_outcome_is_an_unlock)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40),
                TJ_STATUS_IO_TIMEOUT)
        ->op.done_flags = TJ_RECORD_INJECTED;
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(100);
    expect("");
}

Test(manners, who_dies_as_owner_leaks_unless_a_fault_killed_it)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_mark(tale, TJ_MARK_DIED, 30, 137);
    tale->records[tale->count - 1].client = ANNA;
    end_at(100);
    expect("TJ-A01x1");
    tale_strike(tale, ANNA, 25, 0);
    expect("");
}

/* --- TJ-A02, TJ-A03 --- */

Test(manners, a_simple_tray_lock_left_for_a_second_is_found)
{
    tale_op(tale, ANNA, TJ_PREVENT, 11, 10, 20);
    tale_op(tale, ANNA, TJ_PREVENT, 11, 30, 40);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(60 + 1000 * MS);
    const struct tj_verdict *verdict = expect("TJ-A02x2");
    cr_assert_eq(verdict->apps.findings_count, 1);
}

Test(manners, a_tray_lock_that_is_not_left_long_enough_is_not_judged)
{
    tale_op(tale, ANNA, TJ_PREVENT, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(59 + 1000 * MS);
    expect("");
}

Test(manners, a_tray_lock_that_outlives_another_session_is_found)
{
    tale_op(tale, ANNA, TJ_PREVENT, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    tale_op(tale, ANNA, TJ_OPEN, 12, 70, 80)->op.arg =
        tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ, TJ_SHARE_ALL);
    tale_op(tale, ANNA, TJ_PREVENT, 12, 81, 82);
    tale_op(tale, ANNA, TJ_CLOSE, 12, 90, 95);
    end_at(100);
    expect("TJ-A02x1");
}

Test(manners, a_tray_lock_undone_through_a_later_handle_is_clean)
{
    tale_op(tale, ANNA, TJ_PREVENT, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    tale_op(tale, ANNA, TJ_OPEN, 12, 70, 80)->op.arg =
        tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ, TJ_SHARE_ALL);
    tale_op(tale, ANNA, TJ_ALLOW, 12, 90, 100);
    end_at(5000 * MS);
    expect("");
}

Test(manners, a_tray_lock_of_somebody_dead_that_had_to_be_undone_is_found)
{
    tale_lost(tale, ANNA, TJ_PREVENT, 11, 10);
    tale_mark(tale, TJ_MARK_DIED, 30, 137);
    tale->records[tale->count - 1].client = ANNA;
    end_at(100);
    tale_mark(tale, TJ_MARK_UNDONE, 200, 1);
    tale->records[tale->count - 1].client = ANNA;
    expect("TJ-A02x1");
}

Test(manners, a_secure_tray_lock_goes_with_its_handle)
{
    tale_op(tale, ANNA, TJ_SECURE_PREVENT, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(5000 * MS);
    expect("");
}

Test(manners, notifications_left_off_are_found)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 10, 20);
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 21, 22);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 23, 24);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    tale_op(tale, BERT, TJ_MCN_OFF, 21, 70, 71);
    tale_op(tale, BERT, TJ_MCN_ON, 21, 72, 73);
    tale_op(tale, BERT, TJ_CLOSE, 21, 80, 81);
    end_at(100);
    const struct tj_verdict *verdict = expect("TJ-A03x1");
    cr_assert_eq(verdict->apps.findings[0].client, ANNA);
}

Test(manners, notifications_that_could_not_be_switched_on_are_not_forgotten)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 10, 20);
    tale_lock(tale, BERT, 21, 30, 31);
    refused(ANNA, TJ_MCN_ON, 11, 40, TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 70, 71);
    end_at(100);
    expect("");
}

/* --- TJ-A04 --- */

static void bert_owns(void)
{
    tale_lock(tale, BERT, 21, 3, 4);
}

Test(manners, who_goes_on_after_a_refusal_is_found_once_for_each)
{
    bert_owns();
    refused(ANNA, TJ_LOCK, 11, 10, TJ_STATUS_ACCESS_DENIED);
    refused(ANNA, TJ_EJECT, 11, 20, TJ_STATUS_ACCESS_DENIED);
    refused(ANNA, TJ_READ, 11, 30, TJ_STATUS_ACCESS_DENIED);
    refused(ANNA, TJ_LOCK, 11, 40 * MS, TJ_STATUS_ACCESS_DENIED);
    refused(ANNA, TJ_WRITE, 11, 50 * MS, TJ_STATUS_ACCESS_DENIED);
    end_at(100 * MS);
    expect("TJ-A04x2");
}

Test(manners, who_waits_for_the_grant_or_only_asks_is_clean)
{
    bert_owns();
    refused(ANNA, TJ_LOCK, 11, 10, TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, ANNA, 11, 20, 21, TJ_RESULT_LOCKED | BERT);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 30, 31);
    tale_lock(tale, ANNA, 11, 40, 41);
    tale_op(tale, ANNA, TJ_EJECT, 11, 50, 51);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 60, 61);
    end_at(100);
    const struct tj_verdict *verdict = expect("");
    cr_assert_eq(verdict->rules[RULE_A04].state, TJ_RULE_HELD);
}

Test(manners, an_eject_through_another_handle_is_another_matter)
{
    bert_owns();
    open_later(ANNA, 12, TJ_INTERFACE);
    refused(ANNA, TJ_LOCK, 11, 10, TJ_STATUS_ACCESS_DENIED);
    refused(ANNA, TJ_EJECT, 12, 20, TJ_STATUS_ACCESS_DENIED);
    end_at(100);
    expect("");
}

Test(manners, a_refusal_made_by_a_fault_is_a_refusal_to_the_program)
{
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 10, 11),
                TJ_STATUS_ACCESS_DENIED)
        ->op.done_flags = TJ_RECORD_INJECTED;
    tale_op(tale, ANNA, TJ_EJECT, 11, 20, 21);
    end_at(100);
    expect("TJ-A04x1");
}

Test(manners, a_dismount_without_the_volume_lock_is_found_a_read_is_not)
{
    tale_open_as(tale, CARL, 31, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_open_as(tale, DORA, 41, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    refused(CARL, TJ_VOLUME_LOCK, 31, 10, TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, CARL, TJ_DISMOUNT, 31, 20, 21);
    refused(DORA, TJ_VOLUME_LOCK, 41, 10, TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, DORA, TJ_READ, 41, 20, 21);
    end_at(100);
    const struct tj_verdict *verdict = expect("TJ-A04x1");
    cr_assert_eq(verdict->apps.findings[0].client, CARL);
}

/* --- TJ-A05 --- */

static void try_again(unsigned times, uint64_t pause)
{
    uint64_t t = 10;
    for (unsigned i = 0; i <= times; i++, t += pause)
        refused(ANNA, TJ_LOCK, 11, t, TJ_STATUS_ACCESS_DENIED);
    end_at(t + 1000 * MS);
}

Test(manners, ten_hasty_tries_are_hammering)
{
    bert_owns();
    try_again(10, MS);
    expect("TJ-A05x1");
}
Test(manners, nine_are_not)
{
    bert_owns();
    try_again(9, MS);
    expect("");
}
Test(manners, nor_are_many_with_pauses)
{
    bert_owns();
    try_again(100, 10 * MS + 1);
    const struct tj_verdict *verdict = expect("");
    cr_assert_eq(verdict->rules[RULE_A05].state, TJ_RULE_HELD);
}
Test(manners, hammering_for_long_is_one_finding)
{
    bert_owns();
    try_again(500, MS);
    expect("TJ-A05x1");
}
Test(manners, who_works_between_tries_does_not_hammer)
{
    bert_owns();
    for (uint64_t i = 0; i < 40; i++) {
        refused(ANNA, TJ_LOCK, 11, 10 + i * MS, TJ_STATUS_ACCESS_DENIED);
        tale_op(tale, ANNA, TJ_VERIFY2, 11, 12 + i * MS, 13 + i * MS);
    }
    end_at(1000 * MS);
    expect("");
}

/* --- TJ-A06, TJ-A07, TJ-A11 --- */

/* Delivered to a client; events are numbered as they come. Somebody of whom
 * nothing more is known may have locked the volume. */
enum { SOMEBODY = 50 };
static void told(uint16_t client, enum tj_event_id id, uint64_t t)
{
    struct tj_record *record = tale_event(tale, id, t);
    record->client = client;
    record->event.size = 0;
    tale_op(tale, SOMEBODY, TJ_VOLUME_LOCK, 500, t - 1, t + 1)
        ->op.done_flags = TJ_RECORD_INJECTED;
}

static void carl_has_the_volume(void)
{
    tale_open_as(tale, CARL, 31, TJ_VOLUME, TJ_ACCESS_READ);
}

Test(manners, who_closes_in_time_and_comes_back_is_clean)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    told(CARL, TJ_EVENT_VOLUME_LOCK_FAILED, 6 * MS);
    tale_op(tale, CARL, TJ_CLOSE, 31, 1000 * MS, 1001 * MS);
    tale_op(tale, CARL, TJ_OPEN, 32, 2000 * MS, 2001 * MS)->op.arg =
        tj_open_arg(TJ_VOLUME, TJ_ACCESS_READ, TJ_SHARE_ALL);
    end_at(9000 * MS);
    const struct tj_verdict *verdict = expect("");
    cr_assert_eq(verdict->rules[RULE_A06].state, TJ_RULE_HELD);
    cr_assert_eq(verdict->rules[RULE_A07].state, TJ_RULE_NOT_JUDGED);
    cr_assert_eq(verdict->rules[RULE_A11].state, TJ_RULE_HELD);
}

Test(manners, who_closes_too_late_is_found)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_op(tale, CARL, TJ_CLOSE, 31, 1006 * MS, 1007 * MS);
    end_at(9000 * MS);
    expect("TJ-A06x1");
}

Test(manners, who_never_closes_is_found_at_the_end)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    told(CARL, TJ_EVENT_VOLUME_LOCK, 55 * MS); /* The same attempt, again. */
    told(CARL, TJ_EVENT_VOLUME_DISMOUNT, 3000 * MS);
    end_at(9000 * MS);
    expect("TJ-A06x1 TJ-A07x1");
}

Test(manners, each_attempt_that_is_ignored_counts)
{
    carl_has_the_volume();
    for (uint64_t i = 0; i < 6; i++)
        told(CARL, TJ_EVENT_VOLUME_LOCK, (5 + 2000 * i) * MS);
    end_at(20000 * MS);
    const struct tj_verdict *verdict = expect("TJ-A06x6");
    cr_assert_eq(verdict->apps.clients[CARL].counts[RULE_A06 - RULE_A01], 6);
    cr_assert_eq(verdict->apps.findings_count, TJ_APP_FINDINGS_EACH);
}

Test(manners, a_run_that_ends_within_the_second_says_nothing)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    end_at(1000 * MS);
    expect("");
}

Test(manners, who_is_not_told_need_not_react)
{
    carl_has_the_volume();
    told(DORA, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    end_at(9000 * MS);
    expect("");
}

Test(manners, a_direct_handle_is_in_nobodys_way)
{
    told(ANNA, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_open_as(tale, CARL, 31, TJ_VOLUME, TJ_ACCESS_NONE);
    told(CARL, TJ_EVENT_VOLUME_LOCK, 6 * MS);
    end_at(9000 * MS);
    expect("");
}

Test(manners, nobody_makes_way_for_an_attempt_of_its_own)
{
    tale_open_as(tale, CARL, 31, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    open_later(CARL, 32, TJ_FILE);
    refused(CARL, TJ_VOLUME_LOCK, 31, 5 * MS, TJ_STATUS_ACCESS_DENIED);
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    told(CARL, TJ_EVENT_VOLUME_LOCK_FAILED, 5 * MS);
    tale_op(tale, CARL, TJ_DISMOUNT, 31, 5000 * MS, 5001 * MS);
    told(CARL, TJ_EVENT_VOLUME_DISMOUNT, 5000 * MS);
    end_at(9000 * MS);
    expect("TJ-A04x1");
}

Test(manners, who_waits_for_an_answer_can_do_nothing_else)
{
    carl_has_the_volume();
    tale_op(tale, CARL, TJ_VERIFY, 31, 3 * MS, 4000 * MS);
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_op(tale, CARL, TJ_CLOSE, 31, 4001 * MS, 4002 * MS);
    end_at(9000 * MS);
    expect("");
}

Test(manners, a_client_that_a_fault_struck_is_excused)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_strike(tale, CARL, 6 * MS, 0);
    end_at(9000 * MS);
    expect("");
}

Test(manners, who_made_way_and_stays_away_is_noted)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_op(tale, CARL, TJ_CLOSE, 31, 6 * MS, 7 * MS);
    told(CARL, TJ_EVENT_VOLUME_LOCK_FAILED, 8 * MS);
    end_at(9000 * MS);
    const struct tj_verdict *verdict = expect("TJ-A11x1");
    cr_assert_eq(verdict->apps.warnings, 0);
    cr_assert_eq(verdict->apps.notes, 1);
}

Test(manners, after_a_lock_that_succeeded_nobody_need_come_back)
{
    carl_has_the_volume();
    told(CARL, TJ_EVENT_VOLUME_LOCK, 5 * MS);
    tale_op(tale, CARL, TJ_CLOSE, 31, 6 * MS, 7 * MS);
    end_at(9000 * MS);
    expect("");
}

/* --- TJ-A08 to TJ-A10 --- */

Test(manners, an_unlock_of_what_was_never_locked_is_found)
{
    refused(ANNA, TJ_UNLOCK, 11, 10, TJ_STATUS_INVALID_DEVICE_REQUEST);
    end_at(100);
    expect("TJ-A08x1");
}

Test(manners, the_second_unlock_and_the_one_through_another_handle_are_found)
{
    open_later(ANNA, 12, TJ_INTERFACE);
    tale_lock(tale, ANNA, 11, 10, 20);
    refused(ANNA, TJ_UNLOCK, 12, 25, TJ_STATUS_INVALID_HANDLE);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    refused(ANNA, TJ_UNLOCK, 11, 50, TJ_STATUS_INVALID_DEVICE_REQUEST);
    end_at(100);
    const struct tj_verdict *verdict = expect("TJ-A08x2");
    cr_assert_not_null(
        strstr(verdict->apps.findings[0].text, "locked through another"));
}

Test(manners, who_does_not_know_whether_it_locked_may_unlock)
{
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 10, 11), TJ_STATUS_IO_TIMEOUT)
        ->op.done_flags = TJ_RECORD_INJECTED;
    refused(ANNA, TJ_UNLOCK, 11, 20, TJ_STATUS_INVALID_DEVICE_REQUEST);
    end_at(100);
    expect("");
}

Test(manners, a_closed_handle_that_is_used_is_found)
{
    tale_op(tale, ANNA, TJ_CLOSE, 11, 10, 20);
    refused(ANNA, TJ_UNLOCK, 11, 20, TJ_STATUS_INVALID_HANDLE);
    end_at(100);
    const struct tj_verdict *verdict = expect("TJ-A09x1");
    cr_assert_eq(verdict->apps.findings[0].refs_count, 2);
}

Test(manners, an_eject_against_ones_own_tray_lock_is_found)
{
    tale_op(tale, ANNA, TJ_SECURE_PREVENT, 11, 10, 20);
    refused(ANNA, TJ_EJECT, 11, 30, TJ_STATUS_DEVICE_BUSY);
    tale_op(tale, ANNA, TJ_SECURE_ALLOW, 11, 40, 41);
    tale_op(tale, ANNA, TJ_EJECT, 11, 50, 51);
    tale_op(tale, BERT, TJ_PREVENT, 21, 60, 61);
    refused(ANNA, TJ_EJECT, 11, 70, TJ_STATUS_INVALID_DEVICE_REQUEST);
    end_at(100);
    expect("TJ-A10x1");
}

/* --- All of them --- */

Test(manners, a_client_with_two_requests_at_once_is_not_judged)
{
    tale_op(tale, ANNA, TJ_VERIFY, 11, 5, 100);
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 150, 160);
    end_at(1000);
    expect("");
}

Test(manners, a_trace_cut_short_is_judged_up_to_the_cut)
{
    refused(ANNA, TJ_UNLOCK, 11, 10, TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale_op(tale, ANNA, TJ_PREVENT, 11, 20, 30);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 40, 50);
    tale_op(tale, BERT, TJ_VERIFY2, 21, 20, 30);
    tale_op(tale, BERT, TJ_VERIFY2, 21, 9000 * MS, 9001 * MS);
    tale->partial = true;
    expect("TJ-A08x1");
}

Test(manners, advice_changes_the_verdict_only_where_it_is_asked_for)
{
    static const char *const lines[] = { "app.leaked_locks == 0",
                                         "app.stray_unlocks == 0",
                                         "app.findings <= 1" };
    const struct tj_check_config config = { .thresholds = lines,
                                            .thresholds_count = 3 };
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 50, 60);
    end_at(100);
    expect("TJ-A01x1");
    const struct tj_verdict *verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->word, TJ_THRESHOLD);
    cr_assert_eq(verdict->exit_code, 3);
    cr_assert_not(verdict->thresholds[0].ok);
    cr_assert(verdict->thresholds[1].ok);
    cr_assert(verdict->thresholds[2].ok);
}

Test(manners, a_storm_keeps_few_findings_and_counts_all)
{
    for (uint64_t i = 0; i < 1000; i++)
        refused(ANNA, TJ_UNLOCK, 11, 10 + 2 * i,
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    end_at(9999);
    const struct tj_verdict *verdict = expect("TJ-A08x1000");
    cr_assert_eq(verdict->apps.findings_count, TJ_APP_FINDINGS_EACH);
    cr_assert_eq(verdict->apps.warnings, 1000);
}

Test(manners, every_rule_has_its_severity_and_its_words)
{
    for (size_t i = 0; i < TJ_APP_RULES; i++) {
        cr_assert_eq(strncmp(tj_rule_at(tj_app_rule(i))->id, "TJ-A", 4), 0);
        cr_assert_not_null(metric_find(tj_app_word(i)->metric));
        cr_assert_eq(tj_rule_severity(tj_app_rule(i)),
                     tj_app_rule(i) == RULE_A11 ? TJ_SEVERITY_NOTE
                                                : TJ_SEVERITY_WARNING);
    }
    cr_assert_eq(tj_rule_severity(RULE_X01), TJ_SEVERITY_ERROR);
    cr_assert_str_eq(tj_severity_name(TJ_SEVERITY_NOTE), "note");
}

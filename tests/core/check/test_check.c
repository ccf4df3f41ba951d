/* SPDX-License-Identifier: MIT */
/* The verdict as a whole: counting, the ledger, words and exit codes, limits,
 * and that the order of reading does not matter. */
#include "tests/core/check/honest.h"

#include "core/check/operation.h"
#include "tests/core/check/expect.h"

#include <stdio.h>
#include <string.h>

static struct tale *tale;

static void set_up(void)
{
    tale = tale_of_three();
}
static void tear_down(void)
{
    tale_free(tale);
}
TestSuite(check, .init = set_up, .fini = tear_down);

/* --- Counting --- */

/* Anna holds from 20 to 30; Bert is refused twice and then granted. */
static void contend(void)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 22, 23),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 27),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_lock(tale, BERT, 21, 44, 50);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 70, 80);
}

Test(check, outcomes_are_counted_by_verb_outcome_status_and_origin)
{
    contend();
    tale_refuse(tale_op(tale, CARL, TJ_LOCK, 31, 90, 95),
                TJ_STATUS_ACCESS_DENIED)
        ->op.done_flags = TJ_RECORD_INJECTED;
    const struct tj_verdict *verdict = tale_judge(tale);
    static const struct tj_outcome_row expected[] = {
        { TJ_OPEN, TJ_DONE, false, 0, 3 },
        { TJ_LOCK, TJ_DONE, false, 0, 2 },
        { TJ_LOCK, TJ_REFUSED, false, TJ_STATUS_ACCESS_DENIED, 2 },
        { TJ_LOCK, TJ_REFUSED, true, TJ_STATUS_ACCESS_DENIED, 1 },
        { TJ_UNLOCK, TJ_DONE, false, 0, 2 },
    };
    cr_assert_eq(verdict->outcomes_count, 5);
    for (size_t i = 0; i < 5; i++) {
        const struct tj_outcome_row *row = &verdict->outcomes[i];
        cr_expect(row->verb == expected[i].verb &&
                      row->outcome == expected[i].outcome &&
                      row->injected == expected[i].injected &&
                      row->status == expected[i].status &&
                      row->count == expected[i].count,
                  "row %zu", i);
    }
    cr_assert_eq(verdict->submitted, 10);
    cr_assert_eq(verdict->answered, 10);
    cr_assert_eq(verdict->unknown, 0);
}

Test(check, clients_are_accounted_for)
{
    contend();
    const struct tj_verdict *verdict = tale_judge(tale);
    const struct tj_client_account *anna = &verdict->clients[ANNA];
    const struct tj_client_account *bert = &verdict->clients[BERT];
    cr_assert_eq(anna->attempts, 1);
    cr_assert_eq(anna->grants, 1);
    cr_assert_eq(anna->held_ns, 10); /* Completion to the unlock's start. */
    cr_assert_eq(anna->blocked_others, 2);
    cr_assert_eq(bert->attempts, 3);
    cr_assert_eq(bert->denials, 2);
    cr_assert_eq(bert->held_ns, 20);
    cr_assert_eq(bert->longest_wait_ns, 50 - 22);
    cr_assert_eq(bert->name, BERT);
    size_t width = verdict->clients_count + 1;
    cr_assert_eq(verdict->blame[BERT * width + ANNA], 2);
    cr_assert_eq(verdict->blame[ANNA * width + BERT], 0);
    /* Anna 1, Bert 1; Carl never tried. */
    cr_assert_float_eq(verdict->jain, 1.0, 1e-9);
}

Test(check, latencies_are_kept_apart)
{
    contend();
    tale_op(tale, CARL, TJ_EJECT, 31, 60, 90);
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 62, 67),
                TJ_STATUS_ACCESS_DENIED);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->lock.granted->total, 2);
    cr_assert_eq(verdict->lock.granted->max_ns, 10);
    cr_assert_eq(verdict->lock.denied_at_once->total, 2);
    cr_assert_eq(verdict->lock.denied_queued->total, 1); /* Carl's eject ran. */
    cr_assert_eq(verdict->lock.denied_queued->max_ns, 5);
    cr_assert_eq(verdict->lock.denied->total, 3);
    /* From the start of Anna's unlock (30) to Bert's grant (50). */
    cr_assert_eq(verdict->handoff->total, 1);
    cr_assert_eq(verdict->handoff->max_ns, 20);
    cr_assert_null(verdict->latency[TJ_READ][TJ_DONE]);
}

static void due(struct tj_record *record, uint32_t late_us, bool first)
{
    record->late_us = late_us;
    record->flags |= TJ_RECORD_DUE;
    if (first)
        record->flags |= TJ_RECORD_ARRIVAL;
}

Test(check, corrected_latencies_count_from_when_an_operation_was_due)
{
    struct tj_record refused;

    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
    due(tale_lock(tale, ANNA, 11, 100000, 100010), 50, true);
    refused = *tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 110000, 110005),
                           TJ_STATUS_ACCESS_DENIED);
    due(&tale->records[tale->count - 1], 70, true);
    due(tale_op(tale, ANNA, TJ_UNLOCK, 11, 120000, 120001), 0, false);
    const struct tj_verdict *verdict = tale_judge(tale);

    cr_assert_eq(refused.client, BERT);
    cr_assert_eq(verdict->lock.granted->max_ns, 10);
    cr_assert_eq(verdict->lock_corrected.granted->max_ns, 50010);
    cr_assert_eq(verdict->lock.denied_at_once->max_ns, 5);
    cr_assert_eq(verdict->lock_corrected.denied_at_once->max_ns, 70005);
    cr_assert_eq(verdict->lock_corrected.denied->total, 1);
    cr_assert_eq(verdict->corrected[TJ_LOCK][TJ_DONE]->max_ns, 50010);
    cr_assert_eq(verdict->corrected[TJ_UNLOCK][TJ_DONE]->max_ns, 1,
                 "on time: corrected and raw are the same");
    cr_assert_null(verdict->corrected[TJ_OPEN][TJ_DONE], "it had none");
    cr_assert(verdict->arrivals.open);
    cr_assert_eq(verdict->arrivals.started, 2);
    cr_assert_eq(verdict->late->total, 2);
    cr_assert_eq(verdict->late->max_ns, 70000);
}

Test(check, arrivals_count_where_they_were_due)
{
    tale_mark(tale, TJ_MARK_BEGIN, 0, 0);
    tale_mark(tale, TJ_MARK_MEASURE, 100000, 0);
    tale_open(tale, ANNA, 11);
    /* Due before the measured phase, in it, and in it but begun behind it. */
    due(tale_query(tale, ANNA, 11, 110000, 110005, 0), 20, true);
    due(tale_query(tale, ANNA, 11, 120000, 120005, 0), 20, true);
    tale_mark(tale, TJ_MARK_COOL, 200000, 0);
    due(tale_query(tale, ANNA, 11, 210000, 210005, 0), 20, true);
    for (uint64_t t = 50; t <= 250; t += 100) {
        tale_mark(tale, TJ_MARK_DROPPED, 220000 + t, 7);
        tale->records[tale->count - 1].mark.due_ns = t * 1000;
    }
    tale_mark(tale, TJ_MARK_END, 300000, 0);
    const struct tj_verdict *verdict = tale_judge(tale);

    cr_assert_eq(verdict->arrivals.started, 1);
    cr_assert_eq(verdict->arrivals.dropped, 7);
    cr_assert_eq(verdict->start_ns, 0);
}

Test(check, a_drive_nobody_waited_for_is_no_hand_off)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_lock(tale, BERT, 21, 1000, 1010);
    cr_assert_null(tale_judge(tale)->handoff);
}

Test(check, only_the_measured_phase_counts)
{
    tale_mark(tale, TJ_MARK_BEGIN, 0, 0);
    tale_mark(tale, TJ_MARK_MEASURE, 43, 0);
    tale_mark(tale, TJ_MARK_COOL, 60, 0);
    tale_mark(tale, TJ_MARK_END, 100, 0);
    contend();
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->submitted, 1);
    cr_assert_eq(verdict->clients[ANNA].grants, 0);
    cr_assert_eq(verdict->clients[BERT].grants, 1);
    cr_assert_eq(verdict->clients[BERT].held_ns, 10); /* 50 .. 60 */
    cr_assert_eq(verdict->begin_ns, 43);
    cr_assert_eq(verdict->end_ns, 60);
    cr_assert_eq(verdict->rules[RULE_X02].judged, 2); /* All are judged. */
}

/* --- The ledger --- */

static struct tj_ledger_row rows[64];
static size_t rows_count;

static void keep_row(void *context, const struct tj_ledger_row *row)
{
    cr_assert_eq(context, &rows);
    rows[rows_count++] = *row;
}
static const struct tj_check_config with_ledger = {
    .ledger = keep_row,
    .ledger_context = &rows,
};

Test(check, the_ledger_joins_refusals_to_holders)
{
    contend();
    tale_refuse(tale_op(tale, CARL, TJ_EJECT, 31, 55, 58),
                TJ_STATUS_ACCESS_DENIED);
    tale_judge_as(tale, &with_ledger);
    cr_assert_eq(rows_count, 3);
    cr_assert_eq(rows[0].client, BERT);
    cr_assert_eq(rows[0].t_ns, 22);
    cr_assert_eq(rows[0].waited_ns, 1);
    cr_assert_eq(rows[0].holder, ANNA);
    cr_assert_eq(rows[0].holder_name, ANNA);
    cr_assert_eq(rows[0].holder_handle, 11);
    cr_assert_eq(rows[0].held_ns, 2);
    cr_assert_eq(rows[0].next_grant_ns, 20);
    cr_assert_eq(rows[1].held_ns, 5);
    cr_assert_eq(rows[2].verb, TJ_EJECT);
    cr_assert_eq(rows[2].holder, BERT);
    cr_assert_eq(rows[2].next_grant_ns, UINT64_MAX); /* Nobody followed. */
}

Test(check, a_refusal_without_a_holder_is_a_row_too)
{
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 22, 23),
                TJ_STATUS_ACCESS_DENIED);
    tale_judge_as(tale, &with_ledger);
    cr_assert_eq(rows_count, 1);
    cr_assert_eq(rows[0].holder, TJ_NOBODY);
}

Test(check, a_long_refusal_remembers_its_holder)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, CARL, TJ_LOCK, 31, 22, 90),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_lock(tale, BERT, 21, 44, 50);
    tale_judge_as(tale, &with_ledger);
    cr_assert_eq(rows_count, 1);
    cr_assert_eq(rows[0].holder, ANNA, "Bert came later");
    cr_assert_eq(rows[0].next_grant_ns, 20);
}

/* --- Words and exit codes --- */

static const struct tj_verdict *judge_with(const char *expectation,
                                           const char *threshold)
{
    struct tj_check_config config = {
        .expectations = &expectation,
        .expectations_count = expectation != NULL,
        .thresholds = &threshold,
        .thresholds_count = threshold != NULL,
        .accept_partial = true,
    };
    return tale_judge_as(tale, &config);
}

Test(check, a_run_that_keeps_all_passes)
{
    contend();
    const struct tj_verdict *verdict =
        judge_with("lock.denied >= 2", "handoff.max < 1us");
    cr_assert_eq(verdict->word, TJ_PASS);
    cr_assert_eq(verdict->exit_code, 0);
    cr_assert_float_eq(verdict->thresholds[0].value, 20, 1e-9);
    cr_assert_str_eq(tj_verdict_name(verdict->word), "pass");
}

Test(check, the_worst_word_wins)
{
    contend();
    cr_expect_eq(judge_with(NULL, "handoff.max < 5ns")->exit_code, 3);
    cr_expect_eq(
        judge_with("lock.denied >= 99", "handoff.max < 5ns")->exit_code, 2);
    tale_mark(tale, TJ_MARK_RESTORED, 200, 0);
    cr_expect_eq(judge_with("lock.denied >= 99", NULL)->exit_code, 5);
    tale_mark(tale, TJ_MARK_END, 199, 0);
    tale_lost(tale, CARL, TJ_EJECT, 31, 100);
    cr_expect_eq(judge_with(NULL, NULL)->exit_code, 4);
    tale_query(tale, BERT, 21, 150, 160, TJ_RESULT_LOCKED | ANNA);
    cr_expect_eq(judge_with(NULL, NULL)->exit_code, 1);
}

Test(check, a_run_that_a_threshold_ended_has_missed_it_and_need_not_be_long)
{
    const char *const expectation = "lock.denied >= 99";
    const char *const thresholds[] = { "handoff.max < 1us abort_after=5s",
                                       "late.max < 1us" };
    struct tj_check_config config = {
        .expectations = &expectation, .expectations_count = 1,
        .thresholds = thresholds, .thresholds_count = 2,
        .ended_by = "handoff.max < 1us", .ended_value = 7000,
    };

    contend();
    const struct tj_verdict *verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->exit_code, 3);
    cr_assert(verdict->ended_early);
    cr_assert_float_eq(verdict->thresholds[0].value, 7000, 1e-9);
    cr_assert_eq(verdict->thresholds[0].abort_ns, 5000000000);
    config.ended_by = "handoff.max < 2us"; /* `check --threshold` gave others. */
    verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->exit_code, 2);
    cr_assert(verdict->thresholds[0].ok);
}

Test(check, a_threshold_on_nothing_is_inconclusive)
{
    const struct tj_verdict *verdict = judge_with(NULL, "handoff.max < 5ns");
    cr_assert_eq(verdict->word, TJ_INCONCLUSIVE);
    cr_assert_not(verdict->thresholds[0].known);
}

Test(check, a_restored_drive_passes)
{
    tale_mark(tale, TJ_MARK_RESTORED, 200, 1);
    cr_assert_eq(judge_with(NULL, NULL)->word, TJ_PASS);
}

Test(check, planned_faults_must_strike)
{
    static const char *const names[] = { "holder-dies", "lost-event" };
    static const uint64_t planned[] = { 2, 0 };
    struct tj_check_config config = { .fault_names = names,
                                      .faults_planned = planned,
                                      .faults_count = 2 };
    tale_strike(tale, ANNA, 10, 0);
    tale_strike(tale, ANNA, 20, 1);
    const struct tj_verdict *verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->word, TJ_INCONCLUSIVE);
    cr_assert_eq(verdict->expectations_count, 2);
    cr_assert_str_eq(verdict->expectations[0].text, "fault.holder-dies >= 2");
    cr_assert_not(verdict->expectations[0].ok);
    cr_assert(verdict->expectations[1].ok);
    tale_strike(tale, ANNA, 30, 0);
    cr_assert_eq(tale_judge_as(tale, &config)->word, TJ_PASS);
}

/* A planned rule as the trace has it, short enough for one mark. */
static void plan(uint32_t index, const char *text, uint64_t most, bool events)
{
    tale_mark(tale, TJ_MARK_RULE, 0,
              (uint64_t)index << 32 | (uint64_t)strlen(text) << 16);

    struct tj_record *record = &tale->records[tale->count - 1];
    cr_assert_leq(strlen(text), sizeof record->mark.text);
    record->mark.due_ns = most;
    record->flags = events ? TJ_RECORD_OF_EVENTS : 0;
    memcpy(record->mark.text, text, strlen(text));
}

Test(check, faults_the_trace_planned_must_strike_when_nobody_says_others)
{
    static const char *const names[] = { "given" };
    static const uint64_t planned[] = { 0 };
    struct tj_check_config config = { .fault_names = names,
                                      .faults_planned = planned,
                                      .faults_count = 1 };
    plan(0, "a: b: kill(thread)", 2, false);
    tale_strike(tale, ANNA, 10, 0);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->word, TJ_INCONCLUSIVE);
    cr_assert_eq(verdict->expectations_count, 1);
    cr_assert_str_eq(verdict->expectations[0].text, "fault.a: b >= 2");
    verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->word, TJ_PASS);
    cr_assert_str_eq(verdict->expectations[0].text, "fault.given >= 1");
    tale_strike(tale, ANNA, 20, 0);
    cr_assert_eq(tale_judge(tale)->word, TJ_PASS);
}

Test(check, a_condition_may_name_a_fault_of_the_trace)
{
    plan(0, "crash: kill(thread)", 0, false);
    tale_strike(tale, ANNA, 10, 0);
    const struct tj_verdict *verdict = judge_with("fault.crash >= 1", NULL);
    cr_assert(verdict->expectations[0].known);
    cr_assert(verdict->expectations[0].ok);
}

Test(check, events_that_a_rule_of_the_trace_keeps_back_are_not_missed)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 15);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 33);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 34);
    cr_assert_str_neq(tale_broken(tale_judge(tale)), "");
    plan(0, "gap: deaf first=1", 0, true);
    tale_strike(tale, LISTENER, 16, 0);
    cr_assert_str_eq(tale_broken(tale_judge(tale)), "");
}

Test(check, a_killed_client_is_no_hang)
{
    tale_mark(tale, TJ_MARK_END, 199, 0);
    tale_lost(tale, CARL, TJ_EJECT, 31, 100);
    cr_assert_eq(tale_judge(tale)->word, TJ_LIVENESS);
    tale_strike(tale, CARL, 110, 0);
    cr_assert_eq(tale_judge(tale)->word, TJ_PASS);
}

/* --- A run that was stopped --- */

static void hang(uint16_t client, uint64_t t, uint64_t waited)
{
    tale_mark(tale, TJ_MARK_HUNG, t, waited);
    tale->records[tale->count - 1].client = client;
}

Test(check, a_hung_run_tells_who_waits_for_whom)
{
    tale_lock(tale, BERT, 21, 10, 20);
    tale_op(tale, BERT, TJ_READ, 21, 30, 40);
    tale_query(tale, ANNA, 11, 50, 60, TJ_RESULT_LOCKED | BERT);
    tale_lost(tale, ANNA, TJ_EJECT, 11, 100);
    hang(ANNA, 600, 500);
    tale_mark(tale, TJ_MARK_END, 700, 0);
    const struct tj_verdict *verdict = tale_judge(tale);

    cr_assert_eq(verdict->word, TJ_LIVENESS);
    cr_assert_eq(verdict->exit_code, 4);
    cr_assert_str_eq(tale_broken(verdict), "TJ-L01x1", "told once, not twice");
    cr_assert_eq(verdict->waits_count, 1);
    const struct tj_wait *wait = &verdict->waits[0];
    cr_assert_eq(wait->client, ANNA);
    cr_assert_eq(wait->verb, TJ_EJECT);
    cr_assert_eq(wait->waited_ns, 500);
    cr_assert_eq(wait->last_verb, TJ_QUERY);
    cr_assert_eq(wait->last_ns, 540);
    cr_assert_eq(wait->owner, BERT);
    cr_assert_eq(wait->owned_ns, 580);
    cr_assert_eq(wait->owner_verb, TJ_READ);
    cr_assert_eq(wait->owner_ns, 560);
    cr_assert_not(wait->owner_waits);
    cr_assert_eq(wait->ahead, TJ_NOBODY);
    cr_assert_not_null(strstr(verdict->findings[0].text,
                              "had waited 500 ns for eject on drive 0"));
    cr_assert_not_null(strstr(verdict->findings[0].text,
                              "whose last operation was read, answered 560 ns "
                              "ago"));
}

Test(check, who_waits_longest_is_first_in_line)
{
    tale_lost(tale, CARL, TJ_EJECT, 31, 100);
    tale_lost(tale, ANNA, TJ_QUERY, 11, 200);
    hang(CARL, 600, 500);
    hang(ANNA, 600, 400);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->waits_count, 2);
    const struct tj_wait *anna = &verdict->waits[verdict->waits[1].client ==
                                                 ANNA];
    const struct tj_wait *carl = &verdict->waits[anna == verdict->waits];
    cr_assert_eq(carl->ahead, TJ_NOBODY);
    cr_assert_eq(anna->ahead, CARL);
    cr_assert_eq(anna->ahead_verb, TJ_EJECT);
    cr_assert_eq(anna->ahead_ns, 500);
    cr_assert_eq(anna->owner, TJ_NOBODY);
}

Test(check, a_stopped_run_is_a_hang_even_where_a_fault_struck)
{
    tale_op(tale, CARL, TJ_EJECT, 31, 100, 900); /* It came back after all. */
    tale_strike(tale, CARL, 110, 0);
    hang(CARL, 600, 500);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->word, TJ_LIVENESS);
    cr_assert(verdict->waits[0].struck);
    cr_assert_eq(verdict->waits[0].verb, TJ_EJECT);
}

Test(check, who_does_not_end_waits_for_no_answer)
{
    tale_op(tale, CARL, TJ_EJECT, 31, 100, 200);
    hang(CARL, 600, 500);
    const struct tj_wait *wait = &tale_judge(tale)->waits[0];
    cr_assert_eq(wait->verb, TJ_VERB_COUNT);
    cr_assert_eq(wait->last_verb, TJ_EJECT);
    cr_assert_eq(wait->last_ns, 400);
}

Test(check, what_was_left_and_what_was_undone)
{
    tale_mark(tale, TJ_MARK_UNDONE, 300, 2);
    tale->records[tale->count - 1].client = CARL;
    tale_mark(tale, TJ_MARK_LEFT, 301, (uint64_t)TJ_LEFT_SIMPLE << 32 | 3);
    tale_mark(tale, TJ_MARK_RESTORED, 302, 0);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->exit_code, 5);
    cr_assert_eq(verdict->left_count, 2);
    cr_assert_eq(verdict->left[0].what, TJ_LEFT_COUNT);
    cr_assert_eq(verdict->left[0].client, CARL);
    cr_assert_eq(verdict->left[0].count, 2);
    cr_assert_eq(verdict->left[1].what, TJ_LEFT_SIMPLE);
    cr_assert_eq(verdict->left[1].client, TJ_NOBODY);
    cr_assert_eq(verdict->left[1].count, 3);
}

/* --- Records that were lost --- */

static enum tj_status judge_counted(uint64_t counted, struct tj_error *error)
{
    static const struct tj_check_config config = { .accept_partial = false };

    tale_op(tale, CARL, TJ_EJECT, 31, 100, 200);
    tale_op(tale, CARL, TJ_LOAD, 31, 300, 400);
    tale_lost(tale, CARL, TJ_QUERY, 31, 500);
    tale_mark(tale, TJ_MARK_DIED, 600, 137);
    tale->records[tale->count - 1].client = CARL;
    tale_mark(tale, TJ_MARK_COUNTED, 601, counted);
    tale->records[tale->count - 1].client = CARL;
    return tale_try(tale, &config, 1 << 26, error);
}

Test(check, a_trace_with_fewer_answers_than_a_dead_client_counted_is_bad)
{
    struct tj_error error = { .text = "" };

    /* Its open comes before them. */
    cr_assert_eq(judge_counted(4, &error), TJ_BAD_TRACE);
    cr_expect_str_eq(error.text, "client 3 had counted 4 answers when it died, "
                                 "the trace has 3: records are lost");
}

Test(check, as_many_answers_or_one_that_was_not_counted_are_well)
{
    struct tj_error error;

    cr_expect_eq(judge_counted(3, &error), TJ_OK);
    cr_expect_eq(judge_counted(4, &error), TJ_OK, "five are there by now");
}

/* --- Limits --- */

Test(check, a_partial_trace_must_be_asked_for)
{
    static const struct tj_check_config strict = { .accept_partial = false };
    struct tj_error error = { .text = "" };
    tale->partial = true;
    cr_assert_eq(tale_try(tale, &strict, 1 << 26, &error), TJ_BAD_TRACE);
    cr_assert_not_null(strstr(error.text, "writer-0001: cut"));
    cr_assert(tale_judge(tale)->partial);
}

Test(check, a_condition_that_cannot_be_read_is_refused_before_the_walk)
{
    const char *const lines[] = { "lock.granted > 1", "nonsense > 1" };
    struct tj_check_config config = { .thresholds = lines,
                                      .thresholds_count = 2 };
    struct tj_error error = { .text = "" };
    cr_assert_eq(tale_try(tale, &config, 1 << 26, &error), TJ_BAD_INPUT);
    cr_assert_not_null(strstr(error.text, "nonsense"));
}

Test(check, a_record_no_version_knows_is_refused)
{
    static const struct tj_check_config config = { .accept_partial = false };
    struct tj_error error = { .text = "" };
    tale_op(tale, ANNA, TJ_QUERY, 11, 5, 6)->what = 200;
    cr_assert_eq(tale_try(tale, &config, 1 << 26, &error), TJ_BAD_TRACE);
}

Test(check, ever_smaller_arenas_give_clean_statuses)
{
    static const struct tj_check_config config = { .accept_partial = true };
    struct tj_error error;
    enum tj_status status = TJ_OK;
    contend();
    size_t size = 1 << 26;
    cr_assert_eq(tale_try(tale, &config, size, &error), TJ_OK);
    while (size > 0) {
        size = size * 4 / 5;
        status = tale_try(tale, &config, size, &error);
        cr_assert(status == TJ_OK || status == TJ_NO_MEMORY);
    }
    cr_assert_eq(status, TJ_NO_MEMORY);
}

Test(check, more_findings_than_are_kept_are_counted)
{
    for (unsigned i = 0; i < 300; i++)
        tale_query(tale, BERT, 21, 10 + 10 * i, 15 + 10 * i,
                   TJ_RESULT_LOCKED | ANNA);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->findings_total, 300);
    cr_assert_eq(verdict->findings_count, TJ_FINDINGS_MAX);
    for (size_t i = 1; i < verdict->findings_count; i++)
        cr_assert_leq(verdict->findings[i - 1].t_ns, verdict->findings[i].t_ns);
}

Test(check, an_empty_run_holds_and_judges_nothing)
{
    struct tale *empty = tale_new();
    const struct tj_verdict *verdict = tale_judge(empty);
    cr_assert_eq(verdict->word, TJ_PASS);
    cr_assert_eq(verdict->rules[RULE_X01].state, TJ_RULE_NOT_JUDGED);
    tale_free(empty);
}

Test(check, many_handles_come_and_go)
{
    for (uint32_t i = 0; i < 1500; i++) {
        uint64_t t = 10 + 10 * i;
        tale_op(tale, ANNA, TJ_OPEN, 1000 + i, t, t + 1)->op.arg =
            tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
        tale_lock(tale, ANNA, 1000 + i, t + 2, t + 3);
        tale_query(tale, BERT, 21, t + 4, t + 5, TJ_RESULT_LOCKED | ANNA);
        tale_op(tale, ANNA, TJ_CLOSE, 1000 + i, t + 6, t + 7);
    }
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "", "%s", tale_findings(verdict));
    cr_assert_eq(verdict->rules[RULE_X02].judged, 1500);
}

/* More than there is room for at first: what was there stays where it was. */
Test(check, many_handles_are_open_at_once)
{
    enum { MANY = 2500 };

    for (uint32_t i = 0; i < MANY; i++)
        tale_op(tale, ANNA, TJ_OPEN, 1000 + i, 10 + i, 10 + i)->op.arg =
            tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    for (uint32_t i = 0; i < MANY; i += 100) {
        uint64_t t = 10000 + 10 * i;
        tale_lock(tale, ANNA, 1000 + i, t, t + 1);
        tale_op(tale, ANNA, TJ_UNLOCK, 1000 + i, t + 2, t + 3);
    }
    tale_op(tale, ANNA, TJ_UNLOCK, 1000, 90000, 90001); /* It does not own. */
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "TJ-X04x1", "%s",
                     tale_findings(verdict));
    cr_assert_eq(verdict->rules[RULE_X04].judged, MANY / 100 + 1);
}

Test(check, many_requests_are_in_flight_at_once)
{
    enum { MANY = 900 };

    for (uint32_t i = 0; i < MANY; i++)
        tale_query(tale, BERT, 21, 10 + i, 5000 + i, 0);
    tale_query(tale, BERT, 21, 20, 6000, TJ_RESULT_LOCKED | ANNA);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_str_eq(tale_broken(verdict), "TJ-X06x1", "%s",
                     tale_findings(verdict));
    cr_assert_eq(verdict->rules[RULE_X06].judged, MANY + 1);
    cr_assert_eq(verdict->answered, verdict->submitted);
}

/* The search for an order gives up and says so; the other rules go on. */
Test(check, more_in_flight_than_can_be_ordered_is_told)
{
    enum { MANY = 30 };

    for (uint16_t i = 0; i < MANY; i++) {
        uint16_t client = (uint16_t)(CARL + 1 + i);
        uint32_t handle = 1000u + i;
        tale_open(tale, client, handle);
        tale_op(tale, client, TJ_LOCK, handle, 10, 1000 + i);
        tale_op(tale, client, TJ_UNLOCK, handle, 11, 2000 + i);
    }
    tale_lock(tale, ANNA, 11, 8000, 8001);
    tale_lock(tale, BERT, 21, 8002, 8003);
    tale_op(tale, ANNA, TJ_READ, 11, 8004, 8005); /* She lives. */
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->order.undecided, 1);
    cr_assert_gt(verdict->order.undecided_ns, 10);
    cr_assert_leq(verdict->order.undecided_ns, 8003);
    cr_assert_str_eq(tale_broken(verdict), "TJ-X02x1", "%s",
                     tale_findings(verdict));
    cr_assert_eq(verdict->word, TJ_BROKEN);
}

/* --- Figures --- */

static double figure(const struct tj_verdict *verdict, size_t index)
{
    cr_assert(verdict->thresholds[index].known, "%s",
              verdict->thresholds[index].text);
    return verdict->thresholds[index].value;
}

/* Every figure that has no form with it (VERB.done) is the one it says. */
Test(check, figures_are_those_of_the_verdict)
{
    static const char *const names[] = {
        "operations >= 0",            "lock.attempts >= 0",
        "lock.denied >= 0",           "app.leaked_locks >= 0",
        "app.leaked_tray_locks >= 0", "app.leaked_mcn >= 0",
        "app.closed_handles >= 0",    "app.own_ejects >= 0",
        "app.stray_unlocks >= 0",     "app.findings >= 0",
        "starved.worst_refusals >= 0", "retry.storm_peak >= 0",
        "retry.rate >= 0",            "coverage.share >= 0",
    };
    struct tj_check_config config = {
        .thresholds = names,
        .thresholds_count = sizeof names / sizeof *names,
    };

    tale_mark(tale, TJ_MARK_BEGIN, 2, 0);
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 22, 23),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 21, 24, 25),
                TJ_STATUS_INVALID_HANDLE);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 31);
    tale_op(tale, BERT, TJ_PREVENT, 21, 32, 33);
    tale_op(tale, BERT, TJ_MCN_OFF, 21, 34, 35);
    tale_op(tale, BERT, TJ_SECURE_PREVENT, 21, 36, 37);
    tale_refuse(tale_op(tale, BERT, TJ_EJECT, 21, 38, 39),
                TJ_STATUS_DEVICE_BUSY);
    tale_op(tale, BERT, TJ_CLOSE, 21, 40, 41);
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 21, 42, 43),
                TJ_STATUS_INVALID_HANDLE);
    tale_mark(tale, TJ_MARK_END, UINT64_C(2000000000), 0);
    const struct tj_verdict *verdict = tale_judge_as(tale, &config);
    cr_expect_eq(figure(verdict, 0), (double)verdict->submitted);
    cr_expect_eq(figure(verdict, 1), 2);
    cr_expect_eq(figure(verdict, 2), 1);
    cr_expect_eq(figure(verdict, 3), 1);
    cr_expect_eq(figure(verdict, 4), 1);
    cr_expect_eq(figure(verdict, 5), 1);
    cr_expect_eq(figure(verdict, 6), 1);
    cr_expect_eq(figure(verdict, 7), 1);
    cr_expect_geq(figure(verdict, 8), 1);
    cr_expect_eq(figure(verdict, 9), (double)verdict->apps.warnings);
    cr_expect_eq(figure(verdict, 10), 0, "once is no starvation");
    cr_expect_eq(figure(verdict, 11), 10, "one in a tenth of a second");
    cr_expect_gt(figure(verdict, 12), 0);
    cr_expect_gt(figure(verdict, 13), 0);
    cr_expect_lt(figure(verdict, 13), 1);
}

/* --- Order --- */

/* Everything that is plain data, and what findings say. */
static void describe(const struct tj_verdict *verdict, char *text, size_t size)
{
    size_t used = 0;
    for (size_t i = 0; i < tj_rule_count(); i++)
        used += (size_t)snprintf(text + used, size - used, "%llu/%llu ",
                                 (unsigned long long)verdict->rules[i].broken,
                                 (unsigned long long)verdict->rules[i].judged);
    snprintf(text + used, size - used, "%llu %llu %f\n%s",
             (unsigned long long)verdict->submitted,
             (unsigned long long)verdict->findings_total, verdict->jain,
             tale_findings(verdict));
}

Test(check, the_order_of_segments_does_not_matter)
{
    static char first[30000], other[30000];
    for (uint64_t seed = 0; seed < 40; seed++) {
        struct honest_options options = { .seed = seed,
                                          .clients = 5,
                                          .operations = 150,
                                          .unknowns = seed % 2 == 1,
                                          .overlapping = seed % 3 == 1,
                                          .events = true };
        struct tale *shuffled = tale_new();
        honest_tell(shuffled, &options);
        /* Something to find: every fifth refused lock is granted. */
        for (size_t i = 0; i < shuffled->count; i += 5) {
            struct tj_record *record = &shuffled->records[i];
            if (record->kind == TJ_RECORD_OPERATION &&
                record->what == TJ_LOCK && record->op.outcome == TJ_REFUSED) {
                record->op.outcome = TJ_DONE;
                record->op.status = 0;
            }
        }
        describe(tale_judge(shuffled), first, sizeof first);
        for (uint32_t turn = 1; turn < 80; turn += 13) {
            shuffled->shuffle = turn;
            describe(tale_judge(shuffled), other, sizeof other);
            cr_assert_str_eq(first, other, "seed %llu, order %u",
                             (unsigned long long)seed, turn);
        }
        tale_free(shuffled);
    }
}

/* SPDX-License-Identifier: MIT */
/* What competing for a drive came to: told by hand, so that every figure can
 * be counted on the fingers. */
#include "tests/core/check/tale.h"

#include <criterion/criterion.h>

static struct tale *tale;

static void begin(void)
{
    tale = tale_new();
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
    tale_open(tale, CARL, 31);
    tale_open(tale, DORA, 41);
}

static void end(void)
{
    tale_free(tale);
}

TestSuite(contention, .init = begin, .fini = end);

static void refused(uint16_t client, uint32_t handle, uint64_t t0, uint64_t t1)
{
    tale_refuse(tale_op(tale, client, TJ_LOCK, handle, t0, t1),
                TJ_STATUS_ACCESS_DENIED);
}

static void held(uint16_t client, uint32_t handle, uint64_t from, uint64_t to)
{
    tale_lock(tale, client, handle, from - 1, from);
    tale_op(tale, client, TJ_UNLOCK, handle, to, to + 1);
}

static double near(double value, double other)
{
    double off = value - other;

    return off < 0 ? -off : off;
}

Test(contention, held_time_has_a_fairness_of_its_own)
{
    held(ANNA, 11, 10, 40);
    held(BERT, 21, 50, 60);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_lt(near(verdict->jain, 1.0), 1e-9);
    /* 30 and 10: 40^2 / (2 * (900 + 100)) */
    cr_expect_lt(near(verdict->contention.jain_held, 0.8), 1e-9);
}

Test(contention, who_tried_in_vain_counts_as_nothing)
{
    held(ANNA, 11, 10, 40);
    refused(BERT, 21, 20, 21);
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_expect_lt(near(verdict->jain, 0.5), 1e-9);
    cr_expect_lt(near(verdict->contention.jain_held, 0.5), 1e-9);
}

Test(contention, groups_are_accounted_for_among_themselves)
{
    static const uint8_t groups[] = { 0, 1, 2, 2, 0 };
    static const char *const names[] = { "burner", "ripper", "idler" };
    const struct tj_check_config config = { .groups = groups,
                                            .groups_clients = 5,
                                            .group_names = names,
                                            .groups_count = 3 };
    held(ANNA, 11, 10, 40);
    held(BERT, 21, 50, 60);
    held(CARL, 31, 70, 80);
    held(CARL, 31, 90, 100);
    held(BERT, 21, 110, 120);
    held(DORA, 41, 130, 140); /* Of no group. */
    const struct tj_contention *found =
        &tale_judge_as(tale, &config)->contention;
    cr_assert_eq(found->groups_count, 3);
    cr_expect_str_eq(found->groups[1].name, "ripper");
    cr_expect_eq(found->groups[0].clients, 1);
    cr_expect_eq(found->groups[0].held_ns, 30);
    cr_expect_eq(found->groups[1].clients, 2);
    cr_expect_eq(found->groups[1].grants, 4);
    cr_expect_lt(near(found->groups[1].jain, 1.0), 1e-9);
    cr_expect_eq(found->groups[2].clients, 0);
    /* One grant a burner, two a ripper: 9 / (2 * 5). */
    cr_expect_lt(near(found->jain_groups, 0.9), 1e-9);
}

/* --- Starvation --- */

/* Anna and Carl take turns; Bert is refused in the first `refusals` holds. */
static void turns(unsigned holds, unsigned refusals)
{
    for (unsigned i = 0; i < holds; i++) {
        uint64_t at = 100 + i * UINT64_C(20);
        bool     odd = i % 2 == 1;

        held(odd ? CARL : ANNA, odd ? 31 : 11, at, at + 10);
        if (i < refusals)
            refused(BERT, 21, at + 2, at + 3);
    }
}

Test(contention, who_is_passed_over_again_and_again_starves)
{
    turns(100, 100);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_assert_eq(found->starved_clients, 1);
    cr_expect(found->rivals[BERT].starved);
    cr_expect_not(found->rivals[ANNA].starved);
    cr_expect_eq(found->worst.client, BERT);
    cr_expect_eq(found->worst.refusals, 100);
    cr_expect_eq(found->worst.passed, 99, "the first grant came before");
    cr_expect_eq(found->worst.since_ns, 102);
    cr_expect_eq(found->worst.length_ns, 99 * 20 + 1);
}

Test(contention, three_clients_make_sixty_grants_the_limit)
{
    turns(60, 60);
    cr_expect_eq(tale_judge(tale)->contention.starved_clients, 0, "59 passed");
    turns(0, 0);
    held(ANNA, 11, 5000, 5010);
    refused(BERT, 21, 5002, 5003);
    cr_expect_eq(tale_judge(tale)->contention.starved_clients, 1, "60 passed");
}

Test(contention, who_hardly_asks_does_not_starve)
{
    turns(100, 9);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->starved_clients, 0);
    cr_expect_eq(found->worst.client, TJ_NOBODY);
}

Test(contention, a_grant_ends_the_spell)
{
    turns(40, 40);
    held(BERT, 21, 1000, 1010);
    for (unsigned i = 0; i < 40; i++) {
        uint64_t at = 2000 + i * UINT64_C(20);

        held(ANNA, 11, at, at + 10);
        refused(BERT, 21, at + 2, at + 3);
    }
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->starved_clients, 0);
    cr_expect_eq(found->worst.refusals, 40);
    cr_expect_eq(found->worst.passed, 39);
}

/* --- Storms --- */

#define MS UINT64_C(1000000)

Test(contention, the_worst_window_is_a_storm)
{
    tale_mark(tale, TJ_MARK_MEASURE, 5, 0);
    tale_mark(tale, TJ_MARK_COOL, 5 + 1000 * MS, 0);
    tale_lock(tale, ANNA, 11, 10, 20);
    refused(BERT, 21, 50 * MS, 51 * MS);
    for (uint64_t i = 0; i < 7; i++)
        refused(BERT, 21, (310 + 4 * i) * MS, (311 + 4 * i) * MS);
    for (uint64_t i = 0; i < 2; i++)
        refused(CARL, 31, (350 + i) * MS, (350 + i) * MS + 5);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->refused, 10);
    cr_expect_eq(found->storm_peak, 9);
    cr_expect_eq(found->storm_peak_ns, 5 + 300 * MS);
    cr_expect_lt(near(found->storm_peak_rate, 90), 1e-9);
    cr_expect_lt(near(found->storm_rate, 10), 1e-9);
    cr_expect_lt(near(found->wasted, 10), 1e-9, "for one grant");
    cr_expect_eq(found->rivals[BERT].storm_peak, 7);
    cr_expect_eq(found->rivals[CARL].storm_peak, 2);
}

Test(contention, injected_refusals_and_other_statuses_are_no_storm)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    refused(BERT, 21, 30, 31);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 32, 33),
                TJ_STATUS_ACCESS_DENIED)
        ->op.done_flags = TJ_RECORD_INJECTED;
    tale_refuse(tale_op(tale, BERT, TJ_EJECT, 21, 34, 35),
                TJ_STATUS_ACCESS_DENIED);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->refused, 1);
    cr_expect_eq(found->refusals, 2, "the eject met the same owner");
}

/* --- Convoys --- */

/* Anna, Bert, Carl, Anna: each asked while the one before held. */
static void convoy(uint64_t gap)
{
    held(ANNA, 11, 10, 100);
    refused(BERT, 21, 20, 21);
    refused(CARL, 31, 30, 31);
    held(BERT, 21, 100 + gap, 200);
    refused(CARL, 31, 150, 151);
    refused(ANNA, 11, 160, 161);
    held(CARL, 31, 200 + gap, 300);
    refused(ANNA, 11, 250, 251);
    refused(BERT, 21, 260, 261);
    held(ANNA, 11, 300 + gap, 400);
}

Test(contention, holders_in_a_row_with_others_waiting_are_a_convoy)
{
    convoy(10);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_assert_eq(found->convoys, 1);
    cr_expect_eq(found->convoy_holds, 4);
    cr_expect_eq(found->longest_convoy.holds, 4);
    cr_expect_eq(found->longest_convoy.client, ANNA);
    cr_expect_eq(found->longest_convoy.begin_ns, 10);
    /* As far as it was released before somebody else's grant. */
    cr_expect_eq(found->longest_convoy.length_ns, 290);
    cr_expect_eq(found->longest_convoy.held_ns, 90 + 90 + 90);
}

Test(contention, late_hand_offs_are_no_convoy)
{
    convoy(95); /* Longer than the 5 to 90 that were held. */
    cr_expect_eq(tale_judge(tale)->contention.convoys, 0);
}

Test(contention, a_single_waiter_is_no_convoy)
{
    for (uint64_t i = 0; i < 8; i++) {
        bool     odd = i % 2 == 1;
        uint64_t at = 100 + 100 * i;

        held(odd ? BERT : ANNA, odd ? 21 : 11, at, at + 90);
        refused(odd ? ANNA : BERT, odd ? 11 : 21, at + 40, at + 41);
    }
    cr_expect_eq(tale_judge(tale)->contention.convoys, 0);
}

/* --- Without a grant --- */

Test(contention, a_drive_that_stands_idle_although_wanted)
{
    held(ANNA, 11, 10, 100);
    refused(BERT, 21, 20, 21);
    held(BERT, 21, 170, 180); /* It tried again too late. */
    held(CARL, 31, 500, 510); /* Nobody wanted it in between. */
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->idle_while_wanted.length_ns, 70);
    cr_expect_eq(found->idle_while_wanted.since_ns, 100);
    cr_expect_eq(found->idle_while_wanted_ns, 70);
    cr_expect_eq(found->no_grant.since_ns, 20);
    cr_expect_eq(found->no_grant.length_ns, 150);
}

Test(contention, attempts_without_any_grant_count_to_the_last)
{
    tale_lock(tale, ANNA, 11, 5, 10);
    refused(BERT, 21, 100, 101);
    refused(CARL, 31, 600, 650);
    const struct tj_contention *found = &tale_judge(tale)->contention;
    cr_expect_eq(found->no_grant.since_ns, 100);
    cr_expect_eq(found->no_grant.length_ns, 550);
    cr_expect_eq(found->idle_while_wanted.length_ns, 0, "it was held");
}

/* --- Blame --- */

Test(contention, nobody_has_a_column_of_its_own)
{
    refused(BERT, 21, 22, 23); /* Nobody ever owned the drive. */
    tale_lock(tale, ANNA, 11, 30, 40);
    refused(BERT, 21, 50, 51);
    const struct tj_verdict *verdict = tale_judge(tale);
    size_t                   row = BERT * (verdict->clients_count + 1);
    cr_expect_eq(verdict->blame[row + TJ_NOBODY], 1);
    cr_expect_eq(verdict->blame[row + ANNA], 1);
    cr_expect_eq(verdict->contention.refusals, 2);
    cr_expect_eq(verdict->contention.nobody, 1);
}

/* Bert's refusal through Carl's inherited duplicate of Anna's handle is still
 * on Anna's account; and the dead keep what nobody released. */
Test(contention, duplicates_and_the_dead_are_to_blame)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, ANNA, 11, 12, 22, 24);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 26, 28);
    refused(BERT, 21, 30, 31);
    tale_mark(tale, TJ_MARK_DIED, 40, 137);
    tale->records[tale->count - 1].client = ANNA;
    refused(CARL, 31, 50, 51);
    const struct tj_verdict *verdict = tale_judge(tale);
    size_t                   width = verdict->clients_count + 1;
    cr_expect_eq(verdict->blame[BERT * width + ANNA], 1);
    cr_expect_eq(verdict->blame[CARL * width + ANNA], 1,
                 "by what the trace shows she may own yet");
    cr_expect_eq(verdict->clients[ANNA].blocked_others, 2);
    cr_expect_str_eq(tale_broken(verdict), "");
}

/* --- Words --- */

static int exit_code_with(const char *threshold)
{
    const struct tj_check_config config = { .thresholds = &threshold,
                                            .thresholds_count = 1 };
    return tale_judge_as(tale, &config)->exit_code;
}

Test(contention, a_missed_threshold_of_starvation_is_exit_code_4)
{
    turns(100, 100);
    cr_expect_eq(exit_code_with("starved.clients == 0"), 4);
    cr_expect_eq(exit_code_with("starved.clients <= 1"), 0);
    cr_expect_eq(exit_code_with("retry.wasted < 0.5"), 3);
}

Test(contention, metrics_are_what_was_counted)
{
    convoy(10);
    cr_expect_eq(exit_code_with("convoy.longest == 4"), 0);
    cr_expect_eq(exit_code_with("retry.wasted == 1.5"), 0);
    cr_expect_eq(exit_code_with("idle_while_wanted.max == 10ns"), 0);
    cr_expect_eq(exit_code_with("idle_while_wanted.total == 30ns"), 0);
    cr_expect_eq(exit_code_with("no_grant.max == 90ns"), 0);
    cr_expect_eq(exit_code_with("blame.nobody == 0"), 0);
    cr_expect_eq(exit_code_with("starved.worst_wait == 0s"), 0);
    cr_expect_eq(exit_code_with("convoy.count == 1"), 0);
}

/* --- Coverage --- */

Test(contention, operations_are_put_into_cells)
{
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_query(tale, BERT, 21, 5, 6, 0);
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, ANNA, 11, 22, 23, TJ_RESULT_LOCKED | ANNA);
    tale_query(tale, BERT, 21, 24, 25, TJ_RESULT_LOCKED | ANNA);
    tale_query(tale, CARL, 32, 24, 25, TJ_RESULT_LOCKED | ANNA);
    refused(BERT, 21, 26, 27);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_query(tale, BERT, 21, 35, 36, 0); /* During the unlock. */
    const struct tj_verdict  *verdict = tale_judge(tale);
    const struct tj_coverage *found = &verdict->coverage;
    cr_expect_eq(found->cells[TJ_QUERY][TJ_COVER_FREE][TJ_COVER_DIRECT].done,
                 1);
    cr_expect_eq(found->cells[TJ_QUERY][TJ_COVER_SELF][TJ_COVER_OWNER].done,
                 1);
    cr_expect_eq(found->cells[TJ_QUERY][TJ_COVER_OTHER][TJ_COVER_DIRECT].done,
                 1);
    cr_expect_eq(found->cells[TJ_QUERY][TJ_COVER_OTHER][TJ_COVER_VOLUME].done,
                 1);
    cr_expect_eq(found->cells[TJ_QUERY][TJ_COVER_UNSURE][TJ_COVER_DIRECT].done,
                 1);
    cr_expect_eq(found->cells[TJ_LOCK][TJ_COVER_OTHER][TJ_COVER_DIRECT].refused,
                 1);
    cr_expect_eq(found->cells[TJ_LOCK][TJ_COVER_FREE][TJ_COVER_DIRECT].done,
                 1);
    cr_expect_eq(found->cells[TJ_UNLOCK][TJ_COVER_SELF][TJ_COVER_OWNER].done,
                 1, "it owned until it asked");
    /* open: free x device, volume; query 4; lock 2; unlock 1 */
    cr_expect_eq(found->met, 9, "%zu %zu", found->met, found->reachable);
    cr_expect_eq(found->reachable, 6 + 7 + 7 + 7);
}

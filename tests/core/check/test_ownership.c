/* SPDX-License-Identifier: MIT */
/* Properties 1 to 4: for each an honest history that holds and
 * one that breaks it. Anna's handles are 11, 12, ..., Bert's 21, 22, ... */
#include "tests/core/check/expect.h"

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
TestSuite(ownership, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static const struct tj_rule_result *result(enum rule rule)
{
    return &tale_judge(tale)->rules[rule];
}

/* --- 1, 2: one owner --- */

Test(ownership, locks_in_turn_are_honest)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_lock(tale, BERT, 21, 35, 45); /* After the unlock, before its end. */
    tale_op(tale, BERT, TJ_UNLOCK, 21, 50, 60);
    tale_lock(tale, ANNA, 11, 70, 80);
    expect("");
    cr_assert_eq(result(RULE_X01)->state, TJ_RULE_HELD);
    cr_assert_eq(result(RULE_X02)->judged, 3);
}

Test(ownership, two_owners_are_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, BERT, 21, 15, 25); /* Overlaps: no rule but the first. */
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 40, 50);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 40, 50);
    expect("TJ-X01x1");
}

Test(ownership, a_lock_granted_under_an_owner_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, BERT, 21, 25, 28);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 29, 30);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 40, 50);
    expect("TJ-X01x1 TJ-X02x1");
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->word, TJ_BROKEN);
    cr_assert_eq(verdict->exit_code, 1);
    const char *text = verdict->findings[0].text;
    cr_assert(strstr(text, "client 2 (\"Roxio\")") != NULL &&
                  strstr(text, "client 1 (\"Nero 12\")") != NULL,
              "%s", text);
    cr_assert_geq(verdict->findings[0].refs_count, 2);
}

Test(ownership, the_owners_own_second_lock_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, ANNA, 11, 25, 28);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 40, 50);
    expect("TJ-X02x1");
}

Test(ownership, overlapping_unlock_and_lock_may_come_in_either_order)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 60);
    tale_lock(tale, BERT, 21, 25, 35);
    expect("");
}

Test(ownership, equal_times_prove_nothing_between_clients)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, BERT, 21, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 20, 20);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 20, 20);
    expect("");
}

Test(ownership, equal_times_are_in_order_for_one_client)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, ANNA, 11, 20, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 20, 30);
    expect("TJ-X02x1");
}

Test(ownership, an_owner_never_heard_of_again_may_have_died)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, BERT, 21, 25, 28); /* Anna's process is gone, perhaps. */
    expect("");
}

Test(ownership, an_owner_still_alive_later_owned)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lock(tale, BERT, 21, 25, 28);
    tale_op(tale, ANNA, TJ_EJECT, 11, 40, 50);
    expect("TJ-X02x1"); /* Bert may be dead, so not the first. */
}

Test(ownership, a_client_that_was_never_answered_may_have_died)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lost(tale, ANNA, TJ_EJECT, 11, 22);
    tale_lock(tale, BERT, 21, 25, 28);
    tale_open(tale, ANNA, 12); /* Started again. */
    tale_op(tale, ANNA, TJ_EJECT, 12, 40, 50);
    expect("");
}

/* --- 3: refusals --- */

Test(ownership, a_refusal_under_an_owner_is_explained)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 40, 50);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
    cr_assert_eq(result(RULE_X03)->judged, 2);
}

Test(ownership, a_refusal_without_an_owner_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X03x1");
    cr_assert_eq(tale_judge(tale)->findings[0].refs_count, 3);
}

Test(ownership, a_refusal_for_lack_of_access_rights_is_explained)
{
    tale_open_as(tale, BERT, 22, TJ_VOLUME, TJ_ACCESS_NONE);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 22, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
}

Test(ownership, a_lock_of_unknown_outcome_explains_refusals_for_ever)
{
    tale_lost(tale, ANNA, TJ_LOCK, 11, 10);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 1045, 1055),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
}

Test(ownership, an_unknown_lock_that_was_undone_explains_no_more)
{
    struct tj_record *lock = tale_lock(tale, ANNA, 11, 10, 20);
    lock->op.outcome = TJ_UNKNOWN;
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40); /* So it was granted. */
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X03x1");
}

Test(ownership, a_swallowed_answer_may_hide_a_grant)
{
    struct tj_record *lock = tale_lock(tale, ANNA, 11, 10, 20);
    lock->op.outcome = TJ_UNKNOWN;
    lock->op.done_flags = TJ_RECORD_INJECTED;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 30, 40),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
}

Test(ownership, an_injected_refusal_is_not_judged_and_may_hide_a_grant)
{
    struct tj_record *lock = tale_refuse(
        tale_op(tale, ANNA, TJ_LOCK, 11, 10, 20), TJ_STATUS_ACCESS_DENIED);
    lock->op.done_flags = TJ_RECORD_INJECTED;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
    tale_query(tale, BERT, 21, 30, 35, 0); /* But now it is free. */
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 40, 50),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X03x1");
}

Test(ownership, a_dead_owner_explains_refusals_until_somebody_else_owns)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lost(tale, ANNA, TJ_EJECT, 11, 25);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 55),
                TJ_STATUS_ACCESS_DENIED);
    tale_lock(tale, BERT, 21, 65, 75);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 80, 85);
    expect("");
    tale_refuse(tale_op(tale, CARL, TJ_LOCK, 31, 90, 95),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X03x1");
}

/* --- 4: unlocks --- */

Test(ownership, unlock_fails_1_when_free_and_6_when_foreign)
{
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 21, 5, 8),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 21, 25, 28),
                TJ_STATUS_INVALID_HANDLE);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 45, 50),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("");
    cr_assert_eq(result(RULE_X04)->judged, 4);
}

Test(ownership, a_stranger_who_unlocks_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 25, 28);
    tale_op(tale, ANNA, TJ_EJECT, 11, 30, 40);
    expect("TJ-X04x1");
}

Test(ownership, a_second_unlock_that_succeeds_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 50, 60);
    expect("TJ-X04x1");
}

Test(ownership, an_owner_told_that_the_drive_is_free_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 25, 28),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("TJ-X04x1");
}

Test(ownership, an_unlock_of_a_free_drive_that_fails_6_is_found)
{
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 25, 28),
                TJ_STATUS_INVALID_HANDLE);
    expect("TJ-X04x1");
}

Test(ownership, an_unlock_through_a_closed_handle_fails_6_rightly)
{
    tale_op(tale, ANNA, TJ_CLOSE, 11, 10, 20);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 25, 28),
                TJ_STATUS_INVALID_HANDLE);
    expect("");
}

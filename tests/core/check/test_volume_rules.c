/* SPDX-License-Identifier: MIT */
/* Properties 49 to 60: the file system, drives that were removed, answers that
 * are too small. */
#include "tests/core/check/expect.h"

static struct tale *tale;
enum { A = 12, B = 22, FILE_OF_B = 23, SECOND = 61 };

static void set_up(void)
{
    tale = tale_new();
}
static void tear_down(void)
{
    tale_free(tale);
}
TestSuite(volume_rules, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static struct tj_record *open_volume(uint16_t client, uint32_t handle,
                                     unsigned share, uint64_t t0, uint64_t t1)
{
    struct tj_record *record = tale_op(tale, client, TJ_OPEN, handle, t0, t1);
    record->op.arg = tj_open_arg(TJ_VOLUME, TJ_ACCESS_READ_WRITE, share);
    return record;
}
/* Volume events have no bytes. */
static struct tj_record *event(enum tj_event_id id, uint64_t t)
{
    struct tj_record *record = tale_event(tale, id, t);
    record->event.size = 0;
    return record;
}
static void life_goes_on(void)
{
    tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, 1000);
}

/* Anna locks in 10..20 and unlocks in 30..40. */
static void anna_locks_the_volume(void)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
    tale_op(tale, ANNA, TJ_VOLUME_UNLOCK, A, 30, 40);
}

/* --- V49, V50 --- */

Test(volume_rules, a_lock_and_its_events_are_honest)
{
    anna_locks_the_volume();
    event(TJ_EVENT_VOLUME_LOCK, 15);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("");
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->rules[RULE_V49].state, TJ_RULE_HELD);
    cr_assert_eq(verdict->rules[RULE_V50].state, TJ_RULE_HELD);
}

Test(volume_rules, a_lock_that_was_started_again_says_so_often)
{
    anna_locks_the_volume();
    event(TJ_EVENT_VOLUME_LOCK, 12);
    event(TJ_EVENT_VOLUME_LOCK_FAILED, 13);
    event(TJ_EVENT_VOLUME_LOCK, 14);
    event(TJ_EVENT_VOLUME_LOCK, 15);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("");
}

Test(volume_rules, a_lock_without_its_event_is_found)
{
    anna_locks_the_volume();
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("TJ-V49x1");
}

Test(volume_rules, a_gap_may_hold_it)
{
    anna_locks_the_volume();
    tale->events += 1;
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("");
}

Test(volume_rules, a_failed_lock_says_so)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_refuse(tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20),
                TJ_STATUS_ACCESS_DENIED);
    event(TJ_EVENT_VOLUME_LOCK, 15);
    life_goes_on();
    expect("TJ-V49x1");
}

Test(volume_rules, a_cancelled_lock_may_be_silent)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_refuse(tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20),
                TJ_STATUS_CANCELLED);
    life_goes_on();
    expect("");
}

Test(volume_rules, nobody_locks_and_yet_it_is_told)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    event(TJ_EVENT_VOLUME_LOCK, 15);
    event(TJ_EVENT_VOLUME_LOCK_FAILED, 16);
    expect("TJ-V49x2");
}

Test(volume_rules, other_handles_lock_nothing)
{
    tale_open(tale, ANNA, 11);
    tale_open_as(tale, BERT, FILE_OF_B, TJ_FILE, TJ_ACCESS_READ);
    tale_refuse(tale_op(tale, ANNA, TJ_VOLUME_LOCK, 11, 5, 6),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale_refuse(tale_op(tale, BERT, TJ_VOLUME_LOCK, FILE_OF_B, 5, 6),
                TJ_STATUS_INVALID_PARAMETER);
    expect("");
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, 11, 7, 8);
    tale_refuse(tale_op(tale, BERT, TJ_VOLUME_LOCK, FILE_OF_B, 7, 8),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-V49x2");
}

Test(volume_rules, a_lock_that_goes_with_its_handle_is_told)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    event(TJ_EVENT_VOLUME_LOCK, 15);
    struct tj_record *unlock = event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("");
    unlock->what = TJ_EVENT_MEDIA_EJECT_REQUEST;
    expect("TJ-V49x1");
}

Test(volume_rules, an_unlock_event_needs_a_lock)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    expect("TJ-V50x1");
}

Test(volume_rules, who_did_not_share_had_one)
{
    open_volume(ANNA, A, 0, 1, 2);
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    expect("");
}

Test(volume_rules, who_died_may_have_had_one)
{
    open_volume(ANNA, A, 0, 1, 2);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    expect("");
}

Test(volume_rules, a_lock_of_unknown_outcome_may_be_one)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20)->op.done_flags =
        TJ_RECORD_INJECTED;
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    event(TJ_EVENT_VOLUME_LOCK, 15);
    event(TJ_EVENT_VOLUME_UNLOCK, 35);
    life_goes_on();
    expect("");
}

Test(volume_rules, losses_on_purpose_excuse)
{
    static const struct tj_check_config config = { .event_loss_injected =
                                                       true };
    anna_locks_the_volume();
    life_goes_on();
    expect("TJ-V49x2");
    tale_expect_as(tale, &config, "");
}

/* --- V51, V57 --- */

Test(volume_rules, cdfs_never_says_so)
{
    event(TJ_EVENT_VOLUME_DISMOUNT, 10);
    event(TJ_EVENT_VOLUME_MOUNT, 11);
    expect("");
    event(TJ_EVENT_VOLUME_DISMOUNT_FAILED, 12);
    event(TJ_EVENT_VOLUME_NEED_CHKDSK, 13);
    expect("TJ-V51x1 TJ-V57x1");
}

Test(volume_rules, on_a_real_drive_another_file_system_may)
{
    event(TJ_EVENT_VOLUME_DISMOUNT_FAILED, 12)->flags = TJ_RECORD_NO_EMISSION;
    event(TJ_EVENT_VOLUME_CHANGE_SIZE, 13)->flags = TJ_RECORD_NO_EMISSION;
    expect("");
}

/* --- V54, V55 --- */

/* Bert has the volume open from 3 to 50, Anna locks it in 10..20. */
static void bert_is_in_the_way(void)
{
    open_volume(ANNA, A, TJ_SHARE_ALL, 1, 2);
    open_volume(BERT, B, TJ_SHARE_ALL, 3, 4);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
}

Test(volume_rules, a_volume_is_locked_by_its_only_handle)
{
    bert_is_in_the_way();
    tale_op(tale, BERT, TJ_CLOSE, B, 50, 60);
    expect("TJ-V54x1");
}

Test(volume_rules, who_closes_meanwhile_is_not_in_the_way)
{
    bert_is_in_the_way();
    tale_op(tale, BERT, TJ_CLOSE, B, 15, 25);
    expect("");
}

Test(volume_rules, who_died_is_not_in_the_way)
{
    bert_is_in_the_way();
    expect("");
}

Test(volume_rules, direct_handles_do_not_count)
{
    tale_open(tale, CARL, 31);
    open_volume(ANNA, A, TJ_SHARE_ALL, 3, 4);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
    tale_query(tale, CARL, 31, 30, 31, 0);
    expect("");
}

Test(volume_rules, after_an_eject_it_may_be_another_volume)
{
    tale_open(tale, CARL, 31);
    open_volume(BERT, B, TJ_SHARE_ALL, 3, 4);
    tale_op(tale, CARL, TJ_EJECT, 31, 5, 6);
    open_volume(ANNA, A, TJ_SHARE_ALL, 7, 8);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
    tale_op(tale, BERT, TJ_CLOSE, B, 50, 60);
    expect("");
}

Test(volume_rules, after_an_exclusive_lock_too)
{
    tale_open(tale, CARL, 31);
    tale_lock(tale, CARL, 31, 1, 2);
    open_volume(BERT, B, TJ_SHARE_ALL, 3, 4);
    open_volume(ANNA, A, TJ_SHARE_ALL, 7, 8);
    tale_op(tale, ANNA, TJ_VOLUME_LOCK, A, 10, 20);
    tale_op(tale, BERT, TJ_CLOSE, B, 50, 60);
    expect("");
}

Test(volume_rules, a_locked_volume_is_not_opened)
{
    anna_locks_the_volume();
    open_volume(BERT, B, TJ_SHARE_ALL, 22, 25);
    expect("TJ-V55x1");
}

Test(volume_rules, while_it_is_being_locked_or_unlocked_it_may_be)
{
    anna_locks_the_volume();
    open_volume(BERT, B, TJ_SHARE_ALL, 25, 35);
    tale_op(tale, BERT, TJ_CLOSE, B, 36, 37);
    expect("");
}

Test(volume_rules, refusals_and_direct_handles_are_as_they_should_be)
{
    anna_locks_the_volume();
    tale_refuse(open_volume(BERT, B, TJ_SHARE_ALL, 22, 23),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, BERT, TJ_OPEN, 24, 24, 25)->op.arg =
        tj_open_arg(TJ_VOLUME, TJ_ACCESS_NONE, TJ_SHARE_ALL);
    expect("");
}

Test(volume_rules, who_does_not_share_is_alone)
{
    open_volume(ANNA, A, 0, 1, 2);
    open_volume(BERT, B, TJ_SHARE_ALL, 22, 25);
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    expect("TJ-V55x1");
}

Test(volume_rules, hands_may_have_put_in_another_disc)
{
    open_volume(ANNA, A, 0, 1, 2);
    tale_strike(tale, CARL, 10, 0);
    open_volume(BERT, B, TJ_SHARE_ALL, 22, 25);
    tale_op(tale, ANNA, TJ_CLOSE, A, 30, 40);
    expect("");
}

/* --- V56 --- */

static void second_hears(const struct tj_record *record)
{
    struct tj_record *copy = &tale->records[tale->count++];
    *copy = *record;
    copy->client = SECOND;
}

static void two_listen(bool to_all)
{
    second_hears(tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, 10));
    struct tj_record *mount = event(TJ_EVENT_VOLUME_MOUNT, 20);
    if (to_all)
        second_hears(mount);
    second_hears(tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, 30));
}

Test(volume_rules, volume_events_reach_everybody)
{
    two_listen(true);
    expect("");
    cr_assert_eq(tale_judge(tale)->rules[RULE_V56].state, TJ_RULE_HELD);
}

Test(volume_rules, one_who_does_not_hear_them_is_found)
{
    two_listen(false);
    expect("TJ-V56x1");
}

Test(volume_rules, who_closed_a_handle_may_have_stopped_listening)
{
    tale_open(tale, SECOND, 611);
    two_listen(false);
    tale_op(tale, SECOND, TJ_CLOSE, 611, 15, 16);
    expect("");
}

/* --- F58, F60 --- */

/* Anna's request reads 55 in 10..11; then Bert's unlock gets this. */
static void a_drive_is_gone(uint32_t status)
{
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
    tale_op(tale, ANNA, TJ_OPEN, 14, 4, 5)->op.arg =
        tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    tale_refuse(tale_op(tale, ANNA, TJ_EJECT, 14, 10, 11),
                TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 21, 20, 21), status);
}

Test(volume_rules, a_removed_drive_fails_everything_with_55)
{
    a_drive_is_gone(TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("TJ-F58x1");
}

Test(volume_rules, as_it_should)
{
    a_drive_is_gone(TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    tale_op(tale, BERT, TJ_QUERY, 21, 30, 31);
    expect("");
}

Test(volume_rules, what_was_opened_later_may_be_on_a_new_drive)
{
    a_drive_is_gone(TJ_STATUS_CANCELLED);
    tale_op(tale, BERT, TJ_OPEN, 24, 40, 41)->op.arg =
        tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    tale_refuse(tale_op(tale, BERT, TJ_UNLOCK, 24, 42, 43),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("");
}

Test(volume_rules, what_was_asked_before_may_have_been_answered_before)
{
    a_drive_is_gone(TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale->records[tale->count - 1].t0_ns = 9;
    expect("");
}

Test(volume_rules, who_pulls_it_out_makes_it_gone)
{
    static const uint8_t removal[] = { TJ_EXCUSE_REMOVAL };
    static const char *const names[] = { "pulled" };
    static const uint64_t planned[] = { 1 };
    static const struct tj_check_config config = { .fault_names = names,
                                                   .faults_planned = planned,
                                                   .faults_count = 1,
                                                   .fault_excuses = removal };
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
    tale_strike(tale, BERT, 10, 0);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 12, 13),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale_expect_as(tale, &config, "");
    tale_op(tale, BERT, TJ_QUERY, 21, 14, 15);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 20, 21),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    tale_expect_as(tale, &config, "TJ-F58x1");
}

Test(volume_rules, too_small_brings_nothing)
{
    tale_open(tale, ANNA, 11);
    tale_refuse(tale_op(tale, ANNA, TJ_VERIFY, 11, 5, 6),
                TJ_STATUS_BUFFER_TOO_SMALL);
    tale_refuse(tale_op(tale, ANNA, TJ_VERIFY, 11, 7, 8),
                TJ_STATUS_BUFFER_TOO_SMALL)->op.info = 4;
    expect("");
    tale_refuse(tale_op(tale, ANNA, TJ_VERIFY, 11, 9, 10),
                TJ_STATUS_BUFFER_TOO_SMALL)->op.info = 1;
    expect("TJ-F60x1");
}

Test(volume_rules, bytes_that_were_not_counted_are_bytes)
{
    tale_open(tale, ANNA, 11);
    struct tj_record *record =
        tale_refuse(tale_op(tale, ANNA, TJ_VERIFY, 11, 5, 6),
                    TJ_STATUS_BUFFER_OVERFLOW);
    record->op.done_flags = TJ_RECORD_BROUGHT;
    expect("");
    record->op.status = TJ_STATUS_BUFFER_TOO_SMALL;
    expect("TJ-F60x1");
    record->op.done_flags = TJ_RECORD_BROUGHT | TJ_RECORD_INJECTED;
    expect("");
}

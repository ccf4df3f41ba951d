/* SPDX-License-Identifier: MIT */
/* Properties 31 to 38: histories that break each, and near misses that do not.
 * Anna's handles are 11, 12, ..., Bert's 21, 22, ... */
#include "core/check/tray_count.h"
#include "core/drive/encode.h"
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
TestSuite(tray, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static uint64_t judged(enum rule rule)
{
    return tale_judge(tale)->rules[rule].judged;
}

static struct tj_record *anna(enum tj_verb verb, uint64_t t0, uint64_t t1)
{
    return tale_op(tale, ANNA, verb, 11, t0, t1);
}
static struct tj_record *bert(enum tj_verb verb, uint64_t t0, uint64_t t1)
{
    return tale_op(tale, BERT, verb, 21, t0, t1);
}
static void busy(struct tj_record *record)
{
    tale_refuse(record, TJ_STATUS_DEVICE_BUSY);
}
static void refused(struct tj_record *record)
{
    tale_refuse(record, TJ_STATUS_INVALID_DEVICE_REQUEST);
}
/* A sign of life, so that her handle is surely open until then. */
static void anna_lives(uint64_t t)
{
    tale_query(tale, ANNA, 11, t, t + 1, 0);
}

/* --- Counting --- */

static struct tray_turn turn(uint64_t t0, uint64_t t1, bool lock, bool sure)
{
    return (struct tray_turn){ .at = { .t0_ns = t0, .t1_ns = t1 },
                               .lock = lock, .sure = sure };
}

static void expect_count(const struct tray_count *count, uint64_t t0,
                         uint64_t t1, int32_t least, int32_t most)
{
    struct stamp at = { .t0_ns = t0, .t1_ns = t1 };
    cr_expect_eq(tray_count_least(count, &at), least, "least in %u..%u",
                 (unsigned)t0, (unsigned)t1);
    cr_expect_eq(tray_count_most(count, &at), most, "most in %u..%u",
                 (unsigned)t0, (unsigned)t1);
}

Test(tray_count, what_overlaps_is_between_least_and_most)
{
    struct tray_count count = { 0 };
    struct tray_turn turns[] = { turn(10, 20, true, true),
                                 turn(30, 40, true, false),
                                 turn(50, 60, false, true) };
    for (size_t i = 0; i < 3; i++)
        tray_count_add(&count, &turns[i], 0);
    expect_count(&count, 1, 5, 0, 0);
    expect_count(&count, 15, 18, 0, 1);
    expect_count(&count, 21, 25, 1, 1);
    expect_count(&count, 21, 35, 1, 2);
    expect_count(&count, 41, 55, 0, 2);
    expect_count(&count, 61, 65, 0, 1);
}

Test(tray_count, what_is_added_up_says_the_same)
{
    struct tray_count count = { 0 };
    for (uint64_t t = 100; t < 5000; t += 100) {
        struct tray_turn lock = turn(t, t + 10, true, true);
        struct tray_turn unlock = turn(t + 50, t + 60, false, true);
        tray_count_add(&count, &lock, t);
        expect_count(&count, t + 20, t + 30, 1, 1);
        tray_count_add(&count, &unlock, t + 50);
        expect_count(&count, t + 70, t + 80, 0, 0);
    }
    cr_assert(tray_count_is_over(&count, 6000));
}

Test(tray_count, an_unlock_without_an_answer_may_come_for_ever)
{
    struct tray_count count = { 0 };
    struct tray_turn lost = turn(10, STAMP_NEVER, false, false);
    struct tray_turn lock = turn(100, 110, true, true);
    tray_count_add(&count, &lost, 10);
    tray_count_add(&count, &lock, 100);
    expect_count(&count, 200, 210, 0, 1);
    tray_count_add(&count, &lock, 300);
    expect_count(&count, 400, 410, 1, 2);
}

Test(tray_count, without_room_nothing_is_sure)
{
    struct tray_count count = { 0 };
    for (uint64_t i = 0; i < TRAY_RECENT + 3; i++) {
        struct tray_turn lock = turn(10 + i, 1000, true, true);
        tray_count_add(&count, &lock, 0);
    }
    expect_count(&count, 2000, 2010, TRAY_RECENT, TRAY_RECENT + 3);
}

/* --- 31 --- */

Test(tray, a_secure_lock_keeps_the_tray)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    busy(anna(TJ_EJECT, 30, 40));
    busy(bert(TJ_LOAD, 50, 60));
    tale_refuse(bert(TJ_EJECT, 70, 80), TJ_STATUS_ACCESS_DENIED);
    anna(TJ_SECURE_ALLOW, 90, 100);
    bert(TJ_EJECT, 110, 120);
    expect("");
    cr_assert_eq(judged(RULE_T31), 3);
}

Test(tray, an_eject_under_a_secure_lock_is_found)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    anna(TJ_EJECT, 30, 40);
    bert(TJ_LOAD2, 50, 60);
    refused(bert(TJ_LOAD, 70, 80)); /* So the drive was asked. */
    anna_lives(100);
    expect("TJ-T31x3");
}

Test(tray, a_lock_that_may_be_gone_keeps_nothing_for_sure)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    bert(TJ_EJECT, 15, 18);           /* Perhaps before it. */
    bert(TJ_EJECT, 30, 45);           /* Perhaps after the unlock. */
    anna(TJ_SECURE_ALLOW, 40, 50);
    anna(TJ_SECURE_PREVENT, 60, 70);
    tale_lost(tale, ANNA, TJ_SECURE_ALLOW, 11, 80);
    bert(TJ_EJECT, 90, 100);
    tale_op(tale, CARL, TJ_SECURE_PREVENT, 31, 110, 120);
    tale_op(tale, CARL, TJ_CLOSE, 31, 130, 140);
    bert(TJ_EJECT, 135, 150);
    expect("");
    cr_assert_eq(judged(RULE_T31), 0);
}

Test(tray, a_dead_holder_keeps_nothing_for_sure)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    bert(TJ_EJECT, 30, 40); /* Nothing was heard of Anna since. */
    expect("");
}

Test(tray, a_duplicate_keeps_the_locks_of_its_file_object)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    tale_duplicate(tale, CARL, 11, 32, 25, 28);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    bert(TJ_EJECT, 50, 60);
    tale_query(tale, CARL, 32, 70, 71, 0);
    expect("TJ-T31x1");
}

/* --- 32 --- */

Test(tray, a_lock_that_only_counts_cannot_fail_at_the_drive)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    refused(bert(TJ_SECURE_PREVENT, 30, 40));
    refused(bert(TJ_PREVENT, 50, 60));
    anna_lives(100);
    expect("TJ-T32x2");
}

Test(tray, the_first_and_the_last_lock_may_fail_at_the_drive)
{
    refused(bert(TJ_SECURE_PREVENT, 1, 5));
    anna(TJ_SECURE_PREVENT, 10, 20);
    refused(anna(TJ_SECURE_ALLOW, 30, 40));
    tale_refuse(bert(TJ_SECURE_PREVENT, 50, 60), TJ_STATUS_CANCELLED);
    tale_refuse(bert(TJ_SECURE_ALLOW, 70, 80),
                TJ_STATUS_INVALID_DEVICE_STATE);
    anna_lives(100);
    expect("");
}

Test(tray, an_unlock_of_two_only_counts)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    anna(TJ_PREVENT, 30, 40);
    refused(anna(TJ_ALLOW, 50, 60));
    anna_lives(100);
    expect("TJ-T32x1");
}

/* --- 33 and 34 --- */

Test(tray, a_failed_lock_that_counts_is_found)
{
    refused(anna(TJ_SECURE_PREVENT, 10, 20));
    anna(TJ_SECURE_ALLOW, 30, 40);
    expect("TJ-T33x1");
}

Test(tray, a_lock_after_a_failed_one_counts)
{
    refused(anna(TJ_SECURE_PREVENT, 10, 20));
    anna(TJ_SECURE_PREVENT, 30, 40);
    anna(TJ_SECURE_ALLOW, 50, 60);
    expect("");
    cr_assert_eq(judged(RULE_T33), 1);
}

Test(tray, an_excess_unlock_is_found)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    anna(TJ_SECURE_ALLOW, 30, 40);
    anna(TJ_SECURE_ALLOW, 50, 60);
    bert(TJ_SECURE_ALLOW, 70, 80);
    expect("TJ-T34x2");
}

Test(tray, an_excess_unlock_fails_22)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    tale_refuse(bert(TJ_SECURE_ALLOW, 30, 40), TJ_STATUS_INVALID_DEVICE_STATE);
    anna(TJ_SECURE_ALLOW, 50, 60);
    tale_refuse(anna(TJ_SECURE_ALLOW, 70, 80), TJ_STATUS_INVALID_DEVICE_STATE);
    expect("");
    cr_assert_eq(judged(RULE_T34), 2);
}

Test(tray, an_unlock_that_misses_its_lock_is_found)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    tale_refuse(anna(TJ_SECURE_ALLOW, 30, 40), TJ_STATUS_INVALID_DEVICE_STATE);
    expect("TJ-T34x1");
}

Test(tray, a_lock_of_unknown_outcome_explains_an_unlock)
{
    tale_lost(tale, BERT, TJ_SECURE_PREVENT, 21, 5);
    bert(TJ_SECURE_ALLOW, 10, 20);
    anna(TJ_SECURE_PREVENT, 10, 20)->op.done_flags = TJ_RECORD_INJECTED;
    anna(TJ_SECURE_ALLOW, 30, 40);
    /* Raw, and its byte is not in the record. */
    tale_op(tale, CARL, TJ_IOCTL, 31, 10, 20)->op.code = 0x1F0940;
    tale_op(tale, CARL, TJ_SECURE_ALLOW, 31, 30, 40);
    expect("");
}

Test(tray, a_handle_from_before_the_trace_may_have_locks)
{
    tale_op(tale, DORA, TJ_SECURE_ALLOW, 77, 10, 20);
    expect("");
}

Test(tray, a_volume_handle_has_no_secure_locks)
{
    tale_open_as(tale, DORA, 41, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_refuse(tale_op(tale, DORA, TJ_SECURE_PREVENT, 41, 10, 20),
                TJ_STATUS_INVALID_HANDLE);
    expect("");
    tale_op(tale, DORA, TJ_SECURE_PREVENT, 41, 30, 40);
    expect("TJ-T34x1");
}

Test(tray, many_holders_are_not_mixed_up)
{
    for (uint32_t i = 0; i < 200; i++) {
        uint64_t t = 100 + 100 * i;
        tale_op(tale, CARL, TJ_OPEN, 1000 + i, t, t + 1)->op.arg =
            tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
        tale_op(tale, CARL, TJ_SECURE_PREVENT, 1000 + i, t + 2, t + 3);
        if (i % 2 == 0)
            tale_op(tale, CARL, TJ_SECURE_ALLOW, 1000 + i, t + 4, t + 5);
        if (i % 3 == 0)
            tale_op(tale, CARL, TJ_CLOSE, 1000 + i, t + 6, t + 7);
    }
    expect("");
}

/* --- 35 --- */

Test(tray, a_simple_unlock_needs_no_lock)
{
    tale_refuse(anna(TJ_ALLOW, 10, 20), TJ_STATUS_INVALID_DEVICE_STATE);
    expect("TJ-T35x1");
}

Test(tray, a_simple_unlock_may_fail_with_the_drive)
{
    anna(TJ_ALLOW, 1, 5);
    refused(anna(TJ_ALLOW, 10, 20));
    tale_refuse(anna(TJ_ALLOW, 30, 40), TJ_STATUS_ACCESS_DENIED);
    expect("");
    cr_assert_eq(judged(RULE_T35), 2);
}

/* --- 36 --- */

static void anna_closes_with_a_lock(void)
{
    anna(TJ_SECURE_PREVENT, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
}

Test(tray, a_close_that_leaves_a_lock_is_found)
{
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    busy(bert(TJ_EJECT, 70, 80));
    expect("TJ-T36x1");
}

Test(tray, a_tray_that_opens_after_the_close_is_free)
{
    anna_closes_with_a_lock();
    bert(TJ_EJECT, 50, 60);
    expect("");
    cr_assert_eq(judged(RULE_T36), 1);
}

Test(tray, one_busy_drive_is_no_proof)
{
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    bert(TJ_EJECT, 70, 80);
    expect("");
}

Test(tray, a_lock_somebody_may_have_explains_a_busy_drive)
{
    tale_lost(tale, CARL, TJ_SECURE_PREVENT, 31, 5);
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    busy(bert(TJ_EJECT, 70, 80));
    expect("");
}

Test(tray, a_close_still_going_on_explains_a_busy_drive)
{
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 35, 60));
    busy(bert(TJ_EJECT, 40, 65));
    expect("");
}

Test(tray, a_request_in_flight_puts_the_close_off)
{
    tale_op(tale, ANNA, TJ_VERIFY, 11, 25, 500);
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    busy(bert(TJ_EJECT, 70, 80));
    expect("");
}

Test(tray, faults_and_reservations_explain_a_busy_drive)
{
    tale_op(tale, CARL, TJ_IOCTL, 31, 5, 8)->op.code = 0x24810;
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    busy(bert(TJ_EJECT, 70, 80));
    expect("");

    tear_down();
    set_up();
    tale_strike(tale, CARL, 5, 0);
    anna_closes_with_a_lock();
    busy(bert(TJ_EJECT, 50, 60));
    busy(bert(TJ_EJECT, 70, 80));
    expect("");
}

/* --- 37 --- */

static void simple_lock_stops_an_eject(void)
{
    anna(TJ_PREVENT, 10, 20);
    refused(anna(TJ_EJECT, 30, 40));
}

Test(tray, a_close_that_takes_a_simple_lock_is_found)
{
    simple_lock_stops_an_eject();
    tale_op(tale, BERT, TJ_CLOSE, 21, 50, 60);
    anna(TJ_EJECT, 70, 80);
    expect("TJ-T37x1");
}

Test(tray, without_a_close_it_is_the_drives_prevention)
{
    simple_lock_stops_an_eject();
    anna(TJ_EJECT, 70, 80);
    expect("TJ-T32x1");
}

Test(tray, a_simple_lock_survives_closes)
{
    simple_lock_stops_an_eject();
    tale_op(tale, BERT, TJ_CLOSE, 21, 50, 60);
    refused(anna(TJ_EJECT, 70, 80));
    expect("");
    cr_assert_eq(judged(RULE_T37), 1);
}

Test(tray, anybody_may_release_a_simple_lock)
{
    simple_lock_stops_an_eject();
    tale_op(tale, BERT, TJ_CLOSE, 21, 50, 60);
    tale_op(tale, CARL, TJ_ALLOW, 31, 75, 90); /* Perhaps before. */
    anna(TJ_EJECT, 70, 80);
    expect("");
}

Test(tray, an_unlock_right_behind_the_proof_counts)
{
    anna(TJ_PREVENT, 10, 20);
    refused(bert(TJ_EJECT, 30, 40));
    bert(TJ_ALLOW, 40, 60);
    anna(TJ_EJECT, 50, 70);
    expect("");
}

Test(tray, a_reset_or_a_pass_through_may_release_the_drive)
{
    simple_lock_stops_an_eject();
    tale_op(tale, BERT, TJ_CLOSE, 21, 50, 60);
    tale_refuse(tale_op(tale, CARL, TJ_READ, 31, 61, 65),
                TJ_STATUS_IO_TIMEOUT);
    anna(TJ_EJECT, 70, 80);
    expect("");

    tear_down();
    set_up();
    simple_lock_stops_an_eject();
    tale_op(tale, CARL, TJ_IOCTL, 31, 61, 65)->op.code = 0x4D014;
    anna(TJ_EJECT, 70, 80);
    expect("");
}

Test(tray, a_proof_holds_for_ten_seconds)
{
    simple_lock_stops_an_eject();
    tale_op(tale, BERT, TJ_CLOSE, 21, 50, 60);
    anna(TJ_EJECT, UINT64_C(20000000000), UINT64_C(20000000010));
    expect("");
}

/* --- 38 --- */

#define LATE UINT64_C(600000000000)

static void anna_counts_late(void)
{
    tale_lock(tale, ANNA, 11, LATE + 10, LATE + 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, LATE + 15);
    anna(TJ_SECURE_PREVENT, LATE + 30, LATE + 40);
    anna(TJ_SECURE_PREVENT, LATE + 50, LATE + 60);
    tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, LATE + 55);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, LATE + 900, LATE + 910);
}

Test(tray, a_lock_that_only_counts_and_is_announced_is_found)
{
    anna_counts_late();
    expect("TJ-T38x1");
}

Test(tray, the_first_lock_may_meet_what_the_drive_has_to_say)
{
    tale_lock(tale, ANNA, 11, LATE + 10, LATE + 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, LATE + 15);
    anna(TJ_SECURE_PREVENT, LATE + 50, LATE + 60);
    tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, LATE + 55);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, LATE + 900, LATE + 910);
    expect("");
}

Test(tray, another_request_of_the_owner_may_have_met_it)
{
    anna_counts_late();
    tale_op(tale, ANNA, TJ_VERIFY, 11, LATE + 45, LATE + 70);
    expect("");
}

Test(tray, a_drive_that_nobody_owns_is_polled)
{
    anna(TJ_SECURE_PREVENT, LATE + 30, LATE + 40);
    anna(TJ_SECURE_PREVENT, LATE + 50, LATE + 60);
    tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, LATE + 55);
    expect("");
}

/* SPDX-License-Identifier: MIT */
/* Properties 5 to 9 and 15 to 19: for each an honest history that holds and
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
TestSuite(requests, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static const struct tj_rule_result *result(enum rule rule)
{
    return &tale_judge(tale)->rules[rule];
}

/* --- 5: volume handles --- */

Test(requests, volume_handles_fail_6_and_may_ask)
{
    tale_open_as(tale, ANNA, 12, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 12, 10, 20),
                TJ_STATUS_INVALID_HANDLE);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 12, 25, 28),
                TJ_STATUS_INVALID_HANDLE);
    tale_query(tale, ANNA, 12, 30, 40, 0);
    expect("");
    cr_assert_eq(result(RULE_X05)->judged, 2);
}

Test(requests, a_volume_handle_that_locks_is_found)
{
    tale_open_as(tale, ANNA, 12, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_lock(tale, ANNA, 12, 10, 20);
    expect("TJ-X05x1");
}

Test(requests, a_volume_handle_refused_5_is_found)
{
    tale_open_as(tale, ANNA, 12, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_lock(tale, BERT, 21, 2, 5);
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 12, 10, 20),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X05x1");
}

/* --- 6: queries --- */

Test(requests, queries_that_tell_the_truth_are_honest)
{
    tale_query(tale, CARL, 31, 2, 5, 0);
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, CARL, 31, 15, 25, 0); /* Perhaps before the lock. */
    tale_query(tale, CARL, 31, 26, 28, TJ_RESULT_LOCKED | ANNA);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_query(tale, CARL, 31, 35, 45, TJ_RESULT_LOCKED | ANNA);
    tale_query(tale, CARL, 31, 46, 48, 0);
    expect("");
    cr_assert_eq(result(RULE_X06)->judged, 5);
}

Test(requests, a_query_that_misses_the_owner_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, CARL, 31, 25, 28, 0);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    expect("TJ-X06x1");
}

Test(requests, a_query_that_invents_an_owner_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    tale_query(tale, CARL, 31, 50, 60, TJ_RESULT_LOCKED | ANNA);
    expect("TJ-X06x1");
}

Test(requests, a_query_with_the_wrong_name_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, CARL, 31, 25, 28, TJ_RESULT_LOCKED | BERT);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    expect("TJ-X06x1");
}

Test(requests, a_query_with_a_name_nobody_gave_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, CARL, 31, 25, 28,
               TJ_RESULT_LOCKED | TJ_RESULT_NAME_UNKNOWN);
    expect("TJ-X06x1");
}

Test(requests, a_free_drive_with_a_name_is_found)
{
    tale_query(tale, CARL, 31, 25, 28, ANNA);
    expect("TJ-X06x1");
}

Test(requests, two_ids_with_the_same_text_are_one_name)
{
    uint16_t twin = tale_name(tale, "Nero 12");
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_query(tale, CARL, 31, 25, 28, TJ_RESULT_LOCKED | twin);
    expect("");
}

/* --- 7, 8, 9: flags, names, mounted volumes --- */

Test(requests, a_plain_lock_may_fail_22)
{
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 10, 20),
                TJ_STATUS_INVALID_DEVICE_STATE);
    tale_lock(tale, ANNA, 11, 30, 40)->op.arg = 1;
    expect("");
    cr_assert_eq(result(RULE_X07)->judged, 1);
}

Test(requests, ignore_volume_that_fails_22_is_found)
{
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 10, 20),
                TJ_STATUS_INVALID_DEVICE_STATE)
        ->op.arg = 1;
    expect("TJ-X07x1");
}

Test(requests, bad_names_fail_87_also_under_an_owner)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_INVALID_PARAMETER)
        ->name = 3;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 30, 32),
                TJ_STATUS_INVALID_PARAMETER)
        ->name = 4;
    expect("");
    cr_assert_eq(result(RULE_X08)->judged, 2);
}

Test(requests, a_bad_name_that_is_accepted_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20)->name = 3;
    expect("TJ-X08x1");
}

Test(requests, a_bad_name_refused_5_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED)
        ->name = 4;
    expect("TJ-X08x1");
}

Test(requests, a_good_name_refused_87_is_found)
{
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_INVALID_PARAMETER);
    expect("TJ-X08x1");
}

Test(requests, a_name_of_64_bytes_is_bad)
{
    uint16_t name = tale_name(
        tale,
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef");
    tale_lock(tale, ANNA, 11, 10, 20)->name = name;
    expect("TJ-X08x1");
}

Test(requests, a_plain_lock_between_dismount_and_close_fails_22)
{
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_op(tale, CARL, TJ_DISMOUNT, 32, 10, 20);
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 25, 28),
                TJ_STATUS_INVALID_DEVICE_STATE);
    tale_op(tale, CARL, TJ_CLOSE, 32, 30, 40);
    tale_lock(tale, ANNA, 11, 50, 60);
    expect("");
    cr_assert_eq(result(RULE_X09)->judged, 1);
    cr_assert_eq(result(RULE_V53)->judged, 1);
}

Test(requests, a_plain_lock_after_that_close_is_not_judged)
{
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_op(tale, CARL, TJ_DISMOUNT, 32, 10, 20);
    tale_op(tale, CARL, TJ_CLOSE, 32, 30, 40);
    tale_lock(tale, ANNA, 11, 50, 60);
    expect("");
    cr_assert_eq(result(RULE_X09)->judged, 0);
    cr_assert_eq(result(RULE_V53)->judged, 0);
}

Test(requests, a_mounted_volume_comes_before_an_owner)
{
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_op(tale, CARL, TJ_DISMOUNT, 32, 10, 20);
    tale_lock(tale, BERT, 21, 21, 22)->op.arg = 1;
    tale_refuse(tale_op(tale, ANNA, TJ_LOCK, 11, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, CARL, TJ_CLOSE, 32, 30, 40);
    expect("TJ-X09x1");
}

Test(requests, a_plain_lock_granted_on_a_mounted_volume_is_found)
{
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    tale_op(tale, CARL, TJ_DISMOUNT, 32, 10, 20);
    tale_lock(tale, ANNA, 11, 25, 28);
    tale_op(tale, CARL, TJ_CLOSE, 32, 30, 40);
    expect("TJ-V53x1");
}

/* --- 15: the announced unlock --- */

Test(requests, a_lock_sent_on_the_unlock_event_may_not_be_refused)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 15);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 60);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 35);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 40, 50),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-X15x1");
}

Test(requests, a_lock_sent_before_the_unlock_event_may_be_refused)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 15);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 60);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 34, 50),
                TJ_STATUS_ACCESS_DENIED);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 35);
    expect("");
}

Test(requests, a_lock_sent_on_the_event_of_a_close_may_be_refused)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 15);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 60);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 35);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 40, 50),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
}

/* --- 16, 17, 19: closing --- */

Test(requests, the_close_of_the_last_handle_releases)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 35, 38),
                TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, CARL, 31, 45, 50, 0);
    tale_lock(tale, BERT, 21, 55, 60);
    expect("");
    cr_assert_eq(result(RULE_X16)->judged, 1);
}

Test(requests, a_lock_that_survives_the_close_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 48),
                TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, CARL, 31, 45, 50, TJ_RESULT_LOCKED | ANNA);
    expect("TJ-X03x1 TJ-X16x1");
}

Test(requests, a_request_in_flight_at_the_close_delays_the_release)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_EJECT, 11, 25, 100);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 45, 48),
                TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, CARL, 31, 101, 102, TJ_RESULT_LOCKED | ANNA);
    expect("");
}

Test(requests, a_duplicate_shares_the_file_object)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, BERT, 11, 22, 21, 25);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_refuse(tale_op(tale, CARL, TJ_LOCK, 31, 45, 50),
                TJ_STATUS_ACCESS_DENIED);
    tale_op(tale, BERT, TJ_UNLOCK, 22, 55, 60); /* A duplicate may (R46). */
    tale_lock(tale, CARL, 31, 65, 70);
    expect("");
}

Test(requests, a_release_at_the_close_of_one_of_two_handles_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, ANNA, 11, 12, 21, 25);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_query(tale, CARL, 31, 42, 44, 0);
    tale_op(tale, ANNA, TJ_EJECT, 12, 60, 70);
    expect("TJ-X17x1");
}

Test(requests, an_owner_of_two_handles_told_1_is_property_17)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, ANNA, 11, 12, 21, 25);
    tale_op(tale, ANNA, TJ_CLOSE, 12, 30, 40);
    tale_refuse(tale_op(tale, ANNA, TJ_UNLOCK, 11, 45, 50),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("TJ-X17x1");
}

Test(requests, a_duplicate_of_unknown_outcome_may_keep_the_lock)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_lost(tale, BERT, TJ_DUPLICATE, 22, 21)->op.arg = 11;
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_refuse(tale_op(tale, CARL, TJ_LOCK, 31, 45, 50),
                TJ_STATUS_ACCESS_DENIED);
    tale_lock(tale, CARL, 31, 65, 70);
    expect("");
}

Test(requests, a_lock_through_a_closed_handle_is_found)
{
    tale_op(tale, ANNA, TJ_CLOSE, 11, 10, 20);
    tale_lock(tale, ANNA, 11, 30, 40);
    expect("TJ-X19x1");
}

/* --- 18: bytes --- */

Test(requests, wrong_byte_counts_are_found)
{
    tale_lock(tale, ANNA, 11, 10, 20)->op.info = 4;
    tale_query(tale, BERT, 21, 30, 40, TJ_RESULT_LOCKED | ANNA)->op.info = 64;
    expect("TJ-X18x2");
}

/* --- What makes a drive unfit --- */

Test(requests, a_removed_drive_is_not_judged_for_ownership)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_refuse(tale_op(tale, ANNA, TJ_EJECT, 11, 21, 22),
                TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    tale_lock(tale, BERT, 21, 25, 28);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 40, 50);
    expect("");
    cr_assert_eq(result(RULE_X02)->state, TJ_RULE_NOT_JUDGED);
}

Test(requests, a_raw_request_that_may_be_a_lock_makes_the_drive_unfit)
{
    tale_op(tale, ANNA, TJ_IOCTL, 11, 10, 20)->op.code =
        TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
}

Test(requests, a_raw_request_is_judged_by_its_code)
{
    tale_op(tale, ANNA, TJ_IOCTL, 11, 10, 20)->op.code = 0x24808; /* eject */
    const struct tj_verdict *verdict = tale_judge(tale);
    bool found = false;
    for (size_t i = 0; i < verdict->outcomes_count; i++)
        found |= verdict->outcomes[i].verb == TJ_EJECT;
    cr_assert(found);
}

Test(requests, a_damaged_trace_is_judged_record_by_record_only)
{
    tale->damaged = true;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, BERT, 21, 30, 40, 0)->op.info = 1;
    expect("TJ-X18x1");
    cr_assert(tale_judge(tale)->partial);
}

Test(requests, a_partial_trace_is_judged_up_to_the_first_last_word)
{
    tale->partial = true;
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 25, 28),
                TJ_STATUS_ACCESS_DENIED);
    tale_query(tale, ANNA, 11, 50, 60, 0);
    tale_query(tale, BERT, 21, 50, 60, 0);
    expect(""); /* Carl, silent since 0, may have done anything. */
    tale_query(tale, CARL, 31, 40, 60, 0);
    expect("TJ-X03x1");
}

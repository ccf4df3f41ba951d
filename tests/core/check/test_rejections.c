/* SPDX-License-Identifier: MIT */
/* Properties 21 to 30: histories that break each, and near misses that do not.
 * Anna (handle 11) owns the drive from 20 to 900 in most of them; Bert's handle
 * is 21. */
#include "core/check/requests.h"
#include "core/drive/encode.h"
#include "tests/core/check/expect.h"

#include <string.h>

enum { DVD_READ_STRUCTURE = 0x335140, TAPE_EJECT = 0x1F4808 };

static struct tale *tale;

static void set_up(void)
{
    tale = tale_of_three();
}
static void tear_down(void)
{
    tale_free(tale);
}
TestSuite(rejections, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static uint64_t judged(enum rule rule)
{
    return tale_judge(tale)->rules[rule].judged;
}

static void anna_owns(void)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 900, 910);
}

static struct tj_record *by_code(uint16_t client, uint32_t handle,
                                 uint32_t code, uint64_t t0, uint64_t t1)
{
    struct tj_record *record =
        tale_op(tale, client, TJ_IOCTL, handle, t0, t1);
    record->op.code = code;
    return record;
}

static struct tj_record *property(uint32_t id, uint32_t query, uint32_t room,
                                  uint64_t t0, uint64_t t1)
{
    struct tj_op op = { .verb = TJ_IOCTL, .input_size = 12,
                        .output_size = room };
    op.input[0] = (uint8_t)id;
    op.input[4] = (uint8_t)query;
    struct tj_record *record =
        by_code(BERT, 21, TJ_IOCTL_STORAGE_QUERY_PROPERTY, t0, t1);
    record->op.arg = tj_brief_of(&op);
    return record;
}

/* --- The table --- */

Test(requests_table, the_gate_is_that_of_the_specification)
{
    static const struct {
        uint32_t code;
        enum request_gate gate;
    } rows[] = {
        { 0x41018, REQUEST_ALLOWED },    { 0x2D0C14, REQUEST_ALLOWED },
        { 0x2D1080, REQUEST_ALLOWED },   { 0x2D0C04, REQUEST_ALLOWED },
        { 0x2C05C, REQUEST_ALLOWED },    { 0x24064, REQUEST_ALLOWED },
        { 0x2D1400, REQUEST_PROPERTY },  { 0x2D4808, REQUEST_BLOCKED },
        { 0x24808, REQUEST_BLOCKED },    { 0x74800, REQUEST_BLOCKED },
        { 0x4D014, REQUEST_BLOCKED },    { 0x41010, REQUEST_BLOCKED },
        { 0x335140, REQUEST_BLOCKED },   { 0x2DCC18, REQUEST_BLOCKED },
        { 0x1F4808, REQUEST_OTHER },     { 0x4D0008, REQUEST_OTHER },
        { 0x56C008, REQUEST_OTHER },     { 0x90018, REQUEST_OTHER },
        { 0x80002000, REQUEST_OTHER },   { 0, REQUEST_OTHER },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(request_gate(rows[i].code), rows[i].gate, "0x%x",
                     rows[i].code);
}

Test(requests_table, aliases_mean_what_they_are_aliases_of)
{
    cr_expect(request_is_secure_lock(0x1F0940));
    cr_expect(request_is_simple_lock(0x24804));
    cr_expect_not(request_is_simple_lock(0x4D4804), "no alias of MOUNTDEV");
    cr_expect(request_never_denied(0x74808));
    cr_expect_not(request_never_denied(0x2D4818), "FIND_NEW_DEVICES");
    cr_expect(request_is_foreign(0x4D004), "pass-through");
    cr_expect_not(request_is_foreign(0x1F4808));
    cr_expect(request_is_reservation(0x74810));
}

/* --- 21 and 22 --- */

Test(rejections, a_blocked_request_that_fails_5_is_honest)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
    cr_assert_eq(judged(RULE_R21), 1);
    cr_assert_eq(judged(RULE_R22), 1);
}

Test(rejections, a_blocked_request_that_is_done_is_found)
{
    anna_owns();
    by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40);
    expect("TJ-R21x1");
}

Test(rejections, a_spoken_request_is_judged_by_its_code)
{
    anna_owns();
    tale_op(tale, BERT, TJ_VERIFY, 21, 30, 40)->op.code =
        TJ_IOCTL_STORAGE_CHECK_VERIFY;
    expect("TJ-R21x1");
}

Test(rejections, a_status_of_the_handler_means_that_it_ran)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40),
                TJ_STATUS_INVALID_DEVICE_REQUEST);
    expect("TJ-R21x1");
}

Test(rejections, a_buffer_error_before_the_refusal_is_found)
{
    static const uint32_t statuses[] = { TJ_STATUS_INFO_LENGTH_MISMATCH,
                                         TJ_STATUS_BUFFER_TOO_SMALL,
                                         TJ_STATUS_INVALID_PARAMETER };
    anna_owns();
    for (uint32_t i = 0; i < 3; i++)
        tale_refuse(by_code(BERT, 21, TJ_IOCTL_CDROM_READ_TOC, 30 + 10 * i,
                            35 + 10 * i),
                    statuses[i]);
    expect("TJ-R22x3");
}

Test(rejections, what_may_have_run_outside_the_lock_is_not_judged)
{
    by_code(BERT, 21, DVD_READ_STRUCTURE, 15, 25); /* Perhaps before it. */
    anna_owns();
    by_code(BERT, 21, DVD_READ_STRUCTURE, 890, 905); /* Perhaps after it. */
    by_code(BERT, 21, DVD_READ_STRUCTURE, 910, 920);
    expect("");
    cr_assert_eq(judged(RULE_R21), 0);
}

Test(rejections, cancelled_injected_and_closed_prove_nothing)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40),
                TJ_STATUS_CANCELLED);
    by_code(BERT, 21, DVD_READ_STRUCTURE, 50, 60)->op.done_flags =
        TJ_RECORD_INJECTED;
    tale_op(tale, BERT, TJ_CLOSE, 21, 70, 80);
    tale_refuse(by_code(BERT, 21, DVD_READ_STRUCTURE, 90, 95),
                TJ_STATUS_INVALID_PARAMETER);
    expect("");
}

Test(rejections, an_owner_of_unknown_outcome_blocks_nobody_for_sure)
{
    tale_lost(tale, ANNA, TJ_LOCK, 11, 10);
    by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40);
    expect("");
}

Test(rejections, tape_codes_and_volume_handles_are_excused)
{
    anna_owns();
    by_code(BERT, 21, TAPE_EJECT, 30, 40);
    tale_open_as(tale, CARL, 32, TJ_VOLUME, TJ_ACCESS_READ_WRITE);
    by_code(CARL, 32, TJ_IOCTL_CDROM_DISK_TYPE, 50, 60);
    expect("");
}

Test(rejections, a_duplicate_of_the_owner_is_the_owner)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_duplicate(tale, BERT, 11, 22, 25, 28);
    by_code(BERT, 22, DVD_READ_STRUCTURE, 30, 40);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 900, 910);
    expect("");
}

Test(rejections, a_removed_drive_is_not_judged)
{
    anna_owns();
    by_code(BERT, 21, DVD_READ_STRUCTURE, 30, 40);
    tale_refuse(tale_op(tale, CARL, TJ_VERIFY, 31, 50, 60),
                TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    expect("");
}

/* --- 23 and 24 --- */

Test(rejections, an_allowed_code_that_is_refused_is_found)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, 30, 40),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-R23x1");
}

Test(rejections, an_allowed_code_may_fail_for_its_buffers)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, 30, 40),
                TJ_STATUS_BUFFER_TOO_SMALL);
    expect("");
    cr_assert_eq(judged(RULE_R23), 1);
}

Test(rejections, a_refused_lock_is_no_refused_code)
{
    anna_owns();
    struct tj_record *lock = tale_lock(tale, BERT, 21, 30, 40);
    lock->op.code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS;
    tale_refuse(lock, TJ_STATUS_ACCESS_DENIED);
    expect("");
}

Test(rejections, strangers_get_the_cached_descriptors)
{
    anna_owns();
    property(0, 0, 256, 30, 40);
    property(1, 0, 0, 50, 60);
    tale_refuse(property(0, 0, 4, 70, 80), TJ_STATUS_BUFFER_TOO_SMALL);
    tale_refuse(property(3, 0, 256, 90, 95), TJ_STATUS_ACCESS_DENIED);
    property(3, 1, 0, 100, 110); /* Whether it exists. */
    expect("");
    cr_assert_eq(judged(RULE_R24), 4);
}

Test(rejections, wrong_answers_to_property_queries_are_found)
{
    anna_owns();
    tale_refuse(property(0, 0, 256, 30, 40), TJ_STATUS_ACCESS_DENIED);
    tale_refuse(property(1, 0, 8, 50, 60), TJ_STATUS_BUFFER_TOO_SMALL);
    property(3, 0, 256, 70, 80);
    tale_refuse(property(4, 0, 256, 90, 95), TJ_STATUS_NOT_SUPPORTED);
    expect("TJ-R24x4");
}

Test(rejections, a_property_that_is_not_in_the_record_is_not_judged)
{
    anna_owns();
    tale_refuse(by_code(BERT, 21, TJ_IOCTL_STORAGE_QUERY_PROPERTY, 30, 40),
                TJ_STATUS_ACCESS_DENIED);
    expect("");
    cr_assert_eq(judged(RULE_R24), 0);
}

/* --- 25 to 27 --- */

static struct tj_record *transfer(enum tj_verb verb, uint32_t size,
                                  uint64_t t0, uint64_t t1)
{
    struct tj_record *record = tale_op(tale, BERT, verb, 21, t0, t1);
    record->op.arg = size;
    return record;
}

Test(rejections, a_stranger_that_reads_is_found)
{
    anna_owns();
    transfer(TJ_READ, 2048, 30, 40);
    tale_refuse(transfer(TJ_WRITE, 2048, 50, 60),
                TJ_STATUS_MEDIA_WRITE_PROTECTED);
    expect("TJ-R25x2");
}

Test(rejections, the_three_statuses_of_a_strangers_read_are_honest)
{
    anna_owns();
    tale_refuse(transfer(TJ_READ, 2048, 30, 40), TJ_STATUS_ACCESS_DENIED);
    tale_refuse(transfer(TJ_READ, 2048, 50, 60), TJ_STATUS_VERIFY_REQUIRED);
    tale_refuse(transfer(TJ_READ, 2048, 70, 80), TJ_STATUS_DEVICE_BUSY);
    tale_refuse(transfer(TJ_READ, 7, 90, 95), TJ_STATUS_INVALID_PARAMETER);
    transfer(TJ_READ, 0, 100, 110);
    expect("");
    cr_assert_eq(judged(RULE_R25), 4);
}

Test(rejections, an_owner_that_is_refused_is_found)
{
    anna_owns();
    struct tj_record *eject = tale_op(tale, ANNA, TJ_EJECT, 11, 30, 40);
    eject->op.code = TJ_IOCTL_STORAGE_EJECT_MEDIA;
    tale_refuse(eject, TJ_STATUS_ACCESS_DENIED);
    struct tj_record *read = tale_op(tale, ANNA, TJ_READ, 11, 50, 60);
    read->op.arg = 2048;
    tale_refuse(read, TJ_STATUS_ACCESS_DENIED);
    expect("TJ-R26x2");
}

Test(rejections, the_owner_may_fail_otherwise)
{
    enum { FIND_NEW_DEVICES = 0x2D4818 };
    anna_owns();
    tale_refuse(tale_lock(tale, ANNA, 11, 30, 40), TJ_STATUS_ACCESS_DENIED);
    tale_refuse(by_code(ANNA, 11, FIND_NEW_DEVICES, 50, 60),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(by_code(ANNA, 11, TJ_IOCTL_CDROM_READ_TOC, 70, 80),
                TJ_STATUS_NO_MEDIA_IN_DEVICE);
    expect("");
    cr_assert_eq(judged(RULE_R26), 1);
}

Test(rejections, a_request_of_a_perhaps_former_owner_may_be_refused)
{
    anna_owns();
    tale_lock(tale, BERT, 21, 920, 930);
    struct tj_record *eject = tale_op(tale, ANNA, TJ_EJECT, 11, 890, 925);
    eject->op.code = TJ_IOCTL_STORAGE_EJECT_MEDIA;
    tale_refuse(eject, TJ_STATUS_ACCESS_DENIED);
    expect("");
}

static struct tj_record *open_again(uint16_t client, uint32_t handle,
                                    enum tj_target target, unsigned access,
                                    uint64_t t0)
{
    struct tj_record *record =
        tale_op(tale, client, TJ_OPEN, handle, t0, t0 + 5);
    record->op.arg = tj_open_arg(target, access, TJ_SHARE_ALL);
    return record;
}

Test(rejections, an_open_refused_because_of_a_lock_is_found)
{
    anna_owns();
    tale_refuse(open_again(BERT, 22, TJ_INTERFACE, TJ_ACCESS_READ_WRITE, 30),
                TJ_STATUS_ACCESS_DENIED);
    expect("TJ-R27x1");
}

Test(rejections, whoever_never_could_open_may_lack_the_right)
{
    anna_owns();
    tale_refuse(open_again(DORA, 41, TJ_INTERFACE, TJ_ACCESS_READ_WRITE, 30),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(open_again(BERT, 22, TJ_INTERFACE, TJ_ACCESS_READ, 40),
                TJ_STATUS_ACCESS_DENIED);
    tale_refuse(open_again(BERT, 23, TJ_VOLUME, TJ_ACCESS_READ_WRITE, 50),
                TJ_STATUS_ACCESS_DENIED);
    open_again(BERT, 24, TJ_INTERFACE, TJ_ACCESS_READ_WRITE, 60);
    expect("");
    cr_assert_eq(judged(RULE_R27), 1);
}

/* --- 28 to 30 --- */

Test(rejections, media_types_that_tested_an_owned_drive_are_found)
{
    anna_owns();
    by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, 30, 40)->op.result =
        TJ_RESULT_MOUNTED;
    by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, 50, 60);
    expect("TJ-R28x1");
    cr_assert_eq(judged(RULE_R28), 2);
}

Test(rejections, media_types_from_before_the_lock_may_have_tested)
{
    by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, 15, 40)->op.result =
        TJ_RESULT_MOUNTED;
    anna_owns();
    expect("");
}

/* Ten minutes later Anna owns the drive for a minute. */
#define LATE UINT64_C(600000000000)

static void anna_owns_late(void)
{
    tale_lock(tale, ANNA, 11, LATE + 10, LATE + 20);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, LATE + 15);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, LATE + 900, LATE + 910);
}

static struct tj_record *disc_is_gone(uint64_t t)
{
    return tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, LATE + t,
                      TJ_MEDIA_NOT_PRESENT);
}

static void disc_is_there(uint64_t t)
{
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, LATE + t, TJ_MEDIA_PRESENT);
}

static struct tj_record *bert_verifies(uint64_t t0, uint64_t t1)
{
    struct tj_record *record =
        tale_op(tale, BERT, TJ_VERIFY, 21, LATE + t0, LATE + t1);
    record->op.code = TJ_IOCTL_STORAGE_CHECK_VERIFY;
    return tale_refuse(record, TJ_STATUS_ACCESS_DENIED);
}

Test(rejections, an_event_nobody_asked_for_is_a_poll)
{
    anna_owns_late();
    disc_is_gone(50);
    expect("TJ-R29x1");
}

Test(rejections, an_event_while_a_stranger_asks_is_its_command)
{
    anna_owns_late();
    bert_verifies(40, 60);
    disc_is_gone(50);
    expect("TJ-R28x1");
}

Test(rejections, an_event_while_a_request_of_before_waits_is_its_command)
{
    bert_verifies(5, 60);
    anna_owns_late();
    disc_is_gone(50);
    expect("TJ-R30x1");
}

Test(rejections, an_event_may_be_of_a_request_of_the_owner)
{
    anna_owns_late();
    tale_op(tale, ANNA, TJ_VERIFY, 11, LATE + 40, LATE + 60);
    bert_verifies(45, 55);
    disc_is_gone(50);
    expect("");
    cr_assert_eq(judged(RULE_R29), 1);
}

Test(rejections, an_event_at_the_edge_of_the_lock_may_be_a_polls)
{
    anna_owns_late();
    disc_is_gone(20);
    disc_is_there(900);
    expect("");
}

Test(rejections, an_event_may_be_of_requests_that_are_not_barred)
{
    anna_owns_late();
    by_code(BERT, 21, TAPE_EJECT, LATE + 40, LATE + 60);
    disc_is_gone(50);
    by_code(BERT, 21, TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, LATE + 15,
            LATE + 80);
    disc_is_there(70);
    tale_op(tale, CARL, TJ_CLOSE, 31, LATE + 90, LATE + 99);
    disc_is_gone(95);
    expect("");
}

Test(rejections, soon_after_a_disc_came_an_event_proves_nothing)
{
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, LATE - 1000, TJ_MEDIA_PRESENT);
    anna_owns_late();
    disc_is_gone(50);
    expect("");
}

Test(rejections, the_arrival_of_an_unlock_is_no_disc)
{
    tale_lock(tale, BERT, 21, LATE - 5000, LATE - 4000);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, LATE - 4500);
    tale_op(tale, BERT, TJ_UNLOCK, 21, LATE - 3000, LATE - 2000);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, LATE - 2900,
               TJ_MEDIA_UNAVAILABLE);
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, LATE - 2800, TJ_MEDIA_PRESENT);
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, LATE - 2700);
    anna_owns_late();
    disc_is_gone(50);
    expect("TJ-R29x1");
}

Test(rejections, faults_unanswered_requests_and_gaps_excuse_events)
{
    anna_owns_late();
    disc_is_gone(50)->event.number += 1;
    expect("");

    tear_down();
    set_up();
    anna_owns_late();
    tale_strike(tale, CARL, LATE + 30, 0);
    disc_is_gone(50);
    expect("");

    tear_down();
    set_up();
    anna_owns_late();
    tale_lost(tale, CARL, TJ_VERIFY, 31, LATE + 30);
    disc_is_gone(50);
    expect("");
}

Test(rejections, secure_locks_of_others_excuse_events)
{
    tale_op(tale, CARL, TJ_SECURE_PREVENT, 31, 5, 8);
    anna_owns_late();
    disc_is_gone(50);
    expect("");
}

Test(rejections, a_delivery_without_its_emission_is_not_judged)
{
    anna_owns_late();
    disc_is_gone(50)->flags = TJ_RECORD_NO_EMISSION;
    expect("");
}

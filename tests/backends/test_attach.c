/* SPDX-License-Identifier: MIT */
/* What a Linux program says to a drive, and what it hears. */
#include "backends/attach/scsi.h"
#include "backends/attach/words.h"
#include "core/drive/bytes.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <linux/cdrom.h>
#include <linux/fs.h>
#include <scsi/sg.h>
#include <string.h>

/* --- Requests --- */

Test(attach_words, no_request_has_two_rows)
{
    for (size_t i = 0; i < attach_request_count(); i++) {
        const struct attach_request *row = attach_request_at(i);

        cr_expect_eq(attach_request_of(row->request), row, "%s", row->name);
        cr_expect(row->means[0] != '\0', "%s", row->name);
        cr_expect_eq(row->how == ATTACH_PLAIN, row->verb != TJ_VERB_COUNT,
                     "%s", row->name);
    }
}

Test(attach_words, the_tray_is_opened_and_closed_by_verbs)
{
    cr_expect_eq(attach_request_of(CDROMEJECT)->verb, TJ_EJECT);
    cr_expect_eq(attach_request_of(CDROMCLOSETRAY)->verb, TJ_LOAD);
    cr_expect_eq(attach_request_of(CDROM_LOCKDOOR)->how, ATTACH_DOOR);
    cr_expect_eq(attach_request_of(SG_IO)->how, ATTACH_SCSI);
}

/* An int that is an unsigned long: glibc's ioctl hands it on so. */
Test(attach_words, a_request_is_32_bits)
{
    unsigned long negative = 0xffffffff00000000ul | BLKGETSIZE64;

    cr_expect_eq(attach_request_of(negative)->how, ATTACH_LENGTH);
}

Test(attach_words, what_nobody_knows_has_no_row)
{
    cr_expect_null(attach_request_of(0x53ff));
    cr_expect_null(attach_request_of(0));
}

/* --- Refusals --- */

Test(attach_words, every_refusal_has_one_row_and_a_reason)
{
    for (size_t i = 0; i < attach_errno_count(); i++) {
        const struct attach_errno *row = attach_errno_at(i);

        cr_expect_eq(tj_outcome_of(row->status), TJ_REFUSED);
        cr_expect_eq(attach_errno_of(TJ_LOAD, row->status), row->error);
        cr_expect(row->error > 0 && row->reason[0] != '\0');
        for (size_t j = 0; j < i; j++)
            cr_expect_neq(attach_errno_at(j)->status, row->status);
    }
}

Test(attach_words, somebody_elses_drive_is_busy)
{
    cr_expect_eq(attach_errno_of(TJ_LOCK, TJ_STATUS_ACCESS_DENIED), EBUSY);
    cr_expect_eq(attach_errno_of(TJ_EJECT, TJ_STATUS_DEVICE_BUSY), EBUSY);
    cr_expect_eq(attach_errno_of(TJ_READ, TJ_STATUS_NO_MEDIA_IN_DEVICE),
                 ENOMEDIUM);
    cr_expect_eq(attach_errno_of(TJ_READ, UINT32_C(0xC0001234)), EIO);
}

/* 5/53/02 is an invalid function to the class driver. */
Test(attach_words, a_locked_tray_is_busy_only_for_an_eject)
{
    uint32_t status = TJ_STATUS_INVALID_DEVICE_REQUEST;

    cr_expect_eq(attach_errno_of(TJ_EJECT, status), EBUSY);
    cr_expect_eq(attach_errno_of(TJ_LOAD, status), EINVAL);
}

Test(attach_words, a_status_says_what_is_in_the_drive)
{
    cr_expect_eq(attach_drive_status(TJ_STATUS_SUCCESS, false), CDS_DISC_OK);
    cr_expect_eq(attach_drive_status(TJ_STATUS_VERIFY_REQUIRED, false),
                 CDS_DISC_OK);
    cr_expect_eq(attach_drive_status(TJ_STATUS_NO_MEDIA_IN_DEVICE, false),
                 CDS_NO_DISC);
    cr_expect_eq(attach_drive_status(TJ_STATUS_NO_MEDIA_IN_DEVICE, true),
                 CDS_TRAY_OPEN);
    cr_expect_eq(attach_drive_status(TJ_STATUS_DEVICE_NOT_READY, false),
                 CDS_DRIVE_NOT_READY);
    cr_expect_eq(attach_drive_status(TJ_STATUS_ACCESS_DENIED, false), -1);
}

/* --- The table of contents --- */

/* Track 1 audio, track 2 data, lead-out; times as the driver gives them. */
static const uint8_t toc[] = {
    0, 26, 1, 2,
    0, 0x10, 1, 0, 0, 0, 2, 0,
    0, 0x14, 2, 0, 0, 1, 2, 3,
    0, 0x14, 0xaa, 0, 0, 60, 0, 74,
};

Test(attach_toc, tracks_are_found_by_number)
{
    struct attach_track track;

    cr_assert(attach_toc_track(toc, sizeof toc, 2, &track));
    cr_expect_eq(track.adr, 1);
    cr_expect_eq(track.control, 4);
    cr_expect_eq(attach_block_of(&track), (60 + 2) * 75 + 3 - 150);
    cr_assert(attach_toc_track(toc, sizeof toc, ATTACH_LEADOUT, &track));
    cr_expect_eq(attach_block_of(&track), 3600 * 75 + 74 - 150);
    cr_expect_not(attach_toc_track(toc, sizeof toc, 3, &track));
    cr_assert(attach_toc_track(toc, sizeof toc, 1, &track));
    cr_expect_eq(attach_block_of(&track), 0);
}

Test(attach_toc, a_cut_table_is_not_read_past_its_end)
{
    struct attach_track track;
    uint8_t             first, last;

    for (uint32_t size = 0; size < 4; size++)
        cr_expect_not(attach_toc_ends(toc, size, &first, &last));
    for (uint32_t size = 0; size < 12; size++)
        cr_expect_not(attach_toc_track(toc, size, 1, &track));
    cr_expect_not(attach_toc_track(toc, 19, 2, &track));
    cr_expect(attach_toc_track(toc, 20, 2, &track));
}

Test(attach_toc, a_disc_is_sound_or_data_or_both)
{
    uint8_t other[sizeof toc];

    memcpy(other, toc, sizeof toc);
    cr_expect_eq(attach_disc_status(other, sizeof other), CDS_MIXED);
    other[3] = 1;
    cr_expect_eq(attach_disc_status(other, sizeof other), CDS_AUDIO);
    other[2] = other[3] = 2;
    cr_expect_eq(attach_disc_status(other, sizeof other), CDS_DATA_1);
    cr_expect_eq(attach_disc_status(other, 2), CDS_NO_INFO);
}

/* --- Commands passed through --- */

Test(attach_scsi, a_command_for_data_says_where_all_is)
{
    static const uint8_t cdb[6] = { 0x12, 0, 0, 0, 36, 0 };
    const struct attach_command command = {
        .cdb = cdb, .cdb_size = 6, .direction = ATTACH_FROM_DRIVE, .size = 36,
        .timeout_ms = 1500 };
    struct tj_op op = { .number = 1 };

    cr_assert(attach_pack_scsi(&command, &op));
    cr_expect_eq(op.verb, TJ_IOCTL);
    cr_expect_eq(op.code, UINT32_C(0x4D004)); /* ntddscsi.h */
    cr_expect_eq(op.input_size, 80);
    cr_expect_eq(op.output_size, 116);
    cr_expect_eq(tj_get_u16(op.input), 56);
    cr_expect_eq(op.input[6], 6);
    cr_expect_eq(op.input[8], 1);
    cr_expect_eq(tj_get_u32(op.input + 12), 36);
    cr_expect_eq(tj_get_u32(op.input + 16), 2);
    cr_expect_eq(tj_get_u64(op.input + 24), 80);
    cr_expect_eq(tj_get_u32(op.input + 32), 56);
    cr_expect_arr_eq(op.input + 36, cdb, sizeof cdb);
}

Test(attach_scsi, data_to_the_drive_is_carried_as_far_as_there_is_room)
{
    static const uint8_t cdb[10] = { 0x55 };
    uint8_t              data[40];
    const struct attach_command command = {
        .cdb = cdb, .cdb_size = 10, .direction = ATTACH_TO_DRIVE,
        .size = sizeof data, .data = data };
    struct tj_op op = { .number = 1 };

    memset(data, 7, sizeof data);
    cr_assert(attach_pack_scsi(&command, &op));
    cr_expect_eq(op.input_size, 120);
    cr_expect_eq(op.input[TJ_INPUT_MAX - 1], 7);
    cr_expect_eq(tj_get_u32(op.input + 16), 60, "a timeout, if none is given");
}

Test(attach_scsi, what_does_not_fit_is_refused)
{
    static const uint8_t  cdb[32] = { 0 };
    struct attach_command command = { .cdb = cdb, .cdb_size = 17,
                                      .direction = ATTACH_NO_DATA };
    struct tj_op op = { .number = 1 };

    cr_expect_not(attach_pack_scsi(&command, &op));
    command.cdb_size = 0;
    cr_expect_not(attach_pack_scsi(&command, &op));
    command.cdb_size = 6;
    command.size = ATTACH_DATA_MAX + 1;
    cr_expect(attach_pack_scsi(&command, &op), "no data: no size");
    command.direction = ATTACH_FROM_DRIVE;
    cr_expect_not(attach_pack_scsi(&command, &op));
}

Test(attach_scsi, an_answer_has_status_sense_and_data)
{
    struct tj_reply      reply = { .outcome = TJ_DONE, .info = 84 };
    struct attach_result result;

    reply.output[2] = 2;
    reply.output[58] = 5;
    reply.output[80] = 9;
    tj_put_u32(reply.output + 12, 4);
    cr_assert(attach_unpack_scsi(&reply, &result));
    cr_expect_eq(result.status, 2);
    cr_expect_eq(result.sense_size, 18);
    cr_expect_eq(result.sense[2], 5);
    cr_expect_eq(result.moved, 4);
    cr_expect_eq(result.carried, 4);
    cr_expect_eq(result.data[0], 9);
}

Test(attach_scsi, an_answer_longer_than_a_reply_is_carried_in_part)
{
    struct tj_reply      reply = { .outcome = TJ_DONE, .info = 80 + 2048 };
    struct attach_result result;

    tj_put_u32(reply.output + 12, 2048);
    cr_assert(attach_unpack_scsi(&reply, &result));
    cr_expect_eq(result.moved, 2048);
    cr_expect_eq(result.carried, TJ_OUTPUT_MAX - 80);
    cr_expect_eq(result.sense_size, 0);
    reply.info = 55;
    cr_expect_not(attach_unpack_scsi(&reply, &result));
}

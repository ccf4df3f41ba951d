#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;
static const uint8_t test_unit_ready[SIM_CDB_SIZE] = { 0 };
static const uint8_t read_10[SIM_CDB_SIZE] = { SIM_OP_READ_10 };

#define CLEANER_CARTRIDGE_INSTALLED UINT32_C(0x80000027)
#define CSS_AUTHENTICATION_FAILURE  UINT32_C(0xC0000306)
#define INVALID_BLOCK_LENGTH        UINT32_C(0xC0000173)

struct row {
    struct sim_sense sense;
    uint32_t         status;
    bool             retry;
    uint64_t         interval_s;
};

/* Spec 5.1 and 5.2, nothing mounted, an MMC drive. */
static const struct row rows[] = {
    { { 2, 0x04, 0x01 }, TJ_STATUS_DEVICE_NOT_READY, true, 10 },
    { { 2, 0x04, 0x07 }, TJ_STATUS_DEVICE_NOT_READY, true, 10 },
    { { 2, 0x04, 0x08 }, TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    { { 2, 0x04, 0x03 }, TJ_STATUS_NO_MEDIA_IN_DEVICE, false, 0 },
    { { 2, 0x04, 0x04 }, TJ_STATUS_DEVICE_NOT_READY, false, 0 },
    { { 2, 0x04, 0x00 }, TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    { { 2, 0x3a, 0x00 }, TJ_STATUS_NO_MEDIA_IN_DEVICE, false, 0 },
    { { 5, 0x30, 0x02 }, TJ_STATUS_UNRECOGNIZED_MEDIA, false, 0 },
    { { 5, 0x30, 0x09 }, TJ_STATUS_INVALID_DEVICE_REQUEST, false, 0 },
    { { 3, 0x57, 0x00 }, TJ_STATUS_UNRECOGNIZED_MEDIA, false, 0 },
    { { 3, 0x02, 0x00 }, TJ_STATUS_DEVICE_DATA_ERROR, true, 0 },
    { { 4, 0x08, 0x03 }, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { { 5, 0x21, 0x00 }, TJ_STATUS_NONEXISTENT_SECTOR, false, 0 },
    { { 5, 0x25, 0x00 }, TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    { { 5, 0x24, 0x00 }, TJ_STATUS_INVALID_DEVICE_REQUEST, false, 3 },
    { { 6, 0x28, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { { 6, 0x3f, 0x01 }, TJ_STATUS_IO_DEVICE_ERROR, true, 5 },
    { { 1, 0x17, 0x00 }, TJ_STATUS_SUCCESS, false, 0 },
    { { 3, 0x18, 0x02 }, TJ_STATUS_SUCCESS, false, 0 },
    { { 6, 0x5d, 0x00 }, TJ_STATUS_SUCCESS, false, 0 },
    { { 2, 0x30, 0x03 }, CLEANER_CARTRIDGE_INSTALLED, false, 0 },
    { { 5, 0x6f, 0x00 }, CSS_AUTHENTICATION_FAILURE, false, 0 },
    { { 5, 0x6f, 0x01 }, CSS_AUTHENTICATION_FAILURE + 1, false, 0 },
    { { 5, 0x6f, 0x02 }, CSS_AUTHENTICATION_FAILURE + 2, false, 0 },
    { { 5, 0x6f, 0x03 }, CSS_AUTHENTICATION_FAILURE + 3, false, 0 },
    { { 5, 0x6f, 0x04 }, CSS_AUTHENTICATION_FAILURE + 4, false, 0 },
    { { 5, 0x6f, 0x05 }, CSS_AUTHENTICATION_FAILURE + 5, false, 0 },
    { { 5, 0x6f, 0x06 }, CSS_AUTHENTICATION_FAILURE - 1, false, 0 },
    { { 6, 0x5a, 0x01 }, TJ_STATUS_DEVICE_BUSY, true, 0 },
    { { 5, 0x5a, 0x01 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { { 6, 0x5a, 0x02 }, TJ_STATUS_DEVICE_BUSY, true, 0 },
    { { 0, 0x00, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { { 1, 0x00, 0x00 }, TJ_STATUS_SUCCESS, false, 0 },
    { { 2, 0x99, 0x00 }, TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    { { 3, 0x11, 0x05 }, TJ_STATUS_DEVICE_DATA_ERROR, false, 0 },
    { { 4, 0x44, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { { 5, 0x53, 0x02 }, TJ_STATUS_INVALID_DEVICE_REQUEST, false, 0 },
    { { 6, 0x29, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { { 7, 0x27, 0x00 }, TJ_STATUS_MEDIA_WRITE_PROTECTED, false, 0 },
    { { 8, 0x00, 0x00 }, TJ_STATUS_NO_DATA_DETECTED, false, 0 },
    { { 0xb, 0x00, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { { 0xd, 0x00, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
};

static struct sim_verdict interpret(struct sim_sense sense, const uint8_t *cdb)
{
    bench.effects.count = 0;
    const struct sim_answer answer = { .status = SIM_SCSI_CHECK_CONDITION,
                                       .sense = sense };
    struct sim_command command = { .status = TJ_STATUS_SUCCESS };
    memcpy(command.cdb, cdb, sizeof command.cdb);
    return sim_sense_interpret(&bench.drive, &command, &answer,
                               &bench.effects);
}

Test(sim_sense, each_code_has_the_status_and_retry_of_the_tables)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        bench_init(&bench, NULL);
        struct sim_verdict verdict = interpret(rows[i].sense, test_unit_ready);
        cr_assert_eq(verdict.status, rows[i].status, "row %zu", i);
        cr_assert_eq(verdict.retry, rows[i].retry, "row %zu", i);
        cr_assert_eq(verdict.interval_ns,
                     rows[i].interval_s * UINT64_C(1000000000), "row %zu", i);
    }
}

Test(sim_sense, a_wrong_length_spoils_what_would_have_been_data)
{
    static const struct row spoilt[] = {
        { { 1, 0x17, 0x00 }, INVALID_BLOCK_LENGTH, false, 0 },
        { { 1, 0x18, 0x00 }, INVALID_BLOCK_LENGTH, false, 0 },
        { { 1, 0x5d, 0x00 }, INVALID_BLOCK_LENGTH, false, 0 },
        { { 1, 0x00, 0x00 }, INVALID_BLOCK_LENGTH, false, 0 },
        { { 0, 0x00, 0x00 }, INVALID_BLOCK_LENGTH, false, 0 },
        { { 0, 0x28, 0x00 }, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
        { { 3, 0x11, 0x05 }, TJ_STATUS_DEVICE_DATA_ERROR, false, 0 },
    };
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        bench_init(&bench, NULL);
        const struct sim_answer answer = {
            .status = SIM_SCSI_CHECK_CONDITION, .ili = true,
            .sense = spoilt[i].sense,
        };
        const struct sim_command command = { .cdb = { SIM_OP_READ_10 } };
        struct sim_verdict verdict = sim_sense_interpret(
            &bench.drive, &command, &answer, &bench.effects);
        cr_assert_eq(verdict.status, spoilt[i].status, "row %zu", i);
        cr_assert_eq(verdict.retry, spoilt[i].retry, "row %zu", i);
    }
}

struct srb_row {
    enum sim_srb srb;
    uint8_t      scsi_status;
    uint32_t     status;
    bool         retry;
    uint64_t     interval_s;
};

/* Spec 5.3, verify not set, first attempt. */
static const struct srb_row srb_rows[] = {
    { SIM_SRB_TIMEOUT, 0, TJ_STATUS_IO_TIMEOUT, true, 1 },
    { SIM_SRB_COMMAND_TIMEOUT, 0, TJ_STATUS_IO_TIMEOUT, true, 1 },
    { SIM_SRB_ABORTED, 0, TJ_STATUS_IO_TIMEOUT, true, 1 },
    { SIM_SRB_SELECTION_TIMEOUT, 0, TJ_STATUS_DEVICE_NOT_CONNECTED, false, 2 },
    { SIM_SRB_NO_DEVICE, 0, TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    { SIM_SRB_NO_HBA, 0, TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    { SIM_SRB_INVALID_LUN, 0, TJ_STATUS_NO_SUCH_DEVICE, false, 0 },
    { SIM_SRB_BUS_RESET, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { SIM_SRB_PARITY, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { SIM_SRB_UNEXPECTED_BUS_FREE, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { SIM_SRB_DATA_OVERRUN, 0, TJ_STATUS_DATA_OVERRUN, false, 0 },
    { SIM_SRB_PHASE_SEQUENCE_FAILURE, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { SIM_SRB_REQUEST_FLUSHED, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { SIM_SRB_INVALID_REQUEST, 0, TJ_STATUS_INVALID_DEVICE_REQUEST, false, 0 },
    { SIM_SRB_ERROR, SIM_SCSI_BUSY, TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    { SIM_SRB_SUCCESS, SIM_SCSI_BUSY, TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    { SIM_SRB_ERROR, SIM_SCSI_GOOD, TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    { SIM_SRB_ERROR, 0x28, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    { SIM_SRB_SUCCESS, SIM_SCSI_RESERVATION_CONFLICT, TJ_STATUS_DEVICE_BUSY,
      false, 0 },
    { SIM_SRB_BUS_RESET, SIM_SCSI_RESERVATION_CONFLICT, TJ_STATUS_DEVICE_BUSY,
      false, 0 },
    { SIM_SRB_INTERNAL_ERROR, SIM_SCSI_RESERVATION_CONFLICT,
      TJ_STATUS_INSUFFICIENT_RESOURCES, false, 0 },
    { SIM_SRB_OTHER, 0, TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
};

static struct sim_verdict of_srb(enum sim_srb srb, uint8_t scsi_status,
                                 uint16_t retries)
{
    const struct sim_answer answer = { .srb = (uint8_t)srb,
                                       .status = scsi_status };
    const struct sim_command command = { .retries = retries };

    return sim_sense_interpret(&bench.drive, &command, &answer,
                               &bench.effects);
}

Test(sim_sense, what_the_port_driver_says_counts_without_sense)
{
    bench_init(&bench, NULL);
    for (size_t i = 0; i < sizeof srb_rows / sizeof *srb_rows; i++) {
        const struct srb_row *row = &srb_rows[i];
        struct sim_verdict verdict = of_srb(row->srb, row->scsi_status, 0);
        cr_assert_eq(verdict.status, row->status, "row %zu", i);
        cr_assert_eq(verdict.retry, row->retry, "row %zu", i);
        cr_assert_eq(verdict.interval_ns,
                     row->interval_s * UINT64_C(1000000000), "row %zu", i);
    }
    cr_assert_eq(bench.drive.mcc, 0);
}

Test(sim_sense, a_phase_failure_is_tried_again_twice)
{
    bench_init(&bench, NULL);
    cr_assert(of_srb(SIM_SRB_PHASE_SEQUENCE_FAILURE, 0, 1).retry);
    cr_assert_not(of_srb(SIM_SRB_PHASE_SEQUENCE_FAILURE, 0, 2).retry);
}

Test(sim_sense, a_flushed_request_of_a_volume_to_verify_is_final)
{
    bench_init(&bench, NULL);
    bench.drive.verify = true;
    struct sim_verdict verdict = of_srb(SIM_SRB_REQUEST_FLUSHED, 0, 0);
    cr_assert_eq(verdict.status, TJ_STATUS_VERIFY_REQUIRED);
    cr_assert_not(verdict.retry);
}

Test(sim_sense, a_mounted_volume_turns_attentions_into_verify_required)
{
    static const struct sim_sense changes[] = { { 6, 0x28, 0 }, { 6, 0x29, 0 },
                                                { 6, 0x3f, 0 },
                                                { 5, 0x28, 0 } };
    struct sim_profile profile = sim_profile_default();
    profile.disc = profile.fs_cdfs = true;
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        bench_init(&bench, &profile);
        struct sim_verdict verdict = interpret(changes[i], test_unit_ready);
        cr_assert_eq(verdict.status, TJ_STATUS_VERIFY_REQUIRED);
        cr_assert_not(verdict.retry);
        cr_assert(bench.drive.verify);
    }
}

struct count { struct sim_sense sense; uint32_t more; };

Test(sim_sense, the_change_count_grows_as_the_generic_rule_says)
{
    static const struct count counts[] = { /* The disc is known already. */
        { { 6, 0x28, 0 }, 1 }, { { 5, 0x28, 0 }, 0 }, { { 6, 0x5a, 1 }, 2 },
        { { 5, 0x5a, 1 }, 0 }, { { 6, 0x3f, 0 }, 2 }, { { 6, 0x29, 0 }, 2 },
        { { 6, 0x3a, 0 }, 1 }, { { 6, 0x04, 1 }, 1 }, { { 2, 0x3a, 0 }, 0 },
    };
    struct sim_profile profile = sim_profile_default();
    profile.disc = true;
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        bench_init(&bench, &profile);
        interpret(counts[i].sense, test_unit_ready);
        cr_assert_eq(bench.drive.mcc, 1 + counts[i].more, "row %zu", i);
    }
}

Test(sim_sense, a_medium_command_meets_operation_in_progress_as_busy)
{
    bench_init(&bench, NULL);
    struct sim_sense writing = { 2, 0x04, 0x08 };
    cr_assert_eq(interpret(writing, read_10).status, TJ_STATUS_DEVICE_BUSY);
    cr_assert_eq(interpret(writing, test_unit_ready).status,
                 TJ_STATUS_DEVICE_NOT_READY);
}

Test(sim_sense, only_an_mmc_drive_forgets_that_it_may_write)
{
    struct sim_profile profile = sim_profile_default();
    for (int mmc = 0; mmc < 2; mmc++) {
        profile.mmc = mmc;
        bench_init(&bench, &profile);
        bench.drive.write_allowed = true;
        interpret((struct sim_sense){ 6, 0x28, 0 }, test_unit_ready);
        cr_assert_eq(bench.drive.write_allowed, !mmc);
        cr_assert_eq(bench.drive.mmc_update, mmc);
    }
}

static bool runs(enum sim_work work)
{
    return bench.drive.work[work].phase != SIM_COMMAND_IDLE;
}

Test(sim_sense, a_drive_that_wants_to_be_started_is_started_beside_the_queue)
{
    const struct sim_answer answer = { .status = SIM_SCSI_CHECK_CONDITION,
                                       .sense = { 2, 0x04, 0x02 } };
    const struct sim_command poll = { .poll = true };

    bench_init(&bench, NULL);
    interpret((struct sim_sense){ 2, 0x04, 0x03 }, test_unit_ready);
    sim_sense_interpret(&bench.drive, &poll, &answer, &bench.effects);
    cr_assert_not(runs(SIM_WORK_START_UNIT)); /* A poll is no reason. */
    interpret(answer.sense, test_unit_ready);
    cr_assert(runs(SIM_WORK_START_UNIT));
    interpret(answer.sense, test_unit_ready); /* One at a time. */
    cr_assert_eq(sim_command_timeout_ns(&bench.drive,
                                        &bench.drive.work[SIM_WORK_START_UNIT]),
                 UINT64_C(240000000000));
}

Test(sim_sense, a_new_medium_gets_the_default_speed)
{
    bench_init(&bench, NULL);
    interpret((struct sim_sense){ 5, 0x28, 0 }, test_unit_ready);
    cr_assert_not(runs(SIM_WORK_SPEED));
    interpret((struct sim_sense){ 6, 0x28, 0 }, test_unit_ready);
    cr_assert(runs(SIM_WORK_SPEED));
}

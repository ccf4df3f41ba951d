#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;
static const uint8_t test_unit_ready[SIM_CDB_SIZE] = { 0 };
static const uint8_t read_10[SIM_CDB_SIZE] = { SIM_OP_READ_10 };

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

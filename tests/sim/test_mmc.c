#include "tests/sim/bench.h"

#include "sim/requests.h"

#include <criterion/criterion.h>

static struct bench bench;

static void drive_with(enum sim_disc_kind kind, bool burner)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.disc_kind = (uint8_t)kind;
    profile.reads = SIM_READS_BD;
    profile.burner = burner;
    profile.mcn = false;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

Test(mmc, device_start_learns_how_the_disc_may_be_written)
{
    static const struct { enum sim_disc_kind disc; enum sim_schema schema; }
        discs[] = {
            { SIM_DISC_DATA_CD, SIM_SCHEMA_DISC },
            { SIM_DISC_AUDIO_CD, SIM_SCHEMA_DISC },
            { SIM_DISC_BLANK_CD, SIM_SCHEMA_INCREMENTAL },
            { SIM_DISC_DVD, SIM_SCHEMA_DISC },
            { SIM_DISC_DVD_RW, SIM_SCHEMA_RIGID },
            { SIM_DISC_DVD_RAM, SIM_SCHEMA_DEFECT_MANAGEMENT },
            { SIM_DISC_BD, SIM_SCHEMA_DISC },
            { SIM_DISC_UNREADABLE, SIM_SCHEMA_DISC },
        };

    for (size_t i = 0; i < sizeof discs / sizeof *discs; i++) {
        drive_with(discs[i].disc, true);
        cr_expect_eq(bench.drive.schema, discs[i].schema, "row %zu", i);
        cr_expect_eq(bench.drive.write_allowed,
                     discs[i].schema != SIM_SCHEMA_DISC);
        drive_with(discs[i].disc, false);
        cr_expect_not(bench.drive.write_allowed, "row %zu", i);
    }
}

Test(mmc, a_drive_that_is_not_mmc_is_never_asked_and_never_written)
{
    drive_with(SIM_DISC_DVD_RAM, true);
    struct sim_profile profile = bench.drive.profile;
    profile.mmc = false;
    bench_init(&bench, &profile);
    cr_assert_not(bench.drive.write_allowed);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
        .kind = SIM_WRITE, .handle = ANNA, .length = SIM_SECTOR_SIZE }),
        TJ_STATUS_INVALID_DEVICE_REQUEST);
    for (size_t i = 0; i < bench.seen_count; i++)
        cr_expect_neq(bench.seen[i].kind, SIM_SCSI);
}

Test(mmc, a_disc_that_was_exchanged_is_written_once_the_drive_was_asked)
{
    drive_with(SIM_DISC_DATA_CD, true);
    struct sim_input write = { .kind = SIM_WRITE, .handle = ANNA,
                               .length = SIM_SECTOR_SIZE };
    cr_assert_eq(bench_ask(&bench, write), TJ_STATUS_INVALID_DEVICE_REQUEST);
    struct sim_input take = { .kind = SIM_HAND, .hand = SIM_TAKE_DISC };
    struct sim_input insert = { .kind = SIM_HAND, .hand = SIM_INSERT_DISC,
                                .disc = SIM_DISC_DVD_RAM };
    bench_step(&bench, &take);
    bench_step(&bench, &insert);
    /* W5: nobody else told the driver yet. */
    uint32_t request = bench_submit(&bench, write);
    bench_settle(&bench);
    bench_advance(&bench, UINT64_C(1000000000)); /* A unit attention. */
    cr_assert_eq(bench_reply(&bench, request)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.drive.schema, SIM_SCHEMA_DEFECT_MANAGEMENT);
}

Test(mmc, a_failed_refresh_forbids_writing_and_leaves_the_wish)
{
    struct sim_input plant = { .kind = SIM_INJECT, .injection = {
        .kind = SIM_INJECT_SENSE, .count = 1, .sense = { 5, 0x20, 0 },
        .opcode = SIM_OP_GET_CONFIGURATION } };

    drive_with(SIM_DISC_DVD_RAM, true);
    bench.drive.mmc_update = true;
    bench_step(&bench, &plant);
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x2d4800, "", 0),
                 TJ_STATUS_SUCCESS);
    cr_assert_not(bench.drive.write_allowed);
    cr_assert(bench.drive.mmc_update);
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x2d4800, "", 0),
                 TJ_STATUS_SUCCESS);
    cr_assert(bench.drive.write_allowed);
    cr_assert_not(bench.drive.mmc_update);
}

Test(mmc, the_profile_says_how_a_disc_is_written_that_may_be_written)
{
    drive_with(SIM_DISC_DVD_RW, true);
    struct sim_profile profile = bench.drive.profile;
    profile.schema = SIM_SCHEMA_OTHER;
    profile.blocking = 32;
    bench_init(&bench, &profile);
    cr_assert_eq(bench.drive.schema, SIM_SCHEMA_OTHER);
    cr_assert_eq(bench.drive.blocking, 32);
    profile.disc_kind = SIM_DISC_DATA_CD;
    bench_init(&bench, &profile);
    cr_assert_eq(bench.drive.schema, SIM_SCHEMA_DISC);
}

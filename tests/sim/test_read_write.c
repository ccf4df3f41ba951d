#include "tests/sim/bench.h"

#include "sim/requests.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;

enum { SECTOR = SIM_SECTOR_SIZE, DISC = 1000 };

/* A disc of a thousand sectors in a drive that knows its size; writable as the
 * schema says, or not at all. */
static void disc_of(enum sim_schema schema, bool burner)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.burner = burner;
    profile.poll_tolerance_ns = 0;
    bench_init(&bench, &profile);
    bench.drive.sectors = DISC;
    bench.drive.schema = (uint8_t)schema;
    bench.drive.blocking = 16;
    bench.drive.write_allowed = schema != SIM_SCHEMA_DISC;
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

static uint32_t transfer(enum sim_input_kind kind, uint64_t sector,
                         uint32_t sectors)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = kind, .handle = ANNA, .offset = sector * SECTOR,
        .length = sectors * SECTOR });
}

/* Did the last request reach the drive as READ or WRITE? */
static unsigned commands(void)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.seen_count; i++) {
        uint8_t opcode = bench.seen[i].cdb[0];
        count += bench.seen[i].kind == SIM_SCSI &&
                 (opcode == SIM_OP_READ_10 || opcode == SIM_OP_WRITE_10 ||
                  opcode == SIM_OP_READ_12 || opcode == SIM_OP_WRITE_12);
    }
    return count;
}

Test(read_write, a_drive_that_never_writes_refuses_what_lies_beyond_the_cached_length)
{
    disc_of(SIM_SCHEMA_DISC, false);
    cr_assert_eq(transfer(SIM_READ, DISC - 1, 1), TJ_STATUS_SUCCESS);
    unsigned before = commands();
    cr_assert_eq(transfer(SIM_READ, DISC - 1, 2),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(transfer(SIM_READ, DISC, 1),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(transfer(SIM_READ, UINT64_MAX / SECTOR, 1),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(commands(), before);
}

Test(read_write, of_a_writer_the_sense_of_the_drive_decides_about_bounds)
{
    disc_of(SIM_SCHEMA_DISC, true);
    cr_assert_eq(transfer(SIM_READ, DISC, 1), TJ_STATUS_SUCCESS);
    cr_assert_eq(transfer(SIM_READ, UINT32_MAX, 1),
                 TJ_STATUS_NONEXISTENT_SECTOR);
}

Test(read_write, an_unknown_length_is_that_of_iso_9660_until_the_drive_is_gone)
{
    disc_of(SIM_SCHEMA_DISC, false);
    bench.drive.sectors = 0;
    cr_assert_eq(sim_partition_length(&bench.drive), 0x7fffffff);
    bench.drive.removed = true;
    cr_assert_eq(sim_partition_length(&bench.drive), 0);
}

struct rule {
    enum sim_schema schema;
    bool            burner;
    uint64_t        sector;
    uint32_t        sectors;
    bool            write_passes, read_passes;
};

/* Blocks are 16 sectors. */
static const struct rule rules[] = {
    { SIM_SCHEMA_DISC,              true,  0,    16, false, true },
    { SIM_SCHEMA_RANDOM,            true,  1,    1,  true,  true },
    { SIM_SCHEMA_RANDOM,            false, 1,    1,  true,  true },
    { SIM_SCHEMA_RANDOM,            false, DISC, 1,  false, false },
    { SIM_SCHEMA_DEFECT_MANAGEMENT, true,  5,    3,  true,  true },
    { SIM_SCHEMA_DEFECT_MANAGEMENT, false, DISC, 1,  false, false },
    { SIM_SCHEMA_RESTRICTED,        true,  16,   1,  true,  true },
    { SIM_SCHEMA_RESTRICTED,        true,  17,   16, false, true },
    { SIM_SCHEMA_RIGID,             true,  16,   32, true,  true },
    { SIM_SCHEMA_RIGID,             true,  16,   1,  false, true },
    { SIM_SCHEMA_RIGID,             true,  17,   16, false, true },
    { SIM_SCHEMA_INCREMENTAL,       false, 7,    3,  true,  true },
    { SIM_SCHEMA_INCREMENTAL,       false, DISC, 1,  true,  true },
    { SIM_SCHEMA_OTHER,             true,  0,    16, false, true },
};

/* What the drive then says of a write is another matter: whether the command
 * was sent tells the rule. */
Test(read_write, each_schema_has_its_own_rule_for_writes_and_only_one_for_reads)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        disc_of(rule->schema, rule->burner);
        bench.drive.mmc_update = false;
        (void)transfer(SIM_READ, rule->sector, rule->sectors);
        cr_expect_eq(commands() > 0, rule->read_passes, "read of row %zu", i);
        /* W5 would ask the drive, which is of another opinion. */
        bench.drive.profile.mmc = false;
        unsigned before = commands();
        (void)transfer(SIM_WRITE, rule->sector, rule->sectors);
        cr_expect_eq(commands() > before, rule->write_passes,
                     "write of row %zu", i);
    }
}

Test(read_write, a_request_that_is_no_multiple_of_a_sector_is_refused_whoever_asks)
{
    disc_of(SIM_SCHEMA_RANDOM, true);
    struct sim_input odd = { .kind = SIM_READ, .handle = ANNA, .offset = 1,
                             .length = SECTOR };
    cr_assert_eq(bench_ask(&bench, odd), TJ_STATUS_INVALID_DEVICE_REQUEST);
    odd.offset = 0;
    odd.length = SECTOR + 1;
    cr_assert_eq(bench_ask(&bench, odd), TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(commands(), 0);
}

static uint32_t sectors_asked(const struct sim_effect *effect)
{
    return (uint32_t)effect->cdb[7] << 8 | effect->cdb[8];
}

Test(read_write, a_long_transfer_asks_for_each_of_its_sectors_once_and_in_order)
{
    disc_of(SIM_SCHEMA_DISC, true);
    uint32_t request = bench_submit(&bench, (struct sim_input){
        .kind = SIM_READ, .handle = ANNA, .offset = 3 * SECTOR,
        .length = 100 * SECTOR });
    bench_settle(&bench);
    uint32_t next = 3, count = 0;
    for (size_t i = 0; i < bench.seen_count; i++) {
        const struct sim_effect *effect = &bench.seen[i];
        if (effect->kind != SIM_SCSI || effect->cdb[0] != SIM_OP_READ_10)
            continue;
        uint32_t first = (uint32_t)effect->cdb[4] << 8 | effect->cdb[5];
        cr_expect_eq(first, next);
        cr_expect_leq(sectors_asked(effect), SIM_TRANSFER_MAX / SECTOR);
        next += sectors_asked(effect);
        count++;
    }
    cr_assert_eq(next, 103);
    cr_assert_eq(count, 4);
    cr_assert_eq(bench_reply(&bench, request)->info, 100 * SECTOR);
}

Test(read_write, a_part_that_fails_ends_the_request_and_nothing_of_it_counts)
{
    disc_of(SIM_SCHEMA_DISC, true);
    uint32_t request = bench_submit(&bench, (struct sim_input){
        .kind = SIM_READ, .handle = ANNA,
        .offset = (uint64_t)(SIM_DISC_SECTORS - 40) * SECTOR,
        .length = 100 * SECTOR });
    bench_settle(&bench);
    cr_assert_eq(bench_reply(&bench, request)->status,
                 TJ_STATUS_NONEXISTENT_SECTOR);
    cr_assert_eq(bench_reply(&bench, request)->info, 0);
    cr_assert_eq(commands(), 2);
}

Test(read_write, streaming_that_went_with_the_disc_makes_the_request_fail)
{
    disc_of(SIM_SCHEMA_DISC, true);
    bench.drive.streaming = SIM_STREAMING_READ;
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x24068, "02000000", 0),
                 TJ_STATUS_SUCCESS);
    (void)transfer(SIM_READ, 0, 1);
    const struct sim_effect *last = NULL;
    for (size_t i = 0; i < bench.seen_count; i++)
        if (bench.seen[i].kind == SIM_SCSI)
            last = &bench.seen[i];
    cr_assert_not_null(last);
    cr_assert_eq(last->cdb[0], SIM_OP_READ_12);
    cr_assert_eq(last->cdb[10], 0x80);
    bench.drive.streaming = 0;
    cr_assert_eq(transfer(SIM_READ, 0, 1), TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x24068, "01000000", 0),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(transfer(SIM_READ, 0, 1), TJ_STATUS_SUCCESS);
}

Test(read_write, a_write_to_what_may_not_be_written_asks_the_drive_again_first)
{
    disc_of(SIM_SCHEMA_DISC, true);
    cr_assert_eq(transfer(SIM_WRITE, 0, 1), TJ_STATUS_INVALID_DEVICE_REQUEST);
    bool asked = false;
    for (size_t i = 0; i < bench.seen_count; i++)
        asked |= bench.seen[i].kind == SIM_SCSI &&
                 bench.seen[i].cdb[0] == SIM_OP_GET_CONFIGURATION;
    cr_assert(asked);
    cr_assert_not(bench.drive.mmc_update);
}

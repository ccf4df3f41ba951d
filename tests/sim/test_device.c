#include "tests/sim/bench.h"

#include "core/drive/bytes.h"

#include <criterion/criterion.h>

enum { DATA_CD_SECTORS = SIM_DISC_SECTORS };
#define LENGTH_INFO   UINT32_C(0x0007405C)
#define LAYOUT_EX     UINT32_C(0x00070050)
#define PARTITION_EX  UINT32_C(0x00070048)
#define READ_TOC_EX   UINT32_C(0x00024054)
#define GET_CONFIG    UINT32_C(0x00024058)
#define DEVICE_NAME   UINT32_C(0x004D0008)

static struct bench bench;

static void start(bool disc)
{
    struct sim_profile profile = sim_profile_default();

    profile.poll_tolerance_ns = 0;
    profile.disc = disc;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

static uint32_t info(void)
{
    return bench_reply(&bench, bench.requests_count)->info;
}

static void hand(enum sim_hand hand)
{
    struct sim_input input = { .kind = SIM_HAND, .hand = hand };

    bench_step(&bench, &input);
    bench_settle(&bench);
}

Test(sim_device, the_length_is_known_from_the_start_and_after_a_new_disc)
{
    start(true);
    cr_assert_eq(bench.drive.sectors, DATA_CD_SECTORS);
    hand(SIM_TAKE_DISC);
    cr_assert_eq(bench.drive.sectors, DATA_CD_SECTORS); /* Nobody asked. */
    cr_assert_neq(bench_ioctl(&bench, ANNA, LENGTH_INFO, "", 8),
                  TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.drive.sectors, 0);
}

Test(sim_device, a_pulled_cable_leaves_no_length)
{
    struct sim_input pull = { .kind = SIM_POWER, .power = SIM_POWER_SURPRISE };

    start(true);
    bench_step(&bench, &pull);
    bench_settle(&bench);
    cr_assert_eq(bench.drive.sectors, 0);
    cr_assert_eq(bench_ioctl(&bench, ANNA, PARTITION_EX, "", 144),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(tj_get_u64(bench.output + 16), 0);
}

Test(sim_device, the_invented_layout_has_one_partition_of_the_discs_length)
{
    start(true);
    cr_assert_eq(bench_ioctl(&bench, ANNA, LAYOUT_EX, "", 192),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(info(), 192);
    cr_assert_eq(tj_get_u32(bench.output), 0);     /* MBR */
    cr_assert_eq(tj_get_u32(bench.output + 4), 1); /* partitions */
    cr_assert_eq(tj_get_u32(bench.output + 8), 1); /* signature */
    const uint8_t *entry = bench.output + 48;
    cr_assert_eq(tj_get_u32(entry), 0);
    cr_assert_eq(tj_get_u64(entry + 8), 0);
    cr_assert_eq(tj_get_u64(entry + 16),
                 (uint64_t)DATA_CD_SECTORS * SIM_SECTOR_SIZE);
    cr_assert_eq(entry[32], 0x0b);
    cr_assert_eq(entry[33], 0);
    cr_assert_eq(entry[34], 1);
}

/* Spec 2.3 step 3, for every length: as much as fits, and an offset only of
 * what is there up to its NUL, or to right before it. */
Test(sim_device, a_cut_descriptor_names_no_string_that_is_not_there)
{
    static const struct { uint8_t field, start, end; } strings[] = {
        { 12, 36, 44 }, { 16, 45, 61 }, { 20, 62, 66 }, { 24, 67, 83 },
    };

    start(false);
    for (uint32_t size = 8; size <= 100; size++) {
        uint32_t whole = size < 84 ? size : 84;
        cr_assert_eq(bench_ioctl(&bench, ANNA, TJ_IOCTL_STORAGE_QUERY_PROPERTY,
                                 "000000000000000000000000", size),
                     TJ_STATUS_SUCCESS);
        cr_assert_eq(info(), whole);
        cr_assert_eq(tj_get_u32(bench.output + 4), 84);
        for (size_t i = 0; i < 4; i++)
            if (strings[i].field + 4u <= whole)
                cr_expect_eq(tj_get_u32(bench.output + strings[i].field),
                             whole >= strings[i].end ? strings[i].start : 0,
                             "size %u, string %zu", (unsigned)size, i);
        bench.seen_count = 0;
    }
}

Test(sim_device, lengths_of_any_size_get_at_most_what_was_asked_for)
{
    static const struct { uint32_t code; const char *input; } rows[] = {
        { READ_TOC_EX, "00000000" },
        { READ_TOC_EX, "02000000" },
        { GET_CONFIG, "000000000000000000000000000000000000000000000000" },
        { DEVICE_NAME, "" },
        { TJ_IOCTL_CDROM_GET_INQUIRY_DATA, "" },
        { TJ_IOCTL_STORAGE_QUERY_PROPERTY, "010000000000000000000000" },
        { TJ_IOCTL_STORAGE_QUERY_PROPERTY, "020000000000000000000000" },
        { TJ_IOCTL_STORAGE_QUERY_PROPERTY, "030000000100000000000000" },
        { TJ_IOCTL_STORAGE_QUERY_PROPERTY, "040000000000000000000000" },
        { 0x00041010, "" }, { 0x00041018, "" },
    };

    start(true);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        for (uint32_t size = 0; size < 300; size++) {
            (void)bench_ioctl(&bench, ANNA, rows[i].code, rows[i].input, size);
            cr_expect_leq(info(), size, "row %zu, size %u", i, (unsigned)size);
            bench.seen_count = 0;
        }
    }
}

Test(sim_device, a_drive_without_a_disc_counts_no_cylinders_but_keeps_the_shape)
{
    start(false);
    cr_assert_eq(bench_ioctl(&bench, ANNA, TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
                             "", 72),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(tj_get_u64(bench.output + 8), 0);
    cr_assert_eq(tj_get_u32(bench.output + 20), 64);
    cr_assert_eq(tj_get_u32(bench.output + 24), 32);
    cr_assert_eq(tj_get_u32(bench.output + 28), SIM_SECTOR_SIZE);
}

/* R44: who may ask is decided a step before the drive is asked; the lock that
 * BERT got in between changes nothing for ANNA's answer. */
Test(sim_device, a_lock_between_check_and_command_comes_too_late)
{
    start(true);
    cr_assert_eq(bench_open(&bench, BERT), TJ_STATUS_SUCCESS);
    uint32_t types = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA, .output_size = 72,
        .code = TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX });
    cr_assert(bench_continue_one(&bench, types)); /* dispatched */
    cr_assert(bench_continue_one(&bench, types)); /* allowed to ask */
    uint32_t lock = bench_submit(&bench, bench_lock_input(BERT, 0));
    while (bench_reply(&bench, lock) == NULL)
        cr_assert(bench_continue_one(&bench, lock));
    cr_assert_eq(bench_reply(&bench, lock)->status, TJ_STATUS_SUCCESS);
    bench_settle(&bench);
    cr_assert_eq(bench_reply(&bench, types)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(tj_get_u32(bench.output + 36), UINT32_C(0x80000004));
}

/* R9: queued before the lock, the query runs under it. */
Test(sim_device, a_query_that_passed_the_check_is_answered_under_a_lock)
{
    uint8_t query[12] = { 0 };

    start(true);
    cr_assert_eq(bench_open(&bench, BERT), TJ_STATUS_SUCCESS);
    uint32_t lock = bench_submit(&bench, bench_lock_input(BERT, 0));
    cr_assert(bench_continue_one(&bench, lock)); /* in the queue */
    uint32_t property = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA, .input = query, .input_size = 12,
        .output_size = 84, .code = TJ_IOCTL_STORAGE_QUERY_PROPERTY });
    cr_assert(bench_continue_one(&bench, property)); /* behind it */
    bench_settle(&bench);
    cr_assert_eq(bench_reply(&bench, lock)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_reply(&bench, property)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_reply(&bench, property)->info, 84);
    cr_assert_neq(bench.drive.owner, SIM_NO_FILE);
}

/* Corners that no story and no chance is likely to reach: no place left for a
 * request, a tray on its way, a line behind a drive that went. */
#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>
#include <string.h>

enum { VOLUME_1 = 11, FILE_1, CONTROL };

static struct bench bench;

static void start_with(enum sim_disc_kind disc, bool mounted)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.disc_kind = (uint8_t)disc;
    profile.burner = profile.mmc = disc == SIM_DISC_DVD_RW;
    profile.fs_cdfs = mounted;
    profile.poll_ns = 0;
    profile.open.min_us = profile.open.max_us = 500000;
    profile.load.min_us = profile.load.max_us = 500000;
    bench_init(&bench, &profile);
    bench_settle(&bench);
}

static void start(bool mounted)
{
    start_with(SIM_DISC_DATA_CD, mounted);
}

static void hand(enum sim_hand hand)
{
    bench_step(&bench, &(struct sim_input){ .kind = SIM_HAND, .hand = hand });
    bench_settle(&bench);
}

static uint32_t open_as(tj_handle handle, enum tj_target target, uint8_t flags)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_OPEN, .handle = handle, .target = target, .flags = flags,
        .access = TJ_ACCESS_READ_WRITE, .share = TJ_SHARE_ALL });
}

static struct sim_input read_input(tj_handle handle)
{
    return (struct sim_input){ .kind = SIM_READ, .handle = handle,
                               .length = SIM_SECTOR_SIZE };
}

static uint32_t status_of(uint32_t request)
{
    const struct sim_effect *reply = bench_reply(&bench, request);

    return reply != NULL ? reply->status : UINT32_MAX;
}

/* The first of them is slow, so that all the others wait. */
static void fill_up(tj_handle handle)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT,
        .injection = { .kind = SIM_INJECT_BUSY, .count = 1,
                       .duration_ns = 5000000000u } });
    for (int i = 0; i < SIM_REQUESTS_MAX; i++)
        (void)bench_submit(&bench, read_input(handle));
    bench_settle(&bench);
}

Test(sim_corners, a_tray_on_its_way_is_seen_opening_and_closing)
{
    start(false);
    hand(SIM_PRESS_EJECT);
    cr_assert_str_eq(sim_drive_view(&bench.drive).tray, "opening");
    bench_advance(&bench, 600000000);
    cr_assert_str_eq(sim_drive_view(&bench.drive).tray, "open");
    hand(SIM_PRESS_EJECT);
    cr_assert_str_eq(sim_drive_view(&bench.drive).tray, "closing");
    bench_advance(&bench, 600000000);
    cr_assert_str_eq(sim_drive_view(&bench.drive).tray, "closed");
}

Test(sim_corners, pnp_gets_1450_when_there_is_no_place_for_its_question)
{
    start(false);
    bench_open(&bench, ANNA);
    fill_up(ANNA);
    uint32_t asked = bench_submit(&bench, (struct sim_input){
        .kind = SIM_POWER, .power = SIM_POWER_QUERY_REMOVE });
    cr_assert_eq(status_of(asked), TJ_STATUS_INSUFFICIENT_RESOURCES);
    bench_advance(&bench, 10000000000u);
    cr_assert_eq(sim_drive_view(&bench.drive).owner, TJ_NO_HANDLE);
}

/* CLEANUP of a volume handle that wrote flushes the device, if it can (6.4). */
Test(sim_corners, a_cleanup_that_has_no_place_for_its_flush_goes_on_without)
{
    start_with(SIM_DISC_DVD_RW, true);
    bench_open(&bench, ANNA);
    cr_assert_eq(open_as(VOLUME_1, TJ_VOLUME, 0), TJ_STATUS_SUCCESS);
    (void)bench_ask(&bench, (struct sim_input){
        .kind = SIM_WRITE, .handle = VOLUME_1, .length = SIM_SECTOR_SIZE });
    uint8_t file = sim_index_find(&bench.drive.handles, VOLUME_1);
    cr_assert(bench.drive.files[file].wrote);
    fill_up(ANNA);
    uint32_t close = bench_submit(&bench, (struct sim_input){
        .kind = SIM_CLOSE, .handle = VOLUME_1 });
    bench_settle(&bench);
    cr_assert_eq(status_of(close), TJ_STATUS_SUCCESS);
}

Test(sim_corners, the_control_device_has_nothing_to_read)
{
    start(false);
    cr_assert_eq(open_as(CONTROL, TJ_VOLUME, SIM_CONTROL_DEVICE),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_ask(&bench, read_input(CONTROL)),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
}

/* The read's own command meets a unit attention: the volume is looked at, and
 * the read starts over (2.5, 6.6). */
Test(sim_corners, an_uncached_read_that_must_verify_first_then_succeeds)
{
    start(true);
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
                     .kind = SIM_OPEN, .handle = FILE_1, .target = TJ_FILE,
                     .access = TJ_ACCESS_READ, .share = TJ_SHARE_ALL,
                     .flags = SIM_UNCACHED }),
                 TJ_STATUS_SUCCESS);
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT,
        .injection = { .kind = SIM_INJECT_SENSE, .count = 1,
                       .sense = { 0x06, 0x28, 0x00 },
                       .opcode = SIM_OP_READ_10 } });
    cr_assert_eq(bench_ask(&bench, read_input(FILE_1)), TJ_STATUS_SUCCESS);
    cr_assert_not(bench.drive.verify);
}

/* Another device comes in the place of the one that was pulled out: what waited
 * in line for its synchronous file object ends with it (2.6, INFERRED). */
Test(sim_corners, a_line_ends_with_the_device_it_waits_for)
{
    start(false);
    cr_assert_eq(open_as(ANNA, TJ_INTERFACE, SIM_SYNCHRONOUS),
                 TJ_STATUS_SUCCESS);
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT,
        .injection = { .kind = SIM_INJECT_BUSY, .count = 1,
                       .duration_ns = 5000000000u } });
    uint32_t first = bench_submit(&bench, read_input(ANNA));
    uint32_t second = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA,
        .code = TJ_IOCTL_STORAGE_CHECK_VERIFY2 });
    bench_settle(&bench);
    cr_assert_eq(status_of(second), UINT32_MAX);
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = SIM_POWER_SURPRISE });
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = SIM_POWER_RETURN });
    bench_settle(&bench);
    cr_assert_eq(status_of(first), TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    cr_assert_eq(status_of(second), TJ_STATUS_DEVICE_DOES_NOT_EXIST);
}

Test(sim_corners, an_absent_disc_and_a_word_that_is_too_long)
{
    struct sim_profile profile = sim_profile_default();
    struct tj_error error;
    char longer[400];

    profile.disc = true;
    cr_assert_eq(sim_profile_set(&profile, "disc", "absent", &error), TJ_OK);
    cr_assert_not(profile.disc);
    memset(longer, '1', sizeof longer - 1);
    longer[sizeof longer - 1] = '\0';
    cr_assert_neq(sim_profile_set(&profile, "spin_up", longer, &error), TJ_OK);
}

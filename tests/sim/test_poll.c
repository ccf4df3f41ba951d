#include "tests/sim/bench.h"

#include "sim/parts.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;
#define MS UINT64_C(1000000)
#define S  (1000 * MS)

static struct sim_profile profile_of_polls(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.poll_tolerance_ns = 0;
    return profile;
}

static void init(const struct sim_profile *profile)
{
    struct sim_profile standard = profile_of_polls();

    bench_init(&bench, profile != NULL ? profile : &standard);
}

static void plant(uint8_t class, uint8_t code, uint8_t status, uint32_t count)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_GESN,
        .count = count, .gesn = { class, code, status, 0 } } });
}

/* Commands of that opcode since the last look; the last one's byte 4. */
static unsigned commands(uint8_t opcode, uint8_t *byte4)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.seen_count; i++) {
        if (bench.seen[i].kind != SIM_SCSI || bench.seen[i].cdb[0] != opcode)
            continue;
        count++;
        if (byte4 != NULL)
            *byte4 = bench.seen[i].cdb[4];
    }
    bench.seen_count = 0;
    return count;
}

Test(sim_poll, the_first_tick_is_100_ms_after_the_start_then_one_a_second)
{
    init(NULL);
    bench_advance(&bench, 99 * MS);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 0);
    bench_advance(&bench, MS);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 1);
    bench_advance(&bench, 10 * S);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 10);
}

Test(sim_poll, a_virtual_drive_is_polled_half_as_often)
{
    struct sim_profile profile = profile_of_polls();

    memcpy(profile.vendor, "Msft    ", 8);
    cr_assert_eq(sim_poll_period_ns(&profile), S);
    memcpy(profile.vendor, "MSFT    ", 8);
    cr_assert_eq(sim_poll_period_ns(&profile), 2 * S);
    init(&profile);
    bench_advance(&bench, 10 * S);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 5);
}

Test(sim_poll, asks_for_the_four_classes_that_mean_something)
{
    uint8_t classes = 0;

    init(NULL);
    bench_advance(&bench, S);
    commands(SIM_OP_GET_EVENT_STATUS, &classes);
    cr_assert_eq(classes, 0x5a);
}

Test(sim_poll, a_drive_that_reports_changes_for_ever_is_not_asked_for_them)
{
    uint8_t classes = 0;

    init(NULL);
    bench.drive.mmc_update = false;
    plant(SIM_GESN_OPERATION_CLASS, 2, 1, 100);
    bench_advance(&bench, 500 * MS);
    /* Four are believed, the fifth is not; then the classes that are left are
     * asked one after the other until all are quiet. */
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, &classes), 8);
    cr_assert_eq(classes, 1u << SIM_GESN_BUSY_CLASS);
    cr_assert(bench.drive.gesn_hack);
    cr_assert_not(bench.drive.gesn_off);
    cr_assert_eq(bench.drive.gesn_mask, 0x5a);
}

Test(sim_poll, a_changed_feature_means_that_a_volume_must_be_verified)
{
    struct sim_profile profile = profile_of_polls();

    profile.fs_cdfs = true;
    init(&profile);
    bench.drive.write_allowed = true;
    plant(SIM_GESN_OPERATION_CLASS, 1, 1, 1); /* Only requested. */
    bench_advance(&bench, 500 * MS);
    cr_assert_not(bench.drive.verify);
    plant(SIM_GESN_OPERATION_CLASS, 2, 3, 1); /* Another operation. */
    bench_advance(&bench, S);
    cr_assert_not(bench.drive.verify);
    plant(SIM_GESN_OPERATION_CLASS, 2, 2, 1);
    bench_advance(&bench, S);
    cr_assert(bench.drive.verify);
    cr_assert_not(bench.drive.write_allowed);
    cr_assert_eq(bench.drive.mcc, 1);
    cr_assert_eq(bench.drive.events_emitted, 0);
}

Test(sim_poll, only_a_key_that_goes_down_is_an_event)
{
    init(NULL);
    plant(SIM_GESN_EXTERNAL_CLASS, 2, 7, 1);
    bench_advance(&bench, S);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_DEVICE_EXTERNAL_REQUEST), 0);
    plant(SIM_GESN_EXTERNAL_CLASS, 1, 7, 1);
    bench_advance(&bench, S);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_DEVICE_EXTERNAL_REQUEST), 1);
}

Test(sim_poll, the_33rd_repetition_switches_gesn_off_for_good)
{
    init(NULL);
    plant(SIM_GESN_MEDIA_CLASS, 0x0f, 0, 33);
    bench_advance(&bench, 500 * MS);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 33);
    cr_assert(bench.drive.gesn_off);
    bench_advance(&bench, 3 * S);
    cr_assert_eq(commands(SIM_OP_TEST_UNIT_READY, NULL), 3);
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = SIM_POWER_SURPRISE });
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = SIM_POWER_RETURN });
    bench_settle(&bench);
    cr_assert(bench.drive.gesn_off); /* The registry remembers. */
}

Test(sim_poll, a_failed_poll_ends_the_row_of_repetitions)
{
    init(NULL);
    plant(SIM_GESN_MEDIA_CLASS, 0x0f, 0, 32);
    bench_advance(&bench, 500 * MS);
    cr_assert_eq(bench.drive.gesn_resends, 0);
    cr_assert_not(bench.drive.gesn_off);
    bench.drive.gesn_resends = 20;
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_SENSE,
        .sense = { 2, 0x04, 0x01 }, .count = 1,
        .opcode = SIM_OP_GET_EVENT_STATUS } });
    bench_advance(&bench, S);
    cr_assert_eq(bench.drive.gesn_resends, 0);
    /* Its sense is interpreted like any other, and it is not repeated. */
    cr_assert_eq(bench_events(&bench, TJ_EVENT_DEVICE_BECOMING_READY), 1);
}

Test(sim_poll, a_data_overrun_of_a_poll_is_its_data)
{
    init(NULL);
    plant(SIM_GESN_MEDIA_CLASS, SIM_GESN_REMOVAL, 0, 1);
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_SENSE,
        .srb = SIM_SRB_DATA_OVERRUN, .count = 1,
        .opcode = SIM_OP_GET_EVENT_STATUS } });
    bench_advance(&bench, S);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_MEDIA_REMOVAL), 1);
}

Test(sim_poll, in_hack_mode_each_class_is_asked_until_all_are_quiet)
{
    struct sim_profile profile = profile_of_polls();

    profile.gesn_hack = true;
    init(&profile);
    bench_advance(&bench, 500 * MS);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 4);
    cr_assert_eq(bench.drive.gesn_mask, 0x5a);
    bench_advance(&bench, 10 * S);
    cr_assert(bench.drive.gesn_hack);
    cr_assert_not(bench.drive.gesn_off);
}

Test(sim_poll, a_drive_that_skips_quiet_classes_needs_no_hack)
{
    struct sim_profile profile = profile_of_polls();

    profile.gesn_hack = true;
    init(&profile);
    plant(SIM_GESN_MEDIA_CLASS, SIM_GESN_REMOVAL, 0, 1);
    bench_advance(&bench, 500 * MS);
    cr_assert_not(bench.drive.gesn_hack);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_MEDIA_REMOVAL), 1);
    commands(SIM_OP_GET_EVENT_STATUS, NULL);
    bench_advance(&bench, S);
    cr_assert_eq(commands(SIM_OP_GET_EVENT_STATUS, NULL), 1);
}

Test(sim_poll, updates_are_lost_at_the_given_rate)
{
    struct sim_profile profile = profile_of_polls();
    unsigned lost = 0;

    profile.mutex_loss_rate = 250;
    init(&profile);
    for (unsigned i = 0; i < 1000; i++) {
        uint8_t previous = 0xff;
        bench.effects.count = 0;
        sim_media_set(&bench.drive, TJ_MEDIA_PRESENT, &previous,
                      &bench.effects);
        lost += previous == 0xff;
    }
    cr_assert(lost > 200 && lost < 300, "%u", lost);
}

/* --- Zero power (spec 3.2) --- */

static uint32_t check_verify(uint32_t output_size)
{
    return bench_ioctl(&bench, ANNA, TJ_IOCTL_STORAGE_CHECK_VERIFY, "",
                       output_size);
}

static void sleep_empty(void)
{
    struct sim_profile profile = profile_of_polls();

    profile.zpodd = true;
    profile.disc = false;
    init(&profile);
    bench_open(&bench, ANNA);
    bench_advance(&bench, 500 * MS);
}

Test(sim_poll, an_empty_zero_power_drive_switches_itself_off)
{
    sleep_empty();
    cr_assert(sim_zero_power(&bench.drive));
    cr_assert_eq(bench.drive.mcc, 1);
    commands(SIM_OP_TEST_UNIT_READY, NULL);
    cr_assert_eq(check_verify(4), TJ_STATUS_NO_MEDIA_IN_DEVICE);
    cr_assert_eq(check_verify(3), TJ_STATUS_BUFFER_TOO_SMALL);
    bench_advance(&bench, 10 * S);
    for (size_t i = 0; i < bench.seen_count; i++)
        cr_assert_neq(bench.seen[i].kind, SIM_SCSI);
}

Test(sim_poll, a_hand_or_a_command_wakes_a_zero_power_drive)
{
    sleep_empty();
    bench_step(&bench, &(struct sim_input){ .kind = SIM_HAND,
                                            .hand = SIM_PRESS_EJECT });
    cr_assert_not(sim_zero_power(&bench.drive));
    cr_assert_eq(bench_events(&bench, TJ_EVENT_DEVICE_BECOMING_READY), 1);
    bench_advance(&bench, 10 * S);
    cr_assert_not(sim_zero_power(&bench.drive)); /* Its tray is out. */
    sleep_empty();
    bench_ioctl(&bench, ANNA, TJ_IOCTL_STORAGE_EJECT_MEDIA, "", 0);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_DEVICE_BECOMING_READY), 1);
    struct tj_payload payload;
    for (size_t i = 0; i < bench.seen_count; i++) {
        if (bench.seen[i].kind != SIM_EVENT)
            continue;
        cr_assert(tj_decode_payload(&bench.seen[i].event, &payload));
        cr_assert_eq(payload.estimated_100ms, 2);
    }
}

Test(sim_poll, a_drive_with_a_disc_stays_on)
{
    struct sim_profile profile = profile_of_polls();

    profile.zpodd = true;
    init(&profile);
    bench_advance(&bench, 10 * S);
    cr_assert_not(sim_zero_power(&bench.drive));
}

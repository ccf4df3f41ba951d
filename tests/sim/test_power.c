/* Power and the cable (spec 2.6), where a story cannot look: in the middle of
 * things, and at what an effect must not be. */
#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>

static struct bench bench;

static void power(enum sim_power change)
{
    bench_step(&bench, &(struct sim_input){ .kind = SIM_POWER,
                                            .power = change });
    sim_drive_audit(&bench.drive);
}

static void two_people(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.poll_tolerance_ns = 0;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, BERT), TJ_STATUS_SUCCESS);
}

static void be_busy(uint64_t duration_ns)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_BUSY,
                                           .duration_ns = duration_ns } });
}

static uint32_t start(tj_handle handle, uint32_t code)
{
    return bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle, .code = code });
}

static unsigned commands(void)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.seen_count; i++)
        count += bench.seen[i].kind == SIM_SCSI;
    return count;
}

Test(sim_power, sleep_twice_counts_once_and_wake_without_sleep_does_nothing)
{
    two_people();
    uint32_t before = sim_drive_view(&bench.drive).mcc;
    uint64_t tick_ns = bench.drive.tick_ns;
    power(SIM_POWER_WAKE);
    cr_assert_eq(bench.drive.tick_ns, tick_ns);
    power(SIM_POWER_SLEEP);
    power(SIM_POWER_SLEEP);
    cr_assert_eq(sim_drive_view(&bench.drive).mcc, before + 1);
    cr_assert(sim_drive_view(&bench.drive).verify);
    cr_assert_eq(bench.drive.tick_ns, UINT64_MAX);
    cr_assert_eq(bench.wake_ns, UINT64_MAX);
    power(SIM_POWER_WAKE);
    cr_assert_eq(bench.drive.tick_ns, bench.drive.now_ns + 100000000);
}

Test(sim_power, surprise_removal_counts_no_change_and_sends_no_command)
{
    two_people();
    uint32_t before = sim_drive_view(&bench.drive).mcc;
    power(SIM_POWER_SURPRISE);
    power(SIM_POWER_SURPRISE);
    power(SIM_POWER_SLEEP);
    power(SIM_POWER_WAKE);
    cr_assert_eq(sim_drive_view(&bench.drive).mcc, before);
    cr_assert_eq(bench.drive.tick_ns, UINT64_MAX);
    for (uint32_t code = 0; code < 0x400; code++)
        (void)bench_ioctl(&bench, ANNA, 0x2D4000 | code << 2, "0100", 64);
    bench_advance(&bench, UINT64_C(3600000000000));
    cr_assert_eq(commands(), 0);
}

Test(sim_power, a_warning_of_a_drive_that_is_gone_reads_55_without_its_data)
{
    two_people();
    power(SIM_POWER_SURPRISE);
    cr_assert_eq(bench_ioctl(&bench, ANNA, TJ_IOCTL_CDROM_GET_INQUIRY_DATA, "",
                             4), TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    const struct sim_effect *reply =
        bench_reply(&bench, bench.requests_count);
    cr_assert_eq(reply->info, 0);
    cr_assert_eq(reply->output_size, 0);
}

/* Spec 0.5 step 5, 0.6: the framework's own 995. */
Test(sim_power, a_request_cancelled_while_it_waits_stays_cancelled)
{
    two_people();
    be_busy(5000);
    start(ANNA, TJ_IOCTL_STORAGE_LOAD_MEDIA);
    bench_settle(&bench);
    uint32_t waits = start(BERT, TJ_IOCTL_STORAGE_CHECK_VERIFY2);
    bench_settle(&bench);
    power(SIM_POWER_SURPRISE);
    bench_step(&bench, &(struct sim_input){ .kind = SIM_CANCEL,
                                            .target_request = waits });
    bench_settle(&bench);
    cr_assert_eq(bench_reply(&bench, waits)->status, TJ_STATUS_CANCELLED);
}

/* At every point of an unlock, a tray lock and a close the drive may go and
 * come again: each request is answered once, nothing of it is left. */
static void interrupt_after(unsigned steps, enum sim_power second)
{
    two_people();
    cr_assert_eq(bench_ask(&bench, bench_lock_input(ANNA, 0)), 0);
    be_busy(1000);
    uint32_t first = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = BERT, .input_size = 1,
        .code = 0x001F0940, .input = (const uint8_t[]){ 1 } });
    bench_submit(&bench, bench_unlock_input(ANNA, 0));
    start(BERT, 0x0007421C); /* Parked until a volume is online. */
    bench_submit(&bench, (struct sim_input){ .kind = SIM_FLUSH,
                                             .handle = BERT });
    bench_submit(&bench, bench_lock_input(BERT, 0));
    bench_submit(&bench, (struct sim_input){ .kind = SIM_CLOSE,
                                             .handle = ANNA });
    power(SIM_POWER_SHUTDOWN);
    for (unsigned i = 0; i < steps; i++)
        (void)bench_continue(&bench);
    power(SIM_POWER_SURPRISE);
    if (second != SIM_POWER_SURPRISE)
        power(second);
    bench_advance(&bench, UINT64_C(200000000000));
    sim_drive_audit(&bench.drive);
    (void)bench_close(&bench, BERT);
    bench_advance(&bench, UINT64_C(200000000000));
    for (uint32_t r = first; r <= bench.requests_count; r++)
        cr_assert_not_null(bench_reply(&bench, r), "%u after %u", r, steps);
    cr_assert_eq(bench.drive.owner, SIM_NO_FILE);
    cr_assert_eq(bench.drive.prot, 0);
    cr_assert_eq(bench.drive.queue_stops, 0);
    cr_assert_eq(bench.drive.handles_count, 0);
    cr_assert_eq(bench.drive.executing, SIM_NO_REQUEST);
    sim_drive_audit(&bench.drive);
}

Test(sim_power, the_cable_may_go_and_come_at_every_step)
{
    for (unsigned steps = 0; steps < 60; steps++) {
        interrupt_after(steps, SIM_POWER_SURPRISE);
        interrupt_after(steps, SIM_POWER_RETURN);
    }
}

Test(sim_power, no_request_of_the_old_device_changes_the_new_one)
{
    for (unsigned steps = 0; steps < 12; steps++) {
        two_people();
        uint32_t lock = bench_submit(&bench, bench_lock_input(ANNA, 0));
        for (unsigned i = 0; i < steps; i++)
            (void)bench_continue(&bench);
        power(SIM_POWER_SURPRISE);
        power(SIM_POWER_RETURN);
        bench_settle(&bench);
        cr_assert_eq(sim_drive_view(&bench.drive).owner, TJ_NO_HANDLE);
        cr_assert_not_null(bench_reply(&bench, lock));
        cr_assert_eq(bench_open(&bench, CARL), TJ_STATUS_SUCCESS);
        cr_assert_eq(bench_ask(&bench, bench_lock_input(CARL, 0)),
                     TJ_STATUS_SUCCESS);
        cr_assert_eq(bench_close(&bench, ANNA), TJ_STATUS_SUCCESS);
        cr_assert_eq(sim_drive_view(&bench.drive).owner, CARL);
    }
}

Test(sim_power, a_device_starts_anew_each_time_even_if_nobody_let_it)
{
    two_people();
    for (int i = 0; i < 3; i++) {
        power(SIM_POWER_SURPRISE);
        power(SIM_POWER_RETURN);
    }
    unsigned before = bench_events(&bench, TJ_EVENT_MEDIA_ARRIVAL);
    bench_settle(&bench);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_MEDIA_ARRIVAL), before + 1);
    cr_assert_eq(sim_drive_view(&bench.drive).known, TJ_MEDIA_PRESENT);
}

Test(sim_power, the_device_starts_while_the_disc_becomes_ready)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.gesn = false;
    profile.spin_up.min_us = profile.spin_up.max_us = 15000000;
    bench_init(&bench, &profile);
    power(SIM_POWER_SURPRISE);
    power(SIM_POWER_RETURN);
    bench_settle(&bench);
    cr_assert_eq(sim_drive_view(&bench.drive).known, TJ_MEDIA_UNKNOWN);
    cr_assert_gt(bench_events(&bench, TJ_EVENT_DEVICE_BECOMING_READY), 0);
    bench_advance(&bench, UINT64_C(30000000000));
    cr_assert_eq(sim_drive_view(&bench.drive).known, TJ_MEDIA_PRESENT);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_MEDIA_ARRIVAL), 1);
}

Test(sim_power, two_shutdowns_at_once_are_one_and_the_queue_goes_on)
{
    two_people();
    be_busy(1000);
    start(ANNA, TJ_IOCTL_STORAGE_LOAD_MEDIA);
    bench_settle(&bench);
    power(SIM_POWER_SHUTDOWN);
    power(SIM_POWER_SHUTDOWN);
    uint32_t flush = bench_submit(&bench, (struct sim_input){
        .kind = SIM_FLUSH, .handle = BERT });
    uint32_t waits = start(BERT, TJ_IOCTL_STORAGE_CHECK_VERIFY2);
    bench_settle(&bench);
    cr_assert_eq(commands(), 0);
    cr_assert_null(bench_reply(&bench, waits));
    bench_advance(&bench, 1000);
    cr_assert_eq(bench_reply(&bench, waits)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_reply(&bench, flush)->status, TJ_STATUS_SUCCESS);
    /* LOAD, two SYNCHRONIZE CACHEs, one ALLOW, TEST UNIT READY. */
    cr_assert_eq(commands(), 5);
}

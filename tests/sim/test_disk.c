#include "tests/sim/bench.h"

#include "sim/requests.h"

#include <criterion/criterion.h>

static struct bench bench;

enum { IS_WRITABLE = 0x70024, VERIFY = 0x70014, ARE_VOLUMES_READY = 0x7421c,
       VOLUME_ONLINE = 0x56c008, POST_ONLINE = 0x56c064,
       CHECK_VERIFY = 0x2d4800 };

static void two_people(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.poll_tolerance_ns = 0;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, BERT), TJ_STATUS_SUCCESS);
}

static uint32_t start(tj_handle handle, uint32_t code)
{
    uint32_t request = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle, .code = code });

    bench_settle(&bench);
    return request;
}

static uint32_t status_of(uint32_t request)
{
    const struct sim_effect *reply = bench_reply(&bench, request);

    return reply != NULL ? reply->status : UINT32_MAX;
}

Test(disk, only_defect_management_is_as_writable_as_a_disk)
{
    two_people();
    bench.drive.profile.mmc = false; /* Else the drive is asked first. */
    cr_assert_eq(status_of(start(ANNA, IS_WRITABLE)),
                 TJ_STATUS_MEDIA_WRITE_PROTECTED);
    bench.drive.write_allowed = true;
    bench.drive.schema = SIM_SCHEMA_RANDOM;
    cr_assert_eq(status_of(start(ANNA, IS_WRITABLE)),
                 TJ_STATUS_MEDIA_WRITE_PROTECTED);
    bench.drive.schema = SIM_SCHEMA_DEFECT_MANAGEMENT;
    cr_assert_eq(status_of(start(ANNA, IS_WRITABLE)), TJ_STATUS_SUCCESS);
}

Test(disk, a_verify_looks_at_its_length_before_it_asks_whether_it_may)
{
    two_people();
    cr_assert_eq(bench_ioctl(&bench, ANNA, VERIFY, "00", 0),
                 TJ_STATUS_INVALID_PARAMETER);
    cr_assert_eq(bench_ioctl(&bench, ANNA, VERIFY,
                             "00000000000000000008000000000000", 0),
                 TJ_STATUS_MEDIA_WRITE_PROTECTED);
    bench.drive.write_allowed = true;
    cr_assert_eq(bench_ioctl(&bench, ANNA, VERIFY,
                             "0000000000ff0f000008000000000000", 0),
                 TJ_STATUS_INVALID_PARAMETER);
}

Test(disk, who_waits_for_the_volumes_does_not_hold_the_queue)
{
    two_people();
    uint32_t waits = start(ANNA, ARE_VOLUMES_READY);
    cr_assert_eq(status_of(waits), UINT32_MAX);
    cr_assert_eq(status_of(start(BERT, CHECK_VERIFY)), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
    cr_assert_eq(status_of(start(BERT, VOLUME_ONLINE)), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(waits), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(start(ANNA, ARE_VOLUMES_READY)), TJ_STATUS_SUCCESS);
}

Test(disk, post_online_releases_too)
{
    two_people();
    uint32_t first = start(ANNA, ARE_VOLUMES_READY);
    uint32_t second = start(BERT, ARE_VOLUMES_READY);
    cr_assert_eq(status_of(start(BERT, POST_ONLINE)), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(first), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(second), TJ_STATUS_SUCCESS);
}

Test(disk, who_waits_for_the_volumes_can_be_cancelled_and_goes_with_its_handle)
{
    two_people();
    uint32_t waits = start(ANNA, ARE_VOLUMES_READY);
    struct sim_input cancel = { .kind = SIM_CANCEL, .target_request = waits };
    bench_step(&bench, &cancel);
    bench_settle(&bench);
    cr_assert_eq(status_of(waits), TJ_STATUS_CANCELLED);
    waits = start(ANNA, ARE_VOLUMES_READY);
    cr_assert_eq(bench_close(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(waits), TJ_STATUS_CANCELLED);
    sim_drive_audit(&bench.drive);
}

Test(disk, a_released_request_is_not_judged_by_the_gate_again)
{
    two_people();
    uint32_t waits = start(BERT, ARE_VOLUMES_READY);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(ANNA, 1)),
                 TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(start(ANNA, VOLUME_ONLINE)), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(waits), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(start(BERT, ARE_VOLUMES_READY)),
                 TJ_STATUS_ACCESS_DENIED);
    /* Of a type that the gate lets pass. */
    cr_assert_eq(status_of(start(BERT, VOLUME_ONLINE)), TJ_STATUS_SUCCESS);
}

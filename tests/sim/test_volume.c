/* The file system above the class driver (spec 6, 2.5): what stories cannot
 * arrange, because it lies between two steps. */
#include "tests/sim/bench.h"

#include "core/base/random.h"
#include "core/drive/bytes.h"

#include <criterion/criterion.h>
#include <string.h>

enum { VOLUME_1 = 11, VOLUME_2, FILE_1, FILE_2, CONTROL };

static struct bench bench;

static void start(bool mounted)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.fs_cdfs = mounted;
    profile.mmc = false;
    profile.poll_ns = 0;
    bench_init(&bench, &profile);
    bench_settle(&bench);
}

static struct sim_input open_input(tj_handle handle, enum tj_target target,
                                   uint8_t share, uint8_t flags)
{
    return (struct sim_input){ .kind = SIM_OPEN, .handle = handle,
                               .target = target, .share = share,
                               .flags = flags, .access = TJ_ACCESS_READ };
}

static uint32_t open_volume(tj_handle handle)
{
    return bench_ask(&bench, open_input(handle, TJ_VOLUME, TJ_SHARE_ALL, 0));
}

static uint32_t open_file(tj_handle handle)
{
    return bench_ask(&bench, open_input(handle, TJ_FILE, TJ_SHARE_ALL, 0));
}

static struct sim_input fsctl_input(tj_handle handle, uint32_t code)
{
    return (struct sim_input){ .kind = SIM_IOCTL, .handle = handle,
                               .code = code };
}

static uint32_t fsctl(tj_handle handle, uint32_t code)
{
    return bench_ask(&bench, fsctl_input(handle, code));
}

static uint32_t status_of(uint32_t request)
{
    const struct sim_effect *reply = bench_reply(&bench, request);

    return reply != NULL ? reply->status : UINT32_MAX;
}

/* --- Mount --- */

/* R5: the lock comes when the mount's last read is done and its VPB is not
 * mounted yet. */
Test(sim_volume, a_mount_in_progress_ends_under_the_lock_that_overtook_it)
{
    start(false);
    bench_open(&bench, ANNA);
    uint32_t open = bench_submit(
        &bench, open_input(VOLUME_1, TJ_VOLUME, TJ_SHARE_ALL, 0));
    unsigned reads = 0;
    while (reads == 0) { /* One step at a time, up to the last read. */
        cr_assert(bench_continue(&bench));
        for (size_t i = 0; i < bench.seen_count; i++)
            reads += bench.seen[i].kind == SIM_SCSI &&
                     bench.seen[i].cdb[0] == SIM_OP_READ_10;
    }
    cr_assert_eq(bench.drive.vpb, SIM_VPB_NONE);
    /* The lock goes through all its steps first. */
    uint32_t lock = bench_submit(&bench, bench_lock_input(ANNA, 0));
    while (status_of(lock) == UINT32_MAX) {
        uint32_t open_ready = 0;
        for (size_t i = bench.ready_count; i-- > 0;)
            if (bench.ready[i] != open)
                open_ready = bench.ready[i];
        cr_assert(bench_continue_one(&bench, open_ready));
    }
    cr_assert_eq(status_of(lock), TJ_STATUS_SUCCESS);
    bench_settle(&bench);
    /* Locked and mounted; the create itself is verified, and denied. */
    cr_assert_neq(bench.drive.owner, SIM_NO_FILE);
    cr_assert_eq(bench.drive.vpb, SIM_VPB_FS);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_MOUNT), 1);
    cr_assert_eq(status_of(open), TJ_STATUS_ACCESS_DENIED);
}

Test(sim_volume, two_opens_at_once_mount_once)
{
    start(false);
    uint32_t first = bench_submit(
        &bench, open_input(VOLUME_1, TJ_VOLUME, TJ_SHARE_ALL, 0));
    uint32_t second = bench_submit(
        &bench, open_input(FILE_1, TJ_FILE, TJ_SHARE_ALL, 0));
    bench_settle(&bench);
    cr_assert_eq(status_of(first), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(second), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_MOUNT), 1);
    sim_drive_audit(&bench.drive);
}

static void exchange_disc(void)
{
    static const enum sim_hand hands[] = { SIM_TRAY_OPEN, SIM_TAKE_DISC,
                                           SIM_INSERT_DISC, SIM_TRAY_CLOSE };

    for (size_t i = 0; i < sizeof hands / sizeof *hands; i++) {
        struct sim_input input = { .kind = SIM_HAND, .hand = hands[i],
                                   .disc = SIM_DISC_DATA_CD };
        bench_step(&bench, &input);
    }
    bench_settle(&bench);
}

/* Each file keeps its disc's volume alive; there is no place for one more. */
Test(sim_volume, as_many_discs_as_there_are_places_live_beside_each_other)
{
    start(true);
    for (tj_handle i = 0; i < SIM_VOLUMES_MAX; i++) {
        cr_assert_eq(open_file(FILE_1 + i), TJ_STATUS_SUCCESS, "disc %u", i);
        exchange_disc();
    }
    cr_assert_eq(open_file(FILE_1 + SIM_VOLUMES_MAX),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_assert_eq(fsctl(FILE_1, TJ_FSCTL_IS_VOLUME_MOUNTED),
                 TJ_STATUS_WRONG_VOLUME);
    bench_close(&bench, FILE_1);
    cr_assert_eq(open_file(FILE_1), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
}

/* --- The volume resource --- */

Test(sim_volume, one_lock_is_inside_at_a_time_and_one_of_two_wins)
{
    start(true);
    cr_assert_eq(open_volume(VOLUME_1), TJ_STATUS_SUCCESS);
    struct sim_input again = { .kind = SIM_DUPLICATE, .source = VOLUME_1,
                               .handle = VOLUME_2 };
    bench_ask(&bench, again);
    uint32_t first = bench_submit(
        &bench, fsctl_input(VOLUME_1, TJ_FSCTL_LOCK_VOLUME));
    uint32_t second = bench_submit(
        &bench, fsctl_input(VOLUME_2, TJ_FSCTL_LOCK_VOLUME));
    bench_settle(&bench);
    bool one = status_of(first) == TJ_STATUS_SUCCESS &&
               status_of(second) == TJ_STATUS_ACCESS_DENIED;
    bool other = status_of(second) == TJ_STATUS_SUCCESS &&
                 status_of(first) == TJ_STATUS_ACCESS_DENIED;
    cr_assert(one || other);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK), 2);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK_FAILED), 1);
    cr_assert_eq(bench.drive.volume_holder, 0);
    cr_assert_eq(bench.drive.volume_waiters, 0);
}

/* R31, without a planted contention. */
Test(sim_volume, an_overlapped_handle_tells_lock_again_when_it_cannot_wait)
{
    start(true);
    bench_ask(&bench, open_input(VOLUME_1, TJ_VOLUME, TJ_SHARE_ALL,
                                 SIM_OVERLAPPED));
    uint32_t opening = bench_submit(
        &bench, open_input(FILE_1, TJ_FILE, TJ_SHARE_ALL, 0));
    while (bench.drive.volume_holder == 0)
        cr_assert(bench_continue_one(&bench, opening));
    uint32_t lock = bench_submit(
        &bench, fsctl_input(VOLUME_1, TJ_FSCTL_LOCK_VOLUME));
    while (bench_continue_one(&bench, lock))
        ;
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK), 2);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK_FAILED), 0);
    bench_settle(&bench);
    cr_assert_eq(status_of(lock), TJ_STATUS_ACCESS_DENIED);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK), 2);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_VOLUME_LOCK_FAILED), 1);
}

/* A request in flight keeps the file object of a closed handle: a reference. */
Test(sim_volume, a_closed_handle_with_a_request_in_flight_still_refers)
{
    start(true);
    bench_open(&bench, ANNA);
    cr_assert_eq(open_volume(VOLUME_1), TJ_STATUS_SUCCESS);
    cr_assert_eq(open_volume(VOLUME_2), TJ_STATUS_SUCCESS);
    struct sim_input busy = { .kind = SIM_INJECT,
                              .injection = { .kind = SIM_INJECT_BUSY,
                                             .duration_ns = 1000000000 } };
    bench_step(&bench, &busy);
    bench_submit(&bench, (struct sim_input){ .kind = SIM_READ,
                                             .handle = VOLUME_2,
                                             .length = 2048 });
    bench_settle(&bench);
    bench_close(&bench, VOLUME_2);
    uint32_t lock = bench_submit(
        &bench, fsctl_input(VOLUME_1, TJ_FSCTL_LOCK_VOLUME));
    bench_settle(&bench); /* Its CHECK_VERIFY waits behind the read. */
    cr_assert_eq(status_of(lock), UINT32_MAX);
    bench_advance(&bench, 2000000000);
    cr_assert_eq(status_of(lock), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
}

/* --- INVALIDATE_VOLUMES --- */

static uint32_t invalidate(tj_handle through, tj_handle handle, uint32_t size)
{
    uint8_t bytes[8] = { 0 };

    tj_put_u32(bytes, handle);
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = through,
        .code = TJ_FSCTL_INVALIDATE_VOLUMES, .input = bytes,
        .input_size = size });
}

static uint32_t open_control(tj_handle handle, uint8_t flags)
{
    return bench_ask(&bench, open_input(handle, TJ_VOLUME, TJ_SHARE_ALL,
                                        SIM_CONTROL_DEVICE | flags));
}

Test(sim_volume, invalidate_wants_the_control_device_the_privilege_a_handle)
{
    start(true);
    cr_assert_eq(open_volume(VOLUME_1), TJ_STATUS_SUCCESS);
    cr_assert_eq(invalidate(VOLUME_1, VOLUME_1, 8),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    open_control(CONTROL, 0);
    cr_assert_eq(invalidate(CONTROL, VOLUME_1, 8),
                 TJ_STATUS_PRIVILEGE_NOT_HELD);
    bench_close(&bench, CONTROL);
    open_control(CONTROL, SIM_PRIVILEGED);
    cr_assert_eq(invalidate(CONTROL, VOLUME_1, 7),
                 TJ_STATUS_INVALID_PARAMETER);
    cr_assert_eq(invalidate(CONTROL, 999, 8), TJ_STATUS_INVALID_HANDLE);
    cr_assert_eq(fsctl(CONTROL, TJ_FSCTL_IS_VOLUME_MOUNTED),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert_eq(bench.drive.vpb, SIM_VPB_FS);
}

/* 6.3: the VPB goes at once, so that a lock with flag 0 may come before any
 * CLEANUP; old handles read 1006, or 21 if there was a dismount. */
Test(sim_volume, invalidate_pulls_the_vpb_off_at_once)
{
    start(true);
    bench_open(&bench, ANNA);
    cr_assert_eq(open_volume(VOLUME_1), TJ_STATUS_SUCCESS);
    open_control(CONTROL, SIM_PRIVILEGED);
    cr_assert_eq(invalidate(CONTROL, ANNA, 8), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.drive.vpb, SIM_VPB_NONE);
    cr_assert_eq(fsctl(VOLUME_1, TJ_FSCTL_IS_VOLUME_MOUNTED),
                 TJ_STATUS_FILE_INVALID);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(ANNA, 0)),
                 TJ_STATUS_SUCCESS);
    bench_ask(&bench, bench_unlock_input(ANNA, 2));

    cr_assert_eq(open_volume(VOLUME_2), TJ_STATUS_SUCCESS);
    cr_assert_eq(fsctl(VOLUME_2, TJ_FSCTL_DISMOUNT_VOLUME), TJ_STATUS_SUCCESS);
    cr_assert_eq(invalidate(CONTROL, ANNA, 8), TJ_STATUS_SUCCESS);
    cr_assert_eq(fsctl(VOLUME_2, TJ_FSCTL_IS_VOLUME_MOUNTED),
                 TJ_STATUS_VOLUME_DISMOUNTED);
    bench_close(&bench, VOLUME_1);
    bench_close(&bench, VOLUME_2);
    bench_close(&bench, CONTROL);
    sim_drive_audit(&bench.drive);
}

/* --- Property 49 over every order of steps --- */

static uint64_t counter;
static uint64_t draw(uint64_t bound)
{
    struct tj_draws draws = tj_draw(7, TJ_STREAM_SCHEDULE, 3, ++counter);
    return tj_below(draws.slot[0], bound);
}

static void continue_anybody(void)
{
    if (bench.ready_count > 0)
        bench_continue_one(&bench, bench.ready[draw(bench.ready_count)]);
}

/* Two people lock, unlock and dismount while others open and close. */
static uint32_t somebody_asks(void)
{
    static const uint32_t codes[] = {
        TJ_FSCTL_LOCK_VOLUME, TJ_FSCTL_LOCK_VOLUME, TJ_FSCTL_UNLOCK_VOLUME,
        TJ_FSCTL_IS_VOLUME_MOUNTED, TJ_FSCTL_DISMOUNT_VOLUME,
    };
    tj_handle handle = VOLUME_1 + (tj_handle)draw(4);

    switch (draw(5)) {
    case 0:
        return bench_submit(&bench, open_input(
            handle, handle < FILE_1 ? TJ_VOLUME : TJ_FILE,
            draw(4) == 0 ? 0 : TJ_SHARE_ALL,
            draw(2) == 0 ? SIM_OVERLAPPED : 0));
    case 1:
        return bench_submit(&bench, (struct sim_input){ .kind = SIM_CLOSE,
                                                        .handle = handle });
    default:
        return bench_submit(&bench, fsctl_input(handle, codes[draw(5)]));
    }
}

Test(sim_volume, counts_and_locks_hold_in_every_order_of_steps)
{
    unsigned locked = 0, dismounted = 0;

    start(true);
    for (unsigned i = 0; i < 20000; i++) {
        if (draw(6) == 0)
            (void)somebody_asks();
        else
            continue_anybody();
        if (i % 64 == 0) { /* Replies of long ago are of no interest. */
            bench.seen_count = 0;
        }
        if (draw(200) == 0)
            exchange_disc();
        sim_drive_audit(&bench.drive);
        uint8_t volume = bench.drive.volume;
        locked += volume != SIM_NO_VOLUME &&
                  bench.drive.volumes[volume].locked_explicitly;
        dismounted += volume != SIM_NO_VOLUME &&
                      bench.drive.volumes[volume].dismounted;
    }
    cr_assert_gt(locked, 100);
    cr_assert_gt(dismounted, 100);
    for (tj_handle handle = VOLUME_1; handle <= FILE_2; handle++) {
        bench_settle(&bench);
        bench_close(&bench, handle);
    }
    bench_settle(&bench);
    cr_assert_eq(bench.drive.volume_holder, 0);
    for (unsigned i = 0; i < SIM_VOLUMES_MAX; i++) {
        cr_assert_eq(bench.drive.volumes[i].files, 0);
        cr_assert(!bench.drive.volumes[i].used || bench.drive.volume == i);
    }
}

/* --- The drive goes away --- */

Test(sim_volume, volumes_end_with_their_device)
{
    static const enum sim_power changes[] = { SIM_POWER_SURPRISE,
                                              SIM_POWER_RETURN };

    start(true);
    cr_assert_eq(open_file(FILE_1), TJ_STATUS_SUCCESS);
    for (size_t i = 0; i < 2; i++) {
        struct sim_input input = { .kind = SIM_POWER, .power = changes[i] };
        bench_step(&bench, &input);
        bench_settle(&bench);
    }
    cr_assert_eq(bench.drive.vpb, SIM_VPB_NONE);
    cr_assert_eq(fsctl(FILE_1, TJ_FSCTL_IS_VOLUME_MOUNTED),
                 TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    cr_assert_eq(open_file(FILE_2), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_close(&bench, FILE_1), TJ_STATUS_SUCCESS);
    cr_assert_eq(fsctl(FILE_2, TJ_FSCTL_IS_VOLUME_MOUNTED), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
}

static struct sim_input power_input(enum sim_power power)
{
    return (struct sim_input){ .kind = SIM_POWER, .power = power };
}

/* 6.6: the resource keeps the two apart; who is faster is chance. */
Test(sim_volume, a_query_remove_waits_for_a_mount_and_may_then_be_first)
{
    start(false);
    uint32_t open = bench_submit(
        &bench, open_input(VOLUME_1, TJ_VOLUME, TJ_SHARE_ALL, 0));
    while (bench.drive.volume_holder == 0)
        cr_assert(bench_continue(&bench));
    uint32_t query =
        bench_submit(&bench, power_input(SIM_POWER_QUERY_REMOVE));
    cr_assert(bench_continue_one(&bench, query));
    cr_assert_eq(bench.drive.volume_waiters, 1);
    bench_settle(&bench);
    cr_assert_eq(status_of(query), TJ_STATUS_SUCCESS);
    cr_assert_eq(status_of(open), TJ_STATUS_ACCESS_DENIED);
    cr_assert_eq(bench.drive.vpb, SIM_VPB_NONE);
    sim_drive_audit(&bench.drive);
    struct sim_input cancel = power_input(SIM_POWER_CANCEL_REMOVE);
    bench_step(&bench, &cancel);
    cr_assert_eq(open_volume(VOLUME_1), TJ_STATUS_SUCCESS);
}

Test(sim_volume, a_query_remove_that_nobody_waits_for_is_not_made)
{
    struct sim_input query = power_input(SIM_POWER_QUERY_REMOVE);

    start(true);
    bench_step(&bench, &query);
    bench_settle(&bench);
    cr_assert_eq(bench.drive.vpb, SIM_VPB_FS);
    cr_assert_eq(bench.seen_count, 0);
}

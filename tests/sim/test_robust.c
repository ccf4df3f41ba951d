/* Random inputs without any sense: nothing in them may be trusted. Invariants
 * are audited after every step, and every accepted request is answered exactly
 * once (S2). */
#include "tests/sim/bench.h"

#include "core/base/random.h"
#include "core/drive/catalog.h"

#include <criterion/criterion.h>
#include <string.h>

enum { STEPS = 25000, PROFILES = 8, REQUESTS_MAX = 65536 };

static struct bench bench;
static uint8_t answers[REQUESTS_MAX]; /* By request number. */
static uint32_t given;                /* Numbers handed out. */

static uint64_t counter;
static uint64_t draw(uint64_t bound)
{
    struct tj_draws draws = tj_draw(42, TJ_STREAM_WORKLOAD, 7, ++counter);
    return tj_below(draws.slot[0], bound);
}

static struct sim_profile profile_number(unsigned number)
{
    struct sim_profile profile = sim_profile_default();
    profile.disc = number & 1;
    profile.fs_cdfs = number == 3;
    profile.an = number == 2;
    profile.gesn = number != 1 && number != 5;
    profile.mcn = number != 4;
    profile.handles_strict = number != 5;
    profile.mmc = number != 6;
    profile.raw_mount = number != 7;
    profile.info_on_error = number == 6;
    profile.registrations_hold = number == 2;
    profile.sync_fs_events = number == 3;
    profile.raw = (uint8_t)(number % 3);
    profile.audience = profile.stale = (uint8_t)(number / 2 % 3);
    profile.other_disc_mounted = profile.failed_count_kept = number % 4 == 3;
    profile.files_uncached = profile.sync_overlaps = number == 3;
    profile.shares_together = profile.vpb_lock_passes = number % 4 == 1;
    profile.volume_flushes = profile.pass_to_cdb = number % 2 == 1;
    profile.event_delay_ns = number == 4 ? 5000000 : 0;
    profile.open.min_us = profile.open.max_us = number * 1000u;
    profile.load.min_us = number * 700u;
    profile.load.max_us = number * 900u;
    profile.spin_up.min_us = profile.spin_up.max_us = number * 90000u;
    return profile;
}

static uint32_t random_code(void)
{
    static const uint32_t favourites[] = {
        0x2C05C, 0x2C05C, 0x2C05C, 0x2C05C, 0x2C05C, 0x2D4800, 0x2D4808,
        0x2D480C, 0x2D4804, 0x2D0940, 0x2D0940, 0x2D0944, 0x2D1C90, 0x2D0C04,
        0x1F0940, 0x1F4808, 0x2D1400, 0x24064, 0x90018, 0x9001C,
        0x90018, 0x90020, 0x90028, 0x90054, 0x90078, 0x24000, 0x20040,
    };
    size_t count = sizeof favourites / sizeof *favourites;
    if (draw(4) > 0)
        return favourites[draw(count)];
    if (draw(2) == 0)
        return tj_code_at((size_t)draw(tj_code_count()))->code;
    return (uint32_t)draw(UINT32_MAX);
}

static void random_bytes(uint8_t *bytes, struct sim_input *input)
{
    static const uint8_t names[] = "bert\0carl!";

    input->input_size = (uint32_t)draw(130);
    if (draw(3) > 0)
        input->input_size = draw(2) == 0 ? 72 : 8;
    for (size_t i = 0; i < TJ_INPUT_MAX; i++)
        bytes[i] = draw(20) == 0 ? (uint8_t)draw(256) : names[(i + 2) % 10];
    if (draw(4) > 0)
        memset(bytes, 0, 8);
    bytes[0] = (uint8_t)draw(4);
    bytes[4] = (uint8_t)draw(4);
    if (draw(50) == 0)
        input->input_size = UINT32_MAX - (uint32_t)draw(3);
    input->input = draw(100) == 0 ? NULL : bytes;
    input->output_size = draw(2) == 0 ? 65 : (uint32_t)draw(100);
}

/* A request that has a chance to lock or unlock. */
static void well_formed(uint8_t *bytes, struct sim_input *input)
{
    memset(bytes, 0, TJ_INPUT_MAX);
    bytes[0] = (uint8_t)(1 + draw(2));
    bytes[4] = (uint8_t)draw(4);
    memcpy(bytes + 8, "anna", 4);
    input->code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS;
    input->input = bytes;
    input->input_size = TJ_EXCLUSIVE_LOCK_SIZE;
}

static struct sim_input random_input(uint8_t *bytes)
{
    static const uint8_t weights[SIM_INPUT_COUNT] = {
        [SIM_OPEN] = 6, [SIM_DUPLICATE] = 2, [SIM_CLOSE] = 5,
        [SIM_IOCTL] = 30, [SIM_READ] = 5, [SIM_WRITE] = 3, [SIM_FLUSH] = 2,
        [SIM_CANCEL] = 4, [SIM_CONTINUE] = 90, [SIM_TIME] = 8,
        [SIM_REGISTER] = 1, [SIM_UNREGISTER] = 1, [SIM_HAND] = 3,
        [SIM_INJECT] = 1, [SIM_POWER] = 1, [SIM_THREAD_END] = 1,
        [SIM_PROCESS_END] = 1, [SIM_LISTENER] = 1,
    };
    static const enum sim_injection_kind faults[] = {
        SIM_INJECT_SENSE, SIM_INJECT_BUSY, SIM_INJECT_EVENT_LOSS,
        SIM_INJECT_STATE_MUTEX_LOSS, SIM_INJECT_EVENT,
        SIM_INJECT_EVENT_DUPLICATE, SIM_INJECT_EVENT_DELAY,
        SIM_INJECT_REFERENCE, SIM_INJECT_CONTENTION, SIM_INJECT_GESN,
    };
    struct sim_input input = { .chance = draw(UINT64_MAX) };
    uint64_t pick = draw(165);
    unsigned kind = 0;
    while (pick >= weights[kind])
        pick -= weights[kind++];
    input.kind = (enum sim_input_kind)kind;
    input.handle = (tj_handle)draw(24);
    input.source = (tj_handle)draw(24);
    input.target = draw(2) == 0 ? TJ_INTERFACE : (enum tj_target)draw(3);
    input.access = draw(3) > 0 ? TJ_ACCESS_READ_WRITE : (uint8_t)draw(256);
    input.share = (uint8_t)draw(256);
    input.flags = draw(2) == 0 ? 0 : (uint8_t)draw(256);
    input.thread = (uint16_t)draw(5);
    input.process = (uint16_t)draw(3);
    input.power = (enum sim_power)draw(SIM_POWER_COUNT);
    if (bench.drive.removed && draw(2) == 0)
        input.power = SIM_POWER_RETURN;
    input.code = random_code();
    random_bytes(bytes, &input);
    if (draw(2) == 0)
        well_formed(bytes, &input);
    input.offset = draw(4) == 0 ? draw(UINT64_MAX) : draw(1000) * 2048;
    input.length = draw(4) == 0 ? (uint32_t)draw(UINT32_MAX)
                                : (uint32_t)draw(4) * 2048;
    input.registration = (uint32_t)draw(40);
    input.flavour = (uint8_t)draw(SIM_FLAVOUR_COUNT + 1);
    input.hang = draw(2) == 0;
    input.hand = (enum sim_hand)draw(SIM_HAND_COUNT);
    input.injection = (struct sim_injection){
        .kind = faults[draw(sizeof faults / sizeof *faults)],
        .count = (uint32_t)draw(5), .rate = (uint16_t)draw(1200),
        .duration_ns = draw(10) == 0 ? UINT64_MAX : draw(3000000000u),
        .sense = { (uint8_t)draw(16), (uint8_t)draw(256), (uint8_t)draw(9) },
        .opcode = draw(2) == 0 ? 0xff : 0x1e,
        .gesn = { (uint8_t)draw(256), (uint8_t)draw(256), (uint8_t)draw(4) },
        .gesn_missing = draw(3) == 0 ? (uint8_t)draw(256) : 0,
        .event = (uint8_t)draw(TJ_EVENT_COUNT + 1) };
    return input;
}

static bool is_answered(const struct sim_input *input)
{
    return input->kind <= SIM_FLUSH || input->kind == SIM_REGISTER ||
           input->kind == SIM_UNREGISTER ||
           (input->kind == SIM_POWER && input->power == SIM_POWER_QUERY_REMOVE);
}

static void check_step(void)
{
    for (size_t i = 0; i < bench.seen_count; i++) {
        const struct sim_effect *effect = &bench.seen[i];
        if (effect->kind != SIM_REPLY)
            continue;
        cr_assert_leq(effect->request, given);
        cr_assert_eq(answers[effect->request]++, 0, "request %u twice",
                     effect->request);
        cr_assert_leq(effect->output_size, TJ_OUTPUT_MAX);
        cr_assert_leq(effect->output_size, effect->info);
    }
    bench.seen_count = 0;
    sim_drive_audit(&bench.drive);
}

static void one_step(void)
{
    uint8_t bytes[TJ_INPUT_MAX];
    struct sim_input input = random_input(bytes);

    input.now_ns = bench.drive.now_ns;
    if (input.kind == SIM_TIME)
        input.now_ns += draw(300000000);
    if (input.kind == SIM_TIME && draw(2) == 0 && bench.drive.timers_count > 0)
        input.now_ns = bench.drive.timers[0].at_ns > input.now_ns
                           ? bench.drive.timers[0].at_ns
                           : input.now_ns;
    if (input.kind == SIM_CANCEL)
        input.target_request = given - (uint32_t)draw(20);
    if (input.kind == SIM_CONTINUE) {
        if (bench.ready_count > 0 && draw(50) > 0) {
            size_t which = (size_t)draw(bench.ready_count);
            input.request = bench.ready[which];
            bench.ready[which] = bench.ready[--bench.ready_count];
        } else {
            input.request = (uint32_t)draw(UINT32_MAX); /* Invented. */
            for (size_t i = 0; i < bench.ready_count; i++)
                if (bench.ready[i] == input.request)
                    input.request = 0;
        }
    }
    if (is_answered(&input)) {
        input.request = ++given;
        cr_assert_lt(given, REQUESTS_MAX);
    }
    bench_step(&bench, &input);
    check_step();
}

/* Lets everything go on until nothing waits any more; an event may be late by
 * a day, and the drive is polled meanwhile. */
static void run_out(void)
{
    for (int i = 0; i < 1000000; i++) {
        if (bench_continue(&bench)) {
            check_step();
            continue;
        }
        if (bench.drive.timers_count == 0)
            break;
        struct sim_input input = { .kind = SIM_TIME,
                                   .now_ns = bench.wake_ns };
        bench_step(&bench, &input);
        check_step();
    }
    cr_assert_eq(bench.drive.timers_count, 0);
}

/* Every handle goes, time passes until nothing waits: then every request must
 * have been answered, and nothing may be left behind. */
static void wind_down(void)
{
    struct sim_input sleep = { .kind = SIM_POWER, .power = SIM_POWER_SLEEP };

    bench_step(&bench, &sleep); /* No ticks until a delayed event is due. */
    check_step();
    run_out(); /* Opens on their way still become handles. */
    for (uint32_t registration = 0; registration < 40; registration++) {
        struct sim_input input = { .kind = SIM_UNREGISTER,
                                   .registration = registration };
        bench_step(&bench, &input);
        check_step();
    }
    for (tj_handle handle = 0; handle < 24; handle++) {
        struct sim_input input = { .kind = SIM_CLOSE, .handle = handle,
                                   .request = ++given };
        bench_step(&bench, &input);
        check_step();
    }
    run_out();
    for (uint32_t request = 1; request <= given; request++)
        cr_assert_eq(answers[request], 1, "request %u has no answer", request);
    struct sim_state_view view = sim_drive_view(&bench.drive);
    cr_assert_eq(view.owner, TJ_NO_HANDLE);
    cr_assert_eq(view.prot, 0);
    cr_assert_eq(view.mcn_disable, 0);
    cr_assert_eq(bench.drive.handles_count, 0);
    cr_assert_eq(bench.drive.queue_stops, 0);
    cr_assert_eq(bench.drive.held_count, 0);
    cr_assert_eq(bench.drive.eject_lock, 0);
    cr_assert_eq(bench.drive.eject_waiters, 0);
    cr_assert_str_neq(view.vpb, "RAW");
}

Test(sim_robust, random_inputs_break_no_invariant_and_lose_no_answer)
{
    for (unsigned number = 0; number < PROFILES; number++) {
        struct sim_profile profile = profile_number(number);
        memset(answers, 0, sizeof answers);
        given = 0;
        bench_init(&bench, &profile);
        unsigned locks = 0;
        uint8_t owner = bench.drive.owner;
        for (int i = 0; i < STEPS; i++) {
            one_step();
            locks += bench.drive.owner != owner;
            owner = bench.drive.owner;
        }
        /* The storm really reached the lock. */
        cr_assert_gt(locks, 50, "only %u changes of owner", locks);
        wind_down();
    }
}

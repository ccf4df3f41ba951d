#include "tests/sim/bench.h"

#include "sim/parts.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;
#define S UINT64_C(1000000000)

/* --- Timeouts (spec 5.5) --- */

static uint64_t timeout_s(enum sim_opcode opcode)
{
    const struct sim_command command = { .cdb = { (uint8_t)opcode } };

    return sim_command_timeout_ns(&bench.drive, &command) / S;
}

Test(sim_command, each_opcode_has_its_timeout)
{
    bench_init(&bench, NULL);
    cr_assert_eq(timeout_s(SIM_OP_TEST_UNIT_READY), 20);
    cr_assert_eq(timeout_s(SIM_OP_READ_CAPACITY), 20);
    cr_assert_eq(timeout_s(SIM_OP_GET_PERFORMANCE), 20);
    cr_assert_eq(timeout_s(SIM_OP_GET_EVENT_STATUS), 4);
    cr_assert_eq(timeout_s(SIM_OP_READ_DISC_INFORMATION), 4);
    cr_assert_eq(timeout_s(SIM_OP_READ_10), 10);
    cr_assert_eq(timeout_s(SIM_OP_START_STOP_UNIT), 10);
    cr_assert_eq(timeout_s(SIM_OP_GET_CONFIGURATION), 10);
    cr_assert_eq(timeout_s(SIM_OP_SYNCHRONIZE_CACHE), 40);
}

Test(sim_command, a_burner_gets_the_time_it_needs)
{
    struct sim_profile profile = sim_profile_default();

    profile.burner = true;
    bench_init(&bench, &profile);
    cr_assert_eq(timeout_s(SIM_OP_READ_10), 260);
    cr_assert_eq(timeout_s(SIM_OP_TEST_UNIT_READY), 20);
    cr_assert_eq(timeout_s(SIM_OP_SYNCHRONIZE_CACHE), 260);
    profile.device_timeout_ns = 300 * S;
    bench_init(&bench, &profile);
    cr_assert_eq(timeout_s(SIM_OP_READ_10), 300);
    cr_assert_eq(timeout_s(SIM_OP_SYNCHRONIZE_CACHE), 300);
    profile.burner = false;
    profile.device_timeout_ns = 100 * S;
    bench_init(&bench, &profile);
    cr_assert_eq(timeout_s(SIM_OP_SYNCHRONIZE_CACHE), 260);
}

/* --- Retries (spec 5.4) --- */

struct attempts {
    uint16_t count;
    uint32_t status;
    uint64_t took_ns;
    uint8_t  last_opcode;
};

enum { FOR_EVER = 100000, PATIENCE = 60 };

static void plant(struct sim_sense sense, uint8_t srb, uint32_t count)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_SENSE,
        .sense = sense, .srb = srb, .count = count, .opcode = SIM_OP_ANY } });
}

/* Runs a command of nobody's until it ends, or PATIENCE times. */
static struct attempts run(struct sim_command *command)
{
    uint64_t start_ns = bench.drive.now_ns;
    struct attempts attempts = { .status = UINT32_MAX };

    for (unsigned i = 0; i < PATIENCE; i++) {
        bench.effects.count = 0;
        attempts.last_opcode = command->cdb[0];
        enum sim_progress progress = sim_command_run(
            &bench.drive, SIM_ACTOR_WORK, command, NULL, &bench.effects);
        for (size_t k = 0; k < bench.effects.count; k++)
            attempts.count += bench.effects.items[k].kind == SIM_SCSI;
        if (progress == SIM_FINISHED) {
            attempts.status = command->status;
            break;
        }
        if (progress == SIM_ASLEEP) {
            cr_assert_eq(bench.drive.timers_count, 1);
            bench.drive.now_ns = bench.drive.timers[0].at_ns;
            bench.drive.timers_count = 0;
        }
    }
    attempts.took_ns = bench.drive.now_ns - start_ns;
    return attempts;
}

static struct attempts send(enum sim_opcode opcode, uint8_t byte4,
                            struct sim_sense sense)
{
    struct sim_command command = { 0 };

    bench_init(&bench, NULL);
    plant(sense, SIM_SRB_SUCCESS, FOR_EVER);
    sim_command_prepare(&command, opcode, byte4);
    return run(&command);
}

static const struct sim_sense aborted = { 0x0b, 0, 0 };
static const struct sim_sense not_ready = { 0x02, 0x04, 0x08 };
static const struct sim_sense refused = { 0x05, 0x20, 0 };

Test(sim_command, most_commands_are_tried_six_times)
{
    struct attempts attempts = send(SIM_OP_TEST_UNIT_READY, 0, aborted);

    cr_assert_eq(attempts.count, 6);
    cr_assert_eq(attempts.status, TJ_STATUS_IO_DEVICE_ERROR);
    cr_assert_eq(attempts.took_ns, 5 * S);
    cr_assert_eq(send(SIM_OP_TEST_UNIT_READY, 0, refused).count, 1);
}

Test(sim_command, prevent_capacity_and_mode_sense_are_tried_three_times)
{
    cr_assert_eq(send(SIM_OP_PREVENT_ALLOW, 1, aborted).count, 3);
    cr_assert_eq(send(SIM_OP_READ_CAPACITY, 0, aborted).count, 3);
    struct attempts attempts = send(SIM_OP_MODE_SENSE, 0, not_ready);
    cr_assert_eq(attempts.count, 3);
    cr_assert_eq(attempts.took_ns, 2 * 2 * S);
}

Test(sim_command, verifying_does_not_stop_what_verifying_needs)
{
    static const enum sim_opcode opcodes[] = { SIM_OP_READ_CAPACITY,
                                               SIM_OP_MODE_SENSE };
    struct sim_profile profile = sim_profile_default();

    profile.disc = profile.fs_cdfs = true;
    for (int i = 0; i < 2; i++) {
        struct sim_command command = { 0 };
        bench_init(&bench, &profile);
        plant((struct sim_sense){ 6, 0x29, 0 }, SIM_SRB_SUCCESS, FOR_EVER);
        sim_command_prepare(&command, opcodes[i], 0);
        struct attempts attempts = run(&command);
        cr_assert_eq(attempts.count, 3);
        cr_assert_eq(attempts.status, TJ_STATUS_VERIFY_REQUIRED);
    }
}

Test(sim_command, allow_is_forced_four_times_and_else_has_no_limit)
{
    struct attempts attempts = send(SIM_OP_PREVENT_ALLOW, 0, refused);

    cr_assert_eq(attempts.count, 5);
    cr_assert_eq(attempts.status, TJ_STATUS_INVALID_DEVICE_REQUEST);
    attempts = send(SIM_OP_PREVENT_ALLOW, 0, (struct sim_sense){ 1, 0, 0 });
    cr_assert_eq(attempts.count, 5);
    cr_assert_eq(attempts.status, TJ_STATUS_SUCCESS);
    attempts = send(SIM_OP_PREVENT_ALLOW, 0, aborted);
    cr_assert_eq(attempts.count, PATIENCE);
    cr_assert_eq(attempts.status, UINT32_MAX);
}

Test(sim_command, retries_without_limit_or_interval_let_time_pass)
{
    struct attempts attempts = send(SIM_OP_PREVENT_ALLOW, 0,
                                    (struct sim_sense){ 4, 0x44, 0 });

    cr_assert_eq(attempts.count, PATIENCE);
    cr_assert_gt(attempts.took_ns, 0);
}

Test(sim_command, a_bounded_allow_gives_up)
{
    struct sim_profile profile = sim_profile_default();
    struct sim_command command = { 0 };

    profile.allow_unlimited = false;
    bench_init(&bench, &profile);
    plant(aborted, SIM_SRB_SUCCESS, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_PREVENT_ALLOW, 0);
    cr_assert_eq(run(&command).count, 6);
}

Test(sim_command, a_drive_that_does_not_answer_gets_two_seconds_of_rest)
{
    struct sim_command command = { 0 };

    bench_init(&bench, NULL);
    plant(aborted, SIM_SRB_SELECTION_TIMEOUT, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_PREVENT_ALLOW, 0);
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 5);
    cr_assert_eq(attempts.took_ns, 4 * 2 * S);
    cr_assert_eq(attempts.status, TJ_STATUS_DEVICE_NOT_CONNECTED);
}

Test(sim_command, reserve_falls_back_to_ten_bytes_and_has_no_limit_before)
{
    struct sim_command command = { 0 };

    bench_init(&bench, NULL);
    plant(refused, SIM_SRB_SUCCESS, 1);
    sim_command_prepare(&command, SIM_OP_RESERVE_6, 0);
    cr_assert_eq(run(&command).last_opcode, SIM_OP_RESERVE_10);
    cr_assert(bench.drive.no_reserve_6);
    sim_command_prepare(&command, SIM_OP_RELEASE_6, 0);
    run(&command);
    cr_assert_eq(command.cdb[0], SIM_OP_RELEASE_10); /* Remembered. */
    cr_assert_eq(send(SIM_OP_RESERVE_6, 0, aborted).count, PATIENCE);
}

Test(sim_command, a_servo_failure_ends_a_read_after_five_retries)
{
    struct attempts attempts = send(SIM_OP_READ_10, 0,
                                    (struct sim_sense){ 4, 0x09, 0x01 });

    cr_assert_eq(attempts.count, 6);
    cr_assert_eq(attempts.took_ns, 5 * UINT64_C(47337300));
}

Test(sim_command, too_much_data_is_no_error_where_all_was_asked_for)
{
    static const enum sim_opcode opcodes[] = {
        SIM_OP_READ_TOC, SIM_OP_GET_CONFIGURATION, SIM_OP_GET_PERFORMANCE,
        SIM_OP_MODE_SENSE, SIM_OP_READ_10,
    };
    for (size_t i = 0; i < 5; i++) {
        struct sim_command command = { 0 };
        bench_init(&bench, NULL);
        plant(aborted, SIM_SRB_DATA_OVERRUN, 1);
        sim_command_prepare(&command, opcodes[i], 0);
        cr_assert_eq(run(&command).status, i < 4 ? TJ_STATUS_SUCCESS
                                                 : TJ_STATUS_DATA_OVERRUN);
    }
}

/* --- The override flag (spec 5.2) --- */

static void mount(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = profile.fs_cdfs = true;
    bench_init(&bench, &profile);
}

Test(sim_command, an_overridden_check_reads_the_capacity_and_goes_on)
{
    struct sim_command command = { 0 };

    mount();
    plant((struct sim_sense){ 6, 0x29, 0 }, SIM_SRB_SUCCESS, 1);
    sim_command_prepare(&command, SIM_OP_TEST_UNIT_READY, 0);
    command.override = true;
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 3); /* TUR, READ CAPACITY, TUR */
    cr_assert_eq(attempts.status, TJ_STATUS_SUCCESS);
    cr_assert_eq(command.cdb[0], SIM_OP_TEST_UNIT_READY);
}

Test(sim_command, an_overridden_check_has_no_limit_but_a_busy_one_has)
{
    struct sim_command command = { 0 };

    mount();
    plant((struct sim_sense){ 6, 0x29, 0 }, SIM_SRB_SUCCESS, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_TEST_UNIT_READY, 0);
    command.override = true;
    cr_assert_eq(run(&command).status, UINT32_MAX);
    memset(&command, 0, sizeof command);
    plant((struct sim_sense){ 6, 0x5a, 1 }, SIM_SRB_SUCCESS, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_TEST_UNIT_READY, 0);
    command.override = true;
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 6);
    cr_assert_eq(attempts.status, TJ_STATUS_DEVICE_BUSY);
}

Test(sim_command, an_overridden_read_ends_with_its_window)
{
    struct sim_command command = { 0 };

    mount();
    plant((struct sim_sense){ 6, 0x29, 0 }, SIM_SRB_SUCCESS, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_READ_10, 0);
    command.override = true;
    cr_assert_eq(run(&command).status, UINT32_MAX);
    bench.drive.now_ns += 160 * S;
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.status, TJ_STATUS_IO_DEVICE_ERROR);
    cr_assert_eq(attempts.count, 1);
}

/* --- A drive that is busy --- */

static void make_busy(uint64_t duration_ns)
{
    bench_step(&bench, &(struct sim_input){
        .kind = SIM_INJECT, .injection = { .kind = SIM_INJECT_BUSY,
                                           .duration_ns = duration_ns } });
}

Test(sim_command, a_command_without_an_answer_ends_at_its_timeout)
{
    struct sim_command command = { 0 };

    bench_init(&bench, NULL);
    make_busy(15 * S);
    sim_command_prepare(&command, SIM_OP_START_STOP_UNIT, 2);
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 2); /* The second one is at once. */
    cr_assert_eq(attempts.took_ns, 11 * S);
    cr_assert_eq(attempts.status, TJ_STATUS_SUCCESS);
}

Test(sim_command, a_burner_that_times_out_has_used_up_its_window)
{
    struct sim_profile profile = sim_profile_default();
    struct sim_command command = { 0 };

    profile.burner = true;
    bench_init(&bench, &profile);
    plant(aborted, SIM_SRB_TIMEOUT, FOR_EVER);
    sim_command_prepare(&command, SIM_OP_READ_10, 0);
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 1);
    cr_assert_eq(attempts.took_ns, 260 * S);
    cr_assert_eq(attempts.status, TJ_STATUS_IO_TIMEOUT);
}

Test(sim_command, a_drive_that_is_gone_answers_no_command)
{
    struct sim_command command = { 0 };

    bench_init(&bench, NULL);
    bench.drive.removed = true;
    sim_command_prepare(&command, SIM_OP_TEST_UNIT_READY, 0);
    struct attempts attempts = run(&command);
    cr_assert_eq(attempts.count, 0);
    cr_assert_eq(attempts.status, TJ_STATUS_NO_SUCH_DEVICE);
}

Test(sim_command, who_is_cancelled_is_not_tried_again)
{
    bench_init(&bench, NULL);
    bench_open(&bench, ANNA);
    plant(not_ready, SIM_SRB_TIMEOUT, FOR_EVER);
    uint32_t request = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA,
        .code = TJ_IOCTL_STORAGE_CHECK_VERIFY2 });
    bench_settle(&bench);
    bench_step(&bench, &(struct sim_input){ .kind = SIM_CANCEL,
                                            .target_request = request });
    bench_advance(&bench, 20 * S);
    cr_assert_eq(bench_reply(&bench, request)->status, TJ_STATUS_CANCELLED);
    cr_assert_eq(bench.drive.now_ns, 20 * S);
}

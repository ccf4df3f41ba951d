#include "tests/sim/bench.h"

#include "sim/requests.h"

#include <criterion/criterion.h>

static struct bench bench;

enum { READ_TOC = 0x24000, READ_TOC_SIZE = 804, READ_Q = 0x2402c,
       STOP = 0x24008, PAUSE = 0x2400c, READ_CAPACITY = 0x2d5140 };

static void audio_that_plays(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.playing = true;
    profile.poll_tolerance_ns = 0;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

static unsigned sent(uint8_t opcode)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.seen_count; i++)
        count += bench.seen[i].kind == SIM_SCSI &&
                 bench.seen[i].cdb[0] == opcode;
    return count;
}

static uint32_t read_a_sector(void)
{
    return bench_ask(&bench, (struct sim_input){ .kind = SIM_READ,
                                                 .handle = ANNA,
                                                 .length = SIM_SECTOR_SIZE });
}

static uint32_t read_toc(void)
{
    return bench_ioctl(&bench, ANNA, READ_TOC, "", READ_TOC_SIZE);
}

static void fail_sub_channel(uint32_t count)
{
    struct sim_input input = { .kind = SIM_INJECT, .injection = {
        .kind = SIM_INJECT_SENSE, .count = count, .sense = { 5, 0x24, 0 },
        .opcode = SIM_OP_READ_SUB_CHANNEL } };

    bench_step(&bench, &input);
}

Test(audio, a_table_of_contents_is_refused_while_the_drive_really_plays)
{
    audio_that_plays();
    cr_assert_eq(read_toc(), TJ_STATUS_DEVICE_BUSY);
    cr_assert_eq(sent(SIM_OP_READ_SUB_CHANNEL), 1);
    cr_assert_eq(sent(SIM_OP_READ_TOC), 0);
}

Test(audio, a_probe_that_fails_counts_as_silence_and_clears_nothing)
{
    audio_that_plays();
    fail_sub_channel(1);
    cr_assert_eq(read_toc(), TJ_STATUS_SUCCESS);
    cr_assert(bench.drive.play_active);
    cr_assert_eq(read_a_sector(), TJ_STATUS_DEVICE_BUSY);
}

Test(audio, a_drive_that_nobody_started_is_not_asked)
{
    audio_that_plays();
    bench.drive.play_active = false;
    cr_assert_eq(read_toc(), TJ_STATUS_SUCCESS);
    cr_assert_eq(sent(SIM_OP_READ_SUB_CHANNEL), 0);
}

Test(audio, a_probe_that_finds_silence_lets_reads_go_on)
{
    audio_that_plays();
    bench.drive.hardware.audio = SIM_AUDIO_PAUSED;
    cr_assert_eq(read_toc(), TJ_STATUS_SUCCESS);
    cr_assert_not(bench.drive.play_active);
}

Test(audio, a_failing_pause_or_question_leaves_what_the_driver_believes)
{
    audio_that_plays();
    fail_sub_channel(1);
    cr_assert_eq(bench_ioctl(&bench, ANNA, READ_Q, "0100", 16),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert(bench.drive.play_active);
    bench.drive.hardware.audio = SIM_AUDIO_NONE;
    cr_assert_eq(bench_ioctl(&bench, ANNA, PAUSE, "", 0),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    cr_assert(bench.drive.play_active);
}

Test(audio, stopping_stops_the_unit_at_once)
{
    audio_that_plays();
    cr_assert_eq(bench_ioctl(&bench, ANNA, STOP, "", 0), TJ_STATUS_SUCCESS);
    cr_assert_not(bench.drive.play_active);
    cr_assert_eq(sent(SIM_OP_START_STOP_UNIT), 1);
    cr_assert_eq(bench.drive.hardware.audio, SIM_AUDIO_NONE);
}

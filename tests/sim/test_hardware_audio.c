#include "wire.h"

#include <criterion/criterion.h>
#include <string.h>

#define S(n) ((uint64_t)(n) * 1000000000)
#define POSITION "42 02 40 01 00 00 00 00 10"
#define PAUSE    "4b"
#define RESUME   "4b 00 00 00 00 00 00 00 01"
/* 02:00:00 to 02:10:00, that is sectors 8850 to 9600: ten seconds. */
#define PLAY     "47 00 00 02 00 00 02 0a 00"

static struct wire wire;

static uint8_t status(void)
{
    cr_assert(wire_send(&wire, POSITION));
    return wire.data[1];
}

Test(sim_hardware_audio, the_pickup_moves_with_the_clock)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert_eq(status(), SIM_AUDIO_NONE);
    cr_assert(wire_send(&wire, PLAY));
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    wire.now_ns = S(4);
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    cr_assert_eq(wire.data[5], 0x10);
    cr_assert_eq(wire.data[6], 1);                /* Track */
    cr_assert_eq(wire_u32(&wire, 8), 0x00020400); /* 02:04:00 */
    cr_assert_eq(wire_u32(&wire, 12), 0x00020200, "without the lead-in");
    cr_assert(wire_send(&wire, "42 00 40 01 00 00 00 00 10"));
    cr_assert_eq(wire_u32(&wire, 8), 9150);
}

Test(sim_hardware_audio, that_it_has_ended_is_said_once)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert(wire_send(&wire, PLAY));
    wire.now_ns = S(10);
    cr_assert_eq(status(), SIM_AUDIO_COMPLETED);
    cr_assert_eq(status(), SIM_AUDIO_NONE);
}

Test(sim_hardware_audio, a_pause_stands_still_and_goes_on)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert_not(wire_send(&wire, PAUSE));
    cr_assert(wire_sense(&wire, 0x052c00));
    cr_assert(wire_send(&wire, PLAY));
    wire.now_ns = S(1);
    cr_assert(wire_send(&wire, PAUSE));
    wire.now_ns = S(60);
    cr_assert_eq(status(), SIM_AUDIO_PAUSED);
    cr_assert_eq(wire_u32(&wire, 8), 0x00020100);
    cr_assert(wire_send(&wire, RESUME));
    wire.now_ns = S(62);
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    cr_assert_eq(wire_u32(&wire, 8), 0x00020300);
    cr_assert(wire_send(&wire, "4e"));
    cr_assert_eq(status(), SIM_AUDIO_NONE);
}

Test(sim_hardware_audio, a_read_and_an_eject_end_the_music)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert(wire_send(&wire, PLAY));
    cr_assert_not(wire_send(&wire, "28 00 00 00 00 00 00 00 01"));
    cr_assert_eq(status(), SIM_AUDIO_NONE);
    cr_assert(wire_send(&wire, PLAY));
    cr_assert(wire_send(&wire, "1b 00 00 00 02"));
    cr_assert_eq(wire.drive.audio, SIM_AUDIO_NONE);
}

Test(sim_hardware_audio, only_music_within_the_disc_can_be_played)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert_not(wire_send(&wire, "47 00 00 02 0a 00 02 00 00"));
    cr_assert(wire_sense(&wire, 0x052400)); /* Ends before it begins. */
    cr_assert_not(wire_send(&wire, "47 00 00 00 02 00 59 00 00"));
    cr_assert(wire_sense(&wire, 0x052100)); /* Behind the lead-out */
    cr_assert_not(wire_send(&wire, "47 00 00 00 3c 00 02 00 00"));
    cr_assert(wire_send(&wire, "45 00 00 00 10 00 00 01 00"));
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    /* From where it is. */
    cr_assert(wire_send(&wire, "47 00 00 ff ff ff 02 00 00"));
    cr_assert_eq(wire.drive.play_at, 0x1000);
    wire_init(&wire, "disc=present");
    cr_assert_not(wire_send(&wire, PLAY));
    cr_assert(wire_sense(&wire, 0x056400));
}

Test(sim_hardware_audio, a_disc_and_its_tracks_have_numbers)
{
    wire_init(&wire, "disc=present disc_kind=audio-cd");
    cr_assert(wire_send(&wire, "42 02 40 02 00 00 00 00 18"));
    cr_assert_eq(wire.answer.data_size, 24);
    cr_assert_eq(wire.data[8], 0x80);
    cr_assert_eq(memcmp(wire.data + 9, "0000000000001", 13), 0);
    cr_assert(wire_send(&wire, "42 02 40 03 00 00 03 00 18"));
    cr_assert_eq(memcmp(wire.data + 9, "TJSIM0000103", 12), 0);
    cr_assert_not(wire_send(&wire, "42 02 40 03 00 00 0b 00 18"));
    cr_assert_not(wire_send(&wire, "42 02 40 04 00 00 00 00 18"));
    cr_assert(wire_send(&wire, "42 02 00 00 00 00 00 00 18"));
    cr_assert_eq(wire.answer.data_size, 4, "without Q only the header");
}

Test(sim_hardware_audio, a_drive_that_plays_from_the_start_begins_when_asked)
{
    wire_init(&wire, "disc=present playing=yes");
    wire.now_ns = S(100000);
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    cr_assert_eq(wire_u32(&wire, 8), 0x00000200);
    wire.now_ns += S(5);
    cr_assert_eq(status(), SIM_AUDIO_PLAYING);
    cr_assert_eq(wire_u32(&wire, 8), 0x00000700);
}

Test(sim_hardware_audio, the_volume_is_a_mode_page_that_can_be_changed)
{
    wire_init(&wire, "");
    cr_assert(wire_send(&wire, "5a 00 0e 00 00 00 00 00 40"));
    cr_assert_eq(wire.data[8 + 9], 0xff);
    wire.data[8 + 9] = 0x40;
    cr_assert(wire_send(&wire, "55 10 00 00 00 00 00 00 18"));
    cr_assert(wire_send(&wire, "5a 00 0e 00 00 00 00 00 40"));
    cr_assert_eq(wire.data[8 + 9], 0x40);
    cr_assert_eq(wire.data[8 + 11], 0xff);
    cr_assert(wire_send(&wire, "5a 00 8e 00 00 00 00 00 40"));
    cr_assert_eq(wire.data[8 + 9], 0xff, "the default");
    cr_assert(wire_send(&wire, "5a 00 4e 00 00 00 00 00 40"));
    cr_assert_eq(wire.data[8 + 2], 0, "cannot be changed");
    sim_hardware_reset(&wire.drive);
    cr_assert_eq(wire.drive.volume[0], 0xff);
}

#include "wire.h"

#include <criterion/criterion.h>
#include <string.h>

#define S(n) ((uint64_t)(n) * 1000000000)
enum { OPERATION = 0x02, EXTERNAL = 0x08, MEDIA = 0x10, BUSY = 0x40,
       ALL = 0xff };

static struct wire wire;

Test(sim_hardware_events, the_reply_says_which_classes_there_are)
{
    wire_init(&wire, "disc=present");
    cr_assert_eq(wire_event(&wire, MEDIA), 0x400);
    cr_assert_eq(wire_u16(&wire, 0), 6);
    cr_assert_eq(wire.data[3], OPERATION | EXTERNAL | MEDIA | BUSY);
    cr_assert_eq(wire.data[5], 2); /* Closed, and a medium is there. */
    wire_hand(&wire, SIM_TRAY_OPEN);
    wire_event(&wire, MEDIA);
    cr_assert_eq(wire.data[5], 1);
}

Test(sim_hardware_events, asked_for_no_class_it_has_it_sends_a_header)
{
    wire_init(&wire, "");
    cr_assert(wire_send(&wire, "4a 01 00 00 80 00 00 00 08"));
    cr_assert_eq(wire.answer.data_size, 4);
    cr_assert_eq(wire_u16(&wire, 0), 2);
    cr_assert_eq(wire.data[2], 0x80);
}

Test(sim_hardware_events, only_the_immediate_form_is_known)
{
    wire_init(&wire, "");
    cr_assert_not(wire_send(&wire, "4a 00 00 00 10 00 00 00 08"));
    cr_assert(wire_sense(&wire, 0x052400));
}

Test(sim_hardware_events, an_old_drive_does_not_know_the_command)
{
    wire_init(&wire, "gesn=off");
    cr_assert_not(wire_send(&wire, "4a 01 00 00 10 00 00 00 08"));
    cr_assert(wire_sense(&wire, 0x052000));
}

Test(sim_hardware_events, one_event_a_reply_the_lowest_class_first)
{
    wire_init(&wire, "feature_events=on spin_up=1s");
    wire_hand(&wire, SIM_PRESS_PLAY);
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert_eq(wire_event(&wire, ALL), 0x301); /* Key down */
    cr_assert_eq(wire_u16(&wire, 6), 1);         /* Play */
    cr_assert_eq(wire_event(&wire, ALL), 0x302); /* Key up */
    cr_assert_eq(wire_event(&wire, ALL), 0x601); /* Busy: it spins up. */
    cr_assert_eq(wire_u16(&wire, 6), 10);        /* For 10 x 100 ms. */
    cr_assert_eq(wire_event(&wire, ALL), 0x100); /* Nothing, highest class */
    wire.now_ns = S(1);
    cr_assert_eq(wire_event(&wire, ALL), 0x102); /* Features changed. */
    cr_assert_eq(wire_u16(&wire, 6), 1);
    cr_assert_eq(wire_event(&wire, ALL), 0x402);
    cr_assert_eq(wire_event(&wire, ALL), 0x100);
}

Test(sim_hardware_events, a_class_not_asked_for_keeps_its_events)
{
    wire_init(&wire, "");
    wire_hand(&wire, SIM_PRESS_PLAY);
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert_eq(wire_event(&wire, MEDIA), 0x402);
    cr_assert_eq(wire_event(&wire, MEDIA), 0x400);
    cr_assert_eq(wire_event(&wire, EXTERNAL), 0x301);
}

Test(sim_hardware_events, who_takes_only_the_header_leaves_the_event)
{
    wire_init(&wire, "");
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert(wire_send(&wire, "4a 01 00 00 10 00 00 00 04"));
    cr_assert_eq(wire.answer.data_size, 4);
    cr_assert_eq(wire_event(&wire, MEDIA), 0x402);
}

Test(sim_hardware_events, a_busy_drive_says_so_once_and_not_when_it_is_over)
{
    wire_init(&wire, "spin_up=500ms");
    wire_insert(&wire, SIM_DISC_DATA_CD, 0);
    cr_assert_eq(wire_event(&wire, BUSY), 0x601);
    cr_assert_eq(wire_event(&wire, BUSY), 0x600);
    cr_assert_eq(wire_u16(&wire, 6), 5);
    wire_init(&wire, "spin_up=500ms");
    wire_insert(&wire, SIM_DISC_DATA_CD, 0);
    wire.now_ns = S(1);
    cr_assert_eq(wire_event(&wire, BUSY), 0x600);
    cr_assert_eq(wire_u16(&wire, 6), 0);
}

Test(sim_hardware_events, a_full_register_loses_its_oldest_events)
{
    wire_init(&wire, "disc=present");
    for (unsigned i = 0; i < 5; i++) {
        wire_hand(&wire, SIM_TRAY_OPEN);
        wire_hand(&wire, SIM_TRAY_CLOSE);
    }
    unsigned count = 0;
    while (wire_event(&wire, MEDIA) != 0x400)
        count++;
    cr_assert_eq(count, SIM_MEDIA_EVENTS_MAX);
}

Test(sim_hardware_events, planted_replies_come_first_and_so_often)
{
    static const uint8_t busy[4] = { 6, 1, 3, 20 };
    wire_init(&wire, "");
    memcpy(wire.drive.planted_gesn, busy, 4);
    wire.drive.planted_gesn_count = 2;
    cr_assert_eq(wire_event(&wire, MEDIA), 0x400);
    cr_assert_eq(wire_event(&wire, ALL), 0x601);
    cr_assert_eq(wire.data[5], 3);
    cr_assert_eq(wire_u16(&wire, 6), 20);
    cr_assert_eq(wire_event(&wire, ALL), 0x601);
    cr_assert_eq(wire_event(&wire, ALL), 0x100);
}

Test(sim_hardware_events, asking_does_not_take_the_unit_attention)
{
    wire_init(&wire, "");
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert_eq(wire_event(&wire, MEDIA), 0x402);
    cr_assert(wire_send(&wire, "12 00 00 00 24"));
    cr_assert(wire_send(&wire, "46 00 00 00 00 00 00 00 08"));
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x062800));
    cr_assert(wire_send(&wire, "00"));
}

Test(sim_hardware_events, a_reset_is_told_first_and_drops_what_was_set_up)
{
    wire_init(&wire, "disc=present");
    cr_assert(wire_send(&wire, "1e 00 00 00 01"));
    wire_hand(&wire, SIM_TRAY_OPEN);
    wire_hand(&wire, SIM_TRAY_CLOSE);
    sim_hardware_reset(&wire.drive);
    sim_hardware_reset(&wire.drive);
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x062900));
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x062800));
    cr_assert(wire_send(&wire, "00"));
    cr_assert(wire_send(&wire, "1b 00 00 00 02"), "the tray is not held");
}

Test(sim_hardware_events, after_a_power_failure_the_disc_spins_up_again)
{
    wire_init(&wire, "disc=present spin_up=2s");
    sim_hardware_power_on(&wire.drive, &wire.profile, 0);
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x062900));
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x020401));
    wire.now_ns = S(2);
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x062800));
    cr_assert(wire_send(&wire, "00"));
}

Test(sim_hardware_events, request_sense_takes_the_attention_and_is_good)
{
    wire_init(&wire, "");
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert(wire_send(&wire, "03 00 00 00 12"));
    cr_assert_eq(wire.data[2], 6);
    cr_assert_eq(wire.data[12], 0x28);
    cr_assert(wire_send(&wire, "00"));
    cr_assert(wire_send(&wire, "03 00 00 00 12"));
    cr_assert_eq(wire.data[2], 0);
}

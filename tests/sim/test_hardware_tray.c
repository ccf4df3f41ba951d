#include "wire.h"

#include <criterion/criterion.h>

#define S(n) ((uint64_t)(n) * 1000000000)
#define UNIT_READY "00"
#define EJECT      "1b 00 00 00 02"
#define EJECT_IMMED "1b 01 00 00 02"
#define LOAD       "1b 00 00 00 03"
#define PREVENT    "1e 00 00 00 01"
#define ALLOW      "1e 00 00 00 00"

static struct wire wire;

static void at(uint64_t now_ns)
{
    wire.now_ns = now_ns;
    sim_hardware_time(&wire.drive, &wire.profile, now_ns);
}

Test(sim_hardware_tray, a_command_waits_for_its_motor)
{
    wire_init(&wire, "disc=present open_time=2s load_time=3s spin_up=5s");
    cr_assert_eq(wire_start(&wire, EJECT), S(2));
    cr_assert_not(wire.drive.tray_open);
    at(S(2));
    cr_assert(wire_end(&wire, EJECT));
    cr_assert(wire.drive.tray_open);
    cr_assert_eq(wire_start(&wire, LOAD), S(3));
    at(S(5));
    cr_assert(wire_end(&wire, LOAD));
    cr_assert_not(wire.drive.tray_open);
    cr_assert_eq(sim_hardware_wake(&wire.drive), S(10));
}

Test(sim_hardware_tray, what_moves_is_becoming_ready)
{
    wire_init(&wire, "disc=present open_time=2s");
    wire_hand(&wire, SIM_PRESS_EJECT);
    at(S(1));
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x020401));
    at(S(2));
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x023a02));
}

Test(sim_hardware_tray, an_immediate_eject_answers_while_the_tray_moves)
{
    wire_init(&wire, "disc=present open_time=2s");
    cr_assert_eq(wire_start(&wire, EJECT_IMMED), 0);
    cr_assert(wire_end(&wire, EJECT_IMMED));
    cr_assert_not(wire.drive.tray_open);
    /* Who asks again waits for the rest of the way. */
    at(S(1));
    cr_assert_eq(wire_start(&wire, EJECT), S(1));
    at(S(2));
    cr_assert(wire.drive.tray_open);
}

Test(sim_hardware_tray, a_motor_turns_round_when_asked_for_the_other_way)
{
    wire_init(&wire, "disc=present open_time=2s load_time=3s");
    wire_hand(&wire, SIM_PRESS_EJECT);
    at(S(1));
    cr_assert_eq(wire_start(&wire, LOAD), S(3));
    at(S(4));
    cr_assert(wire_end(&wire, LOAD));
    cr_assert_not(wire.drive.tray_open);
    /* It never was out: no disc went and none came. */
    cr_assert_eq(wire_event(&wire, 0x10), 0x400);
}

Test(sim_hardware_tray, a_held_tray_refuses_the_host_and_asks_for_the_hand)
{
    wire_init(&wire, "disc=present open_time=2s");
    cr_assert(wire_send(&wire, PREVENT));
    cr_assert_eq(wire_start(&wire, EJECT), 0);
    cr_assert_not(wire_end(&wire, EJECT));
    cr_assert(wire_sense(&wire, 0x055302));
    wire_hand(&wire, SIM_PRESS_EJECT);
    cr_assert_eq(wire.drive.moving, SIM_TRAY_STILL);
    cr_assert_eq(wire_event(&wire, 0x10), 0x401);
    cr_assert(wire_send(&wire, ALLOW));
    cr_assert(wire_send(&wire, EJECT));
    cr_assert_eq(wire_event(&wire, 0x10), 0x403);
}

Test(sim_hardware_tray, a_persistent_prevent_outlives_a_plain_allow)
{
    wire_init(&wire, "disc=present");
    cr_assert(wire_send(&wire, "1e 00 00 00 03"));
    cr_assert(wire_send(&wire, ALLOW));
    cr_assert_not(wire_send(&wire, EJECT));
    cr_assert_eq(wire_event(&wire, 0x02), 0x100);
    cr_assert_eq(wire.data[5], 0x80); /* Persistent Prevented */
    cr_assert(wire_send(&wire, "1e 00 00 00 02"));
    cr_assert(wire_send(&wire, EJECT));
}

Test(sim_hardware_tray, an_eject_of_a_held_tray_may_be_ignored_or_obeyed)
{
    wire_init(&wire, "disc=present held_eject=ignored");
    cr_assert(wire_send(&wire, PREVENT));
    cr_assert(wire_send(&wire, EJECT));
    cr_assert_not(wire.drive.tray_open);
    wire_init(&wire, "disc=present held_eject=obeyed");
    cr_assert(wire_send(&wire, PREVENT));
    cr_assert(wire_send(&wire, EJECT));
    cr_assert(wire.drive.tray_open);
}

Test(sim_hardware_tray, a_jammed_tray_fails_after_trying)
{
    wire_init(&wire, "disc=present open_time=2s");
    wire_hand(&wire, SIM_JAM_TRAY);
    cr_assert_eq(wire_start(&wire, EJECT), S(2));
    at(S(2));
    cr_assert_not(wire_end(&wire, EJECT));
    cr_assert(wire_sense(&wire, 0x045300));
    wire_hand(&wire, SIM_TRAY_OPEN); /* The hole does not help either. */
    cr_assert_not(wire.drive.tray_open);
    cr_assert(wire_send(&wire, UNIT_READY), "the disc can still be read");
    wire_hand(&wire, SIM_FREE_TRAY);
    cr_assert(wire_send(&wire, EJECT));
}

Test(sim_hardware_tray, a_jam_can_end_by_itself)
{
    const struct sim_gesture jam = { .hand = SIM_JAM_TRAY,
                                     .duration_ns = S(3) };
    wire_init(&wire, "disc=present");
    sim_hardware_hand(&wire.drive, &wire.profile, &jam, 0);
    at(S(3) - 1);
    cr_assert_not(wire_send(&wire, EJECT));
    at(S(3));
    cr_assert(wire_send(&wire, EJECT));
}

Test(sim_hardware_tray, a_tray_that_jams_on_its_way_is_an_open_one)
{
    wire_init(&wire, "disc=present open_time=2s");
    wire_hand(&wire, SIM_PRESS_EJECT);
    at(S(1));
    wire_hand(&wire, SIM_JAM_TRAY);
    cr_assert(wire.drive.tray_open);
    cr_assert_not(wire_send(&wire, LOAD));
    cr_assert(wire_sense(&wire, 0x045300));
}

Test(sim_hardware_tray, a_slim_tray_is_pushed_in_by_hand_only)
{
    wire_init(&wire, "disc=present loader=slim");
    cr_assert(wire_send(&wire, EJECT));
    cr_assert_not(wire_send(&wire, LOAD));
    cr_assert(wire_sense(&wire, 0x052400));
    wire_hand(&wire, SIM_PRESS_EJECT);
    cr_assert(wire.drive.tray_open);
    wire_hand(&wire, SIM_TRAY_CLOSE);
    cr_assert_not(wire.drive.tray_open);
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x062800));
    cr_assert(wire_send(&wire, LOAD), "a closed one is loaded already");
}

Test(sim_hardware_tray, a_slot_swallows_discs_and_is_never_open_without_one)
{
    wire_init(&wire, "loader=slot load_time=2s");
    cr_assert(wire_send(&wire, EJECT));
    cr_assert_not(wire.drive.tray_open);
    wire_insert(&wire, SIM_DISC_DATA_CD, 0);
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x020401));
    at(S(2));
    cr_assert_eq(wire_event(&wire, 0x10), 0x402);
    cr_assert_not(wire_send(&wire, UNIT_READY)); /* Takes the attention. */
    cr_assert(wire_send(&wire, EJECT));
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x023a01));
    wire_hand(&wire, SIM_TAKE_DISC);
    cr_assert_not(wire.drive.tray_open);
}

Test(sim_hardware_tray, a_disc_taken_by_force_is_a_removal)
{
    wire_init(&wire, "disc=present");
    wire_hand(&wire, SIM_TAKE_DISC);
    cr_assert_eq(wire_event(&wire, 0x10), 0x403);
    cr_assert_not(wire_send(&wire, UNIT_READY));
    cr_assert(wire_sense(&wire, 0x023a01));
}

Test(sim_hardware_tray, another_disc_has_another_number_and_the_same_its_own)
{
    wire_init(&wire, "disc=present");
    uint32_t first = wire.drive.disc_serial;
    wire_hand(&wire, SIM_TAKE_DISC);
    wire_insert(&wire, SIM_DISC_SAME, 0);
    cr_assert_eq(wire.drive.disc_serial, first);
    wire_hand(&wire, SIM_TAKE_DISC);
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert_neq(wire.drive.disc_serial, first);
    cr_assert_eq(wire.drive.disc_kind, SIM_DISC_DVD);
    wire_hand(&wire, SIM_TAKE_DISC);
    wire_insert(&wire, SIM_DISC_AUDIO_CD, 77);
    cr_assert_eq(wire.drive.disc_serial, 77);
    wire_insert(&wire, SIM_DISC_DVD, 0); /* There is one already. */
    cr_assert_eq(wire.drive.disc_serial, 77);
    wire_hand(&wire, SIM_TAKE_DISC);
    wire_insert(&wire, SIM_DISC_DVD, 0);
    cr_assert_eq(wire.drive.disc_serial, 78);
}

Test(sim_hardware_tray, start_and_stop_move_nothing)
{
    wire_init(&wire, "disc=present open_time=2s");
    cr_assert_eq(wire_start(&wire, "1b 00 00 00 00"), 0);
    cr_assert(wire_send(&wire, "1b 00 00 00 00"));
    cr_assert(wire_send(&wire, "1b 00 00 00 01"));
    cr_assert(wire_send(&wire, "1b 00 00 00 32"), "a power condition");
    cr_assert_not(wire.drive.tray_open);
    wire_hand(&wire, SIM_TAKE_DISC);
    cr_assert_not(wire_send(&wire, "1b 00 00 00 01"));
    cr_assert(wire_sense(&wire, 0x023a01));
}

Test(sim_hardware_tray, times_vary_within_their_range_and_repeat_with_the_seed)
{
    uint64_t seen[8], different = 0;
    for (unsigned run = 0; run < 2; run++) {
        wire_init(&wire, "disc=present open_time=1s..2s load_time=1s..2s");
        for (unsigned i = 0; i < 8; i++) {
            uint64_t begin_ns = wire.now_ns;
            cr_assert(wire_send(&wire, i % 2 == 0 ? EJECT : LOAD) ||
                      wire.answer.sense.key == 6);
            if (wire.now_ns == begin_ns) /* An attention came first. */
                cr_assert(wire_send(&wire, i % 2 == 0 ? EJECT : LOAD));
            uint64_t took_ns = wire.now_ns - begin_ns;
            cr_assert(took_ns >= S(1) && took_ns <= S(2));
            if (run == 1)
                cr_assert_eq(took_ns, seen[i]);
            else if (i > 0)
                different += took_ns != seen[i - 1];
            seen[i] = took_ns;
        }
    }
    cr_assert_gt(different, 4);
}

Test(sim_hardware_tray, what_will_be_refused_at_the_door_moves_nothing)
{
    wire_init(&wire, "disc=present open_time=2s");
    wire.drive.planted = (struct sim_sense){ 4, 0x53, 0 };
    wire.drive.planted_count = 1;
    wire.drive.planted_opcode = SIM_OP_START_STOP_UNIT;
    cr_assert_eq(wire_start(&wire, EJECT), 0);
    cr_assert_not(wire_end(&wire, EJECT));
    cr_assert_eq(wire.drive.moving, SIM_TRAY_STILL);
    sim_hardware_reset(&wire.drive);
    cr_assert_eq(wire_start(&wire, EJECT), 0);
    cr_assert_not(wire_end(&wire, EJECT));
    cr_assert(wire_sense(&wire, 0x062900));
}

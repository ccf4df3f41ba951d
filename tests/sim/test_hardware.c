#include "sim/hardware.h"

#include <criterion/criterion.h>
#include <string.h>

static struct sim_profile profile;
static struct sim_hardware hardware;

static void start(bool disc)
{
    profile = sim_profile_default();
    profile.disc = disc;
    sim_hardware_init(&hardware, &profile);
}

static uint8_t data[SIM_DATA_MAX];

static struct sim_answer send(uint8_t opcode, uint8_t byte4)
{
    uint8_t cdb[SIM_CDB_SIZE] = { opcode, 0, 0, 0, byte4 };
    if (opcode == SIM_OP_GET_EVENT_STATUS) {
        cdb[1] = 1;
        cdb[8] = 8;
    }
    return sim_hardware_command(&hardware, &profile, cdb, data, 0);
}

static void hand(enum sim_hand hand_is)
{
    const struct sim_gesture gesture = { .hand = hand_is };
    sim_hardware_hand(&hardware, &profile, &gesture, 0);
}

static bool fails_with(struct sim_answer answer, uint8_t key, uint8_t asc,
                       uint8_t ascq)
{
    return answer.status == SIM_SCSI_CHECK_CONDITION &&
           answer.sense.key == key && answer.sense.asc == asc &&
           answer.sense.ascq == ascq;
}

Test(sim_hardware, an_empty_drive_says_why_it_is_not_ready)
{
    start(false);
    cr_assert(fails_with(send(SIM_OP_TEST_UNIT_READY, 0), 2, 0x3a, 1));
    hand(SIM_TRAY_OPEN);
    cr_assert(fails_with(send(SIM_OP_TEST_UNIT_READY, 0), 2, 0x3a, 2));
}

Test(sim_hardware, a_new_disc_is_reported_once_by_attention_and_once_by_event)
{
    start(false);
    hand(SIM_INSERT_DISC);
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4],
                 SIM_GESN_NEW_MEDIA);
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4], 0);
    cr_assert(fails_with(send(SIM_OP_TEST_UNIT_READY, 0), 6, 0x28, 0));
    cr_assert_eq(send(SIM_OP_TEST_UNIT_READY, 0).status, SIM_SCSI_GOOD);
}

Test(sim_hardware, a_held_tray_refuses_the_host_and_asks_for_the_hand)
{
    start(true);
    cr_assert_eq(send(SIM_OP_PREVENT_ALLOW, 1).status, SIM_SCSI_GOOD);
    cr_assert(fails_with(send(SIM_OP_START_STOP_UNIT, 2), 5, 0x53, 2));
    hand(SIM_PRESS_EJECT);
    cr_assert_not(hardware.tray_open);
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4],
                 SIM_GESN_EJECT_REQUEST);
    /* The emergency hole is mechanical. */
    hand(SIM_TRAY_OPEN);
    cr_assert(hardware.tray_open);
    cr_assert_eq(send(SIM_OP_START_STOP_UNIT, 2).status, SIM_SCSI_GOOD);
}

Test(sim_hardware, a_loaded_disc_spins_up_before_it_is_ready)
{
    start(true);
    profile.spin_up.min_us = profile.spin_up.max_us = 1;
    send(SIM_OP_START_STOP_UNIT, 2);
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4], SIM_GESN_REMOVAL);
    send(SIM_OP_START_STOP_UNIT, 3);
    cr_assert(fails_with(send(SIM_OP_TEST_UNIT_READY, 0), 2, 0x04, 1));
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4], 0);
    sim_hardware_time(&hardware, &profile, 999);
    cr_assert(hardware.settling);
    sim_hardware_time(&hardware, &profile, 1000);
    send(SIM_OP_GET_EVENT_STATUS, 16);
    cr_assert_eq(data[4],
                 SIM_GESN_NEW_MEDIA);
}

Test(sim_hardware, planted_sense_strikes_the_chosen_command_count_times)
{
    start(true);
    hardware.planted = (struct sim_sense){ 3, 0x11, 5 };
    hardware.planted_count = 2;
    hardware.planted_opcode = SIM_OP_READ_10;
    cr_assert_eq(send(SIM_OP_TEST_UNIT_READY, 0).status, SIM_SCSI_GOOD);
    cr_assert(fails_with(send(SIM_OP_READ_10, 0), 3, 0x11, 5));
    cr_assert(fails_with(send(SIM_OP_READ_10, 0), 3, 0x11, 5));
    cr_assert_eq(send(SIM_OP_READ_10, 0).status, SIM_SCSI_GOOD);
}

Test(sim_hardware, a_command_it_does_not_know_is_an_illegal_request)
{
    start(true);
    cr_assert(fails_with(send(0xc7, 0), 5, 0x20, 0));
}

Test(sim_hardware, busy_time_is_spent_by_one_slow_command_only)
{
    start(true);
    uint8_t ready[SIM_CDB_SIZE] = { SIM_OP_TEST_UNIT_READY };
    uint8_t read[SIM_CDB_SIZE] = { SIM_OP_READ_10 };
    hardware.busy_ns = 500;
    cr_assert_eq(sim_hardware_duration(&hardware, &profile, ready, 0), 0);
    cr_assert_eq(sim_hardware_duration(&hardware, &profile, read, 0), 500);
    cr_assert_eq(sim_hardware_duration(&hardware, &profile, read, 0), 0);
}

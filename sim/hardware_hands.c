/* The hands of people at the simulated drive: buttons, discs, the emergency
 * hole, and what jams. */
#include "sim/hardware_parts.h"

static void press_eject(struct sim_hardware *hardware,
                        const struct sim_profile *profile, uint64_t now_ns)
{
    if (sim_tray_is_out(hardware)) {
        if (hardware->tray_open && !sim_is_slim(profile))
            sim_tray_move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
    } else if (hardware->prevent) {
        sim_media_event(hardware, SIM_GESN_EJECT_REQUEST);
    } else if (!sim_is_slot(profile) || hardware->disc) {
        sim_tray_move(hardware, profile, SIM_TRAY_MOVES_OUT, now_ns);
    }
}

/* Numbers only ever grow, so that a new disc is no old one. */
static void choose_disc(struct sim_hardware *hardware,
                        const struct sim_gesture *gesture)
{
    bool same =
        gesture->disc == SIM_DISC_SAME && hardware->disc_kind != SIM_DISC_SAME;
    uint32_t before = hardware->disc_serial;

    if (!same)
        hardware->disc_kind =
            gesture->disc == SIM_DISC_SAME ? SIM_DISC_DATA_CD : gesture->disc;
    if (gesture->disc_serial != 0)
        hardware->disc_serial = gesture->disc_serial;
    else if (!same)
        hardware->disc_serial =
            hardware->discs_seen < UINT32_MAX ? hardware->discs_seen + 1 : 1;
    if (hardware->disc_serial != before)
        hardware->written = 0;
    if (hardware->disc_serial > hardware->discs_seen)
        hardware->discs_seen = hardware->disc_serial;
}

static void insert(struct sim_hardware *hardware,
                   const struct sim_profile *profile,
                   const struct sim_gesture *gesture, uint64_t now_ns)
{
    if (hardware->disc || gesture->disc >= SIM_DISC_KIND_COUNT)
        return;
    choose_disc(hardware, gesture);
    hardware->disc = true;
    if (sim_is_slot(profile)) {
        hardware->tray_open = true;
        sim_tray_move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
    } else if (!hardware->tray_open && hardware->moving == SIM_TRAY_STILL) {
        sim_disc_comes_in(hardware, profile, now_ns);
    }
}

static void take(struct sim_hardware *hardware,
                 const struct sim_profile *profile)
{
    if (!hardware->tray_open)
        sim_disc_goes_out(hardware, profile);
    hardware->disc = false;
    if (!sim_is_slot(profile))
        return;
    hardware->tray_open = false; /* An empty slot is never open. */
    hardware->moving = SIM_TRAY_STILL;
}

/* By force: no motor, no prevent bit. */
static void push(struct sim_hardware *hardware,
                 const struct sim_profile *profile, enum sim_tray_motion motion,
                 uint64_t now_ns)
{
    if (hardware->jammed)
        return;
    hardware->moving = (uint8_t)motion;
    sim_tray_arrive(hardware, profile, now_ns);
}

/* A motor that is stopped on its way leaves the tray neither in nor out: for
 * the drive that is open. */
static void jam(struct sim_hardware *hardware,
                const struct sim_profile *profile,
                const struct sim_gesture *gesture, uint64_t now_ns)
{
    if (hardware->moving != SIM_TRAY_STILL)
        push(hardware, profile, SIM_TRAY_MOVES_OUT, now_ns);
    hardware->jammed = true;
    hardware->jam_ns = UINT64_MAX;
    if (gesture->duration_ns != 0 && gesture->duration_ns < UINT64_MAX - now_ns)
        hardware->jam_ns = now_ns + gesture->duration_ns;
}

void sim_hardware_hand(struct sim_hardware *hardware,
                       const struct sim_profile *profile,
                       const struct sim_gesture *gesture, uint64_t now_ns)
{
    TJ_ASSERT((unsigned)gesture->hand < SIM_HAND_COUNT);

    sim_hardware_time(hardware, profile, now_ns);
    switch (gesture->hand) {
    case SIM_PRESS_EJECT:
        press_eject(hardware, profile, now_ns);
        break;
    case SIM_INSERT_DISC:
        insert(hardware, profile, gesture, now_ns);
        break;
    case SIM_TAKE_DISC:
        take(hardware, profile);
        break;
    case SIM_TRAY_OPEN:
        push(hardware, profile, SIM_TRAY_MOVES_OUT, now_ns);
        break;
    case SIM_TRAY_CLOSE:
        if (sim_is_slim(profile))
            push(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
        else if (sim_tray_is_out(hardware))
            sim_tray_move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
        break;
    case SIM_PRESS_PLAY: /* A key goes down and up (MMC-6 6.6.2.4). */
        sim_external_event(hardware, SIM_GESN_KEY_DOWN);
        sim_external_event(hardware, SIM_GESN_KEY_UP);
        break;
    case SIM_JAM_TRAY:
        jam(hardware, profile, gesture, now_ns);
        break;
    case SIM_FREE_TRAY:
        hardware->jammed = false;
        break;
    case SIM_HAND_COUNT:
        break;
    }
}

/* The tray, its motor, the prevent bit and the hands of people: everything
 * about a disc that comes and goes (MMC-6 6.14, 6.42). */
#include "sim/hardware_parts.h"

static bool is_slot(const struct sim_profile *profile)
{
    return profile->loader == SIM_LOADER_SLOT;
}

static bool is_slim(const struct sim_profile *profile)
{
    return profile->loader == SIM_LOADER_SLIM;
}

/* --- Discs come and go --- */

static void features_changed(struct sim_hardware *hardware,
                             const struct sim_profile *profile)
{
    if (profile->feature_events)
        hardware->operation = 1; /* Feature change (MMC-6 Table 344) */
}

/* Also a disc that the drive cannot read has arrived: the host is told so and
 * learns the rest from the sense of its first command. */
static void disc_is_ready(struct sim_hardware *hardware,
                          const struct sim_profile *profile)
{
    hardware->settling = false;
    hardware->busy_event = false;
    features_changed(hardware, profile);
    sim_media_event(hardware, SIM_GESN_NEW_MEDIA);
    sim_attention(hardware, (struct sim_sense){ 0x06, 0x28, 0x00 });
}

static void disc_comes_in(struct sim_hardware *hardware,
                          const struct sim_profile *profile, uint64_t now_ns)
{
    if (!hardware->disc)
        return;
    uint64_t spin_up_ns =
        sim_hardware_takes(hardware, profile, &profile->spin_up);
    hardware->settling = true;
    hardware->busy_event = true;
    hardware->ready_ns = now_ns + spin_up_ns;
    if (spin_up_ns == 0)
        disc_is_ready(hardware, profile);
}

static void disc_goes_out(struct sim_hardware *hardware,
                          const struct sim_profile *profile)
{
    if (hardware->disc && !hardware->settling) {
        features_changed(hardware, profile);
        sim_media_event(hardware, SIM_GESN_REMOVAL);
    }
    hardware->settling = false;
    sim_audio_stop(hardware);
}

void sim_tray_start(struct sim_hardware *hardware,
                    const struct sim_profile *profile, uint64_t now_ns)
{
    hardware->settling = false;
    if (hardware->tray_open || !hardware->disc)
        return;
    disc_comes_in(hardware, profile, now_ns);
}

/* --- The motor --- */

static void arrive(struct sim_hardware *hardware,
                   const struct sim_profile *profile, uint64_t now_ns)
{
    bool out = hardware->moving == SIM_TRAY_MOVES_OUT;
    bool was_open = hardware->tray_open;

    hardware->moving = SIM_TRAY_STILL;
    hardware->tray_open = out;
    if (out && !was_open)
        disc_goes_out(hardware, profile);
    if (!out && was_open)
        disc_comes_in(hardware, profile, now_ns);
}

/* A motor that is already on its way there goes on; one on the opposite way
 * turns round and needs the whole time. */
static void move(struct sim_hardware *hardware,
                 const struct sim_profile *profile, enum sim_tray_motion motion,
                 uint64_t now_ns)
{
    if (hardware->moving == motion || hardware->jammed)
        return;
    uint64_t takes_ns = sim_hardware_takes(
        hardware, profile,
        motion == SIM_TRAY_MOVES_OUT ? &profile->open : &profile->load);
    hardware->moving = (uint8_t)motion;
    hardware->move_ns = now_ns + takes_ns;
    hardware->busy_event = takes_ns > 0;
    if (takes_ns == 0)
        arrive(hardware, profile, now_ns);
}

/* Where the tray is, or will be when nobody interferes. */
static bool is_out(const struct sim_hardware *hardware)
{
    return hardware->moving == SIM_TRAY_STILL
               ? hardware->tray_open
               : hardware->moving == SIM_TRAY_MOVES_OUT;
}

void sim_hardware_time(struct sim_hardware *hardware,
                       const struct sim_profile *profile, uint64_t now_ns)
{
    if (hardware->jammed && now_ns >= hardware->jam_ns)
        hardware->jammed = false;
    if (hardware->moving != SIM_TRAY_STILL && now_ns >= hardware->move_ns)
        arrive(hardware, profile, hardware->move_ns);
    if (hardware->settling && now_ns >= hardware->ready_ns)
        disc_is_ready(hardware, profile);
}

uint64_t sim_hardware_wake(const struct sim_hardware *hardware)
{
    if (hardware->moving != SIM_TRAY_STILL)
        return hardware->move_ns;
    return hardware->settling ? hardware->ready_ns : UINT64_MAX;
}

/* --- Commands --- */

struct sim_answer sim_medium_access(const struct sim_task *task)
{
    const struct sim_hardware *hardware = task->hardware;

    if (hardware->moving != SIM_TRAY_STILL)
        return sim_check(0x02, 0x04, 0x01); /* BECOMING READY */
    if (hardware->tray_open) /* MEDIUM NOT PRESENT - TRAY OPEN, or CLOSED */
        return sim_check(0x02, 0x3a, is_slot(task->profile) ? 0x01 : 0x02);
    if (!hardware->disc)
        return sim_check(0x02, 0x3a, 0x01);
    if (hardware->settling)
        return sim_check(0x02, 0x04, 0x01);
    if (sim_disc_of(hardware->disc_kind)->unreadable)
        return sim_check(0x02, 0x30, 0x01); /* UNKNOWN FORMAT */
    if (!sim_disc_readable(task->profile, hardware->disc_kind))
        return sim_check(0x02, 0x30, 0x02); /* INCOMPATIBLE FORMAT */
    return sim_good();
}

enum { START = 0x01, LOAD_EJECT = 0x02, IMMEDIATE = 0x01, FORMAT_LAYER = 0x04,
       POWER_CONDITION = 0xf0 };

enum wish { NOTHING, STOP, SPIN, EJECT, LOAD };

/* Byte 4 (MMC-6 6.42.2.5). A power condition beside zero: the other two bits
 * do not count. */
static enum wish wish_of(const uint8_t *cdb)
{
    if ((cdb[4] & POWER_CONDITION) != 0)
        return NOTHING;
    if ((cdb[4] & LOAD_EJECT) != 0)
        return (cdb[4] & START) != 0 ? LOAD : EJECT;
    return (cdb[4] & START) != 0 ? SPIN : STOP;
}

static bool cannot_load(const struct sim_task *task)
{
    return is_slim(task->profile) && is_out(task->hardware);
}

static bool is_held(const struct sim_task *task)
{
    return task->hardware->prevent &&
           task->profile->held_eject != SIM_HELD_OBEYED;
}

/* What keeps the tray where it is; GOOD: nothing. */
static struct sim_answer hindrance(const struct sim_task *task, enum wish wish)
{
    const struct sim_hardware *hardware = task->hardware;
    bool moves = wish == EJECT ? !is_out(hardware) : is_out(hardware);

    if (wish == EJECT && moves && is_held(task))
        return task->profile->held_eject == SIM_HELD_IGNORED
                   ? sim_good()
                   : sim_check(0x05, 0x53, 0x02); /* REMOVAL PREVENTED */
    /* The Load bit of the Removable Medium feature is 0 (MMC-6 5.3.4); that the
     * field is refused then is INFERRED. */
    if (wish == LOAD && cannot_load(task))
        return sim_bad_field();
    /* MEDIA LOAD OR EJECT FAILED (MMC-6 Annex F), when the motor gave up. */
    if (moves && hardware->jammed)
        return sim_check(0x04, 0x53, 0x00);
    return sim_good();
}

static void grant(const struct sim_task *task, enum wish wish)
{
    struct sim_hardware *hardware = task->hardware;
    bool empty_slot = is_slot(task->profile) && !hardware->disc;

    if (wish == EJECT && !is_out(hardware) && !empty_slot && !is_held(task))
        move(hardware, task->profile, SIM_TRAY_MOVES_OUT, task->now_ns);
    if (wish == LOAD && is_out(hardware))
        move(hardware, task->profile, SIM_TRAY_MOVES_IN, task->now_ns);
}

/* A jammed motor tries for as long as it normally takes. */
uint64_t sim_start_stop_duration(const struct sim_task *task)
{
    struct sim_hardware *hardware = task->hardware;
    enum wish wish = wish_of(task->cdb);

    if ((wish != EJECT && wish != LOAD) || (task->cdb[1] & IMMEDIATE) != 0)
        return 0;
    if (hindrance(task, wish).status != SIM_SCSI_GOOD)
        return hardware->jammed
                   ? sim_hardware_takes(hardware, task->profile,
                                        wish == EJECT ? &task->profile->open
                                                      : &task->profile->load)
                   : 0;
    /* Nothing to be waited for: it happens when the command ends. */
    const struct sim_span *span =
        wish == EJECT ? &task->profile->open : &task->profile->load;
    if (hardware->moving == SIM_TRAY_STILL && span->max_us == 0 &&
        span->tail_rate == 0)
        return 0;
    grant(task, wish);
    return hardware->moving != SIM_TRAY_STILL
               ? hardware->move_ns - task->now_ns
               : 0;
}

struct sim_answer sim_start_stop_unit(const struct sim_task *task)
{
    enum wish wish = wish_of(task->cdb);
    struct sim_answer answer = sim_good();

    if ((task->cdb[4] & FORMAT_LAYER) != 0)
        return sim_bad_field();
    switch (wish) {
    case NOTHING:
        break;
    case STOP:
        sim_audio_stop(task->hardware);
        break;
    case SPIN: /* A disc that spins up already is being started. */
        if (!task->hardware->settling)
            answer = sim_medium_access(task);
        break;
    case EJECT:
    case LOAD:
        answer = hindrance(task, wish);
        if (answer.status == SIM_SCSI_GOOD)
            grant(task, wish);
        break;
    }
    return answer;
}

/* Byte 4: bit 0 Prevent, bit 1 Persistent (MMC-6 6.14.2.3). Allowed without a
 * medium too. */
struct sim_answer sim_prevent_allow(const struct sim_task *task)
{
    bool prevent = (task->cdb[4] & 1) != 0;

    if ((task->cdb[4] & 2) != 0)
        task->hardware->persistent = prevent;
    task->hardware->prevent = prevent || task->hardware->persistent;
    return sim_good();
}

/* --- Hands --- */

static void press_eject(struct sim_hardware *hardware,
                        const struct sim_profile *profile, uint64_t now_ns)
{
    if (is_out(hardware)) {
        if (hardware->tray_open && !is_slim(profile))
            move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
    } else if (hardware->prevent) {
        sim_media_event(hardware, SIM_GESN_EJECT_REQUEST);
    } else if (!is_slot(profile) || hardware->disc) {
        move(hardware, profile, SIM_TRAY_MOVES_OUT, now_ns);
    }
}

/* Numbers only ever grow, so that a new disc is no old one. */
static void choose_disc(struct sim_hardware *hardware,
                        const struct sim_gesture *gesture)
{
    bool same = gesture->disc == SIM_DISC_SAME &&
                hardware->disc_kind != SIM_DISC_SAME;

    if (!same)
        hardware->disc_kind = gesture->disc == SIM_DISC_SAME
                                  ? SIM_DISC_DATA_CD : gesture->disc;
    if (gesture->disc_serial != 0)
        hardware->disc_serial = gesture->disc_serial;
    else if (!same)
        hardware->disc_serial = hardware->discs_seen < UINT32_MAX
                                    ? hardware->discs_seen + 1 : 1;
    if (!same)
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
    if (is_slot(profile)) {
        hardware->tray_open = true;
        move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
    } else if (!hardware->tray_open && hardware->moving == SIM_TRAY_STILL) {
        disc_comes_in(hardware, profile, now_ns);
    }
}

static void take(struct sim_hardware *hardware,
                 const struct sim_profile *profile)
{
    if (!hardware->tray_open)
        disc_goes_out(hardware, profile);
    hardware->disc = false;
    if (!is_slot(profile))
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
    arrive(hardware, profile, now_ns);
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
        if (is_slim(profile))
            push(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
        else if (is_out(hardware))
            move(hardware, profile, SIM_TRAY_MOVES_IN, now_ns);
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

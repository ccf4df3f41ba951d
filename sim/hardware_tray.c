/* The tray, its motor and the prevent bit: what commands do to a disc that
 * comes and goes (MMC-6 6.14, 6.42). */
#include "sim/hardware_parts.h"

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

void sim_disc_comes_in(struct sim_hardware *hardware,
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

void sim_disc_goes_out(struct sim_hardware *hardware,
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
    sim_disc_comes_in(hardware, profile, now_ns);
}

/* --- The motor --- */

void sim_tray_arrive(struct sim_hardware *hardware,
                     const struct sim_profile *profile, uint64_t now_ns)
{
    bool out = hardware->moving == SIM_TRAY_MOVES_OUT;
    bool was_open = hardware->tray_open;

    hardware->moving = SIM_TRAY_STILL;
    hardware->tray_open = out;
    if (out && !was_open)
        sim_disc_goes_out(hardware, profile);
    if (!out && was_open)
        sim_disc_comes_in(hardware, profile, now_ns);
}

/* A motor that is already on its way there goes on; one on the opposite way
 * turns round and needs the whole time. */
void sim_tray_move(struct sim_hardware *hardware,
                   const struct sim_profile *profile,
                   enum sim_tray_motion motion, uint64_t now_ns)
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
        sim_tray_arrive(hardware, profile, now_ns);
}

/* Where the tray is, or will be when nobody interferes. */
bool sim_tray_is_out(const struct sim_hardware *hardware)
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
        sim_tray_arrive(hardware, profile, hardware->move_ns);
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
        return sim_check(0x02, 0x3a, sim_is_slot(task->profile) ? 0x01 : 0x02);
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
    return sim_is_slim(task->profile) && sim_tray_is_out(task->hardware);
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
    bool moves =
        wish == EJECT ? !sim_tray_is_out(hardware) : sim_tray_is_out(hardware);

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
    bool empty_slot = sim_is_slot(task->profile) && !hardware->disc;

    if (wish == EJECT && !sim_tray_is_out(hardware) && !empty_slot &&
        !is_held(task))
        sim_tray_move(hardware, task->profile, SIM_TRAY_MOVES_OUT,
                      task->now_ns);
    if (wish == LOAD && sim_tray_is_out(hardware))
        sim_tray_move(hardware, task->profile, SIM_TRAY_MOVES_IN, task->now_ns);
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
    return hardware->moving != SIM_TRAY_STILL ? hardware->move_ns - task->now_ns
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

/* Power and PnP: sleep, wake, reset, shutdown; the cable pulled and plugged in
 * again (spec 2.6). */
#include "sim/requests.h"

/* D3: something may have happened to the medium meanwhile, so it is verified
 * and the count moves, unless the drive is not there any more (S9). The lock,
 * tray counts and MCN counts survive; the queue is not power-managed, so
 * requests run as before (spec 0.5 step 5). */
static void exit_d0(struct sim_drive *drive)
{
    drive->verify = true;
    drive->mcc += drive->profile.mcn && !drive->removed;
    sim_poll_timer_stop(drive);
}

static void go_to_sleep(struct sim_drive *drive, struct sim_effects *effects)
{
    (void)effects;
    if (drive->asleep || drive->removed)
        return;
    drive->asleep = true;
    exit_d0(drive);
}

static void wake_up(struct sim_drive *drive, struct sim_effects *effects)
{
    (void)effects;
    if (!drive->asleep || drive->removed)
        return;
    drive->asleep = false;
    sim_poll_timer_start(drive);
}

/* --- The cable --- */

static bool is_of_driver(sim_actor actor)
{
    return actor <= SIM_POLL_SLOT ||
           (actor >= SIM_ACTOR_FILE &&
            actor < SIM_ACTOR_FILE + SIM_FILES_MAX) ||
           actor >= SIM_ACTOR_WORK;
}

static bool is_at_drive(const struct sim_drive *drive, sim_actor actor)
{
    const struct sim_command *command = &drive->close_command;

    if (actor <= SIM_POLL_SLOT)
        command = &drive->requests[actor].command;
    else if (actor >= SIM_ACTOR_WORK)
        command = &drive->work[actor - SIM_ACTOR_WORK];
    return command->phase == SIM_COMMAND_BUSY ||
           command->phase == SIM_COMMAND_LATE;
}

/* The port driver gives back what was at the drive (INFERRED); a delay before
 * a retry is the class driver's own and runs on. */
static void return_commands(struct sim_drive *drive)
{
    for (unsigned i = 0; i < drive->timers_count; i++) {
        struct sim_timer *timer = &drive->timers[i];
        if (is_of_driver(timer->who) && is_at_drive(drive, timer->who))
            timer->at_ns = drive->now_ns;
    }
    drive->timers_moved = true;
}

/* No queue is stopped and nothing is released (R34): the lock goes with the
 * CLOSE of its owner, or with the device object (spec 1.7). KMDF takes the
 * device out of D0 too (INFERRED), which is why D3 asks whether it is still
 * there. */
static void surprise(struct sim_drive *drive, struct sim_effects *effects)
{
    (void)effects;
    if (drive->removed)
        return;
    drive->removed = true;
    drive->sectors = 0; /* Which W6 (d) then uses. */
    exit_d0(drive);
    return_commands(drive);
}

/* A request of the instance that is gone for good: its queue is purged, which
 * cancels what waits (995, by the framework); the rest ends with 55. */
static void end_request(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects)
{
    uint32_t status = TJ_STATUS_DEVICE_DOES_NOT_EXIST;

    switch (request->phase) {
    case SIM_PHASE_FREE:
    case SIM_PHASE_LINE: /* These two hear of it when they get further. */
    case SIM_PHASE_VOLUME:
    case SIM_PHASE_COMPLETE:
        return;
    case SIM_PHASE_FLUSH:
        drive->queue_stops--;
        break;
    case SIM_PHASE_QUEUED:
        sim_queue_remove(drive, request);
        status = TJ_STATUS_CANCELLED;
        break;
    case SIM_PHASE_PARKED:
        status = TJ_STATUS_CANCELLED;
        break;
    default:
        break;
    }
    request->status = status;
    request->info = 0;
    request->phase = SIM_PHASE_COMPLETE;
    request->command.phase = SIM_COMMAND_IDLE;
    if (!request->ready)
        sim_request_ready(request, effects);
}

/* What a file object had went with the device object; one that was being
 * closed has nothing left to undo. */
static void end_file(struct sim_drive *drive, uint8_t index,
                     struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    file->tray_locks = 0;
    file->mcn_disable = 0;
    file->release = (struct sim_release){ 0 };
    if (file->phase <= SIM_FILE_WAIT)
        return;
    file->phase = SIM_FILE_END;
    if (!file->ready)
        sim_ready(drive, (sim_actor)(SIM_ACTOR_FILE + index), effects);
}

static void forget_timers(struct sim_drive *drive)
{
    unsigned kept = 0;

    for (unsigned i = 0; i < drive->timers_count; i++)
        if (!is_of_driver(drive->timers[i].who))
            drive->timers[kept++] = drive->timers[i];
    drive->timers_count = (uint8_t)kept;
    drive->timers_moved = true;
}

static void end_instance(struct sim_drive *drive, struct sim_effects *effects)
{
    forget_timers(drive);
    for (unsigned i = 0; i <= SIM_REQUESTS_MAX; i++)
        end_request(drive, &drive->requests[i], effects);
    for (unsigned i = 0; i < SIM_FILES_MAX; i++)
        if (drive->files[i].used)
            end_file(drive, (uint8_t)i, effects);
    if (drive->work[SIM_WORK_SHUTDOWN].phase != SIM_COMMAND_IDLE)
        drive->queue_stops--;
    for (unsigned i = 0; i < SIM_WORK_COUNT; i++)
        drive->work[i].phase = SIM_COMMAND_IDLE;
    drive->close_command.phase = SIM_COMMAND_IDLE;
    drive->eject_lock = 0;
    drive->eject_waiters = 0;
}

/* A new device object starts where every device starts (spec 4.1), the first
 * READ CAPACITY included. Handles of the old one stay dead (INFERRED). */
static void replug(struct sim_drive *drive, struct sim_effects *effects)
{
    if (!drive->removed)
        return;
    end_instance(drive, effects);
    drive->instance++;
    drive->removed = false;
    drive->asleep = false;
    sim_device_init(drive);
    sim_hardware_power_on(&drive->hardware, &drive->profile, drive->now_ns);
    sim_mmc_start(drive);
    /* Taken by the commands before the first one that counts (spec 4.1:
     * normally {0, 2}; INFERRED). */
    drive->hardware.attentions_count = 0;
    sim_poll_init(drive);
    sim_poll_timer_start(drive);
    sim_work_start(drive, SIM_WORK_DEVICE_START, effects);
}

/* --- The bus and the system --- */

/* The drive forgets that it was told to hold its tray; the driver's counters
 * stay (spec 3.3). */
static void reset_bus(struct sim_drive *drive, struct sim_effects *effects)
{
    (void)effects;
    if (!drive->removed)
        sim_hardware_reset(&drive->hardware);
}

static void shut_down(struct sim_drive *drive, struct sim_effects *effects)
{
    sim_work_start(drive, SIM_WORK_SHUTDOWN, effects);
}

/* The next open mounts again. */
static void cancel_remove(struct sim_drive *drive, struct sim_effects *effects)
{
    (void)effects;
    drive->remove_pending = false;
}

void sim_power(struct sim_drive *drive, const struct sim_input *input,
               struct sim_effects *effects)
{
    typedef void change(struct sim_drive *drive, struct sim_effects *effects);
    static change *const changes[] = {
        [SIM_POWER_SLEEP] = go_to_sleep, [SIM_POWER_WAKE] = wake_up,
        [SIM_POWER_SURPRISE] = surprise, [SIM_POWER_RETURN] = replug,
        [SIM_POWER_RESET] = reset_bus,   [SIM_POWER_SHUTDOWN] = shut_down,
        [SIM_POWER_QUERY_REMOVE] = NULL, /* It alone is answered. */
        [SIM_POWER_CANCEL_REMOVE] = cancel_remove,
    };
    _Static_assert(sizeof changes / sizeof *changes == SIM_POWER_COUNT,
                   "every change of power is taken");

    TJ_ASSERT((unsigned)input->power < SIM_POWER_COUNT);
    if (input->power == SIM_POWER_QUERY_REMOVE)
        sim_query_remove(drive, input, effects);
    else
        changes[input->power](drive, effects);
}

/* What the class driver does beside its queue: commands that no request waits
 * for (spec 2.6, 4.1, 4.7, 5.1, property 28). */
#include "sim/requests.h"

enum { START_UNIT_TIMEOUT_S = 240 }; /* spec 5.5 */

static sim_actor actor_of(enum sim_work work)
{
    return (sim_actor)(SIM_ACTOR_WORK + work);
}

/* A shutdown stops the queue first, as a flush does, and begins when nothing
 * executes any more. */
static bool awaits_queue(const struct sim_drive *drive)
{
    const struct sim_command *command = &drive->work[SIM_WORK_SHUTDOWN];

    return command->phase == SIM_COMMAND_SEND && command->retries == 0 &&
           command->cdb[0] == SIM_OP_SYNCHRONIZE_CACHE;
}

void sim_work_wake_shutdown(struct sim_drive *drive,
                            struct sim_effects *effects)
{
    if (awaits_queue(drive) && drive->executing == SIM_NO_REQUEST &&
        !drive->work_ready[SIM_WORK_SHUTDOWN])
        sim_ready(drive, actor_of(SIM_WORK_SHUTDOWN), effects);
}

/* A drive may spin up for minutes, and nobody asks how that ended: one try.
 * Speed 0xffff is what the drive likes best (MMC-6 6.37). */
static void prepare(struct sim_command *command, enum sim_work work)
{
    static const struct { enum sim_opcode opcode; uint8_t byte4; } first[] = {
        [SIM_WORK_START_UNIT] = { SIM_OP_START_STOP_UNIT, 1 },
        [SIM_WORK_SPEED] = { SIM_OP_SET_CD_SPEED, 0xff },
        [SIM_WORK_SHUTDOWN] = { SIM_OP_SYNCHRONIZE_CACHE, 0 },
        [SIM_WORK_DEVICE_START] = { SIM_OP_READ_CAPACITY, 0 },
    };
    _Static_assert(sizeof first / sizeof *first == SIM_WORK_COUNT,
                   "every work has a first command");

    sim_command_prepare(command, first[work].opcode, first[work].byte4);
    if (work == SIM_WORK_START_UNIT) {
        command->timeout_s = START_UNIT_TIMEOUT_S;
        command->poll = true;
    }
    if (work == SIM_WORK_SPEED)
        command->cdb[2] = command->cdb[3] = command->cdb[5] = 0xff;
}

void sim_work_start(struct sim_drive *drive, enum sim_work work,
                    struct sim_effects *effects)
{
    struct sim_command *command = &drive->work[work];

    if (command->phase != SIM_COMMAND_IDLE)
        return;
    prepare(command, work);
    if (work == SIM_WORK_SHUTDOWN) {
        drive->queue_stops++;
        sim_work_wake_shutdown(drive, effects);
    } else if (!drive->work_ready[work]) {
        sim_ready(drive, actor_of(work), effects);
    }
}

/* After a successful SYNCHRONIZE CACHE the tray is let go, whatever the
 * counters say (spec 2.6); what the port driver is told then, no drive sees. */
static void end_shutdown(struct sim_drive *drive, struct sim_command *command,
                         struct sim_effects *effects)
{
    if (command->cdb[0] == SIM_OP_SYNCHRONIZE_CACHE &&
        command->status == TJ_STATUS_SUCCESS) {
        sim_command_prepare(command, SIM_OP_PREVENT_ALLOW, 0);
        sim_ready(drive, actor_of(SIM_WORK_SHUTDOWN), effects);
        return;
    }
    TJ_ASSERT(drive->queue_stops > 0);
    drive->queue_stops--;
    sim_queue_advance(drive, effects);
}

static void end(struct sim_drive *drive, enum sim_work work,
                struct sim_effects *effects)
{
    struct sim_command *command = &drive->work[work];

    if (work == SIM_WORK_SPEED)
        drive->speed_set = false;
    if (work == SIM_WORK_SHUTDOWN)
        end_shutdown(drive, command, effects);
    if (work != SIM_WORK_DEVICE_START)
        return;
    sim_capacity_keep(drive, command->status, effects->output,
                      command->data_size);
    if (command->status == TJ_STATUS_SUCCESS)
        sim_media_set(drive, TJ_MEDIA_PRESENT, NULL, effects);
}

void sim_work_step(struct sim_drive *drive, enum sim_work work,
                   struct sim_effects *effects)
{
    sim_actor actor = actor_of(work);

    if (drive->work[work].phase == SIM_COMMAND_IDLE)
        return; /* The device went meanwhile. */
    if (work == SIM_WORK_SHUTDOWN && awaits_queue(drive) &&
        drive->executing != SIM_NO_REQUEST)
        return; /* Woken for another shutdown, before that one ended. */
    switch (sim_command_run(drive, actor, &drive->work[work], effects->output,
                            effects)) {
    case SIM_AGAIN:
        sim_ready(drive, actor, effects);
        break;
    case SIM_FINISHED:
    case SIM_REPLIED:
        end(drive, work, effects);
        break;
    case SIM_ASLEEP:
        break;
    }
}

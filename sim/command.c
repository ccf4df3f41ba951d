/* Commands of the class driver on their way to the drive and back, with the
 * retries of spec 5.4. A delay is virtual time; sense is interpreted at every
 * attempt, so each one can move the media state and emit events. */
#include "sim/parts.h"

#include <string.h>

#define MS(n) ((uint64_t)(n) * 1000000)

enum { RETRIES_DEFAULT = 5, RETRIES_PREVENT = 2, RETRIES_CAPACITY = 2,
       RETRIES_FORCED = 4 };
#define READ_WRITE_WINDOW_NS MS(160 * 1000)
#define READ_WRITE_DELAY_NS  UINT64_C(47337300) /* 473 373 x 100 ns */
#define PREVENT_DELAY_MIN_NS MS(2000)

void sim_command_prepare(struct sim_command *command, enum sim_opcode opcode,
                         uint8_t byte4)
{
    TJ_ASSERT(command->phase == SIM_COMMAND_IDLE);
    memset(command, 0, sizeof *command);
    command->phase = SIM_COMMAND_SEND;
    command->cdb[0] = (uint8_t)opcode;
    command->cdb[4] = byte4;
}

/* READ and WRITE: a window of time, not a count; the intervals of 5.1 to 5.3
 * are ignored. */
static bool retry_read_write(const struct sim_drive *drive,
                             const struct sim_command *command,
                             struct sim_sense sense,
                             struct sim_verdict *verdict)
{
    if (!verdict->retry)
        return false;
    verdict->interval_ns = READ_WRITE_DELAY_NS;
    if (sense.key == 0x04 && sense.asc == 0x09)
        return command->retries < RETRIES_DEFAULT;
    return drive->now_ns - command->first_ns < READ_WRITE_WINDOW_NS;
}

/* ALLOW gets four more tries for what is otherwise final, recovered errors
 * and VERIFY_REQUIRED included, and no limit for the rest (spec 3.3, R29). */
static bool retry_prevent_allow(const struct sim_drive *drive,
                                struct sim_command *command,
                                struct sim_sense sense,
                                struct sim_verdict *verdict)
{
    bool prevent = (command->cdb[4] & 1) != 0;

    if (sense.asc == 0x04 && verdict->status == TJ_STATUS_DEVICE_NOT_READY &&
        verdict->interval_ns < PREVENT_DELAY_MIN_NS)
        verdict->interval_ns = PREVENT_DELAY_MIN_NS;
    if (prevent)
        return verdict->retry && command->retries < RETRIES_PREVENT;
    if (!verdict->retry)
        return command->forced++ < RETRIES_FORCED;
    return drive->profile.allow_unlimited ||
           command->retries < RETRIES_DEFAULT;
}

static bool wants_retry(const struct sim_drive *drive,
                        struct sim_command *command, struct sim_sense sense,
                        struct sim_verdict *verdict)
{
    switch (command->cdb[0]) {
    case SIM_OP_READ_10:
    case SIM_OP_WRITE_10:
        return retry_read_write(drive, command, sense, verdict);
    case SIM_OP_PREVENT_ALLOW:
        return retry_prevent_allow(drive, command, sense, verdict);
    case SIM_OP_READ_CAPACITY:
        return (verdict->retry ||
                verdict->status == TJ_STATUS_VERIFY_REQUIRED) &&
               command->retries < RETRIES_CAPACITY;
    default:
        return verdict->retry && command->retries < RETRIES_DEFAULT;
    }
}

static void show(struct sim_effects *effects, const uint8_t *cdb,
                 uint8_t status)
{
    struct sim_effect *effect = sim_push(effects, SIM_SCSI);

    memcpy(effect->cdb, cdb, SIM_CDB_SIZE);
    effect->scsi_status = status;
}

static struct sim_answer attempt(struct sim_drive *drive, const uint8_t *cdb,
                                 uint8_t *data, struct sim_effects *effects)
{
    /* Nothing reaches a drive that is gone (spec 2.6, F15). */
    if (drive->removed)
        return (struct sim_answer){ .srb = SIM_SRB_NO_DEVICE };
    struct sim_answer answer = sim_hardware_command(
        &drive->hardware, &drive->profile, cdb, data, drive->now_ns);

    show(effects, cdb, answer.status);
    return answer;
}

static bool is_cancelled(const struct sim_drive *drive, sim_actor actor)
{
    return actor < SIM_POLL_SLOT && drive->requests[actor].cancelled;
}

static enum sim_progress end(struct sim_command *command, uint32_t status)
{
    command->status = status;
    command->phase = SIM_COMMAND_IDLE;
    return SIM_FINISHED;
}

enum sim_progress sim_command_run(struct sim_drive *drive, sim_actor actor,
                                  struct sim_command *command, uint8_t *data,
                                  struct sim_effects *effects)
{
    TJ_ASSERT(command->phase != SIM_COMMAND_IDLE);

    if (command->phase == SIM_COMMAND_SEND) {
        /* Spec 5.2: cancelled while it would be retried. */
        if (command->retries > 0 && is_cancelled(drive, actor))
            return end(command, TJ_STATUS_CANCELLED);
        if (command->retries == 0)
            command->first_ns = drive->now_ns;
        uint64_t duration_ns = sim_hardware_duration(
            &drive->hardware, &drive->profile, command->cdb);
        if (duration_ns > 0) {
            command->phase = SIM_COMMAND_BUSY;
            sim_sleep(drive, actor, drive->now_ns + duration_ns);
            return SIM_ASLEEP;
        }
    }

    struct sim_answer answer = attempt(drive, command->cdb, data, effects);
    command->data_size = answer.data_size;
    if (answer.srb == SIM_SRB_SUCCESS && answer.status == SIM_SCSI_GOOD)
        return end(command, TJ_STATUS_SUCCESS);
    struct sim_verdict verdict =
        sim_sense_interpret(drive, command, &answer, effects);
    if (!wants_retry(drive, command, answer.sense, &verdict))
        return end(command, verdict.status);
    if (command->retries < UINT16_MAX)
        command->retries++;
    command->phase = SIM_COMMAND_SEND;
    if (verdict.interval_ns == 0)
        return SIM_AGAIN;
    sim_sleep(drive, actor, drive->now_ns + verdict.interval_ns);
    return SIM_ASLEEP;
}

enum sim_progress sim_request_command(struct sim_drive *drive,
                                      struct sim_request *request,
                                      enum sim_opcode opcode, uint8_t byte4,
                                      struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, opcode, byte4);
        request->command.override = request->override;
    }
    return sim_command_run(drive, sim_actor_of(drive, request),
                           &request->command, NULL, effects);
}

struct sim_answer sim_command_once(struct sim_drive *drive, const uint8_t *cdb,
                                   uint8_t *data, struct sim_effects *effects)
{
    struct sim_command command = { .status = TJ_STATUS_SUCCESS };
    struct sim_answer  answer = attempt(drive, cdb, data, effects);

    memcpy(command.cdb, cdb, SIM_CDB_SIZE);
    if (answer.srb != SIM_SRB_SUCCESS || answer.status != SIM_SCSI_GOOD)
        (void)sim_sense_interpret(drive, &command, &answer, effects);
    return answer;
}

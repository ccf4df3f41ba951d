/* Commands of the class driver on their way to the drive and back (spec 5.4,
 * 5.5): one step sends or ends an attempt. A delay is virtual time; sense is
 * interpreted at every attempt, so each one can move the media state and emit
 * events. What is tried again, and how often: retry.c. */
#include "sim/parts.h"

#include <string.h>

#define SECONDS(n) ((uint64_t)(n) * 1000000000)

enum { BURNER_TIMEOUT_S = 260, CACHE_TIMEOUT_MAX_S = 260,
       REFRESH_TIMEOUT_S = 4 };

/* A retry without limit and without interval would stop the clock of whoever
 * simulates: a real command takes its time. */
#define PAUSE_NS UINT64_C(1000000)
enum { RETRIES_BEFORE_PAUSE = 5 };

void sim_command_prepare(struct sim_command *command, enum sim_opcode opcode,
                         uint8_t byte4)
{
    TJ_ASSERT(command->phase == SIM_COMMAND_IDLE);
    memset(command, 0, sizeof *command);
    command->phase = SIM_COMMAND_SEND;
    command->cdb[0] = (uint8_t)opcode;
    command->cdb[4] = byte4;
}

/* --- Timeouts (spec 5.5) --- */

/* Commands with a timeout of their own; the rest uses the device's. */
static const struct { uint8_t opcode, seconds; } timeouts[] = {
    { SIM_OP_TEST_UNIT_READY, 20 }, { SIM_OP_READ_CAPACITY, 20 },
    { SIM_OP_GET_PERFORMANCE, 20 }, { SIM_OP_GET_EVENT_STATUS, 4 },
    { SIM_OP_READ_DISC_INFORMATION, 4 },
};

static uint64_t device_timeout_ns(const struct sim_profile *profile)
{
    uint64_t timeout_ns = profile->device_timeout_ns;

    if (profile->burner && timeout_ns < SECONDS(BURNER_TIMEOUT_S))
        return SECONDS(BURNER_TIMEOUT_S);
    return timeout_ns;
}

static uint64_t cache_timeout_ns(uint64_t device_ns)
{
    uint64_t most_ns = SECONDS(CACHE_TIMEOUT_MAX_S);

    if (device_ns > most_ns)
        return device_ns;
    return 4 * device_ns < most_ns ? 4 * device_ns : most_ns;
}

uint64_t sim_command_timeout_ns(const struct sim_drive *drive,
                                const struct sim_command *command)
{
    uint64_t device_ns = device_timeout_ns(&drive->profile);
    uint8_t opcode = command->cdb[0];

    if (command->timeout_s != 0)
        return SECONDS(command->timeout_s);
    for (size_t i = 0; i < sizeof timeouts / sizeof *timeouts; i++)
        if (timeouts[i].opcode == opcode)
            return SECONDS(timeouts[i].seconds);
    return opcode == SIM_OP_SYNCHRONIZE_CACHE ? cache_timeout_ns(device_ns)
                                              : device_ns;
}

/* --- One attempt --- */

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
    bool answered = answer.srb == SIM_SRB_SUCCESS ||
                    answer.srb == SIM_SRB_ERROR;
    show(effects, cdb, answered ? answer.status : SIM_SCSI_NO_STATUS);
    return answer;
}

/* True: the end of the command is later. A drive that is busy for longer than
 * the port driver waits is given up: the command has no effect. */
static bool begin(struct sim_drive *drive, sim_actor actor,
                  struct sim_command *command, struct sim_effects *effects)
{
    if (drive->zero_power && command->cdb[0] != SIM_OP_GET_CONFIGURATION)
        sim_zero_power_leave(drive, effects); /* That one is cached. */
    if (command->retries == 0) {
        command->first_ns = drive->now_ns;
        sim_retry_begin(drive, command);
    }
    uint64_t duration_ns = sim_hardware_duration(
        &drive->hardware, &drive->profile, command->cdb, drive->now_ns);
    if (duration_ns == 0 || drive->removed)
        return false;
    uint64_t timeout_ns = sim_command_timeout_ns(drive, command);
    command->phase = SIM_COMMAND_BUSY;
    if (duration_ns > timeout_ns) {
        command->phase = SIM_COMMAND_LATE;
        duration_ns = timeout_ns;
        show(effects, command->cdb, SIM_SCSI_NO_STATUS);
    }
    sim_sleep(drive, actor, drive->now_ns + duration_ns);
    return true;
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

/* The refresh of an overridden CHECK_VERIFY is over, however it ended: its TEST
 * UNIT READY, all zeros, follows (spec 5.2). */
static enum sim_progress end_or_go_on(struct sim_command *command,
                                      uint32_t status)
{
    if (!command->refresh)
        return end(command, status);
    command->refresh = false;
    command->refreshes = 0;
    memset(command->cdb, 0, sizeof command->cdb);
    command->phase = SIM_COMMAND_SEND;
    return SIM_AGAIN;
}

/* A GESN poll that got too much data got its data. */
static uint32_t poll_status(const struct sim_command *command, uint32_t status)
{
    return command->cdb[0] == SIM_OP_GET_EVENT_STATUS &&
                   status == TJ_STATUS_DATA_OVERRUN
               ? TJ_STATUS_SUCCESS
               : status;
}

static enum sim_progress judge(struct sim_drive *drive, sim_actor actor,
                               struct sim_command *command,
                               const struct sim_answer *answer,
                               struct sim_effects *effects)
{
    struct sim_verdict verdict =
        sim_sense_interpret(drive, command, answer, effects);

    if (command->poll)
        return end(command, poll_status(command, verdict.status));
    if (!sim_retry_wanted(drive, command, answer, &verdict))
        return end_or_go_on(command, verdict.status);
    if (is_cancelled(drive, actor) && verdict.status != TJ_STATUS_SUCCESS)
        return end(command, TJ_STATUS_CANCELLED); /* spec 5.2 */
    command->phase = SIM_COMMAND_SEND;
    if (verdict.interval_ns == 0 && command->retries > RETRIES_BEFORE_PAUSE)
        verdict.interval_ns = PAUSE_NS;
    if (verdict.interval_ns == 0)
        return SIM_AGAIN;
    sim_sleep(drive, actor, drive->now_ns + verdict.interval_ns);
    return SIM_ASLEEP;
}

enum sim_progress sim_command_run(struct sim_drive *drive, sim_actor actor,
                                  struct sim_command *command, uint8_t *data,
                                  struct sim_effects *effects)
{
    struct sim_answer answer = { .srb = SIM_SRB_TIMEOUT };

    TJ_ASSERT(command->phase != SIM_COMMAND_IDLE);
    if (command->phase == SIM_COMMAND_SEND) {
        /* Also while it waited for its next attempt (spec 5.2). */
        if (command->retries > 0 && is_cancelled(drive, actor))
            return end(command, TJ_STATUS_CANCELLED);
        if (begin(drive, actor, command, effects))
            return SIM_ASLEEP;
    }
    if (command->phase == SIM_COMMAND_LATE && !drive->removed)
        return judge(drive, actor, command, &answer, effects);
    answer = attempt(drive, command->cdb, data, effects);
    command->data_size = answer.data_size;
    if (answer.srb == SIM_SRB_SUCCESS && answer.status == SIM_SCSI_GOOD)
        return end_or_go_on(command, TJ_STATUS_SUCCESS);
    if (answer.srb == SIM_SRB_TIMEOUT ||
        answer.srb == SIM_SRB_COMMAND_TIMEOUT) {
        command->phase = SIM_COMMAND_LATE; /* Known only when it is over. */
        sim_sleep(drive, actor, drive->now_ns +
                                    sim_command_timeout_ns(drive, command));
        return SIM_ASLEEP;
    }
    return judge(drive, actor, command, &answer, effects);
}

/* The phases of sim_command_run, without its eyes and its patience. */
enum sim_progress sim_command_pass(struct sim_drive *drive, sim_actor actor,
                                   struct sim_command *command, uint8_t *data,
                                   struct sim_answer *answer,
                                   struct sim_effects *effects)
{
    TJ_ASSERT(command->phase != SIM_COMMAND_IDLE);
    *answer = (struct sim_answer){ .srb = SIM_SRB_TIMEOUT };
    if (command->phase == SIM_COMMAND_SEND) {
        command->retries = 1; /* So that nothing replaces the command. */
        if (begin(drive, actor, command, effects))
            return SIM_ASLEEP;
    }
    if (command->phase == SIM_COMMAND_LATE && !drive->removed)
        return end(command, TJ_STATUS_IO_TIMEOUT);
    *answer = attempt(drive, command->cdb, data, effects);
    command->data_size = answer->data_size;
    if (answer->srb != SIM_SRB_TIMEOUT &&
        answer->srb != SIM_SRB_COMMAND_TIMEOUT)
        return end(command, TJ_STATUS_SUCCESS);
    command->phase = SIM_COMMAND_LATE;
    sim_sleep(drive, actor, drive->now_ns +
                                sim_command_timeout_ns(drive, command));
    return SIM_ASLEEP;
}

enum sim_progress sim_request_command(struct sim_drive *drive,
                                      struct sim_request *request,
                                      enum sim_opcode opcode, uint8_t byte4,
                                      struct sim_effects *effects)
{
    struct sim_command *command = &request->command;

    if (command->phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(command, opcode, byte4);
        command->override = request->override;
        if (request->phase == SIM_PHASE_REFRESH)
            command->timeout_s = REFRESH_TIMEOUT_S;
    }
    return sim_command_run(drive, sim_actor_of(drive, request), command, NULL,
                           effects);
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

/* Which commands are sent again, how often and after how long (spec 5.4, and
 * the adjustments of 5.2 that change a verdict). The table of sense and port
 * driver says what an answer means; the command says what is made of it. */
#include "sim/internal.h"

#define MS(n) ((uint64_t)(n) * 1000000)

enum { RETRIES_DEFAULT = 5, RETRIES_FEW = 2, RETRIES_FORCED = 4 };
enum { KEY_HARDWARE_ERROR = 0x04, ASC_NOT_READY = 0x04, ASC_SERVO = 0x09 };
#define READ_WRITE_WINDOW_NS MS(160 * 1000)
#define READ_WRITE_DELAY_NS  UINT64_C(47337300) /* 473 373 x 100 ns */
#define TRAY_DELAY_MIN_NS    MS(2000)

/* What a rule looks at; it may change the verdict. True: send it again. */
struct retry {
    struct sim_drive         *drive;
    struct sim_command       *command;
    const struct sim_answer  *answer;
    struct sim_verdict       *verdict;
    unsigned                  count; /* Retries so far. */
};
typedef bool retry_rule(const struct retry *retry);

static bool retry_default(const struct retry *retry)
{
    return retry->verdict->retry && /* MUTANT(endless_retry) */
           (retry->count < RETRIES_DEFAULT ||
            sim_mutant(retry->drive, SIM_ENDLESS_RETRY));
}

/* A window of time, not a count (F7); the intervals of 5.1 to 5.3 are ignored,
 * so that a drive which is becoming ready says so every 47 ms (R21). A
 * file system's own read does not stop at a unit attention, but at the window
 * like all others. */
static bool retry_read_write(const struct retry *retry)
{
    const struct sim_sense *sense = &retry->answer->sense;
    struct sim_verdict *verdict = retry->verdict;

    if (retry->command->override &&
        verdict->status == TJ_STATUS_VERIFY_REQUIRED)
        *verdict = (struct sim_verdict){ TJ_STATUS_IO_DEVICE_ERROR, true, 0 };
    if (!verdict->retry)
        return false;
    verdict->interval_ns = READ_WRITE_DELAY_NS;
    if (sim_has_sense(retry->answer) && sense->key == KEY_HARDWARE_ERROR &&
        sense->asc == ASC_SERVO)
        return retry->count < RETRIES_DEFAULT;
    return retry->drive->now_ns - retry->command->first_ns <
           READ_WRITE_WINDOW_NS;
}

/* A drive that is not ready or does not answer at all gets two seconds
 * (F14). */
static void wait_longer(const struct retry *retry)
{
    struct sim_verdict *verdict = retry->verdict;
    bool not_ready = sim_has_sense(retry->answer) &&
                     retry->answer->sense.asc == ASC_NOT_READY &&
                     verdict->status == TJ_STATUS_DEVICE_NOT_READY;

    if ((not_ready || retry->answer->srb == SIM_SRB_SELECTION_TIMEOUT) &&
        verdict->interval_ns < TRAY_DELAY_MIN_NS)
        verdict->interval_ns = TRAY_DELAY_MIN_NS;
}

/* ALLOW gets four tries more for what is otherwise final, recovered errors and
 * VERIFY_REQUIRED included (F22), and no limit for the rest (3.3, R29, F13). */
static bool retry_prevent_allow(const struct retry *retry)
{
    bool prevent = (retry->command->cdb[4] & 1) != 0;

    wait_longer(retry);
    if (prevent)
        return retry->verdict->retry && retry->count < RETRIES_FEW;
    if (retry->count < RETRIES_FORCED)
        return true;
    if (!retry->verdict->retry)
        return false;
    return retry->drive->profile.allow_unlimited ||
           retry->count < RETRIES_DEFAULT;
}

/* VERIFY_REQUIRED makes no sense for what the verifying itself needs. */
static bool retry_capacity(const struct retry *retry)
{
    bool wanted = retry->verdict->retry ||
                  retry->verdict->status == TJ_STATUS_VERIFY_REQUIRED;

    return wanted && retry->count < RETRIES_FEW;
}

static bool retry_mode_sense(const struct retry *retry)
{
    wait_longer(retry);
    return retry_capacity(retry);
}

/* Optional commands: a drive that refuses them is asked with the 10-byte ones.
 * Nothing counts here (R29). */
static bool retry_reserve(const struct retry *retry)
{
    if (retry->verdict->status != TJ_STATUS_INVALID_DEVICE_REQUEST)
        return retry->verdict->retry;
    retry->drive->no_reserve_6 = true;
    sim_retry_begin(retry->drive, retry->command);
    return true;
}

static bool is_read_write(uint8_t opcode)
{
    return opcode == SIM_OP_READ_10 || opcode == SIM_OP_WRITE_10 ||
           opcode == SIM_OP_READ_12 || opcode == SIM_OP_WRITE_12;
}

static retry_rule *rule_of(uint8_t opcode)
{
    if (is_read_write(opcode))
        return retry_read_write;
    switch (opcode) {
    case SIM_OP_PREVENT_ALLOW:
        return retry_prevent_allow;
    case SIM_OP_READ_CAPACITY:
        return retry_capacity;
    case SIM_OP_MODE_SENSE:
        return retry_mode_sense;
    case SIM_OP_RESERVE_6:
    case SIM_OP_RELEASE_6:
        return retry_reserve;
    default:
        return retry_default;
    }
}

/* More data than asked for is no error where the driver asks for as much as
 * there may be (spec 5.2). */
static bool may_overrun(uint8_t opcode)
{
    return opcode == SIM_OP_READ_TOC || opcode == SIM_OP_GET_CONFIGURATION ||
           opcode == SIM_OP_GET_PERFORMANCE || opcode == SIM_OP_MODE_SENSE;
}

/* The override flag of file systems, after every count limit: so these have
 * none (spec 5.2, F21). CHECK_VERIFY reads the capacity again first. */
static bool override_verify(const struct retry *retry)
{
    struct sim_command *command = retry->command;

    if (!command->override || is_read_write(command->cdb[0]) ||
        retry->verdict->status != TJ_STATUS_VERIFY_REQUIRED)
        return false;
    retry->verdict->status = TJ_STATUS_IO_DEVICE_ERROR;
    if (command->cdb[0] == SIM_OP_TEST_UNIT_READY) {
        command->refresh = true;
        command->cdb[0] = SIM_OP_READ_CAPACITY;
    }
    return true;
}

static void count(struct sim_command *command, bool of_refresh)
{
    if (of_refresh)
        command->refreshes++;
    else if (command->retries < UINT16_MAX)
        command->retries++;
}

bool sim_retry_wanted(struct sim_drive *drive, struct sim_command *command,
                      const struct sim_answer *answer,
                      struct sim_verdict *verdict)
{
    bool refresh = command->refresh;
    uint8_t opcode = command->cdb[0];
    const struct retry retry = {
        drive, command, answer, verdict,
        refresh ? command->refreshes : command->retries,
    };

    if (verdict->status == TJ_STATUS_DATA_OVERRUN && may_overrun(opcode)) {
        verdict->status = TJ_STATUS_SUCCESS;
        return false;
    }
    bool wanted = rule_of(opcode)(&retry);
    if (!refresh)
        wanted = override_verify(&retry) || wanted;
    if (wanted)
        count(command, refresh);
    return wanted;
}

void sim_retry_begin(const struct sim_drive *drive, struct sim_command *command)
{
    if (!drive->no_reserve_6)
        return;
    if (command->cdb[0] == SIM_OP_RESERVE_6)
        command->cdb[0] = SIM_OP_RESERVE_10;
    if (command->cdb[0] == SIM_OP_RELEASE_6)
        command->cdb[0] = SIM_OP_RELEASE_10;
}

/* Sense data to NTSTATUS, retry, media state and events (spec 4.7, 5.1, 5.2).
 * The ASC is looked at first and regardless of the key; the key decides only
 * for codes that the first table does not have. No usable sense: srb.c. */
#include "sim/parts.h"

enum { NS_PER_S = 1000000000 };
#define SECONDS(n) ((uint64_t)(n) * NS_PER_S)
#define STATUS_CLEANER_CARTRIDGE_INSTALLED UINT32_C(0x80000027)
#define STATUS_INVALID_BLOCK_LENGTH        UINT32_C(0xC0000173)

enum { ANY = 0xff };
enum { ESTIMATED_100MS = 100 }; /* What BECOMING_READY says of 04/01, 04/07. */

/* What else a code does, beside its status. */
enum sense_action {
    NOTHING,
    READY_1,     /* BECOMING_READY with reason 1, 2 */
    READY_2,
    START_UNIT,  /* The drive may have to be started. */
    NO_MEDIUM,
    CHANGED,     /* The medium may have changed. */
    EJECT,       /* The operator asks for an eject. */
    CONDITIONS,  /* Operating conditions changed. */
};

struct sense_row {
    uint8_t           asc, ascq;
    uint32_t          status;
    bool              retry;
    uint8_t           interval_s;
    enum sense_action action;
};

/* Spec 5.1, first match wins. Status and retry of CHANGED, EJECT and
 * CONDITIONS are those of an unmounted volume. Five retries of 04/01 are six
 * events in 50 s (F5, F6); for reads 04/08 is busy (F7). */
static const struct sense_row rows[] = {
    { 0x04, 0x01, TJ_STATUS_DEVICE_NOT_READY,       true,  10, READY_1 },
    { 0x04, 0x07, TJ_STATUS_DEVICE_NOT_READY,       true,  10, READY_2 },
    { 0x04, 0x08, TJ_STATUS_DEVICE_NOT_READY,       true,  0,  NOTHING },
    { 0x04, 0x03, TJ_STATUS_NO_MEDIA_IN_DEVICE,     false, 0,  NOTHING },
    { 0x04, 0x04, TJ_STATUS_DEVICE_NOT_READY,       false, 0,  NOTHING },
    { 0x04, ANY,  TJ_STATUS_DEVICE_NOT_READY,       true,  0,  START_UNIT },
    { 0x3a, ANY,  TJ_STATUS_NO_MEDIA_IN_DEVICE,     false, 0,  NO_MEDIUM },
    { 0x30, 0x01, TJ_STATUS_UNRECOGNIZED_MEDIA,     false, 0,  NOTHING },
    { 0x30, 0x02, TJ_STATUS_UNRECOGNIZED_MEDIA,     false, 0,  NOTHING },
    { 0x30, 0x03, STATUS_CLEANER_CARTRIDGE_INSTALLED, false, 0, NOTHING },
    { 0x57, 0x00, TJ_STATUS_UNRECOGNIZED_MEDIA,     false, 0,  NOTHING },
    { 0x02, 0x00, TJ_STATUS_DEVICE_DATA_ERROR,      true,  0,  NOTHING },
    { 0x08, 0x03, TJ_STATUS_IO_DEVICE_ERROR,        true,  1,  NOTHING },
    { 0x21, ANY,  TJ_STATUS_NONEXISTENT_SECTOR,     false, 0,  NOTHING },
    { 0x25, ANY,  TJ_STATUS_NO_SUCH_DEVICE,         false, 0,  NOTHING },
    { 0x24, ANY,  TJ_STATUS_INVALID_DEVICE_REQUEST, false, 3,  NOTHING },
    { 0x28, ANY,  TJ_STATUS_IO_DEVICE_ERROR,        true,  0,  CHANGED },
    { 0x5a, 0x01, TJ_STATUS_IO_DEVICE_ERROR,        true,  0,  EJECT },
    { 0x3f, ANY,  TJ_STATUS_IO_DEVICE_ERROR,        true,  5,  CONDITIONS },
    { 0x17, ANY,  TJ_STATUS_SUCCESS,                false, 0,  NOTHING },
    { 0x18, ANY,  TJ_STATUS_SUCCESS,                false, 0,  NOTHING },
    { 0x5d, ANY,  TJ_STATUS_SUCCESS,                false, 0,  NOTHING },
    { 0x6f, 0x00, TJ_STATUS_CSS_AUTHENTICATION_FAILURE, false, 0, NOTHING },
    { 0x6f, 0x01, TJ_STATUS_CSS_KEY_NOT_PRESENT,       false, 0,  NOTHING },
    { 0x6f, 0x02, TJ_STATUS_CSS_KEY_NOT_ESTABLISHED,   false, 0,  NOTHING },
    { 0x6f, 0x03, TJ_STATUS_CSS_SCRAMBLED_SECTOR,      false, 0,  NOTHING },
    { 0x6f, 0x04, TJ_STATUS_CSS_REGION_MISMATCH,       false, 0,  NOTHING },
    { 0x6f, 0x05, TJ_STATUS_CSS_RESETS_EXHAUSTED,      false, 0,  NOTHING },
    { 0x6f, ANY,  TJ_STATUS_COPY_PROTECTION_FAILURE,   false, 0,  NOTHING },
};

/* Spec 5.2. Key 6 has its own handling below. 03 is final (F17), so is 05, with
 * which a drive refuses to open (F8). */
struct key_row {
    uint32_t status;
    bool     retry;
    uint8_t  interval_s;
};
static const struct key_row keys[16] = {
    [0x0] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0x1] = { TJ_STATUS_SUCCESS, false, 0 },
    [0x2] = { TJ_STATUS_DEVICE_NOT_READY, true, 0 },
    [0x3] = { TJ_STATUS_DEVICE_DATA_ERROR, false, 0 },
    [0x4] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0x5] = { TJ_STATUS_INVALID_DEVICE_REQUEST, false, 0 },
    [0x6] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0x7] = { TJ_STATUS_MEDIA_WRITE_PROTECTED, false, 0 },
    [0x8] = { TJ_STATUS_NO_DATA_DETECTED, false, 0 },
    [0x9] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0xa] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0xb] = { TJ_STATUS_IO_DEVICE_ERROR, true, 1 },
    [0xc] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0xd] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0xe] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
    [0xf] = { TJ_STATUS_IO_DEVICE_ERROR, true, 0 },
};

static bool is(struct sim_sense sense, uint8_t key, uint8_t asc, uint8_t ascq)
{
    return sense.key == key && sense.asc == asc &&
           (ascq == ANY || sense.ascq == ascq);
}

static const struct sense_row *find_row(struct sim_sense sense)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].asc == sense.asc &&
            (rows[i].ascq == ANY || rows[i].ascq == sense.ascq))
            return &rows[i];
    return NULL;
}

/* 28, 5A/01, 3F and unlisted unit attentions: on a mounted volume the file
 * system must look first. */
static void ask_for_verify(struct sim_drive *drive, struct sim_verdict *verdict)
{
    if (drive->vpb == SIM_VPB_NONE)
        return;
    drive->verify = true;
    *verdict = (struct sim_verdict){ .status = TJ_STATUS_VERIFY_REQUIRED };
}

/* Only MMC drives are safe to be started, and a poll is no reason to. */
static void start_unit(struct sim_drive *drive,
                       const struct sim_command *command,
                       struct sim_effects *effects)
{
    if (drive->profile.mmc && !command->poll)
        sim_work_start(drive, SIM_WORK_START_UNIT, effects);
}

static void act(struct sim_drive *drive, const struct sim_command *command,
                enum sense_action action, struct sim_sense sense,
                struct sim_verdict *verdict, struct sim_effects *effects)
{
    bool attention = sense.key == 0x06;

    switch (action) {
    case NOTHING:
        break;
    case READY_1: /* At every attempt: a storm while somebody reads (R21). */
    case READY_2:
        sim_becoming_ready(drive, action == READY_1 ? 1 : 2, ESTIMATED_100MS,
                           effects);
        break;
    case START_UNIT:
        start_unit(drive, command, effects);
        break;
    case NO_MEDIUM: /* F1, F23; F11: a filter driver of old says so. */
        sim_media_set(drive,
                      sense.ascq == 0xcc || /* MUTANT(empty_is_unavailable) */
                              sim_mutant(drive, SIM_EMPTY_IS_UNAVAILABLE)
                          ? TJ_MEDIA_UNAVAILABLE
                          : TJ_MEDIA_NOT_PRESENT,
                      NULL, effects);
        break;
    case CHANGED: /* F2, F3, F22 */
        sim_media_set(drive, TJ_MEDIA_PRESENT, NULL, effects);
        ask_for_verify(drive, verdict);
        break;
    case EJECT: /* F16 */
        drive->mcc += attention;
        sim_emit(drive, TJ_EVENT_MEDIA_EJECT_REQUEST, NULL, effects);
        ask_for_verify(drive, verdict);
        break;
    case CONDITIONS:
        drive->mcc += attention;
        ask_for_verify(drive, verdict);
        break;
    }
}

/* READ TRACK INFORMATION and READ CD MSF have no other use here. */
enum { OP_READ_TRACK_INFORMATION = 0x52, OP_READ_CD_MSF = 0xb9 };

static bool touches_medium(uint8_t opcode)
{
    static const uint8_t opcodes[] = {
        SIM_OP_READ_10, SIM_OP_WRITE_10, SIM_OP_READ_CAPACITY, SIM_OP_READ_TOC,
        SIM_OP_READ_CD, OP_READ_CD_MSF, SIM_OP_READ_DISC_INFORMATION,
        OP_READ_TRACK_INFORMATION,
    };

    for (size_t i = 0; i < sizeof opcodes / sizeof *opcodes; i++)
        if (opcodes[i] == opcode)
            return true;
    return false;
}

static void retry_as_busy(struct sim_verdict *verdict)
{
    verdict->status = TJ_STATUS_DEVICE_BUSY;
    verdict->retry = true;
}

/* Spec 5.2, "Adjustments afterwards": what the error handler of MMC drives
 * makes of the verdict. */
static void adjust(struct sim_drive *drive, uint8_t opcode,
                   struct sim_sense sense, struct sim_verdict *verdict,
                   struct sim_effects *effects)
{
    bool protect_request = is(sense, 0x06, 0x5a, 0x02) ||
                           is(sense, 0x06, 0x5a, 0x03);
    bool changed = is(sense, 0x06, 0x28, ANY);

    if (touches_medium(opcode) &&
        (is(sense, 0x02, 0x04, 0x07) || is(sense, 0x02, 0x04, 0x08)))
        retry_as_busy(verdict);
    if (is(sense, 0x02, 0x3a, ANY) || is(sense, 0x05, 0x27, ANY))
        drive->write_allowed = false;
    if (changed || is(sense, 0x06, 0x29, ANY) || protect_request) {
        drive->write_allowed = false;
        drive->mmc_update = true;
    }
    if (is(sense, 0x06, 0x5a, 0x01) || protect_request)
        retry_as_busy(verdict);
    if (changed && (drive->speed_set || !drive->profile.speed_if_asked))
        sim_work_start(drive, SIM_WORK_SPEED, effects);
}

/* A length that does not fit spoils what would have been data all the same,
 * recovered or without sense (spec 5.1, 5.2). */
static bool spoils(const struct sim_answer *answer, bool has_row,
                   const struct sim_verdict *verdict)
{
    bool no_sense = !has_row && (answer->sense.key & 0x0f) == 0;

    return answer->ili && (verdict->status == TJ_STATUS_SUCCESS || no_sense);
}

struct sim_verdict sim_sense_interpret(struct sim_drive *drive,
                                       const struct sim_command *command,
                                       const struct sim_answer *answer,
                                       struct sim_effects *effects)
{
    if (!sim_has_sense(answer))
        return sim_srb_interpret(drive, command, answer);
    struct sim_sense        sense = answer->sense;
    const struct sense_row *row = find_row(sense);
    const struct key_row *key = &keys[sense.key & 0x0f];
    struct sim_verdict verdict;

    /* Key 6 always counts once before the ASC is looked at (4.7, S10), so that
     * the count says less of discs than it seems to (R38). */
    drive->mcc += sense.key == 0x06 && /* MUTANT(attention_not_counted) */
                  !sim_mutant(drive, SIM_ATTENTION_NOT_COUNTED);
    if (row != NULL) {
        verdict = (struct sim_verdict){ row->status, row->retry,
                                        SECONDS(row->interval_s) };
        act(drive, command, row->action, sense, &verdict, effects);
    } else {
        verdict = (struct sim_verdict){ key->status, key->retry,
                                        SECONDS(key->interval_s) };
        if (sense.key == 0x06) { /* F4 */
            drive->mcc += 1;
            ask_for_verify(drive, &verdict);
        }
    }
    if (spoils(answer, row != NULL, &verdict))
        verdict = (struct sim_verdict){ .status = STATUS_INVALID_BLOCK_LENGTH };
    if (drive->profile.mmc)
        adjust(drive, command->cdb[0], sense, &verdict, effects);
    return verdict;
}

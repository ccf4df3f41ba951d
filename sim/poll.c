/* Polling: who starts it, and what a poll makes of the drive's events (spec
 * 4.2, 4.3). One command a step; the drive is asked again at once as long as it
 * has something to say, so that one poll can emit several events (F20). */
#include "core/drive/bytes.h"
#include "sim/parts.h"

#include <string.h>

enum { REPLY_SIZE = 8, EVENT_BYTES = 6, RESENDS_MAX = 32,
       CHANGES_TRUSTED = 4, BUSY_MIN_100MS = 2 };

/* --- When --- */

/* A virtual drive of the system's own maker is asked half as often. */
uint64_t sim_poll_period_ns(const struct sim_profile *profile)
{
    static const char virtual_vendor[] = "MSFT";
    bool slow = strncmp(profile->vendor, virtual_vendor,
                        sizeof virtual_vendor - 1) == 0;

    return slow ? 2 * profile->poll_ns : profile->poll_ns;
}

/* Puts the private token into the normal pipeline: no file object, so it is
 * refused like any stranger while somebody owns the drive (K7). */
void sim_poll_start(struct sim_drive *drive, struct sim_effects *effects)
{
    struct sim_request *poll = &drive->requests[SIM_POLL_SLOT];

    if (!drive->profile.mcn || drive->mcn_disable != 0 || drive->poll_busy ||
        drive->zero_power)
        return;
    TJ_ASSERT(poll->phase == SIM_PHASE_FREE);
    drive->poll_busy = true;
    *poll = (struct sim_request){
        .number = SIM_NUMBER_POLL,
        .code = UINT32_C(0x0007C0C8), /* IOCTL_DISK_UPDATE_DRIVE_SIZE */
        .kind = SIM_IOCTL,
        .file = SIM_NO_FILE,
        .route = SIM_ROUTE_POLL,
        .parent = SIM_NO_REQUEST,
    };
    sim_request_arrive(drive, poll, effects);
}

/* The drive's signal is EVENT_NOTIFICATION from the port driver. Refused by
 * the gate while locked, it leaves one bit behind (spec 1.8, 2.1). */
void sim_media_signal(struct sim_drive *drive, struct sim_effects *effects)
{
    if (drive->owner != SIM_NO_FILE)
        drive->an_pending = true;
    else
        sim_poll_start(drive, effects);
}

/* --- GET EVENT STATUS NOTIFICATION --- */

static void prepare_event_status(struct sim_command *command, uint8_t classes)
{
    sim_command_prepare(command, SIM_OP_GET_EVENT_STATUS, classes);
    command->cdb[1] = 1; /* Immediate. */
    command->cdb[8] = REPLY_SIZE;
    command->poll = true;
}

/* Asked for no class, the drive only says which ones it has. */
void sim_poll_init(struct sim_drive *drive)
{
    const uint8_t wanted = 1u << SIM_GESN_OPERATION_CLASS |
                           1u << SIM_GESN_EXTERNAL_CLASS |
                           1u << SIM_GESN_MEDIA_CLASS |
                           1u << SIM_GESN_BUSY_CLASS;
    struct sim_command command = { .status = TJ_STATUS_SUCCESS };
    uint8_t data[SIM_DATA_MAX];

    drive->gesn_mask = drive->gesn_quiet = 0;
    drive->gesn_hack = drive->profile.gesn_hack;
    if (!drive->profile.gesn || drive->gesn_off)
        return;
    prepare_event_status(&command, 0);
    struct sim_answer answer = sim_hardware_command(
        &drive->hardware, &drive->profile, command.cdb, data, drive->now_ns);
    if (answer.srb == SIM_SRB_SUCCESS && answer.status == SIM_SCSI_GOOD &&
        answer.data_size >= 4 && (data[3] & 1u << SIM_GESN_MEDIA_CLASS) != 0)
        drive->gesn_mask = data[3] & wanted;
}

/* A class is left out until the rest has nothing to say either, then all are
 * asked again. True: there is a rest. */
static bool leave_out(struct sim_drive *drive, uint8_t class_bit)
{
    drive->gesn_quiet |= class_bit;
    drive->gesn_mask &= (uint8_t)~class_bit;
    if (drive->gesn_mask != 0)
        return true;
    drive->gesn_mask = drive->gesn_quiet;
    drive->gesn_quiet = 0;
    return false;
}

/* What one event means. True: ask again at once. */
typedef bool event_rule(struct sim_drive *drive, const uint8_t *event,
                        struct sim_effects *effects);

enum { CHANGE_REQUESTED = 1, FEATURE_CHANGE = 1, FEATURE_ADDED = 2 };

/* Some drives report changes for ever: from the fourth repetition on they are
 * neither believed nor asked for. */
static bool operational_change(struct sim_drive *drive, const uint8_t *event,
                               struct sim_effects *effects)
{
    unsigned change = (unsigned)event[2] << 8 | event[3];

    (void)effects;
    if ((event[0] & 0x0f) == CHANGE_REQUESTED)
        return true;
    if (drive->gesn_resends >= CHANGES_TRUSTED) {
        drive->gesn_hack = true;
        return leave_out(drive, 1u << SIM_GESN_OPERATION_CLASS);
    }
    if (change != FEATURE_CHANGE && change != FEATURE_ADDED)
        return true;
    drive->verify = drive->verify || drive->vpb != SIM_VPB_NONE;
    if (drive->profile.mmc) {
        drive->write_allowed = false;
        drive->mmc_update = true;
    }
    return true;
}

enum { BUTTON_DOWN = 1 };
#define TIMER_INCREMENT UINT64_C(156250) /* 15.625 ms in 100 ns */

/* The driver multiplies a time by the length of a tick, so that nobody can use
 * it (R22); here it counts from the machine's start. */
static bool external_request(struct sim_drive *drive, const uint8_t *event,
                             struct sim_effects *effects)
{
    const struct tj_payload payload = {
        .button_status = BUTTON_DOWN,
        .request = (uint16_t)(event[2] << 8 | event[3]),
        .system_time = (int64_t)(drive->now_ns / 100 * TIMER_INCREMENT),
    };

    if ((event[0] & 0x0f) == BUTTON_DOWN)
        sim_emit(drive, TJ_EVENT_DEVICE_EXTERNAL_REQUEST, &payload, effects);
    return true;
}

static bool media_event(struct sim_drive *drive, const uint8_t *event,
                        struct sim_effects *effects)
{
    switch (event[0] & 0x0f) {
    case SIM_GESN_NEW_MEDIA: /* In another one's place: R13, F19 */
    case SIM_GESN_MEDIA_CHANGED:
        drive->verify = drive->verify || drive->vpb != SIM_VPB_NONE;
        sim_media_set(drive, TJ_MEDIA_PRESENT, NULL, effects);
        break;
    case SIM_GESN_REMOVAL:
        sim_media_set(drive, TJ_MEDIA_NOT_PRESENT, NULL, effects);
        break;
    case SIM_GESN_EJECT_REQUEST:
        sim_emit(drive, TJ_EVENT_MEDIA_EJECT_REQUEST, NULL, effects);
        break;
    default:
        break;
    }
    return true;
}

/* The status is passed on as it is, 0 too (F18). */
static bool busy_event(struct sim_drive *drive, const uint8_t *event,
                       struct sim_effects *effects)
{
    uint32_t time_100ms = (uint32_t)event[2] << 8 | event[3];

    if (time_100ms >= BUSY_MIN_100MS)
        sim_becoming_ready(drive, event[1], time_100ms, effects);
    return true;
}

static event_rule *const rules[8] = {
    [SIM_GESN_OPERATION_CLASS] = operational_change,
    [SIM_GESN_EXTERNAL_CLASS] = external_request,
    [SIM_GESN_MEDIA_CLASS] = media_event,
    [SIM_GESN_BUSY_CLASS] = busy_event,
};

/* In hack mode a drive answers "no change" for its first class although others
 * have events, so it is asked for the others one after the other. A drive that
 * answers for a later class shows that it needs no such help. */
static bool is_quiet_class(struct sim_drive *drive, uint8_t class_bit,
                           bool change)
{
    uint8_t first = (uint8_t)(drive->gesn_mask & -drive->gesn_mask);

    if (class_bit != first)
        drive->gesn_hack = false;
    return drive->gesn_hack && !change;
}

/* True: ask again at once. */
static bool interpret(struct sim_drive *drive, const uint8_t *data,
                      struct sim_effects *effects)
{
    enum { NO_EVENT_AVAILABLE = 0x80 };
    unsigned class = data[2] & 0x07;
    uint8_t class_bit = (uint8_t)(1u << class);
    bool change = (data[4] & 0x0f) != 0;

    if ((data[2] & NO_EVENT_AVAILABLE) != 0 || class == 0)
        return false;
    if (drive->gesn_hack) {
        if ((drive->gesn_mask & class_bit) == 0)
            return false; /* Nobody asked for that. */
        if (is_quiet_class(drive, class_bit, change))
            return leave_out(drive, class_bit);
    }
    unsigned length = (unsigned)data[0] << 8 | data[1];
    if (length < EVENT_BYTES || !change)
        return false;
    return rules[class] == NULL || rules[class](drive, data + 4, effects);
}

/* A failed or mutilated reply ends the row of repetitions; the 33rd in a row
 * switches GESN off for good (F24). */
static bool ask_again(struct sim_drive *drive, const struct sim_command *reply,
                      const uint8_t *data, struct sim_effects *effects)
{
    bool again = reply->status == TJ_STATUS_SUCCESS &&
                 reply->data_size == REPLY_SIZE &&
                 interpret(drive, data, effects);

    drive->gesn_resends = again ? drive->gesn_resends + 1 : 0;
    if (drive->gesn_resends <= RESENDS_MAX)
        return again;
    drive->gesn_off = true;
    drive->gesn_mask = drive->gesn_resends = 0;
    return false;
}

/* --- The poll --- */

static void prepare(const struct sim_drive *drive, struct sim_command *command)
{
    if (drive->gesn_mask != 0) {
        prepare_event_status(command, drive->gesn_mask);
        return;
    }
    sim_command_prepare(command, SIM_OP_TEST_UNIT_READY, 0);
    command->poll = true;
}

/* MCN may have been disabled since the tick: the token still polls (4.5, R14).
 * A TEST UNIT READY of a drive that is becoming ready has an event each time,
 * GET EVENT STATUS what the drive says of it (R45). An empty GESN reply changes
 * nothing: in that mode only an event makes a disc present (R11). */
enum sim_progress sim_poll_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    struct sim_command *command = &request->command;
    uint8_t data[SIM_DATA_MAX];

    if (command->phase == SIM_COMMAND_IDLE)
        prepare(drive, command);
    bool by_event = command->cdb[0] == SIM_OP_GET_EVENT_STATUS;
    enum sim_progress progress = sim_command_run(
        drive, sim_actor_of(drive, request), command, data, effects);
    if (progress != SIM_FINISHED)
        return progress;
    if (by_event && ask_again(drive, command, data, effects))
        return SIM_AGAIN;
    if (!by_event && command->status == TJ_STATUS_SUCCESS)
        sim_media_set(drive, TJ_MEDIA_PRESENT, NULL, effects);
    sim_zero_power_enter(drive, effects);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

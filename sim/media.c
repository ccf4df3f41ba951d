/* Media state: the one transition function (spec 4.1), who polls and when
 * (4.3), and the requests that only ask (3.2 CHECK_VERIFY, 4.4). */
#include "sim/parts.h"

#include "core/drive/bytes.h"

/* The mutex of the real driver is never contended here, because the whole
 * function is one step; a planted loss stands for the contention (spec R11).
 * previous may be NULL; a lost update leaves it alone. */
void sim_media_set(struct sim_drive *drive, enum tj_media_state state,
                   uint8_t *previous, struct sim_effects *effects)
{
    if (!drive->profile.mcn) /* step 1: MCN machinery switched off */
        return;
    if (drive->mutex_losses > 0) { /* step 2 */
        drive->mutex_losses--;
        return;
    }
    uint8_t old = drive->known;
    if (previous != NULL)
        *previous = old;
    drive->known = (uint8_t)state; /* step 3 */
    if (state == TJ_MEDIA_PRESENT && old != TJ_MEDIA_PRESENT)
        drive->mcc++; /* step 4: also while MCN is disabled */
    if (drive->mcn_disable != 0 || drive->reported == drive->known)
        return; /* steps 5, 6 */
    if (state == TJ_MEDIA_UNKNOWN)
        return; /* step 7: no event, and reported stays */
    const struct tj_payload payload = { .change_count = drive->mcc,
                                        .new_state = (uint32_t)state };
    sim_emit(drive, state == TJ_MEDIA_PRESENT ? TJ_EVENT_MEDIA_ARRIVAL
                                              : TJ_EVENT_MEDIA_REMOVAL,
             &payload, effects);
    drive->reported = drive->known; /* step 8 */
}

/* Puts the private token into the normal pipeline: no file object, so it is
 * refused like any stranger while somebody owns the drive (spec 4.3). */
void sim_poll_start(struct sim_drive *drive, struct sim_effects *effects)
{
    struct sim_request *poll = &drive->requests[SIM_POLL_SLOT];

    if (!drive->profile.mcn || drive->mcn_disable != 0 || drive->poll_busy)
        return;
    TJ_ASSERT(poll->phase == SIM_PHASE_FREE);
    drive->poll_busy = true;
    *poll = (struct sim_request){
        .number = SIM_NUMBER_POLL,
        .code = UINT32_C(0x0007C0C8), /* IOCTL_DISK_UPDATE_DRIVE_SIZE */
        .kind = SIM_IOCTL,
        .file = SIM_NO_FILE,
        .route = SIM_ROUTE_POLL,
    };
    sim_request_arrive(drive, poll, effects);
}

/* Asynchronous notification: the drive's signal is EVENT_NOTIFICATION from the
 * port driver. Refused by the gate while locked, it leaves one bit behind
 * (spec 1.8, 2.1). */
void sim_media_signal(struct sim_drive *drive, struct sim_effects *effects)
{
    if (drive->owner != SIM_NO_FILE)
        drive->an_pending = true;
    else
        sim_poll_start(drive, effects);
}

static enum sim_progress poll_by_unit_ready(struct sim_drive *drive,
                                            struct sim_effects *effects)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_TEST_UNIT_READY };

    struct sim_answer answer = sim_command_once(drive, cdb, NULL, effects);
    if (answer.status == SIM_SCSI_GOOD)
        sim_media_set(drive, TJ_MEDIA_PRESENT, NULL, effects);
    return SIM_FINISHED;
}

/* GesnDataInterpret, media class (spec 4.2). */
static void media_event(struct sim_drive *drive, uint8_t event,
                        struct sim_effects *effects)
{
    switch (event) {
    case SIM_GESN_NEW_MEDIA:
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
}

enum { RESENDS_MAX = 33 }; /* The 33rd in a row switches GESN off (F24). */

/* One command a step. The drive is asked again at once as long as it has
 * events, so one poll can emit several (F20). An empty reply changes nothing:
 * in this mode only an event makes a disc present (spec R11). */
static enum sim_progress poll_by_event(struct sim_drive *drive,
                                       struct sim_effects *effects)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = {
        SIM_OP_GET_EVENT_STATUS, 1, 0, 0, 1u << SIM_GESN_MEDIA_CLASS,
        0, 0, 0, 8,
    };

    uint8_t data[SIM_DATA_MAX];
    struct sim_answer answer = sim_command_once(drive, cdb, data, effects);
    if (answer.status != SIM_SCSI_GOOD || answer.data_size != 8) {
        drive->gesn_resends = 0;
        return SIM_FINISHED;
    }
    if (data[4] == 0) {
        drive->gesn_resends = 0;
        return SIM_FINISHED;
    }
    media_event(drive, data[4] & 0x0f, effects);
    if (++drive->gesn_resends < RESENDS_MAX)
        return SIM_AGAIN;
    drive->gesn_off = true;
    return SIM_FINISHED;
}

/* MCN may have been disabled since the tick: the token still polls (4.5). */
enum sim_progress sim_poll_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    request->status = TJ_STATUS_SUCCESS;
    if (drive->profile.gesn && !drive->gesn_off)
        return poll_by_event(drive, effects);
    return poll_by_unit_ready(drive, effects);
}

enum { EVENT_NOTIFICATION_SIZE = 16, EVENT_NOTIFICATION_VERSION = 1,
       EVENT_MEDIA_DEVICE_OPERATION = 7 };

/* Spec 4.4, checks in its order. Success means "token submitted": the owner of
 * an exclusive lock gets it too, although no poll will run. */
static uint32_t event_notification(struct sim_drive *drive,
                                   const struct sim_request *request)
{
    if (!drive->profile.mcn)
        return TJ_STATUS_UNSUCCESSFUL;
    if (request->input_size < EVENT_NOTIFICATION_SIZE)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (tj_get_u32(request->buffer) != EVENT_NOTIFICATION_VERSION ||
        tj_get_u32(request->buffer + 4) != EVENT_NOTIFICATION_SIZE)
        return TJ_STATUS_INVALID_PARAMETER;
    if ((request->buffer[8] & EVENT_MEDIA_DEVICE_OPERATION) == 0)
        return TJ_STATUS_NOT_SUPPORTED;
    if (drive->mcn_disable != 0 || drive->poll_busy)
        return TJ_STATUS_UNSUCCESSFUL;
    return TJ_STATUS_SUCCESS;
}

enum sim_progress sim_event_notification_handle(struct sim_drive *drive,
                                                struct sim_request *request,
                                                struct sim_effects *effects)
{
    request->status = event_notification(drive, request);
    if (request->status == TJ_STATUS_SUCCESS)
        sim_poll_start(drive, effects);
    return SIM_FINISHED;
}

/* Spec 3.2: an output of 1 to 3 bytes is refused, none at all is fine. */
uint32_t sim_check_verify_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    (void)drive;
    if (request->output_size == 0 || request->output_size >= 4)
        return TJ_STATUS_SUCCESS;
    request->info = 4;
    return TJ_STATUS_BUFFER_TOO_SMALL;
}

/* The success of the command does not touch the media state; its sense does
 * (spec 4.7). CHECK_VERIFY2 never returns data (R16). */
enum sim_progress sim_check_verify2_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    enum sim_progress progress = sim_request_command(
        drive, request, SIM_OP_TEST_UNIT_READY, 0, effects);

    request->status = request->command.status;
    return progress;
}

enum sim_progress sim_check_verify_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    enum sim_progress progress =
        sim_check_verify2_handle(drive, request, effects);

    if (progress != SIM_FINISHED || request->status != TJ_STATUS_SUCCESS ||
        request->output_size < 4)
        return progress;
    tj_put_u32(request->buffer, drive->mcc);
    request->info = 4;
    return SIM_FINISHED;
}

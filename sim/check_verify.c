/* The requests that only ask about the disc: CHECK_VERIFY (spec 3.2) and
 * EVENT_NOTIFICATION, which forces a poll (4.4). */
#include "core/drive/bytes.h"
#include "sim/parts.h"

enum { COUNT_SIZE = 4 };

/* An output of 1 to 3 bytes is refused, none at all is fine; only then a drive
 * without power counts. */
uint32_t sim_check_verify_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    if (request->output_size > 0 && request->output_size < COUNT_SIZE) {
        request->info = COUNT_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return sim_zero_power(drive) ? TJ_STATUS_NO_MEDIA_IN_DEVICE
                                 : TJ_STATUS_SUCCESS;
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
    if (progress == SIM_FINISHED && request->output_size >= COUNT_SIZE &&
        sim_mutant(drive, SIM_VERIFY2_RETURNS_COUNT))
        request->info = COUNT_SIZE; /* MUTANT(verify2_returns_count) */
    return progress;
}

enum sim_progress sim_check_verify_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    enum sim_progress progress =
        sim_check_verify2_handle(drive, request, effects);

    if (progress != SIM_FINISHED || request->status != TJ_STATUS_SUCCESS ||
        request->output_size < COUNT_SIZE)
        return progress;
    tj_put_u32(request->buffer, drive->mcc);
    request->info = COUNT_SIZE;
    return SIM_FINISHED;
}

enum { EVENT_NOTIFICATION_SIZE = 16, EVENT_NOTIFICATION_VERSION = 1,
       EVENT_MEDIA_DEVICE_OPERATION = 7 };

/* Spec 4.4, checks in its order. Success means "token submitted": the owner of
 * an exclusive lock gets it too, although no poll will run (R30). */
static uint32_t event_notification(const struct sim_drive *drive,
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

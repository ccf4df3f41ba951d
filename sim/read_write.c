/* Reads and writes (spec 2.4) and FlushFileBuffers (2.6). */
#include "sim/parts.h"

/* W1 precedes W3: a stranger can see 1110 instead of 5, and the owner of a
 * direct handle can see it for ever (R20). There is no gate at arrival. */
uint32_t sim_read_write_dequeue(const struct sim_drive *drive,
                                const struct sim_request *request)
{
    if (drive->verify)
        return TJ_STATUS_VERIFY_REQUIRED; /* W1 */
    if (drive->play_active)
        return TJ_STATUS_DEVICE_BUSY; /* W2 */
    if (sim_is_stranger(drive, request))
        return TJ_STATUS_ACCESS_DENIED; /* W3 */
    return TJ_STATUS_SUCCESS;
}

/* W6 a to c. The schema rules (d) need the cached partition length, which this
 * version does not keep: the drive's own sense decides about bounds. */
static uint32_t validate(const struct sim_drive *drive,
                         const struct sim_request *request)
{
    if (drive->play_active)
        return TJ_STATUS_DEVICE_BUSY;
    if (sim_is_stranger(drive, request))
        return TJ_STATUS_ACCESS_DENIED;
    bool aligned = request->offset % SIM_SECTOR_SIZE == 0 &&
                   request->length % SIM_SECTOR_SIZE == 0;
    /* A file system reads whole sectors for its files. */
    if (!aligned && drive->files[request->file].class != SIM_CLASS_F)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    if (request->kind == SIM_WRITE && !drive->write_allowed)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    return TJ_STATUS_SUCCESS;
}

static void put_address(struct sim_command *command, uint64_t sector,
                        uint32_t count)
{
    uint8_t *cdb = command->cdb;

    cdb[2] = (uint8_t)(sector >> 24);
    cdb[3] = (uint8_t)(sector >> 16);
    cdb[4] = (uint8_t)(sector >> 8);
    cdb[5] = (uint8_t)sector;
    cdb[7] = (uint8_t)(count >> 8);
    cdb[8] = (uint8_t)count;
}

/* W7. A transfer longer than one command can carry is sent as its first part:
 * the drive model moves no data, only the answer counts. */
enum sim_progress sim_read_write_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->stage == 0) {
        request->status = validate(drive, request);
        if (request->status != TJ_STATUS_SUCCESS)
            return SIM_FINISHED;
        uint64_t sector = request->offset / SIM_SECTOR_SIZE;
        uint64_t count = request->length / SIM_SECTOR_SIZE;
        request->stage = 1;
        sim_command_prepare(&request->command,
                            request->kind == SIM_READ ? SIM_OP_READ_10
                                                      : SIM_OP_WRITE_10, 0);
        put_address(&request->command,
                    sector < UINT32_MAX ? sector : UINT32_MAX,
                    (uint32_t)(count < UINT16_MAX ? count : UINT16_MAX));
    }
    enum sim_progress progress =
        sim_command_run(drive, sim_actor_of(drive, request),
                        &request->command, NULL, effects);
    request->status = request->command.status;
    if (progress == SIM_FINISHED && request->status == TJ_STATUS_SUCCESS)
        request->info = request->length;
    return progress;
}

/* Not gated, also for strangers (R2). It waited until nothing executed, and
 * nothing is handed out of the queue until it ends. */
enum sim_progress sim_flush_handle(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    if (request->stage == 0 && drive->executing != SIM_NO_REQUEST)
        return SIM_ASLEEP;
    request->stage = 1;
    enum sim_progress progress = sim_request_command(
        drive, request, SIM_OP_SYNCHRONIZE_CACHE, 0, effects);
    if (progress != SIM_FINISHED)
        return progress;
    request->status = request->command.status;
    TJ_ASSERT(drive->queue_stops > 0);
    drive->queue_stops--;
    sim_queue_advance(drive, effects);
    return SIM_FINISHED;
}

/* The DISK and VOLUME requests of spec 3.2 that ask whether the disc may be
 * written, and those that wait until the volumes are ready. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

bool sim_disk_wants_to_write(const struct sim_request *request)
{
    sim_handler *handler = sim_route_at(request->route)->handler;

    return handler == sim_disk_is_writable_handle ||
           handler == sim_disk_verify_handle;
}

/* Only a drive with defect management takes writes as a disk does. */
enum sim_progress sim_disk_is_writable_handle(struct sim_drive *drive,
                                              struct sim_request *request,
                                              struct sim_effects *effects)
{
    bool writable = drive->write_allowed &&
                    drive->schema == SIM_SCHEMA_DEFECT_MANAGEMENT;

    (void)effects;
    request->status = writable ? TJ_STATUS_SUCCESS
                               : TJ_STATUS_MEDIA_WRITE_PROTECTED;
    return SIM_FINISHED;
}

/* --- VERIFY {i64 StartingOffset; u32 Length} --- */

enum { VERIFY_INFORMATION_SIZE = 16 };

uint32_t sim_disk_verify_validate(const struct sim_drive *drive,
                                  struct sim_request *request)
{
    (void)drive;
    return request->input_size < VERIFY_INFORMATION_SIZE
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

/* No more than the command can say. */
static bool prepare_verify(struct sim_request *request)
{
    uint64_t first = tj_get_u64(request->buffer) / SIM_SECTOR_SIZE;
    uint32_t count = tj_get_u32(request->buffer + 8) / SIM_SECTOR_SIZE;

    if (first > UINT32_MAX || count > UINT16_MAX)
        return false;
    sim_command_prepare(&request->command, SIM_OP_VERIFY_10, 0);
    sim_put_be32(request->command.cdb + 2, (uint32_t)first);
    sim_put_be16(request->command.cdb + 7, count);
    return true;
}

enum sim_progress sim_disk_verify_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        request->status = TJ_STATUS_MEDIA_WRITE_PROTECTED;
        if (!drive->write_allowed)
            return SIM_FINISHED;
        request->status = TJ_STATUS_INVALID_PARAMETER;
        if (!prepare_verify(request))
            return SIM_FINISHED;
    }
    return sim_request_exchange(drive, request, effects);
}

/* --- ARE_VOLUMES_READY waits beside the queue, from device start until the
 * first release; never again after it. --- */

enum sim_progress sim_volumes_ready_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    request->status = TJ_STATUS_SUCCESS;
    if (!drive->volumes_parked)
        return SIM_FINISHED;
    request->phase = SIM_PHASE_PARKED;
    sim_request_leave_queue(drive, request, effects);
    return SIM_ASLEEP;
}

/* VOLUME_ONLINE of an application, and POST_ONLINE. Who is released is not
 * judged by the gate again. */
enum sim_progress sim_volume_online_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    drive->volumes_parked = false;
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        if (drive->requests[i].phase == SIM_PHASE_PARKED)
            sim_finish(&drive->requests[i], TJ_STATUS_SUCCESS, effects);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_FINISHED;
}

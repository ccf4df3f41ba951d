/* Reads and writes through the file system, and the two IOCTLs that it looks
 * at before the class driver does (spec 2.5, 3.2). */
#include "sim/volume.h"

#include "core/drive/bytes.h"

/* The class driver has to say the rest: the caller's own file object, which it
 * does not know (spec 0.4). */
static enum sim_progress forward(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    request->stage = 0;
    sim_request_arrive(drive, request, effects);
    return SIM_ASLEEP;
}

/* --- Reads and writes --- */

/* CdVerifyFcbOperation: the drive is not asked. The dismounting handle may go
 * on (6.3). */
static uint32_t may_transfer(const struct sim_volume *volume)
{
    uint32_t status = sim_volume_gone(volume);

    if (status == TJ_STATUS_SUCCESS &&
        volume->condition != SIM_VCB_MOUNTED)
        status = TJ_STATUS_WRONG_VOLUME;
    return status;
}

/* Whole sectors round what was asked for, one command at most. */
static enum sim_progress read_disc(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    uint64_t skip = request->offset % SIM_SECTOR_SIZE;
    uint64_t size = skip + request->length + SIM_SECTOR_SIZE - 1;
    const struct sim_child_call call = {
        .offset = request->offset - skip,
        .length = (uint32_t)(size < UINT32_MAX ? size : UINT32_MAX) &
                  ~(uint32_t)(SIM_SECTOR_SIZE - 1),
    };

    return sim_volume_ask(drive, request, &call, SIM_VS_FILE_READ, effects);
}

/* While DO_VERIFY is clear a file's data comes from the cache, whatever became
 * of the disc or of the lock (INFERRED that it is there from the start:
 * `file_data`); once it is set, every read enters the verify path (2.5, R33). */
enum sim_progress sim_transfer_begin(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    const struct sim_file *file = &drive->files[request->file];
    const struct sim_volume *volume = sim_volume_of(drive, request);

    request->errand = SIM_ERRAND_TRANSFER;
    if (volume == NULL) /* The control device has nothing to read. */
        return sim_volume_end(request, TJ_STATUS_INVALID_DEVICE_REQUEST);
    if (file->dismount_on_close)
        return forward(drive, request, effects);
    uint32_t status = may_transfer(volume);
    if (status != TJ_STATUS_SUCCESS)
        return sim_volume_end(request, status);
    if (drive->verify && !volume->raw)
        return sim_volume_go(request, SIM_VS_PATH);
    if (file->class == SIM_CLASS_V)
        return forward(drive, request, effects);
    if ((file->flags & SIM_UNCACHED) != 0 || drive->profile.files_uncached)
        return read_disc(drive, request, effects);
    request->info = request->length;
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

/* DO_VERIFY came while the child waited: look first, then read again. */
enum sim_progress sim_file_read_answered(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    uint32_t status = request->command.status;

    (void)drive, (void)effects;
    if (status == TJ_STATUS_VERIFY_REQUIRED)
        return sim_volume_go(request, SIM_VS_PATH);
    if (status == TJ_STATUS_SUCCESS)
        request->info = request->length;
    return sim_volume_end(request, status);
}

/* --- READ_TOC and DISK_TYPE on a volume handle --- */

enum { CDROM_DISK_AUDIO_TRACK = 1, CDROM_DISK_DATA_TRACK = 2,
       CDROM_DISK_DATA_SIZE = 4 };

/* Also on the dismounting handle: 21 (6.3). */
enum sim_progress sim_control_begin(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->errand = SIM_ERRAND_CONTROL;
    return sim_volume_go(request, SIM_VS_VERIFY);
}

/* DISK_TYPE is what the mount saw; the class driver does not know the code. */
enum sim_progress sim_control_granted(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    const struct sim_volume *volume = sim_volume_of(drive, request);

    if (request->code == TJ_IOCTL_CDROM_READ_TOC)
        return forward(drive, request, effects);
    if (request->output_size < CDROM_DISK_DATA_SIZE)
        return sim_volume_end(request, TJ_STATUS_BUFFER_TOO_SMALL);
    tj_put_u32(request->buffer, volume->audio ? CDROM_DISK_AUDIO_TRACK
                                              : CDROM_DISK_DATA_TRACK);
    request->info = CDROM_DISK_DATA_SIZE;
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

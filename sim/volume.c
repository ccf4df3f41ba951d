/* The little of the file-system layer that this version has: a volume that is
 * mounted or not, so that a lock without flag 0x1 can be refused (spec 1.4 L4,
 * 6.7). Locking, dismounting and verifying a volume come with sections 6.2 to
 * 6.6 in full; until then those requests say that they are not simulated. */
#include "sim/parts.h"

/* Why a path on the volume cannot be opened. */
static uint32_t no_file_system(const struct sim_drive *drive)
{
    if (drive->owner != SIM_NO_FILE)
        return TJ_STATUS_ACCESS_DENIED; /* The mount's own reads are denied. */
    if (drive->hardware.tray_open || !drive->hardware.disc)
        return TJ_STATUS_NO_MEDIA_IN_DEVICE;
    return TJ_STATUS_UNRECOGNIZED_VOLUME;
}

/* CREATE that reaches a file system. While the drive is owned CDFS's own
 * CHECK_VERIFY is denied, so an open of the mounted volume fails 5 (2.5);
 * without one RAW takes the volume itself, also under a lock (R6). */
static uint32_t volume_open(const struct sim_drive *drive,
                            const struct sim_request *request, bool *mount)
{
    *mount = false;
    if (drive->vpb == SIM_VPB_FS)
        return drive->owner != SIM_NO_FILE ? TJ_STATUS_ACCESS_DENIED
                                           : TJ_STATUS_SUCCESS;
    if (request->target == TJ_FILE)
        return no_file_system(drive);
    if (drive->vpb == SIM_VPB_RAW)
        return TJ_STATUS_SUCCESS;
    *mount = drive->profile.raw_mount;
    return *mount ? TJ_STATUS_SUCCESS : no_file_system(drive);
}

/* CLEANUP does nothing here yet; RAW goes with its last handle (R6). */
enum sim_progress sim_volume_cleanup_step(struct sim_drive *drive, uint8_t file,
                                          struct sim_effects *effects)
{
    (void)drive, (void)file, (void)effects;
    return SIM_FINISHED;
}

void sim_volume_file_closed(struct sim_drive *drive, uint8_t file)
{
    if (drive->files[file].class != SIM_CLASS_V)
        return;
    TJ_ASSERT(drive->volume_files > 0);
    drive->volume_files--;
    if (drive->volume_files == 0 && drive->vpb == SIM_VPB_RAW) {
        drive->vpb = SIM_VPB_NONE;
        drive->verify = false; /* The flag was the mounted volume's (R20). */
    }
}

bool sim_volume_takes(const struct sim_drive *drive,
                      const struct sim_request *request)
{
    (void)drive;
    return request->kind == SIM_OPEN ||
           (request->kind == SIM_IOCTL &&
            tj_code_device(request->code) == TJ_DEVICE_FILE_SYSTEM);
}

/* On a file CDFS refuses what is for volume opens (6.2). */
static uint32_t fsctl(const struct sim_drive *drive,
                      struct sim_request *request)
{
    uint32_t code = request->code;

    if (drive->files[request->file].class == SIM_CLASS_F &&
        (code == TJ_FSCTL_LOCK_VOLUME || code == TJ_FSCTL_UNLOCK_VOLUME ||
         code == TJ_FSCTL_DISMOUNT_VOLUME))
        return TJ_STATUS_INVALID_PARAMETER;
    request->unsimulated = true;
    return TJ_STATUS_INVALID_DEVICE_REQUEST;
}

/* The file system looks; a mount is a step of its own, so that a lock in
 * between still sees the volume unmounted (R5). */
void sim_volume_step(struct sim_drive *drive, struct sim_request *request,
                     struct sim_effects *effects)
{
    enum { LOOK, MOUNT };
    uint32_t status = TJ_STATUS_SUCCESS;
    uint8_t  file;

    if (request->kind != SIM_OPEN) {
        sim_complete(drive, request, fsctl(drive, request), effects);
        return;
    }
    if (request->stage == LOOK) {
        bool mount;
        status = volume_open(drive, request, &mount);
        if (mount) {
            request->stage = MOUNT;
            sim_request_ready(request, effects);
            return;
        }
    } else if (drive->vpb == SIM_VPB_NONE) {
        drive->vpb = SIM_VPB_RAW;
    }
    if (status == TJ_STATUS_SUCCESS)
        status = sim_file_open(drive, request, &file);
    if (status == TJ_STATUS_SUCCESS &&
        drive->files[file].class == SIM_CLASS_V)
        drive->volume_files++;
    sim_complete(drive, request, status, effects);
}

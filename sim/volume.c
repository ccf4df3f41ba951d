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
uint32_t sim_volume_open(struct sim_drive *drive,
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

/* A step of its own: a lock in between still sees the volume unmounted (R5). */
void sim_volume_mount_raw(struct sim_drive *drive)
{
    if (drive->vpb == SIM_VPB_NONE)
        drive->vpb = SIM_VPB_RAW;
}

void sim_volume_file_opened(struct sim_drive *drive, enum sim_class class)
{
    if (class == SIM_CLASS_V)
        drive->volume_files++;
}

/* RAW goes with its last handle (R6); a mounted CDFS stays. */
void sim_volume_file_closed(struct sim_drive *drive, enum sim_class class)
{
    if (class != SIM_CLASS_V)
        return;
    TJ_ASSERT(drive->volume_files > 0);
    drive->volume_files--;
    if (drive->volume_files == 0 && drive->vpb == SIM_VPB_RAW) {
        drive->vpb = SIM_VPB_NONE;
        drive->verify = false; /* The flag was the mounted volume's (R20). */
    }
}

/* On a direct handle an FSCTL is an unknown kind of request (6.1); on a file
 * CDFS refuses what is for volume opens (6.2). */
uint32_t sim_volume_fsctl(enum sim_class class, uint32_t code,
                          bool *unsimulated)
{
    *unsimulated = class == SIM_CLASS_V;
    if (class == SIM_CLASS_F &&
        (code == TJ_FSCTL_LOCK_VOLUME || code == TJ_FSCTL_UNLOCK_VOLUME ||
         code == TJ_FSCTL_DISMOUNT_VOLUME))
        return TJ_STATUS_INVALID_PARAMETER;
    *unsimulated = class != SIM_CLASS_D;
    return TJ_STATUS_INVALID_DEVICE_REQUEST;
}

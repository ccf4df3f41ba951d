/* CREATE of the volume or of a path on it (spec 6.5), and the mount that comes
 * first when the VPB is not mounted (6.6, R5). */
#include "sim/volume.h"

/* --- What the I/O manager decides --- */

/* RAW knows no paths. Why there is no other file system (INFERRED). */
static uint32_t no_file_system(const struct sim_drive *drive)
{
    if (drive->owner != SIM_NO_FILE)
        return TJ_STATUS_ACCESS_DENIED; /* The mount's own reads are denied. */
    if (drive->hardware.tray_open || !drive->hardware.disc)
        return TJ_STATUS_NO_MEDIA_IN_DEVICE;
    return TJ_STATUS_UNRECOGNIZED_VOLUME;
}

/* VPB_LOCKED, or a removal that was asked for, refuses before the file system
 * runs (Z9, 6.5, 6.6; INFERRED: `vpb_lock`). */
static bool refuses(const struct sim_drive *drive,
                    const struct sim_volume *volume)
{
    return !drive->profile.vpb_lock_passes &&
           (drive->remove_pending ||
            (volume != NULL && volume->locked_explicitly));
}

enum sim_progress sim_open_begin(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    const struct sim_volume *volume = sim_volume_of(drive, request);

    (void)effects;
    request->errand = SIM_ERRAND_OPEN;
    if (refuses(drive, volume))
        return sim_volume_end(request, TJ_STATUS_ACCESS_DENIED);
    if (volume == NULL)
        return sim_volume_go(request, SIM_VS_MOUNT);
    if (volume->raw && request->target == TJ_FILE)
        return sim_volume_end(request, no_file_system(drive));
    if (!sim_volume_enter(drive, sim_actor_of(drive, request),
                          &request->stage))
        return SIM_ASLEEP;
    return sim_volume_go(request, SIM_VS_VERIFY);
}

/* --- Mount --- */

enum sim_progress sim_open_mount(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    sim_actor actor = sim_actor_of(drive, request);

    if (!sim_volume_enter(drive, actor, &request->stage))
        return SIM_ASLEEP;
    if (drive->vpb == SIM_VPB_NONE && !refuses(drive, NULL))
        return sim_look_begin(drive, request, effects);
    sim_volume_leave(drive, actor, effects); /* Somebody mounted meanwhile. */
    return sim_volume_go(request, SIM_VS_BEGIN);
}

/* CdIsRemount: the disc of a volume that a verify left behind. */
static uint8_t find_old(const struct sim_drive *drive)
{
    for (uint8_t i = 0; i < SIM_VOLUMES_MAX; i++) {
        const struct sim_volume *volume = &drive->volumes[i];
        if (volume->used && !volume->raw &&
            volume->condition == SIM_VCB_NOT_MOUNTED &&
            volume->disc_serial == drive->hardware.disc_serial)
            return i;
    }
    return SIM_NO_VOLUME;
}

/* Z12: only a new volume is announced, a remount is not (property 52). */
static uint32_t mount_cdfs(struct sim_drive *drive, uint32_t count,
                           struct sim_effects *effects)
{
    uint8_t index = find_old(drive);
    bool is_new = index == SIM_NO_VOLUME;

    if (is_new)
        index = sim_volume_take(drive);
    if (index == SIM_NO_VOLUME)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    struct sim_volume *volume = &drive->volumes[index];
    volume->condition = SIM_VCB_MOUNTED;
    volume->mcc = count;
    volume->disc_serial = drive->hardware.disc_serial;
    volume->audio = drive->hardware.disc_kind == SIM_DISC_AUDIO_CD;
    sim_vpb_set(drive, index);
    if (sim_mutant(drive, SIM_CHKDSK_ON_MOUNT)) /* MUTANT(chkdsk_on_mount) */
        sim_emit(drive, TJ_EVENT_VOLUME_NEED_CHKDSK, NULL, effects);
    if (is_new || /* MUTANT(remount_announced) */
        sim_mutant(drive, SIM_REMOUNT_ANNOUNCED))
        sim_emit(drive, TJ_EVENT_VOLUME_MOUNT, NULL, effects);
    return TJ_STATUS_SUCCESS;
}

/* RAW takes any volume, also under a lock (R6, INFERRED: `raw_mount`), and tells
 * nobody (INFERRED: `raw`). */
static uint32_t mount_raw(struct sim_drive *drive, struct sim_effects *effects)
{
    uint8_t index = sim_volume_take(drive);

    if (index == SIM_NO_VOLUME)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    drive->volumes[index].raw = true;
    sim_vpb_set(drive, index);
    if (drive->profile.raw == SIM_RAW_ANNOUNCED)
        sim_emit(drive, TJ_EVENT_VOLUME_MOUNT, NULL, effects);
    return TJ_STATUS_SUCCESS;
}

/* It looked for its own volume and found another disc, whose mount does not
 * help it; or its device went away (spec 2.6). */
static enum sim_progress mount_for_fsctl(struct sim_drive *drive,
                                         struct sim_request *request,
                                         uint32_t status,
                                         struct sim_effects *effects)
{
    bool mounts = drive->profile.other_disc_mounted &&
                  !sim_file_is_dead(drive, request->file);

    if (status == TJ_STATUS_SUCCESS && mounts)
        (void)mount_cdfs(drive, drive->look_count, effects);
    return sim_volume_end(request, status != TJ_STATUS_SUCCESS && !mounts
                                       ? status
                                       : TJ_STATUS_WRONG_VOLUME);
}

/* The create goes on with the volume as it finds it: an exclusive lock may
 * have come while the mount was in progress (R5). */
enum sim_progress sim_mount_ended(struct sim_drive *drive,
                                  struct sim_request *request, uint32_t status,
                                  struct sim_effects *effects)
{
    bool allows_raw = request->kind == SIM_OPEN &&
                      request->target == TJ_VOLUME && drive->profile.raw_mount;

    if (request->kind != SIM_OPEN)
        return mount_for_fsctl(drive, request, status, effects);
    if (status == TJ_STATUS_SUCCESS)
        status = mount_cdfs(drive, drive->look_count, effects);
    if (status != TJ_STATUS_SUCCESS && allows_raw)
        status = mount_raw(drive, effects);
    if (status != TJ_STATUS_SUCCESS)
        return sim_volume_end(request, status);
    sim_volume_leave(drive, sim_actor_of(drive, request), effects);
    return sim_volume_go(request, SIM_VS_BEGIN);
}

/* --- What the file system decides --- */

static bool fits(uint8_t access, uint8_t share, const struct sim_file *file)
{
    bool counts = access != TJ_ACCESS_NONE && file->access != TJ_ACCESS_NONE;

    return !counts || ((access & ~(unsigned)file->share) == 0 &&
                       (file->access & ~(unsigned)share) == 0);
}

/* IoCheckShareAccess, among handles of the volume and among those of the file
 * (INFERRED: `share_modes`). The share bits of reading and
 * writing are the access bits. */
static bool shares(const struct sim_drive *drive,
                   const struct sim_request *request)
{
    enum sim_class class =
        sim_class_of((enum tj_target)request->target, request->access);
    uint8_t access = request->access & TJ_ACCESS_READ_WRITE;

    for (unsigned i = 0; i < SIM_FILES_MAX; i++) {
        const struct sim_file *file = &drive->files[i];
        if (file->used && file->on_volume && file->volume == drive->volume &&
            (file->class == class || drive->profile.shares_together) &&
            !fits(access, request->share, file))
            return false;
    }
    return true;
}
_Static_assert((int)TJ_SHARE_READ == (int)TJ_ACCESS_READ &&
               (int)TJ_SHARE_WRITE == (int)TJ_ACCESS_WRITE,
               "what one shares is what another accesses");

static bool wants_alone(const struct sim_volume *volume,
                        const struct sim_request *request)
{
    return request->target == TJ_VOLUME && !volume->raw &&
           (request->share & TJ_SHARE_READ) == 0;
}

/* Spec 6.5, in its order after the verify. */
static uint32_t may_create(const struct sim_drive *drive,
                           const struct sim_volume *volume,
                           const struct sim_request *request)
{
    if (volume->lock_file != SIM_NO_FILE && /* MUTANT(opened_alone_lets_in) */
        !sim_mutant(drive, SIM_OPENED_ALONE_LETS_IN))
        return TJ_STATUS_ACCESS_DENIED; /* Z9a */
    if (wants_alone(volume, request) &&
        (volume->handles > 0 || drive->lingering > 0))
        return TJ_STATUS_SHARING_VIOLATION; /* Z10 */
    return shares(drive, request) ? TJ_STATUS_SUCCESS
                                  : TJ_STATUS_SHARING_VIOLATION; /* Z10a */
}

enum sim_progress sim_open_create(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    struct sim_volume *volume = sim_volume_of(drive, request);
    uint8_t index;

    (void)effects;
    if (volume == NULL)
        return sim_volume_go(request, SIM_VS_BEGIN);
    uint32_t status = may_create(drive, volume, request);
    if (status == TJ_STATUS_SUCCESS)
        status = sim_file_open(drive, request, &index);
    if (status != TJ_STATUS_SUCCESS) {
        sim_volume_retire(drive, volume); /* RAW mounted for nobody. */
        return sim_volume_end(request, status);
    }
    struct sim_file *file = &drive->files[index];
    file->volume = drive->volume;
    file->on_volume = true;
    volume->files++;
    volume->handles++;
    if (wants_alone(volume, request))
        volume->lock_file = index; /* Z11: implicit, and no event */
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

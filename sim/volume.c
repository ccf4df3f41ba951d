/* The file system's own (spec 6): which requests it takes, the VPB, the volume
 * resource, and the walk of a request from stage to stage. */
#include "sim/volume.h"

enum { WAITS = 0x80 }; /* In a stage: asleep until the resource is free. */

/* --- Which requests --- */

bool sim_volume_takes(const struct sim_drive *drive,
                      const struct sim_request *request)
{
    if (request->kind == SIM_OPEN)
        return true;
    const struct sim_file *file = &drive->files[request->file];
    if (file->class == SIM_CLASS_D || request->kind == SIM_FLUSH)
        return false;
    if (request->kind != SIM_IOCTL)
        return true;
    if (tj_code_device(request->code) == TJ_DEVICE_FILE_SYSTEM)
        return true;
    return (request->code == TJ_IOCTL_CDROM_READ_TOC ||
            request->code == TJ_IOCTL_CDROM_DISK_TYPE) &&
           !drive->volumes[file->volume].raw;
}

/* --- Volumes and the VPB --- */

struct sim_volume *sim_volume_of(struct sim_drive *drive,
                                 const struct sim_request *request)
{
    uint8_t volume = drive->volume;

    if (request->kind != SIM_OPEN)
        volume = drive->files[request->file].volume;
    return volume == SIM_NO_VOLUME ? NULL : &drive->volumes[volume];
}

void sim_vpb_set(struct sim_drive *drive, uint8_t volume)
{
    drive->volume = volume;
    drive->vpb = drive->volumes[volume].raw ? SIM_VPB_RAW : SIM_VPB_FS;
    drive->verify = false;
}

/* DO_VERIFY was about the volume that is gone (R20). */
void sim_vpb_clear(struct sim_drive *drive)
{
    drive->volume = SIM_NO_VOLUME;
    drive->vpb = SIM_VPB_NONE;
    drive->verify = false;
}

uint8_t sim_volume_take(struct sim_drive *drive)
{
    for (uint8_t i = 0; i < SIM_VOLUMES_MAX; i++) {
        if (drive->volumes[i].used)
            continue;
        drive->volumes[i] = (struct sim_volume){ .used = true,
                                                 .lock_file = SIM_NO_FILE };
        return i;
    }
    return SIM_NO_VOLUME;
}

/* CDFS stays mounted without a handle; RAW goes with its last one (R6). */
void sim_volume_retire(struct sim_drive *drive, struct sim_volume *volume)
{
    if (volume->files > 0)
        return;
    if (volume->raw && sim_volume_is_current(drive, volume))
        sim_vpb_clear(drive);
    volume->used = sim_volume_is_current(drive, volume);
}

/* Profile fs=cdfs: the disc of the start was mounted before anybody came. */
void sim_volume_start(struct sim_drive *drive)
{
    uint8_t index = sim_volume_take(drive);
    struct sim_volume *volume = &drive->volumes[index];

    volume->mcc = drive->mcc;
    volume->disc_serial = drive->hardware.disc_serial;
    volume->audio = drive->hardware.disc_kind == SIM_DISC_AUDIO_CD;
    sim_vpb_set(drive, index);
}

/* The device object is gone, and its VPB with it. */
void sim_volume_device_gone(struct sim_drive *drive)
{
    sim_vpb_clear(drive);
    for (uint8_t i = 0; i < SIM_VOLUMES_MAX; i++) {
        struct sim_volume *volume = &drive->volumes[i];
        if (!volume->used)
            continue;
        volume->condition = SIM_VCB_INVALID;
        sim_volume_retire(drive, volume);
    }
}

/* Verify at its cleanup (6.4). */
void sim_volume_wrote(struct sim_drive *drive, uint8_t file)
{
    drive->files[file].wrote = drive->files[file].class == SIM_CLASS_V;
}

void sim_volume_file_closed(struct sim_drive *drive, uint8_t index)
{
    struct sim_file *file = &drive->files[index];

    if (file->volume == SIM_NO_VOLUME)
        return;
    struct sim_volume *volume = &drive->volumes[file->volume];
    TJ_INVARIANT(S6, volume->files > 0 && !file->on_volume);
    volume->files--;
    file->volume = SIM_NO_VOLUME;
    sim_volume_retire(drive, volume);
}

/* --- The resource --- */

bool sim_volume_is_taken(const struct sim_drive *drive)
{
    return drive->volume_holder != 0;
}

bool sim_volume_enter(struct sim_drive *drive, sim_actor actor, uint8_t *stage)
{
    if (drive->volume_holder != 0 && drive->volume_holder != actor + 1) {
        *stage |= WAITS;
        drive->volume_waiters++;
        return false;
    }
    drive->volume_holder = (uint16_t)(actor + 1);
    return true;
}

/* All who wait may try; who comes first is the host's choice. */
static void wake_waiters(struct sim_drive *drive, struct sim_effects *effects)
{
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++) {
        struct sim_request *request = &drive->requests[i];
        if (request->phase != SIM_PHASE_VOLUME || !(request->stage & WAITS))
            continue;
        request->stage &= (uint8_t)~WAITS;
        sim_request_ready(request, effects);
    }
    for (unsigned i = 0; i < SIM_FILES_MAX; i++) {
        struct sim_file *file = &drive->files[i];
        if (!file->used || !(file->cleanup & WAITS))
            continue;
        file->cleanup &= (uint8_t)~WAITS;
        sim_ready(drive, (sim_actor)(SIM_ACTOR_FILE + i), effects);
    }
    drive->volume_waiters = 0;
}

/* Does nothing for somebody who is not inside. */
void sim_volume_leave(struct sim_drive *drive, sim_actor actor,
                      struct sim_effects *effects)
{
    if (drive->volume_holder != actor + 1)
        return;
    drive->volume_holder = 0;
    if (drive->volume_waiters > 0)
        wake_waiters(drive, effects);
}

/* --- Events and children --- */

enum sim_progress sim_emit_synchronously(struct sim_drive *drive,
                                         sim_actor actor, enum tj_event_id id,
                                         struct sim_effects *effects)
{
    return sim_emit_sync(drive, id, actor, effects) ? SIM_ASLEEP : SIM_AGAIN;
}

enum sim_progress sim_volume_ask(struct sim_drive *drive,
                                 struct sim_request *request,
                                 const struct sim_child_call *call,
                                 enum sim_volume_stage next,
                                 struct sim_effects *effects)
{
    request->stage = (uint8_t)next;
    if (sim_child_start(drive, request, call, effects))
        return SIM_ASLEEP;
    request->command.status = TJ_STATUS_INSUFFICIENT_RESOURCES;
    request->command.first_ns = 0;
    return SIM_AGAIN;
}

/* --- The walk --- */

static enum sim_progress begin(struct sim_drive *drive,
                               struct sim_request *request,
                               struct sim_effects *effects)
{
    if (request->kind == SIM_OPEN)
        return sim_open_begin(drive, request, effects);
    if (request->kind != SIM_IOCTL)
        return sim_transfer_begin(drive, request, effects);
    if (tj_code_device(request->code) == TJ_DEVICE_FILE_SYSTEM)
        return sim_fsctl_begin(drive, request, effects);
    return sim_control_begin(drive, request, effects);
}

static enum sim_progress end(struct sim_drive *drive,
                             struct sim_request *request,
                             struct sim_effects *effects)
{
    (void)drive, (void)request, (void)effects;
    return SIM_FINISHED;
}

static sim_handler *const stages[] = {
    [SIM_VS_BEGIN] = begin,
    [SIM_VS_VERIFY] = sim_verify_begin,
    [SIM_VS_VERIFIED] = sim_verify_answered,
    [SIM_VS_PATH] = sim_verify_path,
    [SIM_VS_COUNT] = sim_look_count,
    [SIM_VS_TOC] = sim_look_toc,
    [SIM_VS_DESCRIPTOR] = sim_look_descriptor,
    [SIM_VS_MOUNT] = sim_open_mount,
    [SIM_VS_CREATE] = sim_open_create,
    [SIM_VS_LOCK] = sim_lock_take,
    [SIM_VS_TELL_LOCK_FAILED] = sim_lock_tell_failed,
    [SIM_VS_LOCK_RETRY] = sim_lock_retry,
    [SIM_VS_UNLOCK] = sim_unlock_take,
    [SIM_VS_DISMOUNT] = sim_dismount_take,
    [SIM_VS_INVALIDATE] = sim_invalidate_take,
    [SIM_VS_QUERY_REMOVE] = sim_query_remove_take,
    [SIM_VS_CONTROL] = sim_control_granted,
    [SIM_VS_FILE_READ] = sim_file_read_answered,
    [SIM_VS_END] = end,
};
_Static_assert(sizeof stages / sizeof *stages == SIM_VS_STAGES,
               "every stage has a step");

void sim_volume_step(struct sim_drive *drive, struct sim_request *request,
                     struct sim_effects *effects)
{
    TJ_ASSERT(request->stage < SIM_VS_STAGES);
    enum sim_progress progress =
        stages[request->stage](drive, request, effects);

    if (progress == SIM_AGAIN)
        sim_request_ready(request, effects);
    if (progress != SIM_FINISHED)
        return;
    sim_volume_leave(drive, sim_actor_of(drive, request), effects);
    sim_complete(drive, request, request->status, effects);
}

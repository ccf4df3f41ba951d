/* FSCTLs (spec 6.2). LOCK and DISMOUNT are told before the volume resource is
 * taken, LOCK_FAILED and UNLOCK after it was released: events of different
 * handles interleave freely. */
#include "sim/volume.h"

#include "core/drive/bytes.h"

/* --- LOCK_VOLUME --- */

/* CANT_WAIT: an overlapped handle is not made to wait for the resource; its
 * request is restarted once by a thread that may (R31). */
static bool cannot_wait(struct sim_drive *drive,
                        const struct sim_request *request)
{
    if ((drive->files[request->file].flags & SIM_OVERLAPPED) == 0 ||
        request->restarted)
        return false;
    if (drive->contentions == 0)
        return sim_volume_is_taken(drive);
    drive->contentions--;
    return true;
}

static enum sim_progress lock_begin(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    request->errand = SIM_ERRAND_LOCK;
    request->stage = SIM_VS_LOCK;
    request->verified = false;
    return sim_emit_synchronously(drive, sim_actor_of(drive, request),
                                  TJ_EVENT_VOLUME_LOCK, effects);
}

/* CdLockVolumeInternal. "Other references": file objects that are not closed
 * although they were cleaned up, and those that a test planted. */
static uint32_t lock(struct sim_drive *drive, uint8_t file)
{
    struct sim_volume *volume = &drive->volumes[drive->files[file].volume];

    bool others = volume->handles != 1 || volume->files != 1;

    others &= /* MUTANT(volume_locked_with_files) */
        !sim_mutant(drive, SIM_VOLUME_LOCKED_WITH_FILES);
    if (volume->locked_explicitly || others || drive->lingering > 0)
        return TJ_STATUS_ACCESS_DENIED; /* Z2 */
    volume->locked_explicitly = true; /* Z1; VPB_LOCKED comes with it. */
    volume->lock_file = file;
    return TJ_STATUS_SUCCESS;
}

/* Inside, first to have the volume verified, then to lock it. */
enum sim_progress sim_lock_take(struct sim_drive *drive,
                                struct sim_request *request,
                                struct sim_effects *effects)
{
    if (!request->verified) {
        if (cannot_wait(drive, request)) {
            request->restarted = true;
            return lock_begin(drive, request, effects);
        }
        if (!sim_volume_enter(drive, sim_actor_of(drive, request),
                              &request->stage))
            return SIM_ASLEEP;
        request->verified = true;
        return sim_volume_go(request, SIM_VS_VERIFY);
    }
    uint32_t status = lock(drive, request->file);
    if (status == TJ_STATUS_SUCCESS)
        return sim_volume_end(request, status);
    request->status = status;
    return sim_volume_go(request, SIM_VS_TELL_LOCK_FAILED);
}

enum sim_progress sim_lock_tell_failed(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    sim_actor actor = sim_actor_of(drive, request);

    sim_volume_leave(drive, actor, effects);
    request->stage = SIM_VS_END;
    if (sim_mutant(drive, SIM_VOLUME_LOCK_FAILS_SILENTLY))
        return SIM_AGAIN; /* MUTANT(volume_lock_fails_silently) */
    return sim_emit_synchronously(drive, actor, TJ_EVENT_VOLUME_LOCK_FAILED,
                                  effects);
}

/* The verify path comes next, and if it succeeds, all of it again. */
enum sim_progress sim_lock_retry(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    sim_actor actor = sim_actor_of(drive, request);

    sim_volume_leave(drive, actor, effects);
    request->stage = SIM_VS_PATH;
    return sim_emit_synchronously(drive, actor, TJ_EVENT_VOLUME_LOCK_FAILED,
                                  effects);
}

/* --- UNLOCK_VOLUME --- */

static enum sim_progress unlock_begin(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    (void)drive, (void)effects;
    return sim_volume_go(request, SIM_VS_UNLOCK);
}

/* Nothing is verified; an implicit lock of the same handle goes too. */
enum sim_progress sim_unlock_take(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    sim_actor actor = sim_actor_of(drive, request);

    if (!sim_volume_enter(drive, actor, &request->stage))
        return SIM_ASLEEP;
    struct sim_volume *volume = sim_volume_of(drive, request);
    if (!volume->locked_explicitly || volume->lock_file != request->file)
        return sim_volume_end(request, TJ_STATUS_NOT_LOCKED); /* Z4 */
    volume->locked_explicitly = false; /* Z3 */
    volume->lock_file = SIM_NO_FILE;
    sim_volume_leave(drive, actor, effects);
    request->stage = SIM_VS_END;
    return sim_emit_synchronously(drive, actor, TJ_EVENT_VOLUME_UNLOCK,
                                  effects);
}

/* --- DISMOUNT_VOLUME --- */

static enum sim_progress dismount_begin(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    request->stage = SIM_VS_DISMOUNT;
    return sim_emit_synchronously(drive, sim_actor_of(drive, request),
                                  TJ_EVENT_VOLUME_DISMOUNT, effects);
}

/* No lock needed, other handles allowed, nothing verified; the VPB stays
 * mounted until this handle's CLEANUP (6.3, R7). CDFS never says
 * DISMOUNT_FAILED. */
enum sim_progress sim_dismount_take(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    struct sim_volume *volume = sim_volume_of(drive, request);

    if (!sim_volume_enter(drive, sim_actor_of(drive, request),
                          &request->stage))
        return SIM_ASLEEP;
    if (volume->condition != SIM_VCB_MOUNTED &&
        /* MUTANT(dismount_failed_told) */
        sim_mutant(drive, SIM_DISMOUNT_FAILED_TOLD))
        sim_emit(drive, TJ_EVENT_VOLUME_DISMOUNT_FAILED, NULL, effects);
    if (volume->condition != SIM_VCB_MOUNTED)
        return sim_volume_end(request, TJ_STATUS_VOLUME_DISMOUNTED); /* Z6 */
    volume->condition = SIM_VCB_INVALID; /* Z5 */
    volume->dismounted = true;
    drive->files[request->file].dismount_on_close = true;
    if (sim_mutant(drive, SIM_DISMOUNT_AT_ONCE) &&
        sim_volume_is_current(drive, volume))
        sim_vpb_clear(drive); /* MUTANT(dismount_at_once) */
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

/* --- INVALIDATE_VOLUMES --- */

static bool is_handle_size(const struct sim_request *request, uint8_t flags)
{
    return request->input_size == ((flags & SIM_WOW) != 0 ? 4u : 8u);
}

static enum sim_progress invalidate_begin(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    const struct sim_file *file = &drive->files[request->file];

    (void)effects;
    if (file->class != SIM_CLASS_CONTROL)
        return sim_volume_end(request, TJ_STATUS_INVALID_DEVICE_REQUEST);
    if ((file->flags & SIM_PRIVILEGED) == 0)
        return sim_volume_end(request, TJ_STATUS_PRIVILEGE_NOT_HELD);
    if (!is_handle_size(request, file->flags))
        return sim_volume_end(request, TJ_STATUS_INVALID_PARAMETER);
    return sim_volume_go(request, SIM_VS_INVALIDATE);
}

/* Every volume of the device that the handle leads to. The VPB is pulled off
 * at once: a lock without flag 0x1 may come before any CLEANUP (6.3). */
enum sim_progress sim_invalidate_take(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    tj_handle handle = tj_get_u32(request->buffer);

    (void)effects;
    if (sim_index_find(&drive->handles, handle) == SIM_NO_FILE)
        return sim_volume_end(request, TJ_STATUS_INVALID_HANDLE);
    if (!sim_volume_enter(drive, sim_actor_of(drive, request),
                          &request->stage))
        return SIM_ASLEEP;
    sim_volume_device_gone(drive);
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

/* --- Those that only answer --- */

static enum sim_progress is_mounted(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    (void)drive, (void)effects;
    request->errand = SIM_ERRAND_ASK;
    return sim_volume_go(request, SIM_VS_VERIFY);
}

/* A system buffer exists when either length is not 0 (METHOD_BUFFERED). */
static uint32_t dirty(const struct sim_volume *volume,
                      const struct sim_request *request, bool is_volume)
{
    if (request->input_size == 0 && request->output_size == 0)
        return TJ_STATUS_INVALID_USER_BUFFER;
    if (request->output_size < 4 || !is_volume)
        return TJ_STATUS_INVALID_PARAMETER;
    return volume->condition != SIM_VCB_MOUNTED ? TJ_STATUS_VOLUME_DISMOUNTED
                                                : TJ_STATUS_SUCCESS;
}

static enum sim_progress is_dirty(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    bool is_volume = drive->files[request->file].class == SIM_CLASS_V;
    uint32_t status = dirty(sim_volume_of(drive, request), request, is_volume);

    (void)effects;
    if (status == TJ_STATUS_SUCCESS) { /* Nothing on a CD is ever dirty. */
        tj_put_u32(request->buffer, 0);
        request->info = 4;
    }
    return sim_volume_end(request, status);
}

static enum sim_progress succeed(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    (void)drive, (void)effects;
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

/* --- The table --- */

struct fsctl {
    uint32_t     code;
    bool         volume_only; /* Else 87: not a user volume open. */
    bool         raw;         /* RAW has it too (INFERRED: `raw`). */
    sim_handler *begin;
};
static const struct fsctl fsctls[] = {
    { TJ_FSCTL_LOCK_VOLUME, true, true, lock_begin },
    { TJ_FSCTL_UNLOCK_VOLUME, true, true, unlock_begin },
    { TJ_FSCTL_DISMOUNT_VOLUME, true, true, dismount_begin },
    { TJ_FSCTL_IS_VOLUME_MOUNTED, false, false, is_mounted },
    { TJ_FSCTL_IS_PATHNAME_VALID, false, false, succeed },
    { TJ_FSCTL_IS_VOLUME_DIRTY, false, false, is_dirty },
    { TJ_FSCTL_ALLOW_EXTENDED_DASD_IO, true, false, succeed },
    { TJ_FSCTL_INVALIDATE_VOLUMES, false, false, invalidate_begin },
};

/* What is not in the table CDFS does not know: MARK_VOLUME_DIRTY as well. The
 * control device has no volume, so that most of it means nothing there. */
enum sim_progress sim_fsctl_begin(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    const struct sim_file *file = &drive->files[request->file];
    const struct sim_volume *volume = sim_volume_of(drive, request);
    bool raw = volume != NULL && volume->raw;
    bool bare = raw && drive->profile.raw == SIM_RAW_BARE;

    for (size_t i = 0; i < sizeof fsctls / sizeof *fsctls; i++) {
        const struct fsctl *row = &fsctls[i];
        if (row->code != request->code || bare || (raw && !row->raw))
            continue;
        if (row->volume_only && file->class != SIM_CLASS_V)
            return sim_volume_end(request, TJ_STATUS_INVALID_PARAMETER);
        if (volume == NULL && row->begin != invalidate_begin)
            break;
        return row->begin(drive, request, effects);
    }
    return sim_volume_end(request, TJ_STATUS_INVALID_DEVICE_REQUEST);
}

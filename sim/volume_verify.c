/* Is this still the volume that was mounted? (spec 6.6; CdVerifyVcb,
 * CdPerformVerify, CdVerifyVolume.) Two layers: a cheap question to the drive
 * before every verifying operation, and the verify path, which looks at the
 * disc. The path is entered by an exception, so the operation starts over
 * when it succeeds, and a LOCK_VOLUME says LOCK_FAILED before it (R31). */
#include "sim/volume.h"

enum { OK, FAILED, LOOK, OUTCOMES };

/* Where an errand goes when the question is answered. */
static const uint8_t after[SIM_ERRAND_COUNT][OUTCOMES] = {
    [SIM_ERRAND_OPEN] = { SIM_VS_CREATE, SIM_VS_END, SIM_VS_PATH },
    [SIM_ERRAND_LOCK] = { SIM_VS_LOCK, SIM_VS_TELL_LOCK_FAILED,
                          SIM_VS_LOCK_RETRY },
    [SIM_ERRAND_ASK] = { SIM_VS_END, SIM_VS_END, SIM_VS_PATH },
    [SIM_ERRAND_CONTROL] = { SIM_VS_CONTROL, SIM_VS_END, SIM_VS_PATH },
    [SIM_ERRAND_TRANSFER] = { SIM_VS_END, SIM_VS_END, SIM_VS_PATH },
};

static enum sim_progress answer(struct sim_request *request, unsigned outcome,
                                uint32_t status)
{
    TJ_ASSERT(request->errand < SIM_ERRAND_COUNT);
    request->status = status;
    request->stage = after[request->errand][outcome];
    return SIM_AGAIN;
}

uint32_t sim_volume_gone(const struct sim_volume *volume)
{
    if (volume->condition < SIM_VCB_INVALID)
        return TJ_STATUS_SUCCESS;
    return volume->dismounted ? TJ_STATUS_VOLUME_DISMOUNTED
                              : TJ_STATUS_FILE_INVALID;
}

/* --- The question: CdVerifyVcb --- */

/* RAW verifies nothing, it has no disc to compare (INFERRED). */
enum sim_progress sim_verify_begin(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    static const struct sim_child_call check_verify = {
        .code = TJ_IOCTL_STORAGE_CHECK_VERIFY, .output_size = 4,
    };
    const struct sim_volume *volume = sim_volume_of(drive, request);

    if (volume == NULL) /* An open whose volume went meanwhile. */
        return sim_volume_go(request, SIM_VS_BEGIN);
    uint32_t status = sim_volume_gone(volume);
    if (status != TJ_STATUS_SUCCESS)
        return answer(request, FAILED, status);
    if (volume->raw)
        return answer(request, OK, TJ_STATUS_SUCCESS);
    if (drive->verify && sim_volume_is_current(drive, volume))
        return answer(request, LOOK, TJ_STATUS_SUCCESS);
    return sim_volume_ask(drive, request, &check_verify, SIM_VS_VERIFIED,
                          effects);
}

/* A handle of a disc that is not in the drive any more gets 34, or why the
 * drive could not be asked. */
static enum sim_progress answer_old(struct sim_request *request)
{
    uint32_t status = request->command.status;

    if (status == TJ_STATUS_SUCCESS || status == TJ_STATUS_VERIFY_REQUIRED)
        status = TJ_STATUS_WRONG_VOLUME;
    return answer(request, FAILED, status);
}

/* "Error other than no medium or verify": that error, 5 while exclusively
 * locked. A moved count or an empty drive sets DO_VERIFY, which direct reads
 * feel at once (R20). */
enum sim_progress sim_verify_answered(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    const struct sim_volume *volume = sim_volume_of(drive, request);
    uint32_t status = request->command.status;
    uint32_t count = (uint32_t)request->command.first_ns;

    (void)effects;
    if (volume == NULL)
        return sim_volume_go(request, SIM_VS_BEGIN);
    if (!sim_volume_is_current(drive, volume) ||
        volume->condition != SIM_VCB_MOUNTED)
        return answer_old(request);
    if (status == TJ_STATUS_SUCCESS && count == volume->mcc)
        return answer(request, OK, TJ_STATUS_SUCCESS);
    if (status != TJ_STATUS_SUCCESS && status != TJ_STATUS_VERIFY_REQUIRED &&
        status != TJ_STATUS_NO_MEDIA_IN_DEVICE)
        return answer(request, FAILED, status);
    drive->verify = true;
    return answer(request, LOOK, TJ_STATUS_SUCCESS);
}

/* --- The verify path: IoVerifyVolume --- */

/* Somebody else may have been faster: then there is nothing to do. */
enum sim_progress sim_verify_path(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    sim_actor actor = sim_actor_of(drive, request);

    if (!sim_volume_enter(drive, actor, &request->stage))
        return SIM_ASLEEP;
    if (drive->verify && drive->vpb == SIM_VPB_FS)
        return sim_look_begin(drive, request, effects);
    sim_volume_leave(drive, actor, effects);
    return sim_volume_go(request, SIM_VS_BEGIN);
}

/* "SL_ALLOW_RAW_MOUNT": an open of the volume itself (6.6). */
static bool allows_raw(const struct sim_request *request)
{
    return request->kind == SIM_OPEN && request->target == TJ_VOLUME;
}

/* Old handles stay with the old volume; the device gets a fresh VPB, which the
 * next create mounts (IoVerifyVolume; INFERRED that an FSCTL leaves it so:
 * `other_disc`). */
static enum sim_progress wrong_volume(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    struct sim_volume *volume = &drive->volumes[drive->volume];

    volume->condition = SIM_VCB_NOT_MOUNTED;
    sim_vpb_clear(drive);
    sim_volume_retire(drive, volume);
    if (request->kind != SIM_OPEN && drive->profile.other_disc_mounted)
        return sim_look_begin(drive, request, effects);
    sim_volume_leave(drive, sim_actor_of(drive, request), effects);
    if (request->kind == SIM_OPEN)
        return sim_volume_go(request, SIM_VS_BEGIN);
    return sim_volume_end(request, TJ_STATUS_WRONG_VOLUME);
}

static enum sim_progress verify_ended(struct sim_drive *drive,
                                      struct sim_request *request,
                                      uint32_t status,
                                      struct sim_effects *effects)
{
    if (status == TJ_STATUS_WRONG_VOLUME ||
        (status != TJ_STATUS_SUCCESS && allows_raw(request)))
        return wrong_volume(drive, request, effects);
    if (status != TJ_STATUS_SUCCESS)
        return sim_volume_end(request, status);
    drive->verify = false;
    drive->volumes[drive->volume].condition = SIM_VCB_MOUNTED;
    sim_volume_leave(drive, sim_actor_of(drive, request), effects);
    return sim_volume_go(request, SIM_VS_BEGIN);
}

/* --- The look at the disc, for a verify and for a mount --- */

static enum sim_progress look_ended(struct sim_drive *drive,
                                    struct sim_request *request,
                                    uint32_t status,
                                    struct sim_effects *effects)
{
    if (drive->vpb != SIM_VPB_FS)
        return sim_mount_ended(drive, request, status, effects);
    return verify_ended(drive, request, status, effects);
}

enum sim_progress sim_look_begin(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    static const struct sim_child_call check_verify = {
        .code = TJ_IOCTL_STORAGE_CHECK_VERIFY, .output_size = 4,
        .override = true,
    };

    return sim_volume_ask(drive, request, &check_verify, SIM_VS_COUNT,
                          effects);
}

/* The count of a failing answer is 0, so that the next verify reads the disc
 * (CdVerifyVolume: "be safe about the count"; INFERRED: `failed_count`). Equal
 * and not 0: nothing is read, and the verify succeeds blindly, also for another
 * disc (Z13, R12). */
enum sim_progress sim_look_count(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    static const struct sim_child_call read_toc = {
        .code = TJ_IOCTL_CDROM_READ_TOC, .output_size = 804, .override = true,
    };
    uint32_t status = request->command.status;
    uint32_t count = (uint32_t)request->command.first_ns;
    bool same = false;

    drive->look_count = count;
    if (drive->vpb == SIM_VPB_FS) {
        struct sim_volume *volume = &drive->volumes[drive->volume];
        same = count != 0 && count == volume->mcc;
        if (status == TJ_STATUS_SUCCESS || !drive->profile.failed_count_kept)
            volume->mcc = count;
    }
    if (status != TJ_STATUS_SUCCESS || same)
        return look_ended(drive, request, status, effects);
    return sim_volume_ask(drive, request, &read_toc, SIM_VS_TOC, effects);
}

/* An audio disc has no volume descriptor, its table of contents is all; a
 * blank one has neither. */
enum sim_progress sim_look_toc(struct sim_drive *drive,
                               struct sim_request *request,
                               struct sim_effects *effects)
{
    static const struct sim_child_call read_descriptor = {
        .offset = UINT64_C(16) * SIM_SECTOR_SIZE, .length = SIM_SECTOR_SIZE,
        .override = true,
    };
    uint32_t status = request->command.status;

    if (drive->hardware.disc_kind == SIM_DISC_BLANK_CD)
        return sim_look_descriptor(drive, request, effects);
    if (status != TJ_STATUS_SUCCESS)
        return look_ended(drive, request, status, effects);
    if (drive->hardware.disc_kind != SIM_DISC_AUDIO_CD)
        return sim_volume_ask(drive, request, &read_descriptor,
                              SIM_VS_DESCRIPTOR, effects);
    request->command.status = TJ_STATUS_SUCCESS;
    return sim_look_descriptor(drive, request, effects);
}

/* What only says that nothing readable is there is an unknown disc. */
static uint32_t recognise(const struct sim_drive *drive, uint32_t status)
{
    switch (status) {
    case TJ_STATUS_SUCCESS:
        return drive->hardware.disc_kind == SIM_DISC_BLANK_CD
                   ? TJ_STATUS_UNRECOGNIZED_VOLUME
                   : TJ_STATUS_SUCCESS;
    case TJ_STATUS_DEVICE_DATA_ERROR:
    case TJ_STATUS_NONEXISTENT_SECTOR:
    case TJ_STATUS_NO_DATA_DETECTED:
    case TJ_STATUS_INVALID_DEVICE_REQUEST:
        return TJ_STATUS_UNRECOGNIZED_VOLUME;
    default:
        return status;
    }
}

/* Serial number, table of contents and label are the disc's own number here:
 * two discs never agree in all of them. */
enum sim_progress sim_look_descriptor(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    uint32_t status = recognise(drive, request->command.status);

    if (drive->vpb == SIM_VPB_FS &&
        (status == TJ_STATUS_UNRECOGNIZED_VOLUME ||
         (status == TJ_STATUS_SUCCESS &&
          drive->volumes[drive->volume].disc_serial !=
              drive->hardware.disc_serial)))
        status = TJ_STATUS_WRONG_VOLUME;
    return look_ended(drive, request, status, effects);
}

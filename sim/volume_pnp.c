/* PnP asks whether the drive may be removed (spec 6.6, CdPnpQueryRemove). The
 * file system answers by locking the volume for itself, without a word to
 * anybody and without looking at the disc. What PnP does with the answer is an
 * input of its own: it calls the removal off, or the drive goes. */
#include "sim/volume.h"

/* CdLockVolumeInternal without a file object: no handle at all may be there.
 * A RAW volume is only there as long as one is. */
static bool is_in_use(const struct sim_drive *drive)
{
    const struct sim_volume *volume = &drive->volumes[drive->volume];

    return volume->locked_explicitly || volume->handles > 0 ||
           volume->files > 0 || drive->lingering > 0;
}

/* Whoever may lock may dismount: the volume is gone before the answer is, and
 * comes back as a new one when the removal is called off. */
static void let_go(struct sim_drive *drive)
{
    struct sim_volume *volume = &drive->volumes[drive->volume];

    volume->condition = SIM_VCB_DISMOUNTING;
    sim_vpb_clear(drive);
    sim_volume_retire(drive, volume);
}

/* The resource keeps mounts and verifies out meanwhile. Drivers below the file
 * system have no objection. */
enum sim_progress sim_query_remove_take(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    (void)effects;
    if (!sim_volume_enter(drive, sim_actor_of(drive, request),
                          &request->stage))
        return SIM_ASLEEP;
    if (drive->removed)
        return sim_volume_end(request, TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    if (drive->volume != SIM_NO_VOLUME) {
        if (is_in_use(drive))
            return sim_volume_end(request, TJ_STATUS_DEVICE_BUSY);
        let_go(drive);
    }
    drive->remove_pending = true;
    return sim_volume_end(request, TJ_STATUS_SUCCESS);
}

/* A query that nobody waits for is not made. */
void sim_query_remove(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects)
{
    if (input->request == 0)
        return;
    struct sim_request *request = sim_request_begin(drive, input);
    if (request == NULL) {
        sim_io_reply(input->request, TJ_STATUS_INSUFFICIENT_RESOURCES, effects);
        return;
    }
    request->phase = SIM_PHASE_VOLUME;
    request->stage = SIM_VS_QUERY_REMOVE;
    sim_request_ready(request, effects);
}

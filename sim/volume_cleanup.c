/* CLEANUP of a handle of class V or F (spec 6.4; CdCommonCleanup). It cancels
 * nothing. The order is the point: the "close all your handles" event of a
 * dismount came long before the volume is really disconnected here (R32). */
#include "sim/volume.h"

enum { FLUSH, MARK, COUNT_DOWN, TOLD };

static sim_actor actor_of(uint8_t file)
{
    return (sim_actor)(SIM_ACTOR_FILE + file);
}

/* 1, Z7: the VPB is swapped for a fresh one, if it is still this volume's. */
static void disconnect(struct sim_drive *drive, struct sim_volume *volume)
{
    volume->condition = SIM_VCB_DISMOUNTING;
    if (sim_volume_is_current(drive, volume))
        sim_vpb_clear(drive);
}

/* 3, Z8: explicit or implicit. */
static bool lock_goes(struct sim_volume *volume, uint8_t file)
{
    if (volume->lock_file != file)
        return false;
    volume->lock_file = SIM_NO_FILE;
    volume->locked_explicitly = false;
    return true;
}

/* Steps 1 to 4, under the volume resource; 4, share access, goes with the
 * handle's place in the count. */
static enum sim_progress count_down(struct sim_drive *drive, uint8_t index,
                                    struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];
    struct sim_volume *volume = &drive->volumes[file->volume];

    if (!sim_volume_enter(drive, actor_of(index), &file->cleanup))
        return SIM_ASLEEP;
    if (file->dismount_on_close)
        disconnect(drive, volume);
    TJ_INVARIANT(S6, volume->handles > 0 && file->on_volume);
    volume->handles--; /* 2 */
    file->on_volume = false;
    bool unlocked = lock_goes(volume, index) ||
                    /* MUTANT(cleanup_always_unlocks) */
                    sim_mutant(drive, SIM_CLEANUP_ALWAYS_UNLOCKS);
    file->cleanup = TOLD;
    sim_volume_leave(drive, actor_of(index), effects);
    if (!unlocked)
        return SIM_FINISHED;
    return sim_emit_synchronously(drive, actor_of(index),
                                  TJ_EVENT_VOLUME_UNLOCK, effects); /* 5 */
}

/* A handle that wrote and does not dismount: the device is flushed, and what
 * it wrote may have made another volume of it. */
static enum sim_progress flush(struct sim_drive *drive, uint8_t index,
                               struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];
    const struct sim_volume *volume = &drive->volumes[file->volume];

    file->cleanup = COUNT_DOWN;
    if (!file->wrote || file->dismount_on_close || volume->raw)
        return SIM_AGAIN;
    file->cleanup = MARK;
    return sim_child_flush(drive, index, effects) ? SIM_ASLEEP : SIM_AGAIN;
}

static void mark(struct sim_drive *drive, struct sim_file *file)
{
    const struct sim_volume *volume = &drive->volumes[file->volume];

    if (volume->condition == SIM_VCB_MOUNTED &&
        sim_volume_is_current(drive, volume))
        drive->verify = true;
    file->cleanup = COUNT_DOWN;
}

/* 6, the teardown of a volume that is not mounted, needs its last reference
 * gone: that is CLOSE's (sim_volume_file_closed). */
enum sim_progress sim_volume_cleanup_step(struct sim_drive *drive,
                                          uint8_t index,
                                          struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    if (file->volume == SIM_NO_VOLUME)
        return SIM_FINISHED;
    if (file->cleanup == FLUSH &&
        flush(drive, index, effects) == SIM_ASLEEP)
        return SIM_ASLEEP;
    if (file->cleanup == MARK)
        mark(drive, file);
    if (file->cleanup == COUNT_DOWN)
        return count_down(drive, index, effects);
    return SIM_FINISHED;
}

/* IOCTL_STORAGE_MCN_CONTROL: media change notification nests per handle and
 * device-wide (spec 3.5). M1, the least input, stands in its route. */
#include "sim/parts.h"

/* Changes noticed while disabled are forgotten, not caught up with (4.5, S7,
 * R14). */
static void enabled_again(struct sim_drive *drive)
{
    drive->reported = drive->known;
}

/* With MCN switched off in the registry only the per-file count moves. */
static uint32_t mcn_control(struct sim_drive *drive, uint8_t index,
                            bool disable)
{
    struct sim_file *file = &drive->files[index];

    if (disable) { /* M3 */
        file->mcn_disable++;
        drive->mcn_disable += drive->profile.mcn;
        return TJ_STATUS_SUCCESS;
    }
    if (file->mcn_disable == 0) /* M4 */
        return sim_mutant(drive, SIM_EXCESS_MCN_ENABLE)
                   ? TJ_STATUS_SUCCESS /* MUTANT(excess_mcn_enable) */
                   : TJ_STATUS_INVALID_DEVICE_STATE;
    file->mcn_disable--; /* M5 */
    if (!drive->profile.mcn)
        return TJ_STATUS_SUCCESS;
    TJ_ASSERT(drive->mcn_disable > 0);
    drive->mcn_disable--;
    if (drive->mcn_disable == 0)
        enabled_again(drive);
    return TJ_STATUS_SUCCESS;
}

enum sim_progress sim_mcn_control_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    (void)effects;
    request->status = sim_file_known(drive, request->file)
                          ? mcn_control(drive, request->file,
                                        request->buffer[0] != 0)
                          : TJ_STATUS_INVALID_PARAMETER; /* M2, R42 */
    return SIM_FINISHED;
}

/* CLOSE counts every disable of the handle down (1.7 step 2). */
void sim_mcn_close(struct sim_drive *drive, uint8_t index)
{
    struct sim_file *file = &drive->files[index];
    uint32_t count = file->mcn_disable;

    file->mcn_disable = 0;
    if (count == 0 || !drive->profile.mcn)
        return;
    TJ_INVARIANT(S4, drive->mcn_disable >= count);
    drive->mcn_disable -= count;
    if (drive->mcn_disable == 0)
        enabled_again(drive);
}

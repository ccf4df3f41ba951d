/* A zero-power drive (ZPODD) switches itself off while nothing is in it and the
 * tray is in (spec 3.2, 4.7). To the driver that is D3: nothing is polled, and
 * the media change count moves. INFERRED: at once after a poll found it empty,
 * where real drives wait for a minute. */
#include "sim/parts.h"

enum { RESUME_100MS = 2, BECOMING_READY = 1 };

static bool is_empty_and_closed(const struct sim_answer *answer)
{
    return sim_has_sense(answer) && answer->sense.key == 0x02 &&
           answer->sense.asc == 0x3a && answer->sense.ascq == 0x01;
}

void sim_zero_power_enter(struct sim_drive *drive, struct sim_effects *effects)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_TEST_UNIT_READY };

    if (!drive->profile.zpodd || drive->known != TJ_MEDIA_NOT_PRESENT)
        return;
    struct sim_answer answer = sim_command_once(drive, cdb, NULL, effects);
    if (!is_empty_and_closed(&answer))
        return;
    drive->zero_power = true;
    drive->verify = true; /* As any entry into D3 (S9). */
    drive->mcc += drive->profile.mcn;
}

void sim_zero_power_leave(struct sim_drive *drive, struct sim_effects *effects)
{
    if (!drive->zero_power)
        return;
    drive->zero_power = false;
    sim_becoming_ready(drive, BECOMING_READY, RESUME_100MS, effects);
}

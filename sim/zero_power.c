/* A zero-power drive (ZPODD) switches itself off while nothing is in it and the
 * tray is in (spec 3.2, 4.7). To the driver that is D3: nothing is polled, and
 * the media change count moves. INFERRED: at once after a poll found it empty,
 * where real drives wait for a minute (`zpodd_after`). */
#include "sim/parts.h"

enum { RESUME_100MS = 2, BECOMING_READY = 1 };

static bool is_empty_and_closed(const struct sim_answer *answer)
{
    return sim_has_sense(answer) && answer->sense.key == 0x02 &&
           answer->sense.asc == 0x3a && answer->sense.ascq == 0x01;
}

/* 0 stands for "not empty", so that the first instant of all counts as 1. */
static bool is_due(struct sim_drive *drive)
{
    if (drive->empty_since_ns == 0)
        drive->empty_since_ns = drive->now_ns > 0 ? drive->now_ns : 1;
    return drive->now_ns - drive->empty_since_ns + 1 >
           drive->profile.zpodd_after_ns;
}

void sim_zero_power_enter(struct sim_drive *drive, struct sim_effects *effects)
{
    static const uint8_t cdb[SIM_CDB_SIZE] = { SIM_OP_TEST_UNIT_READY };

    if (!drive->profile.zpodd)
        return;
    if (drive->known != TJ_MEDIA_NOT_PRESENT) {
        drive->empty_since_ns = 0;
        return;
    }
    struct sim_answer answer = sim_command_once(drive, cdb, NULL, effects);
    if (!is_empty_and_closed(&answer)) {
        drive->empty_since_ns = 0;
        return;
    }
    if (!is_due(drive))
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
    drive->empty_since_ns = 0;
    sim_becoming_ready(drive, BECOMING_READY, RESUME_100MS, effects);
}

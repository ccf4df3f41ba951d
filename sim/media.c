/* What the driver believes to be in the drive: the one transition function of
 * the media state (spec 4.1). */
#include "core/base/random.h"
#include "sim/parts.h"

/* The mutex of the real driver is never contended here, because the whole
 * transition is one step; a planted loss, by count or by rate, stands for the
 * contention (spec R11). */
static bool mutex_is_busy(struct sim_drive *drive)
{
    if (drive->mutex_losses > 0) {
        drive->mutex_losses--;
        return true;
    }
    return drive->profile.mutex_loss_rate > 0 &&
           tj_below(sim_chance(drive), 1000) < drive->profile.mutex_loss_rate;
}

/* previous may be NULL; a lost update leaves it alone. */
void sim_media_set(struct sim_drive *drive, enum tj_media_state state,
                   uint8_t *previous, struct sim_effects *effects)
{
    if (!drive->profile.mcn) /* step 1: MCN machinery switched off */
        return;
    if (mutex_is_busy(drive)) /* step 2, S8 */
        return;
    uint8_t old = drive->known;
    if (previous != NULL)
        *previous = old;
    drive->known = (uint8_t)state; /* step 3 */
    if (state == TJ_MEDIA_PRESENT && old != TJ_MEDIA_PRESENT &&
        !sim_mutant(drive, SIM_ARRIVAL_NOT_COUNTED))
        drive->mcc++; /* step 4, S2, S2a: also while MCN is disabled (S6) */
    /* MUTANT(arrival_not_counted) */
    bool again = (state == TJ_MEDIA_PRESENT && /* MUTANT(arrival_repeated) */
                  sim_mutant(drive, SIM_ARRIVAL_REPEATED)) ||
                 (state == TJ_MEDIA_NOT_PRESENT &&
                  sim_mutant(drive, SIM_REMOVAL_REPEATED));
    /* MUTANT(removal_repeated) */
    if (drive->mcn_disable != 0 && /* MUTANT(mcn_disable_ignored) */
        !sim_mutant(drive, SIM_MCN_DISABLE_IGNORED))
        return; /* step 5: S6 */
    if (drive->reported == drive->known && !again)
        return; /* step 6: S1, S2a, S3a, S4a */
    if (state == TJ_MEDIA_UNKNOWN)
        return; /* step 7, S5: no event, and reported stays */
    const struct tj_payload payload = { .change_count = drive->mcc,
                                        .new_state = (uint32_t)state };
    sim_emit(drive, state == TJ_MEDIA_PRESENT ? TJ_EVENT_MEDIA_ARRIVAL
                                              : TJ_EVENT_MEDIA_REMOVAL,
             &payload, effects);
    drive->reported = drive->known; /* step 8: S2, S3, S4 */
}

void sim_becoming_ready(struct sim_drive *drive, uint32_t reason,
                        uint32_t estimated_100ms, struct sim_effects *effects)
{
    reason += /* MUTANT(becoming_ready_wrong_reason) */
        2u * sim_mutant(drive, SIM_BECOMING_READY_WRONG_REASON);
    const struct tj_payload payload = { .reason = reason,
                                        .estimated_100ms = estimated_100ms };

    sim_emit(drive, TJ_EVENT_DEVICE_BECOMING_READY, &payload, effects);
}

/* Tray locks (spec 3.3) and the tray itself (3.4). All of it runs under the
 * eject lock, which a closing handle takes too, beside the queue. */
#include "sim/parts.h"

enum { EJECT = 0x02, LOAD = 0x03 }; /* START STOP UNIT byte 4. */

/* Stages of a request here; WAITS is nobody else's, so that a waiter is known
 * by it. */
enum { STAGE_START = 0, STAGE_SENDING = 1, STAGE_WAITS = 0x80 };

static bool eject_lock_take(struct sim_drive *drive, sim_actor actor)
{
    if (drive->eject_lock != 0 && drive->eject_lock != actor + 1)
        return false;
    drive->eject_lock = (uint16_t)(actor + 1);
    return true;
}

/* Wakes one waiter: the queue's request first, then the closing file object
 * with the lowest index. Who really gets the lock is the host's choice. */
static void eject_lock_give(struct sim_drive *drive,
                            struct sim_effects *effects)
{
    drive->eject_lock = 0;
    if (drive->eject_waiters == 0)
        return;
    drive->eject_waiters--;
    uint8_t executing = drive->executing;
    if (executing != SIM_NO_REQUEST &&
        drive->requests[executing].phase == SIM_PHASE_HANDLER &&
        drive->requests[executing].stage == STAGE_WAITS &&
        !drive->requests[executing].ready) {
        sim_ready(drive, executing, effects);
        return;
    }
    for (uint8_t i = 0; i < SIM_FILES_MAX; i++) {
        if (drive->files[i].phase == SIM_FILE_TRAY && !drive->files[i].ready &&
            drive->files[i].used && drive->files[i].release.stage == 0) {
            sim_ready(drive, (sim_actor)(SIM_ACTOR_FILE + i), effects);
            return;
        }
    }
}

static enum sim_progress wait_for_lock(struct sim_drive *drive,
                                       struct sim_request *request)
{
    request->stage = STAGE_WAITS;
    drive->eject_waiters++;
    return SIM_ASLEEP;
}

static bool any_lock(uint32_t simple, uint32_t prot)
{
    return simple != 0 || prot != 0;
}

/* What a request does to the counters, once nothing can stop it. */
struct tray_change {
    int simple, prot;
};

/* E2 to E6 (Y2 to Y7, R25). Says with which status the request ends without a
 * change, or SUCCESS and the change to be made. */
static uint32_t decide(const struct sim_drive *drive,
                       const struct sim_request *request, bool secure,
                       struct tray_change *change)
{
    bool lock = request->buffer[0] != 0;

    *change = (struct tray_change){ 0, 0 };
    if (!secure && lock)
        change->simple = 1; /* E2, Y5: device-wide, attributed to nobody */
    else if (!secure && drive->simple > 0)
        change->simple = -1; /* E4, Y7: anybody's, so that they leak (R19) */
    else if (!secure && sim_mutant(drive, SIM_EXCESS_SIMPLE_UNLOCK_FAILS))
        /* MUTANT(excess_simple_unlock_fails) */
        return TJ_STATUS_INVALID_DEVICE_STATE;
    else if (secure && lock)
        change->prot = 1; /* E3, Y2 */
    else if (secure) {
        if (drive->files[request->file].tray_locks == 0 || drive->prot == 0)
            return sim_mutant(drive, SIM_EXCESS_UNLOCK_SUCCEEDS)
                       ? TJ_STATUS_SUCCESS /* MUTANT(excess_unlock_succeeds) */
                       : TJ_STATUS_INVALID_DEVICE_STATE; /* E5, Y3 */
        change->prot = -1; /* E6, Y4 */
    } /* Else Y6: nothing to undo, and that is no mistake. */
    return TJ_STATUS_SUCCESS;
}

static uint32_t changed(uint32_t count, int by)
{
    TJ_ASSERT(by >= 0 || count > 0);
    return by < 0 ? count - 1 : count + (uint32_t)by;
}

static void store(struct sim_drive *drive, const struct sim_request *request,
                  const struct tray_change *change)
{
    drive->simple = changed(drive->simple, change->simple);
    drive->prot = changed(drive->prot, change->prot);
    if (change->prot != 0) {
        struct sim_file *file = &drive->files[request->file];
        file->tray_locks = changed(file->tray_locks, change->prot);
    }
}

/* Only the step between "none" and "some" reaches the drive; Prevent is the
 * low bit of the byte, so that 2 counts as a lock but sends ALLOW (E7, R19). */
static enum sim_progress tray_lock(struct sim_drive *drive,
                                   struct sim_request *request, bool secure,
                                   struct sim_effects *effects)
{
    struct tray_change change;

    if (!eject_lock_take(drive, sim_actor_of(drive, request)))
        return wait_for_lock(drive, request);
    request->status = decide(drive, request, secure, &change);
    if (request->status == TJ_STATUS_SUCCESS &&
        (any_lock(drive->simple, drive->prot) !=
             any_lock(changed(drive->simple, change.simple),
                      changed(drive->prot, change.prot)) ||
         sim_mutant(drive, SIM_PREVENT_EVERY_TIME))) {
        /* MUTANT(prevent_every_time) */
        request->stage = STAGE_SENDING;
        enum sim_progress progress =
            sim_request_command(drive, request, SIM_OP_PREVENT_ALLOW,
                                request->buffer[0] & 1, effects);
        if (progress != SIM_FINISHED)
            return progress;
        request->status = request->command.status;
    }
    /* MUTANT(failed_prevent_counts) */
    if (request->status == TJ_STATUS_SUCCESS ||
        sim_mutant(drive, SIM_FAILED_PREVENT_COUNTS)) /* E8, F12 otherwise */
        store(drive, request, &change);
    /* MUTANT(tray_lock_announced) */
    if (sim_mutant(drive, SIM_TRAY_LOCK_ANNOUNCED))
        sim_emit(drive, TJ_EVENT_MEDIA_EJECT_REQUEST, NULL, effects);
    eject_lock_give(drive, effects);
    return SIM_FINISHED;
}

enum sim_progress sim_media_removal_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    return tray_lock(drive, request, false, effects);
}

enum sim_progress sim_ejection_control_handle(struct sim_drive *drive,
                                              struct sim_request *request,
                                              struct sim_effects *effects)
{
    if (!sim_file_known(drive, request->file)) { /* E1, Y1 */
        request->status = TJ_STATUS_INVALID_HANDLE;
        return SIM_FINISHED;
    }
    return tray_lock(drive, request, true, effects);
}

/* J1 before J2: secure locks of anybody, the caller's own too, stop it (Y8,
 * R18). The simple lock is not consulted: the drive itself refuses (Y9). No
 * event and no state change here: those come from a poll (Y10, Y11). */
static enum sim_progress move_tray(struct sim_drive *drive,
                                   struct sim_request *request, uint8_t byte4,
                                   struct sim_effects *effects)
{
    if (!eject_lock_take(drive, sim_actor_of(drive, request)))
        return wait_for_lock(drive, request);
    uint32_t held = drive->prot;
    if (sim_mutant(drive, SIM_OWN_LOCK_LETS_EJECT))
        /* MUTANT(own_lock_lets_eject) */
        held -= drive->files[request->file].tray_locks;
    if (held > 0) {
        request->status = TJ_STATUS_DEVICE_BUSY;
    } else {
        request->stage = STAGE_SENDING;
        enum sim_progress progress = sim_request_command(
            drive, request, SIM_OP_START_STOP_UNIT, byte4, effects);
        if (progress != SIM_FINISHED)
            return progress;
        request->status = request->command.status;
    }
    eject_lock_give(drive, effects);
    return SIM_FINISHED;
}

enum sim_progress sim_eject_handle(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    return move_tray(drive, request, EJECT, effects);
}

enum sim_progress sim_load_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    return move_tray(drive, request, LOAD, effects);
}

/* CLOSE of a file object with secure locks (spec 3.3, Y12): the counts go
 * first, then ALLOW is sent if nothing holds the tray any more, whoever owns
 * the drive (R43); its result does not matter, but its retries do: they hold
 * the eject lock (R29). */
enum sim_progress sim_tray_close_step(struct sim_drive *drive, uint8_t index,
                                      struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];
    sim_actor actor = (sim_actor)(SIM_ACTOR_FILE + index);

    if (!eject_lock_take(drive, actor)) {
        drive->eject_waiters++;
        return SIM_ASLEEP;
    }
    if (file->release.stage == 0) {
        TJ_INVARIANT(S4, drive->prot >= file->tray_locks);
        /* MUTANT(close_keeps_a_tray_lock) */
        file->tray_locks -= file->tray_locks > 0 &&
                            sim_mutant(drive, SIM_CLOSE_KEEPS_A_TRAY_LOCK);
        drive->prot -= file->tray_locks;
        file->tray_locks = 0;
        if (sim_mutant(drive, SIM_CLOSE_CLEARS_SIMPLE))
            drive->simple = 0; /* MUTANT(close_clears_simple) */
        file->release.stage = 1; /* From here on it has the lock. */
        if (!any_lock(drive->simple, drive->prot))
            sim_command_prepare(&drive->close_command, SIM_OP_PREVENT_ALLOW,
                                0);
    }
    if (drive->close_command.phase != SIM_COMMAND_IDLE) {
        enum sim_progress progress = sim_command_run(
            drive, actor, &drive->close_command, NULL, effects);
        if (progress != SIM_FINISHED)
            return progress;
    }
    file->release.stage = 0;
    file->phase = SIM_FILE_MCN; /* No waiter any more, before the lock goes. */
    eject_lock_give(drive, effects);
    return SIM_FINISHED;
}

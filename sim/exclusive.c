/* IOCTL_CDROM_EXCLUSIVE_ACCESS (spec 1), and how an ownership ends. */
#include "sim/parts.h"

#include "core/drive/bytes.h"

#include <string.h>

/* Spec 1.2, V2 to V6, X2. V0 is the I/O manager's; V1 cannot happen from user
 * mode; V7 is the limit of requests in flight. Neither unknown flags nor what
 * is too long is looked at (R35). */
uint32_t sim_exclusive_validate(const struct sim_drive *drive,
                                struct sim_request *request)
{
    (void)drive;
    if (request->input_size < TJ_EXCLUSIVE_ACCESS_SIZE)
        return TJ_STATUS_INFO_LENGTH_MISMATCH; /* V2 */
    switch (tj_get_u32(request->buffer)) {
    case TJ_EXCLUSIVE_QUERY: /* V3 */
        if (request->output_size >= TJ_EXCLUSIVE_STATE_SIZE)
            return TJ_STATUS_SUCCESS;
        request->info = TJ_EXCLUSIVE_STATE_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    case TJ_EXCLUSIVE_LOCK: /* V4 */
        return request->input_size >= TJ_EXCLUSIVE_LOCK_SIZE
                   ? TJ_STATUS_SUCCESS
                   : TJ_STATUS_INFO_LENGTH_MISMATCH;
    case TJ_EXCLUSIVE_UNLOCK: /* V5 */
        return TJ_STATUS_SUCCESS;
    default: /* V6 */
        return TJ_STATUS_INVALID_PARAMETER;
    }
}

/* Spec 1.3, X3: no file object needed; the name of a former owner never shows.
 * Like every token it waits in the queue, for minutes behind a long command
 * (R40). */
static void query(const struct sim_drive *drive, struct sim_request *request)
{
    bool locked = drive->owner != SIM_NO_FILE;
    bool named;

    locked |= sim_mutant(drive, SIM_STALE_QUERY) && /* MUTANT(stale_query) */
              drive->locks_granted > 0;
    named = locked || /* MUTANT(query_shows_old_name) */
            sim_mutant(drive, SIM_QUERY_SHOWS_OLD_NAME);
    memset(request->buffer, 0, TJ_EXCLUSIVE_STATE_SIZE);
    request->buffer[0] = locked;
    if (named)
        memcpy(request->buffer + 1, drive->name, sizeof drive->name);
    request->info = TJ_EXCLUSIVE_STATE_SIZE - /* MUTANT(query_returns_64) */
                    sim_mutant(drive, SIM_QUERY_RETURNS_64);
    request->status = TJ_STATUS_SUCCESS;
}

/* cdrom.h: ValidChar. The judge has a reading of its own (core/check). */
static bool is_valid_char(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') ||
           (byte != '\0' && strchr(" .,:;_-", byte) != NULL);
}

/* L2, L3, R26: scanned up to the first NUL, which must be there, but not
 * first. */
static bool is_valid_name(const uint8_t *name)
{
    for (size_t i = 0; i < TJ_CALLER_NAME_SIZE; i++) {
        if (name[i] == '\0')
            return i > 0;
        if (!is_valid_char(name[i]))
            return false;
    }
    return false;
}

/* L1, U1 (X4, X9, R42): a file object that the driver saw being created, by
 * whichever of its handles (R46). */
static bool may_own(const struct sim_drive *drive, uint8_t file)
{
    return sim_file_known(drive, file) || /* MUTANT(volume_handle_locks) */
           sim_mutant(drive, SIM_VOLUME_HANDLE_LOCKS);
}

/* L1 to L5 in their order: a bad name beats a mounted volume, which beats a
 * foreign owner. */
static uint32_t may_lock(struct sim_drive *drive,
                         const struct sim_request *request)
{
    const uint8_t *name = request->buffer + TJ_EXCLUSIVE_ACCESS_SIZE;
    bool ignore_volume =
        (tj_get_u32(request->buffer + 4) & TJ_LOCK_IGNORE_VOLUME) != 0;
    bool name_good = is_valid_name(name);
    bool taken = drive->owner != SIM_NO_FILE;

    name_good |= /* MUTANT(bad_name_accepted) */
        sim_mutant(drive, SIM_BAD_NAME_ACCEPTED);
    ignore_volume &= /* MUTANT(ignore_volume_ignored) */
        !sim_mutant(drive, SIM_IGNORE_VOLUME_IGNORED);
    if (!may_own(drive, request->file))
        return TJ_STATUS_INVALID_HANDLE; /* L1 */
    if (!name_good)
        return TJ_STATUS_INVALID_PARAMETER; /* L2, L3, X5 */
    bool mounted = drive->vpb != SIM_VPB_NONE;
    mounted &= !taken || /* MUTANT(owner_before_volume) */
               !sim_mutant(drive, SIM_OWNER_BEFORE_VOLUME);
    if (!ignore_volume && mounted)
        return TJ_STATUS_INVALID_DEVICE_STATE; /* L4, X6 */
    taken = taken || /* MUTANT(spurious_refusal) */
            (sim_mutant(drive, SIM_SPURIOUS_REFUSAL) &&
             ++drive->locks_seen % 16 == 0);
    taken &= !sim_mutant(drive, SIM_TWO_OWNERS); /* MUTANT(two_owners) */
    taken &= !(sim_mutant(drive, SIM_RECURSIVE_LOCK) &&
               drive->owner == request->file); /* MUTANT(recursive_lock) */
    if (taken)
        return TJ_STATUS_ACCESS_DENIED; /* L5, X7: also by this file object */
    return TJ_STATUS_SUCCESS;
}

/* Spec 1.4, effects 1 to 3, X8; a stale name between 1 and 2 cannot be seen,
 * because queries wait behind this request, so they are one step. The name is
 * text and no more: anybody may use it, too (R48). */
static void take(struct sim_drive *drive, const struct sim_request *request,
                 struct sim_effects *effects)
{
    const uint8_t *name = request->buffer + TJ_EXCLUSIVE_ACCESS_SIZE;
    size_t length = strnlen((const char *)name, TJ_CALLER_NAME_SIZE);

    length -= length > 0 && /* MUTANT(name_off_by_one) */
              sim_mutant(drive, SIM_NAME_OFF_BY_ONE);
    drive->owner = request->file;
    memset(drive->name, 0, sizeof drive->name);
    memcpy(drive->name, name, length);
    drive->locks_granted++;
    bool silent = sim_mutant(drive, SIM_NO_LOCK_EVENT) &&
                  drive->locks_granted % 8 == 0; /* MUTANT(no_lock_event) */
    if (!silent)
        sim_emit(drive, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, NULL, effects);
    if (sim_mutant(drive, SIM_LOCK_ANNOUNCES_REMOVAL))
        /* MUTANT(lock_announces_removal) */
        sim_emit(drive, TJ_EVENT_MEDIA_REMOVAL,
                 &(struct tj_payload){ .change_count = drive->mcc,
                                       .new_state = TJ_MEDIA_UNAVAILABLE },
                 effects);
}

static void lock(struct sim_drive *drive, struct sim_request *request,
                 struct sim_effects *effects)
{
    request->status = may_lock(drive, request);
    if (request->status == TJ_STATUS_SUCCESS)
        take(drive, request, effects);
    else if (sim_mutant(drive, SIM_EVENT_ON_FAILED_LOCK))
        /* MUTANT(event_on_failed_lock) */
        sim_emit(drive, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, NULL, effects);
}

/* Spec 1.5; three mistakes, two statuses (R25). */
static uint32_t may_unlock(const struct sim_drive *drive,
                           const struct sim_request *request)
{
    bool mine = drive->owner == request->file;

    mine |= /* MUTANT(stranger_unlocks) */
        sim_mutant(drive, SIM_STRANGER_UNLOCKS);
    if (!may_own(drive, request->file))
        return TJ_STATUS_INVALID_HANDLE; /* U1 */
    if (drive->owner == SIM_NO_FILE)
        return sim_mutant(drive, SIM_WRONG_UNLOCK_STATUS)
                   ? TJ_STATUS_INVALID_HANDLE /* MUTANT(wrong_unlock_status) */
                   : TJ_STATUS_INVALID_DEVICE_REQUEST; /* U2, X10 */
    if (!mine)
        return TJ_STATUS_INVALID_HANDLE; /* U3, X11 */
    return TJ_STATUS_SUCCESS;
}

/* --- How an ownership ends (spec 1.5, effects 1 to 6) --- */

enum release_stage {
    UNAVAILABLE, /* 1.6, first call */
    AS_BEFORE,   /* 1.6, second call */
    ANNOUNCE,    /* effects 2 to 4 */
    LET_GO,      /* effects 5 and 6, a step after the event (R4) */
    RELEASE_STAGES
};
static const uint8_t honest_order[] = { UNAVAILABLE, AS_BEFORE, ANNOUNCE,
                                        LET_GO };
static const uint8_t event_first[] = { ANNOUNCE, UNAVAILABLE, AS_BEFORE,
                                       LET_GO };
_Static_assert(sizeof honest_order == RELEASE_STAGES,
               "every stage has its place");

static void announce(struct sim_drive *drive, bool by_close,
                     struct sim_effects *effects)
{
    unsigned count = 1;

    count -= by_close && /* MUTANT(no_unlock_event_on_close) */
             sim_mutant(drive, SIM_NO_UNLOCK_EVENT_ON_CLOSE);
    count += /* MUTANT(two_unlock_events) */
        sim_mutant(drive, SIM_TWO_UNLOCK_EVENTS);
    if (drive->vpb != SIM_VPB_NONE)
        drive->verify = true;
    drive->write_allowed = false;
    drive->mmc_update = true;
    while (count-- > 0)
        sim_emit(drive, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, NULL, effects);
}

static void let_go(struct sim_drive *drive, bool by_close,
                   struct sim_effects *effects)
{
    if (by_close || /* MUTANT(lost_unlock) */
        !sim_mutant(drive, SIM_LOST_UNLOCK))
        drive->owner = SIM_NO_FILE;
    if (by_close && sim_mutant(drive, SIM_GHOST_OWNER))
        drive->owner = SIM_FILES_MAX - 1; /* MUTANT(ghost_owner) */
    bool pending = drive->profile.an && drive->an_pending;
    drive->an_pending = false;
    if (pending)
        sim_poll_start(drive, effects);
}

/* One stage a call; FINISHED with the last. What the two calls of 1.6 announce
 * goes by the state before: a disc X12, none X13 (R10), unavailable X12a,
 * unknown X14. The arrival is made up: nobody asks the drive (R12). With MCN
 * disabled they announce nothing, and only the count may move: X15, X15a,
 * R15. */
enum sim_progress sim_release_step(struct sim_drive *drive,
                                   struct sim_release *release,
                                   struct sim_effects *effects)
{
    const uint8_t *order = honest_order;

    if (sim_mutant(drive, SIM_MEDIA_EVENTS_AFTER_UNLOCK_EVENT))
        order = event_first; /* MUTANT(media_events_after_unlock_event) */
    /* X16: flag 0x2 leaves out the synthetic notifications only. */
    while (release->quiet && order[release->stage] <= AS_BEFORE)
        release->stage++;
    switch ((enum release_stage)order[release->stage++]) {
    case UNAVAILABLE: /* A lost update leaves "Unknown" remembered (R11). */
        release->previous = TJ_MEDIA_UNKNOWN;
        sim_media_set(drive, TJ_MEDIA_UNAVAILABLE, &release->previous,
                      effects);
        return SIM_AGAIN;
    case AS_BEFORE:
        sim_media_set(drive, (enum tj_media_state)release->previous, NULL,
                      effects);
        return SIM_AGAIN;
    case ANNOUNCE:
        announce(drive, release->by_close, effects);
        return SIM_AGAIN;
    case LET_GO:
    case RELEASE_STAGES:
        let_go(drive, release->by_close, effects);
        break;
    }
    return SIM_FINISHED;
}

void sim_release_at_once(struct sim_drive *drive, struct sim_effects *effects)
{
    announce(drive, true, effects);
    let_go(drive, true, effects);
}

enum { STAGE_DECIDE, STAGE_RELEASE };

static enum sim_progress unlock(struct sim_drive *drive,
                                struct sim_request *request,
                                struct sim_effects *effects)
{
    if (request->stage == STAGE_DECIDE) {
        request->status = may_unlock(drive, request);
        if (request->status != TJ_STATUS_SUCCESS)
            return SIM_FINISHED;
        request->stage = STAGE_RELEASE;
        request->release = (struct sim_release){
            .quiet = (tj_get_u32(request->buffer + 4) &
                      TJ_NO_MEDIA_NOTIFICATIONS) != 0 &&
                     !sim_mutant(drive, SIM_QUIET_FLAG_IGNORED),
        }; /* MUTANT(quiet_flag_ignored) */
    }
    enum sim_progress progress =
        sim_release_step(drive, &request->release, effects);
    if (request->release.stage == LET_GO && progress == SIM_AGAIN &&
        sim_mutant(drive, SIM_UNLOCK_LEAVES_QUEUE_EARLY))
        /* MUTANT(unlock_leaves_queue_early) */
        sim_request_leave_queue(drive, request, effects);
    return progress;
}

enum sim_progress sim_exclusive_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    switch (tj_get_u32(request->buffer)) {
    case TJ_EXCLUSIVE_QUERY:
        query(drive, request);
        return SIM_FINISHED;
    case TJ_EXCLUSIVE_LOCK:
        lock(drive, request, effects);
        return SIM_FINISHED;
    default:
        return unlock(drive, request, effects);
    }
}

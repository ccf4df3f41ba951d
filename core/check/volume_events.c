/* SPDX-License-Identifier: MIT */
/* Properties 49 to 51 and 57 of spec 8.7: events of the file system. LOCK,
 * LOCK_FAILED and UNLOCK are synchronous: emitted inside the request. */
#include "core/check/volume_state.h"

/* --- Requests --- */

/* Statuses that a LOCK of a volume gets after its LOCK event (spec 6.2). */
static bool is_failure(const struct operation *op)
{
    return op->status == TJ_STATUS_ACCESS_DENIED ||
           op->status == TJ_STATUS_NO_MEDIA_IN_DEVICE ||
           op->status == TJ_STATUS_WRONG_VOLUME ||
           op->status == TJ_STATUS_VOLUME_DISMOUNTED ||
           op->status == TJ_STATUS_FILE_INVALID;
}

static void claim_lock(struct volume_drive *drive,
                       const struct operation *op, bool known)
{
    bool real = operation_is_real(op);
    bool failed = real && op->outcome == TJ_REFUSED && is_failure(op);
    claims_add(&drive->locks, op,
               known && (failed || operation_is_done(op)));
    claims_add(&drive->failures, op, known && failed);
}

/* CLEANUP, with the last handle, ends what the file object may hold; it waits
 * for no request in flight (spec 1.7, 6.4). */
static void claim_close(struct volumes *volumes, const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    const struct history *history = volumes->scene.history;
    const struct file_object *object = &history->handles.files[op->file];
    struct volume_file *file = volume_find(drive, history, op->file);
    if (file == NULL || object->sure_open > 0)
        return;
    file->closing = object->maybe_open == 1;
    if (file->unshared || file->may_lock)
        claims_add(&drive->releases, op,
                   file->closing && operation_is_done(op) && file->sure &&
                       volume_holds(file, &op->at) &&
                       !history->drives[op->drive].remounts);
}

void volume_claim(struct volumes *volumes, const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    const struct history *history = volumes->scene.history;
    if (op->file == HISTORY_NOTHING)
        return;
    enum model_class class = history->handles.files[op->file].class;
    if (class != MODEL_VOLUME && class != MODEL_UNKNOWN)
        return;
    if (op->verb == TJ_VOLUME_LOCK)
        claim_lock(drive, op, class == MODEL_VOLUME);
    else if (op->verb == TJ_VOLUME_UNLOCK && operation_may_act(op))
        claims_add(&drive->releases, op,
                   class == MODEL_VOLUME && operation_is_done(op));
    else if (op->verb == TJ_CLOSE && operation_may_act(op))
        claim_close(volumes, op);
}

/* --- Findings --- */

static void find_event(const struct volumes *volumes, enum rule rule,
                       const struct seen_event *event, const char *why)
{
    struct draft draft =
        finding_begin(volumes->scene.findings, rule, event->t_ns);
    tj_text_add(&draft.text, "%s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    tj_text_add(&draft.text, " %s", why);
    finding_ref(&draft, &event->ref);
}

static void find_missing(const struct volumes *volumes,
                         const struct claim *claim, const char *what,
                         const struct seen_event *next)
{
    struct draft draft =
        finding_begin(volumes->scene.findings, RULE_V49, claim->at.t1_ns);
    tj_text_add(&draft.text, "the %s of ",
                tj_verb_name((enum tj_verb)claim->verb));
    finding_say_client(&draft, claim->at.client, claim->name);
    tj_text_add(&draft.text, " ");
    finding_say_when(&draft, &claim->at);
    tj_text_add(&draft.text, " sent no %s event; the next event of the drive "
                             "came at ", what);
    finding_say_time(&draft, next->t_ns);
    finding_ref(&draft, &claim->ref);
    finding_ref(&draft, &next->ref);
}

/* --- Events --- */

/* Whoever completed before this event has had its own, or never will. */
static void judge_missing(const struct volumes *volumes,
                          const struct volume_drive *drive,
                          struct claims *claims, const char *what,
                          const struct seen_event *event)
{
    struct claim claim;
    while (claims_finished(claims, event->t_ns, &claim)) {
        if (!claim.sure || event->gap || !event->numbered || claims->lost ||
            (drive->whole_ns != 0 && claim.at.t0_ns <= drive->whole_ns))
            continue;
        family_count(&volumes->scene, RULE_V49);
        if (!claim.emitted)
            find_missing(volumes, &claim, what, event);
    }
}

static void judge_lock(const struct volumes *volumes, struct claims *claims,
                       const struct seen_event *event)
{
    if (claims->lost)
        return;
    family_count(&volumes->scene, RULE_V49);
    if (claims_candidates(claims, event->t_ns) == 0)
        find_event(volumes, RULE_V49, event,
                   event->id == TJ_EVENT_VOLUME_LOCK
                       ? "was sent although nobody was locking the volume"
                       : "was sent although no lock that failed was in flight");
    claims_emit(claims, event->t_ns);
}

static void judge_unlock(const struct volumes *volumes, uint8_t number,
                         const struct seen_event *event)
{
    struct volume_drive *drive = &volumes->drives[number];
    if (drive->releases.lost)
        return;
    family_count(&volumes->scene, RULE_V50);
    if (claims_explain(&drive->releases, event->t_ns) == NULL &&
        !volume_may_vanish(drive, volumes->scene.history, event->t_ns))
        find_event(volumes, RULE_V50, event,
                   "ended no lock: nobody who may have held one unlocked or "
                   "closed its handle");
    claims_emit(&drive->releases, event->t_ns);
}

/* Sent by other file systems than that of the simulated drives, or by nobody
 * about a CD. */
static bool is_never(uint8_t id)
{
    static const uint8_t never[] = {
        TJ_EVENT_VOLUME_NEED_CHKDSK,    TJ_EVENT_VOLUME_CHANGE_SIZE,
        TJ_EVENT_VOLUME_WEARING_OUT,    TJ_EVENT_VOLUME_FVE_STATUS_CHANGE,
        TJ_EVENT_VOLUME_PREPARING_EJECT, TJ_EVENT_VOLUME_NAME_CHANGE,
        TJ_EVENT_VOLUME_PHYSICAL_CONFIGURATION_CHANGE,
        TJ_EVENT_VOLUME_UNIQUE_ID_CHANGE,
    };
    for (size_t i = 0; i < sizeof never; i++)
        if (never[i] == id)
            return true;
    return false;
}

/* Where emissions are seen the drive is a simulated one, and its discs have
 * CDFS; on a real one UDF may say such things. */
static void judge_kind(const struct volumes *volumes,
                       const struct seen_event *event)
{
    if (event->id == TJ_EVENT_VOLUME_DISMOUNT ||
        event->id == TJ_EVENT_VOLUME_DISMOUNT_FAILED)
        family_count(&volumes->scene, RULE_V51);
    if (event->id == TJ_EVENT_VOLUME_DISMOUNT_FAILED)
        find_event(volumes, RULE_V51, event,
                   "is never sent by CDFS, whatever became of the dismount");
    family_count(&volumes->scene, RULE_V57);
    if (is_never(event->id))
        find_event(volumes, RULE_V57, event, "is never sent about a CD");
}

static bool is_of_volume(uint8_t id)
{
    return tj_event_info((enum tj_event_id)id)->emitter != TJ_BY_CLASS_DRIVER;
}

static void judge_order(const struct volumes *volumes, uint8_t number,
                        const struct seen_event *event)
{
    struct volume_drive *drive = &volumes->drives[number];
    judge_missing(volumes, drive, &drive->locks, "VOLUME_LOCK", event);
    judge_missing(volumes, drive, &drive->failures, "VOLUME_LOCK_FAILED",
                  event);
    judge_missing(volumes, drive, &drive->releases, "VOLUME_UNLOCK", event);
    if (event->gap) {
        drive->whole_ns = event->t_ns;
        claims_doubt(&drive->locks);
        claims_doubt(&drive->failures);
        claims_doubt(&drive->releases);
    }
    if (event->id == TJ_EVENT_VOLUME_LOCK)
        judge_lock(volumes, &drive->locks, event);
    else if (event->id == TJ_EVENT_VOLUME_LOCK_FAILED)
        judge_lock(volumes, &drive->failures, event);
    else if (event->id == TJ_EVENT_VOLUME_UNLOCK)
        judge_unlock(volumes, number, event);
}

void volume_event(struct volumes *volumes, uint8_t number,
                  const struct seen_event *event)
{
    struct volume_drive *drive = &volumes->drives[number];
    if (event->emission && is_of_volume(event->id))
        judge_kind(volumes, event);
    if (event->early)
        drive->locks.lost = drive->failures.lost = drive->releases.lost = true;
    if (event->emission && !volumes->scene.config->event_loss_injected &&
        family_fit(&volumes->scene, number, event->t_ns))
        judge_order(volumes, number, event);
}

/* SPDX-License-Identifier: MIT */
/* Counts are intervals: what is surely held, what may be held. */
#include "core/check/tray.h"

#include "core/check/requests.h"
#include "core/check/tray_state.h"
#include "core/drive/catalog.h"

/* A drive may be reset unseen, and forgets its prevention then: a proof that it
 * keeps it holds for so long. */
#define HONOURS_NS UINT64_C(10000000000)

static void *tray_open(const struct scene *scene, struct arena *arena)
{
    struct tray *tray = ARENA_NEW(arena, struct tray, 1);
    return tray != NULL && tray_state_open(tray, scene, arena) ? tray : NULL;
}

/* --- Words --- */

static struct draft begin(const struct tray *tray, enum rule rule,
                          const struct operation *op)
{
    struct draft draft =
        finding_begin(tray->scene->findings, rule, op->at.t0_ns);
    finding_ref(&draft, &op->ref);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s %s ",
                tj_verb_name((enum tj_verb)op->verb));
    if (op->outcome == TJ_DONE)
        tj_text_add(&draft.text, "was done ");
    else
        tj_text_add(&draft.text, "failed with %s (%u) ",
                    tj_ntstatus_name(op->status),
                    tj_ntstatus_to_win32(op->status));
    finding_say_when(&draft, &op->at);
    return draft;
}

static void say_holder(struct draft *draft, const struct tray_holder *holder)
{
    tj_text_add(&draft->text, " although ");
    finding_say_client(draft, holder->client, 0);
    tj_text_add(&draft->text, " had a secure tray lock all the while");
    finding_ref(draft, &holder->lock_ref);
}

/* --- Eject and load --- */

static bool is_direct(const struct evidence *evidence)
{
    return evidence->facts.class == MODEL_DIRECT &&
           evidence->facts.open == MODEL_YES;
}

/* The status is of the handler or of the drive. */
static bool was_handled(const struct operation *op,
                        const struct evidence *evidence)
{
    return op->outcome == TJ_DONE ||
           (is_direct(evidence) &&
            request_refusal(op->status) == REFUSAL_HANDLER);
}

static bool is_busy(const struct operation *op)
{
    return op->outcome == TJ_REFUSED && op->status == TJ_STATUS_DEVICE_BUSY;
}

/* 31. False: nobody surely holds the tray. */
static bool judge_held(const struct tray *tray, const struct operation *op,
                       const struct evidence *evidence)
{
    const struct tray_holder *who;
    if (tray_secure_least(tray, op->drive, &op->at, &who) == 0)
        return false;
    family_count(tray->scene, RULE_T31);
    if (is_busy(op) || !was_handled(op, evidence))
        return true;
    struct draft draft = begin(tray, RULE_T31, op);
    say_holder(&draft, who);
    return true;
}

/* 36. One refusal with 170 may be the drive's own (a request of the operator
 * repeated through all retries); two in a row are not. */
static void judge_left(const struct tray *tray, const struct operation *op,
                       const struct evidence *evidence)
{
    enum { ENOUGH = 2 };
    struct tray_drive *drive = &tray->drives[op->drive];
    if (!drive->left || drive->lost || drive->struck || drive->reserved ||
        !was_handled(op, evidence) ||
        !stamp_before(&drive->left_close, &op->at) ||
        tray_secure_most(tray, op->drive, &op->at) > 0)
        return;
    if (!is_busy(op)) {
        family_count(tray->scene, RULE_T36);
        drive->left = false;
        return;
    }
    drive->stuck += 1;
    if (drive->stuck == 1)
        drive->stuck_ref = op->ref;
    if (drive->stuck < ENOUGH)
        return;
    family_count(tray->scene, RULE_T36);
    struct draft draft = begin(tray, RULE_T36, op);
    tj_text_add(&draft.text, ", again, although the last handle with a secure "
                             "tray lock had been closed by ");
    finding_say_time(&draft, drive->left_close.t1_ns);
    finding_ref(&draft, &drive->stuck_ref);
    finding_ref(&draft, &drive->left_ref);
    drive->left = false;
}

/* 37, and 32: the drive kept the tray shut for a simple lock, and now it does
 * not, though the lock is still there. */
static void judge_simple(const struct tray *tray, const struct operation *op)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    if (!drive->honours || !stamp_before(&drive->honoured, &op->at))
        return;
    if (op->at.t1_ns - drive->honoured.t0_ns > HONOURS_NS) {
        drive->honours = false;
        return;
    }
    if (op->outcome != TJ_DONE &&
        op->status != TJ_STATUS_INVALID_DEVICE_REQUEST)
        return;
    enum rule rule = drive->closed_since ? RULE_T37 : RULE_T32;
    family_count(tray->scene, rule);
    if (op->outcome != TJ_DONE)
        return;
    struct draft draft = begin(tray, rule, op);
    tj_text_add(&draft.text, " although a simple tray lock that had stopped "
                             "an eject at ");
    finding_say_time(&draft, drive->honoured.t1_ns);
    tj_text_add(&draft.text, " was never released%s",
                drive->closed_since ? "; a handle was closed meanwhile" : "");
    finding_ref(&draft, &drive->simple_ref);
    finding_ref(&draft, &drive->honoured_ref);
    if (drive->closed_since)
        finding_ref(&draft, &drive->closed_ref);
    drive->honours = false;
}

static void note_honour(const struct tray *tray, const struct operation *op,
                        const struct evidence *evidence)
{
    struct tray_drive *drive = &tray->drives[op->drive];
    /* As if nobody's equal times were in order: what is read after this answer
     * is counted down, what was read before it must not be left out. */
    struct stamp at = { .t0_ns = op->at.t0_ns, .t1_ns = op->at.t1_ns };
    int32_t least = tray_count_least(&drive->simple, &at);
    if (drive->honours || drive->struck || least == 0 ||
        !is_direct(evidence) || op->outcome != TJ_REFUSED ||
        op->status != TJ_STATUS_INVALID_DEVICE_REQUEST)
        return;
    drive->honours = true;
    drive->steady = least;
    drive->honoured = op->at;
    drive->honoured_ref = op->ref;
    drive->closed_since = false;
}

static void judge_move(const struct tray *tray, const struct operation *op,
                       const struct evidence *evidence)
{
    if (judge_held(tray, op, evidence))
        return;
    judge_left(tray, op, evidence);
    if (op->verb != TJ_EJECT)
        return;
    judge_simple(tray, op);
    note_honour(tray, op, evidence);
}

/* --- Tray locks --- */

static bool is_lock(const struct operation *op)
{
    return op->verb == TJ_PREVENT || op->verb == TJ_SECURE_PREVENT;
}

static bool is_tray_lock(const struct operation *op)
{
    return op->verb == TJ_PREVENT || op->verb == TJ_ALLOW ||
           op->verb == TJ_SECURE_PREVENT || op->verb == TJ_SECURE_ALLOW;
}

/* Neither the first nor the last: no command goes to the drive (E7). An unlock
 * that may have acted is counted already. */
static bool only_counts(const struct tray *tray, const struct operation *op)
{
    int32_t least = tray_total_least(tray, op->drive, &op->at);
    return least >= (is_lock(op) || operation_may_act(op) ? 1 : 2);
}

/* 32, as far as it shows: what only counts cannot fail at the drive. */
static void judge_counting(const struct tray *tray, const struct operation *op,
                           const struct evidence *evidence)
{
    bool excess = op->status == TJ_STATUS_INVALID_DEVICE_STATE; /* E5 */
    if (!is_direct(evidence) || !was_handled(op, evidence) || excess ||
        !only_counts(tray, op))
        return;
    family_count(tray->scene, RULE_T32);
    if (evidence->fit && evidence->facts.self_owns &&
        tray->scene->findings->verdict->events_captured)
        family_count(tray->scene, RULE_T38);
    if (op->outcome == TJ_DONE)
        return;
    struct draft draft = begin(tray, RULE_T32, op);
    tj_text_add(&draft.text, " although other tray locks were held all the "
                             "while, so that nothing had to be sent");
    const struct tray_holder *who;
    if (tray_secure_least(tray, op->drive, &op->at, &who) > 0)
        finding_ref(&draft, &who->lock_ref);
    else
        finding_ref(&draft, &tray->drives[op->drive].simple_ref);
}

/* 33 and 34: an unlock that was done needs a lock before it. */
static void judge_excess(const struct tray *tray, const struct operation *op,
                         const struct evidence *evidence)
{
    const struct tray_holder *holder = tray_holder_of(tray, op);
    bool failed = holder != NULL && holder->failed;
    if (evidence->facts.class == MODEL_UNKNOWN ||
        (holder == NULL && tray->drives[op->drive].full))
        return;
    family_count(tray->scene, RULE_T34);
    if (failed)
        family_count(tray->scene, RULE_T33);
    if (holder != NULL && tray_holder_most(holder, &op->at) > 0)
        return;
    struct draft draft = begin(tray, failed ? RULE_T33 : RULE_T34, op);
    tj_text_add(&draft.text, " although its handle cannot have had a secure "
                             "tray lock");
    if (failed) {
        tj_text_add(&draft.text, ": the one it asked for failed");
        finding_ref(&draft, &holder->failed_ref);
    }
}

static void judge_missed(const struct tray *tray, const struct operation *op,
                         const struct evidence *evidence)
{
    const struct tray_holder *holder = tray_holder_of(tray, op);
    if (!is_direct(evidence) || holder == NULL ||
        op->status != TJ_STATUS_INVALID_DEVICE_STATE)
        return;
    family_count(tray->scene, RULE_T34);
    if (tray_count_least(&holder->count, &op->at) == 0)
        return; /* Its own handle was open throughout. */
    struct draft draft = begin(tray, RULE_T34, op);
    say_holder(&draft, holder);
}

static void judge_secure(const struct tray *tray, const struct operation *op,
                         const struct evidence *evidence)
{
    if (op->outcome == TJ_DONE && evidence->facts.class == MODEL_VOLUME) {
        family_count(tray->scene, RULE_T34);
        struct draft draft = begin(tray, RULE_T34, op);
        tj_text_add(&draft.text, " on a volume handle, which always fails 6");
        return;
    }
    if (op->verb == TJ_SECURE_ALLOW) {
        if (op->outcome == TJ_DONE)
            judge_excess(tray, op, evidence);
        else
            judge_missed(tray, op, evidence);
    } else if (op->outcome == TJ_REFUSED && is_direct(evidence) &&
               request_refusal(op->status) == REFUSAL_HANDLER) {
        (void)tray_state_failed(tray, op);
    }
}

/* 35. The drive may fail it with what section 5 maps its errors to, which none
 * of these is. */
static void judge_release(const struct tray *tray, const struct operation *op,
                          const struct evidence *evidence)
{
    if (!is_direct(evidence) ||
        (op->outcome != TJ_DONE &&
         request_refusal(op->status) == REFUSAL_DENIED))
        return;
    family_count(tray->scene, RULE_T35);
    if (op->outcome == TJ_DONE ||
        (op->status != TJ_STATUS_INVALID_DEVICE_STATE &&
         op->status != TJ_STATUS_NOT_LOCKED))
        return;
    struct draft draft = begin(tray, RULE_T35, op);
    tj_text_add(&draft.text, ", which is no error of the drive");
}

/* --- The family --- */

/* A drive that was reset has forgotten its prevention. */
static void doubt_prevention(struct tray_drive *drive,
                             const struct operation *op)
{
    if (op->outcome == TJ_REFUSED && (op->status == TJ_STATUS_IO_TIMEOUT ||
                                      op->status == TJ_STATUS_IO_DEVICE_ERROR ||
                                      op->status == TJ_STATUS_VERIFY_REQUIRED))
        drive->honours = false;
}

static void tray_invoke(void *state, const struct operation *op)
{
    struct tray *tray = state;
    stillness_invoke(&tray->still, op);
    tray_state_invoke(tray, op);
}

static void tray_answer(void *state, const struct operation *op,
                        const struct evidence *evidence)
{
    struct tray *tray = state;
    doubt_prevention(&tray->drives[op->drive], op);
    bool moves = op->verb == TJ_EJECT || op->verb == TJ_LOAD ||
                 op->verb == TJ_LOAD2;
    if ((!moves && !is_tray_lock(op)) || op->file == HISTORY_NOTHING ||
        !family_fit(tray->scene, op->drive, op->at.t1_ns))
        return;
    if (moves) {
        judge_move(tray, op, evidence);
        return;
    }
    judge_counting(tray, op, evidence);
    if (op->verb == TJ_ALLOW)
        judge_release(tray, op, evidence);
    else if (op->verb != TJ_PREVENT)
        judge_secure(tray, op, evidence);
}

static void tray_gone(void *state, const struct operation *op)
{
    tray_state_gone(state, op);
}

/* 38. The only request that can have caused an event of a still drive, and it
 * sends no command. */
static const struct operation *only_cause(const struct tray *tray,
                                          uint8_t drive, uint64_t t_ns,
                                          const struct tenure *owner)
{
    const struct flight *flight = tray->scene->history->flight;
    const struct operation *only = NULL;
    for (uint32_t i = 0; i < flight->count; i++) {
        const struct operation *op = flight_at(flight, i);
        if (op->drive != drive ||
            stillness_cause(&tray->still, op, t_ns, owner) == CAUSE_NEVER)
            continue;
        if (only != NULL || !is_tray_lock(op) || op->file != owner->file)
            return NULL;
        only = op;
    }
    return only;
}

static void judge_event(const struct tray *tray, uint8_t drive,
                        const struct seen_event *event)
{
    const struct tenure *owner =
        stillness_owner(&tray->still, drive, event);
    if (owner == NULL)
        return;
    const struct operation *cause =
        only_cause(tray, drive, event->t_ns, owner);
    if (cause == NULL || !only_counts(tray, cause))
        return;
    family_count(tray->scene, RULE_T38);
    struct draft draft = begin(tray, RULE_T38, cause);
    tj_text_add(&draft.text, " and nothing else was asked of the owned drive "
                             "when it announced %s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    finding_ref(&draft, &event->ref);
    finding_ref(&draft, &owner->lock_ref);
}

static void tray_event(void *state, uint8_t drive,
                       const struct seen_event *event)
{
    struct tray *tray = state;
    if (stillness_is_media(event))
        judge_event(tray, drive, event);
    stillness_event(&tray->still, drive, event);
}

static void tray_strike(void *state, const struct tj_record *record)
{
    struct tray *tray = state;
    tray->drives[record->drive].struck = true;
    tray->drives[record->drive].honours = false;
    stillness_strike(&tray->still, record);
}

static void tray_mark(void *state, const struct tj_record *record)
{
    struct tray *tray = state;
    stillness_mark(&tray->still, record);
}

const struct check_family tray_family = {
    .name = "tray",
    .open = tray_open,
    .invoke = tray_invoke,
    .answer = tray_answer,
    .gone = tray_gone,
    .event = tray_event,
    .strike = tray_strike,
    .mark = tray_mark,
};

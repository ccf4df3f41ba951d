/* SPDX-License-Identifier: MIT */
#include "core/check/ownership.h"

#include "core/base/assert.h"

/* Rules that need every record of a drive and a drive that stayed. The others
 * look at one record, or at two of one handle. */
static const uint64_t ownership_rules =
    MODEL_RULE(RULE_X01) | MODEL_RULE(RULE_X02) | MODEL_RULE(RULE_X03) |
    MODEL_RULE(RULE_X04) | MODEL_RULE(RULE_X06) | MODEL_RULE(RULE_X09) |
    MODEL_RULE(RULE_X15) | MODEL_RULE(RULE_X16) | MODEL_RULE(RULE_X17) |
    MODEL_RULE(RULE_V53);

/* --- Words --- */

static void say_request(struct draft *draft, const struct operation *op)
{
    finding_say_client(draft, op->at.client,
                       op->verb == TJ_LOCK ? op->name : 0);
    if (op->verb == TJ_QUERY)
        tj_text_add(&draft->text, "'s query ");
    else if (op->outcome == TJ_DONE)
        tj_text_add(&draft->text, op->verb == TJ_LOCK ? " was granted the lock "
                                                      : " unlocked the drive ");
    else
        tj_text_add(&draft->text, " was refused the %s with %s (%u) ",
                    tj_verb_name((enum tj_verb)op->verb),
                    tj_ntstatus_name(op->status),
                    tj_ntstatus_to_win32(op->status));
    finding_say_when(draft, &op->at);
}

static void say_last(struct draft *draft, const struct tenure *last)
{
    if (last == NULL) {
        tj_text_add(&draft->text, "; no lock before it may have been granted");
        return;
    }
    tj_text_add(&draft->text, "; the last owner, ");
    finding_say_client(draft, last->client, last->name);
    tj_text_add(&draft->text,
                last->closed ? ", was closed by " : ", had let go by ");
    finding_say_time(draft, last->end.t1_ns);
    finding_ref(draft, &last->lock_ref);
    finding_ref(draft, &last->end_ref);
}

static void say_although_owned(struct draft *draft,
                               const struct history *history,
                               const struct operation *op,
                               const struct evidence *evidence)
{
    TJ_ASSERT(evidence->owner != NULL);
    tj_text_add(&draft->text, " although ");
    if (evidence->owner->file == op->file && op->verb == TJ_LOCK)
        tj_text_add(&draft->text, "the same file object, of ");
    finding_say_owner(draft, history, evidence->owner);
}

static void say_survived(struct draft *draft, const struct history *history,
                         const struct operation *op,
                         const struct evidence *evidence)
{
    say_although_owned(draft, history, op, evidence);
    tj_text_add(&draft->text, " through a handle that was still open; one of "
                              "several was closed at ");
    finding_say_time(draft, evidence->owner->survived_ns);
    finding_ref(draft, &evidence->owner->survived_ref);
}

static void say_query(struct draft *draft, const struct history *history,
                      const struct operation *op,
                      const struct evidence *evidence)
{
    const struct model_facts *facts = &evidence->facts;
    uint16_t name = (uint16_t)op->result;
    if ((op->result & TJ_RESULT_LOCKED) == 0) {
        tj_text_add(&draft->text, op->result != 0
                                      ? " said free and gave a name"
                                      : " said that nobody owns the drive");
        if (evidence->owner != NULL)
            say_although_owned(draft, history, op, evidence);
        return;
    }
    tj_text_add(&draft->text, " said locked by ");
    if (name == 0 || name > history->survey->names_count)
        tj_text_add(&draft->text, "a name that nobody of this run gave (a "
                                  "defect of the drive, or a program outside "
                                  "the run owns it)");
    else
        tj_text_add(&draft->text, "\"%s\"", history->survey->names[name]);
    if (!facts->self_may && !facts->other_may) {
        tj_text_add(&draft->text, " although nobody may have owned the drive");
        say_last(draft, evidence->last);
    } else if (evidence->owner != NULL) {
        say_although_owned(draft, history, op, evidence);
    } else {
        tj_text_add(&draft->text, ", a name no possible owner had given");
    }
}

static void say_unlock(struct draft *draft, const struct history *history,
                       const struct operation *op,
                       const struct evidence *evidence)
{
    if (op->outcome == TJ_DONE) {
        tj_text_add(&draft->text, " through a handle that cannot have owned "
                                  "it then");
        if (evidence->owner != NULL)
            say_although_owned(draft, history, op, evidence);
        else
            say_last(draft, evidence->last);
    } else if (evidence->owner != NULL) {
        say_although_owned(draft, history, op, evidence);
    } else if (op->status == TJ_STATUS_INVALID_HANDLE) {
        tj_text_add(&draft->text, ", which says that somebody else owns the "
                                  "drive, but nobody else may have");
        say_last(draft, evidence->last);
    } else {
        tj_text_add(&draft->text, ", which an unlock never fails with");
    }
}

static void say_handle(struct draft *draft, const struct history *history,
                       const struct operation *op)
{
    const struct handle *handle = &history->handles.handles[op->handle];
    finding_ref(draft, &handle->opened_ref);
    if (handle->shut)
        finding_ref(draft, &handle->closed_ref);
}

static void say_mounted(struct draft *draft, const struct history *history,
                        const struct operation *op)
{
    uint32_t handle = history->drives[op->drive].dismounter;

    tj_text_add(&draft->text, " without flag 0x1 before the handle that had "
                              "dismounted the volume was closed: until then it "
                              "is mounted, and such a lock fails 22, whoever "
                              "owns the drive");
    finding_ref(draft, &history->handles.handles[handle].opened_ref);
}

/* The rest of the sentence that say_request began, by rule. */
static void say_why(struct draft *draft, const struct history *history,
                    const struct operation *op, enum rule rule,
                    const struct evidence *evidence)
{
    struct tj_text *text = &draft->text;
    switch ((int)rule) {
    case RULE_X02:
        say_although_owned(draft, history, op, evidence);
        break;
    case RULE_X03:
        tj_text_add(text, " although nobody may have owned the drive then");
        say_last(draft, evidence->last);
        break;
    case RULE_X04:
        say_unlock(draft, history, op, evidence);
        break;
    case RULE_X05:
        tj_text_add(text, evidence->facts.class == MODEL_VOLUME
                              ? " on a volume handle, which can only ask"
                              : " on a file handle, which cannot own");
        say_handle(draft, history, op);
        break;
    case RULE_X06:
        say_query(draft, history, op, evidence);
        break;
    case RULE_X07:
        tj_text_add(text,
                    " although it asked to ignore the volume "
                    "(flags 0x%x)",
                    op->arg);
        break;
    case RULE_X08:
        tj_text_add(text, evidence->facts.name_good == MODEL_NO
                              ? " with an invalid caller name, which always "
                                "fails 87"
                              : " with a valid caller name");
        say_handle(draft, history, op);
        break;
    case RULE_X09:
    case RULE_V53:
        say_mounted(draft, history, op);
        break;
    case RULE_X15:
        tj_text_add(text, " although the only owner's unlock had been "
                          "announced before the lock was invoked");
        break;
    case RULE_X16:
        say_query(draft, history, op, evidence);
        break;
    case RULE_X17:
        say_survived(draft, history, op, evidence);
        break;
    case RULE_X18:
        tj_text_add(text, " and %u bytes were returned instead of %u", op->info,
                    op->verb == TJ_QUERY ? 65u : 0u);
        break;
    case RULE_X19:
        tj_text_add(text, " through a handle that had been closed");
        say_handle(draft, history, op);
        break;
    default:
        TJ_ASSERT(rule < RULE_COUNT);
        break;
    }
}

static void report(struct ownership *ownership, const struct operation *op,
                   enum rule rule, const struct evidence *evidence)
{
    struct draft draft = finding_begin(ownership->findings, rule, op->at.t0_ns);
    finding_ref(&draft, &op->ref);
    say_request(&draft, op);
    say_why(&draft, ownership->history, op, rule, evidence);
    if (rule == RULE_X15 && op->holder.serial != 0) {
        const struct tenure *holder =
            history_by_serial(ownership->history, op->drive, op->holder.serial);
        if (holder != NULL)
            finding_ref(&draft, &holder->lock_ref);
    }
}

/* --- Property 1 --- */

/* Two grants to different file objects, both of which surely own when the later
 * one has completed. */
static void judge_two_owners(struct ownership *ownership,
                             const struct operation *op,
                             const struct evidence *evidence)
{
    const struct history *history = ownership->history;
    struct history_drive *drive = &history->drives[op->drive];
    const struct tenure *own = evidence->own;
    uint64_t from_ns = op->at.t1_ns;
    if (own == NULL || own->blamed ||
        history_owned_until(history, own) <= from_ns)
        return;
    ownership->findings->verdict->rules[RULE_X01].judged += 1;
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *other = &drive->tenures[i];
        if (!other->sure || other->blamed || other->file == own->file ||
            other->lock.t1_ns > from_ns ||
            history_owned_until(history, other) <= from_ns)
            continue;
        /* That it still owned may rest on a duplicate: property 17. */
        bool survivor = other->survived && other->survived_ns <= from_ns;
        struct draft draft = finding_begin(
            ownership->findings, survivor ? RULE_X17 : RULE_X01, from_ns);
        finding_ref(&draft, &own->lock_ref);
        if (survivor)
            finding_ref(&draft, &other->survived_ref);
        tj_text_add(&draft.text, "two owners of drive %u at once: ", op->drive);
        finding_say_owner(&draft, history, own);
        tj_text_add(&draft.text, ", and ");
        finding_say_owner(&draft, history, other);
    }
}

/* --- One operation --- */

static struct model_answer answer_of(const struct operation *op)
{
    return (struct model_answer){
        .request = op->verb == TJ_LOCK     ? MODEL_LOCK
                   : op->verb == TJ_UNLOCK ? MODEL_UNLOCK
                                           : MODEL_QUERY,
        .done = op->outcome == TJ_DONE,
        .status = op->status,
        .info = op->info,
        .flags = op->arg,
        .locked = (op->result & TJ_RESULT_LOCKED) != 0,
        .nameless = op->result == 0,
    };
}

/* An owner that an answer contradicts is not trusted again, so that one wrong
 * grant is one finding and not one for each answer that follows. */
static void distrust(struct history *history, const struct operation *op,
                     const struct evidence *evidence)
{
    if (evidence->owner == NULL)
        return;
    struct tenure *owner =
        history_by_serial(history, op->drive, evidence->owner->serial);
    if (owner != NULL)
        owner->blamed = true;
}

static void judge_answer(struct ownership *ownership,
                         const struct operation *op,
                         const struct evidence *evidence)
{
    static const uint64_t against_owner =
        MODEL_RULE(RULE_X02) | MODEL_RULE(RULE_X04) | MODEL_RULE(RULE_X06) |
        MODEL_RULE(RULE_X17);
    struct model_answer answer = answer_of(op);
    struct model_judgement judgement = model_judge(&evidence->facts, &answer);
    struct tj_verdict *verdict = ownership->findings->verdict;

    if (!evidence->fit) {
        judgement.judged &= ~ownership_rules;
        judgement.broken &= ~ownership_rules;
    }
    for (unsigned rule = RULE_X01; rule <= RULE_V53; rule++) {
        if ((judgement.judged & MODEL_RULE(rule)) != 0)
            verdict->rules[rule].judged += 1;
        if ((judgement.broken & MODEL_RULE(rule)) != 0)
            report(ownership, op, (enum rule)rule, evidence);
    }
    if (op->verb == TJ_LOCK && answer.done && evidence->fit)
        judge_two_owners(ownership, op, evidence);
    if ((judgement.broken & against_owner) != 0)
        distrust(ownership->history, op, evidence);
}

void ownership_judge(struct ownership *ownership, const struct operation *op,
                     const struct evidence *evidence)
{
    bool exclusive =
        op->verb == TJ_LOCK || op->verb == TJ_UNLOCK || op->verb == TJ_QUERY;
    bool refused = ledger_is_refusal(op);
    if (exclusive)
        judge_answer(ownership, op, evidence);
    /* Volume handles fail 6 whoever owns, closed ones too. */
    if (refused && (op->verb != TJ_UNLOCK || op->holder.serial != 0))
        ledger_refuse(ownership->ledger, op, &op->holder);
    if (op->verb == TJ_LOCK && op->outcome == TJ_DONE)
        ledger_grant(ownership->ledger, op);
}

/* SPDX-License-Identifier: MIT */
/* Each answer is held against who surely owned throughout it. Only handles that
 * surely reach the class driver are looked at: direct ones (spec 0.4); what a
 * file system answers is its own. */
#include "core/check/rejections.h"

#include "core/base/assert.h"
#include "core/check/requests.h"
#include "core/check/stillness.h"
#include "core/drive/catalog.h"
#include "core/drive/encode.h"

enum { ACCESSES = TJ_ACCESS_READ_WRITE + 1 };

struct rejections {
    const struct scene *scene;
    struct stillness    still;
    /* By drive and client, bit by access: the interface was opened so. */
    uint8_t            *opened;
};

static void *rejections_open(const struct scene *scene, struct arena *arena)
{
    const struct survey *survey = scene->survey;
    struct rejections *made = ARENA_NEW(arena, struct rejections, 1);
    if (made == NULL)
        return NULL;
    *made = (struct rejections){ .scene = scene };
    made->opened =
        ARENA_NEW(arena, uint8_t,
                  (survey->drives_count + 1) * (survey->clients_count + 1));
    if (made->opened == NULL || !stillness_open(&made->still, scene, arena))
        return NULL;
    return made;
}

/* --- Words --- */

static void say_request(struct draft *draft, const struct operation *op)
{
    const struct tj_code_info *info = tj_code_by_value(op->code);
    finding_ref(draft, &op->ref);
    finding_say_client(draft, op->at.client, 0);
    tj_text_add(&draft->text, "'s ");
    if (op->verb != TJ_IOCTL)
        tj_text_add(&draft->text, "%s",
                    tj_verb_name((enum tj_verb)op->verb));
    else
        tj_text_add(&draft->text, "request 0x%x (%s)", op->code,
                    info != NULL ? info->name : "unknown");
    if (op->outcome == TJ_DONE)
        tj_text_add(&draft->text, " was done ");
    else
        tj_text_add(&draft->text, " failed with %s (%u) ",
                    tj_ntstatus_name(op->status),
                    tj_ntstatus_to_win32(op->status));
    finding_say_when(draft, &op->at);
}

/* broken: what is wrong with it, or NULL. */
static void judge(const struct rejections *rejections, enum rule rule,
                  const struct operation *op, const struct evidence *evidence,
                  const char *broken)
{
    family_count(rejections->scene, rule);
    if (broken == NULL)
        return;
    struct draft draft =
        finding_begin(rejections->scene->findings, rule, op->at.t0_ns);
    say_request(&draft, op);
    tj_text_add(&draft.text, "%s; ", broken);
    finding_say_owner(&draft, rejections->scene->history, evidence->owner);
}

/* --- Requests of strangers --- */

static void judge_blocked(const struct rejections *rejections,
                          const struct operation *op,
                          const struct evidence *evidence)
{
    enum request_refusal refusal = request_refusal(op->status);
    const char *ran = NULL, *validated = NULL;
    if (op->outcome == TJ_DONE)
        ran = " although it does not own the drive";
    else if (refusal == REFUSAL_HANDLER)
        ran = ", so that it was not stopped by the exclusive gate";
    else if (refusal == REFUSAL_DENIED && op->info != 0)
        ran = " and returned bytes";
    else if (refusal == REFUSAL_BUFFERS)
        validated = " about its buffers, which come after the exclusive gate";
    judge(rejections, RULE_R21, op, evidence, ran);
    if (op->outcome == TJ_REFUSED)
        judge(rejections, RULE_R22, op, evidence, validated);
}

static void judge_allowed(const struct rejections *rejections,
                          const struct operation *op,
                          const struct evidence *evidence)
{
    bool denied = op->outcome == TJ_REFUSED &&
                  request_refusal(op->status) == REFUSAL_DENIED;
    if (op->verb == TJ_LOCK || evidence->facts.rw != MODEL_YES)
        return; /* A lock is refused so for its own sake (X03). */
    judge(rejections, RULE_R23, op, evidence,
          denied ? ", which the exclusive gate always lets pass" : NULL);
    if (op->code == TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX &&
        op->outcome == TJ_DONE)
        judge(rejections, RULE_R28, op, evidence,
              op->result == TJ_RESULT_MOUNTED
                  ? " and says that a medium is mounted, so that the drive "
                    "was tested for it"
                  : NULL);
}

static const char *property_wrong(const struct operation *op)
{
    enum { HEADER = 8 };
    enum request_refusal refusal = request_refusal(op->status);
    struct tj_brief brief = tj_brief_read(op->arg);
    bool small = op->status == TJ_STATUS_BUFFER_TOO_SMALL;
    if (request_query(op->arg) == QUERY_CACHED) {
        if (op->outcome == TJ_DONE || refusal == REFUSAL_OTHER)
            return NULL;
        return small && brief.output_size > 0 && brief.output_size < HEADER
                   ? NULL
                   : " although the cached descriptor is for everybody";
    }
    if (op->outcome == TJ_DONE)
        return " although only the cached descriptors are for strangers";
    return refusal == REFUSAL_DENIED || refusal == REFUSAL_OTHER
               ? NULL
               : " and not with 5, as a stranger's property queries do";
}

static void judge_property(const struct rejections *rejections,
                           const struct operation *op,
                           const struct evidence *evidence)
{
    enum request_query query = request_query(op->arg);
    if (query == QUERY_CACHED || query == QUERY_DENIED)
        judge(rejections, RULE_R24, op, evidence, property_wrong(op));
}

static void judge_transfer(const struct rejections *rejections,
                           const struct operation *op,
                           const struct evidence *evidence)
{
    bool right = op->status == TJ_STATUS_VERIFY_REQUIRED ||
                 op->status == TJ_STATUS_DEVICE_BUSY;
    enum request_refusal refusal = request_refusal(op->status);
    bool ran = op->outcome == TJ_DONE ||
               (!right && refusal == REFUSAL_HANDLER);
    if (op->arg == 0) /* Zero bytes never reach the driver (W0). */
        return;
    judge(rejections, RULE_R25, op, evidence,
          ran ? " although a stranger's ends with 1110, 170 or 5" : NULL);
}

static void judge_stranger(const struct rejections *rejections,
                           const struct operation *op,
                           const struct evidence *evidence)
{
    if (op->verb == TJ_READ || op->verb == TJ_WRITE) {
        judge_transfer(rejections, op, evidence);
        return;
    }
    if (op->code == 0)
        return;
    switch (request_gate(op->code)) {
    case REQUEST_BLOCKED:
        judge_blocked(rejections, op, evidence);
        break;
    case REQUEST_ALLOWED:
        judge_allowed(rejections, op, evidence);
        break;
    case REQUEST_PROPERTY:
        judge_property(rejections, op, evidence);
        break;
    case REQUEST_OTHER:
        break;
    }
}

/* --- The owner's requests, and opens --- */

static void judge_owner(const struct rejections *rejections,
                        const struct operation *op,
                        const struct evidence *evidence)
{
    bool transfer = op->verb == TJ_READ || op->verb == TJ_WRITE;
    bool denied = op->outcome == TJ_REFUSED &&
                  request_refusal(op->status) == REFUSAL_DENIED;
    if (evidence->facts.rw != MODEL_YES ||
        (!transfer && !request_never_denied(op->code)))
        return;
    judge(rejections, RULE_R26, op, evidence,
          denied ? " although it owns the drive" : NULL);
}

/* A client may lack the right to open at all. One that has opened the same with
 * the same access before does not. */
static void judge_open(const struct rejections *rejections,
                       const struct operation *op,
                       const struct evidence *evidence)
{
    size_t clients = rejections->scene->survey->clients_count + 1;
    uint8_t *opened = &rejections->opened[op->drive * clients + op->at.client];
    unsigned access = tj_open_access(op->arg);
    if (tj_open_target(op->arg) != TJ_INTERFACE || access >= ACCESSES)
        return;
    bool denied = op->outcome == TJ_REFUSED &&
                  request_refusal(op->status) == REFUSAL_DENIED;
    if (evidence->fit && evidence->facts.other_owns &&
        (op->outcome == TJ_DONE || (*opened & 1u << access) != 0))
        judge(rejections, RULE_R27, op, evidence,
              denied ? ", as it had not before with the same access" : NULL);
    if (op->outcome == TJ_DONE)
        *opened |= (uint8_t)(1u << access);
}

static void rejections_answer(void *state, const struct operation *op,
                              const struct evidence *evidence)
{
    const struct rejections *rejections = state;
    if (op->verb == TJ_OPEN) {
        judge_open(rejections, op, evidence);
        return;
    }
    const struct model_facts *facts = &evidence->facts;
    if (!evidence->fit || facts->class != MODEL_DIRECT ||
        facts->open != MODEL_YES)
        return;
    if (facts->other_owns && !facts->self_may)
        judge_stranger(rejections, op, evidence);
    else if (facts->self_owns && !facts->other_may)
        judge_owner(rejections, op, evidence);
}

/* --- Events of an owned drive --- */

static void say_event(const struct rejections *rejections, enum rule rule,
                      const struct seen_event *event,
                      const struct tenure *owner,
                      const struct operation *cause)
{
    struct draft draft =
        finding_begin(rejections->scene->findings, rule, event->t_ns);
    finding_ref(&draft, &event->ref);
    tj_text_add(&draft.text, "%s was announced at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    if (cause == NULL) {
        tj_text_add(&draft.text, " with no request in flight that could have "
                                 "met it, so that a poll did; ");
    } else {
        tj_text_add(&draft.text, " while only strangers had requests in "
                                 "flight, ");
        finding_say_client(&draft, cause->at.client, 0);
        tj_text_add(&draft.text, "'s %s among them; ",
                    tj_verb_name((enum tj_verb)cause->verb));
        finding_ref(&draft, &cause->ref);
    }
    finding_say_owner(&draft, rejections->scene->history, owner);
}

static void judge_event(const struct rejections *rejections, uint8_t drive,
                        const struct seen_event *event,
                        const struct tenure *owner)
{
    const struct flight *flight = rejections->scene->history->flight;
    const struct operation *cause = NULL;
    enum rule rule = RULE_R29;
    for (uint32_t i = 0; i < flight->count; i++) {
        const struct operation *op = flight_at(flight, i);
        enum still_cause kind =
            op->drive != drive
                ? CAUSE_NEVER
                : stillness_cause(&rejections->still, op, event->t_ns, owner);
        if (kind == CAUSE_MAY) {
            family_count(rejections->scene, RULE_R29);
            return;
        }
        if (kind == CAUSE_NEVER)
            continue;
        if (kind == CAUSE_BARRED || rule == RULE_R29) {
            rule = kind == CAUSE_BARRED ? RULE_R28 : RULE_R30;
            cause = op;
        }
    }
    family_count(rejections->scene, rule);
    say_event(rejections, rule, event, owner, cause);
}

/* --- The family --- */

static void rejections_invoke(void *state, const struct operation *op)
{
    struct rejections *rejections = state;
    stillness_invoke(&rejections->still, op);
}

static void rejections_event(void *state, uint8_t drive,
                             const struct seen_event *event)
{
    struct rejections *rejections = state;
    if (stillness_is_media(event)) {
        const struct tenure *owner =
            stillness_owner(&rejections->still, drive, event);
        if (owner != NULL)
            judge_event(rejections, drive, event, owner);
    }
    stillness_event(&rejections->still, drive, event);
}

static void rejections_strike(void *state, const struct tj_record *record)
{
    struct rejections *rejections = state;
    stillness_strike(&rejections->still, record);
}

static void rejections_mark(void *state, const struct tj_record *record)
{
    struct rejections *rejections = state;
    stillness_mark(&rejections->still, record);
}

const struct check_family rejections_family = {
    .name = "rejections",
    .open = rejections_open,
    .invoke = rejections_invoke,
    .answer = rejections_answer,
    .event = rejections_event,
    .strike = rejections_strike,
    .mark = rejections_mark,
};

/* SPDX-License-Identifier: MIT */
/* What a finding about an event says. */
#include "core/check/event_state.h"

static struct draft begin(const struct findings *findings, enum rule rule,
                          const struct seen_event *event)
{
    struct draft draft = finding_begin(findings, rule, event->t_ns);
    tj_text_add(&draft.text, "%s at ",
                tj_event_info((enum tj_event_id)event->id)->name);
    finding_say_time(&draft, event->t_ns);
    finding_ref(&draft, &event->ref);
    return draft;
}

/* A sure request that had its event already. */
static const struct claim *sure_claim_at(const struct claims *claims,
                                         uint64_t t_ns)
{
    for (size_t i = 0; i < claims->count; i++) {
        if (claims->items[i].sure && claim_holds(&claims->items[i], t_ns))
            return &claims->items[i];
    }
    return NULL;
}

void event_find_bytes(const struct findings *findings,
                      const struct seen_event *event)
{
    struct draft draft = begin(findings, RULE_X20, event);
    tj_text_add(&draft.text, " carried %u bytes", (unsigned)event->size);
    if (event->size == EVENT_TAIL_SIZE)
        tj_text_add(&draft.text, " that are not all zero");
    tj_text_add(&draft.text, "; it has no payload, only 3 zero bytes");
}

void event_find_turn(const struct findings *findings,
                     const struct event_drive *drive,
                     const struct seen_event *event)
{
    struct draft draft = begin(findings, RULE_X12, event);
    if (drive->turn == TURN_AT_START) {
        tj_text_add(&draft.text, " came before any lock event of this drive");
        return;
    }
    tj_text_add(&draft.text, " followed another one with no %s in between",
                drive->turn == TURN_LOCKED ? "unlock event" : "lock event");
    finding_ref(&draft, &drive->turn_ref);
}

static void say_refused(struct draft *draft, const struct operation *refused,
                        uint64_t t_ns)
{
    if (refused->at.t0_ns > t_ns || t_ns > refused->at.t1_ns)
        return;
    tj_text_add(&draft->text, ", only one of ");
    finding_say_client(draft, refused->at.client, refused->name);
    tj_text_add(&draft->text, " that was refused with %s",
                tj_ntstatus_name(refused->status));
    finding_ref(draft, &refused->ref);
}

void event_find_lock(const struct findings *findings,
                     const struct event_drive *drive,
                     const struct seen_event *event)
{
    const struct claim *twice = sure_claim_at(&drive->locks, event->t_ns);
    if (twice == NULL) {
        struct draft draft = begin(findings, RULE_X13, event);
        tj_text_add(&draft.text, " was not caused by any lock: none that "
                                 "succeeded was in flight");
        say_refused(&draft, &drive->refused, event->t_ns);
        return;
    }
    struct draft draft = begin(findings, RULE_X10, event);
    tj_text_add(&draft.text, " is one too many: the lock of ");
    finding_say_client(&draft, twice->at.client, twice->name);
    tj_text_add(&draft.text, " ");
    finding_say_when(&draft, &twice->at);
    tj_text_add(&draft.text, " has had its event");
    finding_ref(&draft, &twice->ref);
}

void event_find_unlock(const struct findings *findings,
                       const struct event_drive *drive,
                       const struct tenure *survivor,
                       const struct seen_event *event)
{
    if (survivor != NULL) {
        struct draft draft = begin(findings, RULE_X17, event);
        tj_text_add(&draft.text, " announced a release although ");
        finding_say_client(&draft, survivor->client, survivor->name);
        tj_text_add(&draft.text, " had closed only one of several handles");
        finding_ref(&draft, &survivor->survived_ref);
        finding_ref(&draft, &survivor->lock_ref);
        return;
    }
    struct draft draft = begin(findings, RULE_X11, event);
    const struct claim *twice = sure_claim_at(&drive->releases, event->t_ns);
    tj_text_add(&draft.text, " announced a release, but no unlock or close "
                             "that could have released the drive was in "
                             "flight or is left without its own event");
    if (twice != NULL)
        finding_ref(&draft, &twice->ref);
}

void event_find_media(const struct findings *findings,
                      const struct event_drive *drive,
                      const struct seen_event *event)
{
    struct draft draft = begin(findings, RULE_X14, event);
    tj_text_add(&draft.text, " says \"unavailable\", which only a release "
                             "does, but it came after the unlock event "
                             "instead of before it");
    finding_ref(&draft, &drive->turn_ref);
}

void event_find_missing(const struct findings *findings, enum rule rule,
                        const struct claim *claim,
                        const struct seen_event *next)
{
    struct draft draft = finding_begin(findings, rule, claim->at.t1_ns);
    tj_text_add(&draft.text, "the %s of ",
                tj_verb_name((enum tj_verb)claim->verb));
    finding_say_client(&draft, claim->at.client, claim->name);
    tj_text_add(&draft.text, " ");
    finding_say_when(&draft, &claim->at);
    tj_text_add(&draft.text,
                " %s the drive, but no %s event was emitted by it; the next "
                "event of the drive came at ",
                rule == RULE_X10 ? "took" : "released",
                rule == RULE_X10 ? "EXCLUSIVE_LOCK" : "EXCLUSIVE_UNLOCK");
    finding_say_time(&draft, next->t_ns);
    finding_ref(&draft, &claim->ref);
    finding_ref(&draft, &next->ref);
}

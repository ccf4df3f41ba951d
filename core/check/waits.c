/* SPDX-License-Identifier: MIT */
#include "core/check/waits.h"

#include <string.h>

bool waits_open(struct waits *waits, struct history *history,
                struct findings *findings, struct arena *arena)
{
    size_t width = history->survey->clients_count + 1;

    *waits = (struct waits){ .history = history, .findings = findings };
    waits->clients = ARENA_NEW(arena, struct waiter, width);
    for (size_t i = 0; waits->clients != NULL && i < width; i++)
        waits->clients[i].verb = waits->clients[i].last_verb = TJ_VERB_COUNT;
    return waits->clients != NULL;
}

void waits_note(struct waits *waits, const struct operation *op)
{
    struct waiter *waiter = &waits->clients[op->at.client];

    waiter->last_verb = waiter->verb;
    waiter->last_t1_ns = waiter->t1_ns;
    waiter->ref = op->ref;
    waiter->t0_ns = op->at.t0_ns;
    waiter->t1_ns = op->answered ? op->alive_ns : STAMP_NEVER;
    waiter->verb = op->verb;
    waiter->drive = op->drive;
    if (op->name != 0)
        waiter->name = op->name;
}

/* --- One mark --- */

static bool in_flight(const struct waiter *waiter, uint64_t now_ns)
{
    return waiter->verb != TJ_VERB_COUNT && waiter->t1_ns >= now_ns;
}

/* The tenure that surely goes on, latest first: there should be one. */
static const struct tenure *owner_of(const struct waits *waits, uint8_t drive,
                                     uint64_t now_ns)
{
    const struct tenure *owner = NULL;

    if (drive >= waits->history->survey->drives_count)
        return NULL;
    const struct history_drive *of = &waits->history->drives[drive];
    for (size_t i = 0; i < of->count; i++) {
        const struct tenure *tenure = &of->tenures[i];
        if (tenure->sure && !tenure->ended && tenure->lock.t1_ns <= now_ns &&
            (owner == NULL || tenure->lock.t1_ns > owner->lock.t1_ns))
            owner = tenure;
    }
    return owner;
}

static void tell_owner(const struct waits *waits, uint64_t now_ns,
                       struct tj_wait *wait)
{
    const struct tenure *owner = owner_of(waits, wait->drive, now_ns);

    wait->owner_verb = TJ_VERB_COUNT;
    if (owner == NULL)
        return;
    const struct waiter *waiter = &waits->clients[owner->client];
    wait->owner = owner->client;
    wait->owner_name = owner->name;
    wait->owned_ns = now_ns - owner->lock.t1_ns;
    wait->owner_waits = in_flight(waiter, now_ns);
    wait->owner_verb = waiter->verb;
    wait->owner_ns =
        now_ns - (wait->owner_waits ? waiter->t0_ns : waiter->t1_ns);
}

/* A drive does one thing at a time: whose request it has had for longest. */
static void tell_ahead(const struct waits *waits, uint64_t now_ns,
                       struct tj_wait *wait)
{
    const struct waiter *first = &waits->clients[wait->client];

    for (size_t i = 1; i <= waits->history->survey->clients_count; i++) {
        const struct waiter *other = &waits->clients[i];
        if (!in_flight(other, now_ns) || other->drive != wait->drive ||
            (in_flight(first, now_ns) && other->t0_ns >= first->t0_ns))
            continue;
        first = other;
        wait->ahead = (uint16_t)i;
        wait->ahead_verb = other->verb;
        wait->ahead_ns = now_ns - other->t0_ns;
    }
}

static struct tj_wait describe(const struct waits *waits,
                               const struct tj_record *record)
{
    const struct waiter *waiter = &waits->clients[record->client];
    uint64_t             now_ns = record->t0_ns;
    bool                 waiting = in_flight(waiter, now_ns);
    struct tj_wait       wait = {
        .ref = waiter->ref,
        .client = record->client,
        .name = waiter->name,
        .drive = record->drive,
        .verb = waiting ? waiter->verb : TJ_VERB_COUNT,
        .struck = waits->history->survey->clients[record->client].faulted,
        .waited_ns = record->mark.value,
        .last_verb = waiting ? waiter->last_verb : waiter->verb,
    };

    if (wait.last_verb != TJ_VERB_COUNT)
        wait.last_ns =
            now_ns - (waiting ? waiter->last_t1_ns : waiter->t1_ns);
    tell_owner(waits, now_ns, &wait);
    tell_ahead(waits, now_ns, &wait);
    return wait;
}

/* --- What it says --- */

static void say_what(struct draft *draft, const struct tj_wait *wait)
{
    finding_say_client(draft, wait->client, wait->name);
    tj_text_add(&draft->text, " had waited ");
    tj_text_add_duration(&draft->text, wait->waited_ns);
    if (wait->verb == TJ_VERB_COUNT)
        tj_text_add(&draft->text, " and not come to its end at drive %u",
                    (unsigned)wait->drive);
    else
        tj_text_add(&draft->text, " for %s on drive %u",
                    tj_verb_name((enum tj_verb)wait->verb),
                    (unsigned)wait->drive);
    tj_text_add(&draft->text, " when the run was stopped; owner: ");
}

static void say_owner(struct draft *draft, const struct tj_wait *wait)
{
    if (wait->owner == TJ_NOBODY) {
        tj_text_add(&draft->text, "nobody");
        return;
    }
    if (wait->owner == wait->client)
        tj_text_add(&draft->text, "itself");
    else
        finding_say_client(draft, wait->owner, wait->owner_name);
    tj_text_add(&draft->text, ", granted ");
    tj_text_add_duration(&draft->text, wait->owned_ns);
    tj_text_add(&draft->text, " ago");
    if (wait->owner == wait->client || wait->owner_verb == TJ_VERB_COUNT)
        return;
    tj_text_add(&draft->text, ", whose last operation was %s, %s ",
                tj_verb_name((enum tj_verb)wait->owner_verb),
                wait->owner_waits ? "not answered for" : "answered");
    tj_text_add_duration(&draft->text, wait->owner_ns);
    tj_text_add(&draft->text, wait->owner_waits ? "" : " ago");
}

static void say_ahead(struct draft *draft, const struct tj_wait *wait)
{
    if (wait->ahead == TJ_NOBODY)
        return;
    tj_text_add(&draft->text, "; first in line: ");
    finding_say_client(draft, wait->ahead, 0);
    tj_text_add(&draft->text, "'s %s, asked ",
                tj_verb_name((enum tj_verb)wait->ahead_verb));
    tj_text_add_duration(&draft->text, wait->ahead_ns);
    tj_text_add(&draft->text, " ago");
}

static void take_hung(struct waits *waits, const struct tj_record *record)
{
    struct tj_verdict *verdict = waits->findings->verdict;
    struct tj_wait     wait = describe(waits, record);

    verdict->hung_ns = record->t0_ns;
    verdict->waits_total += 1;
    if (verdict->waits_count < TJ_WAITS_MAX)
        verdict->waits[verdict->waits_count++] = wait;
    verdict->rules[RULE_L01].judged += 1;
    struct draft draft =
        finding_begin(waits->findings, RULE_L01, record->t0_ns);
    if (wait.verb != TJ_VERB_COUNT || wait.last_verb != TJ_VERB_COUNT)
        finding_ref(&draft, &wait.ref);
    say_what(&draft, &wait);
    say_owner(&draft, &wait);
    say_ahead(&draft, &wait);
}

void waits_mark(struct waits *waits, const struct tj_record *record)
{
    struct tj_verdict *verdict = waits->findings->verdict;
    uint64_t           value = record->mark.value;

    if (record->what == TJ_MARK_HUNG) {
        take_hung(waits, record);
        return;
    }
    if ((record->what != TJ_MARK_LEFT && record->what != TJ_MARK_UNDONE) ||
        verdict->left_count == TJ_LEFT_MAX)
        return;
    uint64_t what = record->what == TJ_MARK_LEFT ? value >> 32 : TJ_LEFT_COUNT;
    verdict->left[verdict->left_count++] = (struct tj_left_row){
        .drive = record->drive,
        .what = (uint8_t)(what < TJ_LEFT_COUNT || record->what != TJ_MARK_LEFT
                              ? what
                              : TJ_LEFT_UNKNOWN),
        .client = record->client,
        .count = (uint32_t)value,
    };
}

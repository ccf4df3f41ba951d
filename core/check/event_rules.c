/* SPDX-License-Identifier: MIT */
/* Events of one drive in order of emission. */
#include "core/check/event_rules.h"

#include "core/base/assert.h"
#include "core/check/event_state.h"
#include "core/drive/encode.h"

#include <string.h>

bool event_rules_open(struct event_rules **rules,
                      const struct tj_check_config *config,
                      struct history *history, struct findings *findings,
                      struct arena *arena)
{
    const struct survey *survey = history->survey;
    struct event_rules *made = ARENA_NEW(arena, struct event_rules, 1);
    if (made == NULL)
        return false;
    *made = (struct event_rules){ .history = history,
                                  .findings = findings,
                                  .excused = config->event_loss_injected };
    made->drives =
        ARENA_NEW(arena, struct event_drive, survey->drives_count + 1);
    *rules = made;
    for (size_t i = 0; made->drives != NULL && i < survey->drives_count; i++)
        made->drives[i].turn =
            survey->drives[i].events_from_first ? TURN_AT_START : TURN_UNKNOWN;
    return made->drives != NULL;
}

/* --- Operations --- */

/* Whether the file object surely owns when its last handle starts to close,
 * with nothing in flight that could put the release off. */
static bool releases_surely(const struct history *history,
                            const struct operation *op)
{
    const struct history_drive *drive = &history->drives[op->drive];
    const struct file_object *file = &history->handles.files[op->file];
    if (!operation_is_done(op) || file->maybe_open != 1 ||
        !stamp_before(&file->busy, &op->at))
        return false;
    for (size_t i = 0; i < drive->count; i++) {
        const struct tenure *tenure = &drive->tenures[i];
        if (tenure->file == op->file && tenure->sure && !tenure->blamed &&
            !tenure->ended && stamp_before(&tenure->lock, &op->at) &&
            tenure->release.t0_ns == op->at.t0_ns &&
            tenure->release.number == op->at.number)
            return true;
    }
    return false;
}

/* A request or a duplicate that meets a close taken for sure. */
static void doubt_closes(struct event_drive *drive, const struct operation *op)
{
    uint32_t file = op->verb == TJ_DUPLICATE ? HISTORY_NOTHING : op->file;
    if (op->verb == TJ_CLOSE ||
        (op->verb != TJ_DUPLICATE && file == HISTORY_NOTHING))
        return;
    if (claims_sure_close(&drive->releases, file, op->at.t0_ns))
        claims_doubt(&drive->releases);
}

void event_rules_invoke(struct event_rules *rules, const struct operation *op)
{
    struct event_drive *drive = &rules->drives[op->drive];
    const struct handles *handles = &rules->history->handles;
    bool sure = operation_is_done(op);

    if (op->verb == TJ_LOCK && op->outcome == TJ_REFUSED)
        drive->refused = *op;
    doubt_closes(drive, op);
    if (!operation_may_act(op) || op->file == HISTORY_NOTHING)
        return;
    if (op->verb == TJ_LOCK)
        claims_add(&drive->locks, op, sure);
    else if (op->verb == TJ_UNLOCK)
        claims_add(&drive->releases, op, sure);
    else if (op->verb == TJ_CLOSE && handles->files[op->file].sure_open == 0 &&
             handles->files[op->file].pins > 0)
        claims_add(&drive->releases, op, releases_surely(rules->history, op));
}

void event_rules_strike(struct event_rules *rules, uint8_t drive)
{
    rules->drives[drive].struck = true;
}

/* --- Single events --- */

static void count(struct event_rules *rules, enum rule rule)
{
    rules->findings->verdict->rules[rule].judged += 1;
}

void event_rules_bytes(struct event_rules *rules,
                       const struct tj_record *record,
                       const struct tj_record_ref *ref)
{
    static const uint8_t zeros[EVENT_TAIL_SIZE] = { 0 };
    struct seen_event event = { .t_ns = record->t0_ns,
                                .size = record->event.size,
                                .id = record->what,
                                .ref = *ref };
    if (record->what != TJ_EVENT_CDROM_EXCLUSIVE_LOCK &&
        record->what != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
        return;
    count(rules, RULE_X20);
    if (record->event.size != EVENT_TAIL_SIZE ||
        memcmp(record->event.data, zeros, EVENT_TAIL_SIZE) != 0)
        event_find_bytes(rules->findings, &event);
}

/* Strictly in turn, by order of emission. */
static void judge_turn(struct event_rules *rules, struct event_drive *drive,
                       const struct seen_event *event)
{
    bool locks = event->id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK;
    enum turn now = locks ? TURN_LOCKED : TURN_UNLOCKED;
    bool repeats =
        drive->turn == now || (drive->turn == TURN_AT_START && !locks);

    if (drive->turn != TURN_UNKNOWN && !rules->excused) {
        count(rules, RULE_X12);
        if (repeats)
            event_find_turn(rules->findings, drive, event);
    }
    drive->turn = now;
    drive->turn_ref = event->ref;
}

static void judge_lock_event(struct event_rules *rules,
                             struct event_drive *drive,
                             const struct seen_event *event)
{
    if (event->emission && !drive->locks.lost) {
        count(rules, RULE_X13);
        if (claims_explain(&drive->locks, event->t_ns) == NULL)
            event_find_lock(rules->findings, drive, event);
        claims_emit(&drive->locks, event->t_ns);
    }
}

/* --- Unlock events --- */

/* Who surely owned all the same, after closing one of several handles. */
static const struct tenure *survivor_at(const struct history *history,
                                        uint8_t number, uint64_t t_ns)
{
    const struct history_drive *drive = &history->drives[number];
    struct stamp point = { .t0_ns = t_ns, .t1_ns = t_ns };
    for (size_t i = 0; i < drive->count; i++) {
        const struct tenure *tenure = &drive->tenures[i];
        if (tenure->survived && tenure->survived_ns <= t_ns &&
            history_covers(history, tenure, &point))
            return tenure;
    }
    return NULL;
}

/* X15 needs to know whose unlock an event announced. */
static void note_announced(struct history *history, uint8_t number,
                           const struct claim *claim, uint64_t t_ns)
{
    struct history_drive *drive = &history->drives[number];
    struct tenure *only = NULL;
    struct stamp point = { .t0_ns = t_ns, .t1_ns = t_ns };
    for (size_t i = 0; i < drive->count; i++) {
        struct tenure *tenure = &drive->tenures[i];
        if (tenure->file != claim->file || !tenure_touches(tenure, &point))
            continue;
        if (only != NULL || tenure->copies > 1)
            return;
        only = tenure;
    }
    if (only != NULL)
        only->announced_ns = t_ns;
}

static void judge_unlock_event(struct event_rules *rules, uint8_t number,
                               const struct seen_event *event)
{
    struct event_drive *drive = &rules->drives[number];
    if (!event->emission || drive->releases.lost)
        return;

    bool vanished = history_may_vanish(rules->history, number, event->t_ns);
    bool only = claims_candidates(&drive->releases, event->t_ns) == 1;
    struct claim *claim = claims_explain(&drive->releases, event->t_ns);
    if (!rules->excused)
        count(rules, RULE_X11);
    if (claim == NULL && !vanished && !rules->excused)
        event_find_unlock(rules->findings, drive,
                          survivor_at(rules->history, number, event->t_ns),
                          event);
    if (claim != NULL && claim->verb == TJ_UNLOCK && claim->sure) {
        if (!rules->excused)
            count(rules, RULE_X14);
        if (only && !vanished)
            note_announced(rules->history, number, claim, event->t_ns);
    }
    claims_emit(&drive->releases, event->t_ns);
}

/* A removal with state "unavailable" is made only by a release, which precedes
 * its unlock event, or by sense 3A/CC, which no drive gives unasked. */
static void judge_removal(struct event_rules *rules, struct event_drive *drive,
                          const struct seen_event *event)
{
    struct tj_event whole = { .id = TJ_EVENT_MEDIA_REMOVAL,
                              .size = (uint8_t)event->size };
    struct tj_payload payload;
    if (event->size > TJ_RECORD_DATA_MAX)
        return;
    memcpy(whole.data, event->data, event->size);
    if (drive->turn != TURN_UNLOCKED || drive->struck || rules->excused ||
        !tj_decode_payload(&whole, &payload) ||
        payload.new_state != TJ_MEDIA_UNAVAILABLE)
        return;
    event_find_media(rules->findings, drive, event);
}

/* --- Missing events --- */

/* This event was seen and nothing is missing before it: whoever completed
 * earlier has had its event, or never will. */
static void judge_missing(struct event_rules *rules, struct claims *claims,
                          const struct event_drive *drive,
                          const struct seen_event *event)
{
    enum rule rule = claims == &drive->locks ? RULE_X10 : RULE_X11;
    struct claim claim;
    while (claims_finished(claims, event->t_ns, &claim)) {
        if (!claim.sure || event->gap || !event->numbered || rules->excused ||
            claims->lost ||
            (drive->whole_ns != 0 && claim.at.t0_ns <= drive->whole_ns))
            continue;
        if (rule == RULE_X10)
            count(rules, rule); /* X11 counts its events. */
        if (!claim.emitted)
            event_find_missing(rules->findings, rule, &claim, event);
    }
}

/* --- One event --- */

static bool is_fit(const struct event_rules *rules, uint8_t number,
                   uint64_t t_ns)
{
    const struct survey *survey = rules->history->survey;
    return t_ns < survey->whole_until_ns &&
           survey->drives[number].unfit == NULL &&
           !rules->history->drives[number].lost;
}

void event_rules_judge(struct event_rules *rules, uint8_t number,
                       const struct seen_event *event)
{
    struct event_drive *drive = &rules->drives[number];
    if (event->early) {
        drive->locks.lost = true;
        drive->releases.lost = true;
    }
    if (!is_fit(rules, number, event->t_ns))
        return;
    if (event->emission) {
        judge_missing(rules, &drive->locks, drive, event);
        judge_missing(rules, &drive->releases, drive, event);
    }
    if (event->gap) {
        drive->turn = TURN_UNKNOWN;
        drive->whole_ns = event->t_ns;
        /* Those still in flight may have had theirs in the gap. */
        claims_doubt(&drive->locks);
        claims_doubt(&drive->releases);
    }
    if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK) {
        judge_turn(rules, drive, event);
        judge_lock_event(rules, drive, event);
    } else if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK) {
        judge_turn(rules, drive, event);
        judge_unlock_event(rules, number, event);
    } else if (event->id == TJ_EVENT_MEDIA_REMOVAL) {
        judge_removal(rules, drive, event);
    }
}

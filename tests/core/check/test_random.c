/* SPDX-License-Identifier: MIT */
/* Soundness: no honest history has a finding. */
#include "tests/core/check/honest.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <string.h>

enum { HISTORIES = 2000 };

static struct honest_options options_of(uint64_t seed)
{
    return (struct honest_options){
        .seed = seed,
        .clients = 2 + (unsigned)(seed % 5),
        .operations = 20 + (unsigned)(seed % 7) * 40,
        .unknowns = seed % 2 == 1,
        .overlapping = seed % 3 == 1,
        .events = seed % 4 != 3,
        .losses = seed % 8 == 2,
    };
}

Test(soundness, no_honest_history_has_a_finding, .timeout = 300)
{
    uint64_t judged[TJ_RULES_MAX] = { 0 };
    for (uint64_t seed = 0; seed < HISTORIES; seed++) {
        struct honest_options options = options_of(seed);
        struct tale *tale = tale_new();
        honest_tell(tale, &options);
        const struct tj_verdict *verdict = tale_judge(tale);
        cr_assert_eq(verdict->findings_total, 0, "seed %llu: %s",
                     (unsigned long long)seed, tale_findings(verdict));
        for (size_t i = 0; i < tj_rule_count(); i++)
            judged[i] += verdict->rules[i].judged;
        tale_free(tale);
    }
    /* A test that judged nothing would hold as well. */
    static const enum rule needed[] = {
        RULE_X01, RULE_X02, RULE_X03, RULE_X04, RULE_X05, RULE_X06,
        RULE_X07, RULE_X08, RULE_X10, RULE_X11, RULE_X12, RULE_X13,
        RULE_X14, RULE_X16, RULE_X17, RULE_X18, RULE_X19, RULE_X20,
    };
    for (size_t i = 0; i < sizeof needed / sizeof *needed; i++)
        cr_expect(judged[needed[i]] > 100, "%s was judged %llu times",
                  tj_rule_at(needed[i])->id,
                  (unsigned long long)judged[needed[i]]);
}

/* --- Strength --- */

struct corruption {
    const char *name;
    const char *rules; /* One of them must find it. */
    /* Alters one record; false: this history has none that fits. */
    bool (*apply)(struct tale *tale, uint64_t *random);
};

/* A random operation of that verb and outcome, or NULL. */
static struct tj_record *pick(struct tale *tale, uint64_t *random,
                              enum tj_verb verb, uint32_t status)
{
    struct tj_record *found = NULL;
    uint64_t seen = 0;
    for (size_t i = 0; i < tale->count; i++) {
        struct tj_record *record = &tale->records[i];
        if (record->kind == TJ_RECORD_OPERATION && record->what == verb &&
            record->op.status == status && honest_draw(random, ++seen) == 0)
            found = record;
    }
    return found;
}

static void grant(struct tj_record *record)
{
    record->op.outcome = TJ_DONE;
    record->op.status = 0;
}

static bool refused_lock_granted(struct tale *tale, uint64_t *random)
{
    struct tj_record *lock =
        pick(tale, random, TJ_LOCK, TJ_STATUS_ACCESS_DENIED);
    if (lock != NULL)
        grant(lock);
    return lock != NULL;
}

static bool granted_lock_refused(struct tale *tale, uint64_t *random)
{
    struct tj_record *lock = pick(tale, random, TJ_LOCK, 0);
    if (lock == NULL)
        return false;
    lock->op.outcome = TJ_REFUSED;
    lock->op.status = TJ_STATUS_ACCESS_DENIED;
    return true;
}

static bool strangers_unlock_done(struct tale *tale, uint64_t *random)
{
    struct tj_record *unlock =
        pick(tale, random, TJ_UNLOCK, TJ_STATUS_INVALID_HANDLE);
    if (unlock != NULL)
        grant(unlock);
    return unlock != NULL;
}

static bool unlock_turned_away(struct tale *tale, uint64_t *random)
{
    struct tj_record *unlock = pick(tale, random, TJ_UNLOCK, 0);
    if (unlock == NULL)
        return false;
    unlock->op.outcome = TJ_REFUSED;
    unlock->op.status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    return true;
}

static bool query_turned_round(struct tale *tale, uint64_t *random)
{
    struct tj_record *query = pick(tale, random, TJ_QUERY, 0);
    if (query != NULL)
        query->op.result =
            query->op.result == 0 ? (uint32_t)TJ_RESULT_LOCKED | ANNA : 0;
    return query != NULL;
}

static bool query_names_another(struct tale *tale, uint64_t *random)
{
    struct tj_record *query = pick(tale, random, TJ_QUERY, 0);
    if (query == NULL || query->op.result == 0)
        return false;
    query->op.result ^= ANNA ^ BERT;
    return true;
}

static bool query_a_byte_short(struct tale *tale, uint64_t *random)
{
    struct tj_record *query = pick(tale, random, TJ_QUERY, 0);
    if (query != NULL)
        query->op.info = 64;
    return query != NULL;
}

static bool bad_name_let_through(struct tale *tale, uint64_t *random)
{
    struct tj_record *lock =
        pick(tale, random, TJ_LOCK, TJ_STATUS_INVALID_PARAMETER);
    if (lock != NULL)
        grant(lock);
    return lock != NULL;
}

/* The events after it move up, as if it had never been emitted. Not the last:
 * nothing proves that a listener was there to miss it. */
static bool event_unsent(struct tale *tale, uint64_t *random)
{
    uint32_t number = 1 + (uint32_t)honest_draw(
                              random, tale->events > 1 ? tale->events - 1u : 1);
    bool found = false;
    for (size_t i = 0; i < tale->count; i++) {
        struct tj_record *record = &tale->records[i];
        if (record->kind != TJ_RECORD_EVENT)
            continue;
        if (record->event.number == number &&
            record->what <= TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK) {
            record->kind = TJ_RECORD_MARK; /* Out of the way. */
            record->what = TJ_MARK_RESTORED;
            record->mark.value = 1;
            found = true;
        } else if (record->event.number > number) {
            record->event.number -= 1;
        }
    }
    return found;
}

static bool event_sent_twice(struct tale *tale, uint64_t *random)
{
    uint32_t number = 1 + (uint32_t)honest_draw(random, tale->events + 1u);
    struct tj_record *twice = NULL;
    for (size_t i = 0; i < tale->count; i++) {
        struct tj_record *record = &tale->records[i];
        if (record->kind != TJ_RECORD_EVENT)
            continue;
        if (record->event.number == number &&
            record->what <= TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
            twice = record;
        if (record->event.number > number)
            record->event.number += 1;
    }
    if (twice != NULL)
        tale_event(tale, (enum tj_event_id)twice->what, twice->t0_ns)
            ->event.number = number + 1;
    return twice != NULL;
}

static bool event_without_tail(struct tale *tale, uint64_t *random)
{
    for (size_t i = 0; i < tale->count; i++) {
        struct tj_record *record = &tale->records[i];
        if (record->kind == TJ_RECORD_EVENT &&
            record->what <= TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK &&
            honest_draw(random, 3) == 0) {
            record->event.size = 0;
            return true;
        }
    }
    return false;
}

/* least: of a hundred; what a black box can prove differs. A refused lock that
 * is granted near the edge of an ownership may be honest after all. */
static const struct {
    struct corruption corruption;
    unsigned least;
} corruptions[] = {
    { { "a refused lock granted", "X01 X02 X04 X06 X10 X17",
        refused_lock_granted },
      85 },
    { { "a granted lock refused", "X03 X04", granted_lock_refused }, 60 },
    { { "a stranger's unlock done", "X04 X05 X19", strangers_unlock_done },
      85 },
    { { "an unlock turned away", "X04 X17", unlock_turned_away }, 85 },
    { { "a query turned round", "X06 X16 X17", query_turned_round }, 70 },
    { { "a query with another name", "X06", query_names_another }, 85 },
    { { "a query a byte short", "X18", query_a_byte_short }, 100 },
    { { "a bad name let through", "X08", bad_name_let_through }, 90 },
    { { "an event unsent", "X10 X11 X12", event_unsent }, 85 },
    { { "an event sent twice", "X12", event_sent_twice }, 95 },
    { { "an event without tail", "X20", event_without_tail }, 100 },
};

static unsigned is_found(const struct tj_verdict *verdict, const char *rules)
{
    for (size_t i = 0; i < tj_rule_count(); i++) {
        if (verdict->rules[i].broken > 0 &&
            strstr(rules, tj_rule_at(i)->id + 3) != NULL)
            return 1;
    }
    return 0;
}

Test(strength, planted_contradictions_are_found, .timeout = 300)
{
    for (size_t k = 0; k < sizeof corruptions / sizeof *corruptions; k++) {
        const struct corruption *corruption = &corruptions[k].corruption;
        unsigned planted = 0, found = 0;
        for (uint64_t seed = 0; seed < 120; seed++) {
            struct honest_options options = options_of(seed * 8);
            uint64_t random = seed ^ 0xc0ffee;
            options.unknowns = false;
            options.overlapping = false;
            struct tale *tale = tale_new();
            honest_tell(tale, &options);
            if (corruption->apply(tale, &random)) {
                planted += 1;
                found += is_found(tale_judge(tale), corruption->rules);
            }
            tale_free(tale);
        }
        printf("# %-28s %3u of %3u found\n", corruption->name, found, planted);
        cr_expect(planted >= 50, "%s: only %u planted", corruption->name,
                  planted);
        cr_expect(100 * found >= corruptions[k].least * planted,
                  "%s: %u of %u found", corruption->name, found, planted);
    }
}

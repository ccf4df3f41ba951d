/* SPDX-License-Identifier: MIT */
/* What is said of an answer, and what a watcher knows of a lock. */
#include "core/drive/catalog.h"
#include "core/drive/encode.h"
#include "stress/advice.h"
#include "stress/lock_watch.h"

#include <criterion/criterion.h>
#include <string.h>

static char           memory[ADVICE_SIZE];
static struct tj_text text;

static const char *say(enum tj_verb verb, uint32_t status, uint32_t flags,
                       enum advice_owner owner)
{
    const struct advice_question question = {
        .verb = verb, .outcome = tj_outcome_of(status), .status = status,
        .flags = flags, .owner = owner, .name = "Nero 12",
    };

    tj_text_init(&text, memory, sizeof memory);
    advice_give(&question, &text);
    return memory;
}

Test(advice, every_verb_and_status_gets_one_whole_sentence)
{
    for (int verb = 0; verb < TJ_VERB_COUNT; verb++)
        for (size_t i = 0; i < tj_ntstatus_count(); i++)
            for (int owner = 0; owner < ADVICE_OWNER_COUNT; owner++) {
                const char *said = say((enum tj_verb)verb,
                                       tj_ntstatus_at(i)->status, 0,
                                       (enum advice_owner)owner);
                cr_assert(!text.cut && text.used > 10);
                cr_assert_eq(said[text.used - 1] == '.' ||
                                 said[text.used - 1] == '?', true, "%s", said);
                cr_assert_null(strchr(said, '@'), "%s", said);
            }
    cr_assert_not_null(strstr(say(TJ_LOCK, 0xC0FFEE00, 0, ADVICE_NOBODY),
                              "explain"));
}

Test(advice, a_refused_lock_depends_on_who_owns)
{
    const uint32_t denied = TJ_STATUS_ACCESS_DENIED;

    cr_assert_not_null(strstr(say(TJ_LOCK, denied, 0, ADVICE_ANOTHER),
                              "\"Nero 12\" owns it"));
    cr_assert_not_null(strstr(say(TJ_LOCK, denied, 0, ADVICE_ME),
                              "do not nest"));
    cr_assert_not_null(strstr(say(TJ_LOCK, denied, 0, ADVICE_NOBODY),
                              "ask again"));
    cr_assert_not_null(strstr(say(TJ_LOCK, TJ_STATUS_INVALID_DEVICE_STATE, 0,
                                  ADVICE_NOBODY), "--dismount"));
}

Test(advice, a_strangers_unlock_a_free_unlock_and_both_flags_differ)
{
    char quiet[ADVICE_SIZE];

    cr_assert_not_null(strstr(say(TJ_UNLOCK, TJ_STATUS_INVALID_HANDLE, 0,
                                  ADVICE_ANOTHER), "stays locked"));
    cr_assert_not_null(strstr(say(TJ_UNLOCK, TJ_STATUS_INVALID_DEVICE_REQUEST,
                                  0, ADVICE_NOBODY), "Nobody had locked"));
    strcpy(quiet, say(TJ_UNLOCK, 0, TJ_NO_MEDIA_NOTIFICATIONS, ADVICE_NOBODY));
    cr_assert_str_neq(quiet, say(TJ_UNLOCK, 0, 0, ADVICE_NOBODY));
}

Test(advice, every_other_request_meets_the_gate)
{
    const enum tj_verb gated[] = { TJ_EJECT, TJ_LOAD, TJ_LOAD2, TJ_PREVENT,
                                   TJ_ALLOW, TJ_MCN_OFF, TJ_MCN_ON, TJ_VERIFY,
                                   TJ_VOLUME_LOCK };

    for (size_t i = 0; i < sizeof gated / sizeof *gated; i++)
        cr_assert_not_null(strstr(say(gated[i], TJ_STATUS_ACCESS_DENIED, 0,
                                      ADVICE_ANOTHER), "\"Nero 12\" owns it"));
}

Test(advice, no_answer_is_no_refusal)
{
    const struct advice_question question = {
        .verb = TJ_EJECT, .outcome = TJ_UNKNOWN,
        .status = TJ_STATUS_DEVICE_NOT_CONNECTED,
    };

    tj_text_init(&text, memory, sizeof memory);
    advice_give(&question, &text);
    cr_assert_not_null(strstr(memory, "may have happened or not"));
}

/* --- A watcher --- */

Test(lock_watch, the_first_look_knows_no_beginning)
{
    struct lock_watch watch = { 0 };

    cr_assert(lock_watch_look(&watch, 100, true, "Anna"));
    cr_assert_eq(watch.how, LOCK_SINCE_BEFORE);
    cr_assert_eq(watch.locks, 0);
    cr_assert_not(lock_watch_look(&watch, 200, true, "Anna"));
    cr_assert_eq(watch.since_ns, 100);
}

Test(lock_watch, an_event_dates_the_change_better_than_a_look)
{
    struct lock_watch watch = { 0 };

    (void)lock_watch_look(&watch, 100, false, NULL);
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 150);
    lock_watch_event(&watch, TJ_EVENT_MEDIA_ARRIVAL, 160);
    cr_assert(lock_watch_look(&watch, 300, true, "Anna"));
    cr_assert_eq(watch.since_ns, 150);
    cr_assert_eq(watch.how, LOCK_SINCE_EVENT);
    cr_assert_eq(watch.locks, 1);
    cr_assert(lock_watch_look(&watch, 400, false, NULL));
    cr_assert_eq(watch.since_ns, 400);
    cr_assert_eq(watch.how, LOCK_SINCE_LOOK);
    cr_assert_str_eq(watch.owner, "");
}

Test(lock_watch, an_event_that_comes_late_is_of_the_change_seen_before)
{
    struct lock_watch watch = { 0 };

    (void)lock_watch_look(&watch, 100, false, NULL);
    (void)lock_watch_look(&watch, 200, true, "Anna");
    cr_assert_eq(watch.how, LOCK_SINCE_LOOK);
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 190);
    cr_assert_not(lock_watch_look(&watch, 300, true, "Anna"));
    cr_assert_eq(watch.how, LOCK_SINCE_EVENT);
    cr_assert_eq(watch.since_ns, 190);
    cr_assert_eq(watch.locks, 1);
}

Test(lock_watch, what_happened_between_two_looks_is_not_missed)
{
    struct lock_watch watch = { 0 };

    (void)lock_watch_look(&watch, 100, true, "Anna");
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 110);
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 120);
    cr_assert(lock_watch_look(&watch, 200, true, "Anna"));
    cr_assert_eq(watch.since_ns, 120);
    (void)lock_watch_look(&watch, 300, false, NULL);
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, 310);
    lock_watch_event(&watch, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, 320);
    cr_assert(lock_watch_look(&watch, 400, false, NULL));
    cr_assert_eq(watch.since_ns, 320);
    cr_assert_eq(watch.locks, 2);
    cr_assert(lock_watch_look(&watch, 500, true, "Bert"));
    cr_assert_eq(watch.locks, 3);
}

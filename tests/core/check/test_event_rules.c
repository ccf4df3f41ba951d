/* SPDX-License-Identifier: MIT */
/* Properties 10 to 14 and 20. */
#include "tests/core/check/expect.h"

#include <string.h>

static struct tale *tale;

static void set_up(void)
{
    tale = tale_new();
    tale_open(tale, ANNA, 11);
    tale_open(tale, BERT, 21);
}
static void tear_down(void)
{
    tale_free(tale);
}
TestSuite(event_rules, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static struct tj_record *lock_event(uint64_t t)
{
    return tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, t);
}
static struct tj_record *unlock_event(uint64_t t)
{
    return tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, t);
}

/* Anna locks in 10..20 and unlocks in 30..40. */
static void anna_takes_a_turn(void)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
}
/* Something later, so that what is missing is surely missing. */
static void life_goes_on(void)
{
    tale_event(tale, TJ_EVENT_MEDIA_EJECT_REQUEST, 1000);
}

Test(event_rules, a_turn_with_its_two_events_is_honest)
{
    anna_takes_a_turn();
    lock_event(20);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 30, 3);
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, 31, 1);
    unlock_event(32);
    life_goes_on();
    expect("");
    const struct tj_verdict *verdict = tale_judge(tale);
    static const enum rule held[] = { RULE_X10, RULE_X11, RULE_X12,
                                      RULE_X13, RULE_X14, RULE_X20 };
    for (size_t i = 0; i < sizeof held / sizeof *held; i++)
        cr_expect_eq(verdict->rules[held[i]].state, TJ_RULE_HELD, "%s",
                     tj_rule_at(held[i])->id);
    cr_assert(verdict->events_captured);
    cr_assert_eq(verdict->events[TJ_EVENT_CDROM_EXCLUSIVE_LOCK].delivered, 1);
}

Test(event_rules, without_a_listener_nothing_is_judged)
{
    anna_takes_a_turn();
    const struct tj_verdict *verdict = tale_judge(tale);
    cr_assert_eq(verdict->rules[RULE_X10].state, TJ_RULE_NOT_JUDGED);
    cr_assert_eq(verdict->rules[RULE_X11].state, TJ_RULE_NOT_JUDGED);
    cr_assert_not(verdict->events_captured);
}

Test(event_rules, a_lock_without_its_event_is_found)
{
    anna_takes_a_turn();
    unlock_event(35);
    life_goes_on();
    expect("TJ-X10x1 TJ-X12x1");
}

Test(event_rules, what_comes_after_the_last_event_is_not_missed)
{
    anna_takes_a_turn();
    lock_event(15);
    unlock_event(35);
    tale_lock(tale, BERT, 21, 50, 60);
    expect("");
}

Test(event_rules, an_unlock_without_its_event_is_found)
{
    anna_takes_a_turn();
    lock_event(15);
    life_goes_on();
    expect("TJ-X11x1");
}

Test(event_rules, a_close_without_its_event_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    tale_lock(tale, BERT, 21, 50, 60);
    lock_event(55);
    expect("TJ-X11x1 TJ-X12x1");
}

Test(event_rules, a_close_with_a_request_in_flight_may_announce_later)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    tale_op(tale, ANNA, TJ_EJECT, 11, 25, 80);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 30, 40);
    unlock_event(85);
    life_goes_on();
    expect("");
}

Test(event_rules, a_dead_owners_release_may_come_any_time)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    tale_lost(tale, ANNA, TJ_EJECT, 11, 25);
    unlock_event(500);
    life_goes_on();
    expect("");
}

Test(event_rules, two_unlock_events_for_one_unlock_are_found)
{
    anna_takes_a_turn();
    lock_event(15);
    unlock_event(33);
    unlock_event(36);
    life_goes_on();
    expect("TJ-X11x1 TJ-X12x1");
}

Test(event_rules, a_release_announced_at_the_first_of_two_closes_is_found)
{
    tale_duplicate(tale, ANNA, 11, 12, 2, 3);
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    tale_op(tale, ANNA, TJ_CLOSE, 12, 30, 40);
    unlock_event(35);
    tale_op(tale, ANNA, TJ_EJECT, 11, 50, 60);
    expect("TJ-X17x1");
}

Test(event_rules, an_event_of_a_refused_lock_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 22, 28),
                TJ_STATUS_ACCESS_DENIED);
    lock_event(25);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 30, 40);
    unlock_event(35);
    expect("TJ-X12x1 TJ-X13x1");
    const struct tj_verdict *verdict = tale_judge(tale);
    bool told = false;
    for (size_t i = 0; i < verdict->findings_count; i++)
        told |= strstr(verdict->findings[i].text, "Roxio") != NULL;
    cr_assert(told, "%s", tale_findings(verdict));
}

Test(event_rules, a_second_event_of_one_lock_is_found)
{
    tale_lock(tale, ANNA, 11, 10, 20);
    lock_event(15);
    lock_event(16);
    expect("TJ-X10x1 TJ-X12x1");
}

Test(event_rules, events_fit_overlapping_locks_in_some_order)
{
    /* Bert's lock must take the first event: Anna's comes too late for it. */
    tale_lock(tale, ANNA, 11, 10, 60);
    tale_lock(tale, BERT, 21, 10, 20);
    tale_op(tale, BERT, TJ_UNLOCK, 21, 22, 30);
    lock_event(15);
    unlock_event(25);
    lock_event(50);
    life_goes_on();
    expect("");
}

Test(event_rules, a_lock_of_unknown_outcome_may_announce_or_not)
{
    struct tj_record *lock = tale_lock(tale, ANNA, 11, 10, 20);
    lock->op.outcome = TJ_UNKNOWN;
    lock_event(80);
    life_goes_on();
    expect("");
}

Test(event_rules, media_events_after_the_unlock_event_are_found)
{
    anna_takes_a_turn();
    lock_event(15);
    unlock_event(33);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 34, 3);
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, 35, 1);
    expect("TJ-X14x1");
}

Test(event_rules, a_removal_of_the_disc_after_the_unlock_is_honest)
{
    anna_takes_a_turn();
    lock_event(15);
    unlock_event(33);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 34, 2);
    expect("");
}

Test(event_rules, a_fault_that_struck_excuses_media_events)
{
    anna_takes_a_turn();
    lock_event(15);
    tale_strike(tale, BERT, 20, 0);
    unlock_event(33);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 34, 3);
    expect("");
}

Test(event_rules, an_event_without_its_tail_is_found)
{
    anna_takes_a_turn();
    lock_event(15)->event.size = 0;
    unlock_event(33)->event.data[1] = 7;
    expect("TJ-X20x2");
}

Test(event_rules, a_gap_in_the_numbers_excuses_what_may_be_in_it)
{
    anna_takes_a_turn();
    tale->events = 1; /* The lock event was number 1 and is lost. */
    unlock_event(35);
    life_goes_on();
    expect("");
    cr_assert_eq(tale_judge(tale)->events_missing, 1);
}

Test(event_rules, injected_loss_excuses_all_but_wrong_events)
{
    static const struct tj_check_config config = { .event_loss_injected =
                                                       true };
    anna_takes_a_turn();
    lock_event(15);
    lock_event(17);
    tale_refuse(tale_op(tale, BERT, TJ_LOCK, 21, 50, 60),
                TJ_STATUS_INVALID_DEVICE_STATE);
    lock_event(55);
    life_goes_on();
    const struct tj_verdict *verdict = tale_judge_as(tale, &config);
    cr_assert_eq(verdict->rules[RULE_X12].judged, 0);
    cr_assert_eq(verdict->rules[RULE_X11].judged, 0);
    cr_assert_eq(verdict->rules[RULE_X13].broken, 1, "%s",
                 tale_findings(verdict));
}

Test(event_rules, two_listeners_see_one_emission)
{
    anna_takes_a_turn();
    struct tj_record *first = lock_event(15);
    struct tj_record *again = lock_event(15);
    again->event.number = first->event.number;
    again->client = LISTENER + 1;
    tale->events = 1;
    unlock_event(35);
    expect("");
    const struct tj_event_account *account =
        &tale_judge(tale)->events[TJ_EVENT_CDROM_EXCLUSIVE_LOCK];
    cr_assert_eq(account->emitted, 1);
    cr_assert_eq(account->delivered, 2);
    cr_assert_eq(account->duplicated, 0);
}

Test(event_rules, one_listener_told_twice_is_a_duplicate)
{
    anna_takes_a_turn();
    struct tj_record *first = lock_event(15);
    lock_event(15)->event.number = first->event.number;
    tale->events = 1;
    unlock_event(35);
    expect("");
    cr_assert_eq(
        tale_judge(tale)->events[TJ_EVENT_CDROM_EXCLUSIVE_LOCK].duplicated, 1);
}

Test(event_rules, deliveries_alone_prove_only_their_order)
{
    anna_takes_a_turn();
    struct tj_record *late = lock_event(90); /* Delivered at 90. */
    late->flags = TJ_RECORD_NO_EMISSION;
    late->event.number = 0;
    late = lock_event(95);
    late->flags = TJ_RECORD_NO_EMISSION;
    late->event.number = 0;
    expect("TJ-X12x1");
    cr_assert_eq(tale_judge(tale)->rules[RULE_X13].judged, 0);
}

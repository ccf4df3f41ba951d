/* SPDX-License-Identifier: MIT */
/* Properties 39 to 48: media events, change counts, notifications switched off
 * and on. Each history that breaks a rule has near misses that do not. */
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
TestSuite(media_rules, .init = set_up, .fini = tear_down);

static void expect(const char *broken)
{
    tale_expect(tale, broken);
}

static struct tj_record *arrival(uint64_t t)
{
    return tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, t, 1);
}
static struct tj_record *removal(uint64_t t)
{
    return tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, t, 2);
}
static struct tj_record *unavailable(uint64_t t)
{
    return tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, t, 3);
}

static void lock_event(uint64_t t)
{
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_LOCK, t);
}
static void unlock_event(uint64_t t)
{
    tale_event(tale, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK, t);
}

/* --- M39 --- */

Test(media_rules, a_disc_that_comes_and_goes_is_honest)
{
    arrival(10);
    removal(20);
    arrival(30);
    expect("");
    cr_assert_eq(tale_judge(tale)->rules[RULE_M39].judged, 2);
    cr_assert_eq(tale_judge(tale)->rules[RULE_M40].judged, 2);
}

Test(media_rules, two_arrivals_need_a_removal)
{
    arrival(10);
    arrival(20);
    expect("TJ-M39x1");
}

Test(media_rules, no_state_is_told_twice)
{
    removal(10);
    removal(20);
    expect("TJ-M39x1");
}

Test(media_rules, an_enable_in_between_starts_anew)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 2, 3);
    arrival(1);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 10, 15);
    arrival(20);
    expect("");
}

Test(media_rules, so_may_the_close_of_who_disabled)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 2, 3);
    arrival(1);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 10, 15);
    arrival(20);
    expect("");
}

Test(media_rules, so_may_the_death_of_who_disabled)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 2, 3);
    arrival(1);
    arrival(20);
    tale_op(tale, BERT, TJ_VERIFY2, 21, 30, 31);
    expect("");
}

Test(media_rules, an_enable_that_was_over_before_explains_nothing)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 2, 3);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 4, 5);
    arrival(10);
    arrival(20);
    tale_op(tale, ANNA, TJ_VERIFY2, 11, 30, 31);
    expect("TJ-M39x1");
}

Test(media_rules, a_removal_may_have_been_lost_in_a_gap)
{
    arrival(10);
    tale->events += 1;
    arrival(20);
    expect("");
}

Test(media_rules, deliveries_alone_prove_no_order)
{
    arrival(10)->flags = TJ_RECORD_NO_EMISSION;
    arrival(20)->flags = TJ_RECORD_NO_EMISSION;
    expect("");
}

Test(media_rules, losses_on_purpose_excuse)
{
    static const struct tj_check_config lost = { .event_loss_injected = true };
    static const struct tj_check_config busy = { .mutex_loss_injected = true };
    arrival(10);
    arrival(20);
    tale_expect_as(tale, &lost, "");
    tale_expect_as(tale, &busy, "");
}

Test(media_rules, a_strike_excuses_what_it_can_have_done)
{
    static const uint8_t mutex[] = { TJ_EXCUSE_MUTEX };
    static const uint8_t other[] = { TJ_EXCUSE_OTHER };
    static const char *const names[] = { "rule" };
    static const uint64_t planned[] = { 1 };
    struct tj_check_config config = { .fault_names = names,
                                      .faults_planned = planned,
                                      .faults_count = 1 };
    arrival(10);
    tale_strike(tale, BERT, 15, 0);
    arrival(20);
    config.fault_excuses = other;
    tale_expect_as(tale, &config, "TJ-M39x1");
    config.fault_excuses = mutex;
    tale_expect_as(tale, &config, "");
    config.fault_excuses = NULL;
    tale_expect_as(tale, &config, "");
}

/* --- M40, M41 --- */

Test(media_rules, an_arrival_counts_one_more_and_no_count_falls)
{
    arrival(10);
    removal(20);
    arrival(30)->event.data[0] = 1;
    removal(40)->event.data[0] = 0;
    expect("TJ-M40x2");
}

Test(media_rules, counts_wrap)
{
    static const uint8_t highest[] = { 0xff, 0xff, 0xff, 0xff };
    memcpy(removal(10)->event.data, highest, sizeof highest);
    arrival(20)->event.data[0] = 0;
    expect("");
}

static struct tj_record *verify(uint64_t t0, uint64_t t1, uint32_t count)
{
    struct tj_record *record = tale_op(tale, BERT, TJ_VERIFY, 21, t0, t1);
    record->op.info = 4;
    record->op.result = count;
    return record;
}

Test(media_rules, the_verified_count_never_falls)
{
    verify(10, 20, 7);
    verify(30, 40, 6);
    expect("TJ-M41x1");
}

Test(media_rules, overlapping_verifies_are_not_in_order)
{
    struct tj_record *other = tale_op(tale, ANNA, TJ_VERIFY, 11, 15, 35);
    other->op.info = 4;
    other->op.result = 6;
    verify(10, 20, 7);
    expect("");
}

Test(media_rules, an_event_is_a_floor_and_stands_on_one)
{
    arrival(10)->event.data[0] = 9;
    verify(20, 30, 8);
    verify(40, 50, 12);
    removal(60)->event.data[0] = 11;
    expect("TJ-M41x2");
}

Test(media_rules, who_met_a_unit_attention_finds_a_higher_count)
{
    verify(10, 20, 7);
    tale_refuse(tale_op(tale, BERT, TJ_VERIFY2, 21, 30, 40),
                TJ_STATUS_VERIFY_REQUIRED);
    verify(50, 60, 7);
    expect("TJ-M41x1");
}

Test(media_rules, a_file_system_says_so_by_itself)
{
    tale_open_as(tale, BERT, 22, TJ_VOLUME, TJ_ACCESS_READ);
    verify(10, 20, 7);
    tale_refuse(tale_op(tale, BERT, TJ_VERIFY, 22, 30, 40),
                TJ_STATUS_VERIFY_REQUIRED);
    verify(50, 60, 7);
    expect("");
}

/* --- M42, M47, M48 --- */

Test(media_rules, arrivals_say_1_and_removals_2_or_3)
{
    tale_media(tale, TJ_EVENT_MEDIA_ARRIVAL, 10, 2);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 20, 1);
    tale_media(tale, TJ_EVENT_MEDIA_REMOVAL, 30, 0);
    expect("TJ-M42x3");
}

Test(media_rules, an_old_payload_says_no_state)
{
    removal(10)->event.size = 7;
    arrival(20)->event.size = 7;
    removal(30)->event.size = 7;
    expect("");
}

Test(media_rules, unavailable_needs_a_release)
{
    unavailable(10);
    expect("TJ-M42x1");
}

Test(media_rules, a_release_in_flight_explains_it)
{
    tale_lock(tale, ANNA, 11, 1, 2);
    lock_event(2);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 5, 15);
    unavailable(10);
    arrival(11);
    unlock_event(12);
    tale_lock(tale, ANNA, 11, 20, 21);
    lock_event(21);
    tale_op(tale, ANNA, TJ_CLOSE, 11, 25, 35);
    unavailable(30);
    arrival(31);
    unlock_event(32);
    expect("");
}

Test(media_rules, so_does_the_death_of_the_owner)
{
    tale_lock(tale, ANNA, 11, 5, 6);
    lock_event(6);
    unavailable(10);
    expect("");
}

Test(media_rules, sense_on_purpose_explains_it)
{
    static const uint8_t sense[] = { TJ_EXCUSE_SENSE };
    static const char *const names[] = { "rule" };
    static const uint64_t planned[] = { 1 };
    static const struct tj_check_config config = { .fault_names = names,
                                                   .faults_planned = planned,
                                                   .faults_count = 1,
                                                   .fault_excuses = sense };
    tale_strike(tale, BERT, 5, 0);
    unavailable(10);
    tale_expect_as(tale, &config, "");
}

Test(media_rules, a_lock_announces_no_removal)
{
    tale_lock(tale, ANNA, 11, 5, 15);
    lock_event(10);
    unavailable(11);
    tale_query(tale, ANNA, 11, 20, 21, (uint32_t)TJ_RESULT_LOCKED | ANNA);
    expect("TJ-M47x1");
}

static void anna_unlocks_quietly(void)
{
    tale_lock(tale, ANNA, 11, 5, 6);
    lock_event(6);
    tale_op(tale, ANNA, TJ_UNLOCK, 11, 20, 30)->op.arg = 2;
}

Test(media_rules, a_quiet_unlock_announces_no_media)
{
    anna_unlocks_quietly();
    unavailable(25);
    unlock_event(26);
    expect("TJ-M48x1");
}

Test(media_rules, beside_a_loud_close_it_proves_nothing)
{
    anna_unlocks_quietly();
    tale_op(tale, BERT, TJ_CLOSE, 21, 18, 24);
    unavailable(23);
    unlock_event(26);
    expect("");
}

Test(media_rules, a_quiet_unlock_that_is_quiet_is_judged)
{
    anna_unlocks_quietly();
    unlock_event(26);
    expect("");
    cr_assert_eq(tale_judge(tale)->rules[RULE_M48].state, TJ_RULE_HELD);
}

/* --- M43, M44, M45 --- */

Test(media_rules, nothing_is_announced_while_disabled)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 10);
    removal(20);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 30, 40);
    expect("TJ-M43x1");
}

Test(media_rules, disabling_and_enabling_may_come_before_or_after)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 15);
    removal(10);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 20, 40);
    arrival(30);
    expect("");
}

Test(media_rules, who_disabled_twice_must_enable_twice)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 6);
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 7, 8);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 10, 11);
    removal(20);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 30, 31);
    expect("TJ-M43x1");
}

Test(media_rules, an_answer_made_up_may_hide_an_enable)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 6);
    tale_refuse(tale_op(tale, ANNA, TJ_MCN_ON, 11, 10, 11),
                TJ_STATUS_UNSUCCESSFUL)->op.done_flags = TJ_RECORD_INJECTED;
    removal(20);
    tale_op(tale, ANNA, TJ_VERIFY2, 11, 30, 31);
    expect("");
}

Test(media_rules, who_died_is_silent_no_more)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 6);
    removal(20);
    tale_op(tale, BERT, TJ_VERIFY2, 21, 30, 31);
    expect("");
}

Test(media_rules, bytes_that_may_enable_end_the_judgement)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 5, 6);
    tale_op(tale, ANNA, TJ_IOCTL, 11, 10, 11)->op.code =
        TJ_IOCTL_STORAGE_MCN_CONTROL;
    removal(20);
    tale_op(tale, ANNA, TJ_VERIFY2, 11, 30, 31);
    expect("");
}

Test(media_rules, an_enable_needs_a_disable)
{
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 5, 6);
    expect("TJ-M44x1");
}

Test(media_rules, a_disable_in_flight_will_do)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 4, 20);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 5, 6);
    expect("");
}

Test(media_rules, the_disable_of_another_will_not)
{
    tale_op(tale, BERT, TJ_MCN_OFF, 21, 1, 2);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 5, 6);
    expect("TJ-M44x1");
}

Test(media_rules, a_due_enable_is_not_refused_with_22)
{
    tale_op(tale, ANNA, TJ_MCN_OFF, 11, 1, 2);
    tale_refuse(tale_op(tale, ANNA, TJ_MCN_ON, 11, 5, 6),
                TJ_STATUS_INVALID_DEVICE_STATE);
    tale_op(tale, ANNA, TJ_MCN_ON, 11, 7, 8);
    tale_refuse(tale_op(tale, ANNA, TJ_MCN_ON, 11, 9, 10),
                TJ_STATUS_INVALID_DEVICE_STATE);
    expect("TJ-M44x1");
}

Test(media_rules, volume_handles_switch_nothing)
{
    tale_open_as(tale, BERT, 22, TJ_VOLUME, TJ_ACCESS_READ);
    tale_refuse(tale_op(tale, BERT, TJ_MCN_OFF, 22, 5, 6),
                TJ_STATUS_INVALID_PARAMETER);
    expect("");
    tale_op(tale, BERT, TJ_MCN_OFF, 22, 7, 8);
    expect("TJ-M44x1");
}

Test(media_rules, verify2_returns_nothing)
{
    tale_op(tale, ANNA, TJ_VERIFY2, 11, 1, 2);
    expect("");
    tale_op(tale, ANNA, TJ_VERIFY2, 11, 3, 4)->op.info = 4;
    expect("TJ-M45x1");
}

/* --- M46 --- */

static struct tj_record *becoming_ready(uint64_t t, uint8_t version,
                                        uint8_t reason)
{
    struct tj_record *record =
        tale_event(tale, TJ_EVENT_DEVICE_BECOMING_READY, t);
    record->event.size = 15;
    record->event.data[0] = version;
    record->event.data[4] = reason;
    record->event.data[8] = 100;
    return record;
}

Test(media_rules, becoming_ready_has_version_1)
{
    becoming_ready(10, 1, 2);
    expect("");
    becoming_ready(20, 2, 1);
    expect("TJ-M46x1");
}

Test(media_rules, a_poll_gives_any_reason_a_command_1_or_2)
{
    becoming_ready(4, 1, 3);
    tale_lock(tale, ANNA, 11, 5, 6);
    lock_event(6);
    becoming_ready(10, 1, 1);
    tale_query(tale, ANNA, 11, 20, 21, (uint32_t)TJ_RESULT_LOCKED | ANNA);
    expect("");
    becoming_ready(11, 1, 3);
    expect("TJ-M46x1");
}

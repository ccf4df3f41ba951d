/* sim/notify.c, sim/listeners.c: how events reach who listens (spec 4.8, 7). */
#include "core/base/text.h"
#include "sim/parts.h"
#include "tests/sim/bench.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;

static void begin_with(const struct sim_profile *profile)
{
    bench_init(&bench, profile);
    bench_open(&bench, ANNA);
    bench_open(&bench, BERT);
}

static void begin(void)
{
    begin_with(NULL);
}

static uint32_t listen_as(uint32_t registration, tj_handle handle,
                          enum sim_flavour flavour)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_REGISTER, .handle = handle, .registration = registration,
        .flavour = (uint8_t)flavour });
}

static uint32_t listen(uint32_t registration)
{
    return listen_as(registration, ANNA, SIM_WINDOW);
}

static uint32_t unlisten(uint32_t registration)
{
    return bench_ask(&bench, (struct sim_input){
        .kind = SIM_UNREGISTER, .registration = registration });
}

static void hang(uint32_t registration, bool hangs)
{
    struct sim_input input = { .kind = SIM_LISTENER, .hang = hangs,
                               .registration = registration };
    bench_step(&bench, &input);
}

static void inject(struct sim_injection injection)
{
    struct sim_input input = { .kind = SIM_INJECT, .injection = injection };
    bench_step(&bench, &input);
}

/* An event that can be told from others by its change count. */
static void say(uint32_t count)
{
    inject((struct sim_injection){ .kind = SIM_INJECT_EVENT,
                                   .event = TJ_EVENT_MEDIA_ARRIVAL,
                                   .payload = { .change_count = count } });
}

static void plant(enum sim_injection_kind kind, uint32_t count)
{
    inject((struct sim_injection){ .kind = kind, .count = count,
                                   .event = TJ_EVENT_COUNT });
}

/* "1 2 3": the counts that a registration was given, in order. */
static const char *heard(uint32_t registration)
{
    static char memory[2048];
    struct tj_text text;
    struct tj_payload payload;

    tj_text_init(&text, memory, sizeof memory);
    for (size_t i = 0; i < bench.seen_count; i++) {
        const struct sim_effect *effect = &bench.seen[i];
        if (effect->kind != SIM_DELIVERY ||
            effect->registration != registration)
            continue;
        cr_assert(tj_decode_payload(&effect->event, &payload));
        tj_text_add(&text, text.used > 0 ? " %u" : "%u",
                    (unsigned)payload.change_count);
    }
    return memory;
}

static unsigned readies(uint32_t number)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench.ready_count; i++)
        count += bench.ready[i] == number;
    return count;
}

/* --- Registration (7.1) --- */

Test(sim_notify, each_registration_gets_each_event_once_in_order)
{
    begin();
    listen(1);
    listen_as(2, BERT, SIM_SERVICE);
    say(10);
    say(11);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "10 11");
    cr_expect_str_eq(heard(2), "10 11");
}

Test(sim_notify, registering_twice_delivers_twice)
{
    begin();
    listen(1);
    listen(2);
    say(5);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "5");
    cr_expect_str_eq(heard(2), "5");
}

Test(sim_notify, unregister_stops_what_is_under_way_too)
{
    begin();
    listen(1);
    listen(2);
    say(5);
    cr_expect_eq(unlisten(1), TJ_STATUS_SUCCESS);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "");
    cr_expect_str_eq(heard(2), "5");
    cr_expect_eq(unlisten(1), TJ_STATUS_INVALID_HANDLE);
}

Test(sim_notify, a_registration_made_after_the_emission_still_gets_the_event)
{
    begin();
    say(5);
    struct sim_input input = { .kind = SIM_REGISTER, .handle = ANNA,
                               .registration = 1 };
    bench_step(&bench, &input);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "5");
}

Test(sim_notify, what_names_no_listener_is_refused)
{
    begin();
    cr_expect_eq(listen_as(1, 99, SIM_WINDOW), TJ_STATUS_INVALID_HANDLE);
    cr_expect_eq(listen(0), TJ_STATUS_INVALID_PARAMETER);
    cr_expect_eq(listen_as(1, ANNA, SIM_FLAVOUR_COUNT),
                 TJ_STATUS_INVALID_PARAMETER);
    cr_expect_eq(listen(1), TJ_STATUS_SUCCESS);
    cr_expect_eq(listen(1), TJ_STATUS_INVALID_PARAMETER);
    bench_close(&bench, BERT);
    cr_expect_eq(listen_as(2, BERT, SIM_WINDOW), TJ_STATUS_INVALID_HANDLE);
}

Test(sim_notify, a_closed_handle_keeps_its_registration)
{
    begin();
    listen(1);
    bench_close(&bench, ANNA);
    say(5);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "5");
}

/* Appendix C: the lock goes with the last reference, which the registration
 * has; CloseHandle itself returns at once. */
Test(sim_notify, a_registration_that_holds_the_file_object_holds_the_lock)
{
    struct sim_profile profile = sim_profile_default();

    profile.registrations_hold = true;
    begin_with(&profile);
    listen(1);
    bench_ask(&bench, bench_lock_input(ANNA, 0));
    cr_expect_eq(bench_close(&bench, ANNA), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
    cr_expect_eq(bench_events(&bench, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK), 0);
    cr_expect_eq(unlisten(1), TJ_STATUS_SUCCESS);
    bench_settle(&bench);
    sim_drive_audit(&bench.drive);
    cr_expect_eq(bench_events(&bench, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK), 1);
}

Test(sim_notify, a_process_takes_its_registrations_with_it)
{
    begin();
    bench_ask(&bench, (struct sim_input){ .kind = SIM_REGISTER, .process = 7,
                                          .handle = ANNA, .registration = 1 });
    listen(2);
    struct sim_input end = { .kind = SIM_PROCESS_END, .process = 7 };
    bench_step(&bench, &end);
    say(5);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "");
    cr_expect_str_eq(heard(2), "5");
}

Test(sim_notify, another_instance_of_the_device_has_other_listeners)
{
    struct sim_input pull = { .kind = SIM_POWER, .power = SIM_POWER_SURPRISE };
    struct sim_input plug = { .kind = SIM_POWER, .power = SIM_POWER_RETURN };

    begin();
    listen(1);
    bench_step(&bench, &pull);
    bench_settle(&bench);
    say(5);
    bench_settle(&bench);
    bench_step(&bench, &plug);
    bench_settle(&bench);
    say(6);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "5");
    cr_expect_eq(listen(2), TJ_STATUS_DEVICE_DOES_NOT_EXIST);
    bench_open(&bench, CARL);
    cr_expect_eq(listen_as(2, CARL, SIM_WINDOW), TJ_STATUS_SUCCESS);
}

/* --- Delivery (7.2) --- */

Test(sim_notify, delivery_is_a_step_of_its_own_after_the_emission)
{
    begin();
    listen(1);
    say(5);
    cr_expect_str_eq(heard(1), "");
    cr_expect_eq(readies(SIM_NUMBER_DELIVERY), 1);
    bench_continue_one(&bench, SIM_NUMBER_DELIVERY);
    cr_expect_str_eq(heard(1), "5");
}

Test(sim_notify, a_full_queue_delivers_early_and_loses_nothing)
{
    begin();
    listen(1);
    for (uint32_t i = 0; i < SIM_EVENTS_MAX + 2; i++)
        say(i);
    cr_expect_str_eq(heard(1), "0 1");
    bench_settle(&bench);
    cr_expect_eq(bench.drive.events_dropped, 0);
    cr_expect_eq(strlen(heard(1)), 10 * 2 + (SIM_EVENTS_MAX + 2 - 10) * 3 - 1);
}

Test(sim_notify, a_loss_by_count_strikes_the_next_events_that_match)
{
    begin();
    listen(1);
    inject((struct sim_injection){ .kind = SIM_INJECT_EVENT_LOSS, .count = 1,
                                   .event = TJ_EVENT_MEDIA_REMOVAL });
    say(1);
    inject((struct sim_injection){ .kind = SIM_INJECT_EVENT,
                                   .event = TJ_EVENT_MEDIA_REMOVAL,
                                   .payload = { .change_count = 2 } });
    plant(SIM_INJECT_EVENT_LOSS, 2);
    say(3);
    say(4);
    say(5);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "1 5");
    cr_expect_eq(bench_events(&bench, TJ_EVENT_MEDIA_ARRIVAL), 4);
}

Test(sim_notify, a_loss_by_rate_lasts_until_it_is_taken_back)
{
    struct sim_injection rate = { .kind = SIM_INJECT_EVENT_LOSS,
                                  .event = TJ_EVENT_COUNT, .rate = 1000 };

    begin();
    listen(1);
    inject(rate);
    say(1);
    say(2);
    rate.rate = 0;
    inject(rate);
    say(3);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "3");
}

Test(sim_notify, the_profile_s_rate_loses_about_that_many)
{
    struct sim_profile profile = sim_profile_default();

    profile.event_loss_rate = 250;
    begin_with(&profile);
    listen(1);
    for (uint32_t i = 0; i < 1000; i++) {
        say(0); /* Two characters each, as `heard` prints them. */
        bench_settle(&bench);
    }
    unsigned taken = (unsigned)(strlen(heard(1)) + 1) / 2;
    cr_expect(taken > 680 && taken < 820, "%u of 1000", taken);
}

Test(sim_notify, a_duplicate_comes_right_behind_its_first)
{
    begin();
    listen(1);
    plant(SIM_INJECT_EVENT_DUPLICATE, 1);
    say(1);
    say(2);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "1 1 2");
}

Test(sim_notify, a_delayed_event_keeps_later_ones_behind_it)
{
    begin();
    listen(1);
    inject((struct sim_injection){ .kind = SIM_INJECT_EVENT_DELAY, .count = 1,
                                   .duration_ns = 5000000 });
    say(1);
    say(2);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "");
    bench_advance(&bench, 4999999);
    cr_expect_str_eq(heard(1), "");
    bench_advance(&bench, 1);
    cr_expect_str_eq(heard(1), "1 2");
}

/* Appendix C, bounded delay: overtaking, but nothing later than the bound. */
Test(sim_notify, with_bounded_delay_events_overtake_within_the_bound)
{
    struct sim_profile profile = sim_profile_default();
    bool overtaken = false;
    unsigned given[40] = { 0 };

    profile.event_delay_ns = 1000000;
    profile.mcn = false;
    begin_with(&profile);
    listen(1);
    for (uint32_t i = 0; i < 40; i++) {
        say(i);
        bench_settle(&bench);
        bench_advance(&bench, 10000);
    }
    bench_advance(&bench, 1000000);
    uint32_t last = 0;
    for (size_t i = 0; i < bench.seen_count; i++) {
        const struct sim_effect *effect = &bench.seen[i];
        struct tj_payload payload;
        if (effect->kind != SIM_DELIVERY)
            continue;
        cr_assert(tj_decode_payload(&effect->event, &payload));
        cr_assert_lt(payload.change_count, 40);
        given[payload.change_count]++;
        overtaken = overtaken || payload.change_count < last;
        last = payload.change_count;
        uint64_t emitted_ns = payload.change_count * UINT64_C(10000);
        cr_expect_leq(effect->event.delivered_ns - emitted_ns, 1000000);
        cr_expect_eq(effect->event.number, 0);
    }
    cr_expect(overtaken);
    for (unsigned i = 0; i < 40; i++)
        cr_expect_eq(given[i], 1, "event %u came %u times", i, given[i]);
}

/* --- Windows that hang --- */

Test(sim_notify, a_window_that_hangs_delays_only_itself)
{
    begin();
    listen(1);
    listen(2);
    hang(1, true);
    say(1);
    say(2);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "");
    cr_expect_str_eq(heard(2), "1 2");
    hang(1, false);
    say(3);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "1 2 3");
    cr_expect_eq(bench.drive.events_dropped, 0);
}

Test(sim_notify, a_service_never_hangs)
{
    begin();
    listen_as(1, ANNA, SIM_SERVICE);
    hang(1, true);
    say(1);
    bench_settle(&bench);
    cr_expect_str_eq(heard(1), "1");
}

Test(sim_notify, what_does_not_fit_into_a_window_is_dropped_and_counted)
{
    begin();
    listen(1);
    listen(2);
    hang(1, true);
    for (uint32_t i = 0; i < SIM_WINDOW_EVENTS_MAX + 3; i++) {
        say(0);
        bench_settle(&bench);
    }
    cr_expect_eq(sim_drive_view(&bench.drive).events_dropped, 3);
    hang(1, false);
    cr_expect_eq(strlen(heard(1)), 2 * SIM_WINDOW_EVENTS_MAX - 1);
    cr_expect_eq(strlen(heard(2)), 2 * (SIM_WINDOW_EVENTS_MAX + 3) - 1);
    say(7);
    bench_settle(&bench);
    cr_expect_eq(strlen(heard(1)), 2 * (SIM_WINDOW_EVENTS_MAX + 1) - 1);
}

Test(sim_notify, windows_that_hang_at_different_times_each_get_their_own)
{
    begin();
    listen(1);
    listen(2);
    listen(3);
    hang(1, true);
    say(1);
    bench_settle(&bench);
    hang(3, true);
    say(2);
    bench_settle(&bench);
    unlisten(2); /* Those behind it move down. */
    say(3);
    bench_settle(&bench);
    hang(3, false);
    cr_expect_str_eq(heard(3), "1 2 3");
    cr_expect_str_eq(heard(1), "");
    hang(1, false);
    cr_expect_str_eq(heard(1), "1 2 3");
    cr_expect_str_eq(heard(2), "1 2");
    cr_expect_eq(bench.drive.held_count, 0);
}

/* --- Synchronous events (7.2, Appendix C) --- */

/* A file object that is nobody's stands for the emitter. */
enum { EMITTER = SIM_ACTOR_FILE + 100 };
#define EMITTER_NUMBER (SIM_INTERNAL + 100)

static bool emit_sync(void)
{
    bench.effects.count = 0;
    bool waits = sim_emit_sync(&bench.drive, TJ_EVENT_VOLUME_LOCK, EMITTER,
                               &bench.effects);
    for (size_t i = 0; i < bench.effects.count; i++)
        if (bench.effects.items[i].kind == SIM_READY)
            bench.ready[bench.ready_count++] = bench.effects.items[i].request;
    return waits;
}

static void begin_sync(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.sync_fs_events = true;
    begin_with(&profile);
}

Test(sim_notify, by_default_nobody_waits_for_programs)
{
    begin();
    listen(1);
    cr_expect_not(emit_sync());
}

Test(sim_notify, a_synchronous_event_holds_its_emitter_until_it_is_taken)
{
    begin_sync();
    listen(1);
    cr_expect(emit_sync());
    cr_expect_eq(readies(EMITTER_NUMBER), 0);
    bench_continue_one(&bench, SIM_NUMBER_DELIVERY);
    cr_expect_eq(readies(EMITTER_NUMBER), 1);
}

Test(sim_notify, a_window_that_hangs_holds_the_emitter_until_it_goes_on_or_away)
{
    begin_sync();
    listen(1);
    hang(1, true);
    cr_expect(emit_sync());
    bench_continue_one(&bench, SIM_NUMBER_DELIVERY);
    cr_expect_eq(readies(EMITTER_NUMBER), 0);
    hang(1, false);
    cr_expect_eq(readies(EMITTER_NUMBER), 1);

    begin_sync();
    listen(1);
    hang(1, true);
    cr_expect(emit_sync());
    bench_continue_one(&bench, SIM_NUMBER_DELIVERY);
    struct sim_input end = { .kind = SIM_UNREGISTER, .registration = 1 };
    bench_step(&bench, &end);
    cr_expect_eq(readies(EMITTER_NUMBER), 1);
}

Test(sim_notify, an_event_that_got_lost_holds_nobody)
{
    begin_sync();
    plant(SIM_INJECT_EVENT_LOSS, 1);
    cr_expect_not(emit_sync());
    /* Without a listener it is done as soon as it left the queue. */
    cr_expect(emit_sync());
    bench_continue_one(&bench, SIM_NUMBER_DELIVERY);
    cr_expect_eq(readies(EMITTER_NUMBER), 1);
}

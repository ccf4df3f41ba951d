#include "tests/sim/bench.h"

#include "sim/internal.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>

static struct bench bench;

static void two_people(void)
{
    bench_init(&bench, NULL);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, BERT), TJ_STATUS_SUCCESS);
}

Test(sim_drive, a_lock_is_granted_once_and_announced_before_its_answer)
{
    two_people();
    uint32_t request = bench_submit(&bench, bench_lock_input(ANNA, 0));
    size_t before = bench.seen_count;
    while (bench.seen_count == before)
        cr_assert(bench_continue(&bench));
    cr_assert_eq(bench.seen[before].kind, SIM_EVENT);
    cr_assert_eq(bench.seen[before].event.id, TJ_EVENT_CDROM_EXCLUSIVE_LOCK);
    cr_assert_null(bench_reply(&bench, request));
    bench_settle(&bench);
    cr_assert_eq(bench_reply(&bench, request)->status, TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(BERT, 0)),
                 TJ_STATUS_ACCESS_DENIED);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_CDROM_EXCLUSIVE_LOCK), 1);
}

Test(sim_drive, a_closing_owner_still_owns_between_the_unlock_event_and_its_end)
{
    two_people();
    cr_assert_eq(bench_ask(&bench, bench_lock_input(ANNA, 0)), 0);
    bench_submit(&bench, (struct sim_input){ .kind = SIM_CLOSE,
                                             .handle = ANNA });
    while (bench_events(&bench, TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK) == 0)
        cr_assert(bench_continue(&bench));
    cr_assert_eq(sim_drive_view(&bench.drive).owner, ANNA);
    bench_settle(&bench);
    cr_assert_eq(sim_drive_view(&bench.drive).owner, TJ_NO_HANDLE);
}

Test(sim_drive, time_running_backwards_stops_the_program, .signal = SIGABRT)
{
    bench_init(&bench, NULL);
    struct sim_input input = { .kind = SIM_TIME, .now_ns = 10 };
    bench.effects.count = 0;
    sim_drive_step(&bench.drive, &input, &bench.effects);
    input.now_ns = 9;
    bench.effects.count = 0;
    sim_drive_step(&bench.drive, &input, &bench.effects);
}

Test(sim_drive, a_request_number_in_flight_cannot_be_given_twice,
     .signal = SIGABRT)
{
    two_people();
    struct sim_input input = bench_lock_input(ANNA, 0);
    input.request = 77;
    bench_step(&bench, &input);
    bench_step(&bench, &input);
}

Test(sim_drive, continuing_nobody_does_nothing)
{
    two_people();
    struct sim_drive before = bench.drive;
    static const uint32_t numbers[] = { 0, 5, 999, SIM_INTERNAL,
                                        SIM_INTERNAL + 0x7fff,
                                        SIM_NUMBER_POLL, SIM_NUMBER_POLL + 1,
                                        UINT32_MAX };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct sim_input input = { .kind = SIM_CONTINUE,
                                   .request = numbers[i] };
        bench_step(&bench, &input);
        cr_assert_eq(bench.effects.count, 0);
    }
    cr_assert_eq(memcmp(&before, &bench.drive, sizeof before), 0);
}

Test(sim_drive, unknown_handles_are_invalid_for_every_request)
{
    static const enum sim_input_kind kinds[] = { SIM_DUPLICATE, SIM_CLOSE,
                                                 SIM_IOCTL, SIM_READ,
                                                 SIM_WRITE, SIM_FLUSH,
                                                 SIM_REGISTER };
    bench_init(&bench, NULL);
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        cr_assert_eq(bench_ask(&bench, (struct sim_input){
                         .kind = kinds[i], .handle = 9, .source = 9 }),
                     TJ_STATUS_INVALID_HANDLE, "kind %d", (int)kinds[i]);
    cr_assert_eq(bench_open(&bench, 0), TJ_STATUS_INVALID_HANDLE);
    cr_assert_eq(bench_open(&bench, 4), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, 4), TJ_STATUS_INVALID_HANDLE);
}

Test(sim_drive, the_handle_limit_is_an_answer_and_a_close_makes_room)
{
    bench_init(&bench, NULL);
    for (tj_handle h = 1; h <= SIM_HANDLES_MAX; h++)
        cr_assert_eq(bench_open(&bench, h), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, 9999), TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
                     .kind = SIM_DUPLICATE, .handle = 9999, .source = 1 }),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_assert_eq(bench_close(&bench, 80), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_open(&bench, 9999), TJ_STATUS_SUCCESS);
    sim_drive_audit(&bench.drive);
}

Test(sim_drive, the_request_limit_is_an_answer_and_the_rest_still_ends)
{
    two_people();
    struct sim_input busy = { .kind = SIM_INJECT, .injection = {
        .kind = SIM_INJECT_BUSY, .duration_ns = 1000 } };
    bench_step(&bench, &busy);
    uint32_t first = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA,
        .code = TJ_IOCTL_STORAGE_LOAD_MEDIA });
    for (int i = 1; i < SIM_REQUESTS_MAX; i++)
        bench_submit(&bench, bench_lock_input(BERT, 0));
    bench_settle(&bench);
    uint32_t refused = bench_submit(&bench, bench_lock_input(ANNA, 0));
    cr_assert_eq(bench_reply(&bench, refused)->status,
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    bench_advance(&bench, 1000);
    for (uint32_t r = first; r <= refused; r++)
        cr_assert_not_null(bench_reply(&bench, r), "request %u", r);
    sim_drive_audit(&bench.drive);
}

Test(sim_drive, the_registration_limit_is_an_answer)
{
    two_people();
    for (uint32_t r = 1; r <= SIM_REGISTRATIONS_MAX; r++)
        cr_assert_eq(bench_ask(&bench, (struct sim_input){
                         .kind = SIM_REGISTER, .handle = ANNA,
                         .registration = r }), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
                     .kind = SIM_REGISTER, .handle = ANNA,
                     .registration = 99 }), TJ_STATUS_INSUFFICIENT_RESOURCES);
    bench_ask(&bench, (struct sim_input){ .kind = SIM_UNREGISTER,
                                          .registration = 7 });
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
                     .kind = SIM_REGISTER, .handle = ANNA,
                     .registration = 99 }), TJ_STATUS_SUCCESS);
}

Test(sim_drive, undelivered_events_are_never_lost_or_reordered)
{
    two_people();
    bench_ask(&bench, (struct sim_input){ .kind = SIM_REGISTER,
                                          .handle = ANNA, .registration = 5 });
    /* The delivery actor never gets its turn while events pile up. */
    for (int i = 0; i < 3 * SIM_EVENTS_MAX; i++) {
        struct sim_input input = i % 2 == 0 ? bench_lock_input(BERT, 0)
                                            : bench_unlock_input(BERT, 2);
        uint32_t request = bench_submit(&bench, input);
        while (bench_reply(&bench, request) == NULL)
            cr_assert(bench_continue_one(&bench, request));
    }
    bench_settle(&bench);
    uint32_t delivered = 0;
    for (size_t i = 0; i < bench.seen_count; i++)
        if (bench.seen[i].kind == SIM_DELIVERY)
            cr_assert_eq(bench.seen[i].event.number, ++delivered);
    cr_assert_eq(delivered, 3 * SIM_EVENTS_MAX);
}

Test(sim_drive, a_copied_drive_goes_on_like_its_original)
{
    static struct bench other;
    two_people();
    bench_submit(&bench, bench_lock_input(ANNA, 0));
    bench_submit(&bench, bench_lock_input(BERT, 0));
    bench_continue(&bench);
    other = bench;
    bench_settle(&bench);
    bench_settle(&other);
    cr_assert_eq(bench.seen_count, other.seen_count);
    for (size_t i = 0; i < bench.seen_count; i++)
        cr_assert_eq(bench.seen[i].status, other.seen[i].status);
    cr_assert_eq(memcmp(&bench.drive, &other.drive, sizeof bench.drive), 0);
}

Test(sim_drive, event_polling_is_switched_off_after_33_events_in_a_row)
{
    two_people();
    for (int i = 0; i < 33; i++) { /* F24: the drive never runs dry. */
        struct sim_hardware *hardware = &bench.drive.hardware;
        hardware->events[0] = SIM_GESN_NEW_MEDIA;
        hardware->events_count = 1;
        bench.drive.gesn_resends = (uint8_t)i;
        bench.drive.poll_busy = false;
        bench_advance(&bench, 1000000000);
        if (i < 32)
            cr_assert_not(bench.drive.gesn_off, "after %d", i);
    }
    cr_assert(bench.drive.gesn_off);
    size_t before = bench.seen_count;
    bench_advance(&bench, 1000000000);
    cr_assert_eq(bench.seen[before].kind, SIM_SCSI);
    cr_assert_eq(bench.seen[before].cdb[0], SIM_OP_TEST_UNIT_READY);
}

Test(sim_drive, the_poll_tokens_code_means_nothing_from_a_user)
{
    two_people();
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x7C0C8, "", 0),
                 TJ_STATUS_INVALID_DEVICE_REQUEST);
    for (size_t i = 0; i < bench.seen_count; i++)
        cr_assert_neq(bench.seen[i].kind, SIM_SCSI);
    cr_assert_eq(bench_ask(&bench, bench_lock_input(BERT, 0)), 0);
    cr_assert_eq(bench_ioctl(&bench, ANNA, 0x7C0C8, "", 0),
                 TJ_STATUS_ACCESS_DENIED);
}

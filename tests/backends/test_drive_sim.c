/* backends/drive_sim.h with one thread; tap_drive_sim_threads.c has many. */
#include "backends/drive_sim.h"
#include "core/base/clock.h"
#include "core/drive/codes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static void *memory;
static struct tj_sim_host *host;
static struct tj_sim_session anna, bert;
static uint32_t numbers[3];

static void open_host(const char *detail)
{
    struct tj_error error;

    memory = calloc(1, tj_sim_host_size());
    cr_assert_eq(tj_sim_host_open(memory, detail, 0, 1, &host, &error), TJ_OK,
                 "%s", error.text);
    tj_sim_session_init(&anna, host, 1, 0);
    tj_sim_session_init(&bert, host, 2, 0);
}

static void close_host(void)
{
    tj_backend_close(&anna.backend, tj_clock_ns());
    tj_backend_close(&bert.backend, tj_clock_ns());
    tj_sim_host_close(host);
    free(memory);
}

static uint32_t ask(struct tj_sim_session *session, enum tj_verb verb,
                    tj_handle handle, uint32_t arg)
{
    tj_client client = session->backend.client;
    struct tj_reply reply;
    struct tj_op op = { .number = ++numbers[client], .client = client,
                        .verb = verb, .handle = handle, .arg = arg };

    tj_encode(&op, verb == TJ_LOCK ? "Anna 1.0" : NULL);
    cr_assert_eq(tj_backend_submit(&session->backend, tj_clock_ns(), &op,
                                   &reply), TJ_ANSWERED);
    return reply.status;
}

static void open_handle(struct tj_sim_session *session, tj_handle handle)
{
    cr_assert_eq(ask(session, TJ_OPEN, handle,
                     tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                 TJ_SHARE_ALL)), TJ_STATUS_SUCCESS);
}

Test(drive_sim, the_view_names_the_owner)
{
    struct tj_sim_view view;

    open_host("");
    open_handle(&anna, 1);
    tj_sim_host_describe(host, &view);
    cr_expect_not(view.locked);
    cr_expect_str_eq(view.owner_name, "");
    cr_assert_eq(ask(&anna, TJ_LOCK, 1, 0), TJ_STATUS_SUCCESS);
    tj_sim_host_describe(host, &view);
    cr_expect(view.locked);
    cr_expect_eq(view.owner, 1);
    cr_expect_str_eq(view.owner_name, "Anna 1.0");
    cr_expect_eq(view.events_emitted, 1);
    close_host();
}

Test(drive_sim, another_client_is_refused_while_the_drive_is_owned)
{
    open_host("");
    open_handle(&anna, 1);
    open_handle(&bert, 2);
    cr_expect_eq(ask(&anna, TJ_LOCK, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(ask(&bert, TJ_LOCK, 2, 0), TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(ask(&bert, TJ_EJECT, 2, 0), TJ_STATUS_ACCESS_DENIED);
    cr_expect_eq(ask(&anna, TJ_UNLOCK, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(ask(&bert, TJ_LOCK, 2, 0), TJ_STATUS_SUCCESS);
    close_host();
}

Test(drive_sim, mechanical_times_are_really_waited_for)
{
    open_host("disc=present,open_time=30ms");
    open_handle(&anna, 1);
    uint64_t before_ns = tj_clock_ns();
    cr_expect_eq(ask(&anna, TJ_EJECT, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_geq(tj_clock_ns() - before_ns, 30000000);
    close_host();
}

Test(drive_sim, a_poll_finds_the_disc_a_hand_has_put_in)
{
    struct tj_event events[4];
    struct tj_error error;

    open_host("disc=none,poll=20ms,tolerance=0ms");
    open_handle(&anna, 1);
    cr_assert_eq(tj_backend_listen(&anna.backend, 1, &error), TJ_OK);
    tj_sim_host_hand(host, TJ_HAND_TRAY_OPEN);
    tj_sim_host_hand(host, TJ_HAND_INSERT_DISC);
    tj_sim_host_hand(host, TJ_HAND_TRAY_CLOSE);
    uint64_t until_ns = tj_clock_ns() + 10000000000;
    size_t count = 0;
    do {
        count = tj_backend_events(&anna.backend, until_ns, events, 1);
    } while (count == 1 && events[0].id != TJ_EVENT_MEDIA_ARRIVAL);
    cr_assert_eq(count, 1, "no arrival within ten seconds");
    cr_expect_geq(events[0].delivered_ns, events[0].emitted_ns);
    cr_expect_eq(tj_sim_session_lost(&anna), 0);
    close_host();
}

Test(drive_sim, nothing_to_hear_ends_at_the_time_given)
{
    struct tj_event event;
    struct tj_error error;

    open_host("disc=present");
    open_handle(&anna, 1);
    cr_assert_eq(tj_backend_listen(&anna.backend, 1, &error), TJ_OK);
    uint64_t until_ns = tj_clock_ns() + 20000000;
    cr_expect_eq(tj_backend_events(&anna.backend, until_ns, &event, 1), 0);
    cr_expect_geq(tj_clock_ns(), until_ns);
    cr_expect_eq(tj_backend_events(&anna.backend, 0, &event, 1), 0);
    close_host();
}

Test(drive_sim, the_65th_handle_of_a_session_is_a_refusal)
{
    uint32_t arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                               TJ_SHARE_ALL);

    open_host("");
    for (tj_handle handle = 1; handle <= TJ_OPEN_HANDLES_MAX; handle++)
        open_handle(&anna, handle);
    cr_expect_eq(ask(&anna, TJ_OPEN, 65, arg),
                 TJ_STATUS_INSUFFICIENT_RESOURCES);
    cr_expect_eq(ask(&anna, TJ_CLOSE, 64, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(ask(&anna, TJ_OPEN, 65, arg), TJ_STATUS_SUCCESS);
    close_host();
}

Test(drive_sim, a_wrong_setting_is_bad_input)
{
    struct tj_error error;

    memory = calloc(1, tj_sim_host_size());
    cr_expect_eq(tj_sim_host_open(memory, "disc=perhaps", 0, 1, &host, &error),
                 TJ_BAD_INPUT);
    cr_expect_eq(tj_sim_host_open(memory, "=", 0, 1, &host, &error),
                 TJ_BAD_INPUT);
    free(memory);
}

Test(drive_sim, a_mutant_can_be_planted)
{
    open_host("mutant=two_owners");
    open_handle(&anna, 1);
    open_handle(&bert, 2);
    cr_expect_eq(ask(&anna, TJ_LOCK, 1, 0), TJ_STATUS_SUCCESS);
    cr_expect_eq(ask(&bert, TJ_LOCK, 2, 0), TJ_STATUS_SUCCESS);
    close_host();
}

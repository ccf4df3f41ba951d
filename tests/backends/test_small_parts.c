/* The small parts that drives share: null drive, event ring, open handles. */
#include "backends/drive_null.h"
#include "backends/event_ring.h"
#include "backends/open_handles.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdlib.h>

Test(drive_null, every_verb_succeeds_at_once)
{
    struct tj_null_drive null;
    struct tj_reply reply;

    tj_null_init(&null, 3, 1);
    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        struct tj_op op = { .number = i + 1, .client = 3, .drive = 1,
                            .verb = (enum tj_verb)i };

        tj_encode(&op, NULL);
        cr_assert_eq(tj_backend_submit(&null.backend, 50, &op, &reply),
                     TJ_ANSWERED);
        cr_expect_eq(reply.outcome, TJ_DONE);
        cr_expect_eq(reply.answered_ns, 50);
    }
}

Test(drive_null, a_raw_query_is_answered_like_a_spoken_one)
{
    struct tj_null_drive null;
    struct tj_lock_state state;
    struct tj_reply reply;
    struct tj_op op = { .number = 1, .client = 3, .verb = TJ_IOCTL,
                        .code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
                        .input_size = 8, .output_size = 65 };

    tj_null_init(&null, 3, 0);
    tj_backend_submit(&null.backend, 0, &op, &reply);
    cr_assert(tj_decode_lock_state(reply.output, reply.info, &state));
    cr_expect_not(state.locked);
    op.output_size = 64;
    op.number = 2;
    tj_backend_submit(&null.backend, 0, &op, &reply);
    cr_expect_eq(reply.info, 0);
}

static struct tj_event_ring *new_ring(void)
{
    return calloc(1, sizeof(struct tj_event_ring));
}

Test(event_ring, a_listener_sees_its_own_from_the_time_it_attached)
{
    struct tj_event_ring *ring = new_ring();
    struct tj_listener anna = { 0 }, bert = { 0 };
    struct tj_event events[8];

    event_ring_attach(ring, &anna, 1);
    event_ring_push(ring, 1, &(struct tj_event){ .number = 1 });
    event_ring_attach(ring, &bert, 2);
    event_ring_push(ring, 1, &(struct tj_event){ .number = 2 });
    event_ring_push(ring, 2, &(struct tj_event){ .number = 2 });
    cr_assert_eq(event_ring_read(ring, &anna, events, 8), 2);
    cr_expect_eq(events[0].number, 1);
    cr_expect_eq(events[1].number, 2);
    cr_assert_eq(event_ring_read(ring, &bert, events, 8), 1);
    cr_expect_eq(event_ring_read(ring, &bert, events, 8), 0);
    free(ring);
}

Test(event_ring, a_small_buffer_is_filled_and_the_rest_comes_next)
{
    struct tj_event_ring *ring = new_ring();
    struct tj_listener anna = { 0 };
    struct tj_event events[3];

    event_ring_attach(ring, &anna, 1);
    for (uint32_t i = 1; i <= 5; i++)
        event_ring_push(ring, 1, &(struct tj_event){ .number = i });
    cr_assert_eq(event_ring_read(ring, &anna, events, 3), 3);
    cr_assert_eq(event_ring_read(ring, &anna, events, 3), 2);
    cr_expect_eq(events[1].number, 5);
    cr_expect_eq(anna.lost, 0);
    free(ring);
}

Test(event_ring, a_listener_a_whole_ring_behind_is_told_what_it_lost)
{
    struct tj_event_ring *ring = new_ring();
    struct tj_listener anna = { 0 };
    struct tj_event event;

    event_ring_attach(ring, &anna, 1);
    for (uint32_t i = 1; i <= TJ_EVENT_RING + 10; i++)
        event_ring_push(ring, 1, &(struct tj_event){ .number = i });
    cr_assert_eq(event_ring_read(ring, &anna, &event, 1), 1);
    cr_expect_eq(event.number, 11);
    cr_expect_eq(anna.lost, 10);
    free(ring);
}

Test(event_ring, a_full_ring_loses_nothing)
{
    struct tj_event_ring *ring = new_ring();
    struct tj_listener anna = { 0 };
    struct tj_event event;
    size_t count = 0;

    event_ring_attach(ring, &anna, 1);
    for (uint32_t i = 1; i <= TJ_EVENT_RING; i++)
        event_ring_push(ring, 1, &(struct tj_event){ .number = i });
    while (event_ring_read(ring, &anna, &event, 1) == 1)
        cr_assert_eq(event.number, ++count);
    cr_expect_eq(count, TJ_EVENT_RING);
    cr_expect_eq(anna.lost, 0);
    free(ring);
}

Test(open_handles, opens_and_duplicates_add_and_closes_remove)
{
    struct tj_open_handles open = { 0 };

    open_handles_note(&open, TJ_OPEN, 1);
    open_handles_note(&open, TJ_DUPLICATE, 2);
    open_handles_note(&open, TJ_LOCK, 3);
    cr_expect(open_handles_has(&open, 1) && open_handles_has(&open, 2));
    cr_expect_not(open_handles_has(&open, 3));
    open_handles_note(&open, TJ_CLOSE, 1);
    open_handles_note(&open, TJ_CLOSE, 9);
    cr_expect_not(open_handles_has(&open, 1));
    cr_expect_eq(open.count, 1);
}

Test(open_handles, one_too_many_stops_the_program, .signal = SIGABRT)
{
    struct tj_open_handles open = { .count = TJ_OPEN_HANDLES_MAX };

    open_handles_note(&open, TJ_OPEN, 65);
}

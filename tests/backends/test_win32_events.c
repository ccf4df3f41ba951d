/* Device events from bytes: the steps of recognising one, hostile sizes, whose
 * it is; and Win32 errors beside NTSTATUS. */
#include "backends/windows/ear.h"
#include "backends/windows/errors.h"
#include "backends/windows/events.h"
#include "backends/windows/packet.h"
#include "core/base/random.h"
#include "core/drive/bytes.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static uint8_t bytes[TJ_BROADCAST_MAX];
static struct tj_broadcast broadcast;

/* A message with that event; its size. */
static size_t make(enum tj_event_id id, unsigned pointer_size)
{
    struct tj_payload payload = { .change_count = 5, .new_state = 2,
                                  .reason = 1, .estimated_100ms = 30,
                                  .device_class = 3, .request = 4 };
    struct tj_broadcast made = { .handle = 0x1234, .notify = 0x5678,
                                 .event = { .id = id } };

    tj_encode_payload(&made.event, &payload);
    return tj_encode_broadcast(&made, pointer_size, bytes);
}

static struct win32_message message_of(size_t readable, unsigned pointer_size)
{
    return (struct win32_message){ .message = WIN32_WM_DEVICECHANGE,
                                   .type = WIN32_DBT_CUSTOMEVENT,
                                   .bytes = bytes, .readable = readable,
                                   .pointer_size = pointer_size };
}

Test(win32_events, every_event_is_recognised_in_both_layouts)
{
    for (unsigned pointer = 4; pointer <= 8; pointer += 4)
        for (unsigned id = 0; id < TJ_EVENT_COUNT; id++) {
            size_t size = make((enum tj_event_id)id, pointer);
            struct win32_message message = message_of(size, pointer);

            cr_assert_eq(win32_hear(&message, &broadcast), WIN32_HEARD_EVENT,
                         "%u", id);
            cr_expect_eq(broadcast.event.id, id);
            cr_expect_eq(broadcast.handle, 0x1234);
            cr_expect_eq(broadcast.notify, 0x5678);
        }
}

Test(win32_events, a_service_is_called_with_a_control_code)
{
    size_t size = make(TJ_EVENT_MEDIA_REMOVAL, 8);
    struct win32_message message = message_of(size, 8);

    message.service = true;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_NO_MESSAGE);
    message.message = WIN32_SERVICE_CONTROL_DEVICEEVENT;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_EVENT);
    cr_expect_eq(broadcast.event.id, TJ_EVENT_MEDIA_REMOVAL);
}

/* Each step is only looked at when those before it held: bytes that break it
 * and every later one end there. */
Test(win32_events, the_steps_are_done_in_their_order)
{
    uint8_t nonsense[80];
    struct win32_message message = { .message = 0x0400, .type = 7,
                                     .bytes = NULL, .pointer_size = 8 };

    memset(nonsense, 0xee, sizeof nonsense);
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_NO_MESSAGE);
    message.message = WIN32_WM_DEVICECHANGE;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_NOT_CUSTOM);
    message.type = WIN32_DBT_CUSTOMEVENT;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_NO_DATA);
    message.bytes = nonsense;
    message.readable = 11;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_NO_DATA);
    message.readable = sizeof nonsense;
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_OTHER_TYPE);
    tj_put_u32(nonsense + 4, WIN32_DBT_DEVTYP_HANDLE);
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_BAD_SIZE);
    tj_put_u32(nonsense, 55);
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_UNKNOWN_GUID);
    tj_guid_to_memory(&tj_event_info(TJ_EVENT_MEDIA_ARRIVAL)->guid,
                      nonsense + 32);
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_BAD_PAYLOAD);
    tj_put_u32(nonsense, 60);
    cr_expect_eq(win32_hear(&message, &broadcast), WIN32_HEARD_EVENT);
}

Test(win32_events, hostile_sizes_are_refused)
{
    static const uint32_t sizes[] = { 0, 1, 11, 12, 51, 52 + 33, 80, 81, 4096,
                                      0x7fffffff, 0x80000000, 0xffffffff };
    size_t size = make(TJ_EVENT_DEVICE_EXTERNAL_REQUEST, 8);

    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct win32_message message = message_of(size, 8);
        tj_put_u32(bytes, sizes[i]);
        cr_expect_eq(win32_hear(&message, &broadcast),
                     sizes[i] == size ? WIN32_HEARD_EVENT
                                      : WIN32_HEARD_BAD_SIZE, "%u", sizes[i]);
    }
}

/* Bytes of any kind in memory exactly as long as is said: AddressSanitizer sees
 * a read past it. Mostly near to a good message, else nothing is reached. */
Test(win32_events, bytes_of_any_kind_are_lived_through)
{
    enum { ROUNDS = 60000 };
    unsigned events = 0, refused = 0;

    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t counter[4] = { round, 1, 2, 3 }, key[2] = { 9, 9 };
        uint64_t draw = tj_philox(counter, key).slot[0];
        unsigned pointer = draw & 1 ? 8 : 4;
        size_t size = make((enum tj_event_id)(draw >> 8 & 0xff) % TJ_EVENT_COUNT,
                           pointer);

        if ((draw >> 1 & 3) == 0)
            size = (size_t)(draw >> 16 & 0x3f) % (size + 1);
        uint8_t *exact = malloc(size > 0 ? size : 1);
        memcpy(exact, bytes, size);
        for (unsigned i = 0; i < (draw >> 3 & 3) && size > 0; i++)
            exact[(draw >> (24 + 8 * i) & 0xff) % (i == 0 ? 8 : 56) % size] =
                (uint8_t)(draw >> (32 + 8 * i));
        struct win32_message message = message_of(size, pointer);
        message.bytes = exact;
        enum win32_heard heard = win32_hear(&message, &broadcast);
        cr_assert_lt((unsigned)heard, WIN32_HEARD_COUNT);
        cr_assert_not_null(win32_heard_name(heard));
        struct tj_payload payload;
        if (heard == WIN32_HEARD_EVENT)
            cr_assert(tj_decode_payload(&broadcast.event, &payload));
        events += heard == WIN32_HEARD_EVENT;
        refused += heard != WIN32_HEARD_EVENT;
        (void)win32_hear_cm(WIN32_CM_CUSTOMEVENT, exact, size, &broadcast);
        free(exact);
    }
    cr_expect_gt(events, ROUNDS / 10);
    cr_expect_gt(refused, ROUNDS / 10);
}

/* CM_NOTIFY_EVENT_DATA */
static size_t make_cm(enum tj_event_id id, uint32_t data_size)
{
    memset(bytes, 0, sizeof bytes);
    tj_put_u32(bytes, WIN32_CM_DEVICEHANDLE);
    tj_guid_to_memory(&tj_event_info(id)->guid, bytes + 8);
    tj_put_u32(bytes + 24, UINT32_MAX);
    tj_put_u32(bytes + 28, data_size);
    bytes[32] = 0x2a;
    return 32 + data_size;
}

Test(win32_events, the_callback_form_has_a_layout_of_its_own)
{
    size_t size = make_cm(TJ_EVENT_MEDIA_ARRIVAL, 8);

    cr_expect_eq(win32_hear_cm(3, bytes, size, &broadcast),
                 WIN32_HEARD_NOT_CUSTOM);
    cr_assert_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size, &broadcast),
                 WIN32_HEARD_EVENT);
    cr_expect_eq(broadcast.event.id, TJ_EVENT_MEDIA_ARRIVAL);
    cr_expect_eq(broadcast.event.size, 8);
    cr_expect_eq(broadcast.event.data[0], 0x2a);
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size - 1,
                               &broadcast), WIN32_HEARD_BAD_SIZE);
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, 7, &broadcast),
                 WIN32_HEARD_NO_DATA);
    tj_put_u32(bytes + 28, 0xffffffff);
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size, &broadcast),
                 WIN32_HEARD_BAD_SIZE);
    tj_put_u32(bytes + 28, 7);
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size, &broadcast),
                 WIN32_HEARD_BAD_PAYLOAD);
    bytes[8] ^= 0xff;
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size, &broadcast),
                 WIN32_HEARD_UNKNOWN_GUID);
    bytes[0] = 0;
    cr_expect_eq(win32_hear_cm(WIN32_CM_CUSTOMEVENT, bytes, size, &broadcast),
                 WIN32_HEARD_OTHER_TYPE);
}

Test(win32_events, a_notification_is_matched_with_its_registration)
{
    const struct win32_registration own = { .notify = 10, .handle = 20 };
    static const struct { uint64_t notify, handle; unsigned drives;
                          enum win32_whose whose; } rows[] = {
        { 10, 20, 2, WIN32_OURS },     { 10, 0, 2, WIN32_OURS },
        { 11, 20, 1, WIN32_ANOTHERS }, { 0, 20, 2, WIN32_OURS },
        { 0, 21, 1, WIN32_ANOTHERS },  { 0, 0, 1, WIN32_OURS },
        { 0, 0, 2, WIN32_WHOSE_UNKNOWN },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        const struct tj_broadcast heard = { .notify = rows[i].notify,
                                            .handle = rows[i].handle };
        cr_expect_eq(win32_whose(&own, &heard, rows[i].drives), rows[i].whose,
                     "row %zu", i);
    }
}

Test(win32_ear, keeps_events_in_order_and_counts_what_it_loses)
{
    static struct tj_event room[WIN32_EAR_EVENTS], out[WIN32_EAR_EVENTS];
    struct win32_ear ear = { .drive = 3, .events = room,
                             .registration = { 10, 20 } };
    struct tj_broadcast said = { .notify = 10 };

    tj_os_mutex_init(&ear.mutex);
    tj_os_signal_init(&ear.signal);
    for (unsigned i = 0; i < WIN32_EAR_EVENTS + 5; i++) {
        said.event = (struct tj_event){ .id = TJ_EVENT_MEDIA_REMOVAL,
                                        .size = 8, .number = 99 };
        tj_put_u32(said.event.data, i);
        win32_ear_take(&ear, WIN32_HEARD_EVENT, &said, 1000 + i);
    }
    said.notify = 11;
    win32_ear_take(&ear, WIN32_HEARD_EVENT, &said, 1);
    win32_ear_take(&ear, WIN32_HEARD_BAD_SIZE, &said, 1);
    size_t count = win32_ear_give(&ear, out, WIN32_EAR_EVENTS);
    cr_assert_eq(count, WIN32_EAR_EVENTS);
    for (unsigned i = 0; i < count; i++) {
        cr_assert_eq(tj_get_u32(out[i].data), i + 5);
        cr_assert_eq(out[i].delivered_ns, 1000 + i + 5);
        cr_assert(out[i].drive == 3 && out[i].number == 0);
    }
    cr_expect_eq(ear.lost, 5);
    cr_expect_eq(ear.unmapped, 0);
    cr_expect_eq(ear.heard[WIN32_HEARD_BAD_SIZE], 1);
    cr_expect_eq(win32_ear_give(&ear, out, 1), 0);
}

Test(win32_errors, a_status_is_believed_when_it_explains_the_error)
{
    static const struct { struct win32_failure failure; uint32_t status; }
    rows[] = {
        { { 21, TJ_STATUS_VOLUME_DISMOUNTED, 0 }, TJ_STATUS_VOLUME_DISMOUNTED },
        { { 21, 0, 0 }, TJ_STATUS_NO_MEDIA_IN_DEVICE },
        { { 21, TJ_STATUS_ACCESS_DENIED, 5 }, TJ_STATUS_NO_MEDIA_IN_DEVICE },
        { { 5, TJ_STATUS_ACCESS_DENIED, 5 }, TJ_STATUS_ACCESS_DENIED },
        { { 170, TJ_STATUS_DEVICE_BUSY, 0 }, TJ_STATUS_DEVICE_BUSY },
        /* The system knows statuses that the catalogue does not. */
        { { 433, UINT32_C(0xc000000e), 433 }, UINT32_C(0xc000000e) },
        { { 5, UINT32_C(0xc0000056), 5 }, UINT32_C(0xc0000056) },
        /* A success of an earlier call explains nothing. */
        { { 87, TJ_STATUS_PENDING, 87 }, TJ_STATUS_INVALID_PARAMETER },
        { { 8000, 0, 0 }, UINT32_C(0xc0071f40) },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(win32_status_of(&rows[i].failure), rows[i].status,
                     "row %zu: 0x%08x", i, win32_status_of(&rows[i].failure));
}

Test(win32_errors, every_error_of_the_catalogue_has_a_status_that_leads_back)
{
    for (size_t i = 0; i < tj_ntstatus_count(); i++) {
        const struct tj_status_code_info *row = tj_ntstatus_at(i);

        if (row->status == TJ_STATUS_SUCCESS)
            continue;
        cr_expect_eq(tj_ntstatus_to_win32(win32_likely_status(row->win32)),
                     row->win32, "%s", row->name);
    }
}

/* --- On its way from a service --- */

Test(win32_packet, what_a_service_was_called_with_arrives)
{
    uint8_t longer[WIN32_PACKET_BYTES + 40] = { 0 };

    for (unsigned id = 0; id < TJ_EVENT_COUNT; id++) {
        struct win32_packet sent, came;
        size_t size = make((enum tj_event_id)id, sizeof(void *));

        /* Windows says how long the memory is, not how long the event is. */
        memcpy(longer, bytes, size);
        win32_packet_of_call(&sent, WIN32_SERVICE_CONTROL_DEVICEEVENT,
                             WIN32_DBT_CUSTOMEVENT, longer, sizeof longer);
        cr_assert(win32_packet_read((const uint8_t *)&sent,
                                    win32_packet_size(&sent), &came));
        cr_assert_eq(win32_packet_hear(&came, &broadcast), WIN32_HEARD_EVENT,
                     "%u", id);
        cr_expect_eq(broadcast.event.id, id);
        cr_expect_eq(broadcast.notify, 0x5678);
    }
}

Test(win32_packet, a_size_that_is_too_long_stays_one)
{
    uint8_t             whole[4096] = { 0 };
    struct win32_packet sent;
    size_t              size = make(TJ_EVENT_MEDIA_REMOVAL, sizeof(void *));

    memcpy(whole, bytes, size);
    for (uint32_t claimed = 0; claimed < sizeof whole; claimed++) {
        const struct win32_message window = {
            .message = WIN32_WM_DEVICECHANGE, .type = WIN32_DBT_CUSTOMEVENT,
            .bytes = whole, .readable = sizeof whole,
            .pointer_size = sizeof(void *),
        };
        tj_put_u32(whole, claimed);
        win32_packet_of_call(&sent, WIN32_SERVICE_CONTROL_DEVICEEVENT,
                             WIN32_DBT_CUSTOMEVENT, whole, sizeof whole);
        cr_assert_eq(win32_packet_hear(&sent, &broadcast),
                     win32_hear(&window, &broadcast), "%u", claimed);
    }
}

Test(win32_packet, what_is_no_packet_is_refused)
{
    struct win32_packet sent, came;
    const uint8_t      *raw = (const uint8_t *)&sent;

    win32_packet_of_call(&sent, 1, 2, bytes, 20);
    size_t size = win32_packet_size(&sent);
    for (size_t i = 0; i < size; i++)
        cr_assert(!win32_packet_read(raw, i, &came), "%zu", i);
    cr_expect(win32_packet_read(raw, size, &came));
    cr_expect(!win32_packet_read(raw, sizeof sent + 1, &came));
    sent.size = WIN32_PACKET_BYTES + 1;
    cr_expect(!win32_packet_read(raw, sizeof sent, &came));
    sent.size = 20;
    sent.kind = 1;
    cr_expect(!win32_packet_read(raw, size, &came));
    win32_packet_of_call(&sent, 1, 2, NULL, 0);
    cr_expect_eq(sent.size, 0);
}

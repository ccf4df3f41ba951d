/* core/drive/encode.h: payloads and DEV_BROADCAST_HANDLE. */
#include "core/base/random.h"
#include "core/drive/bytes.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <string.h>

enum { ROUNDS = 2000 };
#define SEED UINT64_C(0x7261796a616d)

static struct tj_draws draws(uint32_t client, unsigned round)
{
    return tj_draw(SEED, TJ_STREAM_WORKLOAD, client, round + 1);
}

static struct tj_payload drawn_payload(unsigned round)
{
    struct tj_draws a = draws(1, round), b = draws(2, round);

    return (struct tj_payload){
        .change_count = (uint32_t)a.slot[0],
        .new_state = (uint32_t)a.slot[1],
        .reason = (uint32_t)a.slot[2],
        .estimated_100ms = (uint32_t)a.slot[3],
        .device_class = (uint32_t)b.slot[0],
        .button_status = (uint16_t)b.slot[1],
        .request = (uint16_t)b.slot[2],
        .system_time = (int64_t)b.slot[3],
    };
}

Test(payload, media_events_carry_any_count_and_state)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct tj_event event = { .id = i % 2 ? TJ_EVENT_MEDIA_ARRIVAL
                                              : TJ_EVENT_MEDIA_REMOVAL };
        struct tj_payload in = drawn_payload(i), out;

        tj_encode_payload(&event, &in);
        cr_assert_eq(event.size, 8 + 3);
        cr_assert(tj_decode_payload(&event, &out));
        cr_assert_eq(out.change_count, in.change_count);
        cr_assert_eq(out.new_state, in.new_state);
        cr_assert_eq(event.data[8] | event.data[9] | event.data[10], 0);
    }
}

Test(payload, becoming_ready_and_external_request_carry_their_fields)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct tj_event ready = { .id = TJ_EVENT_DEVICE_BECOMING_READY };
        struct tj_event button = { .id = TJ_EVENT_DEVICE_EXTERNAL_REQUEST };
        struct tj_payload in = drawn_payload(i), out;

        tj_encode_payload(&ready, &in);
        cr_assert_eq(ready.size, 12 + 3);
        cr_assert_eq(tj_get_u32(ready.data), 1);
        cr_assert(tj_decode_payload(&ready, &out));
        cr_assert_eq(out.reason, in.reason);
        cr_assert_eq(out.estimated_100ms, in.estimated_100ms);

        tj_encode_payload(&button, &in);
        cr_assert_eq(button.size, 24 + 3);
        cr_assert(tj_decode_payload(&button, &out));
        cr_assert_eq(out.device_class, in.device_class);
        cr_assert_eq(out.button_status, in.button_status);
        cr_assert_eq(out.request, in.request);
        cr_assert_eq(out.system_time, in.system_time);
    }
}

Test(payload, only_class_driver_events_have_the_tail)
{
    struct tj_payload none = { 0 };

    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        struct tj_event event = { .id = (enum tj_event_id)i };
        const struct tj_event_info *info = tj_event_info(event.id);
        unsigned tail = info->emitter == TJ_BY_CLASS_DRIVER ? 3 : 0;

        tj_encode_payload(&event, &none);
        cr_expect_eq(event.size, info->payload + tail, "%s", info->name);
    }
}

Test(payload, too_few_bytes_are_refused)
{
    for (unsigned i = 0; i < TJ_EVENT_COUNT; i++) {
        const struct tj_event_info *info = tj_event_info((enum tj_event_id)i);
        struct tj_event event = { .id = info->id };
        struct tj_payload payload;

        for (unsigned size = 0; size <= TJ_EVENT_DATA_MAX; size++) {
            event.size = (uint8_t)size;
            cr_expect_eq(tj_decode_payload(&event, &payload),
                         size >= info->payload, "%s, %u bytes", info->name,
                         size);
        }
        event.size = 255;
        cr_expect_not(tj_decode_payload(&event, &payload));
    }
}

static struct tj_broadcast drawn_broadcast(unsigned round)
{
    struct tj_draws a = draws(3, round);
    struct tj_payload payload = drawn_payload(round);
    struct tj_broadcast broadcast = {
        .handle = a.slot[0],
        .notify = a.slot[1],
        .event = { .id = (enum tj_event_id)tj_below(a.slot[2],
                                                    TJ_EVENT_COUNT) },
    };

    tj_encode_payload(&broadcast.event, &payload);
    return broadcast;
}

static void expect_round_trip(unsigned pointer_size, uint64_t handle_mask)
{
    for (unsigned i = 0; i < ROUNDS; i++) {
        struct tj_broadcast in = drawn_broadcast(i), out;
        uint8_t bytes[TJ_BROADCAST_MAX];
        size_t size = tj_encode_broadcast(&in, pointer_size, bytes);

        cr_assert(tj_decode_broadcast(bytes, size, pointer_size, &out));
        cr_assert_eq(out.handle, in.handle & handle_mask);
        cr_assert_eq(out.notify, in.notify & handle_mask);
        cr_assert_eq(out.event.id, in.event.id);
        cr_assert_eq(out.event.size, in.event.size);
        cr_assert_arr_eq(out.event.data, in.event.data, in.event.size);
    }
}

Test(broadcast, everything_survives_the_x64_layout)
{
    expect_round_trip(8, UINT64_MAX);
}

Test(broadcast, everything_survives_the_x86_layout)
{
    expect_round_trip(4, UINT32_MAX);
}

Test(broadcast, the_fields_lie_where_dbt_h_puts_them)
{
    struct tj_broadcast in = { .handle = 0x1111, .notify = 0x2222,
        .event = { .id = TJ_EVENT_MEDIA_ARRIVAL } };
    struct tj_payload payload = { .change_count = 7, .new_state = 1 };
    uint8_t b[TJ_BROADCAST_MAX];

    tj_encode_payload(&in.event, &payload);
    cr_assert_eq(tj_encode_broadcast(&in, 8, b), 52 + 11);
    cr_expect_eq(tj_get_u32(b), 63);
    cr_expect_eq(tj_get_u32(b + 4), 6);
    cr_expect_eq(tj_get_u64(b + 16), 0x1111);
    cr_expect_eq(tj_get_u64(b + 24), 0x2222);
    cr_expect_eq(tj_get_u32(b + 32), 0xd07433c0);
    cr_expect_eq(tj_get_u32(b + 48), UINT32_MAX);
    cr_expect_eq(tj_get_u32(b + 52), 7);
    cr_assert_eq(tj_encode_broadcast(&in, 4, b), 40 + 11);
    cr_expect_eq(tj_get_u32(b + 12), 0x1111);
    cr_expect_eq(tj_get_u32(b + 16), 0x2222);
    cr_expect_eq(tj_get_u32(b + 20), 0xd07433c0);
    cr_expect_eq(tj_get_u32(b + 36), UINT32_MAX);
    cr_expect_eq(tj_get_u32(b + 40), 7);
}

/* Written by hand from spec 7.2 and 4.7: what a 64-bit window or service gets
 * for a REMOVAL with count 5 and state 3, and a 32-bit one. */
static const uint8_t golden_x64[] = {
    63, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, /* size, type, reserved */
    0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,  /* dbch_handle */
    0x21, 0x43, 0x65, 0x87, 0, 0, 0, 0,              /* dbch_hdevnotify */
    0xc1, 0x33, 0x74, 0xd0, 0x8e, 0xa9, 0xd2, 0x11,  /* d07433c1-a98e-11d2- */
    0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3,
    0xff, 0xff, 0xff, 0xff,                          /* no text */
    5, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0,                 /* 8 bytes and 3 zeros */
};
static const uint8_t golden_x86[] = {
    51, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0,
    0x88, 0x77, 0x66, 0x55,                          /* the lower half */
    0x21, 0x43, 0x65, 0x87,
    0xc1, 0x33, 0x74, 0xd0, 0x8e, 0xa9, 0xd2, 0x11,
    0x91, 0x7a, 0x00, 0xa0, 0xc9, 0x06, 0x8f, 0xf3,
    0xff, 0xff, 0xff, 0xff,
    5, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0,
};
/* A file system's event has no data at all. */
static const uint8_t golden_lock[] = {
    52, 0, 0, 0, 6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
    1, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0,
    0x74, 0x88, 0x70, 0x50, 0xaf, 0xc9, 0xd1, 0x11,  /* 50708874-c9af-11d1- */
    0x8f, 0xef, 0x00, 0xa0, 0xc9, 0xa0, 0x6d, 0x32,
    0xff, 0xff, 0xff, 0xff,
};

Test(broadcast, the_bytes_of_each_flavour_are_these)
{
    struct tj_broadcast in = { .handle = UINT64_C(0x1122334455667788),
                               .notify = UINT32_C(0x87654321),
                               .event = { .id = TJ_EVENT_MEDIA_REMOVAL } };
    struct tj_broadcast lock = { .handle = 1, .notify = 2,
                                 .event = { .id = TJ_EVENT_VOLUME_LOCK } };
    const struct tj_payload payload = { .change_count = 5, .new_state = 3 };
    uint8_t bytes[TJ_BROADCAST_MAX];

    tj_encode_payload(&in.event, &payload);
    tj_encode_payload(&lock.event, &payload);
    cr_assert_eq(tj_encode_broadcast(&in, 8, bytes), sizeof golden_x64);
    cr_expect_arr_eq(bytes, golden_x64, sizeof golden_x64);
    cr_assert_eq(tj_encode_broadcast(&in, 4, bytes), sizeof golden_x86);
    cr_expect_arr_eq(bytes, golden_x86, sizeof golden_x86);
    cr_assert_eq(tj_encode_broadcast(&lock, 8, bytes), sizeof golden_lock);
    cr_expect_arr_eq(bytes, golden_lock, sizeof golden_lock);
}

/* "Device Events": the header first, then the type, then the GUID. */
Test(broadcast, the_golden_bytes_are_read_back_and_only_by_their_own_reader)
{
    struct tj_broadcast out;
    struct tj_payload payload;

    cr_assert(tj_decode_broadcast(golden_x64, sizeof golden_x64, 8, &out));
    cr_assert(tj_decode_payload(&out.event, &payload));
    cr_expect_eq(out.handle, UINT64_C(0x1122334455667788));
    cr_expect_eq(payload.change_count, 5);
    cr_expect_eq(payload.new_state, TJ_MEDIA_UNAVAILABLE);
    cr_assert(tj_decode_broadcast(golden_x86, sizeof golden_x86, 4, &out));
    cr_expect_eq(out.handle, 0x55667788);
    cr_expect_eq(out.notify, 0x87654321);
    cr_assert(tj_decode_broadcast(golden_lock, sizeof golden_lock, 8, &out));
    cr_expect_eq(out.event.size, 0);
    /* The GUID of the one layout lies elsewhere in the other. */
    cr_expect_not(tj_decode_broadcast(golden_x64, sizeof golden_x64, 4, &out));
    cr_expect_not(tj_decode_broadcast(golden_x86, sizeof golden_x86, 8, &out));
}

/* A payload one byte too short for its structure, whatever the size says. */
Test(broadcast, data_shorter_than_its_structure_is_refused)
{
    struct tj_broadcast out;
    uint8_t bytes[sizeof golden_x64];

    memcpy(bytes, golden_x64, sizeof bytes);
    tj_put_u32(bytes, 52 + 7);
    cr_expect_not(tj_decode_broadcast(bytes, sizeof bytes, 8, &out));
    tj_put_u32(bytes, 52 + 8);
    cr_expect(tj_decode_broadcast(bytes, sizeof bytes, 8, &out));
}

Test(broadcast, another_device_type_is_refused_before_the_guid_is_looked_at)
{
    struct tj_broadcast in = drawn_broadcast(0), out;
    uint8_t bytes[TJ_BROADCAST_MAX];
    size_t size = tj_encode_broadcast(&in, 8, bytes);

    tj_put_u32(bytes + 4, 5); /* DBT_DEVTYP_DEVICEINTERFACE */
    cr_expect_not(tj_decode_broadcast(bytes, size, 8, &out));
    /* 8 bytes hold the type and nothing more. */
    cr_expect_not(tj_decode_broadcast(bytes, 8, 8, &out));
}

/* The bytes end where an ASan red zone begins, so that a read past the size
 * given is caught whatever the fields claim. */
static void expect_no_read_past(unsigned pointer_size)
{
    for (unsigned i = 0; i < 200; i++) {
        struct tj_broadcast in = drawn_broadcast(i), out;
        uint8_t bytes[TJ_BROADCAST_MAX];
        size_t whole = tj_encode_broadcast(&in, pointer_size, bytes);

        for (size_t size = 0; size < whole; size++) {
            uint8_t *exact = malloc(size + 1);

            memcpy(exact + 1, bytes, size);
            cr_assert_not(tj_decode_broadcast(exact + 1, size, pointer_size,
                                              &out));
            free(exact);
        }
    }
}

Test(broadcast, a_cut_message_is_refused_in_the_x64_layout)
{
    expect_no_read_past(8);
}

Test(broadcast, a_cut_message_is_refused_in_the_x86_layout)
{
    expect_no_read_past(4);
}

Test(broadcast, a_size_field_that_lies_is_refused)
{
    static const uint32_t lies[] = { 0, 1, 51, 52, 64, 84, 85, 0x7fffffff,
                                     0x80000000, 0xffffffff };
    struct tj_broadcast in = { .event = { .id = TJ_EVENT_MEDIA_REMOVAL } }, out;
    struct tj_payload payload = { 0 };
    uint8_t bytes[TJ_BROADCAST_MAX + 16] = { 0 };

    tj_encode_payload(&in.event, &payload);
    size_t size = tj_encode_broadcast(&in, 8, bytes);
    for (size_t i = 0; i < sizeof lies / sizeof *lies; i++) {
        tj_put_u32(bytes, lies[i]);
        cr_expect_not(tj_decode_broadcast(bytes, size, 8, &out), "%#x",
                      lies[i]);
    }
    /* More data than any event has, all of it really there. */
    tj_put_u32(bytes, 52 + TJ_EVENT_DATA_MAX + 1);
    cr_expect_not(tj_decode_broadcast(bytes, sizeof bytes, 8, &out));
}

Test(broadcast, random_bytes_never_crash_the_reader)
{
    unsigned read = 0;

    for (unsigned i = 0; i < ROUNDS * 10; i++) {
        struct tj_broadcast out;
        uint8_t bytes[TJ_BROADCAST_MAX];
        struct tj_broadcast in = drawn_broadcast(i);
        size_t size = tj_encode_broadcast(&in, 8, bytes);
        struct tj_draws hit = draws(9, i);

        bytes[tj_below(hit.slot[0], size)] ^= (uint8_t)(1u << hit.slot[1] % 8);
        if (tj_decode_broadcast(bytes, size, 8, &out)) {
            read++;
            cr_assert(out.event.size <= TJ_EVENT_DATA_MAX);
            cr_assert_lt((unsigned)out.event.id, TJ_EVENT_COUNT);
        }
    }
    /* Flips in handle, padding and data are harmless; others are not. */
    cr_expect(read > 0 && read < ROUNDS * 10);
}

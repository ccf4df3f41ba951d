#include "core/base/random.h"
#include "core/drive/wire.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 20000 };

static uint64_t counter;
static uint64_t draw(uint64_t bound)
{
    return tj_below(tj_draw(5, TJ_STREAM_WORKLOAD, 1, ++counter).slot[0],
                    bound);
}

static void random_bytes(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = (uint8_t)draw(256);
}

static struct tj_wire_request random_request(void)
{
    struct tj_wire_request request = {
        .number = (uint32_t)draw(UINT32_MAX),
        .kind = (uint8_t)draw(TJ_REQUEST_KIND_COUNT),
        .target = (uint8_t)draw(3), .access = (uint8_t)draw(256),
        .share = (uint8_t)draw(256),
        .handle = (uint32_t)draw(UINT32_MAX),
        .source = (uint32_t)draw(UINT32_MAX),
        .code = (uint32_t)draw(UINT32_MAX),
        .input_size = (uint32_t)draw(200),
        .output_size = (uint32_t)draw(UINT32_MAX),
        .length = (uint32_t)draw(UINT32_MAX),
        .cancels = (uint32_t)draw(UINT32_MAX),
        .offset = draw(UINT64_MAX),
    };
    request.carried = (uint16_t)(request.input_size < TJ_INPUT_MAX
                                     ? request.input_size : TJ_INPUT_MAX);
    random_bytes(request.input, request.carried);
    return request;
}

Test(wire, every_request_comes_out_as_it_went_in)
{
    uint8_t packet[TJ_WIRE_MAX];

    for (unsigned i = 0; i < ROUNDS; i++) {
        struct tj_wire in = { .kind = TJ_WIRE_REQUEST,
                              .request = random_request() };
        struct tj_wire out;
        memset(&out, 0, sizeof out);
        size_t size = tj_wire_pack(&in, packet);
        cr_assert_leq(size, TJ_WIRE_MAX);
        cr_assert(tj_wire_unpack(packet, size, &out));
        cr_assert_eq(out.kind, TJ_WIRE_REQUEST);
        cr_assert_eq(memcmp(&in.request, &out.request, sizeof in.request), 0);
    }
}

Test(wire, replies_carry_their_output)
{
    uint8_t packet[TJ_WIRE_MAX], output[TJ_OUTPUT_MAX];

    random_bytes(output, sizeof output);
    for (uint16_t carried = 0; carried <= TJ_OUTPUT_MAX; carried++) {
        struct tj_wire in = { .kind = TJ_WIRE_REPLY,
                              .reply = { 7, 0x80000005, 9000, carried,
                                         output } };
        struct tj_wire out;
        size_t size = tj_wire_pack(&in, packet);
        cr_assert(tj_wire_unpack(packet, size, &out));
        cr_assert_eq(out.reply.number, 7);
        cr_assert_eq(out.reply.status, 0x80000005);
        cr_assert_eq(out.reply.info, 9000);
        cr_assert_eq(out.reply.carried, carried);
        cr_assert_eq(memcmp(out.reply.output, output, carried), 0);
    }
}

Test(wire, events_views_and_plain_values_come_out_as_they_went_in)
{
    uint8_t packet[TJ_WIRE_MAX];
    struct tj_wire out;
    struct tj_wire event = { .kind = TJ_WIRE_EVENT,
        .event = { 12, 34, 56, TJ_EVENT_MEDIA_ARRIVAL, 3, 11, { 1, 2, 3 } } };
    cr_assert(tj_wire_unpack(packet, tj_wire_pack(&event, packet), &out));
    cr_assert_eq(out.event.emitted_ns, 12);
    cr_assert_eq(out.event.delivered_ns, 34);
    cr_assert_eq(out.event.number, 56);
    cr_assert_eq(out.event.id, TJ_EVENT_MEDIA_ARRIVAL);
    cr_assert_eq(out.event.drive, 3);
    cr_assert_eq(memcmp(out.event.data, event.event.data, 11), 0);

    struct tj_wire view = { .kind = TJ_WIRE_VIEWED,
        .view = { .locked = true, .owner = 5, .owner_name = "Anna",
                  .known = 1, .reported = 2, .disc = true, .tray = "closed",
                  .volume = "raw", .change_count = 9, .mcn_disabled = 1,
                  .simple_locks = 2, .secure_locks = 3, .events_emitted = 4,
                  .denied = 8, .steps = 77 } };
    cr_assert(tj_wire_unpack(packet, tj_wire_pack(&view, packet), &out));
    cr_assert(out.view.locked && out.view.disc);
    cr_assert_str_eq(out.view.owner_name, "Anna");
    cr_assert_str_eq(out.view.tray, "closed");
    cr_assert_str_eq(out.view.volume, "raw");
    cr_assert_eq(out.view.secure_locks, 3);
    cr_assert_eq(out.view.denied, 8);
    cr_assert_eq(out.view.steps, 77);

    for (int kind = TJ_WIRE_WELCOME; kind <= TJ_WIRE_HAND; kind++) {
        if (kind != TJ_WIRE_WELCOME && kind != TJ_WIRE_LISTEN &&
            kind != TJ_WIRE_LISTENING && kind != TJ_WIRE_HAND)
            continue;
        struct tj_wire in = { .kind = (enum tj_wire_kind)kind, .value = 99 };
        cr_assert(tj_wire_unpack(packet, tj_wire_pack(&in, packet), &out));
        cr_assert_eq((int)out.kind, kind);
        cr_assert_eq(out.value, 99);
    }
}

Test(wire, settings_come_as_one_terminated_text)
{
    uint8_t packet[TJ_WIRE_MAX];
    struct tj_wire in = { .kind = TJ_WIRE_RENEW, .text = "disc=present" }, out;
    size_t size = tj_wire_pack(&in, packet);

    cr_assert(tj_wire_unpack(packet, size, &out));
    cr_assert_eq((int)out.kind, TJ_WIRE_RENEW);
    cr_assert_str_eq(out.text, "disc=present");
    packet[6] = '\0'; /* A text that ends early, */
    cr_assert_not(tj_wire_unpack(packet, size, &out));
    tj_wire_pack(&in, packet);
    packet[size - 1] = 'x'; /* and one that does not end. */
    cr_assert_not(tj_wire_unpack(packet, size, &out));
}

/* Sanitizers watch: whatever the bytes, nothing past the end is read. */
Test(wire, no_bytes_are_read_past_the_end)
{
    struct tj_wire out;
    unsigned understood = 0;

    for (unsigned i = 0; i < ROUNDS; i++) {
        size_t   size = (size_t)draw(TJ_WIRE_MAX + 1);
        uint8_t *packet = malloc(size > 0 ? size : 1);
        random_bytes(packet, size);
        if (size >= 4) { /* Often a kind that exists. */
            packet[0] = (uint8_t)draw(TJ_WIRE_KIND_COUNT + 1);
            packet[1] = packet[2] = packet[3] = 0;
        }
        understood += tj_wire_unpack(packet, size, &out);
        free(packet);
    }
    cr_log_info("%u packets were messages", understood);
}

Test(wire, a_cut_or_stretched_packet_is_no_message)
{
    uint8_t packet[TJ_WIRE_MAX];
    struct tj_wire out;
    struct tj_wire in = { .kind = TJ_WIRE_REQUEST,
                          .request = random_request() };
    size_t size = tj_wire_pack(&in, packet);

    for (size_t other = 0; other <= TJ_WIRE_MAX; other++)
        if (other != size)
            cr_assert_not(tj_wire_unpack(packet, other, &out));
}

Test(wire, every_verb_is_a_kind_of_request)
{
    for (int verb = 0; verb < TJ_VERB_COUNT; verb++)
        cr_assert_lt(tj_request_of((enum tj_verb)verb), TJ_REQUEST_KIND_COUNT);
    cr_assert_eq(tj_request_of(TJ_OPEN), TJ_REQUEST_OPEN);
    cr_assert_eq(tj_request_of(TJ_LOCK), TJ_REQUEST_CONTROL);
    cr_assert_eq(tj_request_of(TJ_IOCTL), TJ_REQUEST_CONTROL);
    cr_assert_eq(tj_request_of(TJ_CANCEL), TJ_REQUEST_CANCEL);
}

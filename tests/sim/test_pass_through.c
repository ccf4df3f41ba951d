#include "tests/sim/bench.h"

#include "core/base/random.h"
#include "core/drive/bytes.h"

#include <criterion/criterion.h>
#include <string.h>

#define PASS_THROUGH    UINT32_C(0x0004D004)
#define PASS_THROUGH_EX UINT32_C(0x0004D044)
#define DEVICE_GONE     TJ_STATUS_DEVICE_DOES_NOT_EXIST

static struct bench bench;

static void start(void)
{
    bench_init(&bench, NULL);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

/* SCSI_PASS_THROUGH of a 64-bit program with sense at 56 and data at 96. */
struct call {
    uint8_t  cdb[6];
    uint8_t  direction;
    uint32_t data_size, timeout_s, output_size;
};

static struct sim_input input_of(const struct call *call, uint8_t *bytes)
{
    memset(bytes, 0, TJ_INPUT_MAX);
    tj_put_u16(bytes, 56);
    bytes[6] = 6;
    bytes[7] = 18;
    bytes[8] = call->direction;
    tj_put_u32(bytes + 12, call->data_size);
    tj_put_u32(bytes + 16, call->timeout_s);
    tj_put_u64(bytes + 24, 96);
    tj_put_u32(bytes + 32, 56);
    memcpy(bytes + 36, call->cdb, sizeof call->cdb);
    return (struct sim_input){ .kind = SIM_IOCTL, .handle = ANNA,
                               .code = PASS_THROUGH, .input = bytes,
                               .input_size = 96,
                               .output_size = call->output_size };
}

static uint32_t ask(const struct call *call)
{
    uint8_t bytes[TJ_INPUT_MAX];

    return bench_ask(&bench, input_of(call, bytes));
}

static void plant(uint8_t srb, struct sim_sense sense)
{
    struct sim_input input = {
        .kind = SIM_INJECT,
        .injection = { .kind = SIM_INJECT_SENSE, .count = 1, .srb = srb,
                       .sense = sense, .opcode = SIM_OP_ANY } };

    bench_step(&bench, &input);
}

Test(sim_pass_through, data_come_behind_the_structure_and_sense_before_them)
{
    const struct call inquiry = { { 0x12, 0, 0, 0, 36 }, 1, 36, 10, 132 };

    start();
    cr_assert_eq(ask(&inquiry), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_reply(&bench, bench.requests_count)->info, 132);
    cr_assert_eq(bench.output[2], SIM_SCSI_GOOD);
    cr_assert_eq(bench.output[7], 0);
    cr_assert_eq(tj_get_u32(bench.output + 12), 36);
    cr_assert_eq(memcmp(bench.output + 96 + 8, "TRAYJAM ", 8), 0);
    for (size_t i = 56; i < 96; i++)
        cr_assert_eq(bench.output[i], 0);
}

Test(sim_pass_through, sense_is_in_the_structure_and_the_request_succeeds)
{
    const struct call ready = { .direction = 2, .timeout_s = 10,
                                .output_size = 96 };

    start();
    plant(SIM_SRB_SUCCESS, (struct sim_sense){ 0x06, 0x28, 0x00 });
    cr_assert_eq(ask(&ready), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench.output[2], SIM_SCSI_CHECK_CONDITION);
    cr_assert_eq(bench.output[7], 18);
    cr_assert_eq(bench.output[56], 0x70);
    cr_assert_eq(bench.output[58], 0x06);
    cr_assert_eq(bench.output[68], 0x28);
    cr_assert_eq(bench.drive.mcc, 0);
    cr_assert_eq(bench_events(&bench, TJ_EVENT_MEDIA_ARRIVAL), 0);
}

Test(sim_pass_through, what_the_drive_did_not_end_is_the_port_drivers_status)
{
    static const struct { enum sim_srb srb; uint32_t status; } rows[] = {
        { SIM_SRB_SELECTION_TIMEOUT, TJ_STATUS_DEVICE_NOT_CONNECTED },
        { SIM_SRB_NO_DEVICE, DEVICE_GONE },
        { SIM_SRB_NO_HBA, DEVICE_GONE },
        { SIM_SRB_INVALID_LUN, DEVICE_GONE },
        { SIM_SRB_BUS_RESET, TJ_STATUS_IO_DEVICE_ERROR },
        { SIM_SRB_PARITY, TJ_STATUS_IO_DEVICE_ERROR },
        { SIM_SRB_DATA_OVERRUN, TJ_STATUS_BUFFER_OVERFLOW },
        { SIM_SRB_INVALID_REQUEST, TJ_STATUS_INVALID_DEVICE_REQUEST },
        { SIM_SRB_OTHER, TJ_STATUS_IO_DEVICE_ERROR },
    };
    const struct call ready = { .direction = 2, .timeout_s = 10,
                                .output_size = 96 };

    start();
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        plant(rows[i].srb, (struct sim_sense){ 0 });
        cr_expect_eq(ask(&ready), rows[i].status, "row %zu", i);
    }
}

Test(sim_pass_through, the_callers_own_timeout_ends_a_slow_command)
{
    const struct call eject = { { 0x1b, 0, 0, 0, 2 }, 2, 0, 3, 56 };
    struct sim_input busy = {
        .kind = SIM_INJECT,
        .injection = { .kind = SIM_INJECT_BUSY,
                       .duration_ns = UINT64_C(8000000000) } };
    uint8_t bytes[TJ_INPUT_MAX];

    start();
    bench_step(&bench, &busy);
    uint32_t request = bench_submit(&bench, input_of(&eject, bytes));
    bench_settle(&bench);
    bench_advance(&bench, UINT64_C(2999000000));
    cr_assert_null(bench_reply(&bench, request));
    bench_advance(&bench, UINT64_C(2000000));
    cr_assert_eq(bench_reply(&bench, request)->status, TJ_STATUS_IO_TIMEOUT);
    cr_assert_not(bench.drive.hardware.tray_open);
}

/* Nothing in a structure is trusted: the sanitizer watches. */
Test(sim_pass_through, any_bytes_are_answered)
{
    static const uint32_t sizes[] = { 0, 1, 44, 56, 64, 96, 97, 1024, 1025,
                                      65536, UINT32_MAX };

    static const uint32_t codes[] = { PASS_THROUGH, PASS_THROUGH_EX,
                                      0x0004D014, 0x0004D048 };

    start();
    for (uint32_t i = 0; i < 20000; i++) {
        struct tj_draws draw = tj_draw(7, TJ_STREAM_WORKLOAD, 0, i);
        uint8_t bytes[TJ_INPUT_MAX];
        for (size_t b = 0; b < sizeof bytes; b++)
            bytes[b] = draw.slot[b % 4] >> (b % 16 * 4) & 1
                           ? (uint8_t)(draw.slot[b % 3] >> (b % 8 * 8)) : 0;
        bool extended = (i & 1) != 0;
        if (i % 4 != 0) { /* As if the caller had begun well. */
            tj_put_u32(bytes, extended ? 1 : 56);
            if (extended)
                tj_put_u32(bytes + 4, 64);
        }
        struct sim_input input = {
            .kind = SIM_IOCTL, .handle = ANNA, .input = bytes,
            .code = codes[i % 4],
            .input_size = sizes[draw.slot[0] % 11],
            .output_size = sizes[draw.slot[1] % 11] };
        uint32_t request = bench_submit(&bench, input);
        bench_settle(&bench);
        bench_advance(&bench, UINT64_C(300000000000));
        const struct sim_effect *reply = bench_reply(&bench, request);
        cr_assert_not_null(reply, "request %u", (unsigned)i);
        cr_assert_leq(reply->output_size, reply->info);
        cr_assert_leq(reply->info, input.output_size);
        bench.seen_count = 0;
        sim_drive_audit(&bench.drive);
    }
}

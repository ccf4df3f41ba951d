#include "tests/sim/bench.h"

#include "sim/parts.h"

#include "core/base/random.h"
#include "core/drive/catalog.h"

#include <criterion/criterion.h>

Test(sim_routes, every_code_of_the_catalogue_finds_its_own_row)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        const struct tj_code_info *info = tj_code_at(i);
        uint32_t code = sim_normalise(info->code);
        uint8_t route = sim_route_find(code);

        if (tj_code_device(code) == TJ_DEVICE_FILE_SYSTEM)
            continue; /* The file system's, above the class driver (6.1). */
        cr_expect_neq(route, SIM_ROUTE_UNKNOWN, "%s", info->name);
        cr_expect_eq(sim_route_at(route)->code, code, "%s", info->name);
    }
}

Test(sim_routes, every_row_has_a_handler_and_sizes_that_make_sense)
{
    for (size_t i = 0; i < tj_code_count(); i++) {
        uint8_t number = sim_route_find(sim_normalise(tj_code_at(i)->code));
        const struct sim_route *route = sim_route_at(number);

        cr_expect_not_null(route->handler, "%s", tj_code_at(i)->name);
        cr_expect_leq(route->input_min, TJ_INPUT_MAX);
        cr_expect_leq(route->output_min, TJ_OUTPUT_MAX);
        if (route->class == SIM_DIRECT || route->class == SIM_QUEUED)
            continue;
        cr_expect(route->class == SIM_TOKEN || route->class == SIM_PROPERTY);
    }
}

/* The numbers of spec 3.2 that a change of the catalogue must not move. */
Test(sim_routes, codes_are_found_by_their_numbers)
{
    static const uint32_t known[] = {
        0x24000, 0x24054, 0x24038, 0x2404C, 0x24050, 0x7405C, 0x24058, 0x24064,
        0x2D4810, 0x2D4814, 0x2D5018, 0x2DD01C, 0x2D5014, 0x2D4818, 0x2D0C00,
        0x2D0C04, 0x2D1080, 0x2D0C14, 0x2DCC18, 0x2D1100, 0x2D5140, 0x2D1400,
        0x2D1880, 0x2D1C90, 0x41018, 0x41010, 0x4D004, 0x4D014, 0x4D044,
        0x4D048, 0x4D0000, 0x4D0008, 0x4D000C, 0x70000, 0x700A0, 0x7400C,
        0x70050, 0x74004, 0x70048, 0x2D4400,
    };
    static const uint32_t unknown[] = { 0, 1, 0x2D0808, 0x320000, 0x80002000 };

    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        cr_expect_neq(sim_route_find(known[i]), SIM_ROUTE_UNKNOWN, "%#x",
                      (unsigned)known[i]);
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        cr_expect_eq(sim_route_find(unknown[i]), SIM_ROUTE_UNKNOWN, "%#x",
                     (unsigned)unknown[i]);
}

/* Mostly zeros and small numbers, so that validators are passed, too. */
static void fill(uint8_t *bytes, const struct tj_draws *draws)
{
    for (size_t i = 0; i < TJ_INPUT_MAX; i++) {
        uint64_t slot = draws->slot[i % 4] >> (i / 4 % 8 * 8);
        bytes[i] = (slot & 3) == 0 ? (uint8_t)(slot >> 2 & 0x3f) : 0;
    }
}

static void answer_any(struct bench *bench, uint32_t code, uint32_t round)
{
    static const uint32_t sizes[] = { 0, 1, 4, 8, 16, 24, 36, 64, 96, 804, 1024,
                                      2352, 65534, 65536, UINT32_MAX };
    enum { SIZES = sizeof sizes / sizeof *sizes };
    struct tj_draws draws = tj_draw(11, TJ_STREAM_WORKLOAD, code, round);
    struct tj_draws length = tj_draw(12, TJ_STREAM_WORKLOAD, code, round);
    uint8_t bytes[TJ_INPUT_MAX];

    fill(bytes, &draws);
    struct sim_input input = {
        .kind = SIM_IOCTL, .handle = round % 2 == 0 ? ANNA : BERT,
        .code = code, .input = bytes,
        .input_size = sizes[length.slot[0] % SIZES],
        .output_size = sizes[length.slot[1] % SIZES] };
    uint32_t request = bench_submit(bench, input);
    bench_settle(bench);
    bench_advance(bench, UINT64_C(2000000000));
    const struct sim_effect *reply = bench_reply(bench, request);
    bool parked = code == UINT32_C(0x0007421C); /* ARE_VOLUMES_READY */
    cr_assert(reply != NULL || parked, "%#x", (unsigned)code);
    if (reply != NULL) {
        cr_assert_leq(reply->output_size, reply->info);
        if (reply->status >> 30 != 3)
            cr_assert_leq(reply->info, input.output_size, "%#x: %#x",
                          (unsigned)code, (unsigned)reply->status);
    }
    bench->seen_count = 0;
    sim_drive_audit(&bench->drive);
}

/* Whatever the bytes: an answer, no more of it than was asked for, and (the
 * sanitizer watches) nothing read or written beside them. */
Test(sim_routes, every_code_answers_any_bytes)
{
    static const uint8_t discs[] = { SIM_DISC_DATA_CD, SIM_DISC_AUDIO_CD,
                                     SIM_DISC_DVD, SIM_DISC_BLANK_CD };
    static struct bench bench;

    for (size_t d = 0; d < sizeof discs; d++) {
        struct sim_profile profile = sim_profile_default();
        profile.disc = true;
        profile.disc_kind = discs[d];
        bench_init(&bench, &profile);
        cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
        cr_assert_eq(bench_ask(&bench, (struct sim_input){
            .kind = SIM_OPEN, .handle = BERT, .target = TJ_INTERFACE,
            .access = TJ_ACCESS_READ_WRITE, .flags = SIM_WOW }),
            TJ_STATUS_SUCCESS);
        for (size_t i = 0; i < tj_code_count(); i++)
            for (uint32_t round = 0; round < 60; round++)
                if (tj_code_at(i)->code != TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS)
                    answer_any(&bench, tj_code_at(i)->code, round);
    }
}

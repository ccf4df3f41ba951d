/* What requests with data check of their input and output, in order (spec
 * 3.2). One table: code, input, sizes, the status, and the size it names. */
#include "tests/sim/bench.h"

#include "core/base/text.h"
#include "core/drive/catalog.h"
#include "sim/requests.h"

#include <criterion/criterion.h>
#include <string.h>

static struct bench bench;

enum { SET_SPEED = 0x24060, RAW_READ = 0x2403e, STREAMING = 0x24068,
       OPC = 0x2c06c, PERFORMANCE = 0x24070, READ_Q = 0x2402c,
       GET_VOLUME = 0x24014, SET_VOLUME = 0x24028, PLAY = 0x24018,
       SEEK = 0x24004, READ_AHEAD = 0x2d4400, DVD_START = 0x335000,
       DVD_READ_KEY = 0x335004, DVD_SEND_KEY = 0x335008, DVD_END = 0x33500c,
       DVD_REGION = 0x335014, DVD_SEND_KEY2 = 0x33d018,
       DVD_STRUCTURE = 0x335140, AACS_BLOCK = 0x3350c4,
       AACS_START = 0x3350c8, AACS_END = 0x3350cc, AACS_SEND = 0x3350d0,
       AACS_CERTIFICATE = 0x3350d4, AACS_VOLUME = 0x3350e0,
       AACS_NONCE = 0x3350ec };

#define OK        TJ_STATUS_SUCCESS
#define LENGTH    TJ_STATUS_INFO_LENGTH_MISMATCH
#define SMALL     TJ_STATUS_BUFFER_TOO_SMALL
#define PARAMETER TJ_STATUS_INVALID_PARAMETER
#define REQUEST   TJ_STATUS_INVALID_DEVICE_REQUEST
#define SIZE      TJ_STATUS_INVALID_BUFFER_SIZE

static const struct check {
    uint32_t    code;
    const char *input; /* Beginning; the rest is zeros. */
    uint32_t    input_size, output_size, status, info;
} checks[] = {
    { PLAY, "", 5, 0, LENGTH, 0 },
    { SEEK, "", 2, 0, LENGTH, 0 },
    { READ_Q, "01", 1, 48, LENGTH, 0 },
    { READ_Q, "00", 2, 0, PARAMETER, 0 }, /* Before the output length. */
    { READ_Q, "04", 2, 48, PARAMETER, 0 },
    { READ_Q, "01", 2, 15, SMALL, 16 },
    { READ_Q, "02", 2, 23, SMALL, 24 },
    { READ_Q, "03", 2, 23, SMALL, 24 },
    { GET_VOLUME, "", 0, 3, SMALL, 4 },
    { SET_VOLUME, "", 3, 0, LENGTH, 0 },
    { RAW_READ, "", 0, 4096, SMALL, 0 },
    { RAW_READ, "", 15, 4096, SMALL, 16 },
    { RAW_READ, "", 16, 4096, PARAMETER, 0 }, /* No sectors. */
    { RAW_READ, "00000000000000000100000006000000", 16, 4096, PARAMETER, 0 },
    { RAW_READ, "00000000000000000100000002000000", 16, 2351, PARAMETER, 0 },
    { RAW_READ, "ffffffffffffffff0100000002000000", 16, 4096, PARAMETER, 0 },
    { RAW_READ, "0000000000000000ffffffff02000000", 16, 65536, PARAMETER, 0 },
    { RAW_READ, "00000000000000001c00000002000000", 16, 70000, PARAMETER, 0 },
    { RAW_READ, "0038a628000000000200000002000000", 16, 8192, PARAMETER, 0 },
    { SET_SPEED, "", 11, 0, LENGTH, 0 },
    { SET_SPEED, "02", 36, 0, PARAMETER, 0 },
    { SET_SPEED, "01", 35, 0, LENGTH, 0 },
    { STREAMING, "01", 3, 0, LENGTH, 0 },
    { STREAMING, "00", 4, 0, PARAMETER, 0 },
    { STREAMING, "05", 4, 0, PARAMETER, 0 },
    { OPC, "01", 7, 0, LENGTH, 0 },
    { OPC, "02", 8, 0, PARAMETER, 0 },
    { PERFORMANCE, "02", 3, 64, LENGTH, 0 },
    { PERFORMANCE, "03", 4, 64, PARAMETER, 0 },
    { PERFORMANCE, "01", 19, 64, LENGTH, 0 },
    { PERFORMANCE, "0100000000000000", 20, 64, PARAMETER, 0 },
    { PERFORMANCE, "01000000010000000400000001", 20, 64, PARAMETER, 0 },
    { PERFORMANCE, "01000000010000000100000000", 20, 64, PARAMETER, 0 },
    { PERFORMANCE, "01000000010000000100000001", 20, 7, SMALL, 8 },
    { PERFORMANCE, "02", 4, 65536, PARAMETER, 0 },
    { READ_AHEAD, "", 15, 0, PARAMETER, 0 },
    { DVD_START, "", 0, 3, SMALL, 4 },
    { DVD_END, "", 0, 0, SMALL, 0 },
    { DVD_END, "", 3, 0, PARAMETER, 0 },
    { DVD_READ_KEY, "", 0, 64, SMALL, 0 },
    { DVD_READ_KEY, "", 23, 64, PARAMETER, 0 },
    { DVD_READ_KEY, "000000000000000001", 24, 35, SMALL, 36 },
    { DVD_READ_KEY, "000000000000000002", 24, 31, SMALL, 32 },
    { DVD_READ_KEY, "000000000000000004", 24, 31, SMALL, 32 },
    { DVD_READ_KEY, "000000000000000005", 24, 27, SMALL, 28 },
    { DVD_READ_KEY, "000000000000000008", 24, 27, SMALL, 28 },
    { DVD_READ_KEY, "000000000000000080", 24, 2071, SMALL, 2072 },
    { DVD_READ_KEY, "000000000000000008", 24, 29, PARAMETER, 0 },
    { DVD_SEND_KEY, "", 0, 0, SMALL, 0 },
    { DVD_SEND_KEY, "24000000", 24, 0, PARAMETER, 0 },
    { DVD_SEND_KEY, "180000000000000006", 24, 0, PARAMETER, 0 },
    { DVD_SEND_KEY2, "180000000000000007", 24, 0, PARAMETER, 0 },
    { DVD_REGION, "", 0, 3, SMALL, 0 },
    { DVD_STRUCTURE, "", 16, 8, PARAMETER, 0 },
    { DVD_STRUCTURE, "", 17, 3, SMALL, 4 },
    { DVD_STRUCTURE, "", 17, 65536, PARAMETER, 0 },
    { DVD_STRUCTURE, "", 17, 13, PARAMETER, 0 }, /* Not aligned. */
};

static const struct check aacs_checks[] = {
    { AACS_BLOCK, "", 3, 64, LENGTH, 0 },
    { AACS_BLOCK, "", 4, 7, SMALL, 8 },
    { AACS_BLOCK, "0001", 4, 64, PARAMETER, 0 },
    { AACS_START, "", 0, 3, SMALL, 4 },
    { AACS_START, "", 0, 5, SIZE, 0 },
    { AACS_END, "", 0, 0, SMALL, 0 },
    { AACS_END, "", 5, 0, PARAMETER, 0 },
    { AACS_SEND, "", 115, 0, LENGTH, 0 },
    { AACS_SEND, "05", 116, 0, PARAMETER, 0 },
    { AACS_CERTIFICATE, "", 8, 112, LENGTH, 0 },
    { AACS_CERTIFICATE, "", 4, 111, SMALL, 112 },
    { AACS_CERTIFICATE, "", 4, 113, SIZE, 0 },
    { AACS_VOLUME, "05", 4, 32, PARAMETER, 0 },
    { AACS_NONCE, "0000000000010000", 24, 32, PARAMETER, 0 },
    { AACS_NONCE, "0000000001000000000000000100000000", 24, 32, PARAMETER, 0 },
};

static void drive_with(bool aacs)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    profile.aacs = aacs;
    profile.info_on_error = true;
    profile.poll_tolerance_ns = 0;
    bench_init(&bench, &profile);
    bench.drive.sectors = SIM_DISC_SECTORS;
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
}

static const struct sim_effect *ask(const struct check *check)
{
    uint8_t bytes[TJ_INPUT_MAX] = { 0 };

    (void)tj_hex_decode(check->input, bytes, sizeof bytes);
    uint32_t request = bench_submit(&bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = ANNA, .code = check->code,
        .input = bytes, .input_size = check->input_size,
        .output_size = check->output_size });
    bench_settle(&bench);
    return bench_reply(&bench, request);
}

static void expect_checks(const struct check *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct sim_effect *reply = ask(&rows[i]);
        cr_assert_not_null(reply, "row %zu", i);
        cr_expect_eq(reply->status, rows[i].status, "row %zu: %08x", i,
                     reply->status);
        cr_expect_eq(reply->info, rows[i].info, "row %zu: info %u", i,
                     reply->info);
    }
    for (size_t i = 0; i < bench.seen_count; i++)
        cr_expect_neq(bench.seen[i].kind, SIM_SCSI);
}

Test(requests, each_checks_its_lengths_and_values_in_the_order_of_the_table)
{
    drive_with(false);
    expect_checks(checks, sizeof checks / sizeof *checks);
}

Test(requests, a_drive_with_aacs_checks_lengths_exactly)
{
    drive_with(true);
    expect_checks(aacs_checks, sizeof aacs_checks / sizeof *aacs_checks);
}

Test(requests, a_drive_without_aacs_looks_at_no_length_but_that_of_an_empty_end)
{
    drive_with(false);
    for (size_t i = 0; i < sizeof aacs_checks / sizeof *aacs_checks; i++) {
        const struct check *check = &aacs_checks[i];
        bool empty_end = check->code == AACS_END && check->input_size == 0;
        cr_expect_eq(ask(check)->status, empty_end ? SMALL : REQUEST,
                     "row %zu", i);
    }
}

Test(requests, a_drive_that_is_not_mmc_refuses_streaming_speed_before_its_length)
{
    struct sim_profile profile = sim_profile_default();

    profile.mmc = false;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
    cr_assert_eq(bench_ioctl(&bench, ANNA, SET_SPEED,
                             "010000000000000000000000", 0), REQUEST);
    cr_assert_eq(bench_ioctl(&bench, ANNA, SET_SPEED, "01000000", 0), LENGTH);
}

Test(requests, a_volume_handle_cannot_ask_for_streaming)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    bench_init(&bench, &profile);
    cr_assert_eq(bench_ask(&bench, (struct sim_input){
        .kind = SIM_OPEN, .handle = ANNA, .target = TJ_VOLUME,
        .access = TJ_ACCESS_READ_WRITE, .share = TJ_SHARE_ALL }), OK);
    cr_assert_eq(bench_ioctl(&bench, ANNA, STREAMING, "01000000", 0),
                 TJ_STATUS_INVALID_HANDLE);
}

Test(requests, what_a_drive_lacks_of_a_raw_sector_is_refused_in_the_handler)
{
    static const char c2[] = "00000000000000000100000004000000";
    static const char sub[] = "00000000000000000100000005000000";

    drive_with(false);
    bench.drive.profile.c2 = false;
    bench.drive.profile.subcode = false;
    cr_assert_eq(bench_ioctl(&bench, ANNA, RAW_READ, c2, 4096), REQUEST);
    cr_assert_eq(bench_ioctl(&bench, ANNA, RAW_READ, sub, 4096), REQUEST);
    bench.drive.verify = true;
    cr_assert_eq(bench_ioctl(&bench, ANNA, RAW_READ, c2, 4096),
                 TJ_STATUS_VERIFY_REQUIRED);
}

/* --- Whatever bytes come --- */

static uint64_t seed;

static uint32_t draw(uint32_t below)
{
    seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
    return (uint32_t)(seed >> 33) % below;
}

/* Small numbers are what structures hold; sizes stay about their layouts. */
static struct sim_input random_request(uint8_t bytes[TJ_INPUT_MAX])
{
    for (unsigned i = 0; i < TJ_INPUT_MAX; i++)
        bytes[i] = (uint8_t)(draw(3) == 0 ? draw(256) : draw(2));
    return (struct sim_input){
        .kind = draw(8) == 0 ? SIM_READ : draw(8) == 0 ? SIM_WRITE : SIM_IOCTL,
        .handle = ANNA,
        .code = tj_code_at((size_t)draw((uint32_t)tj_code_count()))->code,
        .input = bytes, .input_size = draw(120),
        .output_size = draw(4) == 0 ? draw(70000) : draw(120),
        .offset = (uint64_t)draw(400000) * SIM_SECTOR_SIZE,
        .length = draw(100) * SIM_SECTOR_SIZE };
}

Test(requests, every_one_is_answered_once_whatever_bytes_it_brings)
{
    static uint8_t bytes[TJ_INPUT_MAX];

    for (uint8_t kind = SIM_DISC_DATA_CD; kind < SIM_DISC_KIND_COUNT; kind++) {
        drive_with(kind == SIM_DISC_BD);
        struct sim_profile profile = bench.drive.profile;
        profile.disc_kind = kind;
        profile.reads = SIM_READS_BD;
        profile.burner = kind % 2 == 0;
        profile.mcn = false; /* No polls: time passes in one leap. */
        bench_init(&bench, &profile);
        cr_assert_eq(bench_open(&bench, ANNA), TJ_STATUS_SUCCESS);
        seed = kind;
        for (unsigned i = 0; i < 600; i++) {
            uint32_t request = bench_submit(&bench, random_request(bytes));
            bench_settle(&bench);
            bench_advance(&bench, UINT64_C(1000000000000)); /* Retries. */
            if (bench.drive.volumes_parked)
                (void)bench_ioctl(&bench, ANNA, 0x56c008, "", 0);
            cr_expect_not_null(bench_reply(&bench, request));
            sim_drive_audit(&bench.drive);
            bench.seen_count = 0;
        }
    }
}

#include "sim/host/tcmu/ring.h"
#include "tests/sim/tcmu/fake_ring.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <string.h>

static const uint8_t ready[6] = { 0 };
static const uint8_t read_10[10] = { 0x28, 0, 1, 2, 3, 4, 0, 0, 1, 0 };

static struct fake_ring fake;
static struct tcmu_ring ring;
static struct tj_error  error;

static void set_up(void)
{
    fake_init(&fake);
    cr_assert_eq(tcmu_ring_open(&ring, fake.at, sizeof fake.at, &error), TJ_OK);
}

static struct tcmu_request taken(void)
{
    struct tcmu_request request;
    bool                found = false;

    cr_assert_eq(tcmu_ring_take(&ring, &request, &found, &error), TJ_OK, "%s",
                 error.text);
    cr_assert(found);
    return request;
}

static void nothing_is_left(void)
{
    struct tcmu_request request;
    bool                found = true;

    cr_assert_eq(tcmu_ring_take(&ring, &request, &found, &error), TJ_OK);
    cr_assert_not(found);
    cr_assert_eq(fake_get32(&fake, FAKE_TAIL), fake.head);
}

TestSuite(tcmu_ring, .init = set_up);

Test(tcmu_ring, an_empty_ring_has_nothing)
{
    nothing_is_left();
}

Test(tcmu_ring, a_command_is_taken_once_and_answered)
{
    const struct tcmu_reply good = { .status = 0 };

    fake_command(&fake, 77, ready, sizeof ready, NULL, 0);
    struct tcmu_request request = taken();
    cr_expect_eq(request.id, 77);
    cr_expect_eq(request.cdb[0], 0);
    cr_expect_eq(taken().entry, request.entry, "the same until it is answered");
    cr_assert_eq(tcmu_ring_answer(&ring, &request, &good, &error), TJ_OK);
    nothing_is_left();
}

Test(tcmu_ring, data_goes_over_pieces_and_zeros_follow_it)
{
    const struct fake_piece pieces[] = { { FAKE_DATA + 100, 3 },
                                         { FAKE_DATA + 10, 4 } };
    const struct tcmu_reply reply = { .data = (const uint8_t *)"abcd",
                                      .data_size = 4, .zeros = 100 };

    size_t at = fake_command(&fake, 1, read_10, sizeof read_10, pieces, 2);
    struct tcmu_request request = taken();
    cr_expect_eq(request.room, 7);
    cr_expect_arr_eq(request.cdb, read_10, sizeof read_10);
    cr_assert_eq(tcmu_ring_answer(&ring, &request, &reply, &error), TJ_OK);
    cr_expect_arr_eq(fake.at + FAKE_DATA + 100, "abc", 3);
    cr_expect_arr_eq(fake.at + FAKE_DATA + 10, "d\0\0\0", 4);
    cr_expect_eq(fake.at[FAKE_DATA + 14], 0xee, "nothing behind its room");
    cr_expect_eq(fake.at[FAKE_DATA + 103], 0xee);
    cr_expect_eq(fake_get32(&fake, at + ENTRY_SENT), 7);
    cr_expect_eq(fake.at[at + ENTRY_FLAGS], 2);
}

Test(tcmu_ring, sense_goes_with_check_condition_and_no_size)
{
    const struct tcmu_reply reply = { .status = 2, .sense = { 0x70, 0, 5 } };

    size_t at = fake_command(&fake, 1, ready, sizeof ready, NULL, 0);
    struct tcmu_request request = taken();
    cr_assert_eq(tcmu_ring_answer(&ring, &request, &reply, &error), TJ_OK);
    cr_expect_eq(fake.at[at + ENTRY_STATUS], 2);
    cr_expect_eq(fake.at[at + ENTRY_SENSE], 0x70);
    cr_expect_eq(fake.at[at + ENTRY_SENSE + 2], 5);
    cr_expect_eq(fake.at[at + ENTRY_FLAGS], 0);
}

Test(tcmu_ring, what_a_command_brings_is_read_from_its_pieces)
{
    const struct fake_piece pieces[] = { { FAKE_DATA, 2 },
                                         { FAKE_DATA + 8, 9 } };
    uint8_t bytes[4];
    size_t  size;

    memcpy(fake.at + FAKE_DATA, "ab", 2);
    memcpy(fake.at + FAKE_DATA + 8, "cdefghijk", 9);
    fake_command(&fake, 1, ready, sizeof ready, pieces, 2);
    struct tcmu_request request = taken();
    cr_assert_eq(tcmu_ring_read(&ring, &request, bytes, sizeof bytes, &size,
                                &error), TJ_OK);
    cr_expect_eq(size, sizeof bytes);
    cr_expect_arr_eq(bytes, "abcd", 4);
}

Test(tcmu_ring, what_is_no_command_is_passed_over)
{
    fake_entry(&fake, KIND_PAD, 8);
    fake_entry(&fake, KIND_ABORT, 40);
    size_t unknown = fake_entry(&fake, 5, 16);
    fake_command(&fake, 9, ready, sizeof ready, NULL, 0);
    cr_expect_eq(taken().id, 9);
    cr_expect_eq(fake.at[unknown + ENTRY_FLAGS], 1, "told as unknown");
}

static size_t fake_note(uint8_t type, uint32_t count, uint16_t first,
                        uint16_t second)
{
    size_t at = fake_entry(&fake, KIND_ABORT, 40);

    fake.at[at + NOTE_TYPE] = type;
    fake_put32(&fake, at + NOTE_COUNT, count);
    fake_put16(&fake, at + NOTE_IDS, first);
    fake_put16(&fake, at + NOTE_IDS + 2, second);
    return at;
}

Test(tcmu_ring, a_command_is_given_up_by_a_note_behind_it)
{
    bool aborted = true;

    fake_command(&fake, 7, ready, sizeof ready, NULL, 0);
    fake_command(&fake, 8, ready, sizeof ready, NULL, 0);
    struct tcmu_request request = taken();
    cr_assert_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error), TJ_OK);
    cr_expect_not(aborted);
    fake_note(1, 2, 8, 9);
    cr_assert_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error), TJ_OK);
    cr_expect_not(aborted, "others were");
    fake_note(1, 2, 9, 7);
    cr_assert_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error), TJ_OK);
    cr_expect(aborted);
}

Test(tcmu_ring, a_note_that_counts_more_than_it_holds_names_nobody)
{
    bool aborted = true;

    fake_command(&fake, 7, ready, sizeof ready, NULL, 0);
    size_t at = fake_note(1, 2, 7, 7);
    struct tcmu_request request = taken();
    fake_put32(&fake, at + NOTE_COUNT, 5);
    cr_assert_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error), TJ_OK);
    cr_expect_not(aborted);
    fake_put32(&fake, at + NOTE_COUNT, UINT32_MAX);
    cr_assert_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error), TJ_OK);
    cr_expect_not(aborted);
    fake_put32(&fake, at, 4096 | KIND_ABORT);
    cr_expect_eq(tcmu_ring_given_up(&ring, &request, &aborted, &error),
                 TJ_BAD_INPUT);
}

Test(tcmu_ring, resets_are_counted_as_they_are_passed)
{
    fake_note(1, 0, 0, 0);
    fake_note(5, 0, 0, 0);
    fake_note(7, 0, 0, 0);
    fake_command(&fake, 7, ready, sizeof ready, NULL, 0);
    (void)taken();
    cr_expect_eq(ring.resets, 2);
}

Test(tcmu_ring, it_goes_round)
{
    const struct tcmu_reply good = { .status = 0 };

    for (uint16_t i = 0; i < 100; i++) {
        if (FAKE_COMMANDS_SIZE - fake.head < ENTRY_SIZE)
            fake_entry(&fake, KIND_PAD, FAKE_COMMANDS_SIZE - fake.head);
        fake_command(&fake, i, ready, sizeof ready, NULL, 0);
        struct tcmu_request request = taken();
        cr_assert_eq(request.id, i);
        cr_assert_eq(tcmu_ring_answer(&ring, &request, &good, &error), TJ_OK);
    }
    nothing_is_left();
}

/* --- A kernel that lies --- */

struct lie {
    char     field[24]; /* In the complaint. */
    size_t   at;
    uint64_t value;
    unsigned width;
};

/* cr_assert'ed in each: refused with the field's name, nothing written. */
static void refused(const struct lie *lie, enum tj_status status)
{
    cr_expect_eq(status, TJ_BAD_INPUT);
    cr_expect(strstr(error.text, lie->field) != NULL, "%s: %s", lie->field,
              error.text);
}

static void tell(struct fake_ring *into, const struct lie *lie)
{
    if (lie->width == 2)
        fake_put16(into, lie->at, (uint16_t)lie->value);
    else if (lie->width == 4)
        fake_put32(into, lie->at, (uint32_t)lie->value);
    else
        fake_put64(into, lie->at, lie->value);
}

ParameterizedTestParameters(tcmu_ring, a_mailbox_that_lies_is_refused)
{
    static struct lie lies[] = {
        { "version", 0, 1, 2 },
        { "version", 0, 3, 2 },
        { "cmdr_off", 4, 0, 4 },            /* Over the mailbox itself. */
        { "cmdr_off", 4, FAKE_SIZE, 4 },
        { "cmdr_off", 4, UINT32_MAX - 7, 4 },
        { "cmdr_off", 4, FAKE_COMMANDS + 1, 4 },
        { "cmdr_off", 8, FAKE_SIZE, 4 },    /* Its end is behind the map. */
        { "cmdr_off", 8, UINT32_MAX, 4 },
        { "cmdr_size", 8, 0, 4 },
        { "cmdr_size", 8, 104, 4 },         /* Not one entry. */
        { "cmdr_size", 8, 1001, 4 },
    };
    return cr_make_param_array(struct lie, lies, sizeof lies / sizeof *lies);
}

ParameterizedTest(struct lie *lie, tcmu_ring, a_mailbox_that_lies_is_refused)
{
    fake_init(&fake);
    tell(&fake, lie);
    refused(lie, tcmu_ring_open(&ring, fake.at, sizeof fake.at, &error));
}

Test(tcmu_ring, a_map_without_a_mailbox_is_refused)
{
    cr_expect_eq(tcmu_ring_open(&ring, fake.at, 64, &error), TJ_BAD_INPUT);
}

/* `at` counts from the entry; below 0 written as the mailbox's own. */
ParameterizedTestParameters(tcmu_ring, an_entry_that_lies_is_refused)
{
    static struct lie lies[] = {
        { "cmd_tail", FAKE_TAIL, FAKE_COMMANDS_SIZE, 4 },
        { "cmd_tail", FAKE_TAIL, UINT32_MAX, 4 },
        { "cmd_tail", FAKE_TAIL, 3, 4 },
        { "cmd_head", FAKE_HEAD, FAKE_COMMANDS_SIZE, 4 },
        { "cmd_head", FAKE_HEAD, UINT32_MAX, 4 },
        { "an entry's length", FAKE_COMMANDS, KIND_COMMAND, 4 }, /* 0 bytes */
        { "an entry's length", FAKE_COMMANDS, 2048 | KIND_COMMAND, 4 },
        { "an entry's length", FAKE_COMMANDS, 0xfffffff8 | KIND_COMMAND, 4 },
        { "a command's length", FAKE_COMMANDS, 16 | KIND_COMMAND, 4 },
        { "an entry's length", FAKE_COMMANDS, KIND_PAD, 4 },
        { "iov_cnt", FAKE_COMMANDS + ENTRY_PIECES, 9, 4 },
        { "iov_cnt", FAKE_COMMANDS + ENTRY_PIECES, UINT32_MAX, 4 },
        { "iov_cnt", FAKE_COMMANDS + ENTRY_BIDI, UINT32_MAX, 4 },
        { "cdb_off", FAKE_COMMANDS + ENTRY_CDB, FAKE_SIZE, 8 },
        { "cdb_off", FAKE_COMMANDS + ENTRY_CDB, FAKE_SIZE - 3, 8 },
        { "cdb_off", FAKE_COMMANDS + ENTRY_CDB, UINT64_MAX, 8 },
        { "iov_base", FAKE_COMMANDS + ENTRY_PIECE, FAKE_SIZE, 8 },
        { "iov_base", FAKE_COMMANDS + ENTRY_PIECE, UINT64_MAX - 8, 8 },
        { "iov_base", FAKE_COMMANDS + ENTRY_PIECE + 8, FAKE_SIZE, 8 },
        { "iov_base", FAKE_COMMANDS + ENTRY_PIECE + 8, UINT64_MAX, 8 },
    };
    return cr_make_param_array(struct lie, lies, sizeof lies / sizeof *lies);
}

ParameterizedTest(struct lie *lie, tcmu_ring, an_entry_that_lies_is_refused)
{
    const struct fake_piece piece = { FAKE_DATA, 512 };
    struct tcmu_request request;
    struct fake_ring    before;
    bool                found = true;

    set_up();
    fake_command(&fake, 1, read_10, sizeof read_10, &piece, 1);
    tell(&fake, lie);
    memcpy(&before, &fake, sizeof fake);
    refused(lie, tcmu_ring_take(&ring, &request, &found, &error));
    cr_expect_not(found);
    cr_expect_arr_eq(&fake, &before, sizeof fake, "nothing was written");
}

/* Between the look and the use, the kernel may still change its mind. */
Test(tcmu_ring, a_piece_that_moves_away_later_is_refused_too)
{
    const struct fake_piece piece = { FAKE_DATA, 512 };
    const struct tcmu_reply reply = { .zeros = 512 };
    const struct lie lie = { "iov_base", 0, 0, 0 };
    uint8_t byte;
    size_t  size;

    size_t at = fake_command(&fake, 1, read_10, sizeof read_10, &piece, 1);
    struct tcmu_request request = taken();
    fake_put64(&fake, at + ENTRY_PIECE, FAKE_SIZE - 511);
    refused(&lie, tcmu_ring_answer(&ring, &request, &reply, &error));
    refused(&lie, tcmu_ring_read(&ring, &request, &byte, 1, &size, &error));
    cr_expect_eq(fake_get32(&fake, FAKE_TAIL), 0, "it is not answered");
}

/* A head that never comes: the ring is full of padding and goes round. */
Test(tcmu_ring, a_head_between_entries_ends_the_search)
{
    struct tcmu_request request;
    bool                found;

    for (uint32_t i = 0; i < FAKE_COMMANDS_SIZE / 16; i++)
        fake_entry(&fake, KIND_PAD, 16);
    fake_put32(&fake, FAKE_HEAD, 8);
    cr_expect_eq(tcmu_ring_take(&ring, &request, &found, &error), TJ_BAD_INPUT);
    cr_expect_not(found);
}

#include "sim/host/tcmu/unit.h"

#include "core/drive/disturb.h"

#include <criterion/criterion.h>
#include <criterion/parameterized.h>
#include <stdio.h>
#include <string.h>

#define SECOND UINT64_C(1000000000)

static struct tcmu_unit  unit;
static struct tcmu_reply reply;
static struct tj_error   error;
static uint64_t          now_ns;

static void set_up(void)
{
    struct sim_profile profile = sim_profile_default();

    profile.disc = true;
    now_ns = SECOND;
    tcmu_unit_init(&unit, &profile, now_ns);
}

/* Sends a command and takes its answer, whenever that is. */
static uint8_t send(const char *hex)
{
    uint8_t  cdb[TCMU_CDB_MAX] = { 0 };
    unsigned byte;

    for (size_t i = 0; hex[2 * i] != '\0'; i++) {
        cr_assert_eq(sscanf(hex + 2 * i, "%2x", &byte), 1);
        cdb[i] = (uint8_t)byte;
    }
    tcmu_unit_begin(&unit, cdb, now_ns);
    while (!tcmu_unit_end(&unit, now_ns, &reply)) {
        cr_assert_lt(tcmu_unit_wake(&unit), UINT64_MAX, "it never ends");
        now_ns = tcmu_unit_wake(&unit);
    }
    return reply.status;
}

static void settle(void)
{
    for (int i = 0; i < 8 && send("000000000000") != 0; i++)
        ;
    cr_assert_eq(reply.status, 0);
}

static bool sense_is(uint8_t key, uint8_t asc, uint8_t ascq)
{
    return reply.status == 2 && reply.sense[0] == 0x70 &&
           reply.sense[2] == key && reply.sense[7] == 10 &&
           reply.sense[12] == asc && reply.sense[13] == ascq;
}

static enum tcmu_deed plant(const struct trayjam_order *order)
{
    return tcmu_order(&unit, TRAYJAM_PRIVATE_DISTURB, order, now_ns, &error);
}

TestSuite(tcmu_unit, .init = set_up);

Test(tcmu_unit, power_on_is_told_first)
{
    send("000000000000");
    cr_expect(sense_is(6, 0x29, 0));
    settle();
}

Test(tcmu_unit, a_short_mode_sense_is_bridged_to_a_long_one)
{
    settle();
    cr_assert_eq(send("1a002a002000"), 0);
    cr_expect_eq(reply.data_size, 26, "4 of a head, 22 of the page");
    cr_expect_eq(reply.data[0], 25);
    cr_expect_eq(reply.data[3], 0);
    cr_expect_eq(reply.data[4], 0x2a);
    cr_expect_eq(reply.data[5], 20);
    cr_expect_eq(reply.data[4 + 6] & 1, 1, "it can be locked");
    cr_assert_eq(send("1a002a000500"), 0);
    cr_expect_eq(reply.data_size, 5, "no more than was asked for");
    cr_assert_eq(send("1a0015002000"), 2);
    cr_expect(sense_is(5, 0x24, 0), "a page that it has not");
}

Test(tcmu_unit, a_command_of_16_bytes_does_not_fit_a_packet)
{
    settle();
    send("88000000000000000000000000010000");
    cr_expect(sense_is(5, 0x20, 0));
    send("9e10000000000000000000000020");
    cr_expect(sense_is(5, 0x20, 0));
}

Test(tcmu_unit, sectors_are_so_many_zeros)
{
    settle();
    cr_assert_eq(send("28000000001000000300"), 0);
    cr_expect_eq(reply.data_size, 0);
    cr_expect_eq(reply.zeros, 3 * 2048);
    cr_assert_eq(send("a80000000010000000020000"), 0);
    cr_expect_eq(reply.zeros, 2 * 2048);
    cr_assert_eq(send("28007fffffff00000100"), 2);
    cr_expect_eq(reply.zeros, 0, "nothing beside sense");
}

Test(tcmu_unit, what_comes_with_a_command_is_told_by_it)
{
    const struct { uint8_t cdb[TCMU_CDB_MAX]; size_t size; } rows[] = {
        { { 0x55, 0x10, 0, 0, 0, 0, 0, 0x01, 0x18 }, 0x118 },
        { { 0xb6, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x1c }, 0x1c },
        { { 0xa3, 0, 0, 0, 0, 0, 0, 0, 0, 0x10 }, 0x10 },
        { { 0x2a, 0, 0, 0, 0, 0, 0, 0, 8 }, 0 }, /* Sectors are not kept. */
        { { 0x28, 0, 0, 0, 0, 0, 0, 0, 8 }, 0 },
        { { 0x00 }, 0 },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        cr_expect_eq(tcmu_unit_wants(rows[i].cdb), rows[i].size, "row %zu", i);
}

Test(tcmu_unit, a_mode_page_that_is_sent_arrives)
{
    uint8_t list[8 + 16] = { [8] = 0x0e, 14, [16] = 1, 0x40, 2, 0x50 };
    const uint8_t cdb[TCMU_CDB_MAX] = { 0x55, 0x10, 0, 0, 0, 0, 0, 0,
                                        sizeof list };

    settle();
    memcpy(unit.data, list, sizeof list);
    tcmu_unit_begin(&unit, cdb, now_ns);
    cr_assert(tcmu_unit_end(&unit, now_ns, &reply));
    cr_assert_eq(reply.status, 0);
    cr_expect_eq(unit.hardware.volume[0], 0x40);
    cr_expect_eq(unit.hardware.volume[1], 0x50);
}

/* --- Orders --- */

Test(tcmu_unit, a_delay_strikes_what_it_is_for_so_often)
{
    const struct trayjam_order order = { .kind = TJ_DISTURB_BUSY, .count = 2,
                                         .time_ns = SECOND,
                                         .only = 0x1e + 1 };

    settle();
    cr_assert_eq(plant(&order), TCMU_DONE);
    for (int i = 0; i < 3; i++) {
        uint64_t before_ns = now_ns;
        send("000000000000");
        cr_expect_eq(now_ns, before_ns, "another command");
        send("1e0000000100");
        cr_expect_eq(now_ns - before_ns, i < 2 ? SECOND : 0, "round %d", i);
    }
}

Test(tcmu_unit, silence_lasts_until_it_is_calmed)
{
    const struct trayjam_order silent = { .kind = TJ_DISTURB_SRB,
                                          .srb = TJ_SRB_TIMEOUT, .count = 1 };
    const struct trayjam_order calm = { .kind = TJ_DISTURB_CALM };
    const uint8_t cdb[TCMU_CDB_MAX] = { 0 };

    settle();
    cr_assert_eq(plant(&silent), TCMU_DONE);
    tcmu_unit_begin(&unit, cdb, now_ns);
    cr_expect_eq(tcmu_unit_wake(&unit), UINT64_MAX);
    cr_expect_not(tcmu_unit_end(&unit, now_ns + 1000 * SECOND, &reply));
    cr_assert_eq(plant(&calm), TCMU_DONE);
    cr_expect(tcmu_unit_end(&unit, now_ns + 1000 * SECOND, &reply));
}

Test(tcmu_unit, a_command_that_is_given_up_is_over_and_undone)
{
    const struct trayjam_order late = { .kind = TJ_DISTURB_BUSY, .count = 1,
                                        .time_ns = SECOND };
    const uint8_t prevent[TCMU_CDB_MAX] = { 0x1e, 0, 0, 0, 1 };

    settle();
    cr_assert_eq(plant(&late), TCMU_DONE);
    tcmu_unit_begin(&unit, prevent, now_ns);
    cr_assert_not(tcmu_unit_end(&unit, now_ns, &reply));
    tcmu_unit_abort(&unit, &reply);
    cr_expect_eq(reply.status, 0x40);
    cr_expect_not(unit.hardware.prevent);
    cr_expect_eq(send("000000000000"), 0);
}

Test(tcmu_unit, sense_is_planted_for_one_operation_code)
{
    const struct trayjam_order order = { .kind = TJ_DISTURB_SENSE, .count = 1,
                                         .sense = { 4, 0x15, 1 },
                                         .only = 0x1b + 1 };

    settle();
    cr_assert_eq(plant(&order), TCMU_DONE);
    cr_expect_eq(send("000000000000"), 0);
    send("1b0000000200");
    cr_expect(sense_is(4, 0x15, 1));
    cr_expect_not(unit.hardware.tray_open);
    cr_expect_eq(send("1b0000000200"), 0);
    cr_expect(unit.hardware.tray_open);
}

Test(tcmu_unit, a_button_under_prevent_is_a_request)
{
    const struct trayjam_order press = { .kind = TJ_DISTURB_PRESS_EJECT };

    settle();
    send("1e0000000100");
    send("4a01000010000000080000");
    cr_assert_eq(plant(&press), TCMU_DONE);
    for (int i = 0; i < 4; i++) {
        cr_assert_eq(send("4a010000100000000800"), 0);
        if ((reply.data[4] & 0x0f) == 1)
            return;
    }
    cr_expect_fail("no eject request");
}

Test(tcmu_unit, state_is_what_can_be_seen)
{
    const struct trayjam_order open = { .kind = TJ_DISTURB_OPEN_TRAY };
    struct trayjam_state state;

    settle();
    send("1e0000000100");
    tcmu_state(&unit, &state);
    cr_expect_eq(state.disc, 1);
    cr_expect_eq(state.simple_locks, 1);
    cr_expect_str_eq(state.tray, "closed");
    cr_expect_eq(state.steps, unit.commands);
    cr_assert_eq(plant(&open), TCMU_DONE);
    tcmu_state(&unit, &state);
    cr_expect_str_eq(state.tray, "open");
}

Test(tcmu_unit, the_cable_is_the_host_s)
{
    const struct trayjam_order out = { .kind = TJ_DISTURB_UNPLUG };
    const struct trayjam_order in = { .kind = TJ_DISTURB_RETURN };

    cr_expect_eq(plant(&out), TCMU_UNPLUG);
    cr_expect_eq(plant(&in), TCMU_REPLUG);
    cr_expect_eq(tcmu_order(&unit, TRAYJAM_PRIVATE_REMOVE, &in, now_ns, &error),
                 TCMU_REMOVE);
    settle();
    send("1e0000000100");
    tcmu_unit_replug(&unit, now_ns);
    cr_expect_not(unit.hardware.prevent);
}

struct nonsense {
    uint32_t             function;
    struct trayjam_order order;
    char                 complaint[24];
};

ParameterizedTestParameters(tcmu_unit, nonsense_is_refused_with_the_reason)
{
    enum { DO = TRAYJAM_PRIVATE_DISTURB };
    static struct nonsense rows[] = {
        { 99, { .kind = 0 }, "not understood" },
        { DO, { .kind = TJ_DISTURB_COUNT }, "not understood" },
        { DO, { .kind = 0x10000 }, "not understood" },
        { DO, { .kind = TJ_DISTURB_SRB, .srb = 0x100 }, "not understood" },
        { DO, { .kind = TJ_DISTURB_SENSE, .only = 0x101 }, "not understood" },
        { DO, { .kind = TJ_DISTURB_SENSE, .sense = { 0x10 } }, "not understood" },
        { DO, { .kind = TJ_DISTURB_SRB, .srb = TJ_SRB_PARITY }, "fall silent" },
        { DO, { .kind = TJ_DISTURB_SLEEP }, "driver of Windows" },
        { DO, { .kind = TJ_DISTURB_NO_MEMORY }, "driver of Windows" },
        { DO, { .kind = TJ_DISTURB_THREAD_END }, "driver of Windows" },
        { TRAYJAM_PRIVATE_MUTANT, { .word = "two_owners" }, "mutants" },
        { TRAYJAM_PRIVATE_INSERT, { .word = "minidisc" }, "expected a disc" },
    };
    return cr_make_param_array(struct nonsense, rows,
                               sizeof rows / sizeof *rows);
}

ParameterizedTest(struct nonsense *row, tcmu_unit,
                  nonsense_is_refused_with_the_reason)
{
    set_up();
    cr_expect_eq(tcmu_order(&unit, row->function, &row->order, now_ns, &error),
                 TCMU_REFUSED);
    cr_expect(strstr(error.text, row->complaint) != NULL, "%s", error.text);
}

Test(tcmu_unit, a_word_without_end_is_refused)
{
    struct trayjam_order order = { .kind = 0 };

    memset(order.word, 'x', sizeof order.word);
    cr_expect_eq(tcmu_order(&unit, TRAYJAM_PRIVATE_INSERT, &order, now_ns,
                            &error), TCMU_REFUSED);
}

/* Every operation code, with every bit set and none: answered, in bounds. */
Test(tcmu_unit, any_command_is_answered)
{
    for (unsigned op = 0; op < 256; op++)
        for (unsigned fill = 0; fill < 2; fill++) {
            uint8_t cdb[TCMU_CDB_MAX];
            memset(cdb, fill != 0 ? 0xff : 0, sizeof cdb);
            cdb[0] = (uint8_t)op;
            tcmu_unit_begin(&unit, cdb, now_ns);
            while (!tcmu_unit_end(&unit, now_ns, &reply))
                now_ns = tcmu_unit_wake(&unit);
            cr_expect_leq(reply.data_size, sizeof unit.data, "op %02x", op);
            cr_expect(reply.status != 0 || reply.data == unit.data);
        }
}

/* When a real drive is left alone, what may wear it, and what is put back. */
#include "backends/real/ledger.h"
#include "backends/real/safety.h"
#include "backends/windows/identity.h"
#include "backends/windows/target.h"
#include "core/base/random.h"
#include "core/drive/bytes.h"
#include "core/drive/encode.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct tj_error error;

/* --- Being written --- */

Test(real_burning, sense_owner_and_format_say_it)
{
    uint8_t disc[34] = { 0, 32, 0x0e };
    struct real_drive_says says = { .disc = disc, .disc_size = sizeof disc };

    cr_expect_eq(real_burning_of(&says), REAL_IDLE);
    says.owned = true;
    cr_expect_eq(real_burning_of(&says), REAL_OWNED);
    says.owned = false;
    static const uint8_t qualifiers[] = { 4, 7, 8 };
    for (unsigned i = 0; i < sizeof qualifiers; i++) {
        says.sense[0] = 2, says.sense[1] = 4, says.sense[2] = qualifiers[i];
        cr_expect_eq(real_burning_of(&says), REAL_WRITING);
    }
    says.sense[2] = 1; /* Becoming ready. */
    cr_expect_eq(real_burning_of(&says), REAL_IDLE);
    memset(says.sense, 0, 3);
    disc[7] = 0x02; /* A background format goes on. */
    cr_expect_eq(real_burning_of(&says), REAL_WRITING);
    disc[7] = 0x01; /* It was begun and stopped. */
    cr_expect_eq(real_burning_of(&says), REAL_IDLE);
}

Test(real_burning, an_open_session_says_perhaps)
{
    static const enum real_burning by_state[] = {
        REAL_IDLE, REAL_SESSION_OPEN, REAL_IDLE, REAL_IDLE };
    uint8_t disc[34] = { 0 };
    struct real_drive_says says = { .disc = disc, .disc_size = sizeof disc };

    for (unsigned state = 0; state < 4; state++) {
        disc[2] = (uint8_t)(state << 2 | 1);
        cr_expect_eq(real_burning_of(&says), by_state[state], "%u", state);
    }
}

/* Features 0x0000 (current), 0x001f (current), 0x002d as given. */
static size_t configuration(uint8_t *bytes, uint8_t flags)
{
    static const uint8_t features[] = { 0, 0, 0, 20, 0, 0, 0, 9,
                                        0, 0, 3, 4,  1, 2, 3, 4,
                                        0, 0x1f, 1, 0,
                                        0, 0x2d, 0, 4,  9, 9, 9, 9 };

    memcpy(bytes, features, sizeof features);
    bytes[22] = flags;
    return sizeof features;
}

Test(real_burning, a_writer_that_does_not_tell_is_left_alone)
{
    uint8_t bytes[64];
    struct real_drive_says says = { .configuration = bytes };

    says.configuration_size = configuration(bytes, 4);
    cr_expect_eq(real_burning_of(&says), REAL_IDLE, "not current");
    says.configuration_size = configuration(bytes, 5);
    cr_expect_eq(real_burning_of(&says), REAL_UNTOLD);
    says.configuration_size = 23; /* Cut before its header's end. */
    cr_expect_eq(real_burning_of(&says), REAL_IDLE);
    says.configuration_size = 0;
    cr_expect_eq(real_burning_of(&says), REAL_IDLE);
    for (unsigned i = 0; i < REAL_BURNING_COUNT; i++)
        cr_expect_gt(strlen(real_burning_reason((enum real_burning)i)), 5);
}

Test(real_burning, bytes_of_any_kind_are_lived_through)
{
    unsigned seen[REAL_BURNING_COUNT] = { 0 };

    for (uint64_t round = 0; round < 20000; round++) {
        uint64_t counter[4] = { round, 0, 0, 0 }, key[2] = { 5, 7 };
        uint64_t draw = tj_philox(counter, key).slot[0];
        size_t   size = draw % 40, disc_size = draw >> 8 & 15;
        uint8_t *bytes = malloc(size + 1), *disc = malloc(disc_size + 1);

        for (size_t i = 0; i < size; i++)
            bytes[i] = i % 4 < 2 ? (uint8_t)(draw >> (i % 8 * 8)) & 0x3f
                                 : (uint8_t)(draw >> (i % 7 * 8));
        for (size_t i = 0; i < disc_size; i++)
            disc[i] = (uint8_t)(draw >> (i % 8 * 8));
        /* At their end, so that a read past it is seen. */
        memmove(bytes + 1, bytes, size), memmove(disc + 1, disc, disc_size);
        struct real_drive_says says = {
            .configuration = bytes + 1, .configuration_size = size,
            .disc = disc + 1, .disc_size = disc_size };
        seen[real_burning_of(&says)]++;
        free(bytes), free(disc);
    }
    cr_expect(seen[REAL_IDLE] > 0 && seen[REAL_WRITING] > 0 &&
              seen[REAL_SESSION_OPEN] > 0);
}

/* --- Identity --- */

static size_t descriptor(uint8_t *bytes, uint8_t bus)
{
    memset(bytes, 0, 80);
    bytes[8] = 5;
    tj_put_u32(bytes + 12, 36), memcpy(bytes + 36, "  HL-DT-ST ", 12);
    tj_put_u32(bytes + 16, 50), memcpy(bytes + 50, "BD \x01X", 6);
    tj_put_u32(bytes + 24, 60), memcpy(bytes + 60, "K9D 0123  ", 11);
    bytes[28] = bus;
    return 80;
}

Test(real_identity, texts_are_taken_without_their_padding)
{
    struct real_identity identity;
    uint8_t bytes[80];

    cr_assert(win32_identity_decode(bytes, descriptor(bytes, 3), &identity));
    cr_expect_eq(identity.type, 5);
    cr_expect_str_eq(identity.vendor, "HL-DT-ST");
    cr_expect_str_eq(identity.product, "BD ?X");
    cr_expect_str_eq(identity.revision, "");
    cr_expect_str_eq(identity.serial, "K9D 0123");
    cr_expect_not(identity.is_virtual);
    cr_expect(win32_identity_decode(bytes, descriptor(bytes, 14), &identity));
    cr_expect(identity.is_virtual);
    cr_expect_not(win32_identity_decode(bytes, 31, &identity));
    tj_put_u32(bytes + 24, 0xfffffff0);
    cr_expect(win32_identity_decode(bytes, 80, &identity));
    cr_expect_str_eq(identity.serial, "");
    tj_put_u32(bytes + 24, 79); /* The last byte, without a terminator. */
    bytes[79] = 'Z';
    cr_expect(win32_identity_decode(bytes, 80, &identity));
    cr_expect_str_eq(identity.serial, "Z");
}

/* --- Allow-list and admission --- */

Test(real_safety, an_allow_list_has_serial_numbers_and_budgets)
{
    static const char text[] = "# ours\r\n\n  K9D 0123   \n"
                               "A77 motions=12 # old\r\nB motions=0";
    struct real_allowance found;

    cr_assert_eq(real_allow_list(text, "f", "K9D 0123", &found, &error), TJ_OK);
    cr_expect(found.listed && found.motions == REAL_MOTIONS);
    cr_assert_eq(real_allow_list(text, "f", "A77", &found, &error), TJ_OK);
    cr_expect(found.listed && found.motions == 12);
    cr_assert_eq(real_allow_list(text, "f", "B", &found, &error), TJ_OK);
    cr_expect(found.listed && found.motions == 0);
    cr_assert_eq(real_allow_list(text, "f", "K9D", &found, &error), TJ_OK);
    cr_expect_not(found.listed);
    cr_assert_eq(real_allow_list(text, "f", "", &found, &error), TJ_OK);
    cr_expect_not(found.listed, "no name matches no name");
}

Test(real_safety, a_bad_line_is_named_with_its_number)
{
    static const char *const lines[] = { "motions=3", "A motions=x",
                                         "A motions=99999999999", " motions=1" };
    struct real_allowance found;
    char text[400];

    for (size_t i = 0; i < sizeof lines / sizeof *lines; i++) {
        snprintf(text, sizeof text, "# x\n\n%s\n", lines[i]);
        cr_expect_eq(real_allow_list(text, "allow.txt", "A", &found, &error),
                     TJ_BAD_INPUT, "%s", lines[i]);
        cr_expect_not_null(strstr(error.text, "allow.txt:3:"), "%s",
                           error.text);
    }
    memset(text, 'x', sizeof text - 1);
    text[sizeof text - 1] = '\0';
    cr_expect_eq(real_allow_list(text, "f", "A", &found, &error),
                 TJ_BAD_INPUT);
}

static struct win32_target target;
static struct real_drive_facts facts;
static uint32_t motions;

static enum tj_status admit(const char *detail, enum real_plan plan)
{
    cr_assert_eq(win32_target_parse(detail, &target, &error), TJ_OK);
    return real_admit(&target.real, &facts, plan, &motions, &error);
}

Test(real_safety, wear_is_accepted_by_serial_number_only)
{
    strcpy(facts.identity.serial, "K9D");
    cr_expect_eq(admit("D:", REAL_LOOKS), TJ_OK);
    cr_expect_eq(admit("D:", REAL_TOUCHES), TJ_OK);
    cr_expect_eq(admit("D:", REAL_MOVES), TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(error.text, "--i-accept-wear \"K9D\""));
    cr_expect_eq(admit("D:;accept-wear=K9", REAL_MOVES), TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(error.text, "another drive; this one is `K9D`"));
    cr_expect_eq(admit("D:;accept-wear=K9D", REAL_MOVES), TJ_OK);
    cr_expect_eq(motions, REAL_MOTIONS);
    cr_expect_eq(admit("D:;accept-wear=K9D;motions=3", REAL_MOVES), TJ_OK);
    cr_expect_eq(motions, 3);
    facts.allowance = (struct real_allowance){ true, 9 };
    cr_expect_eq(admit("D:", REAL_MOVES), TJ_OK);
    cr_expect_eq(motions, 9);
}

Test(real_safety, a_drive_without_a_serial_number_goes_by_its_path)
{
    cr_expect_eq(admit("D:;accept-wear=\\\\.\\D:", REAL_MOVES), TJ_OK);
    cr_expect_eq(admit("D:;accept-wear=D:", REAL_MOVES), TJ_UNAVAILABLE);
}

Test(real_safety, nothing_turns_in_a_virtual_drive)
{
    facts.identity.is_virtual = true;
    cr_expect_eq(admit("D:", REAL_MOVES), TJ_OK);
    cr_expect_eq(motions, UINT32_MAX);
    facts.burning = REAL_OWNED; /* What it holds may still be wanted. */
    cr_expect_eq(admit("D:", REAL_MOVES), TJ_UNAVAILABLE);
}

Test(real_safety, a_drive_in_use_is_only_looked_at)
{
    strcpy(facts.identity.serial, "K9D");
    for (unsigned i = 1; i < REAL_BURNING_COUNT; i++) {
        facts.burning = (enum real_burning)i;
        cr_expect_eq(admit("D:;accept-wear=K9D", REAL_TOUCHES),
                     TJ_UNAVAILABLE);
        cr_expect_not_null(strstr(error.text,
                                  real_burning_reason(facts.burning)));
        cr_expect_eq(admit("D:", REAL_LOOKS), TJ_OK);
    }
    facts.burning = REAL_IDLE;
    facts.boot = true;
    cr_expect_eq(admit("D:;accept-wear=K9D", REAL_TOUCHES), TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(error.text, "started from"));
    facts.boot = false;
    facts.mounted = "/mnt/disc";
    cr_expect_eq(admit("D:;accept-wear=K9D", REAL_TOUCHES), TJ_UNAVAILABLE);
    cr_expect_not_null(strstr(error.text, "mounted at /mnt/disc"));
    cr_expect_eq(admit("D:", REAL_LOOKS), TJ_OK);
}

/* --- The ledger --- */

static struct real_ledger ledger;

static bool before(enum tj_verb verb)
{
    struct tj_op op = { .verb = verb };

    tj_encode(&op, NULL);
    return real_ledger_before(&ledger, &op);
}

static void after(enum tj_verb verb, enum tj_outcome outcome)
{
    struct tj_op op = { .verb = verb };

    tj_encode(&op, NULL);
    real_ledger_after(&ledger, &op, outcome);
}

Test(real_ledger, motions_come_out_of_a_budget)
{
    real_ledger_init(&ledger, 3);
    cr_expect(before(TJ_EJECT));
    after(TJ_EJECT, TJ_DONE);
    cr_expect(before(TJ_LOAD));
    after(TJ_LOAD, TJ_REFUSED); /* Nothing moved. */
    cr_expect(before(TJ_LOAD2));
    after(TJ_LOAD2, TJ_UNKNOWN); /* It may have. */
    cr_expect(before(TJ_EJECT));
    after(TJ_EJECT, TJ_DONE);
    cr_expect_not(before(TJ_EJECT));
    cr_expect_not(before(TJ_LOAD));
    cr_expect(before(TJ_LOCK), "what does not wear goes on");
    cr_expect_eq(atomic_load(&ledger.motions), 3);
}

Test(real_ledger, knows_what_to_put_back)
{
    struct tj_op raw = { .verb = TJ_IOCTL,
                         .code = TJ_IOCTL_STORAGE_MEDIA_REMOVAL,
                         .input_size = 1, .input = { 1 } };

    real_ledger_init(&ledger, 100);
    (void)before(TJ_PREVENT);
    cr_expect_eq(atomic_load(&ledger.prevents), 1, "before its answer");
    after(TJ_PREVENT, TJ_DONE);
    (void)before(TJ_PREVENT);
    after(TJ_PREVENT, TJ_REFUSED);
    cr_expect_eq(atomic_load(&ledger.prevents), 1);
    (void)real_ledger_before(&ledger, &raw);
    real_ledger_after(&ledger, &raw, TJ_DONE);
    cr_expect_eq(atomic_load(&ledger.prevents), 2, "bytes count, too");
    for (unsigned i = 0; i < 3; i++) {
        (void)before(TJ_ALLOW);
        after(TJ_ALLOW, TJ_DONE);
    }
    cr_expect_eq(atomic_load(&ledger.prevents), 0);
    (void)before(TJ_EJECT);
    after(TJ_EJECT, TJ_UNKNOWN);
    cr_expect(atomic_load(&ledger.ejected), "perhaps: loading does no harm");
    (void)before(TJ_LOAD);
    after(TJ_LOAD, TJ_DONE);
    cr_expect_not(atomic_load(&ledger.ejected));
}

Test(real_ledger, processes_come_and_go)
{
    real_ledger_init(&ledger, 0);
    real_ledger_attach(&ledger, 7);
    real_ledger_attach(&ledger, 8);
    real_ledger_detach(&ledger, 7);
    real_ledger_detach(&ledger, 99);
    cr_expect_eq(atomic_load(&ledger.processes[0]), 0);
    cr_expect_eq(atomic_load(&ledger.processes[1]), 8);
}

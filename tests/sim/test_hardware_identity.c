#include "wire.h"

#include <criterion/criterion.h>
#include <string.h>

static struct wire wire;

/* --- GET CONFIGURATION --- */

/* The feature's header in the last answer, or NULL. */
static const uint8_t *feature(unsigned code)
{
    for (size_t at = 8; at + 4 <= wire.answer.data_size;
         at += 4u + wire.data[at + 3])
        if (wire_u16(&wire, at) == code)
            return wire.data + at;
    return NULL;
}

static void ask(const char *settings, const char *cdb)
{
    wire_init(&wire, settings);
    cr_assert(wire_send(&wire, cdb));
    cr_assert_eq(wire_u32(&wire, 0) + 4, wire.answer.data_size);
}

#define ALL     "46 00 00 00 00 00 00 04 00"
#define CURRENT "46 01 00 00 00 00 00 04 00"

Test(sim_hardware_identity, the_profile_is_what_the_drive_takes_the_disc_for)
{
    static const struct { const char *settings; uint16_t profile; } rows[] = {
        { "", 0 },
        { "disc=present", 0x08 },
        { "disc=present disc_kind=audio-cd", 0x08 },
        { "disc=present disc_kind=dvd", 0x10 },
        { "disc=present disc_kind=dvd-rw", 0x10 },
        { "disc=present disc_kind=dvd-rw burner=yes", 0x13 },
        { "disc=present disc_kind=dvd-ram burner=yes", 0x12 },
        { "disc=present disc_kind=blank-cd burner=yes", 0x09 },
        { "disc=present disc_kind=bd", 0x40 },
        { "disc=present disc_kind=bd reads=dvd", 0 },
        { "disc=present disc_kind=unreadable", 0 },
        { "disc=present tray=open", 0 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ask(rows[i].settings, ALL);
        cr_assert_eq(wire_u16(&wire, 6), rows[i].profile, "%s",
                     rows[i].settings);
    }
}

Test(sim_hardware_identity, features_are_listed_in_order_of_their_numbers)
{
    ask("disc=present burner=yes", ALL);
    unsigned last = 0, count = 0;
    for (size_t at = 8; at < wire.answer.data_size;
         at += 4u + wire.data[at + 3]) {
        cr_assert(count == 0 || wire_u16(&wire, at) > last);
        cr_assert_eq(wire.data[at + 3] % 4, 0);
        last = wire_u16(&wire, at);
        count++;
    }
    cr_assert_geq(count, 20);
}

Test(sim_hardware_identity, current_features_follow_the_disc)
{
    static const struct { const char *settings; uint16_t code; bool is; }
    rows[] = {
        { "disc=present", 0x001e, true },
        { "disc=present", 0x0103, false },
        { "disc=present disc_kind=audio-cd", 0x0103, true },
        { "disc=present disc_kind=dvd", 0x001f, true },
        { "disc=present disc_kind=dvd", 0x001e, false },
        { "", 0x0010, false },
        { "", 0x0003, true },
        { "disc=present disc_kind=dvd-rw", 0x0026, false },
        { "disc=present disc_kind=dvd-rw burner=yes", 0x0026, true },
        { "disc=present disc_kind=dvd-ram burner=yes", 0x0024, true },
        { "disc=present disc_kind=blank-cd burner=yes", 0x0021, true },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        ask(rows[i].settings, CURRENT);
        const uint8_t *found = feature(rows[i].code);
        cr_assert_eq(found != NULL, rows[i].is, "row %zu", i);
        cr_assert(found == NULL || (found[2] & 1) != 0);
    }
}

Test(sim_hardware_identity, one_feature_or_those_from_a_number_can_be_asked_for)
{
    ask("", "46 02 00 1e 00 00 00 04 00");
    cr_assert_eq(wire.answer.data_size, 8 + 4 + 4);
    cr_assert_not_null(feature(0x1e));
    ask("", "46 02 00 33 00 00 00 04 00"); /* One it does not have. */
    cr_assert_eq(wire.answer.data_size, 8);
    ask("", "46 00 01 00 00 00 00 04 00");
    cr_assert_null(feature(0x1e));
    cr_assert_not_null(feature(0x100));
    wire_init(&wire, "mmc=no");
    cr_assert_not(wire_send(&wire, ALL));
    cr_assert(wire_sense(&wire, 0x052000));
}

Test(sim_hardware_identity, the_loader_says_what_it_can_do)
{
    ask("loader=tray", ALL);
    cr_assert_eq(feature(3)[4], 0x39);
    ask("loader=slim", ALL);
    cr_assert_eq(feature(3)[4] & 0x10, 0, "no Load");
    ask("bus=usb", ALL);
    cr_assert_eq(feature(1)[7], 8);
}

/* --- INQUIRY --- */

Test(sim_hardware_identity, inquiry_gives_the_names_padded_with_blanks)
{
    wire_init(&wire, "vendor=MSFT product=Virtual_DVD revision=1");
    cr_assert(wire_send(&wire, "12 00 00 00 24"));
    cr_assert_eq(wire.answer.data_size, 36);
    cr_assert_eq(wire.data[0], 5);
    cr_assert_eq(wire.data[1], 0x80);
    cr_assert_eq(memcmp(wire.data + 8, "MSFT    Virtual_DVD     1   ", 28), 0);
    cr_assert_not(wire_send(&wire, "12 00 80 00 24"));
    cr_assert(wire_sense(&wire, 0x052400));
}

Test(sim_hardware_identity, vital_data_has_a_serial_number)
{
    wire_init(&wire, "");
    cr_assert(wire_send(&wire, "12 01 00 00 ff"));
    cr_assert_eq(wire.data[3], 3);
    cr_assert(wire_send(&wire, "12 01 80 00 ff"));
    cr_assert_eq(memcmp(wire.data + 4, "TRAYJAM-00000001", 16), 0);
    cr_assert(wire_send(&wire, "12 01 83 00 ff"));
    cr_assert_eq(wire.data[3] + 4, wire.answer.data_size);
    cr_assert_eq(wire.data[7] + 8, wire.answer.data_size);
    cr_assert_not(wire_send(&wire, "12 01 b0 00 ff"));
}

/* --- Mode pages --- */

Test(sim_hardware_identity, mode_pages_are_given_singly_or_all)
{
    static const uint8_t codes[] = { 0x01, 0x08, 0x0e, 0x1a, 0x2a };
    size_t total = 8;
    wire_init(&wire, "");
    for (size_t i = 0; i < sizeof codes; i++) {
        uint8_t cdb[SIM_CDB_SIZE] = { 0x5a, 8, codes[i], 0, 0, 0, 0, 1, 0 };
        struct sim_answer answer = sim_hardware_command(
            &wire.drive, &wire.profile, cdb, wire.data, 0);
        cr_assert_eq(wire.data[8], codes[i]);
        cr_assert_eq(wire.data[9] + 10, answer.data_size);
        cr_assert_eq(wire_u16(&wire, 0) + 2, answer.data_size);
        total += answer.data_size - 8u;
    }
    cr_assert(wire_send(&wire, "5a 00 3f 00 00 00 00 01 00"));
    cr_assert_eq(wire.answer.data_size, total);
    cr_assert_not(wire_send(&wire, "5a 00 05 00 00 00 00 01 00"));
    cr_assert(wire_sense(&wire, 0x052400));
    cr_assert_not(wire_send(&wire, "5a 00 ea 00 00 00 00 01 00"));
    cr_assert(wire_sense(&wire, 0x053900));
}

Test(sim_hardware_identity, the_capabilities_page_shows_lock_and_loader)
{
    wire_init(&wire, "");
    cr_assert(wire_send(&wire, "1e 00 00 00 01"));
    cr_assert(wire_send(&wire, "5a 00 2a 00 00 00 00 00 ff"));
    cr_assert_eq(wire.data[8 + 6], 0x2b); /* Tray, eject, locked, can lock */
    cr_assert_eq(wire.data[8 + 3], 0);
    wire_init(&wire, "loader=slot burner=yes");
    cr_assert(wire_send(&wire, "5a 00 2a 00 00 00 00 00 ff"));
    cr_assert_eq(wire.data[8 + 6], 0x09);
    cr_assert_neq(wire.data[8 + 3], 0);
}

Test(sim_hardware_identity, a_broken_parameter_list_is_refused_whole)
{
    wire_init(&wire, "");
    memset(wire.data, 0, sizeof wire.data);
    wire.data[8] = 0x05; /* No such page */
    cr_assert_not(wire_send(&wire, "55 10 00 00 00 00 00 00 0c"));
    cr_assert(wire_sense(&wire, 0x052600));
    wire.data[8] = 0x0e; /* Cut off */
    wire.data[9] = 0x0e;
    cr_assert_not(wire_send(&wire, "55 10 00 00 00 00 00 00 0c"));
    cr_assert(wire_sense(&wire, 0x051a00));
    cr_assert_not(wire_send(&wire, "55 00 00 00 00 00 00 00 0c"));
    cr_assert(wire_sense(&wire, 0x052400));
    cr_assert(wire_send(&wire, "55 10"));
    wire.data[6] = 0xff; /* A block descriptor as long as everything */
    wire.data[7] = 0xff;
    cr_assert(wire_send(&wire, "55 10 00 00 00 00 00 ff ff") ||
              wire.answer.sense.asc == 0x1a);
}

/* --- Reservations, keys, speed --- */

Test(sim_hardware_identity, a_registered_key_can_reserve_and_release)
{
    wire_init(&wire, "");
    memset(wire.data, 0, sizeof wire.data);
    wire.data[15] = 7; /* Service action key */
    cr_assert(wire_send(&wire, "5f 00 00 00 00 00 00 00 18"));
    cr_assert(wire_send(&wire, "5e 00 00 00 00 00 00 00 ff"));
    cr_assert_eq(wire_u32(&wire, 0), 1);
    cr_assert_eq(wire_u32(&wire, 4), 8);
    cr_assert_eq(wire.data[15], 7);
    memset(wire.data, 0, 24);
    cr_assert_not(wire_send(&wire, "5f 01 03 00 00 00 00 00 18"));
    cr_assert_eq(wire.answer.status, SIM_SCSI_RESERVATION_CONFLICT);
    wire.data[7] = 7;
    cr_assert(wire_send(&wire, "5f 01 03 00 00 00 00 00 18"));
    cr_assert_not(wire_send(&wire, "56"), "the other kind excludes it");
    cr_assert(wire_send(&wire, "5e 01 00 00 00 00 00 00 ff"));
    cr_assert_eq(wire_u32(&wire, 4), 16);
    cr_assert_eq(wire.data[21], 3);
    memset(wire.data, 0, 24);
    wire.data[7] = 7;
    cr_assert(wire_send(&wire, "5f 02 03 00 00 00 00 00 18"));
    cr_assert(wire_send(&wire, "5f 03 00 00 00 00 00 00 18"));
    cr_assert(wire_send(&wire, "56"));
    cr_assert_not(wire_send(&wire, "5f 01 02 00 00 00 00 00 18"));
    cr_assert_not(wire_send(&wire, "5e 07 00 00 00 00 00 00 ff"));
}

Test(sim_hardware_identity, atapi_has_no_six_byte_reservation)
{
    wire_init(&wire, "");
    cr_assert(wire_send(&wire, "16"));
    cr_assert(wire_send(&wire, "17"));
    wire_init(&wire, "bus=atapi");
    cr_assert_not(wire_send(&wire, "16"));
    cr_assert(wire_sense(&wire, 0x052000));
    cr_assert(wire_send(&wire, "56"));
    cr_assert(wire_send(&wire, "57"));
}

Test(sim_hardware_identity, css_is_a_walk_through_its_doors)
{
    wire_init(&wire, "disc=present disc_kind=dvd");
    cr_assert(wire_send(&wire, "a4 00 00 00 00 00 00 00 00 08 00"));
    cr_assert_eq(wire.answer.data_size, 8);
    cr_assert(wire_send(&wire, "a4 00 00 00 00 00 00 00 00 08 08"));
    cr_assert_eq(wire.data[5], 0xff);
    cr_assert_not(wire_send(&wire, "a4 00 00 00 00 00 00 00 00 08 04"));
    cr_assert(wire_sense(&wire, 0x056f01));
    cr_assert(wire_send(&wire, "a3 00 00 00 00 00 00 00 00 10 01"));
    wire_init(&wire, "disc=present reads=cd");
    cr_assert_not(wire_send(&wire, "a4 00 00 00 00 00 00 00 00 08 00"));
}

Test(sim_hardware_identity, speeds_can_be_set_and_asked_for)
{
    wire_init(&wire, "disc=present");
    cr_assert(wire_send(&wire, "bb 00 ff ff ff ff"));
    cr_assert_not(wire_send(&wire, "bb"));
    cr_assert(wire_send(&wire, "ac 00 00 00 00 00 00 00 00 01 00"));
    cr_assert_eq(wire_u32(&wire, 0), 20);
    cr_assert_eq(wire_u32(&wire, 16), 332999);
    cr_assert_not(wire_send(&wire, "ac 00 00 00 00 00 00 00 00 01 03"));
    cr_assert(wire_send(&wire, "a7 00 00 00 01 00 00 00 02 00"));
    cr_assert_not(wire_send(&wire, "a7 00 00 ff 01 00 00 00 02 00"));
    memset(wire.data, 0, sizeof wire.data);
    cr_assert(wire_send(&wire, "b6 00 00 00 00 00 00 00 00 00 1c"));
    cr_assert_not(wire_send(&wire, "b6 00 00 00 00 00 00 00 00 00 1d"));
    cr_assert_not(wire_send(&wire, "54 01"));
    cr_assert(wire_sense(&wire, 0x072700));
}

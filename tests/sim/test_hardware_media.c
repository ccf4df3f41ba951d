#include "wire.h"

#include "core/base/random.h"

#include <criterion/criterion.h>
#include <string.h>

#define READ_0   "28 00 00 00 00 00 00 00 01"
#define CAPACITY "25"
#define TOC      "43 00 00 00 00 00 00 04 00"

static struct wire wire;

static void disc(const char *kind)
{
    char settings[64] = "burner=yes disc=present disc_kind=";
    wire_init(&wire, strncat(settings, kind, 16));
}

Test(sim_hardware_media, capacity_is_the_last_sector_of_each_kind)
{
    static const struct { const char *kind; uint32_t last; } rows[] = {
        { "data-cd", 332999 }, { "audio-cd", 239999 }, { "blank-cd", 0 },
        { "dvd", 2295103 }, { "dvd-rw", 2295103 }, { "bd", 12219391 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        disc(rows[i].kind);
        cr_assert(wire_send(&wire, CAPACITY));
        cr_assert_eq(wire.answer.data_size, 8);
        cr_assert_eq(wire_u32(&wire, 0), rows[i].last, "%s", rows[i].kind);
        cr_assert_eq(wire_u32(&wire, 4), 2048);
    }
}

Test(sim_hardware_media, reads_end_at_the_lead_out)
{
    disc("data-cd");
    cr_assert(wire_send(&wire, "28 00 00 05 14 c7 00 00 01")); /* 332999 */
    cr_assert_not(wire_send(&wire, "28 00 00 05 14 c7 00 00 02"));
    cr_assert(wire_sense(&wire, 0x052100));
    cr_assert_not(wire_send(&wire, "28 00 ff ff ff ff 00 ff ff"));
    cr_assert_not(wire_send(&wire, "a8 00 00 00 00 00 ff ff ff ff"));
    cr_assert(wire_send(&wire, "28 00 00 05 14 c8 00 00 00"), "of nothing");
    cr_assert(wire_send(&wire, "2b 00 00 05 14 c7"));
    cr_assert_not(wire_send(&wire, "2b 00 00 05 14 c8"));
}

Test(sim_hardware_media, what_cannot_be_read_says_why)
{
    static const struct { const char *kind; uint32_t sense; } rows[] = {
        { "audio-cd", 0x056400 }, { "blank-cd", 0x080000 },
        { "unreadable", 0x023001 },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        disc(rows[i].kind);
        cr_assert_not(wire_send(&wire, READ_0));
        cr_assert(wire_sense(&wire, rows[i].sense), "%s", rows[i].kind);
    }
    wire_init(&wire, "reads=cd disc=present disc_kind=dvd");
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert(wire_sense(&wire, 0x023002));
    cr_assert_not(wire_send(&wire, TOC));
}

Test(sim_hardware_media, only_a_burner_writes_and_only_what_can_be_written)
{
    wire_init(&wire, "disc=present disc_kind=dvd-rw");
    cr_assert_not(wire_send(&wire, "2a 00 00 00 00 00 00 00 01"));
    cr_assert(wire_sense(&wire, 0x072700));
    disc("dvd");
    cr_assert_not(wire_send(&wire, "2a 00 00 00 00 00 00 00 01"));
    cr_assert(wire_sense(&wire, 0x072700));
    disc("dvd-rw");
    cr_assert(wire_send(&wire, "2a 00 00 00 10 00 00 00 20"));
    cr_assert(wire_send(&wire, "aa 00 00 00 10 00 00 00 00 20"));
    cr_assert_not(wire_send(&wire, "2a 00 00 23 05 40 00 00 01"));
    cr_assert(wire_sense(&wire, 0x052100));
}

Test(sim_hardware_media, a_blank_disc_is_written_in_order_and_then_read)
{
    disc("blank-cd");
    cr_assert_not(wire_send(&wire, "2a 00 00 00 00 10 00 00 01"));
    cr_assert(wire_sense(&wire, 0x052102)); /* INVALID ADDRESS FOR WRITE */
    cr_assert(wire_send(&wire, "2a 00 00 00 00 00 00 00 10"));
    cr_assert(wire_send(&wire, "2a 00 00 00 00 10 00 00 10"));
    cr_assert(wire_send(&wire, "28 00 00 00 00 00 00 00 20"));
    cr_assert_not(wire_send(&wire, "28 00 00 00 00 00 00 00 21"));
    cr_assert(wire_send(&wire, "51 00 00 00 00 00 00 00 22"));
    cr_assert_eq(wire.data[2] & 3, 1, "incomplete");
    cr_assert(wire_send(&wire, "52 01 00 00 00 ff 00 00 24"));
    cr_assert_eq(wire_u32(&wire, 12), 0x20, "next writable address");
    wire_hand(&wire, SIM_TAKE_DISC);
    wire_insert(&wire, SIM_DISC_BLANK_CD, 0);
    cr_assert_not(wire_send(&wire, "00"));
    cr_assert_not(wire_send(&wire, "28 00 00 00 00 00 00 00 20"));
}

Test(sim_hardware_media, a_raw_read_knows_the_type_of_a_sector)
{
    disc("audio-cd");
    cr_assert(wire_send(&wire, "be 04 00 00 00 00 00 00 01 10"));
    cr_assert(wire_send(&wire, "be 00 00 00 00 00 00 00 01 10"));
    cr_assert_not(wire_send(&wire, "be 08 00 00 00 00 00 00 01 10"));
    cr_assert(wire_sense(&wire, 0x056400));
    disc("data-cd");
    cr_assert(wire_send(&wire, "be 08 00 00 00 00 00 00 01 10"));
    cr_assert_not(wire_send(&wire, "be 04 00 00 00 00 00 00 01 10"));
    disc("dvd");
    cr_assert_not(wire_send(&wire, "be 00 00 00 00 00 00 00 01 10"));
    cr_assert(wire_sense(&wire, 0x053002));
}

/* --- READ TOC --- */

Test(sim_hardware_media, a_table_of_contents_by_address_and_by_time)
{
    disc("data-cd");
    cr_assert(wire_send(&wire, TOC));
    cr_assert_eq(wire.answer.data_size, 20);
    cr_assert_eq(wire_u16(&wire, 0), 18);
    cr_assert_eq(wire.data[5], 0x14); /* Data */
    cr_assert_eq(wire_u32(&wire, 8), 0);
    cr_assert_eq(wire.data[14], 0xaa);
    cr_assert_eq(wire_u32(&wire, 16), 333000);
    cr_assert(wire_send(&wire, "43 02 00 00 00 00 00 04 00"));
    cr_assert_eq(wire_u32(&wire, 8), 0x00000200);  /* 00:02:00 */
    cr_assert_eq(wire_u32(&wire, 16), 0x004a0200); /* 74:02:00 */
}

Test(sim_hardware_media, a_table_begins_where_it_is_asked_to)
{
    disc("audio-cd");
    cr_assert(wire_send(&wire, TOC));
    cr_assert_eq(wire_u16(&wire, 0), 2 + 11 * 8);
    cr_assert_eq(wire.data[3], 10);
    cr_assert_eq(wire.data[5], 0x10); /* Audio */
    cr_assert_eq(wire_u32(&wire, 4 + 8 * 9 + 4), 9 * 24000);
    cr_assert(wire_send(&wire, "43 00 00 00 00 00 aa 04 00"));
    cr_assert_eq(wire.answer.data_size, 12);
    cr_assert_eq(wire.data[6], 0xaa);
    cr_assert_not(wire_send(&wire, "43 00 00 00 00 00 0b 04 00"));
    cr_assert(wire_sense(&wire, 0x052400));
    cr_assert(wire_send(&wire, "43 00 00 00 00 00 00 00 04"));
    cr_assert_eq(wire.answer.data_size, 4, "only what there is room for");
    cr_assert_eq(wire_u16(&wire, 0), 2 + 11 * 8);
}

Test(sim_hardware_media, each_form_of_the_table_exists_where_it_belongs)
{
    /* Rows: the disc; how many bytes formats 0 to 5 give, 0: refused. */
    static const struct { const char *kind; uint16_t sizes[6]; } rows[] = {
        { "data-cd",  { 20, 12, 4 + 4 * 11, 0, 0, 0 } },
        { "audio-cd", { 92, 12, 4 + 13 * 11, 0, 0, 22 } },
        { "blank-cd", { 0, 0, 0, 4, 28, 0 } },
        { "dvd",      { 20, 12, 0, 0, 0, 0 } },
        { "bd",       { 20, 12, 0, 0, 0, 0 } },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        disc(rows[i].kind);
        for (unsigned format = 0; format < 6; format++) {
            char cdb[] = "43 02 00 00 00 00 00 04 00";
            cdb[7] = (char)('0' + format);
            uint16_t size = rows[i].sizes[format];
            cr_assert_eq(wire_send(&wire, cdb), size != 0, "%s format %u",
                         rows[i].kind, format);
            if (size != 0)
                cr_assert_eq(wire.answer.data_size, size, "%s format %u",
                             rows[i].kind, format);
        }
    }
    disc("data-cd"); /* As Linux asks for the last session. */
    cr_assert(wire_send(&wire, "43 00 00 00 00 00 00 00 0c 40"));
    cr_assert_eq(wire_u16(&wire, 0), 10);
}

Test(sim_hardware_media, the_lead_in_points_at_tracks_and_lead_out)
{
    disc("audio-cd");
    cr_assert(wire_send(&wire, "43 02 02 00 00 00 00 04 00"));
    const uint8_t *points = wire.data + 4;
    cr_assert_eq(points[3], 0xa0);
    cr_assert_eq(points[8], 1);
    cr_assert_eq(points[11 + 3], 0xa1);
    cr_assert_eq(points[11 + 8], 10);
    cr_assert_eq(points[22 + 3], 0xa2);
    cr_assert_eq(points[22 + 8], 53); /* 240000 + 150 frames: 53:22:00 */
    cr_assert_eq(points[22 + 9], 22);
    cr_assert_eq(points[33 + 3], 1);
    cr_assert_eq(points[33 + 9], 2);
}

Test(sim_hardware_media, disc_information_tells_empty_from_complete)
{
    static const struct { const char *kind; uint8_t state; } rows[] = {
        { "data-cd", 0x0e }, { "blank-cd", 0x00 }, { "dvd-rw", 0x1e },
        { "dvd-ram", 0x1f }, { "bd", 0x0e },
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        disc(rows[i].kind);
        cr_assert(wire_send(&wire, "51 00 00 00 00 00 00 00 22"));
        cr_assert_eq(wire_u16(&wire, 0), 32);
        cr_assert_eq(wire.data[2], rows[i].state, "%s", rows[i].kind);
    }
}

Test(sim_hardware_media, structures_belong_to_dvds)
{
    disc("dvd");
    cr_assert(wire_send(&wire, "ad 00 00 00 00 00 00 00 08 00"));
    cr_assert_eq(wire_u16(&wire, 0), 19);
    cr_assert_eq(wire_u32(&wire, 8), 0x30000);
    cr_assert_eq(wire_u32(&wire, 12), 0x30000 + 2295103);
    cr_assert(wire_send(&wire, "ad 00 00 00 00 00 00 01 08 00"));
    cr_assert_eq(wire.data[4], 0); /* No protection */
    cr_assert_not(wire_send(&wire, "ad 00 00 00 00 00 01 00 08 00"));
    disc("data-cd");
    cr_assert_not(wire_send(&wire, "ad 00 00 00 00 00 00 00 08 00"));
    cr_assert(wire_sense(&wire, 0x053002));
}

Test(sim_hardware_media, nothing_is_sent_beyond_memory_or_allocation)
{
    disc("audio-cd");
    for (unsigned opcode = 0; opcode < 256; opcode++) {
        uint8_t cdb[SIM_CDB_SIZE] = { (uint8_t)opcode, 1, 0, 0, 3, 0, 0, 0, 3 };
        memset(wire.data, 0xee, sizeof wire.data);
        struct sim_answer answer = sim_hardware_command(
            &wire.drive, &wire.profile, cdb, wire.data, 0);
        cr_assert_leq(answer.data_size, 24, "opcode %02x", opcode);
        (void)sim_hardware_command(&wire.drive, &wire.profile, cdb, NULL, 0);
    }
}

static uint64_t draw(uint64_t bound)
{
    static uint64_t count;
    return tj_below(tj_draw(7, TJ_STREAM_WORKLOAD, 0, ++count).slot[0], bound);
}

static void random_bytes(uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        bytes[i] = draw(3) == 0 ? (uint8_t)draw(256) : (uint8_t)draw(4);
}

/* Known commands, hands and time in any order: memory and state stay whole. */
Test(sim_hardware_media, no_bytes_and_no_hands_break_the_drive)
{
    static const char *const settings[] = {
        "disc=present burner=yes open_time=1s spin_up=1s..3s/5%:9s",
        "loader=slot load_time=2s feature_events=on",
        "loader=slim disc=present disc_kind=audio-cd playing=yes bus=atapi",
        "aacs=yes disc=present disc_kind=bd read_time=1ms..2ms",
    };
    for (unsigned run = 0; run < 4; run++) {
        wire_init(&wire, settings[run]);
        for (unsigned i = 0; i < 20000; i++) {
            uint8_t cdb[SIM_CDB_SIZE];
            random_bytes(cdb, sizeof cdb);
            random_bytes(wire.data, 64);
            cdb[0] = (uint8_t)draw(256);
            wire.now_ns += draw(2) * draw(2000000000);
            if (draw(4) == 0) {
                const struct sim_gesture gesture = {
                    .hand = (enum sim_hand)draw(SIM_HAND_COUNT),
                    .disc = (uint8_t)draw(SIM_DISC_KIND_COUNT + 1),
                    .duration_ns = draw(3000000000),
                };
                sim_hardware_hand(&wire.drive, &wire.profile, &gesture,
                                  wire.now_ns);
            }
            wire.now_ns += sim_hardware_duration(&wire.drive, &wire.profile,
                                                 cdb, wire.now_ns);
            struct sim_answer answer = sim_hardware_command(
                &wire.drive, &wire.profile, cdb, wire.data, wire.now_ns);
            cr_assert_leq(answer.data_size, SIM_DATA_MAX);
            cr_assert(answer.status != SIM_SCSI_CHECK_CONDITION ||
                      answer.sense.key != 0);
            cr_assert(!wire.drive.settling || !wire.drive.tray_open);
            cr_assert(wire.drive.disc || !wire.drive.settling);
            cr_assert(wire.drive.audio != SIM_AUDIO_PLAYING ||
                      (wire.drive.disc && !wire.drive.tray_open));
        }
    }
}

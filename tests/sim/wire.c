#include "wire.h"

#include "core/base/text.h"

#include <criterion/criterion.h>
#include <string.h>

void wire_init(struct wire *wire, const char *settings)
{
    char text[256], *rest = text;
    struct tj_error error;

    memset(wire, 0, sizeof *wire);
    wire->profile = sim_profile_default();
    cr_assert(tj_text_copy(text, sizeof text, settings));
    for (char *pair; (pair = strsep(&rest, " ")) != NULL && *pair != '\0';) {
        char *value = strchr(pair, '=');
        cr_assert_not_null(value);
        *value++ = '\0';
        cr_assert_eq(sim_profile_set(&wire->profile, pair, value, &error),
                     TJ_OK, "%s", error.text);
    }
    sim_hardware_init(&wire->drive, &wire->profile);
}

static void parse(const char *cdb, uint8_t bytes[SIM_CDB_SIZE])
{
    char hex[2 * SIM_CDB_SIZE + 1];
    size_t length = 0;

    memset(bytes, 0, SIM_CDB_SIZE);
    for (; *cdb != '\0'; cdb++)
        if (*cdb != ' ')
            hex[length++] = *cdb;
    hex[length] = '\0';
    cr_assert_neq(tj_hex_decode(hex, bytes, SIM_CDB_SIZE), SIZE_MAX);
}

uint64_t wire_start(struct wire *wire, const char *cdb)
{
    uint8_t bytes[SIM_CDB_SIZE];

    parse(cdb, bytes);
    return sim_hardware_duration(&wire->drive, &wire->profile, bytes,
                                 wire->now_ns);
}

bool wire_end(struct wire *wire, const char *cdb)
{
    uint8_t bytes[SIM_CDB_SIZE];

    parse(cdb, bytes);
    wire->answer = sim_hardware_command(&wire->drive, &wire->profile, bytes,
                                        wire->data, wire->now_ns);
    return wire->answer.status == SIM_SCSI_GOOD;
}

bool wire_send(struct wire *wire, const char *cdb)
{
    wire->now_ns += wire_start(wire, cdb);
    return wire_end(wire, cdb);
}

bool wire_sense(const struct wire *wire, uint32_t sense)
{
    const struct sim_sense *is = &wire->answer.sense;

    return wire->answer.status == SIM_SCSI_CHECK_CONDITION &&
           ((uint32_t)is->key << 16 | (uint32_t)is->asc << 8 | is->ascq) ==
               sense;
}

static void gesture(struct wire *wire, const struct sim_gesture *is)
{
    sim_hardware_hand(&wire->drive, &wire->profile, is, wire->now_ns);
}

void wire_hand(struct wire *wire, enum sim_hand hand)
{
    gesture(wire, &(struct sim_gesture){ .hand = hand });
}

void wire_insert(struct wire *wire, enum sim_disc_kind kind, uint32_t serial)
{
    gesture(wire, &(struct sim_gesture){ .hand = SIM_INSERT_DISC,
                                         .disc = (uint8_t)kind,
                                         .disc_serial = serial });
}

unsigned wire_event(struct wire *wire, unsigned classes)
{
    char cdb[64];
    struct tj_text text;

    tj_text_init(&text, cdb, sizeof cdb);
    tj_text_add(&text, "4a 01 00 00 %02x 00 00 00 08", classes);
    cr_assert(wire_send(wire, cdb));
    cr_assert_eq(wire->answer.data_size, 8);
    return (unsigned)wire->data[2] << 8 | wire->data[4];
}

uint32_t wire_u16(const struct wire *wire, size_t at)
{
    return (uint32_t)wire->data[at] << 8 | wire->data[at + 1];
}

uint32_t wire_u32(const struct wire *wire, size_t at)
{
    return wire_u16(wire, at) << 16 | wire_u16(wire, at + 2);
}

/* Who the drive is, and what it has to say without being asked twice: INQUIRY,
 * REQUEST SENSE, REPORT LUNS (SPC-4 6.6, 6.39, 6.33). */
#include "sim/hardware_parts.h"

#include <string.h>

enum { CD_DEVICE = 0x05, PAGE_SUPPORTED = 0x00, PAGE_SERIAL = 0x80,
       PAGE_IDENTIFICATION = 0x83, VPD_HEADER_SIZE = 4, SERIAL_SIZE = 16 };

static const uint8_t serial[SERIAL_SIZE + 1] = "TRAYJAM-00000001";

/* Space-padded, without terminator. */
static void put_text(uint8_t *at, size_t size, const char *text)
{
    size_t length = strlen(text);

    memset(at, ' ', size);
    memcpy(at, text, length < size ? length : size);
}

/* Vital product data: 00, 80 and 83 (one T10 identifier). Empty: the drive
 * has no such page. */
static size_t vital_data(uint8_t page, const struct sim_profile *profile,
                         uint8_t *bytes)
{
    static const uint8_t supported[] = { PAGE_SUPPORTED, PAGE_SERIAL,
                                         PAGE_IDENTIFICATION };
    size_t size = VPD_HEADER_SIZE;

    switch (page) {
    case PAGE_SUPPORTED:
        memcpy(bytes + size, supported, sizeof supported);
        size += sizeof supported;
        break;
    case PAGE_SERIAL:
        memcpy(bytes + size, serial, SERIAL_SIZE);
        size += SERIAL_SIZE;
        break;
    case PAGE_IDENTIFICATION:
        bytes[size] = 2;     /* ASCII */
        bytes[size + 1] = 1; /* T10 vendor identification */
        bytes[size + 3] = 8 + SERIAL_SIZE;
        put_text(bytes + size + 4, 8, profile->vendor);
        memcpy(bytes + size + 12, serial, SERIAL_SIZE);
        size += 12 + SERIAL_SIZE;
        break;
    default:
        return 0;
    }
    bytes[0] = CD_DEVICE;
    bytes[1] = page;
    bytes[3] = (uint8_t)(size - VPD_HEADER_SIZE);
    return size;
}

/* SPC-4 6.6.2: removable, SPC-3, response format 2. */
static size_t standard_data(const struct sim_profile *profile, uint8_t *bytes)
{
    enum { SIZE = 96, REMOVABLE = 0x80, SPC_3 = 5 };

    bytes[0] = CD_DEVICE;
    bytes[1] = REMOVABLE;
    bytes[2] = profile->bus == SIM_BUS_ATAPI ? 0 : SPC_3;
    bytes[3] = profile->bus == SIM_BUS_ATAPI ? 0x21 : 2; /* SFF-8020i: 2x */
    bytes[4] = SIZE - 5;
    put_text(bytes + 8, 8, profile->vendor);
    put_text(bytes + 16, 16, profile->product);
    put_text(bytes + 32, 4, profile->revision);
    return SIZE;
}

struct sim_answer sim_inquiry(const struct sim_task *task)
{
    uint8_t bytes[96] = { 0 };
    bool    vital = (task->cdb[1] & 1) != 0;

    if (!vital && task->cdb[2] != 0)
        return sim_bad_field();
    size_t size = vital ? vital_data(task->cdb[2], task->profile, bytes)
                        : standard_data(task->profile, bytes);
    if (size == 0)
        return sim_bad_field();
    return sim_send(task, bytes, size, sim_be16(task->cdb + 3));
}

/* Fixed format. Sense went out with the command it belongs to; what is left is
 * a pending unit attention, which is thereby reported (SPC-4 5.14.4), or the
 * state of the medium. */
struct sim_answer sim_request_sense(const struct sim_task *task)
{
    enum { SIZE = 18, CURRENT_FIXED = 0x70 };
    struct sim_hardware *hardware = task->hardware;
    struct sim_sense sense = sim_medium_access(task).sense;
    uint8_t bytes[SIZE] = { CURRENT_FIXED };

    if ((task->cdb[1] & 1) != 0) /* No descriptor format (MMC-6 6.30). */
        return sim_bad_field();
    if (hardware->attentions_count > 0) {
        sense = hardware->attentions[0];
        hardware->attentions_count--;
        memmove(hardware->attentions, hardware->attentions + 1,
                hardware->attentions_count * sizeof sense);
    }
    bytes[2] = sense.key;
    bytes[7] = SIZE - 8;
    bytes[12] = sense.asc;
    bytes[13] = sense.ascq;
    return sim_send(task, bytes, SIZE, task->cdb[4]);
}

struct sim_answer sim_report_luns(const struct sim_task *task)
{
    const uint8_t bytes[16] = { 0, 0, 0, 8 };

    if (task->profile->bus == SIM_BUS_ATAPI)
        return sim_check(0x05, 0x20, 0x00);
    return sim_send(task, bytes, sizeof bytes, sim_be32(task->cdb + 6));
}

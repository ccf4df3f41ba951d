#include "sim/host/tcmu/unit.h"

#include "core/base/assert.h"

#include <string.h>

enum { OP_MODE_SENSE_6 = 0x1a, OP_SEND_DVD_STRUCTURE = 0xbf };
enum { HEADER_6 = 4, HEADER_10 = 8 }; /* Of mode pages (SPC-4 7.5.5). */

static uint32_t be16(const uint8_t *at)
{
    return (uint32_t)at[0] << 8 | at[1];
}

static uint32_t be32(const uint8_t *at)
{
    return be16(at) << 16 | be16(at + 2);
}

static void put_be16(uint8_t *at, size_t value)
{
    at[0] = (uint8_t)(value >> 8);
    at[1] = (uint8_t)value;
}

/* --- What goes which way --- */

/* Where a command says how long its parameter list is; sectors to be written
 * are not kept and so not fetched. */
size_t tcmu_unit_wants(const uint8_t cdb[TCMU_CDB_MAX])
{
    switch (cdb[0]) {
    case SIM_OP_SEND_OPC:
    case SIM_OP_MODE_SELECT:
    case SIM_OP_PERSISTENT_OUT:
        return be16(cdb + 7);
    case SIM_OP_SEND_KEY:
    case OP_SEND_DVD_STRUCTURE:
        return be16(cdb + 8);
    case SIM_OP_SET_STREAMING:
        return be16(cdb + 9);
    default:
        return 0;
    }
}

/* The bytes of sectors that a command reads: each is zeros. READ CD's depends
 * on what it asks of a sector, which only the room for it tells. */
static size_t sectors_size(const uint8_t *cdb)
{
    switch (cdb[0]) {
    case SIM_OP_READ_10:
        return (size_t)be16(cdb + 7) * SIM_SECTOR_SIZE;
    case SIM_OP_READ_12:
        return (size_t)be32(cdb + 6) * SIM_SECTOR_SIZE;
    case SIM_OP_READ_CD:
        return SIZE_MAX / 2;
    default:
        return 0;
    }
}

/* --- The bridge --- */

/* MODE SENSE of 6 bytes as one of 10 (SPC-4 6.11, 6.12): ATAPI drives know the
 * long one only, and the short one is what Linux asks a SCSI drive. */
static void lengthen(uint8_t cdb[TCMU_CDB_MAX])
{
    const uint8_t shorter[6] = { cdb[0], cdb[1], cdb[2], cdb[3], cdb[4], 0 };

    memset(cdb, 0, TCMU_CDB_MAX);
    cdb[0] = SIM_OP_MODE_SENSE;
    cdb[1] = shorter[1] & 0x08;
    cdb[2] = shorter[2];
    cdb[3] = shorter[3];
    put_be16(cdb + 7, SIM_DATA_MAX);
}

/* The page with the short head before it; gives how much was asked for. */
static size_t shorten(uint8_t *data, size_t size, uint8_t allocation)
{
    if (size < HEADER_10)
        return 0;
    size_t pages = size - HEADER_10;
    uint8_t medium = data[2], parameter = data[3];

    data[0] = (uint8_t)(pages + HEADER_6 - 1);
    data[1] = medium;
    data[2] = parameter;
    data[3] = 0; /* No block descriptor. */
    memmove(data + HEADER_6, data + HEADER_10, pages);
    return pages + HEADER_6 < allocation ? pages + HEADER_6 : allocation;
}

/* Groups 3 and 4 and the variable lengths: longer than a packet of ATAPI. */
static bool too_long(uint8_t opcode)
{
    return opcode >= 0x60 && opcode < 0xa0;
}

static struct sim_answer ask(struct tcmu_unit *unit, uint64_t now_ns)
{
    uint8_t cdb[TCMU_CDB_MAX];

    if (too_long(unit->cdb[0]))
        return (struct sim_answer){ .status = SIM_SCSI_CHECK_CONDITION,
                                    .sense = { 0x05, 0x20, 0x00 } };
    memcpy(cdb, unit->cdb, sizeof cdb);
    bool brief = cdb[0] == OP_MODE_SENSE_6;
    if (brief)
        lengthen(cdb);
    struct sim_answer answer = sim_hardware_command(
        &unit->hardware, &unit->profile, cdb, unit->data, now_ns);
    if (brief && answer.status == SIM_SCSI_GOOD)
        answer.data_size = (uint16_t)shorten(unit->data, answer.data_size,
                                             unit->cdb[4]);
    return answer;
}

/* SPC-4 4.5.3: fixed format, current. */
static void put_sense(const struct sim_answer *answer,
                      uint8_t bytes[TCMU_SENSE_SIZE])
{
    bytes[0] = 0x70;
    bytes[2] = (uint8_t)(answer->sense.key | (answer->ili ? 0x20 : 0));
    bytes[7] = TCMU_SENSE_SIZE - 8;
    bytes[12] = answer->sense.asc;
    bytes[13] = answer->sense.ascq;
}

/* --- One command --- */

static void take_delay(struct tcmu_unit *unit)
{
    struct tcmu_delay *delay = &unit->delay;

    if (delay->count == 0 ||
        (delay->opcode != SIM_OP_ANY && delay->opcode != unit->cdb[0]))
        return;
    delay->count--;
    unit->stuck = delay->time_ns == UINT64_MAX;
    if (!unit->stuck && delay->time_ns < UINT64_MAX - unit->end_ns)
        unit->end_ns += delay->time_ns;
}

void tcmu_unit_begin(struct tcmu_unit *unit, const uint8_t cdb[TCMU_CDB_MAX],
                     uint64_t now_ns)
{
    TJ_ASSERT(!unit->in_hand);

    memcpy(unit->cdb, cdb, TCMU_CDB_MAX);
    unit->in_hand = true;
    unit->end_ns = now_ns + sim_hardware_duration(&unit->hardware,
                                                  &unit->profile, cdb, now_ns);
    take_delay(unit);
}

bool tcmu_unit_end(struct tcmu_unit *unit, uint64_t now_ns,
                   struct tcmu_reply *reply)
{
    TJ_ASSERT(unit->in_hand);

    if (unit->stuck || now_ns < unit->end_ns)
        return false;
    struct sim_answer answer = ask(unit, now_ns);
    *reply = (struct tcmu_reply){ .status = answer.status };
    if (answer.status == SIM_SCSI_CHECK_CONDITION)
        put_sense(&answer, reply->sense);
    if (answer.status == SIM_SCSI_GOOD) {
        reply->data = unit->data;
        reply->data_size = answer.data_size;
        reply->zeros = answer.data_size == 0 ? sectors_size(unit->cdb) : 0;
    }
    unit->in_hand = false;
    unit->commands++;
    return true;
}

void tcmu_unit_abort(struct tcmu_unit *unit, struct tcmu_reply *reply)
{
    enum { TASK_ABORTED = 0x40 }; /* SAM-5 5.3.1 */

    TJ_ASSERT(unit->in_hand);
    *reply = (struct tcmu_reply){ .status = TASK_ABORTED };
    unit->in_hand = unit->stuck = false;
    unit->commands++;
}

uint64_t tcmu_unit_wake(const struct tcmu_unit *unit)
{
    uint64_t wake_ns = sim_hardware_wake(&unit->hardware);

    if (unit->in_hand && !unit->stuck && unit->end_ns < wake_ns)
        wake_ns = unit->end_ns;
    return wake_ns;
}

void tcmu_unit_init(struct tcmu_unit *unit, const struct sim_profile *profile,
                    uint64_t now_ns)
{
    *unit = (struct tcmu_unit){ .profile = *profile };
    sim_hardware_init(&unit->hardware, profile);
    sim_hardware_power_on(&unit->hardware, profile, now_ns);
}

void tcmu_unit_replug(struct tcmu_unit *unit, uint64_t now_ns)
{
    sim_hardware_power_on(&unit->hardware, &unit->profile, now_ns);
}

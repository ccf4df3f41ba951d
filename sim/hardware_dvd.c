/* What only DVDs and BDs have: structures, and the keys of CSS (MMC-6 6.23,
 * 6.29, 6.33; MMC-3 annex on CSS). The simulated DVD is not protected and the
 * drive has no region, so that authentication is a walk through its doors. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { HEADER_SIZE = 4, PHYSICAL_SIZE = 2048, DATA_AREA_START = 0x30000 };

/* MMC-6 6.23.3.2: book type and version, size and rate, layers, area. */
static size_t put_physical(const struct sim_disc *disc, uint8_t *bytes)
{
    static const struct { uint16_t profile; uint8_t book; } books[] = {
        { 0x0010, 0x01 }, { 0x0012, 0x16 }, { 0x0013, 0x32 },
    };

    for (size_t i = 0; i < sizeof books / sizeof *books; i++)
        if (books[i].profile == disc->profile)
            bytes[HEADER_SIZE] = books[i].book;
    bytes[HEADER_SIZE + 1] = 0x02;
    bytes[HEADER_SIZE + 2] = disc->writable ? 0x02 : 0x01;
    sim_put_be32(bytes + HEADER_SIZE + 4, DATA_AREA_START);
    sim_put_be32(bytes + HEADER_SIZE + 8, DATA_AREA_START + disc->sectors - 1);
    return HEADER_SIZE + 17;
}

/* Format 04h: what the maker wrote; here which disc it is. */
static size_t put_maker(const struct sim_task *task, uint8_t *bytes)
{
    memcpy(bytes + HEADER_SIZE, "TRAYJAM DISC", 12);
    sim_put_be32(bytes + HEADER_SIZE + 12, task->hardware->disc_serial);
    return SIM_DATA_MAX;
}

/* A format the disc does not have is an invalid field (MMC-6 6.23.2). The
 * length counts without its own two bytes. */
struct sim_answer sim_read_dvd_structure(const struct sim_task *task)
{
    enum { PHYSICAL = 0x00, COPYRIGHT = 0x01, MANUFACTURER = 0x04 };
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    struct sim_answer answer = sim_medium_access(task);
    uint8_t bytes[SIM_DATA_MAX] = { 0 };
    size_t  size = 0;

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (task->profile->aacs && task->cdb[7] >= SIM_AACS_VOLUME_ID &&
        task->cdb[7] <= SIM_AACS_KEY_BLOCK)
        return sim_aacs_structure(task);
    if (disc->medium == SIM_MEDIUM_CD)
        return sim_check(0x05, 0x30, 0x02); /* INCOMPATIBLE FORMAT */
    if (disc->medium != SIM_MEDIUM_DVD || task->cdb[6] != 0)
        return sim_bad_field();
    if (task->cdb[7] == PHYSICAL)
        size = put_physical(disc, bytes);
    else if (task->cdb[7] == COPYRIGHT)
        size = HEADER_SIZE + 4; /* No protection, all regions. */
    else if (task->cdb[7] == MANUFACTURER && !disc->writable)
        size = put_maker(task, bytes);
    if (size == 0)
        return sim_bad_field();
    sim_put_be16(bytes, task->cdb[7] == MANUFACTURER ? PHYSICAL_SIZE + 2
                                                     : (uint32_t)size - 2);
    return sim_send(task, bytes, size, sim_be16(task->cdb + 8));
}

enum { KEY_AGID, KEY_CHALLENGE, KEY_1, KEY_2, KEY_TITLE, KEY_ASF,
       KEY_REGION_SET, KEY_REGION = 8, KEY_INVALIDATE = 0x3f };

static bool has_css(const struct sim_task *task)
{
    return task->profile->reads >= SIM_READS_DVD;
}

static bool is_aacs(const struct sim_task *task)
{
    return task->profile->aacs && task->cdb[7] == 2; /* Key class */
}

static struct sim_answer sequence_error(void)
{
    return sim_check(0x05, 0x2c, 0x00); /* COMMAND SEQUENCE ERROR */
}

/* Key class 0. Only what needs no secret succeeds; the rest meets the answer
 * for a disc without protection: KEY NOT PRESENT. */
struct sim_answer sim_report_key(const struct sim_task *task)
{
    uint8_t bytes[8] = { 0, 6 };
    uint32_t allocation = sim_be16(task->cdb + 8);

    if (is_aacs(task))
        return sim_aacs_report_key(task);
    if (!has_css(task) || task->cdb[7] != 0)
        return sim_bad_field();
    switch (task->cdb[10] & 0x3f) {
    case KEY_REGION: /* No region was ever set: five changes are left. */
        bytes[4] = 4 << 3 | 5;
        bytes[5] = 0xff;
        bytes[6] = 1;
        return sim_send(task, bytes, sizeof bytes, allocation);
    case KEY_INVALIDATE:
        return sim_good();
    case KEY_AGID:
    case KEY_ASF: {
        struct sim_answer answer = sim_medium_access(task);
        if (answer.status != SIM_SCSI_GOOD)
            return answer;
        return sim_send(task, bytes, sizeof bytes, allocation);
    }
    case KEY_CHALLENGE:
    case KEY_1:
        return sequence_error();
    case KEY_TITLE:
        return sim_check(0x05, 0x6f, 0x01); /* KEY NOT PRESENT */
    default:
        return sim_bad_field();
    }
}

struct sim_answer sim_send_key(const struct sim_task *task)
{
    if (is_aacs(task))
        return sim_aacs_send_key(task);
    if (!has_css(task) || task->cdb[7] != 0)
        return sim_bad_field();
    switch (task->cdb[10] & 0x3f) {
    case KEY_CHALLENGE:
        return sim_good();
    case KEY_2:
        return sequence_error();
    case KEY_REGION_SET:
        return sim_medium_access(task);
    case KEY_INVALIDATE:
        return sim_good();
    default:
        return sim_bad_field();
    }
}

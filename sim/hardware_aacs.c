/* AACS of a drive that has it (MMC-6 6.23.3.2, 6.29.2.3, 6.33.2.2: key class
 * 2). Only a BD carries it. Numbers name the disc; certificates, curve points
 * and codes are zeros, so that the protocol is a walk through its doors. */
#include "sim/hardware_parts.h"

enum { HEADER_SIZE = 4, LONGEST = HEADER_SIZE + 112, BLOCK_SIZE = 12 };

static struct sim_answer access(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status == SIM_SCSI_GOOD &&
        sim_disc_ready(task->hardware)->medium != SIM_MEDIUM_BD)
        answer = sim_check(0x05, 0x30, 0x02); /* INCOMPATIBLE FORMAT */
    return answer;
}

/* A header that says how much follows, and the number of the disc. */
static struct sim_answer send(const struct sim_task *task, uint32_t size)
{
    uint8_t bytes[LONGEST] = { 0 };

    TJ_ASSERT(HEADER_SIZE + size <= sizeof bytes && size >= 8);
    sim_put_be16(bytes, size + 2);
    sim_put_be32(bytes + HEADER_SIZE, task->hardware->disc_serial);
    return sim_send(task, bytes, HEADER_SIZE + size,
                    sim_be16(task->cdb + 8));
}

struct sim_answer sim_aacs_report_key(const struct sim_task *task)
{
    static const struct { uint8_t format, size; } keys[] = {
        { 0x01, 112 }, /* Drive certificate challenge */
        { 0x02, 80 },  /* Drive key */
        { 0x20, 32 },  { 0x21, 32 }, /* Binding nonce: new, as it is */
    };
    uint8_t format = task->cdb[10] & 0x3f;
    struct sim_answer answer = access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (format == 0) { /* AGID 0: one session at a time. */
        static const uint8_t agid[8] = { 0, 6 };
        return sim_send(task, agid, sizeof agid, sim_be16(task->cdb + 8));
    }
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (keys[i].format == format)
            return send(task, keys[i].size);
    return sim_bad_field();
}

/* Host certificate challenge, host key, end of the session. */
struct sim_answer sim_aacs_send_key(const struct sim_task *task)
{
    uint8_t format = task->cdb[10] & 0x3f;
    struct sim_answer answer = access(task);

    if (format == 0x3f)
        return sim_good();
    if (answer.status == SIM_SCSI_GOOD && format != 0x01 && format != 0x02)
        answer = sim_bad_field();
    return answer;
}

/* Volume identifier, serial number, media identifier, media key block: one
 * pack, with the record of its type and version. */
struct sim_answer sim_aacs_structure(const struct sim_task *task)
{
    enum { IDENTIFIER_SIZE = 32 };
    static const uint8_t block[HEADER_SIZE + BLOCK_SIZE] = {
        0, BLOCK_SIZE + 2, 0, 1, 0x10, 0, 0, BLOCK_SIZE, 0, 3, 0x10, 3,
        0, 0, 0, 1,
    };
    struct sim_answer answer = access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (task->cdb[7] != SIM_AACS_KEY_BLOCK)
        return send(task, IDENTIFIER_SIZE);
    if (task->cdb[6] != 0 || sim_be32(task->cdb + 2) != 0)
        return sim_bad_field(); /* One layer, one pack. */
    return sim_send(task, block, sizeof block, sim_be16(task->cdb + 8));
}

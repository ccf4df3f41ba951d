/* Addresses of a disc: its capacity, and which of its sectors can be read and
 * written. No bytes move: every sector is zeros. */
#include "sim/hardware_parts.h"

static struct sim_answer out_of_range(void)
{
    return sim_check(0x05, 0x21, 0x00); /* LBA OUT OF RANGE */
}

static struct sim_answer illegal_mode(void)
{
    return sim_check(0x05, 0x64, 0x00); /* ILLEGAL MODE FOR THIS TRACK */
}

/* MMC-6 6.24.3: the last sector, and always 2048 bytes; a blank disc has
 * none. */
struct sim_answer sim_read_capacity(const struct sim_task *task)
{
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    struct sim_answer answer = sim_medium_access(task);
    uint8_t bytes[8] = { 0 };

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    sim_put_be32(bytes, disc->blank ? 0 : disc->sectors - 1);
    sim_put_be32(bytes + 4, SIM_SECTOR_SIZE);
    return sim_send(task, bytes, sizeof bytes, sizeof bytes);
}

static bool fits(const struct sim_disc *disc, uint64_t first, uint64_t count)
{
    return first <= disc->sectors && count <= disc->sectors - first;
}

/* Nothing was ever written there (MMC-6 Annex F: BLANK CHECK). */
static struct sim_answer read_sectors(const struct sim_task *task,
                                      uint32_t first, uint32_t count)
{
    const struct sim_disc *disc = sim_disc_ready(task->hardware);

    if (!fits(disc, first, count))
        return out_of_range();
    if (disc->blank && (uint64_t)first + count > task->hardware->written)
        return sim_check(0x08, 0x00, 0x00);
    if (disc->audio && count > 0)
        return illegal_mode();
    return sim_good();
}

/* A disc that is written once is written in order (MMC-6 6.45: INVALID ADDRESS
 * FOR WRITE). */
static struct sim_answer write_sectors(const struct sim_task *task,
                                       uint32_t first, uint32_t count)
{
    const struct sim_disc *disc = sim_disc_ready(task->hardware);

    if (!sim_disc_writable(task->profile, disc))
        return sim_check(0x07, 0x27, 0x00); /* WRITE PROTECTED */
    if (!fits(disc, first, count))
        return out_of_range();
    if (!disc->blank)
        return sim_good();
    if (first != task->hardware->written)
        return sim_check(0x05, 0x21, 0x02);
    task->hardware->written += count;
    return sim_good();
}

/* READ, WRITE and VERIFY of 10 and 12 bytes: the same fields, but for the
 * length of the length. What is played stops for it (MMC-3 6.14). */
struct sim_answer sim_transfer(const struct sim_task *task)
{
    const uint8_t *cdb = task->cdb;
    uint32_t first = sim_be32(cdb + 2);
    bool long_form = cdb[0] == SIM_OP_READ_12 || cdb[0] == SIM_OP_WRITE_12;
    bool write = cdb[0] == SIM_OP_WRITE_10 || cdb[0] == SIM_OP_WRITE_12;
    uint32_t count = long_form ? sim_be32(cdb + 6) : sim_be16(cdb + 7);
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    sim_audio_stop(task->hardware);
    return write ? write_sectors(task, first, count)
                 : read_sectors(task, first, count);
}

struct sim_answer sim_seek(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    sim_audio_stop(task->hardware);
    if (sim_be32(task->cdb + 2) >= sim_disc_ready(task->hardware)->sectors)
        return out_of_range();
    return sim_good();
}

/* MMC-6 6.20: any expected type, CD-DA, or one of the four of data. Only a CD
 * has such sectors. */
struct sim_answer sim_read_cd(const struct sim_task *task)
{
    enum { ANY = 0, CD_DA = 1, DATA_MAX = 5 };
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    unsigned type = task->cdb[1] >> 2 & 7;
    uint32_t count = (uint32_t)task->cdb[6] << 16 | sim_be16(task->cdb + 7);
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (type > DATA_MAX)
        return sim_bad_field();
    if (disc->medium != SIM_MEDIUM_CD)
        return sim_check(0x05, 0x30, 0x02); /* INCOMPATIBLE FORMAT */
    sim_audio_stop(task->hardware);
    if (!fits(disc, sim_be32(task->cdb + 2), count))
        return out_of_range();
    if (disc->blank)
        return read_sectors(task, sim_be32(task->cdb + 2), count);
    if (type != ANY && (type == CD_DA) != disc->audio)
        return illegal_mode();
    return sim_good();
}

struct sim_answer sim_synchronize_cache(const struct sim_task *task)
{
    return sim_medium_access(task);
}

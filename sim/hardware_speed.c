/* Speeds and the like: commands that tune a drive and change nothing that can
 * be seen (MMC-6 6.8, 6.35, 6.37, 6.39; MMC-3 6.36). */
#include "sim/hardware_parts.h"

enum { SPEED_KBPS = 176 * 48 };

struct sim_answer sim_set_cd_speed(const struct sim_task *task)
{
    return sim_be16(task->cdb + 2) == 0 ? sim_bad_field() : sim_good();
}

/* MMC-6 6.39.3: a performance descriptor of 28 bytes, or type 5. */
struct sim_answer sim_set_streaming(const struct sim_task *task)
{
    enum { DESCRIPTOR_SIZE = 28, RESTORE_DEFAULTS = 0x04 };
    uint32_t size = sim_be16(task->cdb + 9);
    const uint8_t *list = task->data;

    if (task->cdb[8] != 0 && task->cdb[8] != 5)
        return sim_bad_field();
    if (size == 0 || list == NULL || task->cdb[8] == 5)
        return sim_good();
    if (size != DESCRIPTOR_SIZE)
        return sim_check(0x05, 0x1a, 0x00);
    if ((list[0] & RESTORE_DEFAULTS) == 0 &&
        sim_be32(list + 4) > sim_be32(list + 8))
        return sim_check(0x05, 0x26, 0x00);
    return sim_good();
}

struct sim_answer sim_set_read_ahead(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);
    uint32_t sectors = sim_disc_ready(task->hardware)->sectors;

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (sim_be32(task->cdb + 2) >= sectors ||
        sim_be32(task->cdb + 6) >= sectors)
        return sim_check(0x05, 0x21, 0x00);
    return sim_good();
}

/* MMC-6 6.8: type 0, nominal performance: one speed from start to end; type 3,
 * write speeds: one. */
struct sim_answer sim_get_performance(const struct sim_task *task)
{
    enum { HEADER_SIZE = 8, PERFORMANCE = 0, WRITE_SPEED = 3, SIZE = 24 };
    struct sim_answer answer = sim_medium_access(task);
    uint32_t last = sim_disc_ready(task->hardware)->sectors - 1;
    uint8_t  bytes[SIZE] = { 0, 0, 0, SIZE - 4 };

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (task->cdb[10] == PERFORMANCE) {
        sim_put_be32(bytes + HEADER_SIZE + 4, SPEED_KBPS);
        sim_put_be32(bytes + HEADER_SIZE + 8, last);
        sim_put_be32(bytes + HEADER_SIZE + 12, SPEED_KBPS);
    } else if (task->cdb[10] == WRITE_SPEED && task->profile->burner) {
        sim_put_be32(bytes + HEADER_SIZE + 4, last);
        sim_put_be32(bytes + HEADER_SIZE + 8, SPEED_KBPS);
        sim_put_be32(bytes + HEADER_SIZE + 12, SPEED_KBPS);
    } else {
        return sim_bad_field();
    }
    return sim_send(task, bytes, SIZE, SIM_DATA_MAX);
}

/* The power of the laser is measured on the disc that is to be written. */
struct sim_answer sim_send_opc(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (!sim_disc_writable(task->profile, sim_disc_ready(task->hardware)))
        return sim_check(0x07, 0x27, 0x00);
    return sim_good();
}

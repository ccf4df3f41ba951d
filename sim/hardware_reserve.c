/* Reservations (SPC-2 7.21; SPC-4 5.13, 6.15, 6.16). There is one initiator,
 * so no command of it ever meets a conflict with itself; what another one
 * would do is planted as a status. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { KEY_SIZE = 8, LIST_SIZE = 24 };
enum { IN_KEYS, IN_RESERVATION, IN_CAPABILITIES };
enum { OUT_REGISTER, OUT_RESERVE, OUT_RELEASE, OUT_CLEAR, OUT_PREEMPT,
       OUT_PREEMPT_ABORT, OUT_REGISTER_ANY };

static const uint8_t no_key[KEY_SIZE];

static bool registered(const struct sim_hardware *hardware)
{
    return memcmp(hardware->reservation_key, no_key, KEY_SIZE) != 0;
}

struct sim_answer sim_reserve_10(const struct sim_task *task)
{
    bool reserve = task->cdb[0] == SIM_OP_RESERVE_10 ||
                   task->cdb[0] == SIM_OP_RESERVE_6;

    /* SPC-2 5.5.1: the two kinds of reservation exclude each other. */
    if (registered(task->hardware))
        return (struct sim_answer){ .status = SIM_SCSI_RESERVATION_CONFLICT };
    task->hardware->reserved = reserve;
    return sim_good();
}

/* ATAPI knows no 6-byte form (class-driver spec 5.4: the driver then takes the
 * 10-byte one). */
struct sim_answer sim_reserve_6(const struct sim_task *task)
{
    if (task->profile->bus == SIM_BUS_ATAPI)
        return sim_check(0x05, 0x20, 0x00);
    return sim_reserve_10(task);
}

/* SPC-4 6.15: generation, length of the rest, the rest. */
struct sim_answer sim_persistent_in(const struct sim_task *task)
{
    const struct sim_hardware *hardware = task->hardware;
    uint8_t bytes[LIST_SIZE] = { 0 };
    size_t  size = 8;

    sim_put_be32(bytes, hardware->reservation_generation);
    switch (task->cdb[1] & 0x1f) {
    case IN_KEYS:
        if (registered(hardware)) {
            memcpy(bytes + 8, hardware->reservation_key, KEY_SIZE);
            size += KEY_SIZE;
        }
        break;
    case IN_RESERVATION:
        if (hardware->reservation_type != 0) {
            memcpy(bytes + 8, hardware->reservation_key, KEY_SIZE);
            bytes[21] = hardware->reservation_type;
            size += 16;
        }
        break;
    case IN_CAPABILITIES: /* No generation here; the types of byte 4 count. */
        memset(bytes, 0, 8);
        bytes[1] = 8;
        bytes[3] = 0x80;
        bytes[4] = 0xea;
        bytes[5] = 0x01;
        return sim_send(task, bytes, 8, sim_be16(task->cdb + 7));
    default:
        return sim_bad_field();
    }
    sim_put_be32(bytes + 4, (uint32_t)size - 8);
    return sim_send(task, bytes, size, sim_be16(task->cdb + 7));
}

static bool known_type(unsigned type)
{
    return type == 1 || type == 3 || (type >= 5 && type <= 8);
}

static struct sim_answer conflict(void)
{
    return (struct sim_answer){ .status = SIM_SCSI_RESERVATION_CONFLICT };
}

static void drop(struct sim_hardware *hardware)
{
    memset(hardware->reservation_key, 0, KEY_SIZE);
    hardware->reservation_type = 0;
}

/* Each register, clear and preempt counts (SPC-4 5.13.9). */
static struct sim_answer change_keys(const struct sim_task *task,
                                     unsigned action)
{
    struct sim_hardware *hardware = task->hardware;
    const uint8_t       *fresh = task->data + KEY_SIZE;

    hardware->reservation_generation++;
    if (action == OUT_CLEAR || memcmp(fresh, no_key, KEY_SIZE) == 0)
        drop(hardware);
    else
        memcpy(hardware->reservation_key, fresh, KEY_SIZE);
    return sim_good();
}

static struct sim_answer change_type(const struct sim_task *task,
                                     unsigned action)
{
    struct sim_hardware *hardware = task->hardware;
    uint8_t type = task->cdb[2] & 0x0f;

    if ((task->cdb[2] & 0xf0) != 0 || !known_type(type))
        return sim_bad_field();
    if (action == OUT_RELEASE) {
        if (hardware->reservation_type != 0 &&
            hardware->reservation_type != type)
            return sim_check(0x05, 0x26, 0x04); /* INVALID RELEASE */
        hardware->reservation_type = 0;
        return sim_good();
    }
    if (action == OUT_RESERVE && hardware->reservation_type != 0 &&
        hardware->reservation_type != type)
        return conflict();
    if (action != OUT_RESERVE)
        hardware->reservation_generation++;
    hardware->reservation_type = type;
    return sim_good();
}

/* SPC-4 6.16. The list begins with the key that the initiator registered. */
struct sim_answer sim_persistent_out(const struct sim_task *task)
{
    unsigned action = task->cdb[1] & 0x1f;

    if (action > OUT_REGISTER_ANY)
        return sim_bad_field();
    if (sim_be32(task->cdb + 5) != LIST_SIZE || task->data == NULL)
        return sim_check(0x05, 0x1a, 0x00); /* PARAMETER LIST LENGTH */
    if (task->hardware->reserved)
        return conflict();
    if (action == OUT_REGISTER_ANY)
        return change_keys(task, action);
    if (memcmp(task->data, task->hardware->reservation_key, KEY_SIZE) != 0)
        return conflict();
    if (action == OUT_REGISTER)
        return change_keys(task, action);
    if (!registered(task->hardware))
        return conflict();
    return action == OUT_CLEAR ? change_keys(task, action)
                               : change_type(task, action);
}

/* GET EVENT STATUS NOTIFICATION (MMC-6 6.6): what happened at the drive, one
 * event per reply, each told once. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { POLLED = 0x01, REPLY_SIZE = 8, HEADER_SIZE = 4, NO_CLASS = 0x80,
       BUSY_IMMEDIATE = 2, REQUEST_PLAY = 1 };
#define CLASS(name) (1u << SIM_GESN_##name##_CLASS)
#define CLASSES \
    (CLASS(OPERATION) | CLASS(EXTERNAL) | CLASS(MEDIA) | CLASS(BUSY))
#define TICK_NS UINT64_C(100000000) /* Busy times count in 100 ms. */

/* A full list drops its oldest entry: a drive has a small register for these,
 * and the newest state of the tray is the one that counts. */
static uint8_t push(uint8_t *list, uint8_t count, uint8_t max, uint8_t event)
{
    if (count == max) {
        memmove(list, list + 1, max - 1u);
        count--;
    }
    list[count] = event;
    return (uint8_t)(count + 1);
}

static uint8_t pop(uint8_t *list, uint8_t *count)
{
    uint8_t oldest = list[0];

    TJ_ASSERT(*count > 0);
    *count -= 1;
    memmove(list, list + 1, *count);
    return oldest;
}

void sim_media_event(struct sim_hardware *hardware, uint8_t event)
{
    hardware->events_count = push(hardware->events, hardware->events_count,
                                  SIM_MEDIA_EVENTS_MAX, event);
    hardware->signal = true;
}

void sim_external_event(struct sim_hardware *hardware, uint8_t event)
{
    hardware->buttons_count = push(hardware->buttons, hardware->buttons_count,
                                   SIM_BUTTONS_MAX, event);
    hardware->signal = true;
}

/* --- What a reply says, by class: bytes 4 to 7 --- */

/* MMC-6 6.6.2.2: byte 5 status (0: available), 6 and 7 what has changed. */
static void operation_reply(struct sim_hardware *hardware, bool takes,
                            uint8_t *reply)
{
    if (hardware->persistent)
        reply[5] |= 0x80;
    if (!takes)
        return;
    reply[4] = SIM_GESN_OPERATION_CHANGED;
    reply[7] = hardware->operation;
    hardware->operation = 0;
}

static void external_reply(struct sim_hardware *hardware, bool takes,
                           uint8_t *reply)
{
    if (hardware->persistent)
        reply[5] |= 0x80;
    if (!takes)
        return;
    reply[4] = pop(hardware->buttons, &hardware->buttons_count);
    reply[7] = REQUEST_PLAY;
}

/* MMC-6 6.6.2.5: byte 5 bit 0 the tray is open, bit 1 a medium is present. */
static void media_reply(struct sim_hardware *hardware, bool takes,
                        uint8_t *reply)
{
    bool inside = hardware->disc && !hardware->tray_open &&
                  hardware->moving == SIM_TRAY_STILL;

    reply[5] = (uint8_t)((hardware->tray_open ? 1u : 0u) | (inside ? 2u : 0u));
    if (takes)
        reply[4] = pop(hardware->events, &hardware->events_count);
}

/* MMC-6 6.6.2.7: one report when it becomes busy, with the time to come; while
 * nothing new happens the class has no event. */
static void busy_reply(struct sim_hardware *hardware, bool takes,
                       uint64_t now_ns, uint8_t *reply)
{
    uint64_t wake_ns = sim_hardware_wake(hardware);

    if (wake_ns != UINT64_MAX && wake_ns > now_ns) {
        uint64_t ticks = (wake_ns - now_ns + TICK_NS - 1) / TICK_NS;
        reply[5] = BUSY_IMMEDIATE;
        sim_put_be16(reply + 6, ticks < 0xffff ? (uint32_t)ticks : 0xffff);
    }
    if (takes)
        reply[4] = SIM_GESN_LO_CHANGE;
    if (takes)
        hardware->busy_event = false;
}

static unsigned pending(const struct sim_hardware *hardware)
{
    return (hardware->operation != 0 ? CLASS(OPERATION) : 0) |
           (hardware->buttons_count > 0 ? CLASS(EXTERNAL) : 0) |
           (hardware->events_count > 0 ? CLASS(MEDIA) : 0) |
           (hardware->busy_event ? CLASS(BUSY) : 0);
}

static unsigned lowest_class(unsigned classes)
{
    unsigned class = 0;

    TJ_ASSERT(classes != 0);
    while ((classes >> class & 1) == 0)
        class++;
    return class;
}

static void fill(const struct sim_task *task, unsigned class, bool takes,
                 uint8_t *reply)
{
    switch (class) {
    case SIM_GESN_OPERATION_CLASS:
        operation_reply(task->hardware, takes, reply);
        break;
    case SIM_GESN_EXTERNAL_CLASS:
        external_reply(task->hardware, takes, reply);
        break;
    case SIM_GESN_MEDIA_CLASS:
        media_reply(task->hardware, takes, reply);
        break;
    default:
        busy_reply(task->hardware, takes, task->now_ns, reply);
        break;
    }
}

/* A planted reply comes first when its class is asked for: byte 2 of it is the
 * status of the media and busy classes, the request of the other two. */
static bool planted(const struct sim_task *task, unsigned asked,
                    uint8_t *reply)
{
    struct sim_hardware *hardware = task->hardware;
    const uint8_t       *gesn = hardware->planted_gesn;
    uint8_t class = gesn[0] & 0x07;

    if (hardware->planted_gesn_count == 0 || (asked >> class & 1) == 0)
        return false;
    hardware->planted_gesn_count--;
    reply[2] = class;
    reply[4] = gesn[1];
    if (class == SIM_GESN_MEDIA_CLASS || class == SIM_GESN_BUSY_CLASS)
        reply[5] = gesn[2];
    else
        reply[7] = gesn[2];
    if (class == SIM_GESN_BUSY_CLASS)
        reply[7] = gesn[3];
    return true;
}

/* A transfer that breaks off is none that the driver believes (spec 4.3). */
static size_t planted_size(const struct sim_hardware *hardware)
{
    return hardware->planted_gesn_missing < REPLY_SIZE
               ? REPLY_SIZE - (size_t)hardware->planted_gesn_missing
               : 0;
}

/* Only the polled form (MMC-6 6.6.1.1). Of several classes with events, and of
 * several without, the one with the lowest number is reported: it has the
 * highest priority (6.6.2.1). */
struct sim_answer sim_get_event_status(const struct sim_task *task)
{
    uint8_t  reply[REPLY_SIZE] = { 0, REPLY_SIZE - 2, 0, CLASSES };
    unsigned asked = task->cdb[4] & CLASSES;
    uint32_t allocation = sim_be16(task->cdb + 7);

    if (!task->profile->gesn) /* Older than the command. */
        return sim_check(0x05, 0x20, 0x00);
    if ((task->cdb[1] & POLLED) == 0)
        return sim_bad_field();
    if (asked == 0) { /* None of them is known: a header alone. */
        reply[1] = HEADER_SIZE - 2;
        reply[2] = NO_CLASS;
        return sim_send(task, reply, HEADER_SIZE, allocation);
    }
    /* Who has no room or memory for an event does not take it. */
    bool takes = allocation > HEADER_SIZE && task->data != NULL;
    if (takes && planted(task, asked, reply))
        return sim_send(task, reply, planted_size(task->hardware), allocation);
    unsigned ready = pending(task->hardware) & asked;
    unsigned class = lowest_class(ready != 0 ? ready : asked);
    reply[2] = (uint8_t)class;
    fill(task, class, takes && ready != 0, reply);
    return sim_send(task, reply, sizeof reply, allocation);
}

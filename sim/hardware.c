/* The drive itself: commands in, status and sense out (see the header). */
#include "sim/hardware.h"

#include "core/base/assert.h"

#include <string.h>

static const struct sim_sense no_medium = { 0x02, 0x3a, 0x01 };
static const struct sim_sense no_medium_tray_open = { 0x02, 0x3a, 0x02 };
static const struct sim_sense becoming_ready = { 0x02, 0x04, 0x01 };
static const struct sim_sense medium_changed = { 0x06, 0x28, 0x00 };
static const struct sim_sense removal_prevented = { 0x05, 0x53, 0x02 };
static const struct sim_sense write_protected = { 0x07, 0x27, 0x00 };
static const struct sim_sense address_out_of_range = { 0x05, 0x21, 0x00 };
static const struct sim_sense invalid_opcode = { 0x05, 0x20, 0x00 };

static struct sim_answer good(void)
{
    return (struct sim_answer){ .status = SIM_SCSI_GOOD };
}

static struct sim_answer check(struct sim_sense sense)
{
    return (struct sim_answer){ .status = SIM_SCSI_CHECK_CONDITION,
                                .sense = sense };
}

/* A full list drops its oldest entry: a drive has a small register for these,
 * and the newest state of the tray is the one that counts. */
static void push_event(struct sim_hardware *hardware, uint8_t event)
{
    if (hardware->events_count == SIM_MEDIA_EVENTS_MAX) {
        memmove(hardware->events, hardware->events + 1,
                SIM_MEDIA_EVENTS_MAX - 1);
        hardware->events_count--;
    }
    hardware->events[hardware->events_count++] = event;
    hardware->signal = true;
}

static void push_attention(struct sim_hardware *hardware,
                           struct sim_sense sense)
{
    for (unsigned i = 0; i < hardware->attentions_count; i++)
        if (memcmp(&hardware->attentions[i], &sense, sizeof sense) == 0)
            return;
    if (hardware->attentions_count < SIM_ATTENTIONS_MAX)
        hardware->attentions[hardware->attentions_count++] = sense;
}

static void disc_is_ready(struct sim_hardware *hardware)
{
    hardware->settling = false;
    push_event(hardware, SIM_GESN_NEW_MEDIA);
    push_attention(hardware, medium_changed);
}

static void disc_comes_in(struct sim_hardware *hardware,
                          const struct sim_profile *profile, uint64_t now_ns)
{
    if (!hardware->disc || hardware->tray_open)
        return;
    hardware->settling = true;
    hardware->ready_ns = now_ns + profile->spin_up_ns;
    if (profile->spin_up_ns == 0)
        disc_is_ready(hardware);
}

static void disc_goes_out(struct sim_hardware *hardware)
{
    if (hardware->disc && !hardware->settling)
        push_event(hardware, SIM_GESN_REMOVAL);
    hardware->settling = false;
}

static void open_tray(struct sim_hardware *hardware)
{
    if (hardware->tray_open)
        return;
    disc_goes_out(hardware);
    hardware->tray_open = true;
}

static void close_tray(struct sim_hardware *hardware,
                       const struct sim_profile *profile, uint64_t now_ns)
{
    if (!hardware->tray_open)
        return;
    hardware->tray_open = false;
    disc_comes_in(hardware, profile, now_ns);
}

static struct sim_answer medium_access(const struct sim_hardware *hardware)
{
    if (hardware->tray_open)
        return check(no_medium_tray_open);
    if (!hardware->disc)
        return check(no_medium);
    if (hardware->settling)
        return check(becoming_ready);
    return good();
}

/* START STOP UNIT, byte 4: LoEj 0x02, Start 0x01 (MMC-6 6.42). */
static struct sim_answer start_stop(struct sim_hardware *hardware,
                                    const struct sim_profile *profile,
                                    const uint8_t *cdb, uint64_t now_ns)
{
    if ((cdb[4] & 0x03) == 0x03)
        close_tray(hardware, profile, now_ns);
    if ((cdb[4] & 0x03) != 0x02)
        return good();
    if (hardware->prevent && !hardware->tray_open)
        return check(removal_prevented);
    open_tray(hardware);
    return good();
}

static struct sim_answer read_or_write(const struct sim_hardware *hardware,
                                       const uint8_t *cdb)
{
    struct sim_answer answer = medium_access(hardware);
    uint64_t first = (uint64_t)cdb[2] << 24 | (uint64_t)cdb[3] << 16 |
                     (uint64_t)cdb[4] << 8 | cdb[5];
    uint64_t count = (uint64_t)cdb[7] << 8 | cdb[8];

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (cdb[0] == SIM_OP_WRITE_10)
        return check(write_protected);
    if (first + count > SIM_DISC_SECTORS)
        return check(address_out_of_range);
    return good();
}

/* One event per reply, as the class driver asks for (spec 4.3). Byte 2 low
 * bits: class of the event that follows; 0x80: none of the classes asked for
 * has one. */
static struct sim_answer event_status(struct sim_hardware *hardware,
                                      uint8_t *data)
{
    struct sim_answer answer = good();

    if (data == NULL)
        return answer;
    answer.data_size = 8;
    memset(data, 0, 8);
    data[1] = 6;
    data[2] = SIM_GESN_MEDIA_CLASS;
    data[3] = 1u << SIM_GESN_MEDIA_CLASS;
    if (hardware->events_count == 0)
        return answer;
    data[4] = hardware->events[0];
    hardware->events_count--;
    memmove(hardware->events, hardware->events + 1, hardware->events_count);
    return answer;
}

static struct sim_answer planted(struct sim_hardware *hardware)
{
    struct sim_answer answer = check(hardware->planted);

    hardware->planted_count--;
    answer.srb = hardware->planted_srb;
    answer.ili = hardware->planted_ili;
    if (hardware->planted_status != 0)
        answer.status = hardware->planted_status;
    return answer;
}

static bool reports_attention(uint8_t opcode)
{
    return opcode != SIM_OP_GET_EVENT_STATUS &&
           opcode != SIM_OP_GET_CONFIGURATION;
}

static bool is_slow(uint8_t opcode)
{
    return opcode == SIM_OP_START_STOP_UNIT || opcode == SIM_OP_READ_10 ||
           opcode == SIM_OP_WRITE_10 || opcode == SIM_OP_READ_CAPACITY ||
           opcode == SIM_OP_READ_TOC || opcode == SIM_OP_SYNCHRONIZE_CACHE;
}

void sim_hardware_init(struct sim_hardware *hardware,
                       const struct sim_profile *profile)
{
    *hardware = (struct sim_hardware){ .disc = profile->disc,
                                       .tray_open = profile->tray_open };
}

uint64_t sim_hardware_duration(struct sim_hardware *hardware,
                               const struct sim_profile *profile,
                               const uint8_t cdb[SIM_CDB_SIZE])
{
    uint64_t duration_ns = 0;

    if (!is_slow(cdb[0]))
        return 0;
    if (cdb[0] == SIM_OP_START_STOP_UNIT && (cdb[4] & 0x03) == 0x02 &&
        !hardware->tray_open && !hardware->prevent)
        duration_ns = profile->open_ns;
    if (cdb[0] == SIM_OP_START_STOP_UNIT && (cdb[4] & 0x03) == 0x03 &&
        hardware->tray_open)
        duration_ns = profile->load_ns;
    duration_ns += hardware->busy_ns;
    hardware->busy_ns = 0;
    return duration_ns;
}

struct sim_answer sim_hardware_command(struct sim_hardware *hardware,
                                       const struct sim_profile *profile,
                                       const uint8_t cdb[SIM_CDB_SIZE],
                                       uint8_t *data, uint64_t now_ns)
{
    sim_hardware_time(hardware, now_ns);
    if (hardware->planted_count > 0 &&
        (hardware->planted_opcode == SIM_OP_ANY ||
         hardware->planted_opcode == cdb[0]))
        return planted(hardware);
    if (hardware->attentions_count > 0 && reports_attention(cdb[0])) {
        struct sim_sense oldest = hardware->attentions[0];
        hardware->attentions_count--;
        memmove(hardware->attentions, hardware->attentions + 1,
                hardware->attentions_count * sizeof oldest);
        return check(oldest);
    }
    switch (cdb[0]) {
    case SIM_OP_TEST_UNIT_READY:
    case SIM_OP_READ_CAPACITY:
    case SIM_OP_READ_TOC:
    case SIM_OP_SYNCHRONIZE_CACHE:
        return medium_access(hardware);
    case SIM_OP_START_STOP_UNIT:
        return start_stop(hardware, profile, cdb, now_ns);
    case SIM_OP_PREVENT_ALLOW:
        hardware->prevent = (cdb[4] & 0x01) != 0;
        return good();
    case SIM_OP_READ_10:
    case SIM_OP_WRITE_10:
        return read_or_write(hardware, cdb);
    case SIM_OP_GET_EVENT_STATUS:
        return event_status(hardware, data);
    case SIM_OP_GET_CONFIGURATION:
        return good();
    default:
        return check(invalid_opcode);
    }
}

void sim_hardware_hand(struct sim_hardware *hardware,
                       const struct sim_profile *profile, enum sim_hand hand,
                       uint64_t now_ns)
{
    TJ_ASSERT((unsigned)hand < SIM_HAND_COUNT);

    sim_hardware_time(hardware, now_ns);
    switch ((int)hand) {
    case SIM_PRESS_EJECT:
        if (hardware->tray_open)
            close_tray(hardware, profile, now_ns);
        else if (hardware->prevent)
            push_event(hardware, SIM_GESN_EJECT_REQUEST);
        else
            open_tray(hardware);
        break;
    case SIM_INSERT_DISC:
        if (hardware->disc)
            break;
        hardware->disc = true;
        disc_comes_in(hardware, profile, now_ns);
        break;
    case SIM_TAKE_DISC:
        if (!hardware->tray_open)
            disc_goes_out(hardware);
        hardware->disc = false;
        break;
    case SIM_TRAY_OPEN:
        open_tray(hardware);
        break;
    case SIM_TRAY_CLOSE:
        close_tray(hardware, profile, now_ns);
        break;
    default:
        break;
    }
}

/* The drive itself forgets the prevention; no counter knows (spec 3.3). */
void sim_hardware_reset(struct sim_hardware *hardware)
{
    hardware->prevent = false;
}

void sim_hardware_time(struct sim_hardware *hardware, uint64_t now_ns)
{
    if (hardware->settling && now_ns >= hardware->ready_ns)
        disc_is_ready(hardware);
}

/* CD audio (MMC-3 6.14 to 6.17, 6.50; MMC-6 6.22 for READ SUB-CHANNEL). The
 * pickup moves with the clock: 75 sectors a second. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { FRAMES_PER_SECOND = 75, MSF_OFFSET = 150 };
#define NS_PER_S UINT64_C(1000000000)

/* Where the pickup is now; at the end it has played to the end. */
static uint32_t position(const struct sim_task *task)
{
    struct sim_hardware *hardware = task->hardware;

    if (hardware->audio != SIM_AUDIO_PLAYING)
        return hardware->play_at;
    if (hardware->play_ns > task->now_ns) /* It plays since the start. */
        hardware->play_ns = task->now_ns;
    uint64_t passed_ns = task->now_ns - hardware->play_ns;
    uint64_t left = hardware->play_end - hardware->play_at;
    /* Seconds first: nanoseconds times 75 would overflow in years. */
    uint64_t frames = passed_ns / NS_PER_S * FRAMES_PER_SECOND +
                      passed_ns % NS_PER_S * FRAMES_PER_SECOND / NS_PER_S;
    if (frames < left)
        return hardware->play_at + (uint32_t)frames;
    hardware->audio = SIM_AUDIO_COMPLETED;
    hardware->play_at = hardware->play_end;
    return hardware->play_end;
}

void sim_audio_stop(struct sim_hardware *hardware)
{
    hardware->audio = SIM_AUDIO_NONE;
}

static struct sim_answer play(const struct sim_task *task, uint32_t first,
                              uint32_t end)
{
    struct sim_hardware   *hardware = task->hardware;
    const struct sim_disc *disc = sim_disc_ready(hardware);

    if (first > end)
        return sim_bad_field();
    if (end > disc->sectors)
        return sim_check(0x05, 0x21, 0x00);
    if (!disc->audio)
        return sim_check(0x05, 0x64, 0x00);
    hardware->audio = first < end ? SIM_AUDIO_PLAYING : SIM_AUDIO_NONE;
    hardware->play_at = first;
    hardware->play_end = end;
    hardware->play_ns = task->now_ns;
    return sim_good();
}

/* M, S, F to a sector; false: no such address. */
static bool sector_of(const uint8_t *msf, uint32_t *sector)
{
    uint32_t frame = (msf[0] * 60u + msf[1]) * FRAMES_PER_SECOND + msf[2];

    if (msf[1] >= 60 || msf[2] >= FRAMES_PER_SECOND || frame < MSF_OFFSET)
        return false;
    *sector = frame - MSF_OFFSET;
    return true;
}

/* A start of FF:FF:FF goes on from where the pickup is (MMC-3 6.15.2). */
struct sim_answer sim_play_audio_msf(const struct sim_task *task)
{
    static const uint8_t here[3] = { 0xff, 0xff, 0xff };
    struct sim_answer answer = sim_medium_access(task);
    uint32_t first = position(task), end;

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (memcmp(task->cdb + 3, here, sizeof here) != 0 &&
        !sector_of(task->cdb + 3, &first))
        return sim_bad_field();
    if (!sector_of(task->cdb + 6, &end))
        return sim_bad_field();
    return play(task, first, end);
}

struct sim_answer sim_play_audio(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);
    uint32_t first = sim_be32(task->cdb + 2);
    uint32_t count = sim_be16(task->cdb + 7);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (first == UINT32_MAX)
        first = position(task);
    if (first > UINT32_MAX - count)
        return sim_check(0x05, 0x21, 0x00);
    return play(task, first, first + count);
}

/* Byte 8 bit 0: resume. What neither plays nor pauses can do neither (MMC-3
 * 6.13: COMMAND SEQUENCE ERROR). */
struct sim_answer sim_pause_resume(const struct sim_task *task)
{
    struct sim_hardware *hardware = task->hardware;
    struct sim_answer answer = sim_medium_access(task);
    bool resume = (task->cdb[8] & 1) != 0;

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    hardware->play_at = position(task);
    hardware->play_ns = task->now_ns;
    if (hardware->audio != SIM_AUDIO_PLAYING &&
        hardware->audio != SIM_AUDIO_PAUSED)
        return sim_check(0x05, 0x2c, 0x00);
    hardware->audio = resume ? SIM_AUDIO_PLAYING : SIM_AUDIO_PAUSED;
    return sim_good();
}

struct sim_answer sim_stop_play(const struct sim_task *task)
{
    struct sim_answer answer = sim_medium_access(task);

    if (answer.status == SIM_SCSI_GOOD)
        sim_audio_stop(task->hardware);
    return answer;
}

/* --- READ SUB-CHANNEL --- */

enum { WANTS_Q = 0x40, WANTS_MSF = 0x02, HEADER_SIZE = 4, POSITION_SIZE = 16,
       CODE_SIZE = 24 };
enum { FORMAT_POSITION = 1, FORMAT_CATALOG = 2, FORMAT_ISRC = 3 };

static uint8_t control_of(const struct sim_disc *disc)
{
    return disc->audio ? 0x10 : 0x14; /* ADR 1; bit 2: data */
}

/* The relative address has no lead-in to count (MMC-6 Table 497). */
static void put_position(const struct sim_task *task,
                         const struct sim_disc *disc, uint32_t at,
                         uint8_t *bytes)
{
    bool msf = (task->cdb[1] & WANTS_MSF) != 0;
    unsigned track = sim_track_of(disc, at);
    uint32_t relative = at - sim_track_start(disc, track);

    bytes[5] = control_of(disc);
    bytes[6] = (uint8_t)track;
    bytes[7] = 1; /* Index */
    sim_put_address(bytes + 8, at, msf);
    sim_put_address(bytes + 12, msf ? relative - MSF_OFFSET : relative, msf);
}

static void put_digits(uint8_t *at, unsigned count, uint32_t number)
{
    while (count-- > 0) {
        at[count] = (uint8_t)('0' + number % 10);
        number /= 10;
    }
}

/* Number of the disc, and of a track of it: every disc has others. */
static void put_code(const struct sim_task *task, const struct sim_disc *disc,
                     uint8_t *bytes)
{
    uint32_t serial = task->hardware->disc_serial;

    if (bytes[4] == FORMAT_CATALOG) {
        bytes[8] = 0x80; /* MCVal */
        put_digits(bytes + 9, 13, serial);
        return;
    }
    bytes[5] = control_of(disc);
    bytes[6] = task->cdb[6];
    if (!disc->audio)
        return;
    bytes[8] = 0x80; /* TCVal */
    memcpy(bytes + 9, "TJSIM", 5);
    put_digits(bytes + 14, 7, serial * 100 + task->cdb[6]);
}

/* MMC-6 6.22. The header says in any case what the audio does; that it ended
 * is said once. */
struct sim_answer sim_read_sub_channel(const struct sim_task *task)
{
    const struct sim_disc *disc = sim_disc_ready(task->hardware);
    struct sim_answer answer = sim_medium_access(task);
    uint8_t  bytes[CODE_SIZE] = { 0 };
    uint8_t  format = task->cdb[3];
    uint32_t size = HEADER_SIZE, allocation = sim_be16(task->cdb + 7);

    if (answer.status != SIM_SCSI_GOOD)
        return answer;
    if (disc->medium != SIM_MEDIUM_CD || disc->blank)
        return sim_bad_field();
    uint32_t at = position(task);
    if ((task->cdb[2] & WANTS_Q) != 0) {
        if (format < FORMAT_POSITION || format > FORMAT_ISRC)
            return sim_bad_field();
        if (format == FORMAT_ISRC &&
            (task->cdb[6] == 0 || task->cdb[6] > disc->tracks))
            return sim_bad_field();
        size = format == FORMAT_POSITION ? POSITION_SIZE : CODE_SIZE;
        bytes[4] = format;
        if (format == FORMAT_POSITION)
            put_position(task, disc, at, bytes);
        else
            put_code(task, disc, bytes);
    }
    bytes[1] = task->hardware->audio;
    sim_put_be16(bytes + 2, size - HEADER_SIZE);
    if (task->hardware->audio == SIM_AUDIO_COMPLETED)
        sim_audio_stop(task->hardware);
    return sim_send(task, bytes, size, allocation);
}

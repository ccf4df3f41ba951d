/* The one door of the simulated MMC drive: which command is whose, unit
 * attentions and planted faults before it, and what powers and resets it. */
#include "sim/hardware_parts.h"

#include "core/base/random.h"

#include <string.h>

/* What a command is to the door. ATTENTION_FREE: answers although a unit
 * attention is pending (SPC-4 5.14.1; MMC-6 4.1.4 adds the last two). */
enum { ATTENTION_FREE = 1, SLOW = 2, READS = 4, SEEKS = 8 };

struct row {
    sim_task_handler *handler;
    uint8_t           traits;
};

static struct sim_answer test_unit_ready(const struct sim_task *task)
{
    return sim_medium_access(task);
}

/* clang-format off */
static const struct row rows[256] = {
    [SIM_OP_TEST_UNIT_READY]   = { test_unit_ready, 0 },
    [SIM_OP_REQUEST_SENSE]     = { sim_request_sense, ATTENTION_FREE },
    [SIM_OP_INQUIRY]           = { sim_inquiry, ATTENTION_FREE },
    [SIM_OP_RESERVE_6]         = { sim_reserve_6, 0 },
    [SIM_OP_RELEASE_6]         = { sim_reserve_6, 0 },
    [SIM_OP_START_STOP_UNIT]   = { sim_start_stop_unit, SLOW },
    [SIM_OP_PREVENT_ALLOW]     = { sim_prevent_allow, 0 },
    [SIM_OP_READ_CAPACITY]     = { sim_read_capacity, SLOW },
    [SIM_OP_READ_10]           = { sim_transfer, SLOW | READS },
    [SIM_OP_WRITE_10]          = { sim_transfer, SLOW | READS },
    [SIM_OP_SEEK_10]           = { sim_seek, SLOW | SEEKS },
    [SIM_OP_VERIFY_10]         = { sim_transfer, SLOW | READS },
    [SIM_OP_SYNCHRONIZE_CACHE] = { sim_synchronize_cache, SLOW },
    [SIM_OP_READ_SUB_CHANNEL]  = { sim_read_sub_channel, 0 },
    [SIM_OP_READ_TOC]          = { sim_read_toc, SLOW },
    [SIM_OP_PLAY_AUDIO]        = { sim_play_audio, SLOW },
    [SIM_OP_GET_CONFIGURATION] = { sim_get_configuration, ATTENTION_FREE },
    [SIM_OP_PLAY_AUDIO_MSF]    = { sim_play_audio_msf, SLOW },
    [SIM_OP_GET_EVENT_STATUS]  = { sim_get_event_status, ATTENTION_FREE },
    [SIM_OP_PAUSE_RESUME]      = { sim_pause_resume, 0 },
    [SIM_OP_STOP_PLAY]         = { sim_stop_play, 0 },
    [SIM_OP_READ_DISC_INFORMATION]  = { sim_read_disc_information, 0 },
    [SIM_OP_READ_TRACK_INFORMATION] = { sim_read_track_information, 0 },
    [SIM_OP_SEND_OPC]          = { sim_send_opc, SLOW },
    [SIM_OP_MODE_SELECT]       = { sim_mode_select, 0 },
    [SIM_OP_RESERVE_10]        = { sim_reserve_10, 0 },
    [SIM_OP_RELEASE_10]        = { sim_reserve_10, 0 },
    [SIM_OP_MODE_SENSE]        = { sim_mode_sense, 0 },
    [SIM_OP_PERSISTENT_IN]     = { sim_persistent_in, 0 },
    [SIM_OP_PERSISTENT_OUT]    = { sim_persistent_out, 0 },
    [SIM_OP_REPORT_LUNS]       = { sim_report_luns, ATTENTION_FREE },
    [SIM_OP_SEND_KEY]          = { sim_send_key, 0 },
    [SIM_OP_REPORT_KEY]        = { sim_report_key, 0 },
    [SIM_OP_SET_READ_AHEAD]    = { sim_set_read_ahead, 0 },
    [SIM_OP_READ_12]           = { sim_transfer, SLOW | READS },
    [SIM_OP_GET_PERFORMANCE]   = { sim_get_performance, 0 },
    [SIM_OP_READ_DVD_STRUCTURE] = { sim_read_dvd_structure, SLOW },
    [SIM_OP_WRITE_12]          = { sim_transfer, SLOW | READS },
    [SIM_OP_SET_STREAMING]     = { sim_set_streaming, 0 },
    [SIM_OP_SET_CD_SPEED]      = { sim_set_cd_speed, 0 },
    [SIM_OP_READ_CD]           = { sim_read_cd, SLOW | READS },
};
/* clang-format on */

struct sim_answer sim_send(const struct sim_task *task, const uint8_t *bytes,
                           size_t size, uint32_t allocation)
{
    struct sim_answer answer = sim_good();

    if (size > allocation)
        size = allocation;
    TJ_ASSERT(size <= SIM_DATA_MAX);
    if (task->data == NULL)
        return answer;
    memcpy(task->data, bytes, size);
    answer.data_size = (uint16_t)size;
    return answer;
}

uint64_t sim_hardware_takes(struct sim_hardware *hardware,
                            const struct sim_profile *profile,
                            const struct sim_span *span)
{
    if (span->max_us == span->min_us && span->tail_rate == 0)
        return sim_span_ns(span, 0);
    return sim_span_ns(span, tj_draw(profile->seed, TJ_STREAM_TIMING,
                                     UINT32_MAX - 1, ++hardware->draws)
                                 .slot[0]);
}

/* The same condition is not queued twice (SPC-4 5.14.3); one that finds no
 * place is lost, as the standard allows. */
void sim_attention(struct sim_hardware *hardware, struct sim_sense sense)
{
    for (unsigned i = 0; i < hardware->attentions_count; i++)
        if (memcmp(&hardware->attentions[i], &sense, sizeof sense) == 0)
            return;
    if (hardware->attentions_count < SIM_ATTENTIONS_MAX)
        hardware->attentions[hardware->attentions_count++] = sense;
}

static bool planted_for(const struct sim_hardware *hardware, uint8_t opcode)
{
    return hardware->planted_count > 0 &&
           (hardware->planted_opcode == SIM_OP_ANY ||
            hardware->planted_opcode == opcode);
}

/* A data overrun is told beside the data, which came as far as asked for. */
static struct sim_answer overrun(const struct sim_task *task,
                                 struct sim_answer answer)
{
    sim_task_handler *handler = rows[task->cdb[0]].handler;

    if (answer.srb == SIM_SRB_DATA_OVERRUN && handler != NULL)
        answer.data_size = handler(task).data_size;
    return answer;
}

static struct sim_answer planted(struct sim_hardware *hardware)
{
    struct sim_answer answer = { .status = SIM_SCSI_CHECK_CONDITION,
                                 .sense = hardware->planted,
                                 .srb = hardware->planted_srb,
                                 .ili = hardware->planted_ili };

    hardware->planted_count--;
    if (hardware->planted_status != 0)
        answer.status = hardware->planted_status;
    return answer;
}

static bool attention_for(const struct sim_hardware *hardware, uint8_t opcode)
{
    return hardware->attentions_count > 0 &&
           (rows[opcode].traits & ATTENTION_FREE) == 0;
}

static struct sim_answer attention(struct sim_hardware *hardware)
{
    struct sim_sense oldest = hardware->attentions[0];

    hardware->attentions_count--;
    memmove(hardware->attentions, hardware->attentions + 1,
            hardware->attentions_count * sizeof oldest);
    return sim_check(oldest.key, oldest.asc, oldest.ascq);
}

/* --- Power --- */

void sim_hardware_init(struct sim_hardware *hardware,
                       const struct sim_profile *profile)
{
    uint8_t kind = profile->disc_kind;

    if (kind == SIM_DISC_SAME)
        kind = profile->playing ? SIM_DISC_AUDIO_CD : SIM_DISC_DATA_CD;
    *hardware = (struct sim_hardware){
        .disc = profile->disc, .tray_open = profile->tray_open,
        .disc_kind = profile->disc ? kind : SIM_DISC_SAME,
        .disc_serial = profile->disc, .discs_seen = profile->disc,
        .audio = SIM_AUDIO_NONE, .volume = { 0xff, 0xff },
    };
    if (!profile->playing || !profile->disc || profile->tray_open)
        return;
    hardware->audio = SIM_AUDIO_PLAYING;
    hardware->play_ns = UINT64_MAX; /* From when it is first asked. */
    hardware->play_end = sim_disc_of(kind)->sectors;
}

/* The reset is told first, whatever else was pending (SPC-4 5.14.5). */
void sim_hardware_reset(struct sim_hardware *hardware)
{
    const struct sim_sense reset = { 0x06, 0x29, 0x00 };
    uint8_t kept = hardware->attentions_count;

    if (kept == 0 ||
        memcmp(&hardware->attentions[0], &reset, sizeof reset) != 0) {
        if (kept == SIM_ATTENTIONS_MAX)
            kept--;
        memmove(hardware->attentions + 1, hardware->attentions,
                kept * sizeof reset);
        hardware->attentions[0] = reset;
        hardware->attentions_count = (uint8_t)(kept + 1);
    }
    hardware->prevent = hardware->persistent = hardware->reserved = false;
    hardware->volume[0] = hardware->volume[1] = 0xff;
    sim_audio_stop(hardware);
}

void sim_hardware_power_on(struct sim_hardware *hardware,
                           const struct sim_profile *profile, uint64_t now_ns)
{
    hardware->attentions_count = 0;
    hardware->events_count = hardware->buttons_count = 0;
    hardware->operation = 0;
    hardware->busy_event = false;
    hardware->moving = SIM_TRAY_STILL;
    memset(hardware->reservation_key, 0, sizeof hardware->reservation_key);
    hardware->reservation_type = 0;
    sim_hardware_reset(hardware);
    sim_tray_start(hardware, profile, now_ns);
}

/* --- The door --- */

uint64_t sim_hardware_duration(struct sim_hardware *hardware,
                               const struct sim_profile *profile,
                               const uint8_t cdb[SIM_CDB_SIZE],
                               uint64_t now_ns)
{
    const uint8_t traits = rows[cdb[0]].traits;
    uint64_t      duration_ns = 0;

    if ((traits & SLOW) == 0)
        return 0;
    sim_hardware_time(hardware, profile, now_ns);
    /* What will be refused at the door moves nothing. */
    if (!planted_for(hardware, cdb[0]) && !attention_for(hardware, cdb[0])) {
        const struct sim_task task = { hardware, profile, cdb, NULL, now_ns };
        if (cdb[0] == SIM_OP_START_STOP_UNIT)
            duration_ns = sim_start_stop_duration(&task);
        else if ((traits & (READS | SEEKS)) != 0)
            duration_ns = sim_hardware_takes(
                hardware, profile,
                (traits & READS) != 0 ? &profile->read : &profile->seek);
    }
    duration_ns += hardware->busy_ns;
    hardware->busy_ns = 0;
    return duration_ns;
}

struct sim_answer sim_hardware_command(struct sim_hardware *hardware,
                                       const struct sim_profile *profile,
                                       const uint8_t cdb[SIM_CDB_SIZE],
                                       uint8_t *data, uint64_t now_ns)
{
    const struct sim_task task = { hardware, profile, cdb, data, now_ns };

    sim_hardware_time(hardware, profile, now_ns);
    if (planted_for(hardware, cdb[0]))
        return overrun(&task, planted(hardware));
    if (attention_for(hardware, cdb[0]))
        return attention(hardware);
    if (rows[cdb[0]].handler == NULL)
        return sim_check(0x05, 0x20, 0x00); /* INVALID COMMAND OPERATION CODE */
    return rows[cdb[0]].handler(&task);
}

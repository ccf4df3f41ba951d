/* The play group (spec 3.2): CD audio, and playActive, what the driver
 * believes about it. While it is set, reads and writes fail outright (2.4 W2);
 * requests for the table of contents ask the drive first.
 *
 * playActive is set by a successful PLAY and RESUME, cleared by a successful
 * PAUSE and STOP, and follows what any successful READ SUB-CHANNEL says. What
 * fails leaves it as it was. */
#include "sim/requests.h"

#include <string.h>

/* ntddcdrm.h: SUB_Q_HEADER.AudioStatus. */
enum { AUDIO_STATUS_IN_PROGRESS = 0x11 };
/* ntddcdrm.h: CDROM_SUB_Q_DATA_FORMAT.Format, and the sizes of
 * SUB_Q_CURRENT_POSITION, SUB_Q_MEDIA_CATALOG_NUMBER and SUB_Q_TRACK_ISRC. */
enum { FORMAT_POSITION = 1, FORMAT_CATALOG = 2, FORMAT_ISRC = 3 };
static const uint8_t format_sizes[] = {
    [FORMAT_POSITION] = 16, [FORMAT_CATALOG] = 24, [FORMAT_ISRC] = 24,
};

/* MMC-3 6.31. The position is asked for in MSF form; only the ISRC belongs to
 * a track. */
static void prepare_sub_channel(struct sim_command *command, uint8_t format,
                                uint8_t track)
{
    TJ_ASSERT(format >= FORMAT_POSITION && format <= FORMAT_ISRC);

    sim_command_prepare(command, SIM_OP_READ_SUB_CHANNEL, 0);
    command->cdb[1] = format == FORMAT_POSITION ? 0x02 : 0;
    command->cdb[2] = 0x40; /* SubQ */
    command->cdb[3] = format;
    command->cdb[6] = format == FORMAT_ISRC ? track : 0;
    command->cdb[8] = format_sizes[format];
}

/* Every format has the same header. */
static void learn_playing(struct sim_drive *drive,
                          const struct sim_command *command,
                          const uint8_t *data)
{
    if (command->status == TJ_STATUS_SUCCESS)
        drive->play_active = command->data_size > 1 &&
                             data[1] == AUDIO_STATUS_IN_PROGRESS;
}

enum sim_progress sim_play_probe(struct sim_drive *drive,
                                 struct sim_request *request, bool *playing,
                                 struct sim_effects *effects)
{
    *playing = false;
    if (request->command.phase == SIM_COMMAND_IDLE) {
        if (!drive->play_active) /* What nobody started is not asked for. */
            return SIM_FINISHED;
        prepare_sub_channel(&request->command, FORMAT_POSITION, 0);
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED)
        return progress;
    learn_playing(drive, &request->command, effects->output);
    *playing = sim_succeeded(request) && drive->play_active;
    return SIM_FINISHED;
}

/* --- READ_Q_CHANNEL --- */

/* A bad format comes before a short output (spec 3.2). */
uint32_t sim_read_q_validate(const struct sim_drive *drive,
                             struct sim_request *request)
{
    uint8_t format = request->buffer[0];

    (void)drive;
    if (format < FORMAT_POSITION || format > FORMAT_ISRC)
        return TJ_STATUS_INVALID_PARAMETER;
    if (request->output_size >= format_sizes[format])
        return TJ_STATUS_SUCCESS;
    request->info = format_sizes[format];
    return TJ_STATUS_BUFFER_TOO_SMALL;
}

enum sim_progress sim_read_q_handle(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare_sub_channel(&request->command, request->buffer[0],
                            request->buffer[1]);
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    learn_playing(drive, &request->command, effects->output);
    request->info = request->command.data_size;
    if (request->info > format_sizes[request->buffer[0]])
        request->info = format_sizes[request->buffer[0]];
    return SIM_REPLIED;
}

/* --- Commands without data --- */

enum sim_progress sim_play_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_PLAY_AUDIO_MSF, 0);
        memcpy(request->command.cdb + 3, request->buffer, 6);
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress == SIM_FINISHED && sim_succeeded(request))
        drive->play_active = true;
    return progress;
}

/* Minutes, seconds and frames count from 2 s before the first sector. */
static uint32_t address_of_msf(const uint8_t *msf)
{
    return (msf[0] * 60u + msf[1]) * 75u + msf[2] - 150u;
}

/* Moves the head; says nothing about playing. */
enum sim_progress sim_seek_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_SEEK_10, 0);
        sim_put_be32(request->command.cdb + 2,
                     address_of_msf(request->buffer));
    }
    return sim_request_exchange(drive, request, effects);
}

/* MMC-3 6.16: PAUSE/RESUME, byte 8 bit 0. */
static enum sim_progress pause_or_resume(struct sim_drive *drive,
                                         struct sim_request *request,
                                         bool resume,
                                         struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_PAUSE_RESUME, 0);
        request->command.cdb[8] = resume;
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress == SIM_FINISHED && sim_succeeded(request))
        drive->play_active = resume;
    return progress;
}

enum sim_progress sim_pause_handle(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    return pause_or_resume(drive, request, false, effects);
}

enum sim_progress sim_resume_handle(struct sim_drive *drive,
                                    struct sim_request *request,
                                    struct sim_effects *effects)
{
    return pause_or_resume(drive, request, true, effects);
}

/* The whole unit is stopped, at once: START STOP UNIT with Immed and nothing
 * else, not STOP PLAY. */
enum sim_progress sim_stop_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_START_STOP_UNIT, 0);
        request->command.cdb[1] = 0x01;
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress == SIM_FINISHED && sim_succeeded(request))
        drive->play_active = false;
    return progress;
}

/* --- Volume: the audio control page of MODE SENSE (MMC-3 5.5.3) --- */

enum { AUDIO_PAGE = 0x0e, AUDIO_PAGE_SIZE = 16, MODE_HEADER_SIZE = 8,
       MODE_DATA_SIZE = 64, PORTS = 4, FIRST_PORT = 8,
       CHANNELS_AT = 4 /* in request->buffer, behind the four volumes */ };
enum { STAGE_SENSE, STAGE_SELECT };

static const uint8_t *find_audio_page(const uint8_t *data, size_t size)
{
    if (size < MODE_HEADER_SIZE)
        return NULL;
    size_t at = MODE_HEADER_SIZE + sim_get_be16(data + 6); /* Descriptors. */
    while (at + AUDIO_PAGE_SIZE <= size) {
        if ((data[at] & 0x3f) == AUDIO_PAGE)
            return data + at;
        at += 2u + data[at + 1];
    }
    return NULL;
}

/* Both begin with the drive's present page. NULL with FINISHED: it failed, or
 * the drive has no such page. */
static enum sim_progress sense_audio_page(struct sim_drive *drive,
                                          struct sim_request *request,
                                          const uint8_t **page,
                                          struct sim_effects *effects)
{
    *page = NULL;
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_MODE_SENSE, 0);
        request->command.cdb[2] = AUDIO_PAGE;
        request->command.cdb[8] = MODE_DATA_SIZE;
    }
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    *page = find_audio_page(effects->output, request->command.data_size);
    if (*page == NULL)
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    return progress;
}

enum sim_progress sim_volume_get_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    const uint8_t *page;
    enum sim_progress progress =
        sense_audio_page(drive, request, &page, effects);

    if (page == NULL)
        return progress;
    for (unsigned i = 0; i < PORTS; i++)
        request->buffer[i] = page[FIRST_PORT + 2 * i + 1];
    request->info = PORTS;
    return SIM_FINISHED;
}

/* MODE SELECT with the new volumes and the channels as they were. */
static void put_audio_page(uint8_t *data, const struct sim_request *request)
{
    uint8_t *page = data + MODE_HEADER_SIZE;

    memset(data, 0, MODE_HEADER_SIZE + AUDIO_PAGE_SIZE);
    page[0] = AUDIO_PAGE;
    page[1] = AUDIO_PAGE_SIZE - 2;
    page[2] = 0x04; /* Immed */
    for (unsigned i = 0; i < PORTS; i++) {
        page[FIRST_PORT + 2 * i] = request->buffer[CHANNELS_AT + i];
        page[FIRST_PORT + 2 * i + 1] = request->buffer[i];
    }
}

static enum sim_progress select_volume(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_MODE_SELECT, 0);
        request->command.cdb[1] = 0x10; /* PF */
        request->command.cdb[8] = MODE_HEADER_SIZE + AUDIO_PAGE_SIZE;
    }
    put_audio_page(effects->output, request);
    return sim_request_exchange(drive, request, effects);
}

enum sim_progress sim_volume_set_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->stage == STAGE_SELECT)
        return select_volume(drive, request, effects);
    const uint8_t *page;
    enum sim_progress progress =
        sense_audio_page(drive, request, &page, effects);
    if (page == NULL)
        return progress;
    for (unsigned i = 0; i < PORTS; i++)
        request->buffer[CHANNELS_AT + i] = page[FIRST_PORT + 2 * i];
    request->stage = STAGE_SELECT;
    return SIM_AGAIN;
}

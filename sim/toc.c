/* The table of contents: READ_TOC, READ_TOC_EX, GET_LAST_SESSION (spec 3.2).
 * Refused while audio really plays. */
#include "sim/requests.h"

enum { TOC_SIZE = 804, SESSION_SIZE = 12, TOC_EX_INPUT_SIZE = 4,
       TOC_EX_SIZE_MIN = 2 };
/* ntddcdrm.h: CDROM_READ_TOC_EX.Format, and MMC-6 6.26. */
enum { FORMAT_TOC, FORMAT_SESSION, FORMAT_FULL_TOC, FORMAT_PMA, FORMAT_ATIP,
       FORMAT_CDTEXT };
enum { INPUT_FORMAT = 0x0f, INPUT_RESERVED = 0x70, INPUT_MSF = 0x80,
       CDB_MSF = 0x02 };

/* --- Validation --- */

static uint32_t fixed_size(struct sim_request *request, uint32_t size)
{
    if (request->output_size < size) {
        request->info = size;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return (request->output_size & SIM_ALIGNMENT_MASK) != 0
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

/* A drive without power overrides whatever the buffers are (R28). */
static uint32_t powered(const struct sim_drive *drive,
                        struct sim_request *request, uint32_t status)
{
    if (!sim_zero_power(drive))
        return status;
    request->info = 0;
    return TJ_STATUS_NO_MEDIA_IN_DEVICE;
}

uint32_t sim_read_toc_validate(const struct sim_drive *drive,
                               struct sim_request *request)
{
    return powered(drive, request, fixed_size(request, TOC_SIZE));
}

uint32_t sim_last_session_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    (void)drive;
    return fixed_size(request, SESSION_SIZE);
}

static uint32_t toc_ex_lengths(struct sim_request *request)
{
    if (request->input_size < TOC_EX_INPUT_SIZE)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (request->output_size > UINT16_MAX)
        return TJ_STATUS_INVALID_PARAMETER;
    return fixed_size(request, TOC_EX_SIZE_MIN);
}

/* CDROM_READ_TOC_EX: Format:4, Reserved1:3, Msf:1, SessionTrack, two reserved
 * bytes. SessionTrack means something to three formats only. */
static uint32_t toc_ex_fields(const uint8_t *input)
{
    if ((input[0] & INPUT_RESERVED) != 0 || input[2] != 0 || input[3] != 0)
        return TJ_STATUS_INVALID_PARAMETER;
    switch (input[0] & INPUT_FORMAT) {
    case FORMAT_TOC:
    case FORMAT_FULL_TOC:
    case FORMAT_CDTEXT:
        return TJ_STATUS_SUCCESS;
    case FORMAT_SESSION:
    case FORMAT_PMA:
    case FORMAT_ATIP:
        return input[1] == 0 ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_PARAMETER;
    default:
        return TJ_STATUS_INVALID_PARAMETER;
    }
}

uint32_t sim_read_toc_ex_validate(const struct sim_drive *drive,
                                  struct sim_request *request)
{
    uint32_t status = toc_ex_lengths(request);

    if (status == TJ_STATUS_SUCCESS)
        status = toc_ex_fields(request->buffer);
    return powered(drive, request, status);
}

/* --- The command --- */

struct toc {
    uint8_t  format, track;
    bool     msf;
    uint32_t size; /* Allocation length. */
};

static void prepare(struct sim_command *command, const struct toc *toc)
{
    sim_command_prepare(command, SIM_OP_READ_TOC, 0);
    command->cdb[1] = toc->msf ? CDB_MSF : 0;
    command->cdb[2] = toc->format;
    command->cdb[6] = toc->track;
    sim_put_be16(command->cdb + 7, toc->size);
}

enum { STAGE_PROBE, STAGE_READ };

/* First: is it really playing? What is read comes a step later. */
static enum sim_progress probe(struct sim_drive *drive,
                               struct sim_request *request,
                               struct sim_effects *effects)
{
    bool playing;
    enum sim_progress progress =
        sim_play_probe(drive, request, &playing, effects);

    if (progress != SIM_FINISHED)
        return progress;
    request->status = playing ? TJ_STATUS_DEVICE_BUSY : TJ_STATUS_SUCCESS;
    if (playing)
        return SIM_FINISHED;
    request->stage = STAGE_READ;
    return SIM_AGAIN;
}

static enum sim_progress read_toc(struct sim_drive *drive,
                                  struct sim_request *request,
                                  const struct toc *toc,
                                  struct sim_effects *effects)
{
    if (request->stage == STAGE_PROBE)
        return probe(drive, request, effects);
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare(&request->command, toc);
    enum sim_progress progress = sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    request->info = request->command.data_size < toc->size
                        ? request->command.data_size
                        : toc->size;
    return SIM_REPLIED;
}

enum sim_progress sim_read_toc_handle(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    static const struct toc toc = { FORMAT_TOC, 0, true, TOC_SIZE };

    return read_toc(drive, request, &toc, effects);
}

/* As much as fits, up to what a whole table would need. */
enum sim_progress sim_last_session_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    const struct toc toc = { .format = FORMAT_SESSION,
                             .size = request->output_size < TOC_SIZE
                                         ? request->output_size
                                         : TOC_SIZE };

    return read_toc(drive, request, &toc, effects);
}

/* An answer too short to tell its own length is none. */
enum sim_progress sim_read_toc_ex_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    const uint8_t *input = request->buffer;
    const struct toc toc = { .format = input[0] & INPUT_FORMAT,
                             .track = input[1],
                             .msf = (input[0] & INPUT_MSF) != 0,
                             .size = request->output_size };
    enum sim_progress progress = read_toc(drive, request, &toc, effects);

    if (progress != SIM_REPLIED || request->info >= TOC_EX_SIZE_MIN)
        return progress;
    request->info = 0;
    request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    return SIM_FINISHED;
}

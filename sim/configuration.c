/* IOCTL_CDROM_GET_CONFIGURATION: the drive's features and the profile of the
 * disc in it (spec 3.2; MMC-6 6.5). */
#include "sim/requests.h"

#include "core/drive/bytes.h"

enum { HEADER_SIZE = 8, INPUT_SIZE = 24, INPUT_SIZE_32 = 16,
       FEATURE_MAX = 0xffff, TYPE_MAX = 2, TRANSFER_MAX = UINT16_MAX - 1 };

/* GET_CONFIGURATION_IOCTL_INPUT: Feature, RequestType, two reserved pointers,
 * which a 32-bit program's structure has half as long (R36). */
static uint32_t fields(const struct sim_request *request, uint32_t size)
{
    if (request->input_size < size)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (tj_get_u32(request->buffer) > FEATURE_MAX ||
        tj_get_u32(request->buffer + 4) > TYPE_MAX)
        return TJ_STATUS_INVALID_PARAMETER;
    for (uint32_t i = 8; i < size; i++)
        if (request->buffer[i] != 0)
            return TJ_STATUS_INVALID_PARAMETER;
    return TJ_STATUS_SUCCESS;
}

uint32_t sim_configuration_validate(const struct sim_drive *drive,
                                    struct sim_request *request)
{
    bool wow = sim_is_wow(drive, request);

    if (request->output_size < HEADER_SIZE) {
        request->info = HEADER_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    if (request->output_size > UINT16_MAX)
        return TJ_STATUS_INVALID_BUFFER_SIZE;
    if ((request->output_size & SIM_ALIGNMENT_MASK) != 0)
        return TJ_STATUS_INVALID_PARAMETER;
    return fields(request, wow ? INPUT_SIZE_32 : INPUT_SIZE);
}

static uint32_t transfer_size(const struct sim_request *request)
{
    return request->output_size < TRANSFER_MAX ? request->output_size
                                               : TRANSFER_MAX;
}

static void prepare(struct sim_request *request)
{
    struct sim_command *command = &request->command;
    uint32_t feature = tj_get_u32(request->buffer);
    uint32_t size = transfer_size(request);

    sim_command_prepare(command, SIM_OP_GET_CONFIGURATION, 0);
    command->cdb[1] = request->buffer[4];
    sim_put_be16(command->cdb + 2, feature);
    sim_put_be16(command->cdb + 7, size);
}

/* A drive without power is not woken for this: the driver answers with what
 * the empty drive said before (ZPODD). */
static void answer_from_cache(const struct sim_drive *drive,
                              struct sim_request *request, uint8_t *data)
{
    struct sim_command *command = &request->command;

    command->data_size =
        (uint16_t)sim_ask_quietly(drive, command->cdb, data);
    command->phase = SIM_COMMAND_IDLE;
    request->status = TJ_STATUS_SUCCESS;
}

enum sim_progress sim_configuration_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    enum sim_progress progress = SIM_FINISHED;

    if (!drive->profile.mmc) {
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
        return SIM_FINISHED;
    }
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare(request);
    if (sim_zero_power(drive))
        answer_from_cache(drive, request, effects->output);
    else
        progress = sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    uint32_t size = transfer_size(request);
    request->info = request->command.data_size < size
                        ? request->command.data_size
                        : size;
    return SIM_REPLIED;
}

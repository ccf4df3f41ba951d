/* How fast, and how: SET_SPEED, ENABLE_STREAMING, SEND_OPC_INFORMATION,
 * GET_PERFORMANCE and SET_READ_AHEAD (spec 3.2). Layouts: ntddcdrm.h and
 * ntddstor.h; commands: MMC-6. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* --- SET_SPEED --- */

enum { SET_SPEED = 0, SET_STREAMING = 1, SET_SPEED_SIZE = 12,
       SET_STREAMING_SIZE = 36 };

/* A drive that is not MMC is told so before the length of the longer form is
 * looked at. */
uint32_t sim_set_speed_validate(const struct sim_drive *drive,
                                struct sim_request *request)
{
    uint32_t type = tj_get_u32(request->buffer);

    if (type > SET_STREAMING)
        return TJ_STATUS_INVALID_PARAMETER;
    if (type == SET_SPEED)
        return TJ_STATUS_SUCCESS;
    if (!drive->profile.mmc)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    return request->input_size < SET_STREAMING_SIZE
               ? TJ_STATUS_INFO_LENGTH_MISMATCH
               : TJ_STATUS_SUCCESS;
}

static void prepare_cd_speed(struct sim_request *request)
{
    uint8_t *cdb = request->command.cdb;

    sim_command_prepare(&request->command, SIM_OP_SET_CD_SPEED, 0);
    cdb[1] = request->buffer[8] & 0x03; /* RotationControl */
    sim_put_be16(cdb + 2, tj_get_u16(request->buffer + 4));
    sim_put_be16(cdb + 4, tj_get_u16(request->buffer + 6));
}

enum { DESCRIPTOR_SIZE = 28 };

/* CDROM_SET_STREAMING: read size and time, write size and time, first and last
 * address, rotation, then four booleans; the fourth, Persistent, is a matter of
 * the driver alone. */
static void put_streaming_descriptor(uint8_t *data, const uint8_t *input)
{
    static const struct { uint8_t to, from; } numbers[] = {
        { 4, 20 }, { 8, 24 }, { 12, 4 }, { 16, 8 }, { 20, 12 }, { 24, 16 },
    };

    memset(data, 0, DESCRIPTOR_SIZE);
    data[0] = (uint8_t)((input[34] & 1) | (input[33] & 1) << 1 |
                        (input[32] & 1) << 2 | (input[28] & 3) << 3);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sim_put_be32(data + numbers[i].to,
                     tj_get_u32(input + numbers[i].from));
}

enum sim_progress sim_set_speed_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    bool streaming = tj_get_u32(request->buffer) == SET_STREAMING;

    if (request->command.phase == SIM_COMMAND_IDLE && !streaming) {
        prepare_cd_speed(request);
    } else if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_SET_STREAMING, 0);
        request->command.cdb[10] = DESCRIPTOR_SIZE;
    }
    if (streaming)
        put_streaming_descriptor(effects->output, request->buffer);
    enum sim_progress progress = sim_request_exchange(drive, request, effects);
    if (progress == SIM_FINISHED && sim_succeeded(request))
        drive->speed_set = true;
    return progress;
}

/* --- ENABLE_STREAMING --- */

enum { STREAMING_DISABLE = 1, STREAMING_READ = 2, STREAMING_WRITE = 3,
       STREAMING_BOTH = 4 };

uint32_t sim_streaming_validate(const struct sim_drive *drive,
                                struct sim_request *request)
{
    uint32_t type = tj_get_u32(request->buffer);

    (void)drive;
    return type < STREAMING_DISABLE || type > STREAMING_BOTH
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

/* Per file object, so a volume handle cannot have it. It sends nothing:
 * serialised only so that earlier reads and writes keep their manner. */
enum sim_progress sim_streaming_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    static const uint8_t flags[] = {
        [STREAMING_DISABLE] = 0,
        [STREAMING_READ] = SIM_STREAMING_READ,
        [STREAMING_WRITE] = SIM_STREAMING_WRITE,
        [STREAMING_BOTH] = SIM_STREAMING_READ | SIM_STREAMING_WRITE,
    };
    uint8_t wanted = flags[tj_get_u32(request->buffer)];

    (void)effects;
    if (!sim_file_known(drive, request->file)) {
        request->status = TJ_STATUS_INVALID_HANDLE;
    } else if ((wanted & ~drive->streaming) != 0) {
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
    } else {
        drive->files[request->file].streaming = wanted;
        request->status = TJ_STATUS_SUCCESS;
    }
    return SIM_FINISHED;
}

/* --- SEND_OPC_INFORMATION --- */

enum { SIMPLE_OPC = 1 };

uint32_t sim_opc_validate(const struct sim_drive *drive,
                          struct sim_request *request)
{
    (void)drive;
    return tj_get_u32(request->buffer) == SIMPLE_OPC
               ? TJ_STATUS_SUCCESS
               : TJ_STATUS_INVALID_PARAMETER;
}

enum sim_progress sim_opc_handle(struct sim_drive *drive,
                                 struct sim_request *request,
                                 struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        sim_command_prepare(&request->command, SIM_OP_SEND_OPC, 0);
        request->command.cdb[1] = 0x01; /* DoOpc */
        request->command.cdb[2] = (uint8_t)((request->buffer[4] != 0) |
                                            (request->buffer[5] != 0) << 1);
    }
    return sim_request_exchange(drive, request, effects);
}

/* --- GET_PERFORMANCE --- */

enum { PERFORMANCE_REQUEST = 1, WRITE_SPEED_REQUEST = 2,
       PERFORMANCE_REQUEST_SIZE = 20, PERFORMANCE_HEADER_SIZE = 8,
       DESCRIPTOR_NOMINAL = 16, DESCRIPTOR_EXCEPTION = 6,
       DESCRIPTOR_WRITE_SPEED = 16 };

static bool is_between(uint32_t value, uint32_t least, uint32_t most)
{
    return value >= least && value <= most;
}

/* RequestType, PerformanceType, Exceptions, Tolerance, first address. */
static uint32_t validate_performance_input(const struct sim_request *request)
{
    const uint8_t *input = request->buffer;
    uint32_t type = tj_get_u32(input);

    if (type == WRITE_SPEED_REQUEST)
        return TJ_STATUS_SUCCESS;
    if (type != PERFORMANCE_REQUEST)
        return TJ_STATUS_INVALID_PARAMETER;
    if (request->input_size < PERFORMANCE_REQUEST_SIZE)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    return is_between(tj_get_u32(input + 4), 1, 2) &&
                   is_between(tj_get_u32(input + 8), 1, 3) &&
                   tj_get_u32(input + 12) == 1
               ? TJ_STATUS_SUCCESS
               : TJ_STATUS_INVALID_PARAMETER;
}

uint32_t sim_performance_validate(const struct sim_drive *drive,
                                  struct sim_request *request)
{
    uint32_t status = validate_performance_input(request);

    (void)drive;
    if (status != TJ_STATUS_SUCCESS)
        return status;
    if (request->output_size < PERFORMANCE_HEADER_SIZE) {
        request->info = PERFORMANCE_HEADER_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return request->output_size > UINT16_MAX ? TJ_STATUS_INVALID_PARAMETER
                                             : TJ_STATUS_SUCCESS;
}

/* MMC-6 6.8. As many descriptors as fit into the caller's buffer. */
static void prepare_performance(struct sim_request *request)
{
    const uint8_t *input = request->buffer;
    uint8_t *cdb = request->command.cdb;
    uint32_t size = DESCRIPTOR_WRITE_SPEED;

    sim_command_prepare(&request->command, SIM_OP_GET_PERFORMANCE, 0);
    if (tj_get_u32(input) == WRITE_SPEED_REQUEST) {
        cdb[10] = 0x03; /* Type */
    } else {
        uint32_t exceptions = tj_get_u32(input + 8) - 1;
        size = exceptions == 2 ? DESCRIPTOR_EXCEPTION : DESCRIPTOR_NOMINAL;
        bool write = tj_get_u32(input + 4) == 2;
        cdb[1] = (uint8_t)(0x10u | (write ? 0x04u : 0) | exceptions);
        sim_put_be32(cdb + 2, tj_get_u32(input + 16));
    }
    sim_put_be16(cdb + 8,
                 (request->output_size - PERFORMANCE_HEADER_SIZE) / size);
}

enum sim_progress sim_performance_handle(struct sim_drive *drive,
                                         struct sim_request *request,
                                         struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare_performance(request);
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    if (request->command.data_size < PERFORMANCE_HEADER_SIZE) {
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
        return SIM_FINISHED;
    }
    request->info = request->command.data_size < request->output_size
                        ? request->command.data_size
                        : request->output_size;
    return SIM_REPLIED;
}

/* --- SET_READ_AHEAD {i64 TriggerAddress; i64 TargetAddress} --- */

uint32_t sim_read_ahead_validate(const struct sim_drive *drive,
                                 struct sim_request *request)
{
    (void)drive;
    return request->input_size < 16 ? TJ_STATUS_INVALID_PARAMETER
                                    : TJ_STATUS_SUCCESS;
}

enum sim_progress sim_read_ahead_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE) {
        uint64_t trigger = tj_get_u64(request->buffer) / SIM_SECTOR_SIZE;
        uint64_t target = tj_get_u64(request->buffer + 8) / SIM_SECTOR_SIZE;
        sim_command_prepare(&request->command, SIM_OP_SET_READ_AHEAD, 0);
        sim_put_be32(request->command.cdb + 2, (uint32_t)trigger);
        sim_put_be32(request->command.cdb + 6, (uint32_t)target);
    }
    return sim_request_exchange(drive, request, effects);
}

/* The DVD group (spec 3.2): sessions, keys, structures, the region. Layouts:
 * ntddcdvd.h; commands: MMC-6 REPORT KEY, SEND KEY, READ DISC STRUCTURE. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* DVD_COPY_PROTECT_KEY {u32 KeyLength, SessionId, KeyType, KeyFlags;
 * u64 Parameters; u8 KeyData[]} */
enum { KEY_SIZE = 24, SESSION_AT = 4, TYPE_AT = 8, FLAGS_AT = 12,
       OFFSET_AT = 16, KEY_HEADER_SIZE = 4 };
/* DVD_KEY_TYPE */
enum { CHALLENGE_KEY = 1, BUS_KEY_1 = 2, BUS_KEY_2 = 3, TITLE_KEY = 4, ASF = 5,
       SET_RPC_KEY = 6, GET_RPC_KEY = 8, INVALIDATE_AGID = 0x3f,
       DISK_KEY = 0x80 };
enum { SESSION_SIZE = 4, DISK_KEY_BYTES = 2048, AGIDS = 4 };

/* DVD_STRUCTURE_FORMAT, and DVD_READ_STRUCTURE {i64 BlockByteOffset;
 * u32 Format, SessionId; u8 LayerNumber}, packed. */
enum { PHYSICAL_STRUCTURE = 0, COPYRIGHT_STRUCTURE = 1, DISK_KEY_STRUCTURE = 2,
       READ_STRUCTURE_SIZE = 17, STRUCTURE_HEADER_SIZE = 4 };

void sim_key_prepare(struct sim_command *command, enum sim_opcode opcode,
                     const struct sim_key *key)
{
    sim_command_prepare(command, opcode, 0);
    sim_put_be32(command->cdb + 2, key->address);
    command->cdb[6] = key->blocks;
    command->cdb[7] = key->key_class;
    sim_put_be16(command->cdb + 8, key->size);
    command->cdb[10] = (uint8_t)((key->agid & 3) << 6 | (key->format & 0x3f));
}

void sim_structure_prepare(struct sim_command *command,
                           const struct sim_key *key)
{
    sim_command_prepare(command, SIM_OP_READ_DVD_STRUCTURE, 0);
    sim_put_be32(command->cdb + 2, key->address);
    command->cdb[6] = key->blocks;
    command->cdb[7] = key->format;
    sim_put_be16(command->cdb + 8, key->size);
    command->cdb[10] = (uint8_t)((key->agid & 3) << 6);
}

/* --- Sessions --- */

uint32_t sim_dvd_start_validate(const struct sim_drive *drive,
                                struct sim_request *request)
{
    (void)drive;
    if (request->output_size >= SESSION_SIZE)
        return TJ_STATUS_SUCCESS;
    request->info = SESSION_SIZE;
    return TJ_STATUS_BUFFER_TOO_SMALL;
}

enum sim_progress sim_session_start(struct sim_drive *drive,
                                    struct sim_request *request,
                                    uint8_t key_class,
                                    struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_key_prepare(&request->command, SIM_OP_REPORT_KEY,
                        &(struct sim_key){ .key_class = key_class,
                                           .size = KEY_HEADER_SIZE + 4 });
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    uint8_t agid = request->command.data_size > 7 ? effects->output[7] >> 6 : 0;
    tj_put_u32(request->buffer, agid);
    request->info = SESSION_SIZE;
    return SIM_FINISHED;
}

enum sim_progress sim_dvd_start_handle(struct sim_drive *drive,
                                       struct sim_request *request,
                                       struct sim_effects *effects)
{
    return sim_session_start(drive, request, 0, effects);
}

/* An empty input cannot be fetched at all, which has a status of its own. */
uint32_t sim_dvd_end_validate(const struct sim_drive *drive,
                              struct sim_request *request)
{
    (void)drive;
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    return request->input_size < SESSION_SIZE ? TJ_STATUS_INVALID_PARAMETER
                                              : TJ_STATUS_SUCCESS;
}

/* DVD_END_ALL_SESSIONS ends one after the other, until one fails. */
enum sim_progress sim_session_end(struct sim_drive *drive,
                                  struct sim_request *request,
                                  uint8_t key_class,
                                  struct sim_effects *effects)
{
    uint32_t session = tj_get_u32(request->buffer);
    bool all = session == UINT32_MAX;

    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_key_prepare(&request->command, SIM_OP_SEND_KEY,
                        &(struct sim_key){
                            .key_class = key_class, .format = INVALIDATE_AGID,
                            .agid = all ? request->stage : (uint8_t)session });
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request) || !all)
        return progress;
    return ++request->stage < AGIDS ? SIM_AGAIN : SIM_FINISHED;
}

enum sim_progress sim_dvd_end_handle(struct sim_drive *drive,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    return sim_session_end(drive, request, 0, effects);
}

/* --- Structures --- */

uint32_t sim_dvd_structure_validate(const struct sim_drive *drive,
                                    struct sim_request *request)
{
    (void)drive;
    if (request->input_size < READ_STRUCTURE_SIZE)
        return TJ_STATUS_INVALID_PARAMETER;
    if (request->output_size < STRUCTURE_HEADER_SIZE) {
        request->info = STRUCTURE_HEADER_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return request->output_size > UINT16_MAX ||
                   (request->output_size & SIM_ALIGNMENT_MASK) != 0
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

static void swap(uint8_t *at, unsigned size)
{
    for (unsigned i = 0; i < size / 2; i++) {
        uint8_t byte = at[i];
        at[i] = at[size - 1 - i];
        at[size - 1 - i] = byte;
    }
}

/* The length, and the three addresses of a DVD_LAYER_DESCRIPTOR, as far as
 * they were sent, are turned round for the caller. */
static void cook_structure(uint8_t *data, size_t size, uint32_t format)
{
    if (size >= 2)
        swap(data, 2);
    for (size_t at = 8; format == PHYSICAL_STRUCTURE && at <= 16; at += 4)
        if (at + 4 <= size)
            swap(data + at, 4);
}

enum sim_progress sim_dvd_structure_handle(struct sim_drive *drive,
                                           struct sim_request *request,
                                           struct sim_effects *effects)
{
    const uint8_t *input = request->buffer;
    uint32_t format = tj_get_u32(input + 8);

    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_structure_prepare(
            &request->command,
            &(struct sim_key){
                .address = (uint32_t)(tj_get_u64(input) / SIM_SECTOR_SIZE),
                .blocks = input[16], .format = (uint8_t)format,
                .agid = format == DISK_KEY_STRUCTURE ? input[12] : 0,
                .size = (uint16_t)request->output_size });
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    request->info = request->command.data_size < request->output_size
                        ? request->command.data_size
                        : request->output_size;
    cook_structure(effects->output, request->info, format);
    return SIM_REPLIED;
}

/* --- READ_KEY --- */

/* DVD_CHALLENGE_KEY_LENGTH and its sisters: header and key. */
static uint32_t key_length(uint32_t type)
{
    switch (type) {
    case CHALLENGE_KEY:
        return KEY_SIZE + 12;
    case BUS_KEY_1:
    case BUS_KEY_2:
    case TITLE_KEY:
        return KEY_SIZE + 8;
    case ASF:
    case GET_RPC_KEY:
        return KEY_SIZE + 4;
    case DISK_KEY:
        return KEY_SIZE + DISK_KEY_BYTES;
    default:
        return KEY_SIZE;
    }
}

uint32_t sim_dvd_read_key_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    (void)drive;
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (request->input_size < KEY_SIZE)
        return TJ_STATUS_INVALID_PARAMETER;
    uint32_t needed = key_length(tj_get_u32(request->buffer + TYPE_AT));
    if (request->output_size < needed) {
        request->info = needed;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return (request->output_size & SIM_ALIGNMENT_MASK) != 0
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

static void prepare_read_key(struct sim_request *request, uint32_t type)
{
    const uint8_t *input = request->buffer;
    uint32_t size = request->output_size - KEY_SIZE + KEY_HEADER_SIZE;
    struct sim_key key = { .agid = input[SESSION_AT], .format = (uint8_t)type,
                           .size = size < UINT16_MAX ? (uint16_t)size
                                                     : UINT16_MAX };

    if (type == TITLE_KEY)
        key.address =
            (uint32_t)(tj_get_u64(input + OFFSET_AT) / SIM_SECTOR_SIZE);
    if (type != DISK_KEY) {
        sim_key_prepare(&request->command, SIM_OP_REPORT_KEY, &key);
        return;
    }
    /* The one key that is read as a structure. */
    key.format = DISK_KEY_STRUCTURE;
    key.size = STRUCTURE_HEADER_SIZE + DISK_KEY_BYTES;
    sim_structure_prepare(&request->command, &key);
}

/* Bytes of key in the drive's answer: what came, and what its header says. */
static uint32_t key_bytes(const uint8_t *data, uint32_t size)
{
    if (size < KEY_HEADER_SIZE || sim_get_be16(data) < 2)
        return 0;
    uint32_t said = sim_get_be16(data) - 2;
    uint32_t sent = size - KEY_HEADER_SIZE;
    uint32_t room = TJ_OUTPUT_MAX - KEY_SIZE;
    uint32_t bytes = said < sent ? said : sent;
    return bytes < room ? bytes : room;
}

/* The caller's header with the key behind it. Of a title key the first byte
 * goes into the flags. */
static void put_key(uint8_t *output, const struct sim_request *request,
                    uint32_t type, uint32_t bytes)
{
    uint8_t first = output[KEY_HEADER_SIZE];

    memmove(output + KEY_SIZE, output + KEY_HEADER_SIZE, bytes);
    memcpy(output, request->buffer, KEY_SIZE);
    tj_put_u32(output, KEY_SIZE + bytes);
    if (type != TITLE_KEY || bytes == 0)
        return;
    memmove(output + KEY_SIZE, output + KEY_SIZE + 1, bytes - 1);
    output[KEY_SIZE + bytes - 1] = 0;
    tj_put_u32(output + FLAGS_AT, first);
}

enum sim_progress sim_dvd_read_key_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    uint32_t type = tj_get_u32(request->buffer + TYPE_AT);

    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare_read_key(request, type);
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    uint32_t sent = request->command.data_size;
    memset(effects->output + sent, 0, TJ_OUTPUT_MAX - sent);
    uint32_t bytes = key_bytes(effects->output, sent);
    if (bytes == 0 && type != DISK_KEY)
        return SIM_FINISHED; /* A key format without data; Info 0. */
    put_key(effects->output, request, type, bytes);
    if (type == DISK_KEY) /* More than an answer carries; its length is true. */
        tj_put_u32(effects->output, KEY_SIZE + DISK_KEY_BYTES);
    request->info = tj_get_u32(effects->output);
    return SIM_REPLIED;
}

/* --- SEND_KEY, SEND_KEY2 --- */

/* SEND_KEY needs only read access and may do no harm. */
static bool may_send(uint32_t type, bool everything)
{
    switch (type) {
    case CHALLENGE_KEY:
    case BUS_KEY_2:
    case INVALIDATE_AGID:
        return true;
    case BUS_KEY_1:
    case TITLE_KEY:
    case ASF:
    case SET_RPC_KEY:
    case GET_RPC_KEY:
    case DISK_KEY:
        return everything;
    default:
        return false;
    }
}

uint32_t sim_dvd_send_key_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    const uint8_t *input = request->buffer;
    bool everything = tj_code_access(request->code) == TJ_ACCESS_READ_WRITE;

    (void)drive;
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (request->input_size < KEY_SIZE ||
        request->input_size != tj_get_u32(input) ||
        !may_send(tj_get_u32(input + TYPE_AT), everything))
        return TJ_STATUS_INVALID_PARAMETER;
    return TJ_STATUS_SUCCESS;
}

void sim_key_put(uint8_t *list, const struct sim_request *request, uint32_t from,
                 uint32_t size)
{
    uint32_t carried = request->input_size < TJ_INPUT_MAX ? request->input_size
                                                          : TJ_INPUT_MAX;
    uint32_t bytes = carried > from ? carried - from : 0;

    memset(list, 0, TJ_OUTPUT_MAX);
    sim_put_be16(list, size - 2);
    memcpy(list + KEY_HEADER_SIZE, request->buffer + from, bytes);
}

enum sim_progress sim_dvd_send_key_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    uint32_t size = request->input_size - KEY_SIZE + KEY_HEADER_SIZE;

    if (size > SIM_TRANSFER_MAX - 1)
        size = SIM_TRANSFER_MAX - 1;
    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_key_prepare(&request->command, SIM_OP_SEND_KEY,
                        &(struct sim_key){
                            .agid = request->buffer[SESSION_AT],
                            .format = request->buffer[TYPE_AT],
                            .size = (uint16_t)size });
    sim_key_put(effects->output, request, KEY_SIZE, size);
    return sim_request_exchange(drive, request, effects);
}

/* --- GET_REGION: the disc's part, then the drive's --- */

enum { STAGE_COPYRIGHT, STAGE_RPC, REGION_SIZE = 4, RPC_SCHEME = 1 };

static enum sim_progress read_copyright(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_structure_prepare(&request->command,
                              &(struct sim_key){
                                  .format = COPYRIGHT_STRUCTURE,
                                  .size = STRUCTURE_HEADER_SIZE + 4 });
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    bool sent = request->command.data_size >= STRUCTURE_HEADER_SIZE + 2;
    request->buffer[0] = sent ? effects->output[4] : 0; /* CopySystem */
    request->buffer[1] = sent ? effects->output[5] : 0; /* RegionData */
    request->stage = STAGE_RPC;
    return SIM_AGAIN;
}

static enum sim_progress read_rpc(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->command.phase == SIM_COMMAND_IDLE)
        sim_key_prepare(&request->command, SIM_OP_REPORT_KEY,
                        &(struct sim_key){ .format = GET_RPC_KEY,
                                           .size = KEY_HEADER_SIZE + 4 });
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    const uint8_t *rpc = effects->output + KEY_HEADER_SIZE;
    if (request->command.data_size < KEY_HEADER_SIZE + 4 ||
        rpc[2] != RPC_SCHEME) {
        request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
        return SIM_FINISHED;
    }
    bool set = rpc[0] >> 6 != 0; /* Type code: the drive has a region. */
    request->buffer[2] = set ? (uint8_t)~rpc[1] : 0;
    request->buffer[3] = rpc[0] & 0x07;
    request->info = REGION_SIZE;
    return SIM_FINISHED;
}

/* Its length is looked at in the handler only. */
enum sim_progress sim_dvd_region_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->output_size < REGION_SIZE) {
        request->status = TJ_STATUS_BUFFER_TOO_SMALL;
        return SIM_FINISHED;
    }
    return request->stage == STAGE_COPYRIGHT
               ? read_copyright(drive, request, effects)
               : read_rpc(drive, request, effects);
}

/* SCSI pass through (spec 2.6): the class driver looks at the length of the
 * structure, the port driver sends the caller's own command. Neither status
 * nor sense is interpreted: no event, no change of state, no retry, and a unit
 * attention that goes this way is lost to the class driver (R39, S11).
 *
 * What the port driver checks and how it answers is INFERRED from what such
 * drivers do. The DIRECT forms point at the caller's memory, which an input
 * does not carry: their data goes nowhere, status and sense come back. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* Where the fields are (ntddscsi.h). 32-bit programs have half as long
 * pointers, and the rest moves up (R36). The EX forms have a pointer for each
 * direction. */
struct layout {
    uint8_t size, pointer, out, in, sense_offset, cdb;
};
static const struct layout plain = { 56, 8, 24, 24, 32, 36 };
static const struct layout plain_wow = { 44, 4, 20, 20, 24, 28 };
static const struct layout extended = { 64, 8, 40, 48, 28, 56 };
static const struct layout extended_wow = { 52, 4, 40, 44, 28, 48 };

enum { CDB_MAX = 16, CDB_MAX_EXTENDED = 4, SENSE_SIZE = 18,
       VERSION_EXTENDED = 1 };
enum { DATA_OUT, DATA_IN, DATA_NONE };

/* The fields of either form. */
struct pass {
    const struct layout *layout;
    bool     extended, direct;
    uint8_t  direction, sense_length;
    uint32_t length;      /* As the structure says of itself. */
    uint32_t cdb_length, data_length, timeout_s, sense_offset;
    uint64_t data_offset; /* DIRECT: an address. */
};

static bool is_extended(uint32_t code)
{
    return tj_code_function(code) >= 0x411;
}

/* IOCTL_SCSI_PASS_THROUGH_DIRECT and _DIRECT_EX. */
static bool is_direct(uint32_t code)
{
    return tj_code_function(code) == 0x405 || tj_code_function(code) == 0x412;
}

static const struct layout *layout_of(const struct sim_drive *drive,
                                      const struct sim_request *request)
{
    bool wow = sim_is_wow(drive, request);

    if (is_extended(request->code))
        return wow ? &extended_wow : &extended;
    return wow ? &plain_wow : &plain;
}

/* The EX forms end in a CDB of any length: whether one byte of it and padding
 * count is INFERRED (`spti_ex`). */
uint32_t sim_pass_through_validate(const struct sim_drive *drive,
                                   struct sim_request *request)
{
    const struct layout *layout = layout_of(drive, request);
    bool to_cdb = drive->profile.pass_to_cdb && is_extended(request->code);

    return request->input_size < (to_cdb ? layout->cdb : layout->size)
               ? TJ_STATUS_INVALID_PARAMETER
               : TJ_STATUS_SUCCESS;
}

static uint64_t get_pointer(const uint8_t *at, const struct layout *layout)
{
    return layout->pointer == 8 ? tj_get_u64(at) : tj_get_u32(at);
}

static void read_plain(const uint8_t *at, struct pass *pass)
{
    pass->length = tj_get_u16(at);
    pass->cdb_length = at[6];
    pass->sense_length = at[7];
    pass->direction = at[8];
    pass->data_length = tj_get_u32(at + 12);
    pass->timeout_s = tj_get_u32(at + 16);
}

/* Of two directions at once only data from the drive is kept: no command of
 * an optical drive has both. */
static void read_extended(const uint8_t *at, struct pass *pass)
{
    pass->length = tj_get_u32(at) == VERSION_EXTENDED ? tj_get_u32(at + 4) : 0;
    pass->cdb_length = tj_get_u32(at + 8);
    pass->sense_length = at[17];
    pass->direction = at[18];
    pass->timeout_s = tj_get_u32(at + 20);
    pass->data_length =
        tj_get_u32(at + (pass->direction == DATA_OUT ? 32 : 36));
}

static void read_pass(const struct sim_drive *drive,
                      const struct sim_request *request, struct pass *pass)
{
    const uint8_t *at = request->buffer;

    *pass = (struct pass){ .layout = layout_of(drive, request),
                           .extended = is_extended(request->code),
                           .direct = is_direct(request->code) };
    if (pass->extended)
        read_extended(at, pass);
    else
        read_plain(at, pass);
    pass->data_offset = get_pointer(
        at + (pass->direction == DATA_OUT ? pass->layout->out
                                          : pass->layout->in), pass->layout);
    pass->sense_offset = tj_get_u32(at + pass->layout->sense_offset);
}

/* Sense lies behind the structure and before the data; buffered data lies in
 * the request's own buffers, direct data is aligned for the adapter. */
static bool data_fits(const struct sim_request *request,
                      const struct pass *pass)
{
    if (pass->data_length == 0 || pass->direction > DATA_IN)
        return true;
    if (pass->data_length > SIM_TRANSFER_MAX)
        return false;
    if (pass->direct)
        return (pass->data_offset & SIM_ALIGNMENT_MASK) == 0;
    uint32_t room = pass->direction == DATA_IN ? request->output_size
                                               : request->input_size;
    return pass->data_offset >= pass->layout->size &&
           pass->data_offset <= room &&
           pass->data_length <= room - pass->data_offset;
}

static bool sense_fits(const struct sim_request *request,
                       const struct pass *pass)
{
    uint64_t end = (uint64_t)pass->sense_offset + pass->sense_length;
    bool data = !pass->direct && pass->data_length > 0 &&
                pass->direction <= DATA_IN;
    bool inside = end <= request->input_size || end <= request->output_size;

    return pass->sense_length == 0 ||
           (inside && pass->sense_offset >= pass->layout->size &&
            (!data || end <= pass->data_offset));
}

/* The port driver's checks. */
static uint32_t may_send(const struct sim_request *request,
                         const struct pass *pass)
{
    if (pass->length != pass->layout->size)
        return TJ_STATUS_REVISION_MISMATCH;
    uint32_t cdb_end = pass->layout->cdb + pass->cdb_length;
    bool good = pass->cdb_length > 0 && pass->cdb_length <= CDB_MAX &&
                (!pass->extended || cdb_end <= request->input_size) &&
                pass->direction <= DATA_NONE && sense_fits(request, pass) &&
                data_fits(request, pass);
    return good ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_PARAMETER;
}

/* The drive's commands have at most 12 bytes; what a longer one says behind
 * them means nothing to it. */
static void prepare(struct sim_request *request, const struct pass *pass)
{
    struct sim_command *command = &request->command;
    uint32_t size = pass->cdb_length < SIM_CDB_SIZE ? pass->cdb_length
                                                    : SIM_CDB_SIZE;

    sim_command_prepare(command, SIM_OP_TEST_UNIT_READY, 0);
    memcpy(command->cdb, request->buffer + pass->layout->cdb, size);
    command->timeout_s =
        (uint8_t)(pass->timeout_s < UINT8_MAX ? pass->timeout_s : UINT8_MAX);
}

/* What is in the buffer of an input and of a reply, up to its limit. */
static uint32_t carried(uint64_t offset, uint32_t length, uint32_t limit)
{
    if (offset >= limit)
        return 0;
    return length < limit - offset ? length : limit - (uint32_t)offset;
}

/* The parameter list, zero where the input does not carry it. */
static void put_parameters(const struct sim_request *request,
                           const struct pass *pass, uint8_t *data)
{
    memset(data, 0, SIM_DATA_MAX);
    if (pass->direction != DATA_OUT || pass->direct)
        return;
    uint32_t size = carried(pass->data_offset, pass->data_length,
                            TJ_INPUT_MAX);
    if (size > 0)
        memcpy(data, request->buffer + pass->data_offset, size);
}

/* Fixed format, current error (SPC-4 4.5.3). */
static uint8_t put_sense(const struct sim_answer *answer, uint8_t *at)
{
    memset(at, 0, SENSE_SIZE);
    at[0] = 0x70;
    at[2] = (uint8_t)(answer->sense.key | (answer->ili ? 0x20 : 0));
    at[7] = SENSE_SIZE - 8;
    at[12] = answer->sense.asc;
    at[13] = answer->sense.ascq;
    return SENSE_SIZE;
}

/* What a port driver makes of a command that the drive did not end. */
static uint32_t port_status(uint8_t srb)
{
    switch ((enum sim_srb)srb) {
    case SIM_SRB_SUCCESS:
    case SIM_SRB_ERROR:
        return TJ_STATUS_SUCCESS;
    case SIM_SRB_TIMEOUT:
    case SIM_SRB_COMMAND_TIMEOUT:
        return TJ_STATUS_IO_TIMEOUT;
    case SIM_SRB_SELECTION_TIMEOUT:
        return TJ_STATUS_DEVICE_NOT_CONNECTED;
    case SIM_SRB_NO_DEVICE:
    case SIM_SRB_NO_HBA:
    case SIM_SRB_INVALID_LUN:
        return TJ_STATUS_DEVICE_DOES_NOT_EXIST;
    case SIM_SRB_DATA_OVERRUN:
        return TJ_STATUS_BUFFER_OVERFLOW;
    case SIM_SRB_INVALID_REQUEST:
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    case SIM_SRB_ABORTED:
    case SIM_SRB_BUS_RESET:
    case SIM_SRB_PARITY:
    case SIM_SRB_UNEXPECTED_BUS_FREE:
    case SIM_SRB_PHASE_SEQUENCE_FAILURE:
    case SIM_SRB_REQUEST_FLUSHED:
    case SIM_SRB_INTERNAL_ERROR:
    case SIM_SRB_OTHER:
    case SIM_SRB_COUNT:
        break;
    }
    return TJ_STATUS_IO_DEVICE_ERROR;
}

/* The transferred bytes stand at the begin of output: to their place. Before
 * them, and where there are none, is what the caller sent. */
static void put_buffer(const struct sim_request *request,
                       const struct pass *pass, uint32_t moved,
                       uint8_t *output)
{
    uint32_t begin = TJ_OUTPUT_MAX;
    uint32_t kept = carried(pass->data_offset, moved, TJ_OUTPUT_MAX);

    if (kept > 0) {
        begin = (uint32_t)pass->data_offset;
        memmove(output + begin, output, kept);
    }
    for (uint32_t i = 0; i < begin; i++)
        output[i] = i < TJ_INPUT_MAX && i < request->input_size
                        ? request->buffer[i] : 0;
}

/* Gives how far the answer reaches. */
static uint32_t put_status(const struct pass *pass,
                           const struct sim_answer *answer, uint8_t *output)
{
    uint8_t sense[SENSE_SIZE];
    uint8_t size = answer->status == SIM_SCSI_CHECK_CONDITION
                       ? put_sense(answer, sense) : 0;

    if (size > pass->sense_length)
        size = pass->sense_length;
    output[pass->extended ? 16 : 2] = answer->status;
    output[pass->extended ? 17 : 7] = size;
    if (size == 0)
        return pass->layout->size;
    uint32_t kept = carried(pass->sense_offset, size, TJ_OUTPUT_MAX);
    if (kept > 0)
        memcpy(output + pass->sense_offset, sense, kept);
    return pass->sense_offset + size;
}

/* The caller's buffer as it comes back: the structure with what changed in it,
 * sense, data; Info reaches up to the last of these. */
static void put_reply(struct sim_request *request, const struct pass *pass,
                      const struct sim_answer *answer, uint8_t *output)
{
    bool in = pass->direction == DATA_IN && pass->data_length > 0;
    uint32_t moved = answer->data_size < pass->data_length
                         ? answer->data_size : pass->data_length;

    put_buffer(request, pass, in && !pass->direct ? moved : 0, output);
    request->info = put_status(pass, answer, output);
    if (in)
        tj_put_u32(output + (pass->extended ? 36 : 12), moved);
    if (in && !pass->direct)
        request->info = (uint32_t)pass->data_offset + moved;
    if (request->info > request->output_size)
        request->info = request->output_size;
}

enum sim_progress sim_pass_through_handle(struct sim_drive *drive,
                                          struct sim_request *request,
                                          struct sim_effects *effects)
{
    struct pass pass;
    struct sim_answer answer;

    read_pass(drive, request, &pass);
    if (request->command.phase == SIM_COMMAND_IDLE) {
        request->status = may_send(request, &pass);
        if (request->status != TJ_STATUS_SUCCESS)
            return SIM_FINISHED;
        prepare(request, &pass);
    }
    put_parameters(request, &pass, effects->output);
    enum sim_progress progress = sim_command_pass(
        drive, sim_actor_of(drive, request), &request->command,
        effects->output, &answer, effects);
    if (progress != SIM_FINISHED)
        return progress;
    request->status = port_status(answer.srb);
    if (answer.srb != SIM_SRB_SUCCESS && answer.srb != SIM_SRB_ERROR)
        answer = (struct sim_answer){ .data_size = answer.data_size };
    put_reply(request, &pass, &answer, effects->output);
    return SIM_REPLIED;
}

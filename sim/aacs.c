/* The AACS group (spec 3.2). Layouts: ntddcdvd.h; commands: MMC-6, key class 2.
 * One table says what each is; all are refused by a drive without AACS before
 * anything else is looked at. READ_MEDIA_KEY_BLOCK_SIZE has no case in the
 * dispatcher and ends at the port driver. */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

enum { FIRST_FUNCTION = 0x431, KEY_CLASS = 2, AGID_MAX = 4, HEADER_SIZE = 4 };
enum { ANY = 0xffff }; /* A length that nobody looks at. */

enum aacs_kind {
    KEY_BLOCK, /* u32 layer number in; as many bytes as there are. */
    START, END,
    SEND, /* u32 session and data in. */
    REPORT, STRUCTURE, /* u32 session in; exactly so many bytes out. */
    NONCE, BLANK /* AACS_READ_BINDING_NONCE in. */
};

/* Indexed by function number. */
static const struct aacs {
    enum aacs_kind kind;
    uint16_t       input, output;
    uint8_t        format;
} requests[] = {
    { KEY_BLOCK, 4, 8, 0x83 },     /* READ_MEDIA_KEY_BLOCK */
    { START, ANY, 4, 0x00 },       /* START_SESSION */
    { END, 4, ANY, 0x3f },         /* END_SESSION */
    { SEND, 116, ANY, 0x01 },      /* SEND_CERTIFICATE */
    { REPORT, 4, 112, 0x01 },      /* GET_CERTIFICATE */
    { REPORT, 4, 80, 0x02 },       /* GET_CHALLENGE_KEY */
    { SEND, 84, ANY, 0x02 },       /* SEND_CHALLENGE_KEY */
    { STRUCTURE, 4, 32, 0x80 },    /* READ_VOLUME_ID */
    { STRUCTURE, 4, 32, 0x81 },    /* READ_SERIAL_NUMBER */
    { STRUCTURE, 4, 32, 0x82 },    /* READ_MEDIA_ID */
    { NONCE, 24, 32, 0x21 },       /* READ_BINDING_NONCE */
    { BLANK, 24, 32, 0x00 },       /* GENERATE_BINDING_NONCE */
};

static const struct aacs *row_of(const struct sim_request *request)
{
    uint32_t index = tj_code_function(request->code) - FIRST_FUNCTION;

    TJ_ASSERT(index < sizeof requests / sizeof *requests);
    return &requests[index];
}

/* --- Validation --- */

static uint32_t validate_sizes(const struct aacs *row,
                               struct sim_request *request)
{
    if (row->input != ANY && request->input_size != row->input)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (row->output != ANY && request->output_size < row->output) {
        request->info = row->output;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    bool exactly = row->output != ANY && row->kind != KEY_BLOCK;
    return exactly && request->output_size > row->output
               ? TJ_STATUS_INVALID_BUFFER_SIZE
               : TJ_STATUS_SUCCESS;
}

/* AACS_READ_BINDING_NONCE {u32 SessionId, NumberOfSectors; u64 StartLba;
 * u64 Handle} */
static bool input_is_valid(const struct aacs *row,
                           const struct sim_request *request)
{
    uint32_t first = tj_get_u32(request->buffer);

    if (row->kind == START)
        return true;
    if (row->kind == KEY_BLOCK)
        return first <= UINT8_MAX;
    if (first > AGID_MAX)
        return false;
    return (row->kind != NONCE && row->kind != BLANK) ||
           (tj_get_u32(request->buffer + 4) <= UINT8_MAX &&
            tj_get_u64(request->buffer + 8) <= UINT32_MAX);
}

/* Fetches its input first: nothing to fetch is told even by a drive without
 * AACS, and a wrong length is another status than everywhere else. */
static uint32_t validate_end(const struct sim_drive *drive,
                             const struct sim_request *request)
{
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (!drive->profile.aacs)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    return request->input_size != 4 ? TJ_STATUS_INVALID_PARAMETER
                                    : TJ_STATUS_SUCCESS;
}

uint32_t sim_aacs_validate(const struct sim_drive *drive,
                           struct sim_request *request)
{
    const struct aacs *row = row_of(request);

    if (row->kind == END)
        return validate_end(drive, request);
    if (!drive->profile.aacs)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    uint32_t status = validate_sizes(row, request);
    if (status == TJ_STATUS_SUCCESS && !input_is_valid(row, request))
        status = TJ_STATUS_INVALID_PARAMETER;
    return status;
}

/* --- Commands --- */

static void prepare(const struct aacs *row, struct sim_request *request)
{
    const uint8_t *input = request->buffer;
    struct sim_key key = { .key_class = KEY_CLASS, .format = row->format,
                           .agid = input[0] };

    switch (row->kind) {
    case KEY_BLOCK:
        key.agid = 0;
        key.blocks = input[0];
        key.size = HEADER_SIZE + 0x8000; /* One pack. */
        sim_structure_prepare(&request->command, &key);
        break;
    case STRUCTURE:
        key.size = (uint16_t)(HEADER_SIZE + row->output);
        sim_structure_prepare(&request->command, &key);
        break;
    case SEND:
        key.size = row->input;
        sim_key_prepare(&request->command, SIM_OP_SEND_KEY, &key);
        break;
    case NONCE:
        key.address = tj_get_u32(input + 8);
        key.blocks = input[4];
        key.size = (uint16_t)(HEADER_SIZE + row->output);
        sim_key_prepare(&request->command, SIM_OP_REPORT_KEY, &key);
        break;
    case BLANK: /* The source fills in nothing at all: TEST UNIT READY. */
        sim_command_prepare(&request->command, SIM_OP_TEST_UNIT_READY, 0);
        break;
    case START:
    case END:
    case REPORT:
        key.size = (uint16_t)(HEADER_SIZE + row->output);
        sim_key_prepare(&request->command, SIM_OP_REPORT_KEY, &key);
        break;
    }
}

/* Behind a header of four bytes; anything but the expected length is an error
 * of the drive. So GENERATE_BINDING_NONCE, which asked for nothing, never
 * succeeds. */
static enum sim_progress take_answer(const struct aacs *row,
                                     struct sim_request *request,
                                     struct sim_effects *effects)
{
    uint8_t *output = effects->output;
    uint32_t sent = request->command.data_size;
    uint32_t said = sent >= HEADER_SIZE ? sim_get_be16(output) : 0;
    bool block = row->kind == KEY_BLOCK;

    memset(output + sent, 0, TJ_OUTPUT_MAX - sent);
    request->status = TJ_STATUS_IO_DEVICE_ERROR;
    if (said < 2 || (block ? output[3] == 0 : said - 2 != row->output))
        return SIM_FINISHED;
    request->info = said - 2;
    if (block && request->output_size < said - 2) {
        request->info = output[3] * 0x8000u;
        request->status = TJ_STATUS_BUFFER_TOO_SMALL;
        return SIM_FINISHED;
    }
    memmove(output, output + HEADER_SIZE, TJ_OUTPUT_MAX - HEADER_SIZE);
    request->status = TJ_STATUS_SUCCESS;
    return SIM_REPLIED;
}

enum sim_progress sim_aacs_handle(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    const struct aacs *row = row_of(request);

    if (row->kind == START)
        return sim_session_start(drive, request, KEY_CLASS, effects);
    if (row->kind == END)
        return sim_session_end(drive, request, KEY_CLASS, effects);
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare(row, request);
    if (row->kind == SEND)
        sim_key_put(effects->output, request, 4, row->input);
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);
    if (progress != SIM_FINISHED || !sim_succeeded(request) ||
        row->kind == SEND)
        return progress;
    return take_answer(row, request, effects);
}

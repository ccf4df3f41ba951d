/* Codes of Windows that are no verb of ours and that Linux can answer: who the
 * drive is, its number, its media, a SCSI command. Layouts: class-driver spec
 * 3.2; SCSI_PASS_THROUGH: ntddscsi.h, as a 64-bit program lays it out. */
#include "backends/linux/answers.h"
#include "backends/linux/host.h"
#include "backends/linux/kernel.h"
#include "backends/linux/requests.h"
#include "core/drive/bytes.h"

#include <string.h>

/* --- IOCTL_STORAGE_QUERY_PROPERTY: STORAGE_DEVICE_DESCRIPTOR --- */

enum { TYPE = 8, REMOVABLE = 10, VENDOR = 12, PRODUCT = 16, REVISION = 20,
       SERIAL = 24, BUS = 28, FIXED = 36, QUERY_SIZE = 8, BUS_VIRTUAL = 14 };

static uint32_t put_text(uint8_t *bytes, uint32_t at, uint32_t member,
                         const char *text)
{
    uint32_t size = (uint32_t)strlen(text) + 1;

    if (size == 1)
        return at;
    tj_put_u32(bytes + member, at);
    memcpy(bytes + at, text, size);
    return at + size;
}

static void query_property(const struct linux_call *call)
{
    const struct real_identity *id = &call->host->identity;
    uint8_t  bytes[FIXED + 4 * REAL_ID_TEXT] = { 0 };
    uint32_t used = FIXED;

    if (call->op->input_size < QUERY_SIZE) {
        linux_refuse(call->answer, TJ_STATUS_INVALID_PARAMETER, 0);
        return;
    }
    if (tj_get_u32(call->op->input) != 0 ||
        tj_get_u32(call->op->input + 4) != 0) {
        linux_refuse(call->answer, TJ_STATUS_NOT_SUPPORTED, 0);
        return;
    }
    bytes[TYPE] = id->type;
    bytes[REMOVABLE] = 1;
    used = put_text(bytes, used, VENDOR, id->vendor);
    used = put_text(bytes, used, PRODUCT, id->product);
    used = put_text(bytes, used, REVISION, id->revision);
    used = put_text(bytes, used, SERIAL, id->serial);
    tj_put_u32(bytes + BUS, id->is_virtual ? BUS_VIRTUAL : 0);
    tj_put_u32(bytes, FIXED);
    tj_put_u32(bytes + 4, used);
    if (used > call->op->output_size)
        used = call->op->output_size; /* Cut, as the class driver does. */
    memcpy(call->output, bytes, used);
    call->answer->info = used;
}

/* --- Smaller ones --- */

static void device_number(const struct linux_call *call)
{
    enum { SIZE = 12 };

    if (!linux_room(call, SIZE))
        return;
    tj_put_u32(call->output, TJ_DEVICE_CDROM);
    tj_put_u32(call->output + 4, (uint32_t)call->host->device & 0xfffff);
    tj_put_u32(call->output + 8, UINT32_MAX); /* No partition. */
}

/* One entry: CD-ROM, and whether a disc is in. */
static void media_types(const struct linux_call *call)
{
    enum { SIZE = 8 + 32, BLOCK_SIZE_AT = 8 + 24, FLAGS_AT = 8 + 28,
           CD_ROM = 0x23 };
    const uint32_t mounted = UINT32_C(0x80000000), read_only = 0x8;

    if (!linux_room(call, SIZE))
        return;
    memset(call->output, 0, SIZE);
    tj_put_u32(call->output, TJ_DEVICE_CDROM);
    tj_put_u32(call->output + 4, 1);
    tj_put_u32(call->output + 8 + 16, CD_ROM);
    tj_put_u32(call->output + BLOCK_SIZE_AT, MMC_BLOCK);
    bool disc = linux_tray(call->host->door, call->file->file) ==
                LINUX_DISC_OK;
    tj_put_u32(call->output + FLAGS_AT, read_only | (disc ? mounted : 0));
}

/* --- IOCTL_SCSI_PASS_THROUGH --- */

enum { SPT_SIZE = 56, SPT_STATUS = 2, SPT_CDB_SIZE = 6, SPT_SENSE_SIZE = 7,
       SPT_DATA_IN = 8, SPT_LENGTH = 12, SPT_TIMEOUT = 16, SPT_DATA_AT = 24,
       SPT_SENSE_AT = 32, SPT_CDB = 36 };
enum { DATA_OUT, DATA_IN, DATA_NONE };
#define TJ_IOCTL_SCSI_PASS_THROUGH TJ_CONTROL_CODE(TJ_DEVICE_SCSI, 0x401, 0, 3)

struct pass_through {
    uint32_t length, data_at, sense_at;
    uint8_t  sense_size, direction;
};

/* Everything it names lies within the buffers that came with it. */
static bool read_pass_through(const struct linux_call *call,
                              struct pass_through *pass)
{
    const uint8_t *in = call->op->input;
    uint32_t room = call->op->output_size < TJ_OUTPUT_MAX
                        ? call->op->output_size : TJ_OUTPUT_MAX;

    if (call->op->input_size < SPT_SIZE || room < SPT_SIZE ||
        in[SPT_CDB_SIZE] == 0 || in[SPT_CDB_SIZE] > LINUX_CDB_MAX ||
        in[SPT_DATA_IN] > DATA_NONE)
        return false;
    *pass = (struct pass_through){
        .length = tj_get_u32(in + SPT_LENGTH),
        .data_at = tj_get_u32(in + SPT_DATA_AT),
        .sense_at = tj_get_u32(in + SPT_SENSE_AT),
        .sense_size = in[SPT_SENSE_SIZE],
        .direction = in[SPT_DATA_IN],
    };
    uint32_t end = pass->direction == DATA_OUT
                       ? (call->op->input_size < TJ_INPUT_MAX
                              ? call->op->input_size : TJ_INPUT_MAX)
                       : room;
    bool data_fits = pass->length == 0 ||
                     (pass->data_at >= SPT_SIZE && pass->data_at <= end &&
                      pass->length <= end - pass->data_at);
    bool sense_fits = pass->sense_size == 0 ||
                      (pass->sense_at >= SPT_SIZE && pass->sense_at <= room &&
                       pass->sense_size <= room - pass->sense_at);
    return data_fits && sense_fits;
}

/* As on Windows a CHECK CONDITION is a success whose structure tells it. */
static void pass_through(const struct linux_call *call)
{
    const uint8_t      *in = call->op->input;
    struct pass_through pass;
    uint8_t             out_data[TJ_INPUT_MAX];

    if (!read_pass_through(call, &pass)) {
        linux_refuse(call->answer, TJ_STATUS_INVALID_PARAMETER, 0);
        return;
    }
    bool writes = pass.direction == DATA_OUT && pass.length > 0;
    struct linux_command command = {
        .cdb_size = in[SPT_CDB_SIZE], .writes = writes,
        .timeout_ms = tj_get_u32(in + SPT_TIMEOUT) * 1000u,
        .data = call->output + (writes ? 0 : pass.data_at),
        .data_size = pass.direction == DATA_NONE ? 0 : pass.length };

    memcpy(command.cdb, in + SPT_CDB, LINUX_CDB_MAX);
    memset(call->output, 0, TJ_OUTPUT_MAX);
    if (writes) {
        memcpy(out_data, in + pass.data_at, pass.length);
        command.data = out_data;
    }
    int result = call->host->door->scsi(call->host->door->context,
                                        call->file->file, &command);
    if (result < 0 || command.result >> 16 != 0) {
        linux_refuse(call->answer,
                     result < 0 ? linux_status_of_errno(-result)
                                : linux_status_of_result(command.result),
                     result < 0 ? linux_native_of(result)
                                : linux_native_of_result(command.result));
        return;
    }
    memcpy(call->output, in, SPT_SIZE);
    call->output[SPT_STATUS] = (uint8_t)command.result;
    uint8_t sense = command.sense_size < pass.sense_size ? command.sense_size
                                                         : pass.sense_size;
    call->output[SPT_SENSE_SIZE] = sense;
    memcpy(call->output + pass.sense_at, command.sense, sense);
    tj_put_u32(call->output + SPT_LENGTH, command.came);
    uint32_t end = pass.direction == DATA_IN ? pass.data_at + command.came
                                             : SPT_SIZE;
    uint32_t sense_end = sense > 0 ? pass.sense_at + sense : SPT_SIZE;
    call->answer->info = end > sense_end ? end : sense_end;
}

void linux_raw(const struct linux_call *call)
{
    static const struct {
        uint32_t code;
        void   (*act)(const struct linux_call *call);
    } rows[] = {
        { TJ_IOCTL_STORAGE_QUERY_PROPERTY, query_property },
        { TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER, device_number },
        { TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, media_types },
        { TJ_IOCTL_SCSI_PASS_THROUGH, pass_through },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].code == call->op->code) {
            rows[i].act(call);
            return;
        }
    linux_refuse(call->answer, TJ_STATUS_NOT_SUPPORTED, 0);
}

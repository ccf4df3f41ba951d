#include "backends/linux/answers.h"

#include "backends/linux/kernel.h"
#include "core/base/text.h"
#include "core/drive/codes.h"

#define ROW(name, status) { LINUX_##name, TJ_STATUS_##status, #name }
static const struct {
    int         number;
    uint32_t    status;
    const char *name;
} errors[] = {
    ROW(EPERM, PRIVILEGE_NOT_HELD),
    ROW(EACCES, PRIVILEGE_NOT_HELD),
    ROW(ENOENT, OBJECT_NAME_NOT_FOUND),
    ROW(EINTR, CANCELLED),
    ROW(EIO, IO_DEVICE_ERROR),
    ROW(ENXIO, DEVICE_DOES_NOT_EXIST),
    ROW(ENODEV, DEVICE_DOES_NOT_EXIST),
    ROW(EBADF, INVALID_HANDLE),
    ROW(ENOMEM, INSUFFICIENT_RESOURCES),
    ROW(ENFILE, INSUFFICIENT_RESOURCES),
    ROW(EMFILE, INSUFFICIENT_RESOURCES),
    ROW(EFAULT, INVALID_USER_BUFFER),
    ROW(EBUSY, DEVICE_BUSY),
    ROW(EINVAL, INVALID_PARAMETER),
    ROW(ENOTTY, INVALID_DEVICE_REQUEST),
    ROW(EROFS, MEDIA_WRITE_PROTECTED),
    ROW(ENOSYS, NOT_SUPPORTED),
    ROW(EOPNOTSUPP, NOT_SUPPORTED),
    ROW(ENOBUFS, INSUFFICIENT_RESOURCES),
    ROW(ETIMEDOUT, IO_TIMEOUT),
    ROW(ENOMEDIUM, NO_MEDIA_IN_DEVICE),
    ROW(EMEDIUMTYPE, UNRECOGNIZED_MEDIA),
};
enum { ERRORS_COUNT = sizeof errors / sizeof *errors };

uint32_t linux_status_of_errno(int number)
{
    for (size_t i = 0; i < ERRORS_COUNT; i++)
        if (errors[i].number == number)
            return errors[i].status;
    return TJ_STATUS_UNSUCCESSFUL;
}

/* --- SCSI results --- */

static uint32_t host_of(uint32_t result)
{
    return result >> 16 & 0xff;
}

static uint32_t status_of_host(uint32_t host)
{
    if (host == LINUX_DID_TIME_OUT)
        return TJ_STATUS_IO_TIMEOUT;
    if (host == LINUX_DID_NO_CONNECT || host == LINUX_DID_BAD_TARGET)
        return TJ_STATUS_DEVICE_DOES_NOT_EXIST;
    return host == LINUX_DID_BUS_BUSY ? TJ_STATUS_DEVICE_BUSY
                                      : TJ_STATUS_IO_DEVICE_ERROR;
}

uint32_t linux_status_of_result(uint32_t result)
{
    uint32_t scsi = result & 0xff;

    if (host_of(result) != 0)
        return status_of_host(host_of(result));
    return scsi == SCSI_BUSY || scsi == SCSI_RESERVED
               ? TJ_STATUS_DEVICE_BUSY
               : TJ_STATUS_IO_DEVICE_ERROR;
}

/* --- Sense data --- */

enum { ANY = 0xff };

/* SPC additional sense codes that say more than the key; first match wins. */
static const struct {
    uint8_t  code, qualifier;
    uint32_t status;
} codes[] = {
    { 0x04, 0x03, TJ_STATUS_NO_MEDIA_IN_DEVICE }, /* Manual intervention. */
    { 0x04, ANY, TJ_STATUS_DEVICE_NOT_READY },
    { 0x3a, ANY, TJ_STATUS_NO_MEDIA_IN_DEVICE },
    { 0x30, ANY, TJ_STATUS_UNRECOGNIZED_MEDIA },
    { 0x57, 0x00, TJ_STATUS_UNRECOGNIZED_MEDIA },
    { 0x21, ANY, TJ_STATUS_NONEXISTENT_SECTOR },
    { 0x53, 0x02, TJ_STATUS_INVALID_DEVICE_REQUEST }, /* Removal prevented. */
    { 0x25, ANY, TJ_STATUS_NO_SUCH_DEVICE },
    { 0x28, ANY, TJ_STATUS_VERIFY_REQUIRED }, /* The disc may be another. */
};

static uint32_t status_of_key(uint8_t key)
{
    switch (key) {
    case 0x1: /* Recovered. */
        return TJ_STATUS_SUCCESS;
    case 0x2:
        return TJ_STATUS_DEVICE_NOT_READY;
    case 0x3:
        return TJ_STATUS_DEVICE_DATA_ERROR;
    case 0x5:
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    case 0x6:
        return TJ_STATUS_VERIFY_REQUIRED;
    case 0x7:
        return TJ_STATUS_MEDIA_WRITE_PROTECTED;
    case 0x8:
        return TJ_STATUS_NO_DATA_DETECTED;
    default:
        return TJ_STATUS_IO_DEVICE_ERROR;
    }
}

struct linux_sense linux_sense_of(const struct linux_command *command)
{
    const uint8_t *bytes = command->sense;
    size_t         size = command->sense_size;
    uint8_t        format = size > 0 ? bytes[0] & 0x7f : 0;

    if ((format == 0x70 || format == 0x71) && size >= 14)
        return (struct linux_sense){ bytes[2] & 0x0f, bytes[12], bytes[13] };
    if ((format == 0x72 || format == 0x73) && size >= 4)
        return (struct linux_sense){ bytes[1] & 0x0f, bytes[2], bytes[3] };
    return (struct linux_sense){ 0, 0, 0 };
}

uint32_t linux_status_of_command(const struct linux_command *command)
{
    struct linux_sense sense = linux_sense_of(command);

    if (command->result == 0)
        return TJ_STATUS_SUCCESS;
    if (host_of(command->result) != 0 || sense.key == 0)
        return linux_status_of_result(command->result);
    for (size_t i = 0; i < sizeof codes / sizeof *codes; i++)
        if (codes[i].code == sense.code &&
            (codes[i].qualifier == ANY ||
             codes[i].qualifier == sense.qualifier))
            return codes[i].status;
    return status_of_key(sense.key);
}

/* --- Beside the NTSTATUS --- */

enum { IS_RESULT = 0x8000, HOST_AT = 10, MIDLAYER_AT = 7 };

uint16_t linux_native_of_result(uint32_t result)
{
    return result == 0 ? 0
                       : (uint16_t)(IS_RESULT |
                                    (host_of(result) & 0x1f) << HOST_AT |
                                    (result >> 8 & 7) << MIDLAYER_AT |
                                    (result & 0x7f));
}

uint16_t linux_native_of(int value)
{
    return value < 0 ? (uint16_t)-value
                     : linux_native_of_result((uint32_t)value);
}

static const char *scsi_name(uint32_t result)
{
    if (host_of(result) == LINUX_DID_TIME_OUT)
        return "the drive did not answer in time";
    if (host_of(result) != 0)
        return "the command did not reach the drive";
    switch (result & 0x7f) {
    case SCSI_CHECK_CONDITION:
        return "CHECK CONDITION";
    case SCSI_BUSY:
        return "BUSY";
    case SCSI_RESERVED:
        return "RESERVATION CONFLICT";
    default:
        return "a SCSI status";
    }
}

void linux_native_text(uint32_t native, char text[LINUX_NATIVE_TEXT])
{
    struct tj_text line;

    tj_text_init(&line, text, LINUX_NATIVE_TEXT);
    if ((native & IS_RESULT) != 0) {
        uint32_t result = (native >> HOST_AT & 0x1f) << 16 |
                          (native >> MIDLAYER_AT & 7) << 8 | (native & 0x7f);
        tj_text_add(&line, "%lu: %s", (unsigned long)result,
                    scsi_name(result));
        return;
    }
    for (size_t i = 0; i < ERRORS_COUNT; i++)
        if (errors[i].number == (int)native) {
            tj_text_add(&line, "%s", errors[i].name);
            return;
        }
    if (native != 0)
        tj_text_add(&line, "errno %lu", (unsigned long)native);
}

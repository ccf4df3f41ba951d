/* Layouts of requests and answers. Each offset below is of class-driver spec
 * 1.1 (exclusive access), 3.2 (the others) or 4.7 (event payloads). */
#include "core/drive/encode.h"

#include "core/base/assert.h"
#include "core/drive/bytes.h"

#include <string.h>

_Static_assert((int)TJ_EXCLUSIVE_LOCK_SIZE <= (int)TJ_INPUT_MAX,
               "a lock fits inline");
_Static_assert((int)TJ_EXCLUSIVE_STATE_SIZE <= (int)TJ_OUTPUT_MAX,
               "a state fits in a reply");

/* How a spoken request becomes code and bytes; one row per verb. */
enum shape { NO_CODE, AS_IT_IS, PLAIN, EXCLUSIVE, SWITCH };
struct request {
    enum shape shape;
    uint32_t   code;
    uint32_t   output_size;
    uint8_t    value; /* EXCLUSIVE: RequestType; SWITCH: the BOOLEAN. */
};

static const struct request requests[] = {
    [TJ_OPEN] = { .shape = NO_CODE },
    [TJ_CLOSE] = { .shape = NO_CODE },
    [TJ_DUPLICATE] = { .shape = NO_CODE },
    [TJ_LOCK] = { EXCLUSIVE, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, 0,
                  TJ_EXCLUSIVE_LOCK },
    [TJ_UNLOCK] = { EXCLUSIVE, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, 0,
                    TJ_EXCLUSIVE_UNLOCK },
    [TJ_QUERY] = { EXCLUSIVE, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
                   TJ_EXCLUSIVE_STATE_SIZE, TJ_EXCLUSIVE_QUERY },
    [TJ_EJECT] = { PLAIN, TJ_IOCTL_STORAGE_EJECT_MEDIA, 0, 0 },
    [TJ_LOAD] = { PLAIN, TJ_IOCTL_STORAGE_LOAD_MEDIA, 0, 0 },
    [TJ_LOAD2] = { PLAIN, TJ_IOCTL_STORAGE_LOAD_MEDIA2, 0, 0 },
    [TJ_PREVENT] = { SWITCH, TJ_IOCTL_STORAGE_MEDIA_REMOVAL, 0, 1 },
    [TJ_ALLOW] = { SWITCH, TJ_IOCTL_STORAGE_MEDIA_REMOVAL, 0, 0 },
    [TJ_SECURE_PREVENT] = { SWITCH, TJ_IOCTL_STORAGE_EJECTION_CONTROL, 0, 1 },
    [TJ_SECURE_ALLOW] = { SWITCH, TJ_IOCTL_STORAGE_EJECTION_CONTROL, 0, 0 },
    [TJ_MCN_OFF] = { SWITCH, TJ_IOCTL_STORAGE_MCN_CONTROL, 0, 1 },
    [TJ_MCN_ON] = { SWITCH, TJ_IOCTL_STORAGE_MCN_CONTROL, 0, 0 },
    [TJ_VERIFY] = { PLAIN, TJ_IOCTL_STORAGE_CHECK_VERIFY, 4, 0 },
    [TJ_VERIFY2] = { PLAIN, TJ_IOCTL_STORAGE_CHECK_VERIFY2, 0, 0 },
    [TJ_READ] = { .shape = NO_CODE },
    [TJ_WRITE] = { .shape = NO_CODE },
    [TJ_FLUSH] = { .shape = NO_CODE },
    [TJ_VOLUME_LOCK] = { PLAIN, TJ_FSCTL_LOCK_VOLUME, 0, 0 },
    [TJ_VOLUME_UNLOCK] = { PLAIN, TJ_FSCTL_UNLOCK_VOLUME, 0, 0 },
    [TJ_DISMOUNT] = { PLAIN, TJ_FSCTL_DISMOUNT_VOLUME, 0, 0 },
    [TJ_IOCTL] = { .shape = AS_IT_IS },
    [TJ_CANCEL] = { .shape = NO_CODE },
};
_Static_assert(sizeof requests / sizeof *requests == TJ_VERB_COUNT,
               "every verb has a shape");

static void encode_exclusive(struct tj_op *op, uint8_t type,
                             const char *caller_name)
{
    tj_put_u32(op->input, type);
    tj_put_u32(op->input + 4, type == TJ_EXCLUSIVE_QUERY ? 0 : op->arg);
    op->input_size = TJ_EXCLUSIVE_ACCESS_SIZE;
    if (type != TJ_EXCLUSIVE_LOCK)
        return;

    uint8_t *name = op->input + TJ_EXCLUSIVE_ACCESS_SIZE;
    size_t   length = 0;
    while (caller_name != NULL && length < TJ_CALLER_NAME_SIZE &&
           caller_name[length] != '\0')
        length++;
    if (length > 0)
        memcpy(name, caller_name, length);
    memset(name + length, 0, TJ_CALLER_NAME_SIZE - length);
    op->input_size = TJ_EXCLUSIVE_LOCK_SIZE;
}

void tj_encode(struct tj_op *op, const char *caller_name)
{
    TJ_ASSERT((unsigned)op->verb < TJ_VERB_COUNT);
    const struct request *request = &requests[op->verb];

    if (request->shape == AS_IT_IS)
        return;
    op->code = request->code;
    op->input_size = 0;
    op->output_size = request->output_size;
    if (request->shape == EXCLUSIVE) {
        encode_exclusive(op, request->value, caller_name);
    } else if (request->shape == SWITCH) {
        op->input[0] = request->value;
        op->input_size = 1;
    }
}

/* The request that the driver makes of a code (spec 0.5 step 3): the common
 * functions of other device types become STORAGE requests. */
static uint32_t normalised(uint32_t code)
{
    uint32_t device = tj_code_device(code);
    uint32_t function = tj_code_function(code);
    bool     common = device == TJ_DEVICE_CDROM || device == TJ_DEVICE_SCSI ||
                  device == TJ_DEVICE_DISK || device == TJ_DEVICE_TAPE ||
                  device == TJ_DEVICE_DVD;

    if (!common || function < 0x200 || function > 0x300)
        return code;
    return (code & 0xffffu) | (uint32_t)TJ_DEVICE_STORAGE << 16;
}

static enum tj_verb decode_exclusive(const uint8_t *input, uint32_t input_size)
{
    if (input_size < TJ_EXCLUSIVE_ACCESS_SIZE)
        return TJ_IOCTL;
    switch (tj_get_u32(input)) {
    case TJ_EXCLUSIVE_QUERY:
        return TJ_QUERY;
    case TJ_EXCLUSIVE_LOCK:
        return input_size < TJ_EXCLUSIVE_LOCK_SIZE ? TJ_IOCTL : TJ_LOCK;
    case TJ_EXCLUSIVE_UNLOCK:
        return TJ_UNLOCK;
    default:
        return TJ_IOCTL;
    }
}

enum tj_verb tj_decode_verb(uint32_t code, const uint8_t *input,
                            uint32_t input_size)
{
    code = normalised(code);
    if (code == TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS)
        return decode_exclusive(input, input_size);

    for (unsigned i = 0; i < TJ_VERB_COUNT; i++) {
        const struct request *request = &requests[i];

        if (request->code != code)
            continue;
        if (request->shape == PLAIN)
            return (enum tj_verb)i;
        /* Any nonzero BOOLEAN means yes (spec 3.3). */
        if (request->shape == SWITCH && input_size >= 1 &&
            (input[0] != 0) == (request->value != 0))
            return (enum tj_verb)i;
    }
    return TJ_IOCTL;
}

/* --- Raw requests in a record --- */

static uint8_t at_most_255(uint32_t value)
{
    return (uint8_t)(value < 255 ? value : 255);
}

/* What is not there reads as zeros. */
static uint32_t input_word(const struct tj_op *op, uint32_t index)
{
    uint8_t  bytes[4] = { 0 };
    uint32_t size =
        op->input_size < TJ_INPUT_MAX ? op->input_size : TJ_INPUT_MAX;

    for (uint32_t i = 0; i < 4 && 4 * index + i < size; i++)
        bytes[i] = op->input[4 * index + i];
    return tj_get_u32(bytes);
}

uint32_t tj_brief_of(const struct tj_op *op)
{
    return (uint32_t)at_most_255(op->input_size) << 24 |
           (uint32_t)at_most_255(op->output_size) << 16 |
           (uint32_t)at_most_255(input_word(op, 1)) << 8 |
           (uint32_t)at_most_255(input_word(op, 0));
}

struct tj_brief tj_brief_read(uint32_t word)
{
    return (struct tj_brief){ .input_size = (uint8_t)(word >> 24),
                              .output_size = (uint8_t)(word >> 16),
                              .second = (uint8_t)(word >> 8),
                              .first = (uint8_t)word };
}

/* Spec 3.2: DeviceType, entry count, and 32 bytes for each entry, the last
 * four of which are its characteristics. */
bool tj_decode_media_mounted(const uint8_t *output, uint32_t info)
{
    enum { HEAD = 8, ENTRY = 32 };
    const uint32_t mounted = UINT32_C(0x80000000);

    for (uint32_t at = HEAD; at + ENTRY <= info; at += ENTRY)
        if ((tj_get_u32(output + at + ENTRY - 4) & mounted) != 0)
            return true;
    return false;
}

/* --- Answers --- */

bool tj_decode_lock_state(const uint8_t *output, uint32_t info,
                          struct tj_lock_state *state)
{
    if (info != TJ_EXCLUSIVE_STATE_SIZE)
        return false;
    state->locked = output[0] != 0;
    memcpy(state->name, output + 1, TJ_CALLER_NAME_SIZE);
    state->name[TJ_CALLER_NAME_SIZE] = '\0';
    return true;
}

bool tj_decode_change_count(const uint8_t *output, uint32_t info,
                            uint32_t *count)
{
    if (info < 4)
        return false;
    *count = tj_get_u32(output);
    return true;
}

/* Spelled out, not isalnum(): the driver's check knows no locale. */
static bool name_byte_valid(uint8_t byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'A' && byte <= 'Z') ||
           (byte >= 'a' && byte <= 'z') || byte == ' ' || byte == '.' ||
           byte == ',' || byte == ':' || byte == ';' || byte == '_' ||
           byte == '-';
}

bool tj_caller_name_valid(const uint8_t *name, size_t size)
{
    size_t max = size < TJ_CALLER_NAME_SIZE ? size : TJ_CALLER_NAME_SIZE;

    for (size_t i = 0; i < max; i++) {
        if (name[i] == '\0')
            return i > 0;
        if (!name_byte_valid(name[i]))
            return false;
    }
    return false; /* No terminator. */
}

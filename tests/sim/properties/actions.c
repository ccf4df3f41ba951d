#include "tests/sim/properties/actions.h"

#include "core/drive/bytes.h"
#include "core/drive/catalog.h"

#include <string.h>

static uint64_t draw(struct tale *tale, uint64_t bound)
{
    return tale_draw(tale, bound);
}

static bool one_in(struct tale *tale, unsigned count)
{
    return draw(tale, count) == 0;
}

tj_handle act_any_handle(struct tale *tale)
{
    if (tale->open_count == 0 || one_in(tale, 60))
        return (tj_handle)draw(tale, tale->handles_count + 1u);
    return tale->open[draw(tale, tale->open_count)];
}

/* One of that class, if a few tries find one. */
static tj_handle handle_of(struct tale *tale, enum sim_class class)
{
    tj_handle handle = act_any_handle(tale);

    for (int i = 0; i < 6; i++) {
        int file = tale->handles[handle].file;
        if (file != NOBODY && tale->files[file].class == class)
            break;
        handle = act_any_handle(tale);
    }
    return handle;
}

static tj_handle new_handle(struct tale *tale)
{
    TJ_ASSERT(tale->handles_count + 1 < TALE_HANDLES_MAX);
    return ++tale->handles_count;
}

void act_ask(struct tale *tale, struct sim_input input)
{
    /* One draw a statement everywhere: C leaves the order of arguments and
     * initialisers open, and a seed must mean the same to every compiler. */
    input.thread = (uint16_t)draw(tale, 4);
    input.process = (uint16_t)(1 + draw(tale, 3));
    tale_step(tale, &input);
}

/* --- Handles --- */

static void open_as(struct tale *tale, enum tj_target target, uint8_t access,
                    uint8_t share)
{
    struct sim_input input = { .kind = SIM_OPEN, .target = target,
                               .access = access, .share = share };

    input.handle = new_handle(tale);
    input.flags = one_in(tale, 4)    ? SIM_OVERLAPPED
                  : one_in(tale, 12) ? SIM_SYNCHRONOUS
                  : one_in(tale, 12) ? SIM_WOW
                                     : 0;
    act_ask(tale, input);
}

void act_open_direct(struct tale *tale)
{
    open_as(tale, TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
}

void act_open_weak(struct tale *tale)
{
    if (one_in(tale, 2))
        open_as(tale, TJ_VOLUME, TJ_ACCESS_NONE, TJ_SHARE_ALL);
    else
        open_as(tale, TJ_INTERFACE, (uint8_t)draw(tale, 4), TJ_SHARE_ALL);
}

void act_open_volume(struct tale *tale)
{
    uint8_t access = (uint8_t)(1 + draw(tale, 3));
    uint8_t share = TJ_SHARE_ALL;

    if (one_in(tale, 8))
        share = (uint8_t)draw(tale, 8);
    open_as(tale, TJ_VOLUME, access, share);
}

void act_open_alone(struct tale *tale)
{
    open_as(tale, TJ_VOLUME, TJ_ACCESS_READ_WRITE,
            one_in(tale, 2) ? 0 : TJ_SHARE_WRITE);
}

void act_open_file(struct tale *tale)
{
    open_as(tale, TJ_FILE, TJ_ACCESS_READ, TJ_SHARE_ALL);
}

/* Of the file system itself: for FSCTL_INVALIDATE_VOLUMES. */
void act_open_control(struct tale *tale)
{
    uint8_t privileged = one_in(tale, 4) ? 0 : SIM_PRIVILEGED;

    act_ask(tale, (struct sim_input){
        .kind = SIM_OPEN, .handle = new_handle(tale), .target = TJ_VOLUME,
        .access = TJ_ACCESS_READ_WRITE, .share = TJ_SHARE_ALL,
        .flags = (uint8_t)(SIM_CONTROL_DEVICE | privileged) });
}

void act_duplicate(struct tale *tale)
{
    if (tale->open_count == 0)
        return;
    act_ask(tale, (struct sim_input){ .kind = SIM_DUPLICATE,
                                  .handle = new_handle(tale),
                                  .source = act_any_handle(tale) });
}

void act_close(struct tale *tale)
{
    act_ask(tale, (struct sim_input){ .kind = SIM_CLOSE,
                                  .handle = act_any_handle(tale) });
}

/* --- Requests --- */

static void ioctl(struct tale *tale, tj_handle handle, uint32_t code,
                  const uint8_t *input, uint32_t input_size,
                  uint32_t output_size)
{
    act_ask(tale, (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle, .code = code, .input = input,
        .input_size = input_size, .output_size = output_size });
}

static void exclusive(struct tale *tale, uint8_t type, uint8_t flags,
                      const char *name)
{
    uint8_t bytes[TJ_INPUT_MAX] = { 0 };

    bytes[0] = type;
    bytes[4] = flags;
    memcpy(bytes + 8, name, strnlen(name, 64));
    if (one_in(tale, 20))
        bytes[5] = (uint8_t)draw(tale, 256); /* Reserved flags (R35). */
    tj_handle handle = one_in(tale, 3) ? act_any_handle(tale)
                                       : handle_of(tale, SIM_CLASS_D);
    uint32_t more = (uint32_t)draw(tale, 3);
    ioctl(tale, handle, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, bytes,
          type == TJ_EXCLUSIVE_LOCK ? 72 + more : 8,
          type == TJ_EXCLUSIVE_QUERY ? 65 + more : 65 * (more & 1));
}

void act_lock(struct tale *tale)
{
    static const char *const names[] = {
        "anna", "Burning ROM 12.5", "a", "x_y-z:1,2;3", "carl",
        "123456789012345678901234567890123456789012345678901234567890abc",
    };
    uint8_t flags = (uint8_t)draw(tale, 4);

    exclusive(tale, TJ_EXCLUSIVE_LOCK, flags, names[draw(tale, 6)]);
}

void act_lock_badly(struct tale *tale)
{
    static const char *const names[] = {
        "", "bad/name", "caf\xc3\xa9", "tab\t",
        "1234567890123456789012345678901234567890123456789012345678901234",
        "ok but for the !",
    };
    uint8_t flags = (uint8_t)draw(tale, 4);

    exclusive(tale, TJ_EXCLUSIVE_LOCK, flags, names[draw(tale, 6)]);
}

void act_unlock(struct tale *tale)
{
    exclusive(tale, TJ_EXCLUSIVE_UNLOCK, one_in(tale, 3) ? 2 : 0, "");
}

void act_query(struct tale *tale)
{
    exclusive(tale, TJ_EXCLUSIVE_QUERY, 0, "");
}

void act_exclusive_malformed(struct tale *tale)
{
    uint8_t bytes[TJ_INPUT_MAX] = { 0 };

    bytes[0] = (uint8_t)draw(tale, 5);
    bytes[8] = 'a';
    tj_handle handle = act_any_handle(tale);
    uint32_t input_size = (uint32_t)draw(tale, 80);
    ioctl(tale, handle, TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS, bytes, input_size,
          (uint32_t)draw(tale, 70));
}

static uint8_t boolean(struct tale *tale)
{
    static const uint8_t values[] = { 0, 0, 0, 1, 1, 1, 2, 255 };
    return values[draw(tale, 8)];
}

/* The code under one of the device types that mean the same. */
static uint32_t as_type(struct tale *tale, uint32_t code)
{
    static const uint32_t types[] = { 0x2d, 0x2d, 0x2d, 0x02, 0x07, 0x33 };
    return (code & 0xffff) | types[draw(tale, 6)] << 16;
}

static void boolean_request(struct tale *tale, uint32_t code)
{
    uint8_t byte = boolean(tale);
    tj_handle handle = act_any_handle(tale);

    code = as_type(tale, code);
    ioctl(tale, handle, code, &byte, one_in(tale, 30) ? 0 : 1, 0);
}

void act_secure(struct tale *tale)
{
    boolean_request(tale, TJ_IOCTL_STORAGE_EJECTION_CONTROL);
}

void act_simple(struct tale *tale)
{
    boolean_request(tale, TJ_IOCTL_STORAGE_MEDIA_REMOVAL);
}

void act_mcn(struct tale *tale)
{
    boolean_request(tale, TJ_IOCTL_STORAGE_MCN_CONTROL);
}

void act_move_tray(struct tale *tale)
{
    static const uint32_t codes[] = { TJ_IOCTL_STORAGE_EJECT_MEDIA,
                                      TJ_IOCTL_STORAGE_EJECT_MEDIA,
                                      TJ_IOCTL_STORAGE_LOAD_MEDIA,
                                      TJ_IOCTL_STORAGE_LOAD_MEDIA2 };
    uint32_t code = codes[draw(tale, 4)];

    code = as_type(tale, code);
    ioctl(tale, act_any_handle(tale), code, NULL, 0, 0);
}

void act_verify(struct tale *tale)
{
    uint32_t code = as_type(tale, TJ_IOCTL_STORAGE_CHECK_VERIFY);
    uint32_t size = one_in(tale, 8) ? (uint32_t)draw(tale, 4) : 4;

    ioctl(tale, act_any_handle(tale), code, NULL, 0, size);
}

void act_verify2(struct tale *tale)
{
    uint32_t size = (uint32_t)draw(tale, 3) * 4;

    ioctl(tale, act_any_handle(tale), TJ_IOCTL_STORAGE_CHECK_VERIFY2, NULL, 0,
          size);
}

static void transfer(struct tale *tale, enum sim_input_kind kind)
{
    struct sim_input input = { .kind = kind };

    input.handle = act_any_handle(tale);
    input.offset = draw(tale, 1000) * 2048;
    input.length = (uint32_t)(1 + draw(tale, 4)) * 2048;
    if (one_in(tale, 8))
        input.length = (uint32_t)draw(tale, 3);
    act_ask(tale, input);
}

void act_read(struct tale *tale)
{
    transfer(tale, SIM_READ);
}

void act_write(struct tale *tale)
{
    transfer(tale, SIM_WRITE);
}

void act_flush(struct tale *tale)
{
    act_ask(tale, (struct sim_input){ .kind = SIM_FLUSH,
                                  .handle = act_any_handle(tale) });
}

void act_property(struct tale *tale)
{
    uint8_t bytes[12] = { 0 };

    bytes[0] = (uint8_t)draw(tale, 6);
    bytes[4] = (uint8_t)draw(tale, 3);
    uint32_t input_size = one_in(tale, 12) ? (uint32_t)draw(tale, 12) : 12;
    uint32_t output_size = one_in(tale, 3) ? (uint32_t)draw(tale, 12) : 512;
    ioctl(tale, act_any_handle(tale), TJ_IOCTL_STORAGE_QUERY_PROPERTY, bytes,
          input_size, output_size);
}

void act_allowed(struct tale *tale)
{
    static const uint32_t codes[] = {
        TJ_IOCTL_SCSI_GET_ADDRESS, TJ_IOCTL_STORAGE_GET_HOTPLUG_INFO,
        TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
        TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
        TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX, TJ_IOCTL_CDROM_GET_INQUIRY_DATA,
    };
    uint32_t code = codes[draw(tale, 6)];
    uint32_t size = one_in(tale, 4) ? (uint32_t)draw(tale, 40) : 512;

    ioctl(tale, act_any_handle(tale), code, NULL, 0, size);
}

void act_any_code(struct tale *tale)
{
    uint8_t bytes[TJ_INPUT_MAX];
    uint32_t code = tj_code_at((size_t)draw(tale, tj_code_count()))->code;

    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = one_in(tale, 4) ? (uint8_t)draw(tale, 256) : 0;
    if (one_in(tale, 6))
        code = (uint32_t)draw(tale, UINT32_MAX);
    uint32_t input_size =
        one_in(tale, 3) ? 0 : (uint32_t)draw(tale, TJ_INPUT_MAX);
    uint32_t output_size = one_in(tale, 3) ? 0 : (uint32_t)draw(tale, 1024);
    ioctl(tale, act_any_handle(tale), code, bytes, input_size, output_size);
}

void act_alias(struct tale *tale)
{
    static const uint32_t codes[] = { 0x1F4800, 0x1F0800, 0x1F4804, 0x1F4808,
                                      0x1F480C, 0x1F080C, 0x1F0940, 0x1F0944 };
    uint8_t byte = boolean(tale);
    uint32_t code = codes[draw(tale, 8)];

    ioctl(tale, act_any_handle(tale), code, &byte, 1, 4);
}

void act_event_notification(struct tale *tale)
{
    static const uint8_t good[16] = { 1, 0, 0, 0, 16, 0, 0, 0, 7 };

    uint32_t size = one_in(tale, 10) ? (uint32_t)draw(tale, 16) : 16;

    ioctl(tale, act_any_handle(tale), TJ_IOCTL_STORAGE_EVENT_NOTIFICATION, good,
          size, 0);
}

void act_reserve(struct tale *tale)
{
    uint32_t code = one_in(tale, 2) ? 0x2D4810 : 0x2D4814;

    ioctl(tale, act_any_handle(tale), code, NULL, 0, 0);
}

/* --- The file system --- */

void act_volume_lock(struct tale *tale)
{
    static const uint32_t codes[] = { TJ_FSCTL_LOCK_VOLUME,
                                      TJ_FSCTL_LOCK_VOLUME,
                                      TJ_FSCTL_UNLOCK_VOLUME };
    tj_handle handle = one_in(tale, 8) ? act_any_handle(tale)
                                       : handle_of(tale, SIM_CLASS_V);
    ioctl(tale, handle, codes[draw(tale, 3)], NULL, 0, 0);
}

void act_volume_request(struct tale *tale)
{
    static const uint32_t codes[] = { TJ_FSCTL_DISMOUNT_VOLUME,
                                      TJ_FSCTL_DISMOUNT_VOLUME, 0x90028,
                                      0x9002C, 0x90030, 0x90078, 0x90083 };
    uint32_t code = codes[draw(tale, 7)];
    uint8_t  bytes[8] = { 4 };

    if (one_in(tale, 30))
        code = 0x90054; /* INVALIDATE_VOLUMES */
    uint32_t size = (uint32_t)draw(tale, 3) * 4;
    ioctl(tale, handle_of(tale, SIM_CLASS_V), code, bytes, 8, size);
}

void act_invalidate(struct tale *tale)
{
    uint8_t bytes[8] = { 0 };

    tj_put_u32(bytes, act_any_handle(tale));
    ioctl(tale, handle_of(tale, SIM_CLASS_CONTROL), 0x90054, bytes, 8, 0);
}

void act(struct tale *tale, enum action action)
{
    static void (*const deeds[])(struct tale *tale) = {
#define X(name) [ACTION_##name] = act_##name,
        ACTION_LIST(X)
#undef X
    };
    deeds[action](tale);
}

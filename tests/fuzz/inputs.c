/* Bytes to inputs: each kind takes as many bytes as it needs. */
#include "core/drive/catalog.h"
#include "tests/fuzz/grammar.h"

#include <string.h>

uint8_t fuzz_byte(struct fuzz *fuzz)
{
    if (fuzz->bytes_count == 0)
        return 0;
    fuzz->bytes_count--;
    return *fuzz->bytes++;
}

uint32_t fuzz_u32(struct fuzz *fuzz)
{
    uint32_t value = fuzz_byte(fuzz);

    value |= (uint32_t)fuzz_byte(fuzz) << 8;
    value |= (uint32_t)fuzz_byte(fuzz) << 16;
    return value | (uint32_t)fuzz_byte(fuzz) << 24;
}

/* Lengths round the borders of structures, and far beyond everything. */
uint32_t fuzz_length(struct fuzz *fuzz)
{
    static const uint32_t lengths[] = {
        0, 1, 2, 3, 4, 7, 8, 9, 11, 12, 16, 24, 32, 36, 40, 44, 56, 64, 65, 71,
        72, 73, 95, 96, 97, 128, 255, 256, 512, 804, 1023, 1024, 1025, 2048,
        4096, 0xffff, 0x10000, 0x7fffffff, 0x80000000, 0xfffff800, 0xffffffff,
    };
    uint8_t byte = fuzz_byte(fuzz);
    size_t  count = sizeof lengths / sizeof *lengths;

    return byte < 128 ? lengths[byte % count] : byte - 128u;
}

uint64_t fuzz_duration_ns(struct fuzz *fuzz)
{
    uint8_t byte = fuzz_byte(fuzz);

    if (byte == 255)
        return UINT64_MAX;
    return (uint64_t)(byte & 15) * UINT64_C(1000000) << (byte >> 4);
}

tj_handle fuzz_handle(struct fuzz *fuzz)
{
    uint8_t byte = fuzz_byte(fuzz);

    return byte < 250 ? 1u + byte % FUZZ_HANDLES : byte - 250u;
}

struct sim_profile fuzz_profile(struct fuzz *fuzz)
{
    struct sim_profile profile = sim_profile_default();
    uint32_t a = fuzz_u32(fuzz), b = fuzz_u32(fuzz);

    profile.disc = (a & 1) == 0;
    profile.fs_cdfs = (a & 3) == 0;
    profile.mcn = (a & 12) != 12;
    profile.an = (a & 48) == 48;
    profile.gesn = (a & 64) == 0;
    profile.mmc = (a & 384) != 384;
    profile.raw_mount = (a & 1536) != 1536;
    profile.tape_alias = (a & 2048) == 0;
    profile.handles_strict = (a & 4096) == 0;
    profile.playing = (a & 24576) == 24576;
    profile.info_on_error = (a & 32768) != 0;
    profile.allow_unlimited = (a & 65536) == 0;
    profile.tray_open = (a & 393216) == 393216;
    profile.sync_fs_events = (a & 524288) != 0;
    profile.registrations_hold = (a & 1048576) != 0;
    profile.reject_at_once = (a & 2097152) != 0;
    profile.zpodd = (a & 12582912) == 12582912;
    profile.burner = (a >> 24 & 1) != 0;
    profile.gesn_hack = (a >> 25 & 1) != 0;
    profile.feature_events = (a >> 26 & 1) != 0;
    profile.c2 = profile.subcode = (a >> 27 & 1) != 0;
    profile.aacs = (a >> 28 & 1) != 0;
    profile.poll_tolerance_ns = 0;
    profile.disc_kind = (uint8_t)((b & 15) % SIM_DISC_KIND_COUNT);
    profile.loader = (uint8_t)((b >> 4 & 3) % 3);
    profile.schema = (uint8_t)((b >> 6 & 7) % SIM_SCHEMA_COUNT);
    profile.open.min_us = profile.open.max_us = (b >> 9 & 3) * 400000;
    profile.load.min_us = profile.load.max_us = (b >> 11 & 3) * 400000;
    profile.spin_up.min_us = profile.spin_up.max_us = (b >> 13 & 3) * 900000;
    profile.read.max_us = (b >> 15 & 3) * 5000;
    profile.event_loss_rate = (b >> 17 & 7) == 7 ? 300 : 0;
    profile.mutex_loss_rate = (b >> 20 & 7) == 7 ? 200 : 0;
    profile.event_delay_ns = (b >> 23 & 3) == 3 ? 2000000 : 0;
    profile.seed = b;
    return profile;
}

/* --- Requests --- */

static void payload_of(struct fuzz *fuzz, struct sim_input *input, size_t from)
{
    uint8_t form = fuzz_byte(fuzz);

    for (size_t i = from; i < TJ_INPUT_MAX && i < from + (form & 31u); i++)
        fuzz->payload[i] = fuzz_byte(fuzz);
    input->input = form >= 0xf8 ? NULL : fuzz->payload;
}

static void open_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t mode = fuzz_byte(fuzz);

    input->kind = SIM_OPEN;
    input->target = (enum tj_target)((mode & 3) % 3);
    input->access = (mode & 12) == 12 ? mode >> 6 : TJ_ACCESS_READ_WRITE;
    input->share = (mode & 48) == 48 ? fuzz_byte(fuzz) : TJ_SHARE_ALL;
    input->flags = (mode & 0xc0) != 0 ? fuzz_byte(fuzz) : 0;
    input->process = mode & 3;
}

static void exclusive_input(struct fuzz *fuzz, struct sim_input *input)
{
    static const char *const names[] = { "anna", "bert", "", "bad/", "a b.c:d",
        "1234567890123456789012345678901234567890123456789012345678901234" };
    uint8_t form = fuzz_byte(fuzz);
    const char *name = names[(form >> 4) % 6];

    input->kind = SIM_IOCTL;
    input->code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS;
    memset(fuzz->payload, 0, sizeof fuzz->payload);
    fuzz->payload[0] = form & 3;
    fuzz->payload[4] = form >> 2 & 3;
    memcpy(fuzz->payload + 8, name, strlen(name));
    input->input = fuzz->payload;
    input->input_size = TJ_EXCLUSIVE_LOCK_SIZE;
    input->output_size = TJ_EXCLUSIVE_STATE_SIZE;
    if (form >= 0xe0) {
        input->input_size = fuzz_length(fuzz);
        input->output_size = fuzz_length(fuzz);
    }
}

/* A request with one BOOLEAN, or none, under any of its device types. */
static void tray_input(struct fuzz *fuzz, struct sim_input *input)
{
    static const uint32_t codes[] = {
        TJ_IOCTL_STORAGE_EJECTION_CONTROL, TJ_IOCTL_STORAGE_MEDIA_REMOVAL,
        TJ_IOCTL_STORAGE_MCN_CONTROL, TJ_IOCTL_STORAGE_EJECT_MEDIA,
        TJ_IOCTL_STORAGE_LOAD_MEDIA, TJ_IOCTL_STORAGE_LOAD_MEDIA2,
        TJ_IOCTL_STORAGE_CHECK_VERIFY, TJ_IOCTL_STORAGE_CHECK_VERIFY2,
    };
    static const uint32_t types[] = { 0x2d, 0x02, 0x1f, 0x33 };
    uint8_t form = fuzz_byte(fuzz);

    input->kind = SIM_IOCTL;
    input->code = (codes[form & 7] & 0xffff) | types[form >> 3 & 3] << 16;
    fuzz->payload[0] = form >> 5;
    input->input = fuzz->payload;
    input->input_size = 1;
    input->output_size = 4;
}

static void code_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t which = fuzz_byte(fuzz);

    input->kind = SIM_IOCTL;
    if (which == 255)
        input->code = fuzz_u32(fuzz);
    else
        input->code = tj_code_at(which % tj_code_count())->code;
    input->input_size = fuzz_length(fuzz);
    input->output_size = fuzz_length(fuzz);
    memset(fuzz->payload, 0, sizeof fuzz->payload);
    payload_of(fuzz, input, 0);
}

static void volume_input(struct fuzz *fuzz, struct sim_input *input)
{
    static const uint32_t codes[] = {
        TJ_FSCTL_LOCK_VOLUME, TJ_FSCTL_UNLOCK_VOLUME, TJ_FSCTL_DISMOUNT_VOLUME,
        0x90028, 0x9002C, 0x90030, 0x90054, 0x90078, 0x90083,
    };
    uint8_t form = fuzz_byte(fuzz);

    input->kind = SIM_IOCTL;
    input->code = codes[(form & 15) % 9];
    memset(fuzz->payload, 0, sizeof fuzz->payload);
    fuzz->payload[0] = form >> 4; /* INVALIDATE_VOLUMES: a handle */
    input->input = fuzz->payload;
    input->input_size = 8;
    input->output_size = form >> 4;
}

static void transfer_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);

    input->kind = (form & 1) != 0 ? SIM_WRITE : SIM_READ;
    input->offset = (uint64_t)(form >> 1 & 7) * 2048;
    input->length = (form >> 4 & 7) * 2048u;
    if (form < 0x80)
        return;
    input->offset = (uint64_t)fuzz_u32(fuzz) << (form & 31);
    input->length = fuzz_length(fuzz);
}

/* --- Everything else --- */

static void hand_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);

    input->kind = SIM_HAND;
    input->hand = (enum sim_hand)((form & 15) % SIM_HAND_COUNT);
    input->disc = form >> 4;
    if (input->hand == SIM_JAM_TRAY)
        input->duration_ns = fuzz_duration_ns(fuzz);
    if (form >= 0xf0)
        input->disc_serial = fuzz_byte(fuzz);
}

static void sense_of(struct fuzz *fuzz, struct sim_injection *injection)
{
    static const struct sim_sense senses[] = {
        { 2, 0x3a, 0x00 }, { 2, 0x3a, 0xcc }, { 6, 0x28, 0x00 },
        { 6, 0x29, 0x00 }, { 2, 0x04, 0x01 }, { 2, 0x04, 0x07 },
        { 2, 0x04, 0x08 }, { 2, 0x04, 0x00 }, { 6, 0x5a, 0x01 },
        { 6, 0x3f, 0x03 }, { 5, 0x24, 0x00 }, { 5, 0x20, 0x00 },
        { 3, 0x11, 0x00 }, { 4, 0x09, 0x00 }, { 0, 0x00, 0x00 },
    };
    uint8_t form = fuzz_byte(fuzz);

    if ((form & 15) < 15)
        injection->sense = senses[form & 15];
    else
        injection->sense = (struct sim_sense){
            fuzz_byte(fuzz) & 15, fuzz_byte(fuzz), fuzz_byte(fuzz) };
    injection->ili = (form & 16) != 0;
    injection->srb = (form & 32) != 0 ? fuzz_byte(fuzz) % SIM_SRB_COUNT : 0;
    injection->scsi_status = (form & 64) != 0 ? fuzz_byte(fuzz) : 0;
    injection->opcode = (form & 128) != 0 ? fuzz_byte(fuzz) : SIM_OP_ANY;
}

static void injection_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);
    struct sim_injection *injection = &input->injection;

    input->kind = SIM_INJECT;
    injection->kind = (enum sim_injection_kind)((form & 15) % SIM_INJECT_COUNT);
    injection->count = form == 0xff ? UINT32_MAX : form >> 4;
    switch ((int)injection->kind) {
    case SIM_INJECT_SENSE:
        sense_of(fuzz, injection);
        break;
    case SIM_INJECT_BUSY:
    case SIM_INJECT_EVENT_DELAY:
        injection->duration_ns = fuzz_duration_ns(fuzz);
        break;
    case SIM_INJECT_GESN:
        for (int i = 0; i < 4; i++)
            injection->gesn[i] = fuzz_byte(fuzz);
        break;
    case SIM_INJECT_EVENT_LOSS:
    case SIM_INJECT_EVENT:
    case SIM_INJECT_EVENT_DUPLICATE:
        injection->event = fuzz_byte(fuzz) % (TJ_EVENT_COUNT + 1);
        injection->rate = (uint16_t)(form * 4);
        break;
    default: /* A count is all. */
        break;
    }
}

static void listener_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);

    input->kind = (form & 3) == 0   ? SIM_UNREGISTER
                  : (form & 3) == 1 ? SIM_LISTENER
                                    : SIM_REGISTER;
    input->registration = 1u + (form >> 2 & 7);
    input->flavour = form >> 5;
    input->hang = (form & 32) != 0;
}

static void end_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);

    switch (form & 7) {
    case 0:
        input->kind = SIM_THREAD_END;
        break;
    case 1:
        input->kind = SIM_PROCESS_END;
        input->process = 1 + (form >> 3 & 3);
        break;
    case 2:
        input->kind = SIM_POWER;
        input->power = (enum sim_power)((form >> 3) % SIM_POWER_COUNT);
        break;
    default:
        input->kind = SIM_CANCEL;
        input->target_request = fuzz->requests_count - (form >> 3);
        break;
    }
}

static void other_input(struct fuzz *fuzz, struct sim_input *input)
{
    uint8_t form = fuzz_byte(fuzz);

    input->kind = form < 64    ? SIM_DUPLICATE
                  : form < 160 ? SIM_CLOSE
                               : SIM_FLUSH;
    input->source = 1u + (form & 15);
    input->flags = (form & 16) != 0 ? SIM_INHERIT : 0;
}

struct sim_input fuzz_input(struct fuzz *fuzz, uint8_t kind)
{
    static void (*const makers[])(struct fuzz *fuzz,
                                  struct sim_input *input) = {
        open_input, exclusive_input, exclusive_input, tray_input, code_input,
        code_input, volume_input, transfer_input, hand_input, injection_input,
        listener_input, end_input, other_input, other_input, open_input,
        tray_input,
    };
    struct sim_input input = { .chance = (uint64_t)kind << 56 };

    input.thread = kind >> 4 & 3;
    input.process = input.thread;
    input.handle = fuzz_handle(fuzz);
    makers[kind % (sizeof makers / sizeof *makers)](fuzz, &input);
    return input;
}

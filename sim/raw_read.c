/* IOCTL_CDROM_RAW_READ (spec 3.2): whole CD sectors, by READ CD. The only
 * IOCTL with a check of DO_VERIFY (2.4 W1), and in its handler: the gate and
 * the checks of its input come first (R20). */
#include "sim/requests.h"

#include "core/drive/bytes.h"

#include <string.h>

/* ntddcdrm.h: RAW_READ_INFO {i64 DiskOffset; u32 SectorCount; u32 TrackMode},
 * offsets in cooked sectors of 2048 bytes. */
enum { RAW_READ_INFO_SIZE = 16, C2_SIZE = 296, SUBCODE_SIZE = 96,
       RAW_SIZE = 2352 };

/* TRACK_MODE_TYPE: bytes of a sector; of READ CD (MMC-6 6.20) the expected
 * sector type, what is wanted of the main channel, and the sub-channel. */
static const struct mode {
    uint16_t size;
    uint8_t  type, main, sub;
    bool     c2;
} modes[] = {
    { RAW_SIZE, 3, 0xb0, 0, false },  /* YellowMode2 */
    { RAW_SIZE, 5, 0xf0, 0, false },  /* XAForm2 */
    { RAW_SIZE, 1, 0xf0, 0, false },  /* CDDA */
    { RAW_SIZE + C2_SIZE + SUBCODE_SIZE, 0, 0xf4, 1, true },
    { RAW_SIZE + C2_SIZE, 0, 0xf4, 0, true },
    { RAW_SIZE + SUBCODE_SIZE, 0, 0xf0, 1, false },
};
enum { MODES = sizeof modes / sizeof *modes };

struct raw_read {
    uint64_t offset;
    uint32_t count, mode;
};

static struct raw_read input_of(const struct sim_request *request)
{
    return (struct raw_read){
        .offset = tj_get_u64(request->buffer),
        .count = tj_get_u32(request->buffer + 8),
        .mode = tj_get_u32(request->buffer + 12),
    };
}

/* As long as no READ CAPACITY has told the length any offset may be right
 * (INFERRED: `raw_read`). */
static uint64_t length_of(const struct sim_drive *drive)
{
    return drive->sectors == 0 && drive->profile.raw_read_bounded
               ? 0 : sim_partition_length(drive);
}

/* All limits answer alike: nothing to read, an unknown mode, an end beyond the
 * cached partition length (also of a writer, other than W6 d), more than the
 * output or the adapter takes. */
static bool is_within_limits(const struct sim_drive *drive,
                             const struct sim_request *request)
{
    struct raw_read read = input_of(request);
    uint64_t length = length_of(drive);
    uint64_t cooked = (uint64_t)read.count * SIM_SECTOR_SIZE;

    if (read.count == 0 || read.mode >= MODES)
        return false;
    uint64_t bytes = (uint64_t)read.count * modes[read.mode].size;
    return bytes <= request->output_size && read.offset <= length &&
           cooked <= length - read.offset && bytes <= SIM_TRANSFER_MAX;
}

uint32_t sim_raw_read_validate(const struct sim_drive *drive,
                               struct sim_request *request)
{
    if (request->input_size == 0)
        return TJ_STATUS_BUFFER_TOO_SMALL;
    if (request->input_size < RAW_READ_INFO_SIZE) {
        request->info = RAW_READ_INFO_SIZE;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return is_within_limits(drive, request) ? TJ_STATUS_SUCCESS
                                            : TJ_STATUS_INVALID_PARAMETER;
}

static bool is_supported(const struct sim_drive *drive,
                         const struct mode *mode)
{
    return (!mode->c2 || drive->profile.c2) &&
           (mode->sub == 0 || drive->profile.subcode);
}

enum { STAGE_START, STAGE_VERIFY, STAGE_READ };

/* The driver looks at the disc before it sends the caller to verify it; what
 * it finds there changes nothing about the answer. */
static enum sim_progress refuse_to_read(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    request->stage = STAGE_VERIFY;
    enum sim_progress progress = sim_capacity_run(drive, request, effects);
    if (progress == SIM_FINISHED)
        request->status = TJ_STATUS_VERIFY_REQUIRED;
    return progress;
}

static void prepare(struct sim_request *request, const struct raw_read *read)
{
    uint8_t *cdb = request->command.cdb;

    sim_command_prepare(&request->command, SIM_OP_READ_CD, 0);
    cdb[1] = (uint8_t)(modes[read->mode].type << 2);
    sim_put_be32(cdb + 2, (uint32_t)(read->offset / SIM_SECTOR_SIZE));
    cdb[6] = (uint8_t)(read->count >> 16);
    sim_put_be16(cdb + 7, read->count & 0xffff);
    cdb[9] = modes[read->mode].main;
    cdb[10] = modes[read->mode].sub;
}

static enum sim_progress run(struct sim_drive *drive,
                             struct sim_request *request,
                             const struct raw_read *read,
                             struct sim_effects *effects)
{
    enum sim_progress progress =
        sim_request_exchange(drive, request, effects);

    if (progress != SIM_FINISHED || !sim_succeeded(request))
        return progress;
    uint32_t sent = request->command.data_size;
    request->info = read->count * modes[read->mode].size;
    TJ_ASSERT(sent <= TJ_OUTPUT_MAX);
    memset(effects->output + sent, 0, TJ_OUTPUT_MAX - sent);
    return SIM_REPLIED;
}

enum sim_progress sim_raw_read_handle(struct sim_drive *drive,
                                      struct sim_request *request,
                                      struct sim_effects *effects)
{
    struct raw_read read = input_of(request);

    if (request->stage == STAGE_VERIFY ||
        (request->stage == STAGE_START && drive->verify && !request->override))
        return refuse_to_read(drive, request, effects);
    if (request->stage == STAGE_START) {
        if (!is_supported(drive, &modes[read.mode])) {
            request->status = TJ_STATUS_INVALID_DEVICE_REQUEST;
            return SIM_FINISHED;
        }
        prepare(request, &read);
        request->stage = STAGE_READ;
    }
    return run(drive, request, &read, effects);
}

/* Reads and writes (spec 2.4) and FlushFileBuffers (2.6). */
#include "sim/requests.h"

/* W1 precedes W3: a stranger can see 1110 instead of 5 (K5), and the owner of a
 * direct handle can see it for ever (K6, R20). There is no gate at arrival. */
uint32_t sim_read_write_dequeue(const struct sim_drive *drive,
                                const struct sim_request *request)
{
    if (drive->verify && !request->override)
        return TJ_STATUS_VERIFY_REQUIRED; /* W1 */
    if (drive->play_active)
        return TJ_STATUS_DEVICE_BUSY; /* W2 */
    if (sim_is_stranger(drive, request))
        return TJ_STATUS_ACCESS_DENIED; /* W3 */
    return TJ_STATUS_SUCCESS;
}

/* --- W6: validation --- */

/* Only a drive that can never write is held to the cached partition length;
 * of a writer the sense decides (W6 d). */
static bool is_within_bounds(const struct sim_drive *drive,
                             const struct sim_request *request)
{
    uint64_t length = sim_partition_length(drive);

    return drive->profile.burner ||
           (request->offset < length &&
            request->length <= length - request->offset);
}

/* W6 d. Reads are judged as on a random-writable disc, except while a disc is
 * written as a stream. */
static bool schema_allows(const struct sim_drive *drive,
                          const struct sim_request *request)
{
    enum sim_schema schema = (enum sim_schema)drive->schema;
    uint32_t blocking = drive->blocking > 0 ? drive->blocking : 1;
    bool starts_block = request->offset / SIM_SECTOR_SIZE % blocking == 0;
    bool whole_blocks = request->length / SIM_SECTOR_SIZE % blocking == 0;

    if (request->kind == SIM_READ &&
        !(drive->write_allowed && schema == SIM_SCHEMA_INCREMENTAL))
        schema = SIM_SCHEMA_RANDOM;
    switch (schema) {
    case SIM_SCHEMA_RANDOM:
    case SIM_SCHEMA_DEFECT_MANAGEMENT:
        return is_within_bounds(drive, request);
    case SIM_SCHEMA_RESTRICTED:
        return starts_block;
    case SIM_SCHEMA_RIGID:
        return starts_block && whole_blocks;
    case SIM_SCHEMA_INCREMENTAL:
        return true;
    case SIM_SCHEMA_DISC:
    case SIM_SCHEMA_OTHER:
    case SIM_SCHEMA_COUNT:
        break;
    }
    return false;
}

/* What the file object asked for by ENABLE_STREAMING (spec 3.2); a request of
 * the kernel's own has none. */
static bool is_streaming(const struct sim_drive *drive,
                         const struct sim_request *request)
{
    uint8_t flag = request->kind == SIM_READ ? SIM_STREAMING_READ
                                             : SIM_STREAMING_WRITE;

    return sim_file_known(drive, request->file) &&
           (drive->files[request->file].streaming & flag) != 0;
}

static bool is_by_sectors(const struct sim_request *request)
{
    return request->offset % SIM_SECTOR_SIZE == 0 &&
           request->length % SIM_SECTOR_SIZE == 0;
}

/* The streaming that was wanted may have gone with the disc (e). */
static bool streaming_is_supported(const struct sim_drive *drive,
                                   const struct sim_request *request)
{
    uint8_t flag = request->kind == SIM_READ ? SIM_STREAMING_READ
                                             : SIM_STREAMING_WRITE;

    return !is_streaming(drive, request) || (drive->streaming & flag) != 0;
}

static uint32_t validate(const struct sim_drive *drive,
                         const struct sim_request *request)
{
    if (drive->play_active) /* a */
        return TJ_STATUS_DEVICE_BUSY;
    if (sim_is_stranger(drive, request))
        return TJ_STATUS_ACCESS_DENIED;
    bool valid =
        is_by_sectors(request) &&                                       /* b */
        (request->kind == SIM_READ || drive->write_allowed) &&          /* c */
        schema_allows(drive, request) &&                                /* d */
        streaming_is_supported(drive, request);                         /* e */
    return valid ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_DEVICE_REQUEST;
}

/* --- W7: execution --- */

/* Streamed transfers have a command of their own (MMC-6 6.19, 6.46). */
static void prepare(const struct sim_drive *drive, struct sim_request *request,
                    uint32_t sector, uint32_t count)
{
    bool read = request->kind == SIM_READ;
    uint8_t *cdb = request->command.cdb;

    if (is_streaming(drive, request)) {
        sim_command_prepare(&request->command,
                            read ? SIM_OP_READ_12 : SIM_OP_WRITE_12, 0);
        sim_put_be32(cdb + 6, count);
        cdb[10] = 0x80; /* Streaming */
    } else {
        sim_command_prepare(&request->command,
                            read ? SIM_OP_READ_10 : SIM_OP_WRITE_10, 0);
        sim_put_be16(cdb + 7, count);
    }
    sim_put_be32(cdb + 2, sector);
    request->command.override = request->override;
}

/* The next part, no longer than the adapter takes. request->info counts what
 * is done. */
static void prepare_part(const struct sim_drive *drive,
                         struct sim_request *request)
{
    uint64_t first = (request->offset + request->info) / SIM_SECTOR_SIZE;
    uint64_t end = (request->offset % SIM_SECTOR_SIZE + request->length +
                    SIM_SECTOR_SIZE - 1) / SIM_SECTOR_SIZE +
                   request->offset / SIM_SECTOR_SIZE;
    uint64_t count = end > first ? end - first : 1;

    if (count > SIM_TRANSFER_MAX / SIM_SECTOR_SIZE)
        count = SIM_TRANSFER_MAX / SIM_SECTOR_SIZE;
    prepare(drive, request, first < UINT32_MAX ? (uint32_t)first : UINT32_MAX,
            (uint32_t)count);
}

/* A part that failed ends the request, and nothing of it counts. */
static enum sim_progress end_part(struct sim_request *request)
{
    request->status = request->command.status;
    if (request->status != TJ_STATUS_SUCCESS) {
        request->info = 0;
        return SIM_FINISHED;
    }
    if (request->length - request->info <= SIM_TRANSFER_MAX) {
        request->info = request->length;
        return SIM_FINISHED;
    }
    request->info += SIM_TRANSFER_MAX;
    return SIM_AGAIN;
}

/* Stage 0 is before the validation. */
enum sim_progress sim_read_write_handle(struct sim_drive *drive,
                                        struct sim_request *request,
                                        struct sim_effects *effects)
{
    if (request->stage == 0) {
        request->status = validate(drive, request);
        if (request->status != TJ_STATUS_SUCCESS)
            return SIM_FINISHED;
        request->stage = 1;
    }
    if (request->command.phase == SIM_COMMAND_IDLE)
        prepare_part(drive, request);
    enum sim_progress progress =
        sim_command_run(drive, sim_actor_of(drive, request),
                        &request->command, NULL, effects);
    if (progress != SIM_FINISHED)
        return progress;
    progress = end_part(request);
    if (request->kind == SIM_WRITE && request->status == TJ_STATUS_SUCCESS)
        sim_volume_wrote(drive, request->file);
    return progress;
}

void sim_flush_start(struct sim_drive *drive, struct sim_request *request,
                     struct sim_effects *effects)
{
    drive->queue_stops++;
    request->phase = SIM_PHASE_FLUSH;
    /* Else it is woken when nothing executes any more. */
    if (drive->executing == SIM_NO_REQUEST)
        sim_request_ready(request, effects);
}

/* Not gated, also for strangers (R2). It waited until nothing executed, and
 * nothing is handed out of the queue until it ends. Behind a successful
 * SYNCHRONIZE CACHE goes the port driver's own flush, which is no command and
 * does not fail. */
enum sim_progress sim_flush_handle(struct sim_drive *drive,
                                   struct sim_request *request,
                                   struct sim_effects *effects)
{
    if (request->stage == 0 && drive->executing != SIM_NO_REQUEST)
        return SIM_ASLEEP;
    request->stage = 1;
    enum sim_progress progress = sim_request_command(
        drive, request, SIM_OP_SYNCHRONIZE_CACHE, 0, effects);
    if (progress != SIM_FINISHED)
        return progress;
    request->status = request->command.status;
    TJ_ASSERT(drive->queue_stops > 0);
    drive->queue_stops--;
    sim_queue_advance(drive, effects);
    return SIM_FINISHED;
}

/* How a request ends: status, bytes and who may go on then (spec 0.6). */
#include "sim/parts.h"

#include "core/drive/bytes.h"

#include <string.h>

void sim_finish(struct sim_request *request, uint32_t status,
                struct sim_effects *effects)
{
    request->status = status;
    request->phase = SIM_PHASE_COMPLETE;
    sim_request_ready(request, effects);
}

/* What the application sees as bytes returned (spec 0.6): for errors nothing,
 * although the driver may have put a needed size there; for warnings and
 * successes what the driver says. */
static uint32_t visible_info(const struct sim_drive *drive,
                             const struct sim_request *request)
{
    bool error = request->status >> 30 == 3;

    return error && !drive->profile.info_on_error ? 0 : request->info;
}

/* Where the bytes of an answer are: in the request's buffer, or put into the
 * effects by its handler. */
enum output { OUTPUT_IN_REQUEST, OUTPUT_PUT };

static void put_output(const struct sim_request *request, enum output output,
                       struct sim_effect *reply, struct sim_effects *effects)
{
    uint32_t size = reply->info;

    reply->output_size = 0;
    if (request->status >> 30 == 3 || request->kind == SIM_WRITE)
        return;
    if (output == OUTPUT_PUT) {
        size = size < TJ_OUTPUT_MAX ? size : TJ_OUTPUT_MAX;
    } else if (request->kind == SIM_READ) { /* An empty disc reads as zeros. */
        size = size < TJ_OUTPUT_MAX ? size : TJ_OUTPUT_MAX;
        memset(effects->output, 0, size);
    } else {
        TJ_ASSERT(size <= sizeof request->buffer);
        tj_copy_few(effects->output, request->buffer, size);
    }
    reply->output_size = size;
}

/* The handle that a dead process would have got goes at once. */
static TJ_APART void close_orphan(struct sim_drive *drive,
                                  const struct sim_request *request,
                                  struct sim_effects *effects)
{
    if (request->kind != SIM_OPEN || request->status != TJ_STATUS_SUCCESS)
        return;
    const struct sim_input close = { .kind = SIM_CLOSE,
                                     .handle = (tj_handle)request->offset };
    sim_close_handle(drive, &close, effects);
}

/* The end of the driver's own token answers nobody. */
static void end_poll(struct sim_drive *drive, struct sim_request *poll)
{
    poll->phase = SIM_PHASE_FREE;
    drive->poll_busy = false;
}

/* Waiting flushes go on as soon as nothing executes (spec 2.6). */
static void wake_flushes(struct sim_drive *drive, struct sim_effects *effects)
{
    for (sim_actor i = 0; i < SIM_REQUESTS_MAX; i++) {
        struct sim_request *request = &drive->requests[i];
        if (request->phase == SIM_PHASE_FLUSH && request->stage == 0 &&
            !request->ready)
            sim_request_ready(request, effects);
    }
    sim_work_wake_shutdown(drive, effects);
}

void sim_request_leave_queue(struct sim_drive *drive,
                             struct sim_request *request,
                             struct sim_effects *effects)
{
    if (drive->executing != sim_actor_of(drive, request))
        return;
    drive->executing = SIM_NO_REQUEST;
    if (drive->queue_stops > 0)
        wake_flushes(drive, effects);
    sim_queue_advance(drive, effects);
}

/* An overlapped call returns ERROR_IO_PENDING even when its request was
 * refused before (R37), but not while the driver has its thread. */
void sim_announce_pending(const struct sim_drive *drive,
                          const struct sim_request *request,
                          struct sim_effects *effects)
{
    if (request->file != SIM_NO_FILE &&
        (drive->files[request->file].flags & SIM_OVERLAPPED) != 0)
        sim_push(effects, SIM_PENDING)->request = request->number;
}

/* Of the driver's own poll, or of a request that a file system has made. */
static TJ_APART void complete_own(struct sim_drive *drive,
                                  struct sim_request *request,
                                  struct sim_effects *effects)
{
    sim_request_leave_queue(drive, request, effects);
    if (request->number == SIM_NUMBER_POLL)
        end_poll(drive, request);
    else
        sim_child_end(drive, request, effects);
}

static void complete(struct sim_drive *drive, struct sim_request *request,
                     uint32_t status, enum output output,
                     struct sim_effects *effects)
{
    uint8_t file = request->file;
    bool in_line = request->in_line;

    request->status = status;
    if (request->number >= SIM_INTERNAL) {
        complete_own(drive, request, effects);
        return;
    }
    if (request->holds_thread)
        sim_announce_pending(drive, request, effects);
    struct sim_effect *reply = sim_push(effects, SIM_REPLY);
    reply->request = request->number;
    reply->status = status;
    reply->info = visible_info(drive, request);
    put_output(request, output, reply, effects);
    reply->output_size += reply->status == TJ_STATUS_BUFFER_TOO_SMALL &&
                          sim_mutant(drive, SIM_TOO_SMALL_WITH_DATA);
    /* MUTANT(too_small_with_data) */
    sim_request_leave_queue(drive, request, effects);
    if (request->orphan)
        close_orphan(drive, request, effects);
    sim_request_free(drive, request);
    if (file == SIM_NO_FILE)
        return;
    if (!in_line)
        sim_line_advance(drive, file, effects);
    sim_file_dereference(drive, file, effects);
}

void sim_complete(struct sim_drive *drive, struct sim_request *request,
                  uint32_t status, struct sim_effects *effects)
{
    complete(drive, request, status, OUTPUT_IN_REQUEST, effects);
}

void sim_complete_put(struct sim_drive *drive, struct sim_request *request,
                      struct sim_effects *effects)
{
    complete(drive, request, request->status, OUTPUT_PUT, effects);
}

/* RequestCompletion (spec 0.6): after surprise removal every status of the
 * class driver's own that is no success reads 55, warnings included. Not its:
 * what the I/O manager, a file system or the framework (a request cancelled
 * while it waited) completes, and FLUSH. */
uint32_t sim_driver_status(const struct sim_drive *drive,
                           const struct sim_request *request, uint32_t status)
{
    if (!drive->removed || request->kind == SIM_FLUSH ||
        status == TJ_STATUS_SUCCESS || /* MUTANT(removed_drive_status_kept) */
        sim_mutant(drive, SIM_REMOVED_DRIVE_STATUS_KEPT))
        return status;
    return TJ_STATUS_DEVICE_DOES_NOT_EXIST;
}

/* The class driver itself completes it. */
void sim_driver_complete(struct sim_drive *drive, struct sim_request *request,
                         uint32_t status, struct sim_effects *effects)
{
    sim_complete(drive, request, sim_driver_status(drive, request, status),
                 effects);
}

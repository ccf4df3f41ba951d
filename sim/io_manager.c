/* What happens above the class driver: access bits, and which requests reach
 * a driver at all (spec 0.4, 0.5). */
#include "sim/parts.h"

#include "core/drive/bytes.h"

#include <string.h>

void sim_io_reply(uint32_t request, uint32_t status,
                  struct sim_effects *effects)
{
    struct sim_effect *reply = sim_push(effects, SIM_REPLY);

    reply->request = request;
    reply->status = status;
    reply->info = 0;
    reply->output_size = 0;
}

static unsigned access_needed(const struct sim_input *input)
{
    switch ((int)input->kind) {
    case SIM_READ:
        return TJ_ACCESS_READ;
    case SIM_WRITE:
    case SIM_FLUSH:
        return TJ_ACCESS_WRITE;
    default:
        return tj_code_access(input->code);
    }
}

/* What ends above the class driver; PENDING: nothing does, go on. */
static uint32_t judge(const struct sim_drive *drive,
                      const struct sim_file *file,
                      const struct sim_input *input)
{
    bool is_ioctl = input->kind == SIM_IOCTL;

    /* V0, X1, R41: access bits against granted access, before any driver. */
    if ((access_needed(input) & ~(unsigned)file->access) != 0)
        return TJ_STATUS_ACCESS_DENIED;
    if (file->class == SIM_CLASS_CONTROL)
        return is_ioctl && tj_code_device(input->code) == TJ_DEVICE_FILE_SYSTEM
                   ? TJ_STATUS_PENDING
                   : TJ_STATUS_INVALID_DEVICE_REQUEST;
    /* On a direct handle an FSCTL is an unknown kind of request (6.1). */
    if (is_ioctl && tj_code_device(input->code) == TJ_DEVICE_FILE_SYSTEM)
        return file->class == SIM_CLASS_D ? TJ_STATUS_INVALID_DEVICE_REQUEST
                                          : TJ_STATUS_PENDING;
    if (is_ioctl)
        return file->class == SIM_CLASS_F ? TJ_STATUS_INVALID_PARAMETER
                                          : TJ_STATUS_PENDING;
    /* CDFS has no flush routine (INFERRED: `volume_flush`) and writes no
     * files. */
    if (input->kind == SIM_FLUSH)
        return file->class == SIM_CLASS_D ||
                       (file->class == SIM_CLASS_V &&
                        drive->profile.volume_flushes)
                   ? TJ_STATUS_PENDING
                   : TJ_STATUS_INVALID_DEVICE_REQUEST;
    if (input->kind == SIM_WRITE && file->class == SIM_CLASS_F)
        return TJ_STATUS_INVALID_DEVICE_REQUEST;
    /* W0: the framework completes it, the driver never sees it. */
    return input->length == 0 ? TJ_STATUS_SUCCESS : TJ_STATUS_PENDING;
}

static void copy_input(struct sim_request *request,
                       const struct sim_input *input)
{
    size_t size = input->input_size < TJ_INPUT_MAX ? input->input_size
                                                   : TJ_INPUT_MAX;

    request->code = input->code;
    request->input_size = input->input_size;
    request->output_size = input->output_size;
    if (input->input != NULL)
        tj_copy_few(request->buffer, input->input, size);
    else
        memset(request->buffer, 0, size);
}

static void start(struct sim_drive *drive, struct sim_request *request,
                  struct sim_effects *effects)
{
    if (sim_volume_takes(drive, request)) {
        request->phase = SIM_PHASE_VOLUME;
        sim_request_ready(request, effects);
        return;
    }
    if (request->kind != SIM_FLUSH) {
        sim_request_arrive(drive, request, effects);
        return;
    }
    sim_flush_start(drive, request, effects);
}

/* --- Synchronous file objects: one request of theirs at a time (INFERRED,
 * from the file object lock: `sync_handles`) --- */

static TJ_APART void stand_in_line(struct sim_drive *drive,
                                   struct sim_request *request)
{
    uint8_t *link = &drive->files[request->file].next;

    while (*link != SIM_NO_REQUEST)
        link = &drive->requests[*link].next;
    *link = (uint8_t)sim_actor_of(drive, request);
    request->phase = SIM_PHASE_LINE;
    request->in_line = true;
}

/* The CLEANUP of a synchronous file object waits in line too, as the last one:
 * its CloseHandle blocks (INFERRED). */
void sim_line_advance(struct sim_drive *drive, uint8_t index,
                      struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    if (!file->busy)
        return;
    file->busy = file->next != SIM_NO_REQUEST;
    if (file->busy) {
        struct sim_request *request = &drive->requests[file->next];
        file->next = request->next;
        request->next = SIM_NO_REQUEST;
        request->in_line = false;
        sim_request_ready(request, effects);
    } else if (file->phase == SIM_FILE_CLEANUP) {
        sim_ready(drive, (sim_actor)(SIM_ACTOR_FILE + index), effects);
    }
}

void sim_line_step(struct sim_drive *drive, struct sim_request *request,
                   struct sim_effects *effects)
{
    if (request->cancelled)
        sim_complete(drive, request, TJ_STATUS_CANCELLED, effects);
    else if (sim_file_is_dead(drive, request->file))
        sim_complete(drive, request, sim_dead_status(drive), effects);
    else
        start(drive, request, effects);
}

/* --- Arrival --- */

/* A transfer of nothing is pending too before the framework completes it. */
static TJ_APART void refuse(const struct sim_file *file,
                            const struct sim_input *input, uint32_t status,
                            struct sim_effects *effects)
{
    if (status == TJ_STATUS_SUCCESS && file->class == SIM_CLASS_D &&
        (file->flags & SIM_OVERLAPPED) != 0)
        sim_push(effects, SIM_PENDING)->request = input->request;
    sim_io_reply(input->request, status, effects);
}

static void begin(struct sim_drive *drive, struct sim_request *request,
                  uint8_t index, const struct sim_input *input,
                  struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];
    bool waits = file->busy;

    file->busy = (file->flags & SIM_SYNCHRONOUS) != 0;

    request->file = index;
    file->requests++;
    request->offset = input->offset;
    request->length = input->length;
    if (input->kind == SIM_IOCTL)
        copy_input(request, input);
    if (waits)
        stand_in_line(drive, request);
    else
        start(drive, request, effects);
}

void sim_io_request(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects)
{
    uint8_t index = sim_index_find(&drive->handles, input->handle);

    if (index == SIM_NO_FILE) {
        sim_io_reply(input->request, TJ_STATUS_INVALID_HANDLE, effects);
        return;
    }
    uint32_t status = sim_file_is_dead(drive, index)
                          ? sim_dead_status(drive)
                          : judge(drive, &drive->files[index], input);
    struct sim_request *request = NULL;
    if (status == TJ_STATUS_PENDING) {
        request = sim_request_begin(drive, input);
        status = TJ_STATUS_INSUFFICIENT_RESOURCES;
    }
    if (request == NULL)
        refuse(&drive->files[index], input, status, effects);
    else
        begin(drive, request, index, input, effects);
}

void sim_io_register(struct sim_drive *drive, const struct sim_input *input,
                     struct sim_effects *effects)
{
    uint32_t status = sim_register(drive, input);

    if (input->request != 0)
        sim_io_reply(input->request, status, effects);
}

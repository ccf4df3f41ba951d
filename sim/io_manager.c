/* What happens above the class driver: handles and file objects, access bits,
 * which requests reach a driver at all (spec 0.4), and cancellation. */
#include "sim/parts.h"

void sim_io_reply(uint32_t request, uint32_t status,
                  struct sim_effects *effects)
{
    struct sim_effect *reply = sim_push(effects, SIM_REPLY);

    reply->request = request;
    reply->status = status;
    reply->info = 0;
    reply->output_size = 0;
    reply->unsimulated = false;
}

/* --- Requests in flight --- */

/* Field by field: this is the hottest store of the simulator, and the buffer
 * may keep old bytes, because nobody reads past input_size. */
static void request_clear(struct sim_request *request)
{
    request->offset = 0;
    request->code = 0;
    request->input_size = 0;
    request->output_size = 0;
    request->length = 0;
    request->status = TJ_STATUS_SUCCESS;
    request->info = 0;
    request->file = SIM_NO_FILE;
    request->phase = SIM_PHASE_FREE;
    request->stage = 0;
    request->next = SIM_NO_REQUEST;
    request->route = 0;
    request->target = 0;
    request->access = 0;
    request->share = 0;
    request->flags = 0;
    request->parent = SIM_NO_REQUEST;
    request->thread = 0;
    request->process = 0;
    request->ready = false;
    request->queued = false;
    request->cancelled = false;
    request->unsimulated = false;
    request->override = false;
    request->orphan = false;
    request->release = (struct sim_release){ 0 };
    request->command.phase = SIM_COMMAND_IDLE;
}

/* NULL when SIM_REQUESTS_MAX are in flight. The kernel's own requests are
 * found by their place. */
struct sim_request *sim_request_take(struct sim_drive *drive, uint32_t number,
                                     enum sim_input_kind kind)
{
    uint8_t slot = drive->requests_free;

    if (slot == SIM_NO_REQUEST)
        return NULL;
    struct sim_request *request = &drive->requests[slot];
    drive->requests_free = request->next;
    request_clear(request);
    request->number = number != 0 ? number : SIM_NUMBER_CHILD + slot;
    request->kind = (uint8_t)kind;
    if (number == 0)
        return request;
    TJ_INVARIANT(S2, sim_index_find(&drive->numbers, number) == SIM_NO_REQUEST);
    sim_index_put(&drive->numbers, number, slot);
    return request;
}

static struct sim_request *request_take(struct sim_drive *drive,
                                        const struct sim_input *input)
{
    struct sim_request *request =
        sim_request_take(drive, input->request, input->kind);

    if (request != NULL) {
        request->thread = input->thread;
        request->process = input->process;
    }
    return request;
}

void sim_request_free(struct sim_drive *drive, struct sim_request *request)
{
    if (request->number < SIM_INTERNAL)
        sim_index_remove(&drive->numbers, request->number);
    request->phase = SIM_PHASE_FREE;
    request->next = drive->requests_free;
    drive->requests_free = (uint8_t)sim_actor_of(drive, request);
}

/* Waiting requests leave at once; a request being executed is only marked,
 * and looks at the mark when it would be retried (spec 1.7, 5.2). */
void sim_request_cancel(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects)
{
    request->cancelled = true;
    if (!sim_request_waits(request))
        return;
    if (request->queued)
        sim_queue_remove(drive, request);
    sim_finish(request, TJ_STATUS_CANCELLED, effects);
}

void sim_io_cancel(struct sim_drive *drive, const struct sim_input *input,
                   struct sim_effects *effects)
{
    uint8_t slot = sim_index_find(&drive->numbers, input->target_request);

    if (slot != SIM_NO_REQUEST)
        sim_request_cancel(drive, &drive->requests[slot], effects);
}

/* --- Opening --- */

/* A volume opened for attributes only never reaches the file system. */
enum sim_class sim_class_of(enum tj_target target, unsigned access)
{
    if (target == TJ_FILE)
        return SIM_CLASS_F;
    if (target == TJ_VOLUME && (access & TJ_ACCESS_READ_WRITE) != 0)
        return SIM_CLASS_V;
    return SIM_CLASS_D;
}

static uint32_t handle_allowed(const struct sim_drive *drive, tj_handle handle)
{
    if (handle == TJ_NO_HANDLE ||
        sim_index_find(&drive->handles, handle) != SIM_NO_FILE)
        return TJ_STATUS_INVALID_HANDLE;
    if (drive->handles_count == SIM_HANDLES_MAX)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    return TJ_STATUS_SUCCESS;
}

static void handle_put(struct sim_drive *drive, tj_handle handle, uint8_t file)
{
    sim_index_put(&drive->handles, handle, file);
    drive->handles_count++;
    drive->files[file].handles++;
    drive->files[file].handle = handle;
}

static uint32_t file_open(struct sim_drive *drive, tj_handle handle,
                          const struct sim_file *as, uint8_t *opened)
{
    uint32_t status = handle_allowed(drive, handle);

    *opened = SIM_NO_FILE;

    if (status != TJ_STATUS_SUCCESS)
        return status;
    uint8_t index = drive->files_free;
    if (index == SIM_NO_FILE)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    struct sim_file *file = &drive->files[index];
    drive->files_free = file->next;
    *file = *as;
    file->used = true;
    file->access &= TJ_ACCESS_READ_WRITE;
    file->next = SIM_NO_FILE;
    file->volume = SIM_NO_VOLUME;
    file->instance = drive->instance;
    handle_put(drive, handle, index);
    *opened = index;
    return TJ_STATUS_SUCCESS;
}

uint32_t sim_file_open(struct sim_drive *drive,
                       const struct sim_request *request, uint8_t *file)
{
    const struct sim_file as = {
        .class = (uint8_t)sim_class_of((enum tj_target)request->target,
                                       request->access),
        .access = request->access,
        .share = request->share,
        .flags = request->flags,
        .process = request->process,
    };
    return file_open(drive, (tj_handle)request->offset, &as, file);
}

/* CREATE is never refused because of exclusivity, and a second one is a
 * stranger to the first (spec 0.4). */
void sim_io_open(struct sim_drive *drive, const struct sim_input *input,
                 struct sim_effects *effects)
{
    enum sim_class class = sim_class_of(input->target, input->access);
    uint32_t status = handle_allowed(drive, input->handle);

    /* The names of a drive that was pulled out are gone (INFERRED). */
    if (status == TJ_STATUS_SUCCESS && drive->removed)
        status = TJ_STATUS_OBJECT_NAME_NOT_FOUND;

    if (status == TJ_STATUS_SUCCESS && class == SIM_CLASS_D) {
        const struct sim_file as = { .class = SIM_CLASS_D,
                                     .access = input->access,
                                     .share = input->share,
                                     .flags = input->flags,
                                     .process = input->process };
        uint8_t file;
        status = file_open(drive, input->handle, &as, &file);
        sim_io_reply(input->request, status, effects);
        return;
    }
    struct sim_request *request = NULL;
    if (status == TJ_STATUS_SUCCESS) {
        request = request_take(drive, input);
        status = TJ_STATUS_INSUFFICIENT_RESOURCES;
    }
    if (request == NULL) {
        sim_io_reply(input->request, status, effects);
        return;
    }
    request->offset = input->handle;
    request->target = (uint8_t)input->target;
    request->access = input->access;
    request->share = input->share;
    request->flags = input->flags;
    request->phase = SIM_PHASE_VOLUME;
    sim_request_ready(request, effects);
}

/* A duplicate shares the file object and all it owns (spec 1.7). A child
 * process gets only what was opened to be inherited. */
void sim_io_duplicate(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects)
{
    uint8_t file = sim_index_find(&drive->handles, input->source);
    uint32_t status = TJ_STATUS_INVALID_HANDLE;

    if (file != SIM_NO_FILE && ((input->flags & SIM_INHERIT) == 0 ||
                                (drive->files[file].flags & SIM_INHERITABLE)))
        status = handle_allowed(drive, input->handle);
    if (status == TJ_STATUS_SUCCESS &&
        !sim_handle_given(drive, input->handle, file, input->process))
        status = TJ_STATUS_INSUFFICIENT_RESOURCES;
    if (status == TJ_STATUS_SUCCESS)
        handle_put(drive, input->handle, file);
    sim_io_reply(input->request, status, effects);
}

/* --- Requests --- */

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
static uint32_t judge(const struct sim_file *file,
                      const struct sim_input *input)
{
    bool is_ioctl = input->kind == SIM_IOCTL;

    /* V0: access bits against granted access, before any driver runs. */
    if ((access_needed(input) & ~(unsigned)file->access) != 0)
        return TJ_STATUS_ACCESS_DENIED;
    /* On a direct handle an FSCTL is an unknown kind of request (6.1). */
    if (is_ioctl && tj_code_device(input->code) == TJ_DEVICE_FILE_SYSTEM)
        return file->class == SIM_CLASS_D ? TJ_STATUS_INVALID_DEVICE_REQUEST
                                          : TJ_STATUS_PENDING;
    if (is_ioctl)
        return file->class == SIM_CLASS_F ? TJ_STATUS_INVALID_PARAMETER
                                          : TJ_STATUS_PENDING;
    /* CDFS has no flush routine (INFERRED) and writes no files. */
    if (input->kind == SIM_FLUSH)
        return file->class == SIM_CLASS_D ? TJ_STATUS_PENDING
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
    for (size_t i = 0; i < size; i++)
        request->buffer[i] = input->input != NULL ? input->input[i] : 0;
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
    drive->queue_stops++;
    request->phase = SIM_PHASE_FLUSH;
    /* Else it is woken when nothing executes any more. */
    if (drive->executing == SIM_NO_REQUEST)
        sim_request_ready(request, effects);
}

void sim_io_request(struct sim_drive *drive, const struct sim_input *input,
                    struct sim_effects *effects)
{
    uint8_t file = sim_index_find(&drive->handles, input->handle);
    uint32_t status = TJ_STATUS_INVALID_HANDLE;

    if (file != SIM_NO_FILE)
        status = sim_file_is_dead(drive, file)
                     ? TJ_STATUS_DEVICE_DOES_NOT_EXIST
                     : judge(&drive->files[file], input);
    struct sim_request *request = NULL;
    if (status == TJ_STATUS_PENDING) {
        request = request_take(drive, input);
        status = TJ_STATUS_INSUFFICIENT_RESOURCES;
    }
    if (request == NULL) {
        sim_io_reply(input->request, status, effects);
        return;
    }
    request->file = file;
    drive->files[file].requests++;
    request->offset = input->offset;
    request->length = input->length;
    if (input->kind == SIM_IOCTL)
        copy_input(request, input);
    start(drive, request, effects);
}

void sim_io_register(struct sim_drive *drive, const struct sim_input *input,
                     struct sim_effects *effects)
{
    uint32_t status = sim_register(drive, input);

    if (input->request != 0)
        sim_io_reply(input->request, status, effects);
}

/* Handles and file objects: which class a handle is of, and who gets one
 * (spec 0.4). */
#include "sim/parts.h"

/* A volume opened for attributes only never reaches the file system (R41). */
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
    if (index >= drive->files_used)
        drive->files_used = (uint8_t)(index + 1);
    *file = *as;
    file->used = true;
    file->access &= TJ_ACCESS_READ_WRITE;
    file->next = SIM_NO_FILE;
    file->volume = SIM_NO_VOLUME;
    file->instance = drive->instance;
    if (drive->profile.sync_overlaps)
        file->flags &= (uint8_t)~SIM_SYNCHRONOUS;
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

    if ((input->flags & SIM_CONTROL_DEVICE) != 0)
        class = SIM_CLASS_CONTROL;
    if (drive->owner != SIM_NO_FILE &&
        sim_mutant(drive, SIM_LOCKED_OPEN_REFUSED))
        status = TJ_STATUS_ACCESS_DENIED; /* MUTANT(locked_open_refused) */
    /* The names of a drive that was pulled out are gone (INFERRED). */
    if (status == TJ_STATUS_SUCCESS && drive->removed)
        status = TJ_STATUS_OBJECT_NAME_NOT_FOUND;

    if (status == TJ_STATUS_SUCCESS &&
        (class == SIM_CLASS_D || class == SIM_CLASS_CONTROL)) {
        const struct sim_file as = { .class = (uint8_t)class,
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
        request = sim_request_begin(drive, input);
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

/* A duplicate shares the file object and all it owns (spec 1.7, R46). A child
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

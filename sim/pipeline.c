/* The request pipeline of the class driver (spec 0.5), stage by stage. */
#include "sim/requests.h"

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
    if (request->status >> 30 == 3)
        return;
    if (output == OUTPUT_PUT) {
        size = size < TJ_OUTPUT_MAX ? size : TJ_OUTPUT_MAX;
    } else if (request->kind == SIM_READ) { /* An empty disc reads as zeros. */
        size = size < TJ_OUTPUT_MAX ? size : TJ_OUTPUT_MAX;
        for (uint32_t i = 0; i < size; i++)
            effects->output[i] = 0;
    } else {
        TJ_ASSERT(size <= sizeof request->buffer);
        for (uint32_t i = 0; i < size; i++)
            effects->output[i] = request->buffer[i];
    }
    reply->output_size = size;
}

/* The handle that a dead process would have got goes at once. */
static void close_orphan(struct sim_drive *drive,
                         const struct sim_request *request,
                         struct sim_effects *effects)
{
    const struct sim_input close = { .kind = SIM_CLOSE,
                                     .handle = (tj_handle)request->offset };

    if (request->orphan && request->kind == SIM_OPEN &&
        request->status == TJ_STATUS_SUCCESS)
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

static void complete(struct sim_drive *drive, struct sim_request *request,
                     uint32_t status, enum output output,
                     struct sim_effects *effects)
{
    uint8_t file = request->file;

    request->status = status;
    if (sim_actor_of(drive, request) == SIM_POLL_SLOT) {
        sim_request_leave_queue(drive, request, effects);
        end_poll(drive, request);
        return;
    }
    if (request->parent != SIM_NO_REQUEST) {
        sim_request_leave_queue(drive, request, effects);
        sim_child_end(drive, request, effects);
        return;
    }
    struct sim_effect *reply = sim_push(effects, SIM_REPLY);
    reply->request = request->number;
    reply->status = status;
    reply->info = visible_info(drive, request);
    reply->unsimulated = request->unsimulated;
    put_output(request, output, reply, effects);
    sim_request_leave_queue(drive, request, effects);
    close_orphan(drive, request, effects);
    sim_request_free(drive, request);
    if (file != SIM_NO_FILE)
        sim_file_dereference(drive, file, effects);
}

void sim_complete(struct sim_drive *drive, struct sim_request *request,
                  uint32_t status, struct sim_effects *effects)
{
    complete(drive, request, status, OUTPUT_IN_REQUEST, effects);
}

/* RequestCompletion (spec 0.6): after surprise removal every status of the
 * class driver's own that is no success reads 55, warnings included. Not its:
 * what the I/O manager, a file system or the framework (a request cancelled
 * while it waited) completes, and FLUSH. */
static uint32_t driver_status(const struct sim_drive *drive,
                              const struct sim_request *request,
                              uint32_t status)
{
    if (!drive->removed || request->kind == SIM_FLUSH ||
        status == TJ_STATUS_SUCCESS)
        return status;
    return TJ_STATUS_DEVICE_DOES_NOT_EXIST;
}

/* The class driver itself completes it. */
static void driver_complete(struct sim_drive *drive,
                            struct sim_request *request, uint32_t status,
                            struct sim_effects *effects)
{
    sim_complete(drive, request, driver_status(drive, request, status),
                 effects);
}

/* --- Stages --- */

static void enqueue(struct sim_drive *drive, struct sim_request *request,
                    struct sim_effects *effects)
{
    if (request->cancelled) /* Cancelled before it could wait. */
        sim_complete(drive, request, TJ_STATUS_CANCELLED, effects);
    else
        sim_queue_put(drive, request, effects);
}

void sim_request_arrive(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects)
{
    if (request->kind != SIM_IOCTL) { /* Reads and writes: no gate here. */
        enqueue(drive, request, effects);
        return;
    }
    if (sim_gate_blocks(drive, request)) {
        /* The one side effect of a refusal, at this gate only (spec 2.1). */
        if (request->code == TJ_IOCTL_STORAGE_EVENT_NOTIFICATION &&
            drive->profile.an)
            drive->an_pending = true;
        driver_complete(drive, request, TJ_STATUS_ACCESS_DENIED, effects);
        return;
    }
    request->phase = SIM_PHASE_DISPATCH;
    sim_request_ready(request, effects);
}

/* A failure here completes at once, without waiting for the queue. */
static uint32_t validate(const struct sim_drive *drive,
                         struct sim_request *request,
                         const struct sim_route *route)
{
    if (request->input_size < route->input_min)
        return TJ_STATUS_INFO_LENGTH_MISMATCH;
    if (request->output_size < route->output_min) {
        request->info = route->output_min;
        return TJ_STATUS_BUFFER_TOO_SMALL;
    }
    return route->validate != NULL ? route->validate(drive, request)
                                   : TJ_STATUS_SUCCESS;
}

static void step_dispatch(struct sim_drive *drive, struct sim_request *request,
                          struct sim_effects *effects)
{
    if (request->route != SIM_ROUTE_POLL)
        request->route = sim_route_find(sim_normalise(request->code));
    const struct sim_route *route = sim_route_at(request->route);
    uint32_t status = validate(drive, request, route);
    if (status != TJ_STATUS_SUCCESS) {
        driver_complete(drive, request, status, effects);
        return;
    }
    enum sim_route_class class = route->class;
    if (class == SIM_PROPERTY)
        class = sim_property_class(drive, request);
    /* Unknown ACPI codes are forwarded at once, outside the queue. */
    if (request->route == SIM_ROUTE_UNKNOWN &&
        tj_code_device(request->code) == TJ_DEVICE_ACPI)
        class = SIM_DIRECT;
    if (class == SIM_DIRECT) {
        request->phase = SIM_PHASE_HANDLER;
        sim_request_ready(request, effects);
        return;
    }
    enqueue(drive, request, effects);
}

static bool is_token(const struct sim_request *request)
{
    return request->kind == SIM_IOCTL &&
           (sim_route_at(request->route)->class == SIM_TOKEN ||
            sim_route_at(request->route)->class == SIM_PROPERTY);
}

/* Route Q and non-empty reads and writes of an MMC drive read stale
 * capabilities again first (spec 3.1, W5). */
static void go_on(struct sim_drive *drive, struct sim_request *request,
                  struct sim_effects *effects)
{
    bool refresh = drive->mmc_update && drive->profile.mmc &&
                   !is_token(request);

    request->phase = refresh ? SIM_PHASE_REFRESH : SIM_PHASE_HANDLER;
    sim_request_ready(request, effects);
}

static bool wants_to_write(const struct sim_request *request)
{
    return request->kind == SIM_WRITE ||
           (request->kind == SIM_IOCTL && sim_disk_wants_to_write(request));
}

static void step_dequeued(struct sim_drive *drive, struct sim_request *request,
                          struct sim_effects *effects)
{
    if (is_token(request)) { /* Judged at gate #3, not here. */
        request->phase = SIM_PHASE_WOKEN;
        sim_request_ready(request, effects);
        return;
    }
    uint32_t status = TJ_STATUS_SUCCESS;
    if (request->kind != SIM_IOCTL)
        status = sim_read_write_dequeue(drive, request);
    else if (sim_gate_blocks(drive, request))
        status = TJ_STATUS_ACCESS_DENIED;
    if (status != TJ_STATUS_SUCCESS) {
        driver_complete(drive, request, status, effects);
        return;
    }
    if (wants_to_write(request) && !drive->write_allowed)
        drive->mmc_update = true; /* W5 */
    go_on(drive, request, effects);
}

/* Cancelled beats denied: 995, not 5 (spec 0.5 step 7). */
static void step_woken(struct sim_drive *drive, struct sim_request *request,
                       struct sim_effects *effects)
{
    if (request->cancelled)
        driver_complete(drive, request, TJ_STATUS_CANCELLED, effects);
    else if (sim_gate_blocks(drive, request))
        driver_complete(drive, request, TJ_STATUS_ACCESS_DENIED, effects);
    else
        go_on(drive, request, effects);
}

static void step_refresh(struct sim_drive *drive, struct sim_request *request,
                         struct sim_effects *effects)
{
    enum sim_progress progress = sim_mmc_refresh(drive, request, effects);

    if (progress == SIM_FINISHED)
        request->phase = SIM_PHASE_HANDLER;
    if (progress != SIM_ASLEEP)
        sim_request_ready(request, effects);
}

static void step_handler(struct sim_drive *drive, struct sim_request *request,
                         struct sim_effects *effects)
{
    sim_handler *handler = sim_read_write_handle;

    if (request->kind == SIM_FLUSH)
        handler = sim_flush_handle;
    else if (request->kind == SIM_IOCTL)
        handler = sim_route_at(request->route)->handler;
    enum sim_progress progress = handler(drive, request, effects);
    if (progress == SIM_FINISHED || progress == SIM_REPLIED)
        request->status = driver_status(drive, request, request->status);
    if (progress == SIM_FINISHED)
        sim_finish(request, request->status, effects);
    else if (progress == SIM_REPLIED)
        complete(drive, request, request->status, OUTPUT_PUT, effects);
    else if (progress == SIM_AGAIN)
        sim_request_ready(request, effects);
}

static void step_complete(struct sim_drive *drive, struct sim_request *request,
                          struct sim_effects *effects)
{
    sim_complete(drive, request, request->status, effects);
}

static void step_nothing(struct sim_drive *drive, struct sim_request *request,
                         struct sim_effects *effects)
{
    (void)drive, (void)effects;
    TJ_INVARIANT(S2, request->phase != SIM_PHASE_FREE);
    TJ_INVARIANT(S3, request->phase != SIM_PHASE_QUEUED);
}

typedef void stage(struct sim_drive *drive, struct sim_request *request,
                   struct sim_effects *effects);
static stage *const stages[] = {
    [SIM_PHASE_FREE] = step_nothing,
    [SIM_PHASE_VOLUME] = sim_volume_step,
    [SIM_PHASE_DISPATCH] = step_dispatch,
    [SIM_PHASE_QUEUED] = step_nothing,
    [SIM_PHASE_DEQUEUED] = step_dequeued,
    [SIM_PHASE_WOKEN] = step_woken,
    [SIM_PHASE_REFRESH] = step_refresh,
    [SIM_PHASE_HANDLER] = step_handler,
    [SIM_PHASE_FLUSH] = step_handler,
    [SIM_PHASE_PARKED] = step_nothing,
    [SIM_PHASE_COMPLETE] = step_complete,
};
_Static_assert(sizeof stages / sizeof *stages == SIM_PHASE_COUNT,
               "every stage has a step");

void sim_request_step(struct sim_drive *drive, struct sim_request *request,
                      struct sim_effects *effects)
{
    TJ_ASSERT(request->phase < SIM_PHASE_COUNT);
    stages[request->phase](drive, request, effects);
}

/* The request pipeline of the class driver (spec 0.5), stage by stage. */
#include "sim/requests.h"

static void enqueue(struct sim_drive *drive, struct sim_request *request,
                    struct sim_effects *effects)
{
    if (request->cancelled) /* Cancelled before it could wait. */
        sim_complete(drive, request, TJ_STATUS_CANCELLED, effects);
    else
        sim_queue_put(drive, request, effects);
}

/* Refused in the caller's thread. */
static void reject(struct sim_drive *drive, struct sim_request *request,
                   uint32_t status, struct sim_effects *effects)
{
    if (!drive->profile.reject_at_once)
        sim_announce_pending(drive, request, effects);
    sim_driver_complete(drive, request, status, effects);
}

uint32_t sim_dead_status(const struct sim_drive *drive)
{
    static const uint32_t statuses[] = {
        [SIM_STALE_NOT_EXIST] = TJ_STATUS_DEVICE_DOES_NOT_EXIST,
        [SIM_STALE_NO_DEVICE] = TJ_STATUS_NO_SUCH_DEVICE,
        [SIM_STALE_NOT_CONNECTED] = TJ_STATUS_DEVICE_NOT_CONNECTED,
    };

    TJ_ASSERT(drive->profile.stale < sizeof statuses / sizeof *statuses);
    return statuses[drive->profile.stale];
}

/* A file system may go on for a handle whose device is gone for good. */
static bool is_dead(const struct sim_drive *drive,
                    const struct sim_request *request)
{
    uint8_t file = request->parent == SIM_NO_REQUEST
                       ? request->file
                       : drive->requests[request->parent].file;

    return file != SIM_NO_FILE && sim_file_is_dead(drive, file);
}

void sim_request_arrive(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects)
{
    if (is_dead(drive, request)) {
        sim_complete(drive, request, sim_dead_status(drive), effects);
        return;
    }
    if (request->kind != SIM_IOCTL) { /* Reads and writes: no gate here. */
        sim_announce_pending(drive, request, effects);
        enqueue(drive, request, effects);
        return;
    }
    bool short_first = sim_mutant(drive, SIM_BUFFERS_BEFORE_GATE) &&
                       request->input_size == 0 && request->output_size == 0;
    /* MUTANT(buffers_before_gate) */
    if (sim_gate_blocks(drive, request) && !short_first) {
        /* The one side effect of a refusal, at this gate only (2.1, R30). */
        if (request->code == TJ_IOCTL_STORAGE_EVENT_NOTIFICATION &&
            drive->profile.an)
            drive->an_pending = true;
        reject(drive, request, TJ_STATUS_ACCESS_DENIED, effects);
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

static bool is_token(const struct sim_request *request)
{
    return request->kind == SIM_IOCTL &&
           (sim_route_at(request->route)->class == SIM_TOKEN ||
            sim_route_at(request->route)->class == SIM_PROPERTY);
}

/* V7: a token needs a context of its own (spec 1.2). */
static bool has_no_memory(struct sim_drive *drive)
{
    if (drive->context_failures == 0)
        return false;
    drive->context_failures--;
    return true;
}

/* Decided at arrival: a whole query that has to wait is answered under any lock
 * that comes meanwhile (R9). */
static enum sim_route_class route_class(const struct sim_drive *drive,
                                        struct sim_request *request)
{
    enum sim_route_class class = sim_route_at(request->route)->class;

    if (class == SIM_PROPERTY)
        return sim_property_class(drive, request);
    /* Unknown ACPI codes are forwarded at once, outside the queue. */
    if (request->route == SIM_ROUTE_UNKNOWN &&
        tj_code_device(request->code) == TJ_DEVICE_ACPI)
        return SIM_DIRECT;
    return class;
}

static void step_dispatch(struct sim_drive *drive, struct sim_request *request,
                          struct sim_effects *effects)
{
    if (request->route != SIM_ROUTE_POLL)
        request->route = sim_route_find(sim_normalise(request->code));
    uint32_t status =
        validate(drive, request, sim_route_at(request->route));
    if (status != TJ_STATUS_SUCCESS) {
        reject(drive, request, status, effects);
        return;
    }
    enum sim_route_class class = route_class(drive, request);
    bool queued = class != SIM_DIRECT;
    request->holds_thread = queued && is_token(request);
    if (request->holds_thread && has_no_memory(drive)) {
        request->holds_thread = false;
        reject(drive, request, TJ_STATUS_INSUFFICIENT_RESOURCES, effects);
        return;
    }
    if (!request->holds_thread)
        sim_announce_pending(drive, request, effects);
    if (queued) {
        enqueue(drive, request, effects);
        return;
    }
    request->phase = SIM_PHASE_HANDLER;
    sim_request_ready(request, effects);
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

/* What was let in may be refused now, after any wait (K8, R8). */
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
    else if (sim_gate_blocks(drive, request) && /* MUTANT(no_second_gate) */
             !sim_mutant(drive, SIM_NO_SECOND_GATE))
        status = TJ_STATUS_ACCESS_DENIED;
    if (status != TJ_STATUS_SUCCESS) {
        sim_driver_complete(drive, request, status, effects);
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
        sim_driver_complete(drive, request, TJ_STATUS_CANCELLED, effects);
    else if (sim_gate_blocks(drive, request))
        sim_driver_complete(drive, request, TJ_STATUS_ACCESS_DENIED, effects);
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
        request->status = sim_driver_status(drive, request, request->status);
    if (progress == SIM_FINISHED)
        sim_finish(request, request->status, effects);
    else if (progress == SIM_REPLIED)
        sim_complete_put(drive, request, effects);
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
    [SIM_PHASE_LINE] = sim_line_step,
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

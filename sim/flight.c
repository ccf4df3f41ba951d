/* Requests in flight: their places, and how one is cancelled at each stage of
 * its life (spec 0.5 steps 6 and 7, 1.7, 5.2). */
#include "sim/parts.h"

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
    request->override = false;
    request->restarted = false;
    request->orphan = false;
    request->holds_thread = false;
    request->in_line = false;
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
    if (slot >= drive->requests_used)
        drive->requests_used = (uint8_t)(slot + 1);
    request_clear(request);
    request->number = number != 0 ? number : SIM_NUMBER_CHILD + slot;
    request->kind = (uint8_t)kind;
    if (number == 0)
        return request;
    TJ_INVARIANT(S2, sim_index_find(&drive->numbers, number) == SIM_NO_REQUEST);
    sim_index_put(&drive->numbers, number, slot);
    return request;
}

struct sim_request *sim_request_begin(struct sim_drive *drive,
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

/* Out of the line before a synchronous file object (spec 0.3, INFERRED). */
static void leave_line(struct sim_drive *drive, struct sim_request *request)
{
    uint8_t slot = (uint8_t)sim_actor_of(drive, request);
    uint8_t *link = &drive->files[request->file].next;

    while (*link != slot)
        link = &drive->requests[*link].next;
    *link = request->next;
}

/* Waiting requests leave at once: for the queue, or for a synchronous file
 * object. One that is executed is only marked, and looks at the mark when it
 * would wait, or be retried (spec 1.7, 5.2). In a file system's hands nothing
 * looks at it (INFERRED: CDFS has no cancel routines); a flush is no request of
 * the framework's, and its wait for the queue cannot be cancelled. */
void sim_request_cancel(struct sim_drive *drive, struct sim_request *request,
                        struct sim_effects *effects)
{
    request->cancelled = true;
    if (request->phase == SIM_PHASE_LINE && !request->ready)
        leave_line(drive, request);
    else if (!sim_request_waits(request))
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

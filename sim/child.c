/* Requests that a file system makes while it serves one (spec 2.5, 6.6). They
 * carry no file object, so that the class driver takes them for a stranger's,
 * and they wait in the sequential queue like everybody's. */
#include "sim/volume.h"

#include "core/drive/bytes.h"

enum { PARENT_IS_FILE = 0xfe }; /* child->offset says which. */

bool sim_child_start(struct sim_drive *drive, struct sim_request *parent,
                     const struct sim_child_call *call,
                     struct sim_effects *effects)
{
    struct sim_request *child =
        sim_request_take(drive, 0, call->code != 0 ? SIM_IOCTL : SIM_READ);

    TJ_ASSERT(parent->command.phase == SIM_COMMAND_IDLE);
    if (child == NULL)
        return false;
    child->parent = (uint8_t)sim_actor_of(drive, parent);
    child->code = call->code;
    child->output_size = call->output_size;
    child->offset = call->offset;
    child->length = call->length;
    child->override = call->override;
    sim_request_arrive(drive, child, effects);
    return true;
}

/* Waits until nothing executes, and stops the queue meanwhile (spec 2.6). */
bool sim_child_flush(struct sim_drive *drive, uint8_t file,
                     struct sim_effects *effects)
{
    struct sim_request *child = sim_request_take(drive, 0, SIM_FLUSH);

    if (child == NULL)
        return false;
    child->parent = PARENT_IS_FILE;
    child->offset = file;
    sim_flush_start(drive, child, effects);
    return true;
}

/* The parent sleeps until here. */
void sim_child_end(struct sim_drive *drive, struct sim_request *child,
                   struct sim_effects *effects)
{
    bool has_output = child->kind == SIM_IOCTL && child->info >= 4 &&
                      child->status == TJ_STATUS_SUCCESS;
    uint32_t first = has_output ? tj_get_u32(child->buffer) : 0;

    sim_request_free(drive, child);
    if (child->parent == PARENT_IS_FILE) {
        sim_ready(drive, (sim_actor)(SIM_ACTOR_FILE + child->offset), effects);
        return;
    }
    struct sim_request *parent = &drive->requests[child->parent];
    TJ_ASSERT(!parent->ready);
    parent->command.status = child->status;
    parent->command.first_ns = first;
    sim_request_ready(parent, effects);
}

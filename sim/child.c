/* Requests that a file system makes while it serves one (spec 2.5, 6.6). They
 * carry no file object, so that the class driver takes them for a stranger's,
 * and they wait in the sequential queue like everybody's. */
#include "core/drive/bytes.h"
#include "sim/parts.h"

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

/* The parent sleeps until here. */
void sim_child_end(struct sim_drive *drive, struct sim_request *child,
                   struct sim_effects *effects)
{
    struct sim_request *parent = &drive->requests[child->parent];
    bool has_output = child->kind == SIM_IOCTL && child->info >= 4;

    TJ_ASSERT(!parent->ready);
    parent->command.status = child->status;
    parent->command.first_ns = has_output ? tj_get_u32(child->buffer) : 0;
    sim_request_free(drive, child);
    sim_request_ready(parent, effects);
}

/* Properties 58 to 60 of class-driver spec 8.7: faults, and what holds across
 * all requests. */
#include "tests/sim/properties/properties.h"

#define SECONDS(n) ((uint64_t)(n) * 1000000000)

/* The I/O manager had no place for it. */
static bool is_full(const struct call *call)
{
    return call->slot == SIM_NO_REQUEST &&
           call->status == TJ_STATUS_INSUFFICIENT_RESOURCES;
}

/* Who speaks here is the class driver, not the I/O manager, the framework, a
 * file system or the flush path beside them. */
static bool by_class_driver(const struct look *look, const struct call *call)
{
    bool request = call->kind == SIM_IOCTL ||
                   ((call->kind == SIM_READ || call->kind == SIM_WRITE) &&
                    call->length > 0);

    return request && is_direct(look, call) && has_access(look, call) &&
           call->code >> 16 != 0x09 && !is_full(call) &&
           !(call->may_cancel && call->status == TJ_STATUS_CANCELLED);
}

void check_58(struct look *look)
{
    FOR_REPLIES(look, call) {
        bool away = call->ended ? call->ended_removed : look->before->removed;
        if (!away || !by_class_driver(look, call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_SUCCESS &&
            call->status != TJ_STATUS_DEVICE_DOES_NOT_EXIST)
            broken(look, "a removed drive answered %08x to %08x",
                   call->status, call->code);
    }
}

static bool may_go_on_for_ever(const struct sim_command *command)
{
    return (command->cdb[0] == SIM_OP_PREVENT_ALLOW &&
            (command->cdb[4] & 1) == 0) ||
           command->cdb[0] == SIM_OP_RESERVE_6 ||
           command->cdb[0] == SIM_OP_RELEASE_6 || command->override ||
           /* In their place, with the count that they left behind. */
           command->cdb[0] == SIM_OP_RESERVE_10 ||
           command->cdb[0] == SIM_OP_RELEASE_10;
}

void check_59(struct look *look)
{
    enum { RETRIES_MAX = 5 };
    const uint64_t window_ns = SECONDS(160) + SECONDS(260);

    if (look->who != BY_CALL || commands(look) == 0)
        return;
    const struct sim_command *command =
        &look->before->requests[look->actor->slot].command;
    const struct sim_command *then =
        &look->after->requests[look->actor->slot].command;
    if (may_go_on_for_ever(then))
        return;
    if (command_failed(look))
        occasion(look);
    if (then->cdb[0] == SIM_OP_READ_10 || then->cdb[0] == SIM_OP_WRITE_10) {
        if (command->phase != SIM_COMMAND_IDLE &&
            look->after->now_ns - command->first_ns > window_ns)
            broken(look, "a transfer goes on after its time");
    } else if (then->retries > RETRIES_MAX) {
        broken(look, "command %02x is tried again %u times", then->cdb[0],
               then->retries);
    }
}

void check_60(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (call->status == TJ_STATUS_BUFFER_TOO_SMALL) {
            occasion(look);
            if (call->reply_size > 0)
                broken(look, "too small a buffer got %u bytes",
                       call->reply_size);
        }
        if (call->status == TJ_STATUS_BUFFER_OVERFLOW &&
            call->code == TJ_IOCTL_CDROM_GET_INQUIRY_DATA) {
            occasion(look);
            if (call->reply_size != call->output_size)
                broken(look, "an overflow delivered %u of %u bytes",
                       call->reply_size, call->output_size);
        }
    }
}

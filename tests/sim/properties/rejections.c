/* Properties 21 to 30 of class-driver spec 8.7: what a locked drive refuses. */
#include "core/drive/bytes.h"
#include "tests/sim/properties/properties.h"

#include <string.h>

#define FIND_NEW_DEVICES UINT32_C(0x002D4818)
#define READ_TOC         UINT32_C(0x00024000)
#define DISK_TYPE        UINT32_C(0x00020040)

/* The list of spec 2.1, G1 and G2. */
static bool is_allowed(uint32_t code)
{
    static const uint32_t list[] = { 0x41018, 0x2D0C14, 0x2D1080, 0x2D0C04,
                                     0x2C05C, 0x24064, 0x2D1400 };

    for (size_t i = 0; i < sizeof list / sizeof *list; i++)
        if (list[i] == code)
            return true;
    return false;
}

/* An IOCTL that reaches the class driver at its arrival, whose code the gate
 * blocks for strangers. */
static bool is_blocked_code(const struct look *look, const struct call *call)
{
    const struct file *file = file_of(look, call);

    return call->kind == SIM_IOCTL && file != NULL &&
           file->class != SIM_CLASS_F && has_access(look, call) &&
           is_exclusive_type(call->code) && !is_allowed(call->code);
}

/* CDFS looks at these first when they come through a volume handle. */
static bool goes_through_volume(const struct look *look,
                                const struct call *call)
{
    return !is_direct(look, call) &&
           (call->volume || call->code == READ_TOC || call->code == DISK_TYPE);
}

static bool same_state(const struct sim_drive *a, const struct sim_drive *b)
{
    return a->owner == b->owner && memcmp(a->name, b->name, 64) == 0 &&
           a->known == b->known && a->reported == b->reported &&
           a->mcc == b->mcc && a->mcn_disable == b->mcn_disable &&
           a->simple == b->simple && a->prot == b->prot &&
           a->verify == b->verify && a->vpb == b->vpb &&
           a->write_allowed == b->write_allowed &&
           a->mmc_update == b->mmc_update && a->play_active == b->play_active &&
           a->hardware.tray_open == b->hardware.tray_open &&
           a->hardware.prevent == b->hardware.prevent &&
           a->hardware.planted_count == b->hardware.planted_count;
}

/* It waited for its file object and was refused when its turn came. */
static void check_21_lined(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!call->lined || !is_blocked_code(look, call) ||
            goes_through_volume(look, call) ||
            !is_stranger(look, call, call->arrived.owner) || is_excused(call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_ACCESS_DENIED || call->info != 0)
            broken(look, "a stranger's %08x got %08x", call->code,
                   call->status);
    }
}

void check_21(struct look *look)
{
    const struct call *call = look->arrived;

    check_21_lined(look);
    if (call == NULL || call->in_line || !is_blocked_code(look, call) ||
        goes_through_volume(look, call) ||
        !is_stranger(look, call, call->arrived.owner) || is_excused(call))
        return;
    occasion(look);
    if (!call->replied || call->status != TJ_STATUS_ACCESS_DENIED ||
        call->info != 0)
        broken(look, "a stranger's %08x was not refused at once", call->code);
    else if (commands(look) > 0 || next_event(look, NULL) != NULL)
        broken(look, "a refused %08x did something", call->code);
    else if (!same_state(look->before, look->after))
        broken(look, "a refused %08x changed something", call->code);
}

void check_22(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_blocked_code(look, call) || goes_through_volume(look, call) ||
            !is_stranger(look, call, call->arrived.owner) || is_excused(call) ||
            (call->input_size > 0 && call->output_size > 0))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_ACCESS_DENIED)
            broken(look, "a stranger's short %08x got %08x", call->code,
                   call->status);
    }
}

void check_23(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (call->kind != SIM_IOCTL || !is_allowed(call->code) ||
            call->code == TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS ||
            call->code == TJ_IOCTL_STORAGE_QUERY_PROPERTY ||
            !has_access(look, call) ||
            file_of(look, call)->class == SIM_CLASS_F ||
            !is_stranger(look, call, call->arrived.owner))
            continue;
        occasion(look);
        if (call->status == TJ_STATUS_ACCESS_DENIED)
            broken(look, "a stranger's %08x was refused", call->code);
    }
}

static bool is_cached_copy(const struct call *call)
{
    return tj_get_u32(call->input + 4) == 0 && tj_get_u32(call->input) <= 1;
}

void check_24(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (call->kind != SIM_IOCTL ||
            call->code != TJ_IOCTL_STORAGE_QUERY_PROPERTY ||
            call->input_size < 12 || !call->dispatched.seen ||
            !is_stranger(look, call, call->dispatched.owner) ||
            is_excused(call))
            continue;
        bool shown = call->output_size == 0 || call->output_size >= 8;
        occasion(look);
        if (tj_get_u32(call->input + 4) == 1) {
            if (call->status == TJ_STATUS_ACCESS_DENIED)
                broken(look, "a stranger may ask what exists");
        } else if (!is_cached_copy(call)) {
            if (call->status != TJ_STATUS_ACCESS_DENIED)
                broken(look, "a stranger's property query got %08x",
                       call->status);
        } else if (call->status !=
                   (shown ? TJ_STATUS_SUCCESS : TJ_STATUS_BUFFER_TOO_SMALL)) {
            broken(look, "a cached descriptor got %08x", call->status);
        }
    }
}

void check_25(struct look *look)
{
    FOR_REPLIES(look, call) {
        if ((call->kind != SIM_READ && call->kind != SIM_WRITE) ||
            call->length == 0 || !call->dequeued.seen ||
            !is_stranger(look, call, call->dequeued.owner) || is_excused(call))
            continue;
        uint32_t due = call->dequeued.verify    ? TJ_STATUS_VERIFY_REQUIRED
                       : call->dequeued.playing ? TJ_STATUS_DEVICE_BUSY
                                                : TJ_STATUS_ACCESS_DENIED;
        occasion(look);
        if (call->status != due)
            broken(look, "a stranger's transfer got %08x, not %08x",
                   call->status, due);
        else if (call->commands > 0)
            broken(look, "a stranger's transfer reached the drive");
    }
}

void check_26(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (call->file == NOBODY || call->arrived.owner != call->file ||
            look->owner_after != call->file ||
            call->arrived_epoch != look->tale->epoch ||
            call->kind == SIM_CLOSE || !has_access(look, call) ||
            is_exclusive(call, TJ_EXCLUSIVE_LOCK) ||
            normalised(call->code) == FIND_NEW_DEVICES)
            continue;
        occasion(look);
        if (call->status == TJ_STATUS_ACCESS_DENIED)
            broken(look, "the owner's %08x was refused", call->code);
    }
}

void check_27(struct look *look)
{
    FOR_REPLIES(look, call) {
        bool direct = call->target == TJ_INTERFACE ||
                      (call->target == TJ_VOLUME && call->access == 0);
        if (call->kind != SIM_OPEN || !direct || call->removed ||
            call->arrived.owner == NOBODY)
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_SUCCESS && !is_excused(call))
            broken(look, "an open of a locked drive got %08x", call->status);
    }
}

/* The exceptions of the property, for a request. */
static bool may_command(const struct look *look, const struct call *call)
{
    if (call->kind == SIM_FLUSH)
        return true;
    if (call->kind != SIM_IOCTL)
        return false;
    /* It was sent before the lock was granted (R44). */
    if (call->code == TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX)
        return call->first.seen && !is_stranger(look, call, call->first.owner);
    /* What exists is found out on the normal path (2.3 step 2). */
    if (call->code == TJ_IOCTL_STORAGE_QUERY_PROPERTY)
        return true;
    return !is_exclusive_type(call->code); /* TAPE too: mark B */
}

void check_28(struct look *look)
{
    if (look->owner_before == NOBODY)
        return;
    if (look->arrived != NULL &&
        is_stranger(look, look->arrived, look->owner_before))
        occasion(look);
    if (commands(look) == 0)
        return;
    switch (look->who) {
    case BY_CHILD:
        broken(look, "a file system sent a command to a locked drive");
        break;
    case BY_CALL:
        if (is_stranger(look, look->actor, look->owner_before) &&
            !may_command(look, look->actor))
            broken(look, "a command went out for a stranger's %08x",
                   look->actor->code);
        break;
    case BY_POLL:
        broken(look, "a poll sent a command");
        break;
    case BY_CLOSE: /* ALLOW (R43). */
    case BY_INPUT: /* Power. */
    case BY_WORK:
    case BY_DELIVERY:
        break;
    }
}

void check_29(struct look *look)
{
    bool tick = look->input->kind == SIM_TIME &&
                look->before->tick_ns <= look->input->now_ns;

    if (look->owner_before == NOBODY)
        return;
    if (tick)
        occasion(look);
    if (look->who == BY_POLL && commands(look) > 0)
        broken(look, "a poll ran while somebody owned");
}

/* A token is judged when its thread wakes up, everything else at dequeue. */
static const struct moment *second_gate(const struct call *call)
{
    return call->woken.seen ? &call->woken : &call->dequeued;
}

void check_30(struct look *look)
{
    FOR_REPLIES(look, call) {
        const struct moment *gate = second_gate(call);
        if (call->kind != SIM_IOCTL || !gate->seen || is_excused(call) ||
            is_stranger(look, call, call->arrived.owner) ||
            !is_stranger(look, call, gate->owner))
            continue;
        if (call->code == TJ_IOCTL_STORAGE_QUERY_PROPERTY) {
            occasion(look);
            if (call->status == TJ_STATUS_ACCESS_DENIED)
                broken(look, "a property query that waited was refused");
        }
        if (!is_blocked_code(look, call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_ACCESS_DENIED || call->commands > 0)
            broken(look, "a %08x that waited got %08x", call->code,
                   call->status);
    }
}

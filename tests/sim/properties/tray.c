/* Properties 31 to 38 of class-driver spec 8.7: the tray and its locks. */
#include "tests/sim/properties/properties.h"

static bool is_storage(const struct call *call, uint32_t code)
{
    return call->kind == SIM_IOCTL && normalised(call->code) == code;
}

static bool is_secure(const struct call *call)
{
    return is_storage(call, TJ_IOCTL_STORAGE_EJECTION_CONTROL);
}

static bool is_simple(const struct call *call)
{
    return is_storage(call, TJ_IOCTL_STORAGE_MEDIA_REMOVAL);
}

static bool is_tray_lock(const struct call *call)
{
    return is_secure(call) || is_simple(call);
}

static bool is_lock(const struct call *call)
{
    return call->input_size > 0 && call->input[0] != 0;
}

void check_31(struct look *look)
{
    FOR_REPLIES(look, call) {
        bool move = is_storage(call, TJ_IOCTL_STORAGE_EJECT_MEDIA) ||
                    is_storage(call, TJ_IOCTL_STORAGE_LOAD_MEDIA) ||
                    is_storage(call, TJ_IOCTL_STORAGE_LOAD_MEDIA2);
        if (!move || !call->judged.seen || call->judged.prot == 0 ||
            is_excused(call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_DEVICE_BUSY)
            broken(look, "the tray was moved, %08x, against %u locks",
                   call->status, call->judged.prot);
    }
}

/* Whether the request would go between "none" and "some". */
static bool is_transition(const struct call *call)
{
    uint32_t total = call->judged.simple + call->judged.prot;

    if (is_lock(call))
        return total == 0;
    if (is_simple(call))
        return call->judged.simple > 0 && total == 1;
    return call->judged.file_tray_locks > 0 && total == 1;
}

/* What a request's byte says to the drive: its low bit (3.3, E7). */
static unsigned told(const struct call *call)
{
    return (call->input[0] & 1) != 0 ? call->prevents : call->allows;
}

static void check_32_close(struct look *look)
{
    const struct file *file = &look->tale->files[look->closing];
    const struct sim_file *before = &look->before->files[file->slot];
    bool allow = false;

    for (size_t i = 0; i < look->effects->count; i++)
        allow |= look->effects->items[i].kind == SIM_SCSI &&
                 look->effects->items[i].cdb[0] == SIM_OP_PREVENT_ALLOW;
    bool last = before->tray_locks > 0 &&
                look->before->prot == before->tray_locks &&
                look->before->simple == 0;
    if (allow && file->taken_back == 0 && before->tray_locks == 0)
        broken(look, "a close without locks sent a command");
    if (allow && look->after->prot + look->after->simple > 0 &&
        file->taken_back == 0)
        broken(look, "a close sent ALLOW while the tray is locked");
    if (last)
        occasion(look);
}

void check_32(struct look *look)
{
    if (look->who == BY_CLOSE && look->closing != NOBODY)
        check_32_close(look);
    FOR_REPLIES(look, call) {
        if (!is_tray_lock(call) || !call->judged.seen || is_excused(call))
            continue;
        bool known = is_simple(call) || is_direct(look, call);
        bool due = known && is_transition(call);
        occasion(look);
        if (due && told(call) == 0)
            broken(look, "the drive was not told of a tray lock");
        if (!due && call->prevents + call->allows > 0)
            broken(look, "the drive was told of a tray lock for nothing");
    }
}

void check_33(struct look *look)
{
    uint32_t simple = look->after->simple, prot = look->after->prot;

    if (simple > UINT32_MAX / 2 || prot > UINT32_MAX / 2)
        broken(look, "a count is below zero");
    FOR_REPLIES(look, call) {
        if (!is_tray_lock(call) || call->prevents + call->allows == 0 ||
            call->status == TJ_STATUS_SUCCESS)
            continue;
        occasion(look);
        if (call->counted)
            broken(look, "a tray lock that got %08x was counted",
                   call->status);
    }
}

void check_34(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_secure(call) || is_lock(call) || !call->judged.seen ||
            is_excused(call))
            continue;
        uint32_t due = TJ_STATUS_SUCCESS;
        if (!is_direct(look, call))
            due = TJ_STATUS_INVALID_HANDLE;
        else if (call->judged.file_tray_locks == 0)
            due = TJ_STATUS_INVALID_DEVICE_STATE;
        else
            continue;
        occasion(look);
        if (call->status != due)
            broken(look, "an excess unlock got %08x, not %08x", call->status,
                   due);
    }
    if (look->finished && is_secure(look->actor) && !is_lock(look->actor) &&
        look->status == TJ_STATUS_SUCCESS &&
        file_of(look, look->actor)->secure == 0)
        broken(look, "more unlocks than locks of a handle");
}

void check_35(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_simple(call) || is_lock(call) || !call->judged.seen ||
            call->prevents + call->allows > 0 || is_excused(call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_SUCCESS)
            broken(look, "a simple unlock got %08x", call->status);
    }
}

void check_36(struct look *look)
{
    if (look->who != BY_CLOSE || look->closing == NOBODY)
        return;
    const struct file *file = &look->tale->files[look->closing];
    if (!look->before->files[file->slot].used ||
        look->after->files[file->slot].used)
        return;
    if (file->secure > 0)
        occasion(look);
    if (file->taken_back != file->secure)
        broken(look, "a close took %u secure locks back, not %u",
               file->taken_back, file->secure);
}

void check_37(struct look *look)
{
    if (look->who != BY_CLOSE)
        return;
    if (look->before->simple > 0)
        occasion(look);
    if (look->before->simple != look->after->simple)
        broken(look, "a close changed the simple locks");
}

void check_38(struct look *look)
{
    bool request = look->who == BY_CALL && look->phase == SIM_PHASE_HANDLER &&
                   is_tray_lock(look->actor);
    bool close = look->who == BY_CLOSE && look->closing != NOBODY &&
                 look->before->prot > look->after->prot;

    if (!request && !close)
        return;
    occasion(look);
    FOR_EVENTS(look, e) {
        bool resumes = look->before->profile.zpodd && /* 4.7 */
                       e->event.id == TJ_EVENT_DEVICE_BECOMING_READY;
        if (!command_failed(look) && !resumes)
            broken(look, "a tray lock caused event %u",
                   (unsigned)e->event.id);
    }
}

/* Properties 1 to 20 of class-driver spec 8.7: exclusive access. */
#include "core/drive/bytes.h"
#include "tests/sim/properties/properties.h"

#include <string.h>

static bool lock_ends(const struct look *look)
{
    return look->finished && is_exclusive(look->actor, TJ_EXCLUSIVE_LOCK);
}

static bool unlock_ends(const struct look *look)
{
    return look->finished && is_exclusive(look->actor, TJ_EXCLUSIVE_UNLOCK);
}

/* A failure that reads 55 because the drive is gone. */
static bool is_gone(const struct look *look)
{
    return look->after->removed &&
           look->status == TJ_STATUS_DEVICE_DOES_NOT_EXIST;
}

static uint32_t flags_of(const struct call *call)
{
    return tj_get_u32(call->input + 4);
}

static bool has_good_name(const struct call *call)
{
    return tj_caller_name_valid(call->input + 8, TJ_CALLER_NAME_SIZE);
}

void check_01(struct look *look)
{
    if (lock_ends(look) && look->status == TJ_STATUS_SUCCESS) {
        occasion(look);
        if (look->tale->owners > 0)
            broken(look, "a second file object was let in");
    }
    if (look->owner_before != NOBODY && look->owner_after != NOBODY &&
        look->owner_before != look->owner_after)
        broken(look, "the drive went from one owner to another");
}

void check_02(struct look *look)
{
    if (!lock_ends(look) || look->actor->first.owner == NOBODY)
        return;
    occasion(look);
    if (look->status == TJ_STATUS_SUCCESS)
        broken(look, "a lock of an owned drive succeeded");
}

void check_03(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_exclusive(call, TJ_EXCLUSIVE_LOCK) ||
            call->status != TJ_STATUS_ACCESS_DENIED || !has_access(look, call))
            continue;
        occasion(look);
        if (!call->first.seen || call->first.owner == NOBODY)
            broken(look, "lock %u was refused by nobody", call->number);
    }
}

void check_04(struct look *look)
{
    if (!unlock_ends(look) || !is_direct(look, look->actor))
        return;
    const struct call *call = look->actor;
    int owner = call->first.owner;
    uint32_t due = owner == call->file ? TJ_STATUS_SUCCESS
                   : owner == NOBODY   ? TJ_STATUS_INVALID_DEVICE_REQUEST
                                       : TJ_STATUS_INVALID_HANDLE;
    occasion(look);
    if (look->status != due && !is_gone(look))
        broken(look, "an unlock ended with %08x, not %08x", look->status, due);
    if (due == TJ_STATUS_SUCCESS && look->owner_after == call->file)
        broken(look, "an unlock succeeded and the owner stayed");
}

void check_05(struct look *look)
{
    FOR_REPLIES(look, call) {
        const struct file *file = file_of(look, call);
        bool query = is_exclusive(call, TJ_EXCLUSIVE_QUERY);
        if (file == NULL || file->class != SIM_CLASS_V ||
            file->access != TJ_ACCESS_READ_WRITE || is_excused(call) ||
            (query && call->output_size < TJ_EXCLUSIVE_STATE_SIZE))
            continue;
        if (!query && !is_exclusive(call, TJ_EXCLUSIVE_LOCK) &&
            !is_exclusive(call, TJ_EXCLUSIVE_UNLOCK))
            continue;
        occasion(look);
        if (call->status !=
            (query ? TJ_STATUS_SUCCESS : TJ_STATUS_INVALID_HANDLE))
            broken(look, "a volume handle got %08x", call->status);
    }
}

void check_06(struct look *look)
{
    static const uint8_t nothing[TJ_CALLER_NAME_SIZE];

    FOR_REPLIES(look, call) {
        if (!is_exclusive(call, TJ_EXCLUSIVE_QUERY) ||
            call->status != TJ_STATUS_SUCCESS ||
            file_of(look, call)->instance != look->after->instance)
            continue; /* Or it asked a device that is gone. */
        const uint8_t *output = look->effects->output;
        bool locked = call->first.owner != NOBODY;
        occasion(look);
        if (output[0] != locked)
            broken(look, "a query said %u of a drive that is %slocked",
                   output[0], locked ? "" : "not ");
        else if (memcmp(output + 1,
                        locked ? look->tale->memory.name : nothing, 64) != 0)
            broken(look, "a query told another name");
    }
}

void check_07(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_exclusive(call, TJ_EXCLUSIVE_LOCK) ||
            (flags_of(call) & TJ_LOCK_IGNORE_VOLUME) == 0)
            continue;
        if (call->first.seen && call->first.vpb != SIM_VPB_NONE)
            occasion(look);
        if (call->status == TJ_STATUS_INVALID_DEVICE_STATE)
            broken(look, "a lock that ignores the volume failed 22");
    }
}

void check_08(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (!is_exclusive(call, TJ_EXCLUSIVE_LOCK) || has_good_name(call) ||
            !is_direct(look, call) || !has_access(look, call) ||
            is_excused(call))
            continue;
        occasion(look);
        if (call->status != TJ_STATUS_INVALID_PARAMETER)
            broken(look, "a bad name got %08x", call->status);
    }
}

void check_09(struct look *look)
{
    if (!lock_ends(look) || look->actor->first.vpb == SIM_VPB_NONE)
        return;
    const struct call *call = look->actor;
    uint32_t due = TJ_STATUS_INVALID_DEVICE_STATE;
    if (!is_direct(look, call))
        due = TJ_STATUS_INVALID_HANDLE;
    else if (!has_good_name(call))
        due = TJ_STATUS_INVALID_PARAMETER;
    else if ((flags_of(call) & TJ_LOCK_IGNORE_VOLUME) != 0)
        return;
    occasion(look);
    if (look->status != due && !is_gone(look))
        broken(look, "a plain lock of a mounted drive ended with %08x",
               look->status);
}

void check_10(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    if (lock_ends(look) && look->status == TJ_STATUS_SUCCESS) {
        occasion(look);
        memory->p10.locks++;
    }
    FOR_EVENTS(look, e) {
        if (e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK)
            memory->p10.announced++;
        if (e->event.id != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
            continue;
        if (memory->p10.locks != 1 || memory->p10.announced != 1)
            broken(look, "%u locks were announced %u times before an unlock",
                   memory->p10.locks, memory->p10.announced);
        memory->p10.locks = memory->p10.announced = 0;
    }
}

void check_11(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    FOR_EVENTS(look, e)
        memory->p11.announced +=
            e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
    if (look->owner_before == look->owner_after)
        return;
    /* With the device object an ownership ends without a word. */
    if (look->owner_before != NOBODY &&
        look->before->instance == look->after->instance) {
        occasion(look);
        if (memory->p11.announced != 1)
            broken(look, "an ownership ended with %u announcements",
                   memory->p11.announced);
    }
    memory->p11.announced = 0;
}

void check_12(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    FOR_EVENTS(look, e) {
        bool lock = e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK;
        if (!lock && e->event.id != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
            continue;
        occasion(look);
        if (lock == memory->p12.locked)
            broken(look, "%s twice in a row", lock ? "lock" : "unlock");
        memory->p12.locked = lock;
    }
}

void check_13(struct look *look)
{
    FOR_REPLIES(look, call) {
        bool lock = is_exclusive(call, TJ_EXCLUSIVE_LOCK);
        bool unlock = is_exclusive(call, TJ_EXCLUSIVE_UNLOCK);
        if (!is_exclusive(call, TJ_EXCLUSIVE_QUERY) &&
            (!(lock || unlock) || call->status == TJ_STATUS_SUCCESS ||
             is_excused(call)))
            continue;
        occasion(look);
        if (call->events > 0)
            broken(look, "request %u caused %u events", call->number,
                   call->events);
    }
}

void check_14(struct look *look)
{
    const struct call *call = look->actor;

    if (look->who != BY_CALL || !is_exclusive(call, TJ_EXCLUSIVE_UNLOCK))
        return;
    bool announced = false;
    unsigned unlocks = 0;
    FOR_EVENTS(look, e)
        unlocks += e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
    announced = call->unlock_events > unlocks; /* In an earlier step. */
    FOR_EVENTS(look, e) {
        announced |= e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
        if (!is_media_event(e->event.id))
            continue;
        occasion(look);
        if (announced)
            broken(look, "a media event followed the unlock event");
    }
}

void check_15(struct look *look)
{
    struct memory *memory = &look->tale->memory;

    if (lock_ends(look) && memory->p15.expected &&
        (look->status == TJ_STATUS_SUCCESS ||
         look->status == TJ_STATUS_ACCESS_DENIED)) {
        occasion(look);
        if (look->status != TJ_STATUS_SUCCESS)
            broken(look, "a lock was refused after the unlock event");
        memory->p15.expected = false;
    }
    if (look->who != BY_CALL || !is_exclusive(look->actor, TJ_EXCLUSIVE_UNLOCK))
        return;
    FOR_EVENTS(look, e)
        if (e->event.id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
            memory->p15.expected = true;
}

/* While CLOSE goes on the owner may still be there; when the file object has
 * ended, or nothing happens any more, he may not. */
void check_16(struct look *look)
{
    if (look->at_rest) {
        occasion(look);
        if (look->after->owner != SIM_NO_FILE)
            broken(look, "everything is closed and somebody owns");
    }
    FOR_REPLIES(look, call) {
        const struct file *file = file_of(look, call);
        if (call->kind != SIM_CLOSE || file == NULL || file->handles > 0 ||
            file->calls > 0)
            continue;
        occasion(look);
        if (look->owner_after == call->file)
            broken(look, "the drive is owned by a closed file object");
    }
}

void check_17(struct look *look)
{
    if (look->owner_before == NOBODY ||
        look->before->instance != look->after->instance)
        return;
    const struct file *owner = &look->tale->files[look->owner_before];
    if (owner->handles == 0 && owner->calls == 0)
        return; /* The last reference is gone. */
    if (look->input->kind == SIM_CLOSE || owner->handles == 0)
        occasion(look);
    if (look->owner_after == look->owner_before)
        return;
    if (look->who != BY_CALL || !is_exclusive(look->actor, TJ_EXCLUSIVE_UNLOCK))
        broken(look, "the lock went with references left");
}

void check_18(struct look *look)
{
    FOR_REPLIES(look, call) {
        if (call->status != TJ_STATUS_SUCCESS ||
            call->code != TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS ||
            call->kind != SIM_IOCTL)
            continue;
        uint32_t due = is_exclusive(call, TJ_EXCLUSIVE_QUERY) ? 65 : 0;
        occasion(look);
        if (call->info != due || call->reply_size != due)
            broken(look, "%u bytes came, not %u", call->info, due);
    }
}

void check_19(struct look *look)
{
    if (look->after->owner == SIM_NO_FILE)
        return;
    occasion(look);
    const struct sim_file *slot = look->after->owner < SIM_FILES_MAX
                                      ? &look->after->files[look->after->owner]
                                      : NULL;
    if (slot == NULL || !slot->used || look->owner_after == NOBODY ||
        look->tale->files[look->owner_after].ended)
        broken(look, "the owner is no live file object");
    else if (slot->class != SIM_CLASS_D)
        broken(look, "the owner is of class %u", slot->class);
}

void check_20(struct look *look)
{
    static const uint8_t tail[3];

    FOR_EVENTS(look, e) {
        if (e->event.id != TJ_EVENT_CDROM_EXCLUSIVE_LOCK &&
            e->event.id != TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
            continue;
        occasion(look);
        if (e->event.size != 3 || memcmp(e->event.data, tail, 3) != 0)
            broken(look, "an exclusive event has %u bytes", e->event.size);
    }
}

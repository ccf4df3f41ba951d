/* Properties 49 to 57 of class-driver spec 8.7: volumes and their events. */
#include "tests/sim/properties/properties.h"

static bool is_fsctl(const struct call *call, uint32_t code)
{
    return call->kind == SIM_IOCTL && call->code == code;
}

static bool is_through_volume(const struct look *look, const struct call *call)
{
    return call->file != NOBODY &&
           look->tale->files[call->file].class == SIM_CLASS_V;
}

/* By whom a volume event of this step was caused; NOBODY: by no handle. */
static int emitter(const struct look *look)
{
    if (look->who == BY_CLOSE)
        return look->closing;
    return look->who == BY_CALL && look->actor != NULL ? look->actor->file
                                                       : NOBODY;
}

static const struct sim_volume *volume_of(const struct look *look,
                                          const struct sim_drive *drive,
                                          int file)
{
    uint8_t volume = drive->files[look->tale->files[file].slot].volume;
    return volume < SIM_VOLUMES_MAX ? &drive->volumes[volume] : NULL;
}

/* (VL | VL VLF)* VL, and VLF behind it when the request fails: the last event
 * of the request tells how it ended, and no VLF comes without its VL. */
static void check_49_events(struct look *look)
{
    struct call *call = look->actor;

    FOR_EVENTS(look, e) {
        bool lock = e->event.id == TJ_EVENT_VOLUME_LOCK;
        if (!lock && e->event.id != TJ_EVENT_VOLUME_LOCK_FAILED)
            continue;
        if (!lock && call->last_event != TJ_EVENT_VOLUME_LOCK)
            broken(look, "a lock failed that was not tried");
        call->last_event = e->event.id;
    }
}

void check_49(struct look *look)
{
    if (look->who == BY_CALL && look->actor != NULL &&
        is_fsctl(look->actor, TJ_FSCTL_LOCK_VOLUME))
        check_49_events(look);
    FOR_REPLIES(look, call) {
        if (!is_fsctl(call, TJ_FSCTL_LOCK_VOLUME) || call->removed ||
            is_excused(call))
            continue;
        const struct file *file = file_of(look, call);
        bool done = call->status == TJ_STATUS_SUCCESS;
        if (file == NULL)
            continue;
        occasion(look);
        if (file->class != SIM_CLASS_V) {
            if (call->volume_events > 0)
                broken(look, "a lock of no volume caused events");
            if (file->class == SIM_CLASS_F &&
                call->status != TJ_STATUS_INVALID_PARAMETER)
                broken(look, "a lock of a file got %08x", call->status);
        } else if (call->last_event != (done ? TJ_EVENT_VOLUME_LOCK
                                             : TJ_EVENT_VOLUME_LOCK_FAILED)) {
            broken(look, "a lock that ended with %08x told otherwise",
                   call->status);
        }
    }
    if (look->who != BY_CLOSE || look->closing == NOBODY)
        return;
    const struct file *file = &look->tale->files[look->closing];
    if (file->fs_lock && look->before->files[file->slot].used &&
        !look->after->files[file->slot].used)
        broken(look, "a volume lock went with its handle in silence");
}

void check_50(struct look *look)
{
    int by = emitter(look);

    FOR_EVENTS(look, e) {
        if (e->event.id != TJ_EVENT_VOLUME_UNLOCK || look->who == BY_INPUT)
            continue;
        occasion(look);
        if (by == NOBODY || (!look->tale->files[by].fs_lock &&
                             !look->tale->files[by].implicit))
            broken(look, "an unlock of what nobody had locked");
    }
}

void check_51(struct look *look)
{
    FOR_EVENTS(look, e)
        if (e->event.id == TJ_EVENT_VOLUME_DISMOUNT_FAILED &&
            look->who != BY_INPUT)
            broken(look, "a dismount is said to have failed");
    FOR_REPLIES(look, call)
        if (is_fsctl(call, TJ_FSCTL_DISMOUNT_VOLUME) &&
            call->status == TJ_STATUS_VOLUME_DISMOUNTED)
            occasion(look);
}

static unsigned mounts(const struct look *look)
{
    unsigned count = 0;

    FOR_EVENTS(look, e)
        count += e->event.id == TJ_EVENT_VOLUME_MOUNT;
    return count;
}

/* A volume that was there before this step, with a number of its own, is
 * mounted again: that is a remount. */
void check_52(struct look *look)
{
    const struct sim_drive *before = look->before, *after = look->after;
    bool mounted = before->vpb == SIM_VPB_NONE && after->vpb == SIM_VPB_FS;
    bool again = mounted && before->volumes[after->volume].used;

    if (look->who == BY_INPUT)
        return;
    if (mounted)
        occasion(look);
    if (mounts(look) != (mounted && !again))
        broken(look, "%u mounts were told of a %s", mounts(look),
               again     ? "remount"
               : mounted ? "mount"
                         : "step without one");
}

static bool somebody_dismounted(const struct look *look)
{
    for (int i = 0; i < look->tale->files_count; i++)
        if (look->tale->files[i].dismounting)
            return true;
    return false;
}

/* Read without the drive's own idea of what is mounted (property 9 has it). */
void check_53(struct look *look)
{
    if (!look->finished || !is_exclusive(look->actor, TJ_EXCLUSIVE_LOCK) ||
        !is_direct(look, look->actor) || (look->actor->input[4] & 1) != 0 ||
        !tj_caller_name_valid(look->actor->input + 8, 64) ||
        !somebody_dismounted(look) || look->after->removed)
        return;
    occasion(look);
    if (look->status != TJ_STATUS_INVALID_DEVICE_STATE)
        broken(look, "a plain lock of a dismounted volume ended with %08x",
               look->status);
}

static bool locks_in_this_step(const struct look *look)
{
    if (look->who != BY_CALL || look->actor == NULL ||
        !is_fsctl(look->actor, TJ_FSCTL_LOCK_VOLUME) ||
        !is_through_volume(look, look->actor))
        return false;
    const struct sim_volume *before =
        volume_of(look, look->before, look->actor->file);
    const struct sim_volume *after =
        volume_of(look, look->after, look->actor->file);
    return before != NULL && after != NULL && !before->locked_explicitly &&
           after->locked_explicitly;
}

void check_54(struct look *look)
{
    if (!locks_in_this_step(look))
        return;
    const struct sim_volume *volume =
        volume_of(look, look->before, look->actor->file);
    occasion(look);
    for (int i = 0; i < look->tale->files_count; i++) {
        const struct file *file = &look->tale->files[i];
        if (i != look->actor->file && file->handles > 0 &&
            (file->class == SIM_CLASS_V || file->class == SIM_CLASS_F) &&
            volume_of(look, look->before, i) == volume)
            broken(look, "a volume was locked with other handles open");
    }
}

/* Which lock the volume in the VPB has. */
enum lock { UNLOCKED, IMPLICIT, EXPLICIT };
static enum lock lock_of(const struct sim_drive *drive)
{
    if (drive->volume == SIM_NO_VOLUME)
        return UNLOCKED;
    const struct sim_volume *volume = &drive->volumes[drive->volume];
    if (volume->locked_explicitly)
        return EXPLICIT;
    return volume->lock_file != SIM_NO_FILE ? IMPLICIT : UNLOCKED;
}

/* Judged when nothing about locks and dismounts changed since the arrival. */
void check_55(struct look *look)
{
    struct memory *memory = &look->tale->memory;
    const struct sim_drive *before = look->before, *after = look->after;
    bool held = before->volume == after->volume &&
                lock_of(before) == lock_of(after);

    memory->p55.epoch += !held;
    if (look->arrived != NULL)
        look->arrived->volume_epoch = memory->p55.epoch;
    FOR_REPLIES(look, call) {
        bool file_system = call->target == TJ_FILE ||
                           (call->target == TJ_VOLUME &&
                            (call->access & TJ_ACCESS_READ_WRITE) != 0);
        file_system &= (call->flags & SIM_CONTROL_DEVICE) == 0;
        if (call->kind != SIM_OPEN || !file_system || is_excused(call) ||
            call->removed || call->volume_epoch != memory->p55.epoch)
            continue;
        uint32_t status = call->status;
        if (lock_of(after) == EXPLICIT) {
            occasion(look);
            if (status != TJ_STATUS_ACCESS_DENIED)
                broken(look, "an open of a locked volume got %08x", status);
        } else if (lock_of(after) == IMPLICIT) {
            occasion(look);
            if (status == TJ_STATUS_SUCCESS ||
                status == TJ_STATUS_SHARING_VIOLATION)
                broken(look, "an open of a volume opened alone got %08x",
                       status);
        } else if (call->dismounted && somebody_dismounted(look) &&
                   after->vpb == SIM_VPB_FS) {
            occasion(look);
            if (status != TJ_STATUS_VOLUME_DISMOUNTED)
                broken(look, "an open of a dismounted volume got %08x",
                       status);
        }
    }
}

static unsigned listeners(const struct sim_drive *drive)
{
    unsigned count = 0;

    for (unsigned i = 0; i < drive->registrations_count; i++)
        count += drive->registrations[i].instance == drive->instance;
    return count;
}

/* One event is delivered in a step, to everybody, whatever it is. */
void check_56(struct look *look)
{
    unsigned told = 0;
    enum tj_event_id id = TJ_EVENT_COUNT;

    if (look->who != BY_DELIVERY)
        return;
    for (size_t i = 0; i < look->effects->count; i++) {
        if (look->effects->items[i].kind != SIM_DELIVERY)
            continue;
        told++;
        id = look->effects->items[i].event.id;
    }
    if (told == 0 || !is_volume_event(id))
        return;
    occasion(look);
    if (told != listeners(look->before))
        broken(look, "%u of %u heard of a volume event", told,
               listeners(look->before));
}

void check_57(struct look *look)
{
    FOR_EVENTS(look, e) {
        if (!is_volume_event(e->event.id) || look->who == BY_INPUT)
            continue;
        occasion(look);
        switch ((int)e->event.id) {
        case TJ_EVENT_VOLUME_LOCK:
        case TJ_EVENT_VOLUME_LOCK_FAILED:
        case TJ_EVENT_VOLUME_UNLOCK:
        case TJ_EVENT_VOLUME_DISMOUNT:
        case TJ_EVENT_VOLUME_MOUNT:
            break;
        default:
            broken(look, "CDFS sent event %u", (unsigned)e->event.id);
        }
    }
}

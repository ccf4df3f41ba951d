/* Looking at a drive without touching it: what `state` prints, and the audit
 * of its invariants. */
#include "sim/parts.h"

static tj_handle owner_handle(const struct sim_drive *drive)
{
    tj_handle lowest = 0;

    if (drive->owner == SIM_NO_FILE)
        return 0;
    for (unsigned i = 0; i < SIM_INDEX_SIZE; i++) {
        tj_handle handle = drive->handles.keys[i];
        if (handle != 0 && drive->handles.slots[i] == drive->owner &&
            (lowest == 0 || handle < lowest))
            lowest = handle;
    }
    return lowest != 0 ? lowest : drive->files[drive->owner].handle;
}

/* Of the volume that the VPB names. */
static const char *fs_lock(const struct sim_drive *drive)
{
    if (drive->volume == SIM_NO_VOLUME ||
        drive->volumes[drive->volume].lock_file == SIM_NO_FILE)
        return "none";
    return drive->volumes[drive->volume].locked_explicitly ? "explicit"
                                                           : "implicit";
}

static const char *tray_position(const struct sim_hardware *hardware)
{
    switch ((enum sim_tray_motion)hardware->moving) {
    case SIM_TRAY_MOVES_OUT:
        return "opening";
    case SIM_TRAY_MOVES_IN:
        return "closing";
    case SIM_TRAY_STILL:
        break;
    }
    return hardware->tray_open ? "open" : "closed";
}

struct sim_state_view sim_drive_view(const struct sim_drive *drive)
{
    static const char *const volumes[] = { [SIM_VPB_NONE] = "none",
                                           [SIM_VPB_RAW] = "RAW",
                                           [SIM_VPB_FS] = "FS" };

    return (struct sim_state_view){
        .owner = owner_handle(drive),
        .name = (const char *)drive->name,
        .known = drive->known,
        .reported = drive->reported,
        .mcc = drive->mcc,
        .mcn_disable = drive->mcn_disable,
        .simple = drive->simple,
        .prot = drive->prot,
        .verify = drive->verify,
        .vpb = volumes[drive->vpb],
        .fs_lock = fs_lock(drive),
        .tray = tray_position(&drive->hardware),
        .disc = drive->hardware.disc,
        .events_dropped = drive->events_dropped,
    };
}

static void audit_queue(const struct sim_drive *drive)
{
    unsigned queued = 0, waiting = 0, executing = 0;

    for (uint8_t i = drive->queue_head; i != SIM_NO_REQUEST;
         i = drive->requests[i].next) {
        TJ_INVARIANT(S3, drive->requests[i].queued);
        TJ_INVARIANT(S3, i != drive->executing);
        queued++;
        TJ_INVARIANT(S3, queued <= SIM_REQUESTS_MAX + 1);
    }
    for (unsigned i = 0; i <= SIM_REQUESTS_MAX; i++) {
        const struct sim_request *request = &drive->requests[i];
        waiting += request->queued;
        executing += request->phase == SIM_PHASE_DEQUEUED ||
                     request->phase == SIM_PHASE_WOKEN;
    }
    TJ_INVARIANT(S3, waiting == queued);
    TJ_INVARIANT(S3, executing <= 1);
    TJ_INVARIANT(S3, drive->executing == SIM_NO_REQUEST ||
                         drive->requests[drive->executing].phase >=
                             SIM_PHASE_DEQUEUED);
}

static void audit_counters(const struct sim_drive *drive)
{
    uint32_t tray_locks = 0, mcn_disable = 0, handles = 0, requests = 0;
    uint32_t in_flight = 0;

    for (unsigned i = 0; i < SIM_FILES_MAX; i++) {
        const struct sim_file *file = &drive->files[i];
        if (!file->used)
            continue;
        tray_locks += file->tray_locks;
        mcn_disable += file->mcn_disable;
        handles += file->handles;
        requests += file->requests;
    }
    for (unsigned i = 0; i < drive->registrations_count; i++)
        in_flight += drive->registrations[i].file != SIM_NO_FILE;
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        in_flight += drive->requests[i].phase != SIM_PHASE_FREE &&
                     drive->requests[i].file != SIM_NO_FILE;
    TJ_INVARIANT(S4, drive->prot == tray_locks);
    TJ_INVARIANT(S4, !drive->profile.mcn || drive->mcn_disable == mcn_disable);
    TJ_INVARIANT(S4, drive->handles_count == handles);
    TJ_INVARIANT(S4, requests == in_flight);
}

/* Stops of the queue are those of flushes and of a shutdown (spec 2.6). */
static void audit_stops(const struct sim_drive *drive)
{
    unsigned stops = drive->work[SIM_WORK_SHUTDOWN].phase != SIM_COMMAND_IDLE;

    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        stops += drive->requests[i].phase == SIM_PHASE_FLUSH;
    TJ_INVARIANT(S3, drive->queue_stops == stops);
}

/* A synchronous file object has one request in, and a line of the others. */
static void audit_line(const struct sim_drive *drive, uint8_t index)
{
    const struct sim_file *file = &drive->files[index];
    unsigned waiting = 0, in = 0;

    if ((file->flags & SIM_SYNCHRONOUS) == 0) {
        TJ_INVARIANT(S3, file->next == SIM_NO_REQUEST);
        return;
    }
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        in += drive->requests[i].phase != SIM_PHASE_FREE &&
              drive->requests[i].file == index && !drive->requests[i].in_line;
    for (uint8_t i = file->next; i != SIM_NO_REQUEST;
         i = drive->requests[i].next) {
        TJ_INVARIANT(S3, drive->requests[i].phase == SIM_PHASE_LINE);
        TJ_INVARIANT(S3, drive->requests[i].file == index);
        TJ_INVARIANT(S3, !drive->requests[i].ready);
        TJ_INVARIANT(S3, ++waiting < SIM_REQUESTS_MAX);
    }
    TJ_INVARIANT(S3, in == (file->busy ? 1 : 0) && (in == 1 || waiting == 0));
}

/* Every foreign handle is an open one; a dead file object has nothing. */
static void audit_files(const struct sim_drive *drive)
{
    for (unsigned i = 0; i < drive->foreign_count; i++)
        TJ_INVARIANT(S4, sim_index_find(&drive->handles,
                                        drive->foreign_handle[i]) !=
                             SIM_NO_FILE);
    for (uint8_t i = 0; i < SIM_FILES_MAX; i++) {
        const struct sim_file *file = &drive->files[i];
        if (!file->used)
            continue;
        audit_line(drive, i);
        TJ_INVARIANT(S4, !sim_file_is_dead(drive, i) ||
                             (file->tray_locks == 0 &&
                              file->mcn_disable == 0));
    }
}

static void audit_volume(const struct sim_drive *drive, uint8_t index)
{
    const struct sim_volume *volume = &drive->volumes[index];
    uint8_t holder = volume->lock_file;
    unsigned handles = 0, files = 0;

    for (unsigned i = 0; i < SIM_FILES_MAX; i++) {
        const struct sim_file *file = &drive->files[i];
        if (!file->used || file->volume != index)
            continue;
        files++;
        handles += file->on_volume;
    }
    TJ_INVARIANT(S6, volume->files == files && volume->handles == handles);
    TJ_INVARIANT(S6, volume->used || files == 0);
    TJ_INVARIANT(S6, !volume->locked_explicitly || holder != SIM_NO_FILE);
    if (volume->used && holder != SIM_NO_FILE)
        TJ_INVARIANT(S6, drive->files[holder].volume == index &&
                             drive->files[holder].on_volume);
}

static void audit_volumes(const struct sim_drive *drive)
{
    bool mounted = drive->volume != SIM_NO_VOLUME;

    for (uint8_t i = 0; i < SIM_VOLUMES_MAX; i++)
        audit_volume(drive, i);
    TJ_INVARIANT(S6, mounted == (drive->vpb != SIM_VPB_NONE));
    if (!mounted)
        return;
    TJ_INVARIANT(S6, drive->volumes[drive->volume].used);
    TJ_INVARIANT(S6, drive->volumes[drive->volume].raw ==
                         (drive->vpb == SIM_VPB_RAW));
}

void sim_drive_audit(const struct sim_drive *drive)
{
    audit_queue(drive);
    audit_stops(drive);
    audit_counters(drive);
    audit_files(drive);
    TJ_INVARIANT(S1, !drive->removed || drive->tick_ns == UINT64_MAX);
    audit_volumes(drive);
    if (drive->owner == SIM_NO_FILE || drive->profile.mutant != SIM_HONEST)
        return;
    const struct sim_file *owner = &drive->files[drive->owner];
    TJ_INVARIANT(S5, owner->used);
    TJ_INVARIANT(S5, owner->phase < SIM_FILE_END);
    TJ_INVARIANT(S5, !sim_file_is_dead(drive, drive->owner));
}

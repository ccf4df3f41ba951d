/* CloseHandle, CLEANUP and CLOSE (spec 1.7). CLEANUP comes with the last
 * handle; CLOSE with the last reference, which a request in flight holds too:
 * until then the lock stays (R3). CLOSE is not serialised with the queue. */
#include "sim/parts.h"

static sim_actor actor_of_file(uint8_t file)
{
    return (sim_actor)(SIM_ACTOR_FILE + file);
}

static void answer_close(struct sim_file *file, struct sim_effects *effects)
{
    if (file->close_request != 0)
        sim_io_reply(file->close_request, TJ_STATUS_SUCCESS, effects);
    file->close_request = 0;
}

/* Closing one of several handles of a file object changes nothing. */
void sim_close_handle(struct sim_drive *drive, const struct sim_input *input,
                      struct sim_effects *effects)
{
    uint8_t index = sim_index_find(&drive->handles, input->handle);

    if (index == SIM_NO_FILE) {
        sim_io_reply(input->request, TJ_STATUS_INVALID_HANDLE, effects);
        return;
    }
    if (input->request != 0 && sim_mutant(drive, SIM_CLOSE_DOES_NOTHING)) {
        /* MUTANT(close_does_nothing) */
        sim_io_reply(input->request, TJ_STATUS_SUCCESS, effects);
        return;
    }
    struct sim_file *file = &drive->files[index];
    sim_index_remove(&drive->handles, input->handle);
    sim_handle_taken(drive, input->handle);
    drive->handles_count--;
    file->handles--;
    file->handle = input->handle;
    if (drive->owner == index && sim_mutant(drive, SIM_RELEASE_AT_CLEANUP))
        sim_release_at_once(drive, effects); /* MUTANT(release_at_cleanup) */
    file->close_request = input->request;
    if (file->handles > 0) {
        answer_close(file, effects);
        return;
    }
    file->phase = SIM_FILE_CLEANUP;
    if (!file->busy)
        sim_ready(drive, actor_of_file(index), effects);
}

/* The framework cancels what still waits in the queue; what executes is not
 * touched, and the lock stays (X19, R47). A V handle's CLEANUP goes to CDFS,
 * which cancels nothing. */
static void cleanup(struct sim_drive *drive, uint8_t index,
                    struct sim_effects *effects)
{
    const struct sim_file *file = &drive->files[index];

    if (file->class != SIM_CLASS_D || file->requests == 0)
        return;
    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++) {
        struct sim_request *request = &drive->requests[i];
        if (sim_request_waits(request) && request->file == index)
            sim_request_cancel(drive, request, effects);
    }
}

static bool has_work(const struct sim_drive *drive, uint8_t index)
{
    const struct sim_file *file = &drive->files[index];

    switch (file->phase) {
    case SIM_FILE_TRAY:
        return file->tray_locks > 0;
    case SIM_FILE_MCN:
        return file->mcn_disable > 0;
    case SIM_FILE_RELEASE:
        return drive->owner == index && /* MUTANT(lock_survives_close) */
               !sim_mutant(drive, SIM_LOCK_SURVIVES_CLOSE);
    default:
        return true;
    }
}

/* The next phase in which something happens, as a step of its own. */
static void go_on_from(struct sim_drive *drive, uint8_t index, uint8_t phase,
                       struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    file->phase = phase;
    while (!has_work(drive, index))
        file->phase++;
    sim_ready(drive, actor_of_file(index), effects);
}

/* A reference went with a completed request. */
void sim_file_dereference(struct sim_drive *drive, uint8_t index,
                          struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    TJ_ASSERT(file->requests > 0);
    file->requests--;
    if (file->requests == 0 && file->phase == SIM_FILE_WAIT)
        go_on_from(drive, index, SIM_FILE_TRAY, effects);
}

/* A drive wrong on purpose may leave a closed owner behind: its place is then
 * never given to another file object. */
static void end(struct sim_drive *drive, uint8_t index,
                struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    sim_volume_file_closed(drive, index);
    answer_close(file, effects);
    if (drive->owner == index)
        return;
    file->used = false;
    file->next = drive->files_free;
    drive->files_free = index;
}

/* True when a part of the end has not ended yet: it goes on in a later step. */
static bool go_on_later(struct sim_drive *drive, uint8_t index,
                        struct sim_effects *effects,
                        enum sim_progress progress)
{
    if (progress == SIM_AGAIN)
        sim_ready(drive, actor_of_file(index), effects);
    return progress != SIM_FINISHED;
}

void sim_file_step(struct sim_drive *drive, uint8_t index,
                   struct sim_effects *effects)
{
    struct sim_file *file = &drive->files[index];

    switch ((enum sim_file_phase)file->phase) {
    case SIM_FILE_CLEANUP:
        cleanup(drive, index, effects);
        file->phase = SIM_FILE_VOLUME;
        /* fall through */
    case SIM_FILE_VOLUME:
        if (go_on_later(drive, index, effects,
                        sim_volume_cleanup_step(drive, index, effects)))
            break;
        file->phase = SIM_FILE_WAIT;
        if (file->requests == 0)
            go_on_from(drive, index, SIM_FILE_TRAY, effects);
        else /* CloseHandle returns; CLOSE comes with the last request. */
            answer_close(file, effects);
        break;
    case SIM_FILE_TRAY:
        if (!go_on_later(drive, index, effects,
                         sim_tray_close_step(drive, index, effects)))
            go_on_from(drive, index, SIM_FILE_MCN, effects);
        break;
    case SIM_FILE_MCN:
        sim_mcn_close(drive, index);
        go_on_from(drive, index, SIM_FILE_RELEASE, effects);
        break;
    case SIM_FILE_RELEASE: /* X17: always with synthetic notifications. */
        file->release.by_close = true;
        if (sim_release_step(drive, &file->release, effects) == SIM_FINISHED)
            go_on_from(drive, index, SIM_FILE_END, effects);
        else
            sim_ready(drive, actor_of_file(index), effects);
        break;
    case SIM_FILE_END:
        end(drive, index, effects);
        break;
    case SIM_FILE_OPEN:
    case SIM_FILE_WAIT:
    case SIM_FILE_PHASE_COUNT:
        TJ_ASSERT(file->phase != SIM_FILE_OPEN);
        TJ_ASSERT(file->phase != SIM_FILE_WAIT);
        break;
    }
}

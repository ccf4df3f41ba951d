/* SPDX-License-Identifier: MIT */
/* File objects of the file system. */
#include "core/check/volume_state.h"

struct volume_file *volume_find(struct volume_drive *drive,
                                const struct history *history, uint32_t file)
{
    for (size_t i = 0; i < drive->count; i++)
        if (drive->files[i].file == file &&
            drive->files[i].serial == history->handles.files[file].serial)
            return &drive->files[i];
    return NULL;
}

/* All its handles were closed, and what was known of it is forgotten. */
static bool is_over(const struct history *history,
                    const struct volume_file *file)
{
    return history->handles.files[file->file].serial != file->serial;
}

static void drop(struct volume_drive *drive, struct volume_file *file)
{
    *file = drive->files[--drive->count];
}

static bool make_room(struct volume_drive *drive,
                      const struct history *history)
{
    for (size_t i = 0; i < drive->count && drive->count == VOLUME_FILES_MAX;)
        if (is_over(history, &drive->files[i]))
            drop(drive, &drive->files[i]);
        else
            i++;
    drive->lost |= drive->count == VOLUME_FILES_MAX;
    return drive->count < VOLUME_FILES_MAX;
}

static void note_open(struct volume_drive *drive,
                      const struct history *history,
                      const struct operation *op)
{
    const struct file_object *file;
    if (op->opened == HISTORY_NOTHING)
        return;
    file = &history->handles.files[op->opened];
    if (file->class == MODEL_DIRECT || !make_room(drive, history))
        return;
    drive->files[drive->count++] = (struct volume_file){
        .file = op->opened,
        .serial = file->serial,
        .opened = op->at,
        .ref = op->ref,
        .sure = operation_is_done(op),
        .steady = history->drives[op->drive].count == 0,
        .unshared = file->class == MODEL_VOLUME && file->unshared,
    };
}

/* What may put another volume in the place of the one that is mounted: a
 * dismount, a tray that moves, bytes nobody knows, and an exclusive lock,
 * under which RAW may be mounted (spec 2.5, 6.6). */
static bool stirs(const struct operation *op)
{
    switch ((int)op->verb) {
    case TJ_LOCK:
    case TJ_EJECT:
    case TJ_LOAD:
    case TJ_LOAD2:
    case TJ_DISMOUNT:
        return operation_may_act(op);
    case TJ_IOCTL:
        return true;
    default:
        return false;
    }
}

static void note_lock(struct volume_file *file, const struct operation *op)
{
    if (file == NULL)
        return;
    if (op->verb == TJ_VOLUME_UNLOCK) {
        if (op->at.t1_ns > file->unlock_ns)
            file->unlock_ns = op->at.t1_ns;
        return;
    }
    file->may_lock = true;
    if (operation_is_done(op)) {
        file->locked = true;
        file->since = op->at;
        file->lock_ref = op->ref;
    }
}

void volume_note(struct volumes *volumes, const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    const struct history *history = volumes->scene.history;
    if (op->verb == TJ_OPEN)
        note_open(drive, history, op);
    if (stirs(op) && op->at.t1_ns > drive->stirred_ns)
        drive->stirred_ns = op->at.t1_ns;
    if (op->file == HISTORY_NOTHING)
        return;
    drive->strangers |= history->handles.files[op->file].class == MODEL_UNKNOWN;
    if (operation_may_act(op) &&
        (op->verb == TJ_VOLUME_LOCK || op->verb == TJ_VOLUME_UNLOCK))
        note_lock(volume_find(drive, history, op->file), op);
}

void volume_forget(struct volumes *volumes, const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    struct volume_file *file =
        volume_find(drive, volumes->scene.history, op->file);
    if (file != NULL)
        drop(drive, file);
}

bool volume_was_open(const struct history *history,
                     const struct volume_file *file, const struct stamp *at)
{
    return file->sure && !is_over(history, file) &&
           stamp_before(&file->opened, at) &&
           at->t1_ns <= handles_alive_until(&history->handles, file->file);
}

bool volume_is_same(const struct volume_drive *drive,
                    const struct volume_file *file)
{
    return file->steady && file->opened.t0_ns > drive->stirred_ns;
}

bool volume_holds(const struct volume_file *file, const struct stamp *at)
{
    return file->locked && stamp_before(&file->since, at) &&
           file->unlock_ns < file->since.t0_ns;
}

bool volume_may_vanish(const struct volume_drive *drive,
                       const struct history *history, uint64_t t_ns)
{
    for (size_t i = 0; i < drive->count; i++) {
        const struct volume_file *file = &drive->files[i];
        if ((file->unshared || file->may_lock) && !file->closing &&
            !is_over(history, file) &&
            handles_alive_until(&history->handles, file->file) <= t_ns)
            return true;
    }
    return drive->lost || drive->strangers;
}

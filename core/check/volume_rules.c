/* SPDX-License-Identifier: MIT */
/* Properties 49 to 57 of spec 8.7: volume locks, who may open, and the events
 * of the file system. */
#include "core/check/volume_state.h"

static void *open_volumes(const struct scene *scene, struct arena *arena)
{
    size_t drives = scene->survey->drives_count + 1;
    struct volumes *volumes = ARENA_NEW(arena, struct volumes, 1);
    if (volumes == NULL)
        return NULL;
    volumes->scene = *scene;
    volumes->drives = ARENA_NEW(arena, struct volume_drive, drives);
    volumes->closed_ns =
        ARENA_NEW(arena, uint64_t, scene->survey->clients_count + 1);
    struct volume_heard *heard =
        ARENA_NEW(arena, struct volume_heard, drives * VOLUME_HEARD_MAX);
    if (volumes->drives == NULL || volumes->closed_ns == NULL || heard == NULL)
        return NULL;
    for (size_t i = 0; i < drives; i++)
        volumes->drives[i].heard = &heard[i * VOLUME_HEARD_MAX];
    return volumes;
}

static void invoke(void *state, const struct operation *op)
{
    struct volumes *volumes = state;
    volume_note(volumes, op);
    volume_claim(volumes, op);
    volume_deaf(volumes, op);
}

static void gone(void *state, const struct operation *op)
{
    volume_forget(state, op);
}

/* --- V49: handles that are no volume --- */

static bool is_framework(uint32_t status)
{
    return status == TJ_STATUS_CANCELLED ||
           status == TJ_STATUS_INVALID_HANDLE ||
           status == TJ_STATUS_FILE_CLOSED ||
           status == TJ_STATUS_INSUFFICIENT_RESOURCES ||
           status == TJ_STATUS_DEVICE_DOES_NOT_EXIST ||
           status == TJ_STATUS_NO_SUCH_DEVICE ||
           status == TJ_STATUS_DEVICE_NOT_CONNECTED;
}

static void judge_handle(const struct volumes *volumes,
                         const struct operation *op,
                         const struct evidence *evidence)
{
    enum model_class class = evidence->facts.class;
    bool done = op->outcome == TJ_DONE;
    if (class != MODEL_DIRECT && class != MODEL_FILE)
        return;
    family_count(&volumes->scene, RULE_V49);
    if (!done && (class == MODEL_DIRECT || is_framework(op->status) ||
                  op->status == TJ_STATUS_INVALID_PARAMETER))
        return;
    struct draft draft =
        finding_begin(volumes->scene.findings, RULE_V49, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, "'s volume_lock ");
    finding_say_when(&draft, &op->at);
    if (done)
        tj_text_add(&draft.text, " succeeded on a handle that is no volume");
    else
        tj_text_add(&draft.text, " failed %s (%u) on a file handle, not 87",
                    tj_ntstatus_name(op->status),
                    tj_ntstatus_to_win32(op->status));
    finding_ref(&draft, &op->ref);
}

/* --- V54: alone on the volume --- */

/* Another file object that was surely open on the same volume throughout. */
static const struct volume_file *other_on(const struct volumes *volumes,
                                          struct volume_drive *drive,
                                          const struct operation *op)
{
    const struct history *history = volumes->scene.history;
    for (size_t i = 0; i < drive->count; i++) {
        const struct volume_file *file = &drive->files[i];
        if (file->file != op->file && volume_is_same(drive, file) &&
            volume_was_open(history, file, &op->at))
            return file;
    }
    return NULL;
}

static void judge_lock(const struct volumes *volumes,
                       const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    const struct volume_file *self =
        volume_find(drive, volumes->scene.history, op->file);
    if (op->outcome != TJ_DONE || self == NULL || drive->lost ||
        drive->strangers || !volume_is_same(drive, self) ||
        !family_fit(&volumes->scene, op->drive, op->at.t1_ns))
        return;
    const struct volume_file *other = other_on(volumes, drive, op);
    family_count(&volumes->scene, RULE_V54);
    if (other == NULL)
        return;
    struct draft draft =
        finding_begin(volumes->scene.findings, RULE_V54, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, " locked the volume ");
    finding_say_when(&draft, &op->at);
    tj_text_add(&draft.text, " although ");
    finding_say_client(&draft, other->opened.client, 0);
    tj_text_add(&draft.text, " had it open all the while");
    finding_ref(&draft, &op->ref);
    finding_ref(&draft, &other->ref);
}

/* --- V55: a locked volume lets nobody in --- */

/* Who surely kept others out throughout, explicitly or by not sharing. */
static const struct volume_file *keeper(const struct volumes *volumes,
                                        struct volume_drive *drive,
                                        const struct operation *op)
{
    const struct history *history = volumes->scene.history;
    for (size_t i = 0; i < drive->count; i++) {
        const struct volume_file *file = &drive->files[i];
        bool holds = (file->unshared && file->unlock_ns == 0) ||
                     volume_holds(file, &op->at);
        if (holds && file->file != op->opened &&
            volume_is_same(drive, file) &&
            volume_was_open(history, file, &op->at))
            return file;
    }
    return NULL;
}

static void judge_open(const struct volumes *volumes,
                       const struct operation *op)
{
    struct volume_drive *drive = &volumes->drives[op->drive];
    const struct history *history = volumes->scene.history;
    if (op->opened == HISTORY_NOTHING || drive->lost ||
        history->handles.files[op->opened].class == MODEL_DIRECT ||
        !family_fit(&volumes->scene, op->drive, op->at.t1_ns))
        return;
    const struct volume_file *by = keeper(volumes, drive, op);
    family_count(&volumes->scene, RULE_V55);
    if (by == NULL)
        return;
    struct draft draft =
        finding_begin(volumes->scene.findings, RULE_V55, op->at.t1_ns);
    finding_say_client(&draft, op->at.client, 0);
    tj_text_add(&draft.text, " opened the volume ");
    finding_say_when(&draft, &op->at);
    tj_text_add(&draft.text, " although ");
    finding_say_client(&draft, by->opened.client, 0);
    tj_text_add(&draft.text, by->locked ? " held its lock all the while"
                                        : " had it open without sharing it");
    finding_ref(&draft, &op->ref);
    finding_ref(&draft, by->locked ? &by->lock_ref : &by->ref);
}

static void answer(void *state, const struct operation *op,
                   const struct evidence *evidence)
{
    struct volumes *volumes = state;
    if (op->verb == TJ_OPEN) {
        judge_open(volumes, op);
    } else if (op->verb == TJ_VOLUME_LOCK && op->file != HISTORY_NOTHING) {
        judge_handle(volumes, op, evidence);
        judge_lock(volumes, op);
    }
}

static void event(void *state, uint8_t drive, const struct seen_event *event)
{
    volume_event(state, drive, event);
}

static void delivery(void *state, const struct tj_record *record,
                     const struct tj_record_ref *ref)
{
    volume_delivery(state, record, ref);
}

/* Hands at the drive may exchange its disc. */
static void strike(void *state, const struct tj_record *record)
{
    struct volumes *volumes = state;
    struct volume_drive *drive = &volumes->drives[record->drive];
    if (family_excuses(&volumes->scene, record) != 0)
        drive->stirred_ns = STAMP_NEVER;
}

const struct check_family volume_family = {
    .name = "volume",
    .open = open_volumes,
    .invoke = invoke,
    .answer = answer,
    .gone = gone,
    .event = event,
    .delivery = delivery,
    .strike = strike,
};

/* SPDX-License-Identifier: MIT */
#include "core/check/stillness.h"

#include "core/check/requests.h"
#include "core/drive/encode.h"

#include <string.h>

/* Longer than a START UNIT may take (240 s, spec 5.5) and what follows it. */
#define LULL_NS UINT64_C(300000000000)

bool stillness_open(struct stillness *still, const struct scene *scene,
                    struct arena *arena)
{
    still->scene = scene;
    still->drives = ARENA_NEW(arena, struct still_drive,
                              scene->survey->drives_count + 1);
    if (still->drives == NULL)
        return false;
    /* Nobody knows what was before. */
    for (size_t i = 0; i < scene->survey->drives_count; i++)
        still->drives[i] = (struct still_drive){
            .stirred_ns = scene->survey->first_ns,
            .secured = HISTORY_NOTHING,
        };
    return true;
}

static void stir(struct still_drive *drive, uint64_t t_ns)
{
    if (t_ns > drive->stirred_ns)
        drive->stirred_ns = t_ns;
}

void stillness_invoke(struct stillness *still, const struct operation *op)
{
    struct still_drive *drive = &still->drives[op->drive];
    if (!operation_is_real(op) && op->at.t1_ns > drive->unanswered_ns)
        drive->unanswered_ns = op->at.t1_ns;
    if (op->verb == TJ_LOAD || op->verb == TJ_LOAD2)
        stir(drive, op->at.t1_ns);
    if (op->verb == TJ_SECURE_PREVENT ||
        (op->verb == TJ_IOCTL && request_is_secure_lock(op->code))) {
        drive->secured_many |= drive->secured != HISTORY_NOTHING &&
                               drive->secured != op->file;
        drive->secured = op->file;
    }
}

void stillness_strike(struct stillness *still, const struct tj_record *record)
{
    still->drives[record->drive].struck = true;
}

/* A client that dies may have had handles to any drive. */
void stillness_mark(struct stillness *still, const struct tj_record *record)
{
    if (record->what != TJ_MARK_DIED)
        return;
    for (size_t i = 0; i < still->scene->survey->drives_count; i++)
        still->drives[i].struck = true;
}

static bool says_unavailable(const struct seen_event *event)
{
    struct tj_event whole = { .id = TJ_EVENT_MEDIA_REMOVAL,
                              .size = (uint8_t)event->size };
    struct tj_payload payload;
    if (event->id != TJ_EVENT_MEDIA_REMOVAL ||
        event->size > TJ_RECORD_DATA_MAX)
        return false;
    memcpy(whole.data, event->data, event->size);
    return tj_decode_payload(&whole, &payload) &&
           payload.new_state == TJ_MEDIA_UNAVAILABLE;
}

/* An arrival right behind a removal with state 3 is the other half of an
 * unlock's pair, and no disc (spec 1.6). */
void stillness_event(struct stillness *still, uint8_t number,
                     const struct seen_event *event)
{
    struct still_drive *drive = &still->drives[number];
    bool arrives = event->id == TJ_EVENT_MEDIA_ARRIVAL && !drive->unavailable;
    if (arrives || event->gap || !event->numbered ||
        event->id == TJ_EVENT_DEVICE_BECOMING_READY)
        stir(drive, event->t_ns);
    drive->unavailable = says_unavailable(event);
}

bool stillness_is_media(const struct seen_event *event)
{
    return event->id == TJ_EVENT_MEDIA_ARRIVAL ||
           event->id == TJ_EVENT_MEDIA_REMOVAL ||
           event->id == TJ_EVENT_DEVICE_BECOMING_READY ||
           event->id == TJ_EVENT_MEDIA_EJECT_REQUEST ||
           event->id == TJ_EVENT_DEVICE_EXTERNAL_REQUEST;
}

static bool is_still(const struct still_drive *drive,
                     const struct seen_event *event)
{
    return event->emission && event->numbered && !event->gap &&
           !event->early && !drive->struck &&
           event->t_ns > drive->unanswered_ns &&
           event->t_ns > drive->stirred_ns &&
           event->t_ns - drive->stirred_ns > LULL_NS;
}

const struct tenure *stillness_owner(const struct stillness *still,
                                     uint8_t number,
                                     const struct seen_event *event)
{
    const struct history *history = still->scene->history;
    const struct history_drive *drive = &history->drives[number];
    struct stamp point = { .t0_ns = event->t_ns, .t1_ns = event->t_ns };
    uint32_t secured = still->drives[number].secured;
    if (!is_still(&still->drives[number], event) || drive->lost ||
        still->drives[number].secured_many ||
        !family_fit(still->scene, number, event->t_ns))
        return NULL;
    for (size_t i = 0; i < drive->count; i++)
        if (history_covers(history, &drive->tenures[i], &point) &&
            (secured == HISTORY_NOTHING ||
             secured == drive->tenures[i].file))
            return &drive->tenures[i];
    return NULL;
}

/* --- Causes --- */

static bool sends_nothing(const struct operation *op)
{
    return op->verb == TJ_DUPLICATE || op->verb == TJ_CANCEL ||
           (op->verb == TJ_OPEN && tj_open_target(op->arg) == TJ_INTERFACE) ||
           (request_gate(op->code) == REQUEST_ALLOWED &&
            op->code != TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX);
}

/* Once the file object's last handle closes, the end of the request may be its
 * CLOSE, which may send an ALLOW (spec 1.7). */
static bool is_strangers(const struct stillness *still,
                         const struct operation *op,
                         const struct tenure *owner)
{
    if (op->file == HISTORY_NOTHING || op->file == owner->file)
        return false;
    const struct file_object *file =
        &still->scene->history->handles.files[op->file];
    return file->class == MODEL_DIRECT && file->sure_open > 0;
}

enum still_cause stillness_cause(const struct stillness *still,
                                 const struct operation *op, uint64_t t_ns,
                                 const struct tenure *owner)
{
    if (t_ns < op->at.t0_ns || op->at.t1_ns < t_ns || sends_nothing(op))
        return CAUSE_NEVER;
    if (!is_strangers(still, op, owner))
        return CAUSE_MAY;
    bool barred = stamp_before(&owner->lock, &op->at);
    /* Judged once: a test of the drive may have begun before (R44). */
    if (op->code == TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX)
        return barred ? CAUSE_BARRED : CAUSE_MAY;
    if (request_gate(op->code) != REQUEST_BLOCKED)
        return CAUSE_MAY;
    return barred ? CAUSE_BARRED : CAUSE_WAITED;
}

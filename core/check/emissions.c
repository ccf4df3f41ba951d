/* SPDX-License-Identifier: MIT */
#include "core/check/emissions.h"

#include "core/base/assert.h"

#include <string.h>

bool emissions_open(struct emissions *emissions, const struct survey *survey,
                    struct arena *arena)
{
    emissions->drives_count = survey->drives_count;
    emissions->drives =
        ARENA_NEW(arena, struct emissions_drive, survey->drives_count + 1);
    return emissions->drives != NULL;
}

/* The same emission reaches every listener; it counts once. */
static bool is_news(struct emissions_drive *drive,
                    const struct tj_record *record)
{
    uint32_t number = record->event.number;
    if (number > 0)
        return !drive->started || number > drive->last_number;
    if (!drive->started)
        drive->listener = record->client;
    return drive->listener == record->client;
}

void emissions_add(struct emissions *emissions, const struct tj_record *record,
                   const struct tj_record_ref *ref)
{
    struct emissions_drive *drive = &emissions->drives[record->drive];
    uint32_t number = record->event.number;
    if (!is_news(drive, record))
        return;
    TJ_ASSERT(!drive->full);

    size_t at = (drive->first + drive->count) % (EMISSIONS_QUEUE_MAX + 1);
    drive->queue[at] = (struct seen_event){
        .t_ns = record->t0_ns,
        .ref = *ref,
        .size = record->event.size,
        .id = record->what,
        .gap = drive->started ? number > drive->last_number + 1 : number > 1,
        .emission = (record->flags & TJ_RECORD_NO_EMISSION) == 0,
        .numbered = number > 0,
    };
    memcpy(drive->queue[at].data, record->event.data, TJ_RECORD_DATA_MAX);
    drive->count += 1;
    drive->full = drive->count > EMISSIONS_QUEUE_MAX;
    drive->last_number = number;
    drive->started = true;
}

bool emissions_next(struct emissions *emissions, uint8_t number,
                    uint64_t now_ns, uint64_t limit_ns,
                    struct seen_event *event)
{
    struct emissions_drive *drive = &emissions->drives[number];
    const struct seen_event *first = &drive->queue[drive->first];
    bool ripe = drive->count > 0 && first->t_ns < now_ns &&
                first->t_ns <= limit_ns;
    if (!ripe && !drive->full)
        return false;
    *event = *first;
    event->early = !ripe;
    drive->first = (drive->first + 1) % (EMISSIONS_QUEUE_MAX + 1);
    drive->count -= 1;
    drive->full = false;
    return true;
}

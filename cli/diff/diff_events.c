/* SPDX-License-Identifier: MIT */
/* What listeners heard, held against what they hear in the story: between two
 * requests the same events, in any order. One that comes an interval early was
 * not late in the story, only early here: it is let wait for its place. */
#include "cli/diff/diff_parts.h"

#include "core/base/clock.h"
#include "core/base/text.h"

#include <string.h>

enum { AT_ONCE = 16, LOOK_NS = 1000000 };

/* Bytes that are not the same in two runs: the system time of an external
 * request, useless by design (class-driver spec R22). */
enum { EXTERNAL_TIME_AT = 16, EXTERNAL_TIME_SIZE = 8 };

void diff_hear(struct diff_run *run, struct diff_ear *ear, uint64_t until_ns)
{
    struct tj_event events[AT_ONCE];

    for (;;) {
        size_t got = stage_events(run->stage, ear->handle, events, AT_ONCE);

        for (size_t i = 0; i < got && ear->heard_count < DIFF_EVENTS_MAX; i++) {
            ear->heard[ear->heard_count].event = events[i];
            ear->heard[ear->heard_count].interval = run->interval;
            ear->heard_count++;
        }
        uint64_t now_ns = tj_clock_ns();
        if (got == 0 && (ear->heard_count >= ear->wanted_count ||
                         now_ns >= until_ns))
            return;
        if (got == 0)
            stage_sleep_until(run->stage, now_ns + LOOK_NS);
    }
}

static bool same_event(const struct tj_event *a, const struct tj_event *b)
{
    uint8_t left[TJ_EVENT_DATA_MAX], right[TJ_EVENT_DATA_MAX];

    if (a->id != b->id || a->size != b->size)
        return false;
    memcpy(left, a->data, sizeof left);
    memcpy(right, b->data, sizeof right);
    if (a->id == TJ_EVENT_DEVICE_EXTERNAL_REQUEST) {
        memset(left + EXTERNAL_TIME_AT, 0, EXTERNAL_TIME_SIZE);
        memset(right + EXTERNAL_TIME_AT, 0, EXTERNAL_TIME_SIZE);
    }
    return memcmp(left, right, a->size) == 0;
}

static void add_event(char *side, const struct tj_event *event)
{
    struct tj_text text;

    tj_text_init(&text, side, DIFF_SIDE_SIZE);
    tj_text_add(&text, "%s ", tj_event_info(event->id)->name);
    for (size_t i = 0; i < event->size; i++)
        tj_text_add(&text, "%02x", event->data[i]);
}

/* Only what was there by then can be the event of that interval. */
static bool find(struct diff_ear *ear, const struct tj_event *event,
                 uint32_t interval)
{
    for (uint32_t i = 0; i < ear->heard_count; i++) {
        if (ear->heard[i].met || ear->heard[i].interval > interval ||
            !same_event(&ear->heard[i].event, event))
            continue;
        ear->heard[i].met = true;
        return true;
    }
    return false;
}

static struct diff_item *miss(struct diff_run *run, unsigned line)
{
    struct diff_item *item = diff_add(run, DIFF_EVENT, line);

    run->story->counts.different++;
    (void)tj_text_copy(item->subject, sizeof item->subject, "a listener");
    (void)tj_text_copy(item->story, sizeof item->story, "nothing");
    (void)tj_text_copy(item->drive, sizeof item->drive, "nothing");
    return item;
}

static void end_ear(struct diff_run *run, struct diff_ear *ear)
{
    for (uint32_t i = 0; i < ear->wanted_count; i++) {
        const struct tj_scene *scene = ear->wanted[i].scene;
        bool heard = find(ear, &scene->event, ear->wanted[i].interval);

        if (!heard && stage_is_busy(run->stage, ear->handle))
            continue; /* It was left in a request and could not listen. */
        run->story->counts.compared++;
        if (heard)
            run->story->counts.equal++;
        else
            add_event(miss(run, scene->line)->story, &scene->event);
    }
    for (uint32_t i = 0; i < ear->heard_count; i++) {
        if (ear->heard[i].met || run->story->why[0] != '\0')
            continue; /* Of a story that was left, the rest is missing here. */
        run->story->counts.compared++;
        add_event(miss(run, run->line)->drive, &ear->heard[i].event);
    }
}

void diff_ears_end(struct diff_run *run)
{
    for (uint32_t i = 1; i <= run->transcript->registrations; i++)
        if (run->ears[i].handle != TJ_NO_HANDLE)
            end_ear(run, &run->ears[i]);
}

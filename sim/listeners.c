/* Who hears of an event (spec 7.1, 7.2): registrations, each of which gets each
 * event once; windows that hang, and what waits for them. */
#include "sim/parts.h"

#include "core/drive/catalog.h"

#include <string.h>

static bool marked(const struct sim_pending_event *event, unsigned index)
{
    return (event->waiting >> index & 1) != 0;
}

/* --- Delivery --- */

/* Where events overtake, a host must not take numbers and times of emission
 * for an order: it sees the delivery alone, as on Windows. */
static void give(const struct sim_drive *drive,
                 const struct sim_pending_event *event,
                 const struct sim_registration *to,
                 struct sim_effects *effects)
{
    struct sim_effect *effect = sim_push(effects, SIM_DELIVERY);
    bool in_order = drive->profile.event_delay_ns == 0;

    effect->registration = to->number;
    effect->flavour = to->flavour;
    effect->event.emitted_ns = in_order ? event->emitted_ns : 0;
    effect->event.delivered_ns = drive->now_ns;
    effect->event.number = in_order ? event->number : 0;
    effect->event.id = (enum tj_event_id)event->id;
    effect->event.drive = 0;
    effect->event.size = event->size;
    memcpy(effect->event.data, event->data, sizeof event->data);
}

/* A window that hangs: its queue takes what fits and drops what does not. The
 * last free place is for what the drive says next. */
static void keep(struct sim_drive *drive, struct sim_pending_event *event,
                 unsigned index)
{
    struct sim_registration *to = &drive->registrations[index];
    bool first = event->waiting == 0;

    if (to->behind == SIM_WINDOW_EVENTS_MAX ||
        (first && (drive->held_count == SIM_HELD_MAX ||
                   drive->events_free == SIM_NO_EVENT))) {
        drive->events_dropped++;
        return;
    }
    drive->held_count = (uint8_t)(drive->held_count + first);
    to->behind++;
    event->waiting |= UINT32_C(1) << index;
}

static void append_held(struct sim_drive *drive, uint8_t index)
{
    drive->events[index].next = SIM_NO_EVENT;
    if (drive->held_tail == SIM_NO_EVENT)
        drive->held_head = index;
    else
        drive->events[drive->held_tail].next = index;
    drive->held_tail = index;
}

/* Every listener took it or never will: its emitter goes on. */
static void done(struct sim_drive *drive, uint8_t index,
                 struct sim_effects *effects)
{
    struct sim_pending_event *event = &drive->events[index];

    if (event->waiter != SIM_NO_ACTOR)
        sim_ready(drive, event->waiter, effects);
    event->next = drive->events_free;
    drive->events_free = index;
}

static enum tj_event_emitter emitter_of(const struct sim_pending_event *event)
{
    return tj_event_info((enum tj_event_id)event->id)->emitter;
}

/* Driver and file system report on the same physical device object, so that
 * every registration hears both (spec 7.1, INFERRED: `audience`). */
static bool concerns(const struct sim_drive *drive,
                     const struct sim_pending_event *event,
                     const struct sim_registration *to)
{
    enum tj_event_emitter emitter = emitter_of(event);

    return drive->profile.audience != SIM_AUDIENCE_OWN ||
           emitter == TJ_BY_OTHERS ||
           to->of_volume == (emitter == TJ_BY_FILE_SYSTEM);
}

/* A registration made after the emission still gets the event; one made for a
 * device that was unplugged hears nothing of its successor. */
void sim_listeners_take(struct sim_drive *drive, uint8_t index,
                        struct sim_effects *effects)
{
    struct sim_pending_event *event = &drive->events[index];

    for (unsigned i = 0; i < drive->registrations_count; i++) {
        struct sim_registration *to = &drive->registrations[i];
        if (to->instance != event->instance || !concerns(drive, event, to))
            continue;
        if (i > 0 && sim_mutant(drive, SIM_VOLUME_EVENTS_TO_FIRST) &&
            emitter_of(event) == TJ_BY_FILE_SYSTEM) /* MUTANT(volume_events_to_first) */
            continue;
        if (to->hangs)
            keep(drive, event, i);
        else
            give(drive, event, to, effects);
    }
    if (event->waiting != 0)
        append_held(drive, index);
    else
        done(drive, index, effects);
}

/* --- Windows that hang --- */

/* What waited for that registration waits no more; deliver: it gets it now, in
 * the order of emission. */
static void release(struct sim_drive *drive, unsigned index, bool deliver,
                    struct sim_effects *effects)
{
    struct sim_registration *to = &drive->registrations[index];
    uint8_t before = SIM_NO_EVENT, next;

    for (uint8_t i = drive->held_head; i != SIM_NO_EVENT; i = next) {
        struct sim_pending_event *event = &drive->events[i];
        next = event->next;
        if (marked(event, index) && deliver)
            give(drive, event, to, effects);
        event->waiting &= ~(UINT32_C(1) << index);
        if (event->waiting != 0) {
            before = i;
            continue;
        }
        if (before == SIM_NO_EVENT)
            drive->held_head = next;
        else
            drive->events[before].next = next;
        if (next == SIM_NO_EVENT)
            drive->held_tail = before;
        drive->held_count--;
        done(drive, i, effects);
    }
    to->behind = 0;
}

static unsigned find(const struct sim_drive *drive, uint32_t number)
{
    unsigned i = 0;

    while (i < drive->registrations_count &&
           drive->registrations[i].number != number)
        i++;
    return i;
}

/* A service loses nothing and keeps nobody waiting: its handler has a thread
 * of its own (spec 7.2). */
void sim_listener_hang(struct sim_drive *drive, uint32_t number, bool hang,
                       struct sim_effects *effects)
{
    unsigned i = find(drive, number);

    if (i == drive->registrations_count ||
        drive->registrations[i].flavour == SIM_SERVICE)
        return;
    drive->registrations[i].hangs = hang;
    if (!hang && drive->registrations[i].behind > 0)
        release(drive, i, true, effects);
}

/* --- Registrations --- */

static bool may_listen(const struct sim_drive *drive, uint8_t class)
{
    return class != SIM_CLASS_F ||
           drive->profile.audience == SIM_AUDIENCE_FILES;
}

/* Any D or V handle of the drive will do. Its end does not end the
 * registration, which does not keep the file object either, unless the switch
 * says so (Appendix C). A file's handle: spec 7.1 names no such recipient
 * (INFERRED: `audience`). */
uint32_t sim_register(struct sim_drive *drive, const struct sim_input *input)
{
    uint8_t file = sim_index_find(&drive->handles, input->handle);
    bool holds = drive->profile.registrations_hold;

    if (file == SIM_NO_FILE)
        return TJ_STATUS_INVALID_HANDLE;
    if (sim_file_is_dead(drive, file))
        return sim_dead_status(drive);
    if (!may_listen(drive, drive->files[file].class) ||
        input->registration == 0 ||
        input->flavour >= SIM_FLAVOUR_COUNT ||
        find(drive, input->registration) < drive->registrations_count)
        return TJ_STATUS_INVALID_PARAMETER;
    if (drive->registrations_count == SIM_REGISTRATIONS_MAX)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    drive->registrations[drive->registrations_count++] =
        (struct sim_registration){ .number = input->registration,
                                   .process = input->process,
                                   .file = holds ? file : SIM_NO_FILE,
                                   .flavour = input->flavour,
                                   .of_volume = drive->files[file].class !=
                                                SIM_CLASS_D,
                                   .instance = drive->files[file].instance };
    if (holds)
        drive->files[file].requests++;
    return TJ_STATUS_SUCCESS;
}

/* Bits of those behind it move down with their registrations. */
static void remove_bit(struct sim_drive *drive, unsigned index)
{
    const uint32_t below = (UINT32_C(1) << index) - 1;

    for (uint8_t i = drive->held_head; i != SIM_NO_EVENT;
         i = drive->events[i].next) {
        uint32_t *waiting = &drive->events[i].waiting;
        *waiting = (*waiting & below) | (*waiting >> 1 & ~below);
    }
}

static void unregister_at(struct sim_drive *drive, unsigned index,
                          struct sim_effects *effects)
{
    uint8_t file = drive->registrations[index].file;

    release(drive, index, false, effects);
    remove_bit(drive, index);
    drive->registrations_count--;
    memmove(&drive->registrations[index], &drive->registrations[index + 1],
            (drive->registrations_count - index) *
                sizeof drive->registrations[index]);
    if (file != SIM_NO_FILE)
        sim_file_dereference(drive, file, effects);
}

/* At once: also what was emitted before and is under way. */
uint32_t sim_unregister(struct sim_drive *drive, uint32_t number,
                        struct sim_effects *effects)
{
    unsigned i = find(drive, number);

    if (i == drive->registrations_count)
        return TJ_STATUS_INVALID_HANDLE;
    unregister_at(drive, i, effects);
    return TJ_STATUS_SUCCESS;
}

/* Its windows and services are gone with it. */
void sim_listeners_process_end(struct sim_drive *drive, uint16_t process,
                               struct sim_effects *effects)
{
    for (unsigned i = drive->registrations_count; i > 0; i--)
        if (drive->registrations[i - 1].process == process)
            unregister_at(drive, i - 1, effects);
}

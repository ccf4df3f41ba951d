/* Events leave the driver and wait for their delivery (spec 4.8, 7.2). Who
 * then gets them: listeners.c. */
#include "sim/parts.h"

#include <string.h>

void sim_notify_init(struct sim_drive *drive)
{
    for (unsigned i = 0; i < SIM_EVENTS_MAX; i++)
        drive->events[i].next = (uint8_t)(i + 1);
    drive->events[SIM_EVENTS_MAX - 1].next = SIM_NO_EVENT;
    drive->events_free = 0;
    drive->events_head = drive->events_tail = SIM_NO_EVENT;
    drive->held_head = drive->held_tail = SIM_NO_EVENT;
}

/* --- The PnP manager's queue of this device: one, first in, first out --- */

/* In bounded delay an event that is due earlier overtakes (Appendix C); equal
 * times, and all of them without that switch, keep the order of emission. */
static void insert(struct sim_drive *drive, uint8_t index)
{
    struct sim_pending_event *event = &drive->events[index];
    uint8_t before = drive->events_tail, after = SIM_NO_EVENT;

    if (drive->profile.event_delay_ns > 0 && before != SIM_NO_EVENT &&
        drive->events[before].due_ns > event->due_ns) {
        before = SIM_NO_EVENT;
        after = drive->events_head;
        while (drive->events[after].due_ns <= event->due_ns) {
            before = after;
            after = drive->events[after].next;
        }
    }
    event->next = after;
    if (before == SIM_NO_EVENT)
        drive->events_head = index;
    else
        drive->events[before].next = index;
    if (after == SIM_NO_EVENT)
        drive->events_tail = index;
}

static void deliver(struct sim_drive *drive, struct sim_effects *effects)
{
    uint8_t index = drive->events_head;

    TJ_ASSERT(index != SIM_NO_EVENT);
    drive->events_head = drive->events[index].next;
    if (drive->events_head == SIM_NO_EVENT)
        drive->events_tail = SIM_NO_EVENT;
    sim_listeners_take(drive, index, effects);
}

/* The next delivery is a step of its own: at once, or when the first in line
 * is due. A timer that runs already is moved, not doubled. */
static void schedule(struct sim_drive *drive, struct sim_effects *effects)
{
    if (drive->events_head == SIM_NO_EVENT || drive->delivery_ready)
        return;
    uint64_t due_ns = drive->events[drive->events_head].due_ns;
    if (due_ns <= drive->now_ns && !drive->delivery_asleep) {
        sim_ready(drive, SIM_ACTOR_DELIVERY, effects);
        return;
    }
    drive->delivery_asleep = true;
    sim_sleep(drive, SIM_ACTOR_DELIVERY,
              due_ns > drive->now_ns ? due_ns : drive->now_ns);
}

void sim_delivery_step(struct sim_drive *drive, struct sim_effects *effects)
{
    drive->delivery_ready = false;
    drive->delivery_asleep = false;
    if (drive->events_head != SIM_NO_EVENT &&
        drive->events[drive->events_head].due_ns <= drive->now_ns)
        deliver(drive, effects);
    schedule(drive, effects);
}

static uint64_t due_time(struct sim_drive *drive)
{
    uint64_t due_ns = drive->now_ns;

    if (drive->profile.event_delay_ns > 0)
        due_ns += sim_chance(drive) % (drive->profile.event_delay_ns + 1);
    if (drive->event_delays > 0) {
        drive->event_delays--;
        due_ns += drive->event_delay_ns;
    }
    return due_ns;
}

static uint8_t take_place(struct sim_drive *drive)
{
    uint8_t index = drive->events_free;

    TJ_ASSERT(index != SIM_NO_EVENT);
    drive->events_free = drive->events[index].next;
    if (index >= drive->events_used)
        drive->events_used = (uint8_t)(index + 1);
    return index;
}

/* A full queue pushes its oldest event out at once: delivery may be early as
 * well as late, but nothing is lost or reordered (spec 7.2). */
static struct sim_pending_event *enqueue(struct sim_drive *drive,
                                         const struct tj_event *event,
                                         struct sim_effects *effects)
{
    if (drive->events_free == SIM_NO_EVENT)
        deliver(drive, effects);
    uint8_t index = take_place(drive);
    struct sim_pending_event *pending = &drive->events[index];
    pending->emitted_ns = event->emitted_ns;
    pending->number = event->number;
    pending->id = (uint8_t)event->id;
    pending->size = event->size;
    memcpy(pending->data, event->data, sizeof pending->data);
    pending->waiting = 0;
    pending->waiter = SIM_NO_ACTOR;
    pending->instance = drive->instance;
    pending->due_ns = due_time(drive);
    insert(drive, index);
    schedule(drive, effects);
    return pending;
}

/* --- Planted faults of delivery --- */

static bool strikes(uint8_t wanted, enum tj_event_id id, uint32_t *count)
{
    if (*count == 0 || (wanted != TJ_EVENT_COUNT && wanted != id))
        return false;
    --*count;
    return true;
}

static bool by_chance(struct sim_drive *drive, unsigned rate)
{
    return rate > 0 && sim_chance(drive) % 1000 < rate;
}

/* There was no memory for the report, or it got lost on its way: it never
 * reaches the PnP manager, and the driver ignores that (spec 4.8). */
static bool is_lost(struct sim_drive *drive, enum tj_event_id id)
{
    return strikes(drive->event_loss_id, id, &drive->event_losses) ||
           ((drive->event_rate_id == TJ_EVENT_COUNT ||
             drive->event_rate_id == id) &&
            by_chance(drive, drive->event_loss_rate)) ||
           by_chance(drive, drive->profile.event_loss_rate);
}

/* The second copy comes right behind the first; there is none when the queue
 * is full. */
static void duplicate(struct sim_drive *drive, const struct tj_event *event,
                      struct sim_effects *effects)
{
    if (strikes(drive->event_duplicate_id, event->id,
                &drive->event_duplicates) &&
        drive->events_free != SIM_NO_EVENT)
        enqueue(drive, event, effects);
}

void sim_notify_inject(struct sim_drive *drive,
                       const struct sim_injection *injection,
                       struct sim_effects *effects)
{
    switch ((int)injection->kind) {
    case SIM_INJECT_EVENT_LOSS:
        if (injection->count > 0) {
            drive->event_losses = injection->count;
            drive->event_loss_id = injection->event;
        } else {
            drive->event_loss_rate = injection->rate;
            drive->event_rate_id = injection->event;
        }
        break;
    case SIM_INJECT_EVENT_DUPLICATE:
        drive->event_duplicates = injection->count;
        drive->event_duplicate_id = injection->event;
        break;
    case SIM_INJECT_EVENT_DELAY:
        drive->event_delays = injection->count;
        drive->event_delay_ns = injection->duration_ns < SIM_INJECTED_MAX_NS
                                    ? injection->duration_ns
                                    : SIM_INJECTED_MAX_NS;
        break;
    default:
        TJ_ASSERT(injection->kind == SIM_INJECT_EVENT);
        if (injection->event < TJ_EVENT_COUNT)
            sim_emit(drive, (enum tj_event_id)injection->event,
                     &injection->payload, effects);
        break;
    }
}

/* --- Emission --- */

static bool is_exclusive_event(enum tj_event_id id)
{
    return id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK ||
           id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
}

/* The place of the event in the queue, or NULL when it got lost. Three bytes
 * follow the payload of the driver's own (R23). */
static struct sim_pending_event *emit(struct sim_drive *drive,
                                      enum tj_event_id id,
                                      const struct tj_payload *payload,
                                      struct sim_effects *effects)
{
    struct sim_effect *effect = sim_push(effects, SIM_EVENT);
    struct tj_event *event = &effect->event;

    event->id = id;
    event->number = ++drive->events_emitted;
    event->emitted_ns = drive->now_ns;
    event->delivered_ns = 0;
    event->drive = 0;
    memset(event->data, 0, sizeof event->data);
    tj_encode_payload(event, payload);
    if (sim_mutant(drive, SIM_EVENT_WITHOUT_TAIL) && is_exclusive_event(id))
        event->size = 0; /* MUTANT(event_without_tail) */
    if (is_lost(drive, id))
        return NULL;
    struct sim_pending_event *pending = enqueue(drive, event, effects);
    duplicate(drive, event, effects);
    return pending;
}

static const struct tj_payload no_payload = { 0 };

/* payload: NULL for an event without one. */
void sim_emit(struct sim_drive *drive, enum tj_event_id id,
              const struct tj_payload *payload, struct sim_effects *effects)
{
    (void)emit(drive, id, payload != NULL ? payload : &no_payload, effects);
}

/* LOCK, LOCK_FAILED, UNLOCK, DISMOUNT and DISMOUNT_FAILED are reported in the
 * synchronous form (spec 7.2). Whether it waits for programs, too, is a switch
 * (Appendix C). */
bool sim_emit_sync(struct sim_drive *drive, enum tj_event_id id,
                   sim_actor emitter, struct sim_effects *effects)
{
    struct sim_pending_event *pending = emit(drive, id, &no_payload, effects);

    if (pending == NULL || !drive->profile.sync_fs_events)
        return false;
    pending->waiter = emitter;
    return true;
}

/* Events leave the driver and reach registrations (spec 4.8, 7). */
#include "sim/parts.h"

#include <string.h>

static bool is_exclusive_event(enum tj_event_id id)
{
    return id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK ||
           id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK;
}

/* A planted loss: the report never reaches the PnP manager, and the driver
 * ignores that (spec 4.8; Appendix C, event loss). */
static bool is_lost(struct sim_drive *drive, enum tj_event_id id)
{
    if (drive->event_losses == 0)
        return false;
    if (drive->event_loss_id != TJ_EVENT_COUNT && drive->event_loss_id != id)
        return false;
    drive->event_losses--;
    return true;
}

/* The oldest event goes to every registration, once each; a registration made
 * after the emission still gets it (spec 7.1, 7.2). */
void sim_deliver(struct sim_drive *drive, struct sim_effects *effects)
{
    TJ_ASSERT(drive->events_count > 0);
    struct tj_event *event = &drive->events[drive->events_head];

    event->delivered_ns = drive->now_ns;
    for (unsigned i = 0; i < drive->registrations_count; i++) {
        struct sim_effect *effect = sim_push(effects, SIM_DELIVERY);
        effect->registration = drive->registrations[i].number;
        effect->flavour = drive->registrations[i].flavour;
        effect->event = *event;
    }
    drive->events_head = (uint8_t)((drive->events_head + 1) % SIM_EVENTS_MAX);
    drive->events_count--;
}

/* Emission order is queue order. A full queue pushes its oldest event out at
 * once: delivery may be early as well as late, but never lost or reordered
 * (spec 7.2). */
static void enqueue(struct sim_drive *drive, const struct tj_event *event,
                    struct sim_effects *effects)
{
    if (drive->events_count == SIM_EVENTS_MAX)
        sim_deliver(drive, effects);
    unsigned tail = (drive->events_head + drive->events_count) % SIM_EVENTS_MAX;
    drive->events[tail] = *event;
    drive->events_count++;
    if (!drive->delivery_ready)
        sim_ready(drive, SIM_ACTOR_DELIVERY, effects);
}

/* payload: NULL for an event without one. */
void sim_emit(struct sim_drive *drive, enum tj_event_id id,
              const struct tj_payload *payload, struct sim_effects *effects)
{
    static const struct tj_payload none = { 0 };
    struct sim_effect *effect = sim_push(effects, SIM_EVENT);
    struct tj_event *event = &effect->event;

    event->id = id;
    event->number = ++drive->events_emitted;
    event->emitted_ns = drive->now_ns;
    event->delivered_ns = 0;
    event->drive = 0;
    memset(event->data, 0, sizeof event->data);
    tj_encode_payload(event, payload != NULL ? payload : &none);
    if (sim_mutant(drive, SIM_EVENT_WITHOUT_TAIL) && is_exclusive_event(id))
        event->size = 0; /* MUTANT(event_without_tail) */
    if (!is_lost(drive, id))
        enqueue(drive, event, effects);
}

uint32_t sim_register(struct sim_drive *drive, uint32_t registration)
{
    if (drive->registrations_count == SIM_REGISTRATIONS_MAX)
        return TJ_STATUS_INSUFFICIENT_RESOURCES;
    drive->registrations[drive->registrations_count++] =
        (struct sim_registration){ .number = registration,
                                   .file = SIM_NO_FILE };
    return TJ_STATUS_SUCCESS;
}

void sim_unregister(struct sim_drive *drive, uint32_t registration)
{
    for (unsigned i = 0; i < drive->registrations_count; i++) {
        if (drive->registrations[i].number != registration)
            continue;
        drive->registrations_count--;
        memmove(&drive->registrations[i], &drive->registrations[i + 1],
                (drive->registrations_count - i) * sizeof(uint32_t));
        return;
    }
}

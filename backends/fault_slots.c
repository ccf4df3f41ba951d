/* What the fault layer holds back: operations that the drive gets later, answers
 * that the client gets later or never. */
#include "backends/layer_fault_parts.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#include <stddef.h>
#include <string.h>

struct tj_fault_slot *fault_take_slot(struct tj_fault_layer *layer,
                                      const struct tj_op *op,
                                      enum tj_fault_slot_state state)
{
    struct tj_fault_slot *slot = layer->slots;

    /* The door counts what is in flight: one is free. */
    TJ_ASSERT(layer->slots_used < TJ_IN_FLIGHT_MAX);
    while (slot->state != TJ_FAULT_SLOT_FREE)
        slot++;
    layer->slots_used++;
    slot->state = state;
    slot->malformed = false;
    slot->op = *op;
    return slot;
}

void fault_give_slot(struct tj_fault_layer *layer, struct tj_fault_slot *slot)
{
    slot->state = TJ_FAULT_SLOT_FREE;
    layer->slots_used--;
}

struct tj_backend *fault_last_of(struct tj_fault_layer *layer)
{
    struct tj_backend *last = layer->backend.next;

    while (last->next != NULL)
        last = last->next;
    return last;
}

void fault_copy_reply(struct tj_reply *target, const struct tj_reply *source)
{
    size_t output = source->info < TJ_OUTPUT_MAX ? source->info : TJ_OUTPUT_MAX;

    memcpy(target, source, offsetof(struct tj_reply, output) + output);
}

/* The held thing that is due first; NULL: nothing is held. */
struct tj_fault_slot *fault_first_due(struct tj_fault_layer *layer)
{
    struct tj_fault_slot *first = NULL;

    for (unsigned i = 0; layer->slots_used > 0 && i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_fault_slot *slot = &layer->slots[i];

        if (slot->state != TJ_FAULT_SLOT_HELD &&
            slot->state != TJ_FAULT_SLOT_ANSWER &&
            (slot->state != TJ_FAULT_SLOT_DEAD || !layer->closed))
            continue;
        if (first == NULL || slot->due_ns < first->due_ns)
            first = slot;
    }
    return first;
}

struct tj_fault_slot *fault_slot_of(struct tj_fault_layer *layer,
                                           const struct tj_reply *reply)
{
    for (unsigned i = 0; layer->slots_used > 0 && i < TJ_IN_FLIGHT_MAX; i++) {
        struct tj_fault_slot *slot = &layer->slots[i];

        if ((slot->state == TJ_FAULT_SLOT_WAITS ||
             slot->state == TJ_FAULT_SLOT_DEAD) &&
            slot->op.number == reply->number)
            return slot;
    }
    return NULL;
}

/* Holds an answer in its slot for as long as it must be. True: the client does
 * not get it now. */
bool fault_hold_answer(struct tj_fault_layer *layer,
                        struct tj_fault_slot *slot,
                        const struct fault_fate *fate,
                        const struct tj_reply *reply)
{
    if (fate->dead) {
        slot->state = TJ_FAULT_SLOT_DEAD;
        slot->due_ns = 0;
        return true;
    }
    if (fate->due_ns <= fault_now(layer) || layer->closed)
        return false;
    if (layer->config.later == NULL) {
        tj_clock_sleep_until(fate->due_ns);
        return false;
    }
    slot->state = TJ_FAULT_SLOT_ANSWER;
    slot->due_ns = fate->due_ns;
    fault_copy_reply(&slot->reply, reply);
    layer->config.later(fault_last_of(layer), fate->due_ns);
    return true;
}

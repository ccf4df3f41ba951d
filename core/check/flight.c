/* SPDX-License-Identifier: MIT */
/* A binary heap of slot numbers; operations themselves do not move. */
#include "core/check/flight.h"

#include "core/base/assert.h"

enum { FLIGHT_AT_FIRST = 256 };

static bool take_tables(struct flight *flight, uint32_t capacity)
{
    flight->slots = ARENA_NEW(flight->arena, struct operation, capacity);
    flight->heap = ARENA_NEW(flight->arena, uint32_t, capacity);
    flight->spare = ARENA_NEW(flight->arena, uint32_t, capacity);
    flight->capacity = capacity;
    return flight->slots != NULL && flight->heap != NULL &&
           flight->spare != NULL;
}

bool flight_open(struct flight *flight, struct arena *arena)
{
    *flight = (struct flight){ .arena = arena };
    if (!take_tables(flight, FLIGHT_AT_FIRST))
        return false;
    for (uint32_t i = 0; i < FLIGHT_AT_FIRST; i++)
        flight->spare[i] = i;
    return true;
}

static bool grow(struct flight *flight)
{
    struct flight old = *flight;
    TJ_ASSERT(old.count == old.capacity);
    if (old.capacity > UINT32_MAX / 4 || !take_tables(flight, 2 * old.capacity))
        return false;
    for (uint32_t i = 0; i < old.capacity; i++) {
        flight->slots[i] = old.slots[i];
        flight->heap[i] = old.heap[i];
        flight->spare[i] = old.capacity + i;
    }
    return true;
}

static bool completes_before(const struct operation *a,
                             const struct operation *b)
{
    if (a->at.t1_ns != b->at.t1_ns)
        return a->at.t1_ns < b->at.t1_ns;
    if (a->at.client != b->at.client)
        return a->at.client < b->at.client;
    return a->at.number < b->at.number;
}

bool flight_add(struct flight *flight, const struct operation *op)
{
    if (flight->count == flight->capacity && !grow(flight))
        return false;
    uint32_t slot = flight->spare[flight->capacity - flight->count - 1];
    uint32_t at = flight->count++;
    flight->slots[slot] = *op;
    while (at > 0) {
        uint32_t parent = (at - 1) / 2;
        if (!completes_before(op, flight_at(flight, parent)))
            break;
        flight->heap[at] = flight->heap[parent];
        at = parent;
    }
    flight->heap[at] = slot;
    return true;
}

struct operation *flight_first(const struct flight *flight)
{
    return flight->count == 0 ? NULL : flight_at(flight, 0);
}

void flight_remove_first(struct flight *flight)
{
    TJ_ASSERT(flight->count > 0);
    uint32_t freed = flight->heap[0];
    uint32_t moved = flight->heap[--flight->count];
    uint32_t at = 0;
    for (;;) {
        uint32_t child = 2 * at + 1;
        if (child >= flight->count)
            break;
        if (child + 1 < flight->count &&
            completes_before(flight_at(flight, child + 1),
                             flight_at(flight, child)))
            child += 1;
        if (!completes_before(flight_at(flight, child), &flight->slots[moved]))
            break;
        flight->heap[at] = flight->heap[child];
        at = child;
    }
    flight->heap[at] = moved;
    flight->spare[flight->capacity - flight->count - 1] = freed;
}

/* SPDX-License-Identifier: MIT */
/* Operations invoked and not yet judged, taken out in order of completion
 * (ties: client, then number). O(operations in flight). */
#ifndef TJ_CORE_CHECK_FLIGHT_H
#define TJ_CORE_CHECK_FLIGHT_H

#include "core/check/operation.h"

struct flight {
    struct arena     *arena;
    struct operation *slots;
    uint32_t         *heap;  /* Slots, earliest completion first. */
    uint32_t         *spare; /* Free slots: spare[0 .. capacity - count). */
    uint32_t          count, capacity;
};

bool flight_open(struct flight *flight, struct arena *arena);

/* False: the arena is full. */
bool flight_add(struct flight *flight, const struct operation *op);

/* The next to complete, or NULL. */
struct operation *flight_first(const struct flight *flight);
void flight_remove_first(struct flight *flight);

/* All of them, in no order: index 0 .. flight->count - 1. */
static inline struct operation *flight_at(const struct flight *flight,
                                          uint32_t index)
{
    return &flight->slots[flight->heap[index]];
}

#endif

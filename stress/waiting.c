/* SPDX-License-Identifier: MIT */
#include "stress/waiting.h"

static bool wakes_before(const struct waiter *a, const struct waiter *b)
{
    if (a->wake_ns != b->wake_ns)
        return a->wake_ns < b->wake_ns;
    return a->client < b->client;
}

/* Towards the front, to where it belongs. */
static void rise(struct waiting *waiting, size_t at, struct waiter *waiter)
{
    struct waiter **heap = waiting->heap;

    while (at > 0 && wakes_before(waiter, heap[(at - 1) / 2])) {
        heap[at] = heap[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    heap[at] = waiter;
}

void waiting_push(struct waiting *waiting, struct waiter *waiter,
                  uint64_t wake_ns, bool hears)
{
    waiter->wake_ns = wake_ns;
    waiter->hears = hears;
    waiting->hearing += hears;
    rise(waiting, waiting->count++, waiter);
}

struct waiter *waiting_pop(struct waiting *waiting)
{
    struct waiter **heap = waiting->heap;
    struct waiter  *first = heap[0];
    struct waiter  *last = heap[--waiting->count];
    size_t          at = 0;

    for (;;) {
        size_t child = 2 * at + 1;
        if (child + 1 < waiting->count &&
            wakes_before(heap[child + 1], heap[child]))
            child++;
        if (child >= waiting->count || !wakes_before(heap[child], last))
            break;
        heap[at] = heap[child];
        at = child;
    }
    heap[at] = last;
    waiting->hearing -= first->hears;
    first->hears = false;
    return first;
}

void waiting_take(struct waiting *waiting, struct waiter *waiter)
{
    size_t at = 0;

    while (waiting->heap[at] != waiter)
        at++;
    waiter->wake_ns = 0; /* Nobody else wakes then. */
    rise(waiting, at, waiter);
    (void)waiting_pop(waiting);
}

void waiting_clear(struct waiting *waiting)
{
    for (size_t i = 0; i < waiting->count; i++)
        waiting->heap[i]->hears = false;
    waiting->count = waiting->hearing = 0;
}

uint64_t waiting_until(const struct waiting *waiting)
{
    return waiting->count > 0 ? waiting->heap[0]->wake_ns : UINT64_MAX;
}

/* SPDX-License-Identifier: MIT */
/* Clients that wait in virtual time: a binary heap by time, ties by client. */
#ifndef TJ_STRESS_WAITING_H
#define TJ_STRESS_WAITING_H

#include "core/drive/op.h"

struct waiter {
    uint64_t  wake_ns;
    tj_client client;
    bool      hears; /* Until then, or until an event comes. */
};

struct waiting {
    struct waiter **heap; /* Room for all; the first wakes first. */
    size_t          count;
    size_t          hearing; /* Of them, those who wait for an event. */
};

void           waiting_push(struct waiting *waiting, struct waiter *waiter,
                            uint64_t wake_ns, bool hears);
struct waiter *waiting_pop(struct waiting *waiting);
/* Takes one out from wherever it is. */
void           waiting_take(struct waiting *waiting, struct waiter *waiter);
void           waiting_clear(struct waiting *waiting);
/* When the first wakes; UINT64_MAX: nobody waits. */
uint64_t       waiting_until(const struct waiting *waiting);

#endif

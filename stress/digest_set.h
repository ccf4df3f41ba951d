/* SPDX-License-Identifier: MIT */
/* A set of digests in an arena. */
#ifndef TJ_STRESS_DIGEST_SET_H
#define TJ_STRESS_DIGEST_SET_H

#include "core/base/arena.h"

#include <stdbool.h>
#include <stdint.h>

struct digest_set {
    struct arena *arena;
    uint64_t     *places; /* 0: empty. */
    uint64_t      size;   /* A power of two, 0 at first. */
    uint64_t      count;
    bool          full;   /* No room: what is new is not remembered. */
};

void digest_set_init(struct digest_set *set, struct arena *arena);

/* True: it is new, or was not remembered. */
bool digest_set_add(struct digest_set *set, uint64_t digest);

#endif

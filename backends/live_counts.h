/* What a progress display reads while a run goes on: counted by the one thread
 * that uses a chain, read by any. */
#ifndef TJ_BACKENDS_LIVE_COUNTS_H
#define TJ_BACKENDS_LIVE_COUNTS_H

#include "core/drive/op.h"

#include <stdatomic.h>

struct tj_live_counts {
    _Atomic uint64_t by[TJ_VERB_COUNT][TJ_OUTCOME_COUNT];
    _Atomic uint64_t operations; /* Answered. */
    _Atomic uint64_t events;
    /* Open loops: arrivals served and dropped. */
    _Atomic uint64_t arrivals, dropped;
};

/* One writer: a plain addition that readers never see half done. */
static inline void tj_live_add(_Atomic uint64_t *count, uint64_t more)
{
    atomic_store_explicit(
        count, atomic_load_explicit(count, memory_order_relaxed) + more,
        memory_order_relaxed);
}

static inline uint64_t tj_live_read(const _Atomic uint64_t *count)
{
    return atomic_load_explicit(count, memory_order_relaxed);
}

#endif

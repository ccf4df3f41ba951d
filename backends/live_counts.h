/* What a progress display reads while a run goes on: counted by the one thread
 * that uses a chain, read by any. */
#ifndef TJ_BACKENDS_LIVE_COUNTS_H
#define TJ_BACKENDS_LIVE_COUNTS_H

#include "core/drive/op.h"

#include <stdatomic.h>
#include <stddef.h>

struct tj_live_counts {
    _Atomic uint64_t by[TJ_VERB_COUNT][TJ_OUTCOME_COUNT];
    _Atomic uint64_t took_ns[TJ_VERB_COUNT][TJ_OUTCOME_COUNT]; /* Together. */
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

/* The counts are words, one like another. */
enum { TJ_LIVE_WORDS = sizeof(struct tj_live_counts) / sizeof(uint64_t) };
_Static_assert(sizeof(_Atomic uint64_t) == sizeof(uint64_t), "plain words");

/* The one writer of target adds what source has by now. */
static inline void tj_live_sum(struct tj_live_counts *target,
                               const struct tj_live_counts *source)
{
    _Atomic uint64_t       *to = &target->by[0][0];
    const _Atomic uint64_t *from = &source->by[0][0];

    for (size_t i = 0; i < TJ_LIVE_WORDS; i++)
        tj_live_add(&to[i], tj_live_read(&from[i]));
}

/* Shows readers of target the sums of source. */
static inline void tj_live_show(struct tj_live_counts *target,
                                const struct tj_live_counts *source)
{
    _Atomic uint64_t       *to = &target->by[0][0];
    const _Atomic uint64_t *from = &source->by[0][0];

    for (size_t i = 0; i < TJ_LIVE_WORDS; i++)
        atomic_store_explicit(&to[i], tj_live_read(&from[i]),
                              memory_order_relaxed);
}

#endif

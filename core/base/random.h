/* Chance as an argument: Philox4x64-10, a counter-based generator.
 *
 * A draw is a function of (seed, stream, client, operation, slot) and of
 * nothing else, so that leaving out one operation while shrinking shifts no
 * other draw. One stream per purpose: adding a fault does not reshuffle the
 * workload. Same words as numpy.random.Philox (tests hold it to that).
 * Algorithm: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3",
 * SC 2011. */
#ifndef TJ_CORE_BASE_RANDOM_H
#define TJ_CORE_BASE_RANDOM_H

#include <stdint.h>

enum tj_stream {
    TJ_STREAM_WORKLOAD, /* What clients do and for how long. */
    TJ_STREAM_FAULTS,   /* Which fault rules a random schedule turns into. */
    TJ_STREAM_SCHEDULE, /* Who continues between two atomic steps. */
    TJ_STREAM_TIMING,   /* Mechanical and software times of the drive. */
    TJ_STREAM_ARRIVALS, /* When clients of an open loop begin. */
};

struct tj_draws {
    uint64_t slot[4];
};

/* The bare block function: 4 words out of a 4-word counter and 2-word key. */
struct tj_draws tj_philox(const uint64_t counter[4], const uint64_t key[2]);

/* The four slots of one operation of one client. operation counts from 1. */
struct tj_draws tj_draw(uint64_t seed, enum tj_stream stream, uint32_t client,
                        uint64_t operation);

/* A draw scaled to 0 .. bound - 1 (multiply-high; the bias is below
 * bound / 2^64). bound 0 gives 0. */
uint64_t tj_below(uint64_t draw, uint64_t bound);

#endif

/* The real clock, for those who may look at it: runners, backends, commands.
 * core/ and sim/ take time as an argument.
 *
 * Linux: CLOCK_MONOTONIC. Windows: QueryPerformanceCounter scaled to ns. */
#ifndef TJ_CORE_BASE_CLOCK_H
#define TJ_CORE_BASE_CLOCK_H

#include <stdint.h>

/* Nanoseconds since an arbitrary point of this boot; never runs backwards and
 * is comparable between threads and processes of one machine. */
uint64_t tj_clock_ns(void);

/* Nanoseconds since 1970 UTC. For file names and reports, never for a
 * measurement. */
uint64_t tj_clock_utc_ns(void);

/* Sleeps until tj_clock_ns() >= until_ns, or until interrupted by a signal. */
void tj_clock_sleep_until(uint64_t until_ns);

/* What a reader of our percentiles must know about the clock itself. */
struct tj_clock_quality {
    double   read_ns;       /* Cost of one tj_clock_ns(), median of batches. */
    uint64_t resolution_ns; /* Smallest step seen between two readings. */
};

/* Takes about 10 ms. */
struct tj_clock_quality tj_clock_measure(void);

#endif

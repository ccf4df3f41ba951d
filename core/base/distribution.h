/* Durations drawn from a named distribution, the same on every machine.
 *
 * Only +, -, *, / and sqrt of IEEE 754 doubles are used (logarithm and
 * exponential are our own), so a seed gives the same nanoseconds on glibc and
 * on msvcrt. As typed in a scenario:
 *     40ms                      always that long
 *     uniform(10ms,60ms)        each duration equally likely
 *     exponential(80ms)         mean 80 ms (arrivals of a Poisson process)
 *     lognormal(800ms,1.2)      median 800 ms, sigma of the logarithm 1.2 */
#ifndef TJ_CORE_BASE_DISTRIBUTION_H
#define TJ_CORE_BASE_DISTRIBUTION_H

#include "core/base/status.h"

#include <stddef.h>
#include <stdint.h>

enum tj_distribution_kind {
    TJ_FIXED,
    TJ_UNIFORM,
    TJ_EXPONENTIAL,
    TJ_LOGNORMAL,
};

struct tj_distribution {
    enum tj_distribution_kind kind;
    uint64_t                  a_ns;  /* Value, low end, mean, or median. */
    uint64_t                  b_ns;  /* High end (uniform). */
    double                    sigma; /* 0 .. 4 (lognormal). */
};

/* Reads one of the four forms. Fails with TJ_BAD_INPUT, text says what is
 * allowed; the caller prepends file, line and column. */
enum tj_status tj_distribution_parse(const char *text,
                                     struct tj_distribution *distribution,
                                     struct tj_error *error);

/* Nanoseconds for one 64-bit draw; at most 2^53. Pure. */
uint64_t tj_distribution_sample(const struct tj_distribution *distribution,
                                uint64_t draw);

/* Writes the form it was read from, for --dump-config. Returns the length. */
size_t tj_distribution_format(const struct tj_distribution *distribution,
                              char *text, size_t text_size);

#endif

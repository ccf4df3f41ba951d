#include "core/base/histogram.h"

#include "core/base/assert.h"

#include <float.h>
#include <math.h>
#include <string.h>

/* HdrHistogram's layout for 3 digits from 1: buckets of 2048 linear steps, each
 * bucket twice as coarse; only the upper half of all but the first is used. */
enum { HALF_BITS = 10, HALF_COUNT = 1 << HALF_BITS, SUB_COUNT = 2 * HALF_COUNT };

static unsigned leading_bits(uint64_t value)
{
    return 63u - (unsigned)__builtin_clzll(value);
}

static size_t index_of(uint64_t value_ns)
{
    unsigned bucket = leading_bits(value_ns | (SUB_COUNT - 1)) - HALF_BITS;
    size_t   step = (size_t)(value_ns >> bucket);
    return ((size_t)(bucket + 1) << HALF_BITS) + step - HALF_COUNT;
}

static uint64_t highest_of(size_t index)
{
    size_t bucket = index >> HALF_BITS;
    size_t step = (index & (HALF_COUNT - 1)) + HALF_COUNT;
    if (bucket == 0)
        return step - HALF_COUNT;
    bucket--;
    return ((uint64_t)(step + 1) << bucket) - 1;
}

void tj_histogram_init(struct tj_histogram *histogram)
{
    memset(histogram, 0, sizeof *histogram);
    histogram->min_ns = UINT64_MAX;
}

void tj_histogram_clear(struct tj_histogram *histogram)
{
    if (histogram->total > 0) {
        uint64_t highest = histogram->max_ns < TJ_HISTOGRAM_HIGHEST_NS
                               ? histogram->max_ns
                               : TJ_HISTOGRAM_HIGHEST_NS;
        uint64_t lowest = histogram->min_ns < highest ? histogram->min_ns
                                                      : highest;
        size_t   first = index_of(lowest);

        memset(&histogram->counts[first], 0,
               (index_of(highest) - first + 1) * sizeof histogram->counts[0]);
    }
    histogram->total = histogram->max_ns = histogram->clipped = 0;
    histogram->min_ns = UINT64_MAX;
}

struct tj_histogram *tj_histogram_take(struct tj_histogram_shelf *shelf)
{
    if (shelf->taken == TJ_HISTOGRAM_SHELF)
        return NULL;
    struct tj_histogram *histogram = &shelf->items[shelf->taken++];
    tj_histogram_clear(histogram);
    return histogram;
}

void tj_histogram_give_all(struct tj_histogram_shelf *shelf)
{
    shelf->taken = 0;
}

void tj_histogram_record(struct tj_histogram *histogram, uint64_t value_ns)
{
    uint64_t counted = value_ns;
    if (value_ns > TJ_HISTOGRAM_HIGHEST_NS) {
        counted = TJ_HISTOGRAM_HIGHEST_NS;
        histogram->clipped++;
    }
    histogram->counts[index_of(counted)]++;
    histogram->total++;
    if (value_ns < histogram->min_ns)
        histogram->min_ns = value_ns;
    if (value_ns > histogram->max_ns)
        histogram->max_ns = value_ns;
}

void tj_histogram_merge(struct tj_histogram *target,
                        const struct tj_histogram *source)
{
    for (size_t i = 0; i < TJ_HISTOGRAM_COUNTERS; i++)
        target->counts[i] += source->counts[i];
    target->total += source->total;
    target->clipped += source->clipped;
    if (source->min_ns < target->min_ns)
        target->min_ns = source->min_ns;
    if (source->max_ns > target->max_ns)
        target->max_ns = source->max_ns;
}

/* The nearest rank, from 1: how many values must be at or below the answer.
 * Lowered by a few units in the last place, so that 99.9 per cent of 1000 is
 * the 999th and not, by a rounding upwards, the 1000th. */
static uint64_t rank_of(double percentile, uint64_t total)
{
    double   share = percentile < 0 ? 0 : percentile > 100 ? 100 : percentile;
    double   exact = share / 100 * (double)total * (1 - 4 * DBL_EPSILON);
    uint64_t rank = (uint64_t)ceil(exact);

    return rank == 0 ? 1 : rank;
}

uint64_t tj_histogram_percentile(const struct tj_histogram *histogram,
                                 double percentile)
{
    if (histogram->total == 0)
        return 0;
    uint64_t rank = rank_of(percentile, histogram->total);
    uint64_t seen = 0;

    for (size_t i = 0; i < TJ_HISTOGRAM_COUNTERS; i++) {
        seen += histogram->counts[i];
        if (seen < rank)
            continue;
        uint64_t value = highest_of(i);
        return value > histogram->max_ns ? histogram->max_ns : value;
    }
    return histogram->max_ns;
}

double tj_histogram_mean(const struct tj_histogram *histogram)
{
    double sum = 0;
    for (size_t i = 0; i < TJ_HISTOGRAM_COUNTERS; i++) {
        if (histogram->counts[i] > 0)
            sum += (double)histogram->counts[i] * (double)highest_of(i);
    }
    return histogram->total == 0 ? 0 : sum / (double)histogram->total;
}

int tj_histogram_next(const struct tj_histogram *histogram, size_t *position,
                      uint64_t *value_ns, uint64_t *count)
{
    for (size_t i = *position; i < TJ_HISTOGRAM_COUNTERS; i++) {
        if (histogram->counts[i] == 0)
            continue;
        *value_ns = highest_of(i);
        *count = histogram->counts[i];
        *position = i + 1;
        return 1;
    }
    *position = TJ_HISTOGRAM_COUNTERS;
    return 0;
}

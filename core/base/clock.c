#include "core/base/clock.h"

enum { BATCHES = 21, READS = 2000 };

static void sort(double *values, int count)
{
    for (int i = 1; i < count; i++) {
        double value = values[i];
        int    at = i;
        for (; at > 0 && values[at - 1] > value; at--)
            values[at] = values[at - 1];
        values[at] = value;
    }
}

struct tj_clock_quality tj_clock_measure(void)
{
    double   batches[BATCHES];
    uint64_t resolution = UINT64_MAX;

    for (int batch = 0; batch < BATCHES; batch++) {
        uint64_t begin = tj_clock_ns();
        uint64_t last = begin;
        for (int i = 0; i < READS; i++) {
            uint64_t now = tj_clock_ns();
            if (now > last && now - last < resolution)
                resolution = now - last;
            last = now;
        }
        batches[batch] = (double)(last - begin) / READS;
    }
    sort(batches, BATCHES);
    return (struct tj_clock_quality){
        .read_ns = batches[BATCHES / 2],
        .resolution_ns = resolution == UINT64_MAX ? 0 : resolution,
    };
}

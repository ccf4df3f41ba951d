/* Counts the numbers on stdin and writes a histogram log to stdout. */
#include "core/base/histogram.h"

#include <inttypes.h>

static struct tj_histogram histogram;
static unsigned char scratch[TJ_HISTOGRAM_SCRATCH];

int main(void)
{
    uint64_t        value;
    struct tj_error error;

    tj_histogram_init(&histogram);
    while (scanf("%" SCNu64, &value) == 1)
        tj_histogram_record(&histogram, value);
    tj_histogram_log_header(stdout, UINT64_C(1700000000000000000));
    return tj_histogram_log_line(stdout, "lock.granted", 0.5, 5, &histogram,
                                 scratch, &error) != TJ_OK;
}

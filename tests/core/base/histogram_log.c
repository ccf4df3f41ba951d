/* Counts the numbers on stdin and writes a histogram log to stdout. argv[1]: how
 * often to double all counts before, 0 if absent. */
#include "core/base/histogram.h"
#include "core/base/text.h"

#include <inttypes.h>

static struct tj_histogram histogram;
static unsigned char scratch[TJ_HISTOGRAM_SCRATCH];

int main(int argc, char **argv)
{
    uint64_t        doublings = 0;
    uint64_t        value;
    struct tj_error error;

    if (argc > 1 && !tj_parse_u64(argv[1], &doublings))
        return 64;
    tj_histogram_init(&histogram);
    while (scanf("%" SCNu64, &value) == 1)
        tj_histogram_record(&histogram, value);
    for (; doublings > 0; doublings--)
        tj_histogram_merge(&histogram, &histogram);
    tj_histogram_log_header(stdout, UINT64_C(1700000000000000000));
    const struct tj_histogram_interval about = { "lock.granted", 0.5, 5 };
    return tj_histogram_log_line(stdout, &about, &histogram, scratch, &error)
           != TJ_OK;
}

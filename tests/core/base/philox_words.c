/* Reads lines of six numbers (counter, key), writes the four words of each. */
#include "core/base/random.h"

#include <inttypes.h>
#include <stdio.h>

int main(void)
{
    uint64_t c[4], k[2];

    while (scanf("%" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64 " %" SCNu64
                 " %" SCNu64, &c[0], &c[1], &c[2], &c[3], &k[0], &k[1]) == 6) {
        struct tj_draws d = tj_philox(c, k);
        printf("%" PRIu64 " %" PRIu64 " %" PRIu64 " %" PRIu64 "\n", d.slot[0],
               d.slot[1], d.slot[2], d.slot[3]);
    }
    return 0;
}

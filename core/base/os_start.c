/* A soak of days must not end because its host had no process to give for a
 * moment. */
#include "core/base/os_start.h"

#include "core/base/clock.h"

enum { TRIES = 7 };
#define FIRST_PAUSE_NS UINT64_C(10000000) /* Doubling: 630 ms in all. */

enum tj_status tj_os_process_start(struct tj_os_process *process,
                                   const char *const *argv,
                                   const struct tj_os_share *share,
                                   const struct tj_os_channel *channel,
                                   struct tj_error *error)
{
    uint64_t pause_ns = FIRST_PAUSE_NS;

    for (int tried = 1;; tried++) {
        enum tj_status status =
            os_start_once(process, argv, share, channel, error);
        if (status == TJ_OK || tried == TRIES ||
            !os_start_may_pass(error->native))
            return status;
        tj_clock_sleep_until(tj_clock_ns() + pause_ns);
        pause_ns *= 2;
    }
}

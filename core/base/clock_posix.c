#include "core/base/clock.h"

#include <errno.h>
#include <time.h>

#define NS_PER_S UINT64_C(1000000000)

static uint64_t read_clock(clockid_t id)
{
    struct timespec now;
    (void)clock_gettime(id, &now);
    return (uint64_t)now.tv_sec * NS_PER_S + (uint64_t)now.tv_nsec;
}

uint64_t tj_clock_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

uint64_t tj_clock_utc_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}

void tj_clock_sleep_until(uint64_t until_ns)
{
    struct timespec until = {
        .tv_sec = (time_t)(until_ns / NS_PER_S),
        .tv_nsec = (long)(until_ns % NS_PER_S),
    };
    /* EINTR ends the sleep early on purpose: somebody pressed Ctrl-C. */
    (void)clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, NULL);
}

#include "core/base/clock.h"

#include "core/base/os.h"
#include "core/base/os_windows.h"

#include <stdatomic.h>

/* mingw-w64 10 does not have it. */
#ifndef CREATE_WAITABLE_TIMER_HIGH_RESOLUTION
#define CREATE_WAITABLE_TIMER_HIGH_RESOLUTION 0x00000002
#endif

#define NS_PER_S UINT64_C(1000000000)
/* FILETIME counts 100 ns from 1601; 1970 is that much later. */
#define EPOCH_1970 UINT64_C(116444736000000000)

/* Fixed at boot, and asked for once: that costs as much as a reading. */
static uint64_t ticks_per_second(void)
{
    static _Atomic uint64_t known;
    uint64_t rate = atomic_load_explicit(&known, memory_order_relaxed);

    if (rate == 0) {
        LARGE_INTEGER frequency;
        (void)QueryPerformanceFrequency(&frequency);
        rate = (uint64_t)frequency.QuadPart;
        atomic_store_explicit(&known, rate, memory_order_relaxed);
    }
    return rate;
}

uint64_t tj_clock_ns(void)
{
    LARGE_INTEGER count;
    (void)QueryPerformanceCounter(&count);
    uint64_t ticks = (uint64_t)count.QuadPart;
    uint64_t rate = ticks_per_second();
    return ticks / rate * NS_PER_S + ticks % rate * NS_PER_S / rate;
}

uint64_t tj_clock_utc_ns(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    uint64_t ticks = (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
    return (ticks - EPOCH_1970) * 100;
}

/* Sleep() is as fine as the scheduler's tick, 15.6 ms: too coarse for the
 * pauses of a workload. Relative times are in 100 ns, negated. */
static HANDLE make_timer(void)
{
    HANDLE timer = CreateWaitableTimerExW(
        NULL, NULL, CREATE_WAITABLE_TIMER_HIGH_RESOLUTION, TIMER_ALL_ACCESS);
    if (timer == NULL) /* Before Windows 10 1803. */
        timer = CreateWaitableTimerExW(NULL, NULL, 0, TIMER_ALL_ACCESS);
    return timer;
}

/* Made at a thread's first sleep: that costs more than to set it. */
static _Thread_local HANDLE timer_of_thread;

void windows_thread_ends(void)
{
    if (timer_of_thread != NULL)
        (void)CloseHandle(timer_of_thread);
    timer_of_thread = NULL;
}

static HANDLE own_timer(void)
{
    if (timer_of_thread == NULL)
        timer_of_thread = make_timer();
    return timer_of_thread;
}

void tj_clock_sleep_until(uint64_t until_ns)
{
    /* Ctrl-C does not wake a sleeping thread here as a signal does elsewhere,
     * so a long sleep is taken in slices. */
    const uint64_t slice_ns = 50000000;
    HANDLE   timer = own_timer();
    uint64_t now = tj_clock_ns();

    for (; now < until_ns && !tj_os_interrupted(); now = tj_clock_ns()) {
        uint64_t      left_ns = until_ns - now;
        uint64_t      wait_ns = left_ns < slice_ns ? left_ns : slice_ns;
        LARGE_INTEGER due = { .QuadPart = -(LONGLONG)((wait_ns + 99) / 100) };
        if (timer != NULL && SetWaitableTimer(timer, &due, 0, NULL, NULL, FALSE))
            (void)WaitForSingleObject(timer, INFINITE);
        else
            Sleep((DWORD)(wait_ns / 1000000 + 1));
    }
}

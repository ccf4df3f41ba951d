#include "core/base/clock.h"

#include <windows.h>

#define NS_PER_S UINT64_C(1000000000)
/* FILETIME counts 100 ns from 1601; 1970 is that much later. */
#define EPOCH_1970 UINT64_C(116444736000000000)

uint64_t tj_clock_ns(void)
{
    LARGE_INTEGER count, frequency;
    (void)QueryPerformanceFrequency(&frequency);
    (void)QueryPerformanceCounter(&count);
    uint64_t ticks = (uint64_t)count.QuadPart;
    uint64_t rate = (uint64_t)frequency.QuadPart;
    return ticks / rate * NS_PER_S + ticks % rate * NS_PER_S / rate;
}

uint64_t tj_clock_utc_ns(void)
{
    FILETIME now;
    GetSystemTimePreciseAsFileTime(&now);
    uint64_t ticks = (uint64_t)now.dwHighDateTime << 32 | now.dwLowDateTime;
    return (ticks - EPOCH_1970) * 100;
}

void tj_clock_sleep_until(uint64_t until_ns)
{
    uint64_t now = tj_clock_ns();
    while (now < until_ns) {
        uint64_t ms = (until_ns - now + 999999) / 1000000;
        Sleep(ms > 1000 ? 1000 : (DWORD)ms);
        now = tj_clock_ns();
    }
}

#include "core/base/arena.h"
#include "core/base/clock.h"
#include "core/base/distribution.h"
#include "core/base/histogram.h"
#include "core/base/os.h"
#include "core/base/random.h"
#include "core/base/text.h"
#include "tests/support/tap.h"

#include <string.h>

enum { THREADS = 4, TURNS = 20000 };

struct counter {
    struct tj_os_mutex  mutex;
    struct tj_os_signal wake;
    uint64_t            value;
};

static void count(void *context)
{
    struct counter *counter = context;
    for (int i = 0; i < TURNS; i++) {
        tj_os_mutex_lock(&counter->mutex);
        counter->value++;
        if (counter->value == (uint64_t)THREADS * TURNS)
            tj_os_signal_wake_all(&counter->wake);
        tj_os_mutex_unlock(&counter->mutex);
    }
}

static bool threads_count_together(void)
{
    struct counter      counter = { .value = 0 };
    struct tj_os_thread threads[THREADS];
    struct tj_error     error;

    tj_os_mutex_init(&counter.mutex);
    tj_os_signal_init(&counter.wake);
    for (int i = 0; i < THREADS; i++) {
        if (tj_os_thread_start(&threads[i], count, &counter, &error) != TJ_OK)
            return false;
    }
    tj_os_mutex_lock(&counter.mutex);
    while (counter.value < (uint64_t)THREADS * TURNS)
        tj_os_signal_wait(&counter.wake, &counter.mutex, UINT64_MAX);
    tj_os_mutex_unlock(&counter.mutex);
    for (int i = 0; i < THREADS; i++)
        tj_os_thread_join(&threads[i]);
    tj_os_signal_deinit(&counter.wake);
    tj_os_mutex_deinit(&counter.mutex);
    return counter.value == (uint64_t)THREADS * TURNS;
}

static bool philox_known_answer(void)
{
    const uint64_t counter[4] = { 1, 0, 0, 0 }, key[2] = { 7, 0 };
    return tj_philox(counter, key).slot[0] == UINT64_C(16086915834549238692);
}

/* The same vector as in test_distribution.c: equal on every system. */
static bool lognormal_known_answer(void)
{
    struct tj_distribution lognormal = { .kind = TJ_LOGNORMAL,
                                         .a_ns = 800000000, .sigma = 1.2 };
    return tj_distribution_sample(&lognormal, UINT64_C(0x123456789abcdef0))
           == UINT64_C(137487478);
}

static bool histogram_counts(void)
{
    static struct tj_histogram histogram;
    tj_histogram_init(&histogram);
    for (uint64_t i = 1; i <= 1000; i++)
        tj_histogram_record(&histogram, i * 1000);
    uint64_t p50 = tj_histogram_percentile(&histogram, 50);
    return p50 >= 500000 && p50 <= 500500 && histogram.total == 1000;
}

static bool arena_fills_and_rewinds(void)
{
    static _Alignas(64) unsigned char memory[256];
    struct arena arena;

    arena_init(&arena, memory, sizeof memory);
    (void)arena_take(&arena, 1, 1, 1);
    uint64_t *words = ARENA_NEW(&arena, uint64_t, 4);
    bool aligned = words != NULL && (uintptr_t)words % _Alignof(uint64_t) == 0;
    bool full = arena_take(&arena, 256, 1, 1) == NULL;
    arena_rewind(&arena, 0);
    return aligned && full && memory[0] == 0xdd &&
           arena_take(&arena, 256, 1, 1) != NULL;
}

static bool text_cuts_and_reads(void)
{
    char           memory[8];
    struct tj_text text;
    uint64_t       ns = 0, number = 0;

    tj_text_init(&text, memory, sizeof memory);
    tj_text_add(&text, "%llu and more", 1234ull);
    return text.cut && strcmp(memory, "1234 an") == 0
           && tj_parse_duration("1.5s", &ns) && ns == 1500000000
           && tj_parse_u64("0x2C05C", &number) && number == 0x2c05c;
}

static bool errors_name_sizes(void)
{
    struct tj_error error;
    size_t          size = 12;
    (void)tj_fail(&error, TJ_USAGE, "%zu of %llu", size, 34ull);
    return strcmp(error.text, "12 of 34") == 0;
}

int main(void)
{
    struct tap tap = { 0 };

    tap_ok(&tap, philox_known_answer(), "philox gives numpy's words");
    tap_ok(&tap, lognormal_known_answer(), "a draw gives the same nanoseconds");
    tap_ok(&tap, histogram_counts(), "the histogram counts");
    tap_ok(&tap, arena_fills_and_rewinds(), "an arena fills up and is rewound");
    tap_ok(&tap, text_cuts_and_reads(), "texts are cut and numbers read");
    tap_ok(&tap, errors_name_sizes(), "size_t is printed right");
    tap_ok(&tap, threads_count_together(), "threads, mutex and signal");
    return tap_done(&tap);
}

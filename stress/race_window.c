/* SPDX-License-Identifier: MIT */
#include "stress/race_window.h"

#include "core/base/assert.h"

#include <string.h>

/* Wider by a half on either side than what the samples show, and never
 * narrower than a microsecond: outcomes flip near the edges, too. */
#define NARROWEST_NS 1000
#define FLIP_WEIGHT  UINT64_C(8)

void race_window_init(struct race_window *window, int64_t low_ns,
                      int64_t high_ns)
{
    memset(window, 0, sizeof *window);
    window->open = low_ns < high_ns;
    window->low_ns = low_ns;
    window->high_ns = high_ns;
}

int64_t race_window_from(const struct race_window *window, unsigned bin)
{
    int64_t width = (window->high_ns - window->low_ns) / RACE_BINS;

    return bin == RACE_BINS ? window->high_ns
                            : window->low_ns + (int64_t)bin * width;
}

unsigned race_window_bin(const struct race_window *window, int64_t offset_ns)
{
    unsigned bin = 0;

    if (!window->open || offset_ns < window->low_ns ||
        offset_ns >= window->high_ns)
        return RACE_BINS;
    while (offset_ns >= race_window_from(window, bin + 1))
        bin++;
    return bin;
}

/* --- Flips --- */

bool race_bin_mixed(const struct race_bin *bin)
{
    unsigned kinds = 0;

    for (unsigned i = 0; i < RACE_OUTCOMES; i++)
        kinds += bin->outcomes[i] > 0;
    return kinds > 1;
}

/* The most frequent one; the first of several. */
static unsigned usual(const struct race_bin *bin)
{
    unsigned best = 0;

    for (unsigned i = 1; i < RACE_OUTCOMES; i++)
        if (bin->outcomes[i] > bin->outcomes[best])
            best = i;
    return best;
}

bool race_window_flips_at(const struct race_window *window, unsigned bin)
{
    unsigned before = bin;

    if (window->bins[bin].attempts == 0)
        return false;
    while (before > 0)
        if (window->bins[--before].attempts > 0)
            return usual(&window->bins[before]) != usual(&window->bins[bin]);
    return false;
}

unsigned race_window_flips(const struct race_window *window)
{
    unsigned flips = 0;

    for (unsigned i = 0; i < RACE_BINS; i++)
        flips += race_bin_mixed(&window->bins[i]) ||
                 race_window_flips_at(window, i);
    return flips;
}

/* --- The next offset --- */

/* A bin on either side of a flip is as interesting as the flip. */
static uint64_t weight(const struct race_window *window, unsigned bin)
{
    bool flips = race_bin_mixed(&window->bins[bin]) ||
                 race_window_flips_at(window, bin) ||
                 (bin + 1 < RACE_BINS && race_window_flips_at(window, bin + 1));

    return flips ? FLIP_WEIGHT : 1;
}

/* Shares of the attempts as the weights have it; the first of several. */
static unsigned choose_bin(const struct race_window *window)
{
    unsigned best = 0;

    for (unsigned i = 1; i < RACE_BINS; i++) {
        uint64_t mine = weight(window, i) * (window->bins[best].targets + 1u);
        uint64_t other = weight(window, best) * (window->bins[i].targets + 1u);
        if (mine > other)
            best = i;
    }
    return best;
}

int64_t race_window_next(const struct race_window *window, uint64_t chance)
{
    if (!window->open)
        return 0;
    unsigned bin = choose_bin(window);
    int64_t  from_ns = race_window_from(window, bin);
    uint64_t width = (uint64_t)(race_window_from(window, bin + 1) - from_ns);

    TJ_ASSERT(width > 0);
    return from_ns + (int64_t)(chance % width);
}

int64_t race_window_aim(const struct race_window *window, int64_t target_ns)
{
    return target_ns - window->bias.median;
}

/* --- What was seen --- */

static void insert(int64_t *sorted, uint32_t count, int64_t value)
{
    for (; count > 0 && sorted[count - 1] > value; count--)
        sorted[count] = sorted[count - 1];
    sorted[count] = value;
}

static void learn(struct race_typical *typical, int64_t value)
{
    int64_t  sorted[RACE_SAMPLES], distances[RACE_SAMPLES];
    uint32_t known = typical->known + (typical->known < RACE_SAMPLES);

    TJ_ASSERT(known > 0 && typical->next < RACE_SAMPLES);
    typical->recent[typical->next] = value;
    typical->next = (typical->next + 1) % RACE_SAMPLES;
    typical->known = known;
    for (uint32_t i = 0; i < known; i++)
        insert(sorted, i, typical->recent[i]);
    typical->median = sorted[(known - 1) / 2];
    for (uint32_t i = 0; i < known; i++) {
        int64_t distance = sorted[i] - typical->median;
        insert(distances, i, distance < 0 ? -distance : distance);
    }
    typical->deviation = distances[(known - 1) / 2];
}

static int64_t reach_ns(const struct race_typical *took)
{
    int64_t ns = took->median + 2 * took->deviation;

    ns += ns / 2;
    return ns < NARROWEST_NS ? NARROWEST_NS : ns;
}

void race_window_note(struct race_window *window,
                      const struct race_attempt *attempt)
{
    unsigned outcome = attempt->a_outcome * (unsigned)TJ_OUTCOME_COUNT +
                       attempt->b_outcome;

    TJ_ASSERT(outcome < RACE_OUTCOMES);
    window->attempts += 1;
    learn(&window->a, (int64_t)attempt->a_ns);
    learn(&window->b, (int64_t)attempt->b_ns);
    learn(&window->bias, attempt->offset_ns - attempt->aimed_ns);
    if (!window->open) {
        window->open = window->attempts == RACE_SAMPLES;
        window->low_ns = -reach_ns(&window->b);
        window->high_ns = reach_ns(&window->a);
        return;
    }
    unsigned target = race_window_bin(window, attempt->target_ns);
    unsigned bin = race_window_bin(window, attempt->offset_ns);
    if (target < RACE_BINS)
        window->bins[target].targets += 1;
    if (bin == RACE_BINS) {
        window->outside += 1;
        return;
    }
    window->bins[bin].attempts += 1;
    window->bins[bin].outcomes[outcome] += 1;
}

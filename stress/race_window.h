/* SPDX-License-Identifier: MIT */
/* Where two operations of two clients can overlap, and how far that has been
 * swept (after the Linux Test Project's fuzzy synchronisation).
 *
 *     a       |-----a_ns-----|
 *     b  |--b_ns--|                 offset: start of b minus start of a
 *         <------ offset ----->     overlap: -b_ns < offset < a_ns
 *
 * First the two start together, to learn how long each takes. Then the offset
 * goes over the window in which they overlap, in bins: every bin in turn, and
 * more often those where the outcome flips, inside one or between it and its
 * neighbour. What was aimed at is missed by a bias, which is learned, too.
 *
 * Pure: what was seen so far gives the next offset. */
#ifndef TJ_STRESS_RACE_WINDOW_H
#define TJ_STRESS_RACE_WINDOW_H

#include "core/drive/op.h"

enum { RACE_BINS = 16, RACE_SAMPLES = 24,
       RACE_OUTCOMES = TJ_OUTCOME_COUNT * TJ_OUTCOME_COUNT };

/* Of the last RACE_SAMPLES. Medians, for a thread that lost its processor in the
 * middle says nothing about how long the operation takes. */
struct race_typical {
    int64_t  median, deviation; /* ns; the median distance from the median. */
    int64_t  recent[RACE_SAMPLES];
    uint32_t known, next; /* How many of these, and which is the oldest. */
};

/* One encounter. */
struct race_attempt {
    int64_t  target_ns; /* What race_window_next gave. */
    int64_t  aimed_ns;  /* After race_window_aim. */
    int64_t  offset_ns; /* What became of it. */
    uint64_t a_ns, b_ns; /* How long each took. */
    uint8_t  a_outcome, b_outcome; /* enum tj_outcome */
};

struct race_bin {
    uint32_t targets;  /* How often it was aimed at ... */
    uint32_t attempts; /* ... and hit. */
    uint32_t outcomes[RACE_OUTCOMES]; /* [a_outcome * TJ_OUTCOME_COUNT + b] */
};

struct race_window {
    uint64_t            attempts;
    uint64_t            outside; /* Encounters beyond the window. */
    struct race_typical a, b, bias;
    bool                open;    /* low_ns and high_ns stand; bins count. */
    int64_t             low_ns, high_ns;
    struct race_bin     bins[RACE_BINS];
};

/* low_ns < high_ns: the window, without samples; both 0: it is learned. */
void race_window_init(struct race_window *window, int64_t low_ns,
                      int64_t high_ns);

/* chance: any 64 bits; they place the offset inside its bin. */
int64_t race_window_next(const struct race_window *window, uint64_t chance);
/* What to aim at to hit the target. */
int64_t race_window_aim(const struct race_window *window, int64_t target_ns);
void    race_window_note(struct race_window *window,
                         const struct race_attempt *attempt);

/* The bin of an offset; RACE_BINS: outside. */
unsigned race_window_bin(const struct race_window *window, int64_t offset_ns);
/* Where a bin begins; RACE_BINS: where the last one ends. */
int64_t  race_window_from(const struct race_window *window, unsigned bin);

/* Several outcomes in it; another usual one than in the bin visited before. */
bool race_bin_mixed(const struct race_bin *bin);
bool race_window_flips_at(const struct race_window *window, unsigned bin);
/* How many bins are mixed or begin with a flip. */
unsigned race_window_flips(const struct race_window *window);

#endif

/* SPDX-License-Identifier: MIT */
/* Two threads that meet before one operation each, and start as far apart as a
 * race window asks for. Whoever comes first waits, at first spinning, then
 * asleep; from the meeting on both spin to their own start. Nobody waits for
 * ever: after the race's `wait` a client goes on alone. */
#ifndef TJ_STRESS_RACE_MEET_H
#define TJ_STRESS_RACE_MEET_H

#include "core/base/os.h"
#include "stress/race_window.h"
#include "stress/run.h"

#include <stdatomic.h>

enum race_side { RACE_A, RACE_B };

struct race_chair {
    tj_client        client;
    _Atomic uint64_t start_ns; /* 0: they have not met. */
    bool             waits;    /* With the mutex, as is all below. */
    bool             reported;
    uint64_t         began_ns, took_ns;
    uint8_t          outcome;
};

struct race_meet {
    const struct tj_race *race;
    uint64_t              seed;
    uint32_t              number; /* Of the race: its draws are its own. */
    struct tj_os_mutex    mutex;
    struct race_chair     chairs[2];
    struct race_attempt   attempt; /* The one that goes on. */
    uint64_t              alone;   /* Times nobody came. */
    struct race_window    window;
};

void race_meet_init(struct race_meet *meet, const struct tj_race *race,
                    uint64_t seed, uint32_t number);
void race_meet_deinit(struct race_meet *meet);

/* Before the operation, by the thread of that side. True: start now, and
 * race_meet_tell afterwards; false: alone. over: asked now and then. */
bool race_meet_start(struct race_meet *meet, enum race_side side,
                     bool (*over)(const void *context), const void *context);

/* When the request was made, when it was back, and what it came to. */
struct race_told { uint64_t began_ns, ended_ns; enum tj_outcome outcome; };
void race_meet_tell(struct race_meet *meet, enum race_side side,
                    const struct race_told *told);

void race_meet_result(const struct race_meet *meet,
                      struct tj_race_result *result);

#endif

/* SPDX-License-Identifier: MIT */
#include "stress/race_meet.h"

#include "core/base/clock.h"
#include "core/base/random.h"

/* From the meeting to the first start: whoever sleeps must wake up by then. */
#define LEAD_NS  UINT64_C(150000)
#define SPIN_NS  UINT64_C(50000)
#define NAP_NS   UINT64_C(20000)

/* Behind all clients' own draws. */
enum { RACE_CLIENT = 65535 };

void race_meet_init(struct race_meet *meet, const struct tj_race *race,
                    uint64_t seed, uint32_t number)
{
    *meet = (struct race_meet){ .race = race, .seed = seed, .number = number };
    tj_os_mutex_init(&meet->mutex);
    race_window_init(&meet->window, race->low_ns, race->high_ns);
}

void race_meet_deinit(struct race_meet *meet)
{
    tj_os_mutex_deinit(&meet->mutex);
}

/* Both are there: when each starts. */
static void appoint(struct race_meet *meet)
{
    uint64_t turn = meet->window.attempts * TJ_RACES_MAX + meet->number + 1;
    struct tj_draws draws =
        tj_draw(meet->seed, TJ_STREAM_TIMING, RACE_CLIENT, turn);
    int64_t  target_ns = race_window_next(&meet->window, draws.slot[0]);
    int64_t  aimed_ns = race_window_aim(&meet->window, target_ns);
    uint64_t base_ns = tj_clock_ns() + LEAD_NS;

    meet->attempt = (struct race_attempt){ .target_ns = target_ns,
                                           .aimed_ns = aimed_ns };
    for (unsigned i = 0; i < 2; i++) {
        struct race_chair *chair = &meet->chairs[i];
        bool later = (i == RACE_B) == (aimed_ns > 0);
        uint64_t apart_ns =
            (uint64_t)(aimed_ns < 0 ? -aimed_ns : aimed_ns);
        chair->waits = chair->reported = false;
        atomic_store_explicit(&chair->start_ns,
                              base_ns + (later ? apart_ns : 0),
                              memory_order_release);
    }
}

/* True: they have met. */
static bool arrive(struct race_meet *meet, enum race_side side)
{
    tj_os_mutex_lock(&meet->mutex);
    atomic_store(&meet->chairs[side].start_ns, 0);
    bool met = meet->chairs[1 - side].waits;
    meet->chairs[side].waits = !met;
    if (met)
        appoint(meet);
    tj_os_mutex_unlock(&meet->mutex);
    return met;
}

/* The other may come in this very moment. */
static bool leave(struct race_meet *meet, enum race_side side)
{
    struct race_chair *chair = &meet->chairs[side];

    tj_os_mutex_lock(&meet->mutex);
    bool met = atomic_load(&chair->start_ns) != 0;
    meet->alone += !met;
    chair->waits = false;
    tj_os_mutex_unlock(&meet->mutex);
    return met;
}

static bool await(struct race_meet *meet, enum race_side side,
                  bool (*over)(const void *context), const void *context)
{
    _Atomic uint64_t *start_ns = &meet->chairs[side].start_ns;
    uint64_t          began_ns = tj_clock_ns(), now_ns = began_ns;

    while (atomic_load_explicit(start_ns, memory_order_acquire) == 0) {
        if (now_ns - began_ns >= meet->race->wait_ns || over(context))
            return leave(meet, side);
        if (now_ns - began_ns >= SPIN_NS)
            tj_clock_sleep_until(now_ns + NAP_NS);
        now_ns = tj_clock_ns();
    }
    return true;
}

bool race_meet_start(struct race_meet *meet, enum race_side side,
                     bool (*over)(const void *context), const void *context)
{
    tj_os_mutex_lock(&meet->mutex);
    bool done = meet->race->attempts > 0 &&
                meet->window.attempts >= meet->race->attempts;
    tj_os_mutex_unlock(&meet->mutex);
    if (done || (!arrive(meet, side) && !await(meet, side, over, context)))
        return false;
    uint64_t start_ns = atomic_load_explicit(&meet->chairs[side].start_ns,
                                             memory_order_acquire);
    while (tj_clock_ns() < start_ns)
        ;
    return true;
}

void race_meet_tell(struct race_meet *meet, enum race_side side,
                    const struct race_told *told)
{
    struct race_chair *chair = &meet->chairs[side];
    struct race_chair *a = &meet->chairs[RACE_A], *b = &meet->chairs[RACE_B];

    tj_os_mutex_lock(&meet->mutex);
    chair->reported = true;
    chair->began_ns = told->began_ns;
    chair->took_ns = told->ended_ns - told->began_ns;
    chair->outcome = (uint8_t)told->outcome;
    if (a->reported && b->reported) {
        meet->attempt.offset_ns = (int64_t)(b->began_ns - a->began_ns);
        meet->attempt.a_ns = a->took_ns;
        meet->attempt.b_ns = b->took_ns;
        meet->attempt.a_outcome = a->outcome;
        meet->attempt.b_outcome = b->outcome;
        race_window_note(&meet->window, &meet->attempt);
        a->reported = b->reported = false;
    }
    tj_os_mutex_unlock(&meet->mutex);
}

void race_meet_result(const struct race_meet *meet,
                      struct tj_race_result *result)
{
    *result = (struct tj_race_result){
        .clients = { meet->chairs[RACE_A].client, meet->chairs[RACE_B].client },
        .alone = meet->alone,
        .window = meet->window,
    };
}

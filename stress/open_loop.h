/* SPDX-License-Identifier: MIT */
/* One client in an open loop: which arrival it serves, which wait for it, and
 * which had to be dropped. Pure.
 *
 * An arrival begins one pass of the client's script, or one pick of its mix.
 * While the client is busy with one, those that come wait in order, at most
 * `bound` of them; what comes then is dropped. Nothing is dropped for a client
 * that has nothing to do. */
#ifndef TJ_STRESS_OPEN_LOOP_H
#define TJ_STRESS_OPEN_LOOP_H

#include "stress/arrivals.h"

enum { TJ_BACKLOG_MAX = 256, TJ_BACKLOG_DEFAULT = 64 };

struct tj_open_loop {
    struct tj_arrivals source;   /* Its plan NULL: a closed loop. */
    uint64_t begin_ns;           /* What its times count from. */
    uint64_t measure_ns, cool_ns; /* Phases as planned; drops are told apart. */
    uint64_t next_ns;            /* The first that has not come yet. */
    bool     idle, serving, fresh;
    uint16_t bound, first, waiting;
    uint64_t due_ns[TJ_BACKLOG_MAX + 1];
    uint64_t late_ns;            /* By which the pass being served began. */
};

/* Arrivals that were dropped one after another, in one phase of the run, the
 * first and the last no more than 100 ms apart. */
struct tj_drops { uint64_t count, due_ns; };

static inline bool tj_open_loop_is_open(const struct tj_open_loop *loop)
{
    return loop->source.plan != NULL;
}

/* source, bound and the three times are set. from_ns: what was due before it
 * is somebody else's (a client that takes a dead one's place). */
void tj_open_loop_begin(struct tj_open_loop *loop, uint64_t from_ns);

enum tj_open_loop_next {
    TJ_OPEN_LOOP_SERVE, /* Begin a pass now. */
    TJ_OPEN_LOOP_WAIT,  /* Ask again at *until_ns. */
    TJ_OPEN_LOOP_DROPS, /* *drops, to be told; then ask again. */
};
/* Of a client that serves nobody. now_ns must not run backwards. */
enum tj_open_loop_next tj_open_loop_next(struct tj_open_loop *loop,
                                         uint64_t now_ns, uint64_t *until_ns,
                                         struct tj_drops *drops);
/* At the end of the run: what has come since the client was asked last may
 * have been dropped. True: *drops, and ask again. */
bool tj_open_loop_end(struct tj_open_loop *loop, uint64_t now_ns,
                      struct tj_drops *drops);

/* The pass is over. */
void tj_open_loop_served(struct tj_open_loop *loop);

/* When an operation submitted now was due: as long ago as its pass began late,
 * so that a pass which begins with its first operation has that one due when
 * the arrival was. *first: no operation of this pass came before. */
uint64_t tj_open_loop_due(struct tj_open_loop *loop, uint64_t now_ns,
                          bool *first);

#endif

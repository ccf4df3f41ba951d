/* SPDX-License-Identifier: MIT */
/* When things are due in an open loop: whoever uses a drive does not wait for
 * it to be ready before coming back. A pure function of a plan, a seed, a
 * client and a number (docs/decisions/0007-open-loop.md).
 *
 * A plan is a row of phases; rates are of all its clients together. It counts
 * from the beginning of the measured phase: the warm-up has the first phase's
 * first rate, and what follows the last phase its last rate. As typed:
 *     constant 400/s                          evenly spaced, clients in turn
 *     poisson 400/s                           independent of each other
 *     poisson 100/s..400/s over 20s           a ramp, linear in time
 *     constant 50/s for 10s, poisson 400/s    one after the other
 * A rate is a number per s, min or h. A phase without `for` or `over` lasts to
 * the end of the run, so only the last one may be without. */
#ifndef TJ_STRESS_ARRIVALS_H
#define TJ_STRESS_ARRIVALS_H

#include "core/base/status.h"
#include "core/drive/op.h"

#include <stdbool.h>

enum tj_arrival_kind { TJ_ARRIVE_CONSTANT, TJ_ARRIVE_POISSON };

enum { TJ_ARRIVAL_PHASES_MAX = 16, TJ_ARRIVAL_TEXT = 2048 };
#define TJ_ARRIVAL_RATE_MAX 1e6 /* Per second. */

struct tj_arrival_phase {
    enum tj_arrival_kind kind;
    double               from, to;  /* Per second; a ramp when they differ. */
    uint64_t             length_ns; /* 0: to the end. */
};
struct tj_arrival_plan {
    size_t                  count; /* 0: a closed loop. */
    struct tj_arrival_phase phases[TJ_ARRIVAL_PHASES_MAX];
};

/* Fails with TJ_BAD_INPUT; *at is the offset in text that is to blame. */
enum tj_status tj_arrival_parse(const char *text, struct tj_arrival_plan *plan,
                                size_t *at, struct tj_error *error);
/* "400/s" alone, as --rate has it. */
enum tj_status tj_arrival_parse_rate(const char *text,
                                     struct tj_arrival_plan *plan, size_t *at,
                                     struct tj_error *error);
/* Writes the form it was read from; "closed" without phases. */
void tj_arrival_format(const struct tj_arrival_plan *plan, char *text,
                       size_t size);

/* One client's arrivals so far. A value: copied, it goes on from there. */
struct tj_arrivals {
    const struct tj_arrival_plan *plan;
    uint64_t  seed, warmup_ns;
    tj_client client;
    uint32_t  place, of;   /* It is number place, from 0, of so many clients. */
    unsigned  phase;       /* 0: warm-up; 1 .. count; then the rest. */
    uint64_t  start_ns;    /* Of the phase, since the clients began. */
    bool      inside;      /* An arrival of this phase was given. */
    uint64_t  mass;        /* Of the phase, up to the last one: in 1e-9
                              arrivals of all clients. */
    uint64_t  drawn;       /* Draws so far. */
};

/* plan, seed, warmup_ns, client, place and of are set; the rest is 0. Gives
 * the next arrival in ns since the clients began; UINT64_MAX: none is left.
 * Never less than the one before. */
uint64_t tj_arrivals_next(struct tj_arrivals *arrivals);

/* How many of its arrivals fall into [from_ns, to_ns). Takes them all. */
uint64_t tj_arrivals_count(struct tj_arrivals *arrivals, uint64_t from_ns,
                           uint64_t to_ns);

/* The plan's length; 0: it has none. */
uint64_t tj_arrival_length(const struct tj_arrival_plan *plan);
/* The rate with which it ends. */
double tj_arrival_last_rate(const struct tj_arrival_plan *plan);

#endif

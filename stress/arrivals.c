/* SPDX-License-Identifier: MIT */
/* Arrivals are laid out evenly, or by independent exponential steps, along an
 * axis of their own: the number of arrivals that the plan has had by then. A
 * phase bends that axis into time, by its rate; so ramps need no rejection, a
 * plan's constant arrivals are as many as its rates add up to, and a Poisson
 * phase may begin anew at its edges, since it has no memory. */
#include "stress/arrivals.h"

#include "core/base/assert.h"
#include "core/base/distribution.h"
#include "core/base/random.h"

#include <math.h>

#define ONE UINT64_C(1000000000) /* Arrival, in the unit of masses. */

uint64_t tj_arrival_length(const struct tj_arrival_plan *plan)
{
    uint64_t length_ns = 0;

    for (size_t i = 0; i < plan->count; i++) {
        if (plan->phases[i].length_ns == 0)
            return 0;
        length_ns += plan->phases[i].length_ns;
    }
    return length_ns;
}

double tj_arrival_last_rate(const struct tj_arrival_plan *plan)
{
    return plan->count == 0 ? 0 : plan->phases[plan->count - 1].to;
}

/* The phase that the client is in. Before the first and behind the last, time
 * goes on at their rates. */
static struct tj_arrival_phase phase_of(const struct tj_arrivals *arrivals)
{
    const struct tj_arrival_plan *plan = arrivals->plan;
    struct tj_arrival_phase       phase;

    TJ_ASSERT(plan->count >= 1 && arrivals->of >= 1);
    if (arrivals->phase == 0) {
        phase = plan->phases[0];
        phase.to = phase.from;
        phase.length_ns = arrivals->warmup_ns;
    } else if (arrivals->phase <= plan->count) {
        phase = plan->phases[arrivals->phase - 1];
    } else {
        phase = plan->phases[plan->count - 1];
        phase.from = phase.to;
        phase.length_ns = 0;
    }
    return phase;
}

static bool is_endless(const struct tj_arrivals *arrivals,
                       const struct tj_arrival_phase *phase)
{
    return arrivals->phase > 0 && phase->length_ns == 0;
}

static uint64_t step(struct tj_arrivals *arrivals,
                     const struct tj_arrival_phase *phase)
{
    struct tj_distribution apart = { .kind = TJ_EXPONENTIAL,
                                     .a_ns = arrivals->of * ONE };

    if (phase->kind == TJ_ARRIVE_CONSTANT)
        return arrivals->inside ? arrivals->of * ONE : arrivals->place * ONE;
    arrivals->drawn += 1;
    return tj_distribution_sample(
        &apart, tj_draw(arrivals->seed, TJ_STREAM_ARRIVALS, arrivals->client,
                        arrivals->drawn)
                    .slot[0]);
}

/* When a phase has had that many arrivals: the root of from * t + (to - from)
 * * t^2 / (2 * length) = mass, in the form that loses nothing near 0. */
static uint64_t time_of(const struct tj_arrival_phase *phase, double mass)
{
    double a = phase->from, length = (double)phase->length_ns;
    double under = a * a;

    if (mass <= 0)
        return 0;
    if (phase->from < phase->to || phase->from > phase->to)
        under += 2 * (phase->to - a) * mass / length;
    double time = 2 * mass / (a + sqrt(under > 0 ? under : 0));
    if (phase->length_ns > 0 && time >= length)
        return phase->length_ns - 1; /* The last bit of a rounding. */
    return (uint64_t)time;
}

uint64_t tj_arrivals_next(struct tj_arrivals *arrivals)
{
    for (;;) {
        struct tj_arrival_phase phase = phase_of(arrivals);
        bool   endless = is_endless(arrivals, &phase);
        double whole = (phase.from + phase.to) / 2 * (double)phase.length_ns;

        if (endless && !(phase.from > 0))
            return UINT64_MAX;
        uint64_t mass = arrivals->mass + step(arrivals, &phase);
        if (endless || (double)mass < whole) {
            arrivals->mass = mass;
            arrivals->inside = true;
            return arrivals->start_ns + time_of(&phase, (double)mass);
        }
        arrivals->start_ns += phase.length_ns;
        arrivals->phase += 1;
        arrivals->mass = 0;
        arrivals->inside = false;
    }
}

uint64_t tj_arrivals_count(struct tj_arrivals *arrivals, uint64_t from_ns,
                           uint64_t to_ns)
{
    uint64_t count = 0, at_ns;

    while ((at_ns = tj_arrivals_next(arrivals)) < to_ns)
        count += at_ns >= from_ns;
    return count;
}

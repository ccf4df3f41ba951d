/* Properties of delivery over random runs: no event is reordered, none is lost
 * without a planted loss, and each registration gets each event exactly once
 * (spec 7.1, 7.2). */
#include "core/base/random.h"
#include "tests/sim/bench.h"

#include <criterion/criterion.h>
#include <string.h>

enum { RUNS = 60, STEPS = 600, LISTENERS = 6, EVENTS = 2000 };

static struct bench bench;
static uint64_t seed, drawn;

static uint64_t draw(uint64_t below)
{
    return tj_below(tj_draw(seed, TJ_STREAM_WORKLOAD, 1, ++drawn).slot[0],
                    below);
}

/* A registration's life: it takes part from one event on, without a gap. */
struct listener {
    uint32_t number;
    uint32_t last;  /* The last event it was given; 0: none yet. */
    uint32_t since; /* Events emitted when it was made. */
    bool     service;
};
static struct listener listeners[LISTENERS];
static uint32_t numbers, emitted, given[EVENTS];

/* What came out since the last look. */
static void look(bool in_order)
{
    for (size_t i = 0; i < bench.seen_count; i++) {
        const struct sim_effect *effect = &bench.seen[i];
        struct tj_payload payload;
        if (effect->kind == SIM_EVENT) {
            cr_assert_eq(effect->event.number, emitted + 1);
            emitted++;
        }
        if (effect->kind != SIM_DELIVERY)
            continue;
        struct listener *to = NULL;
        for (unsigned l = 0; l < LISTENERS; l++)
            if (listeners[l].number == effect->registration)
                to = &listeners[l];
        cr_assert_not_null(to, "seed %llu: delivery after unregister",
                           (unsigned long long)seed);
        cr_assert(tj_decode_payload(&effect->event, &payload));
        given[payload.change_count]++;
        if (!in_order)
            continue;
        uint32_t number = effect->event.number;
        cr_assert_leq(number, emitted);
        cr_assert_geq(effect->event.delivered_ns, effect->event.emitted_ns);
        if (to->last == 0)
            cr_assert_leq(number, to->since + 1, "seed %llu: a late start",
                          (unsigned long long)seed);
        else
            cr_assert_eq(number, to->last + 1, "seed %llu: %u after %u",
                         (unsigned long long)seed, number, to->last);
        to->last = number;
    }
    bench.seen_count = 0;
}

static void change_listener(void)
{
    struct listener *listener = &listeners[draw(LISTENERS)];
    struct sim_input input = { .kind = SIM_REGISTER, .handle = ANNA,
                               .registration = listener->number };

    if (listener->number != 0) {
        input.kind = SIM_UNREGISTER;
        listener->number = 0;
    } else {
        input.flavour = (uint8_t)draw(SIM_FLAVOUR_COUNT);
        input.registration = ++numbers;
        *listener = (struct listener){ .number = numbers, .since = emitted };
    }
    bench_step(&bench, &input);
}

static void say_something(void)
{
    struct sim_input input = { .kind = SIM_INJECT };
    bool delay = draw(4) == 0;

    if (emitted + 1 >= EVENTS)
        return;
    input.injection = (struct sim_injection){
        .kind = delay ? SIM_INJECT_EVENT_DELAY : SIM_INJECT_EVENT,
        .count = 1 + (uint32_t)draw(3), .duration_ns = draw(3000000),
        .event = TJ_EVENT_MEDIA_REMOVAL,
        .payload = { .change_count = emitted + 1 },
    };
    bench_step(&bench, &input);
}

static void hang_or_resume(bool hang)
{
    struct sim_input input = { .kind = SIM_LISTENER, .hang = hang };

    input.registration = listeners[draw(LISTENERS)].number;
    bench_step(&bench, &input);
}

static void go_on(void)
{
    if (bench.ready_count > 0)
        bench_continue_one(&bench, bench.ready[draw(bench.ready_count)]);
    else
        bench_advance(&bench, draw(2000000));
}

static void random_step(void)
{
    switch (draw(10)) {
    case 0:
        change_listener();
        break;
    case 1:
        hang_or_resume(true);
        break;
    case 2:
        hang_or_resume(false);
        break;
    case 3:
    case 4:
    case 5:
        say_something();
        break;
    default:
        go_on();
        break;
    }
}

static void start(uint64_t run_seed, uint64_t event_delay_ns)
{
    struct sim_profile profile = sim_profile_default();

    seed = run_seed;
    drawn = numbers = emitted = 0;
    memset(listeners, 0, sizeof listeners);
    memset(given, 0, sizeof given);
    profile.mcn = false; /* So that every event is one of these. */
    profile.event_delay_ns = event_delay_ns;
    profile.seed = run_seed;
    bench_init(&bench, &profile);
    bench_open(&bench, ANNA);
    bench.seen_count = 0;
}

/* Every window goes on, every delay ends. */
static void finish(bool in_order)
{
    for (unsigned l = 0; l < LISTENERS; l++) {
        struct sim_input input = { .kind = SIM_LISTENER,
                                   .registration = listeners[l].number };
        if (listeners[l].number != 0)
            bench_step(&bench, &input);
        look(in_order);
    }
    for (unsigned i = 0; i < 5; i++) {
        bench_advance(&bench, 10000000);
        bench_settle(&bench);
        look(in_order);
    }
}

Test(sim_delivery, nothing_is_reordered_lost_or_doubled_over_random_runs)
{
    unsigned kept = 0, dropped_runs = 0;

    for (uint64_t run = 1; run <= RUNS; run++) {
        start(run, 0);
        for (unsigned i = 0; i < STEPS; i++) {
            random_step();
            if (bench.drive.events_dropped > 0)
                break; /* A window's queue overflowed: a planted loss. */
            look(true);
        }
        dropped_runs += bench.drive.events_dropped > 0;
        if (bench.drive.events_dropped > 0)
            continue;
        finish(true);
        for (unsigned l = 0; l < LISTENERS; l++) {
            if (listeners[l].number == 0)
                continue;
            kept++;
            cr_assert(listeners[l].last == emitted ||
                          listeners[l].since == emitted,
                      "seed %llu: registration %u got %u of %u",
                      (unsigned long long)run, listeners[l].number,
                      listeners[l].last, emitted);
        }
        cr_assert_eq(bench.drive.held_count, 0);
    }
    cr_expect_gt(kept, RUNS / 2);
    cr_expect_lt(dropped_runs, RUNS / 2);
}

/* Appendix C: overtaking changes the order, and nothing else. */
Test(sim_delivery, with_bounded_delay_each_event_still_comes_exactly_once)
{
    for (uint64_t run = 1; run <= RUNS; run++) {
        start(run, 1 + run * 100000);
        struct sim_input input = { .kind = SIM_REGISTER, .handle = ANNA,
                                   .registration = 1 };
        listeners[0].number = 1;
        bench_step(&bench, &input);
        for (unsigned i = 0; i < STEPS; i++) {
            if (draw(3) == 0)
                say_something();
            else
                go_on();
            look(false);
        }
        finish(false);
        for (uint32_t i = 1; i <= emitted; i++)
            cr_assert_eq(given[i], 1, "seed %llu: event %u came %u times",
                         (unsigned long long)run, i, given[i]);
    }
}

/* With loss planted, what does arrive is still in order and never twice. */
Test(sim_delivery, a_planted_loss_leaves_gaps_and_no_disorder)
{
    unsigned gaps = 0;

    for (uint64_t run = 1; run <= RUNS; run++) {
        start(run, 0);
        bench.drive.profile.event_loss_rate = 200;
        struct sim_input input = { .kind = SIM_REGISTER, .handle = ANNA,
                                   .registration = 1 };
        listeners[0].number = 1;
        bench_step(&bench, &input);
        uint32_t last = 0;
        for (unsigned i = 0; i < STEPS; i++) {
            if (draw(3) == 0)
                say_something();
            else
                go_on();
            for (size_t s = 0; s < bench.seen_count; s++) {
                const struct sim_effect *effect = &bench.seen[s];
                emitted += effect->kind == SIM_EVENT;
                if (effect->kind != SIM_DELIVERY)
                    continue;
                cr_assert_gt(effect->event.number, last);
                gaps += effect->event.number != last + 1;
                last = effect->event.number;
            }
            bench.seen_count = 0;
        }
    }
    cr_expect_gt(gaps, 0);
}

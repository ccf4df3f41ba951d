#include "tests/sim/bench.h"

#include "sim/world.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { MS = 1000000 };
static struct sim_happening happening;

static struct sim_world *world_of(unsigned drives, enum sim_strategy strategy,
                                  uint64_t seed, uint64_t step_ns)
{
    struct sim_profile profile = sim_profile_default();
    struct sim_world_config config = { .seed = seed, .strategy = strategy,
                                       .step_ns = step_ns };
    profile.poll_tolerance_ns = 0;
    return sim_world_init(calloc(1, sim_world_size(drives)), drives, &profile,
                          &config);
}

static void open_for(struct sim_world *world, unsigned drive, tj_handle handle)
{
    struct sim_input input = { .kind = SIM_OPEN, .handle = handle,
                               .request = 1000 + handle,
                               .access = TJ_ACCESS_READ_WRITE };
    sim_world_submit(world, drive, &input);
}

Test(sim_world, an_idle_world_reaches_the_asked_time_and_polls_on_the_way)
{
    struct sim_world *world = world_of(1, SIM_FIRST, 1, 0);
    unsigned polls = 0;
    while (sim_world_next(world, UINT64_C(5000) * MS, &happening)) {
        cr_assert_eq(happening.effect->kind, SIM_SCSI);
        cr_assert_eq(happening.t_ns, (uint64_t)(100 + 1000 * polls) * MS);
        polls++;
    }
    cr_assert_eq(polls, 5);
    cr_assert_eq(sim_world_now(world), UINT64_C(5000) * MS);
    /* Nothing but periodic timers is left: for ever ends at once. */
    cr_assert_not(sim_world_next(world, UINT64_MAX, &happening));
    cr_assert_eq(sim_world_now(world), UINT64_C(5000) * MS);
    free(world);
}

Test(sim_world, settling_waits_for_a_slow_command)
{
    struct sim_world *world = world_of(1, SIM_FIRST, 1, 0);
    bool replied = false;
    open_for(world, 0, ANNA);
    struct sim_input busy = { .kind = SIM_INJECT, .injection = {
        .kind = SIM_INJECT_BUSY, .duration_ns = 7000u * (uint64_t)MS } };
    sim_world_submit(world, 0, &busy);
    struct sim_input load = { .kind = SIM_IOCTL, .handle = ANNA, .request = 5,
                              .code = TJ_IOCTL_STORAGE_LOAD_MEDIA };
    sim_world_submit(world, 0, &load);
    while (sim_world_next(world, UINT64_MAX, &happening))
        replied = replied || (happening.effect->kind == SIM_REPLY &&
                              happening.effect->request == 5);
    cr_assert(replied);
    cr_assert_eq(sim_world_now(world), UINT64_C(7000) * MS);
    free(world);
}

Test(sim_world, each_step_costs_its_time_and_none_is_taken_beyond_the_end)
{
    struct sim_world *world = world_of(1, SIM_FIRST, 1, 10);
    open_for(world, 0, ANNA);
    cr_assert(sim_world_next(world, 0, &happening)); /* The open's reply. */
    cr_assert_eq(happening.t_ns, 0);
    struct sim_input lock = bench_lock_input(ANNA, 0);
    lock.request = 5;
    sim_world_submit(world, 0, &lock);
    uint64_t before = sim_world_steps(world);
    cr_assert_not(sim_world_next(world, 25, &happening));
    cr_assert_eq(sim_world_steps(world), before + 2);
    cr_assert_eq(sim_world_now(world), 25);
    cr_assert(sim_world_next(world, 1000, &happening));
    cr_assert_eq(happening.effect->kind, SIM_EVENT);
    cr_assert_eq(happening.t_ns, 45);
    free(world);
}

/* Two requests from the same moment on; gives what the host heard of it, and
 * when. slice_ns: how far the host lets the world go at a time. */
static size_t hear_two(enum sim_strategy strategy, uint64_t seed,
                       uint64_t slice_ns, uint64_t *heard, uint64_t *steps)
{
    struct sim_profile profile = sim_profile_default();
    struct sim_world_config config = { .seed = seed, .strategy = strategy,
                                       .step_ns = 10, .depth = 3, .steps = 8 };
    struct sim_world *world = sim_world_init(calloc(1, sim_world_size(1)), 1,
                                             &profile, &config);
    size_t count = 0;
    open_for(world, 0, ANNA);
    open_for(world, 0, BERT);
    struct sim_input lock = bench_lock_input(ANNA, 0);
    lock.request = 5;
    sim_world_submit(world, 0, &lock);
    struct sim_input verify = { .kind = SIM_IOCTL, .handle = BERT, .request = 6,
                                .code = TJ_IOCTL_STORAGE_CHECK_VERIFY };
    sim_world_submit(world, 0, &verify);
    for (uint64_t until_ns = slice_ns; until_ns <= 600; until_ns += slice_ns)
        while (sim_world_next(world, until_ns, &happening))
            heard[count++] = happening.t_ns << 32 |
                             (uint64_t)happening.effect->kind << 16 |
                             happening.effect->request;
    *steps = sim_world_steps(world);
    free(world);
    return count;
}

Test(sim_world, steps_taken_in_a_row_are_those_taken_one_by_one)
{
    for (enum sim_strategy strategy = SIM_FIRST; strategy <= SIM_PCT; strategy++)
        for (uint64_t seed = 1; seed <= 50; seed++) {
            uint64_t row[64], single[64], row_steps, single_steps;
            size_t   count = hear_two(strategy, seed, 600, row, &row_steps);
            cr_assert_gt(count, 4);
            cr_assert_eq(hear_two(strategy, seed, 10, single, &single_steps),
                         count);
            cr_assert_arr_eq(row, single, count * sizeof *row);
            cr_assert_eq(row_steps, single_steps);
        }
}

Test(sim_world, timers_of_lower_drives_fire_first_and_before_a_submission)
{
    struct sim_world *world = world_of(3, SIM_FIRST, 1, 0);
    for (unsigned drive = 0; drive < 3; drive++) {
        cr_assert(sim_world_next(world, UINT64_C(100) * MS, &happening));
        cr_assert_eq(happening.drive, drive);
        cr_assert_eq(happening.t_ns, UINT64_C(100) * MS);
    }
    cr_assert_not(sim_world_next(world, UINT64_C(1099) * MS, &happening));
    free(world);
}

Test(sim_world, an_event_knows_its_drive)
{
    struct sim_world *world = world_of(2, SIM_FIRST, 1, 0);
    bool seen = false;
    open_for(world, 1, ANNA);
    struct sim_input lock = bench_lock_input(ANNA, 0);
    lock.request = 5;
    sim_world_submit(world, 1, &lock);
    while (sim_world_next(world, 0, &happening)) {
        cr_assert_eq(happening.drive, 1);
        if (happening.effect->kind != SIM_EVENT)
            continue;
        cr_assert_eq(happening.effect->event.drive, 1);
        seen = true;
    }
    cr_assert(seen);
    free(world);
}

/* Eight strangers lock and unlock once each: who wins depends on the strategy
 * alone. A digest of everything that can be seen. */
static uint64_t digest(enum sim_strategy strategy, uint64_t seed)
{
    struct sim_world *world = world_of(1, strategy, seed, 3);
    uint64_t sum = 14695981039346656037u;
    for (tj_handle h = 1; h <= 8; h++)
        open_for(world, 0, h);
    for (tj_handle h = 1; h <= 8; h++) {
        struct sim_input lock = bench_lock_input(h, 0);
        struct sim_input unlock = bench_unlock_input(h, 0);
        lock.request = 10 + h;
        unlock.request = 20 + h;
        sim_world_submit(world, 0, &lock);
        sim_world_submit(world, 0, &unlock);
    }
    while (sim_world_next(world, UINT64_C(2000) * MS, &happening)) {
        uint64_t words[] = { happening.t_ns, (uint64_t)happening.effect->kind,
                             0, 0 };
        if (happening.effect->kind == SIM_REPLY) {
            words[2] = happening.effect->request;
            words[3] = happening.effect->status;
        }
        for (size_t i = 0; i < 4; i++)
            sum = (sum ^ words[i]) * 1099511628211u;
    }
    free(world);
    return sum;
}

Test(sim_world, the_same_seed_gives_the_same_happenings)
{
    for (uint64_t seed = 1; seed <= 20; seed++)
        cr_assert_eq(digest(SIM_RANDOM, seed), digest(SIM_RANDOM, seed));
    cr_assert_eq(digest(SIM_FIRST, 1), digest(SIM_FIRST, 2));
}

Test(sim_world, another_seed_gives_another_order)
{
    unsigned different = 0;
    for (uint64_t seed = 2; seed <= 20; seed++)
        different += digest(SIM_RANDOM, seed) != digest(SIM_RANDOM, 1);
    cr_assert_geq(different, 15);
}

/* --- PCT, chosen schedules, turns --- */

enum { PICKS_MAX = 4096 };
static uint16_t picks[PICKS_MAX], offers[PICKS_MAX];
static unsigned picks_count, given;

static void keep(void *context, unsigned picked, unsigned count)
{
    (void)context;
    cr_assert_lt(picks_count, PICKS_MAX);
    picks[picks_count] = (uint16_t)picked;
    offers[picks_count++] = (uint16_t)count;
}

static unsigned give_back(void *context, const struct sim_world *world,
                          unsigned count)
{
    (void)context;
    (void)world;
    cr_assert_eq(offers[given], count);
    return picks[given++];
}

/* Four that lock. */
static struct sim_world *four_locks(const struct sim_world_config *config)
{
    struct sim_profile profile = sim_profile_default();
    struct sim_world *world = sim_world_init(calloc(1, sim_world_size(1)), 1,
                                             &profile, config);
    for (tj_handle h = 1; h <= 4; h++)
        open_for(world, 0, h);
    for (tj_handle h = 1; h <= 4; h++) {
        struct sim_input lock = bench_lock_input(h, 0);
        lock.request = 10 + h;
        sim_world_submit(world, 0, &lock);
    }
    return world;
}

#define ORDER_BEGINS UINT64_C(14695981039346656037)
/* The order in which they are answered. */
static uint64_t order_with(uint64_t sum, const struct sim_effect *effect)
{
    return effect->kind != SIM_REPLY
               ? sum
               : (sum ^ (effect->request * 7 + effect->status)) *
                     1099511628211u;
}

static uint64_t order_of(const struct sim_world_config *config)
{
    struct sim_world *world = four_locks(config);
    uint64_t          sum = ORDER_BEGINS;

    while (sim_world_next(world, MS, &happening))
        sum = order_with(sum, happening.effect);
    free(world);
    return sum;
}

Test(sim_world, a_recorded_schedule_of_any_strategy_gives_the_same_order_again)
{
    static const enum sim_strategy strategies[] = { SIM_FIRST, SIM_RANDOM,
                                                    SIM_PCT };
    for (unsigned i = 0; i < 3; i++)
        for (uint64_t seed = 1; seed <= 20; seed++) {
            struct sim_world_config config = {
                .seed = seed, .strategy = strategies[i], .step_ns = 3,
                .depth = 3, .steps = 30, .note = keep };
            picks_count = given = 0;
            uint64_t order = order_of(&config);
            unsigned count = picks_count;
            cr_assert_gt(count, 3);
            config.strategy = SIM_CHOSEN;
            config.note = NULL;
            config.choose = give_back;
            config.seed = seed + 1; /* Nothing is drawn. */
            cr_assert_eq(order_of(&config), order);
            cr_assert_eq(given, count);
        }
}

Test(sim_world, zeros_are_the_strategy_first)
{
    struct sim_world_config config = { .strategy = SIM_FIRST, .step_ns = 3 };
    uint64_t first = order_of(&config);
    config.note = keep;
    picks_count = given = 0;
    cr_assert_eq(order_of(&config), first);
    for (unsigned i = 0; i < picks_count; i++)
        cr_assert_eq(picks[i], 0);
}

/* Of depth 1 there is no change point: whoever has the highest priority among
 * those who are ready at any time goes on. */
Test(sim_world, pct_of_depth_1_lets_one_request_run_until_it_waits)
{
    for (uint64_t seed = 1; seed <= 50; seed++) {
        struct sim_profile profile = sim_profile_default();
        struct sim_world_config config = { .seed = seed, .strategy = SIM_PCT,
            .step_ns = 1, .depth = 1, .steps = 10 };
        struct sim_world *world = sim_world_init(calloc(1, sim_world_size(1)),
                                                 1, &profile, &config);
        unsigned previous = 0, changes = 0;
        for (unsigned turn = 1; turn <= 3; turn++)
            sim_world_offer(world, 0, turn);
        /* Each turn is offered again, three times over. */
        for (unsigned i = 0; i < 9; i++) {
            cr_assert(sim_world_next(world, 1000, &happening));
            unsigned turn = happening.effect->request;
            changes += turn != previous;
            previous = turn;
            if (i % 3 != 2)
                sim_world_offer(world, 0, turn);
        }
        cr_assert_eq(changes, 3);
        free(world);
    }
}

/* Three turns, each offered again for ever: of depth d there are d - 1 changes
 * of who has them. */
Test(sim_world, pct_of_depth_3_changes_its_mind_twice_within_the_estimate)
{
    unsigned twice = 0;
    for (uint64_t seed = 1; seed <= 100; seed++) {
        struct sim_profile profile = sim_profile_default();
        struct sim_world_config config = { .seed = seed, .strategy = SIM_PCT,
            .step_ns = 1, .depth = 3, .steps = 40 };
        struct sim_world *world = sim_world_init(calloc(1, sim_world_size(1)),
                                                 1, &profile, &config);
        unsigned previous = 0, changes = 0, late = 0;
        for (unsigned turn = 1; turn <= 3; turn++)
            sim_world_offer(world, 0, turn);
        for (unsigned i = 0; i < 100; i++) {
            cr_assert(sim_world_next(world, 1000, &happening));
            unsigned turn = happening.effect->request;
            changes += i > 0 && turn != previous;
            late += i > 41 && turn != previous;
            previous = turn;
            sim_world_offer(world, 0, turn);
        }
        cr_assert_leq(changes, 2);
        cr_assert_eq(late, 0);
        twice += changes == 2;
        free(world);
    }
    cr_assert_geq(twice, 80); /* Two falls at one step are one. */
}

static struct sim_candidate seen[8];
static unsigned seen_count;

static unsigned look(void *context, const struct sim_world *world,
                     unsigned count)
{
    cr_assert_eq(count, 3);
    for (seen_count = 0; seen_count < count; seen_count++)
        seen[seen_count] = sim_world_candidate(world, seen_count);
    return *(unsigned *)context;
}

Test(sim_world, a_chooser_sees_requests_and_turns_in_the_order_they_became_ready)
{
    for (unsigned choice = 0; choice < 3; choice++) {
        struct sim_profile profile = sim_profile_default();
        struct sim_world_config config = { .strategy = SIM_CHOSEN,
            .step_ns = 1, .choose = look, .choose_context = &choice };
        struct sim_world *world = sim_world_init(calloc(1, sim_world_size(2)),
                                                 2, &profile, &config);
        open_for(world, 1, ANNA);
        while (sim_world_next(world, 10, &happening))
            ;
        sim_world_offer(world, 1, 77);
        struct sim_input lock = bench_lock_input(ANNA, 0);
        lock.request = 5;
        sim_world_submit(world, 1, &lock);
        sim_world_offer(world, 0, 78);
        uint64_t before = sim_world_steps(world);
        bool happened = sim_world_next(world, 11, &happening);
        cr_assert_eq(seen_count, 3);
        cr_assert(seen[0].turn && seen[0].request == 77 && seen[0].drive == 1);
        cr_assert(!seen[1].turn && seen[1].request == 5 && seen[1].drive == 1);
        cr_assert(seen[2].turn && seen[2].request == 78 && seen[2].drive == 0);
        cr_assert_eq(sim_world_steps(world), before + 1);
        cr_assert_eq(happened, choice != 1);
        if (happened) {
            cr_assert_eq(happening.effect->kind, SIM_READY);
            cr_assert_eq(happening.effect->request, choice == 0 ? 77 : 78);
            cr_assert_eq(happening.drive, choice == 0 ? 1 : 0);
        }
        free(world);
    }
}

Test(sim_world, nobody_is_asked_while_choosing_is_off)
{
    unsigned choice = 2;
    struct sim_profile profile = sim_profile_default();
    struct sim_world_config config = { .strategy = SIM_CHOSEN,
        .step_ns = 1, .choose = look, .choose_context = &choice };
    struct sim_world *world = sim_world_init(calloc(1, sim_world_size(1)), 1,
                                             &profile, &config);
    sim_world_choose(world, false);
    for (unsigned turn = 1; turn <= 3; turn++)
        sim_world_offer(world, 0, turn);
    for (unsigned turn = 1; turn <= 3; turn++) {
        cr_assert(sim_world_next(world, 10, &happening));
        cr_assert_eq(happening.effect->request, turn);
    }
    cr_assert_eq(seen_count, 0);
    free(world);
}

/* --- Saving, and being asked --- */

static uint64_t lcg;
static unsigned next_random(unsigned below)
{
    lcg = lcg * 6364136223846793005u + 1442695040888963407u;
    return (unsigned)(lcg >> 33) % below;
}

static uint32_t next_request;

/* Anything that two programs may do; what they were told, in one number. */
static void do_something(struct sim_world *world)
{
    static const uint32_t codes[] = {
        TJ_IOCTL_STORAGE_EJECT_MEDIA, TJ_IOCTL_STORAGE_LOAD_MEDIA,
        TJ_IOCTL_STORAGE_CHECK_VERIFY2, TJ_IOCTL_CDROM_READ_TOC };
    tj_handle        handle = 1 + next_random(6);
    struct sim_input input = { .handle = handle };

    switch (next_random(6)) {
    case 0:
        input.kind = SIM_OPEN;
        input.access = TJ_ACCESS_READ_WRITE;
        break;
    case 1:
        input.kind = SIM_CLOSE;
        break;
    case 2:
        input = bench_lock_input(handle, 0);
        break;
    case 3:
        input = bench_unlock_input(handle, 0);
        break;
    case 4:
        input.kind = SIM_REGISTER;
        input.registration = handle;
        break;
    default:
        input.kind = SIM_IOCTL;
        input.code = codes[next_random(4)];
        input.output_size = 1024;
    }
    input.request = ++next_request;
    sim_world_submit(world, next_random(2), &input);
}

static uint64_t live(struct sim_world *world, unsigned actions)
{
    uint64_t sum = 14695981039346656037u;

    for (unsigned i = 0; i < actions; i++) {
        do_something(world);
        uint64_t until = sim_world_now(world) + next_random(3 * MS) / 100;
        while (sim_world_next(world, until, &happening)) {
            sum = (sum ^ happening.t_ns) * 1099511628211u;
            sum = (sum ^ happening.effect->kind) * 1099511628211u;
            if (happening.effect->kind == SIM_REPLY)
                sum = (sum ^ happening.effect->status) * 1099511628211u;
        }
    }
    return sum;
}

Test(sim_world, a_saved_world_goes_on_in_the_same_way)
{
    for (uint64_t seed = 1; seed <= 200; seed++) {
        struct sim_world *world = world_of(2, SIM_RANDOM, seed, 617);
        void             *saved = malloc(sim_world_save_max(2));
        lcg = seed;
        next_request = 100;
        (void)live(world, next_random(30));
        size_t size = sim_world_save(world, saved);
        cr_assert_leq(size, sim_world_save_max(2));
        cr_assert_leq(size, 40000);
        uint64_t before = lcg, first = live(world, 40);
        uint32_t request = next_request;
        for (unsigned again = 0; again < 3; again++) {
            cr_assert_eq(sim_world_restore(world, saved), size);
            lcg = before;
            next_request = 100 + (request - 100 - 40);
            cr_assert_eq(live(world, 40), first, "seed %u", (unsigned)seed);
        }
        sim_drive_audit(sim_world_drive(world, 0));
        free(saved);
        free(world);
    }
}

Test(sim_world, a_host_that_is_asked_says_later_who_goes_on)
{
    for (uint64_t seed = 1; seed <= 20; seed++) {
        struct sim_world_config config = { .seed = seed, .step_ns = 3,
            .strategy = SIM_RANDOM, .note = keep };
        picks_count = given = 0;
        uint64_t order = order_of(&config);

        config.strategy = SIM_CHOSEN;
        config.note = NULL;
        struct sim_world *world = four_locks(&config);
        uint64_t          sum = ORDER_BEGINS;
        for (;;) {
            if (sim_world_next(world, MS, &happening)) {
                sum = order_with(sum, happening.effect);
                continue;
            }
            if (sim_world_undecided(world) == 0)
                break;
            cr_assert_eq(sim_world_undecided(world), offers[given]);
            sim_world_decide(world, picks[given++]);
        }
        cr_assert_eq(given, picks_count);
        cr_assert_eq(sum, order);
        free(world);
    }
}

#include "stress/explore.h"
#include "tests/stress/stress_support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

enum { HISTORIES_MAX = 400000, ARENA_BYTES = 256 << 20 };

static struct support         support;
static struct explore_machine *machine;
static struct explore_counts  counts;
static struct arena           arena;
static void                  *memory;

static void set_up(void)
{
    support_open(&support);
    memory = malloc(ARENA_BYTES);
    arena_init(&arena, memory, ARENA_BYTES);
}
static void tear_down(void)
{
    support_close(&support);
    free(memory);
}
TestSuite(explore, .init = set_up, .fini = tear_down, .timeout = 120);

struct seen {
    uint64_t histories[HISTORIES_MAX];
    size_t   count;
    uint64_t schedules; /* A digest of all schedules, in their order. */
};
static struct seen seen, other;

static bool note(void *context, const struct tj_choices *schedule,
                 const struct explore_result *result, bool fresh)
{
    struct seen *all = context;

    for (size_t i = 0; i < schedule->count; i++)
        all->schedules = (all->schedules ^ (schedule->at[i].picked + 1u)) *
                         1099511628211u;
    all->schedules = (all->schedules ^ result->history) * 1099511628211u;
    if (fresh && all->count < HISTORIES_MAX)
        all->histories[all->count++] = result->history;
    return true;
}

static int by_value(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;

    return x < y ? -1 : x > y;
}

#define GLOBAL "[global]\nseed = 1\nrunner = virtual\nduration = 60s\n"
#define HEAD GLOBAL "drive = sim:disc=present\n"

static void open_text(const char *text)
{
    arena_init(&arena, memory, ARENA_BYTES);
    cr_assert_eq(support_load(&support, text, NULL), TJ_OK, "%s",
                 support.error.text);
    cr_assert_eq(explore_machine_open(support.workload, &arena, &machine,
                                      &support.error), TJ_OK, "%s",
                 support.error.text);
}

static void go(const char *text, struct explore_config config,
               struct seen *into)
{
    open_text(text);
    into->count = 0;
    into->schedules = 14695981039346656037u;
    config.steps_max = 100000;
    config.ended = note;
    config.context = into;
    cr_assert_eq(explore(machine, &config, &arena, &counts, &support.error),
                 TJ_OK, "%s", support.error.text);
    cr_assert_eq(counts.histories, into->count);
    qsort(into->histories, into->count, sizeof into->histories[0], by_value);
}

static const struct explore_config all = { .kind = EXPLORE_EXHAUSTIVE,
                                           .bound = EXPLORE_NO_BOUND };
static const struct explore_config merged = { .kind = EXPLORE_EXHAUSTIVE,
    .bound = EXPLORE_NO_BOUND, .merge = true };

/* (steps * clients)! / (steps!)^clients, by binomials. */
static uint64_t interleavings(unsigned clients, unsigned steps)
{
    uint64_t ways = 1;

    for (unsigned client = 2; client <= clients; client++)
        for (unsigned i = 1; i <= steps; i++)
            ways = ways * ((client - 1) * steps + i) / i;
    return ways;
}

#define ONLY_OPENS "[persona a]\nscript = open interface r | retire\n"

/* Opening is one step, its client's turn, which is answered at once; closing is
 * three: turn, cleanup, answer. Nobody waits for anybody. */
Test(explore, clients_that_do_not_meet_have_as_many_schedules_as_shuffles)
{
    static const struct { const char *text; unsigned clients; } rows[] = {
        { HEAD "clients = 1\n" ONLY_OPENS, 1 },
        { HEAD "clients = 2\n" ONLY_OPENS, 2 },
        { HEAD "clients = 3\n" ONLY_OPENS, 3 },
    };

    cr_assert_eq(interleavings(2, 4), 70);
    cr_assert_eq(interleavings(3, 4), 34650);
    for (size_t i = 0; i < 3; i++) {
        go(rows[i].text, all, &seen);
        cr_expect_eq(counts.schedules, interleavings(rows[i].clients, 4));
        /* The order of two steps at the end of each: nobody sees. */
        cr_expect_eq(counts.histories, interleavings(rows[i].clients, 3));
        cr_expect(counts.exhausted);
        cr_expect_eq(counts.cut + counts.beyond + counts.left_out, 0);
    }
}

#define ANOTHER "[persona b]\nscript = open interface r | retire\n"

#define APART HEAD "clients = 2\ndrives = 2\n[persona a]\n" \
              "script = open interface rw | query | retire\n" ANOTHER

/* A history says nothing of which drive was quicker. */
Test(explore, clients_at_drives_of_their_own_have_one_history)
{
    go(APART, all, &seen);
    cr_expect_eq(counts.histories, 1);
    cr_expect_gt(counts.schedules, 100);
    go(APART, merged, &other);
    cr_expect_eq(counts.histories, 1);
    cr_expect_lt(counts.schedules, 50);
}

static const char *const programs[] = {
    HEAD "clients = 2\n[persona a]\nscript = open interface rw | query | "
         "retire\n" ANOTHER,
    HEAD "clients = 2\n[persona a]\nscript = open interface 0 | verify2 | "
         "retire\n" ANOTHER,
    APART,
    HEAD "clients = 2\n[persona a]\nscript = open interface rw | think 700ns | "
         "prevent | retire\n" ANOTHER,
};
enum { PROGRAMS = sizeof programs / sizeof *programs };

Test(explore, leaving_out_known_states_leaves_out_no_history)
{
    for (size_t i = 0; i < PROGRAMS; i++) {
        go(programs[i], all, &seen);
        cr_assert(counts.exhausted, "%zu", i);
        uint64_t schedules = counts.schedules;
        go(programs[i], merged, &other);
        cr_assert(counts.exhausted, "%zu", i);
        cr_expect_gt(counts.merged, 0, "%zu", i);
        cr_expect_lt(counts.schedules, schedules, "%zu", i);
        cr_assert_eq(seen.count, other.count, "%zu: %zu and %zu", i, seen.count,
                     other.count);
        cr_expect_arr_eq(seen.histories, other.histories,
                         seen.count * sizeof seen.histories[0]);
    }
}

/* Where all schedules are too many: those of a bound. */
Test(explore, leaving_out_known_states_leaves_out_no_history_of_a_bound)
{
    static const char text[] = GLOBAL
        "drive = sim\nclients = 2\n[persona a]\nscript = open interface rw | "
        "lock | unlock | close | retire\n[persona b]\nscript = open interface "
        "rw | query | close | retire\n";
    struct explore_config config = { .kind = EXPLORE_EXHAUSTIVE };

    for (config.bound = 0; config.bound <= 1; config.bound++) {
        config.merge = false;
        go(text, config, &seen);
        uint64_t schedules = counts.schedules;
        config.merge = true;
        go(text, config, &other);
        cr_expect_leq(counts.schedules, schedules);
        cr_assert_eq(seen.count, other.count);
        cr_expect_arr_eq(seen.histories, other.histories,
                         seen.count * sizeof seen.histories[0]);
    }
    cr_expect_gt(counts.merged, 0);
    cr_expect_gt(seen.count, 100);
}

static bool is_part(const struct seen *part, const struct seen *whole)
{
    for (size_t i = 0; i < part->count; i++)
        if (bsearch(&part->histories[i], whole->histories, whole->count,
                    sizeof whole->histories[0], by_value) == NULL)
            return false;
    return true;
}

Test(explore, what_is_drawn_is_part_of_what_there_is)
{
    for (size_t i = 0; i < PROGRAMS; i++) {
        go(programs[i], merged, &seen);
        go(programs[i], (struct explore_config){ .kind = EXPLORE_RANDOM,
           .seed = 7, .schedules = 1000 }, &other);
        cr_expect(is_part(&other, &seen), "%zu random", i);
        cr_expect_gt(other.count, 0);
        go(programs[i], (struct explore_config){ .kind = EXPLORE_PCT,
           .depth = 3, .seed = 7, .schedules = 500 }, &other);
        cr_expect(is_part(&other, &seen), "%zu pct", i);
        cr_expect_gt(other.count, 0);
    }
}

/* Of the smallest program random finds everything. */
Test(explore, enough_draws_find_every_history)
{
    go(HEAD "clients = 2\n" ONLY_OPENS, all, &seen);
    go(HEAD "clients = 2\n" ONLY_OPENS,
       (struct explore_config){ .kind = EXPLORE_RANDOM, .seed = 3,
                                .schedules = 2000 }, &other);
    cr_assert_eq(other.count, seen.count);
    cr_expect_arr_eq(seen.histories, other.histories,
                     seen.count * sizeof seen.histories[0]);
}

Test(explore, the_same_seed_draws_the_same_schedules)
{
    for (unsigned kind = EXPLORE_PCT; kind <= EXPLORE_RANDOM; kind++) {
        struct explore_config config = { .kind = (enum explore_kind)kind,
            .depth = 3, .seed = 5, .schedules = 200 };
        go(programs[1], config, &seen);
        go(programs[1], config, &other);
        cr_expect_eq(seen.schedules, other.schedules);
        config.seed = 6;
        go(programs[1], config, &other);
        cr_expect_neq(seen.schedules, other.schedules);
    }
}

Test(explore, a_bound_leaves_out_schedules_and_says_so)
{
    struct explore_config config = merged;
    uint64_t              before = 0;

    go(programs[0], merged, &seen);
    for (config.bound = 0; config.bound <= 2; config.bound++) {
        go(programs[0], config, &other);
        cr_expect(is_part(&other, &seen), "%u", config.bound);
        cr_expect_gt(counts.left_out, 0);
        cr_expect_not(counts.exhausted);
        cr_expect_gt(other.count, before);
        before = other.count;
    }
    config.bound = 100; /* More than there can be. */
    go(programs[0], config, &other);
    cr_expect(counts.exhausted);
    cr_expect_eq(other.count, seen.count);
}

Test(explore, a_schedule_that_does_not_end_is_cut_and_counted)
{
    struct explore_config config = { .kind = EXPLORE_RANDOM, .schedules = 3,
                                     .steps_max = 500, .ended = note,
                                     .context = &seen };

    open_text(HEAD "clients = 2\n[persona a]\nscript = open interface rw | "
                   "lock | unlock | close\n");
    seen.count = 0;
    cr_assert_eq(explore(machine, &config, &arena, &counts, &support.error),
                 TJ_OK);
    cr_expect_eq(counts.cut, 3);
    cr_expect_eq(seen.count, 0); /* None of them was a whole history. */
}

struct refusal { const char *text, *why; };

Test(explore, what_cannot_be_gone_through_is_refused_with_the_reason)
{
    static const struct refusal rows[] = {
        { HEAD "clients = 2\nwarmup = 1s\n" ONLY_OPENS, "there is a warm-up" },
        { HEAD "rate = 5/s\nclients = 2\n" ONLY_OPENS, "there is an open loop" },
        { HEAD "[persona a]\nscript = open interface r | listen | retire\n",
          "a client listens" },
        { HEAD ONLY_OPENS "[fault f]\ninject = delay(5ms) op=open\n",
          "faults are planned" },
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        cr_assert_eq(support_load(&support, rows[i].text, NULL), TJ_OK, "%s",
                     support.error.text);
        cr_assert_eq(explore_machine_open(support.workload, &arena, &machine,
                                          &support.error), TJ_UNAVAILABLE);
        cr_expect_not_null(strstr(support.error.text, rows[i].why), "%s",
                           support.error.text);
    }
}

/* SPDX-License-Identifier: MIT */
/* Short schedules gone through: two clients with four operations each. */
#include "cli/bench/bench_record.h"

#include "stress/explore.h"

#include "core/base/clock.h"

#define SCRIPT "open interface r | verify2 | verify2 | close | retire"

static const char scenario[] =
    "[global]\nseed = 1\nrunner = virtual\nduration = 60s\ndrive = sim\n"
    "clients = 2\n[persona a]\nscript = " SCRIPT "\n[persona b]\nscript = "
    SCRIPT "\n";

static bool ended(void *context, const struct tj_choices *schedule,
                  const struct explore_result *result, bool fresh)
{
    (void)context;
    (void)schedule;
    (void)result;
    (void)fresh;
    return true;
}

static double per_second(uint64_t start_ns, uint64_t end_ns, uint64_t count)
{
    return (double)count * 1e9 / (double)(end_ns - start_ns);
}

/* The same schedules from their beginning, if only steps cost anything: those
 * of the one in which the first goes on. */
static double steps_alone(struct explore_machine *machine, uint64_t schedules)
{
    const struct tj_strategy first = { .kind = TJ_STRATEGY_FIRST };
    uint64_t                 begin_ns = tj_clock_ns();

    for (uint64_t i = 0; i < schedules; i++) {
        explore_machine_restart(machine);
        tj_branching_strategy(explore_machine_world(machine), &first, 1, NULL,
                              NULL);
        (void)explore_machine_go(machine, UINT64_MAX);
    }
    return per_second(begin_ns, tj_clock_ns(), schedules);
}

enum tj_status bench_explore(struct bench *bench, double *value, double *limit,
                             struct tj_error *error)
{
    const struct tj_ini_source source = { .file = "bench.ini", .text = scenario,
                                          .size = sizeof scenario - 1 };
    struct tj_workload     *workload = ARENA_NEW(&bench->arena, struct tj_workload,
                                                 1);
    struct explore_config   config = { .kind = EXPLORE_EXHAUSTIVE,
        .bound = EXPLORE_NO_BOUND, .steps_max = 100000, .ended = ended,
        .schedules = bench_scaled(bench, 500000) };
    struct explore_machine *machine;
    struct explore_counts   counts;

    if (workload == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status = tj_workload_load_text(&source, NULL, 0, &bench->arena,
                                                  workload, error);
    if (status == TJ_OK)
        status = explore_machine_open(workload, &bench->arena, &machine, error);
    uint64_t begin_ns = tj_clock_ns();
    if (status == TJ_OK)
        status = explore(machine, &config, &bench->arena, &counts, error);
    if (status != TJ_OK)
        return status;
    *value = per_second(begin_ns, tj_clock_ns(), counts.schedules);
    *limit = steps_alone(machine, config.schedules / 4);
    return TJ_OK;
}

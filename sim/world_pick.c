/* Who goes on: the strategies of the world. */
#include "sim/world_parts.h"

#include "core/base/assert.h"

uint64_t world_draw(uint64_t seed, enum tj_stream stream, uint64_t *count,
                    struct tj_draws *draws)
{
    if (*count % 4 == 0)
        *draws = tj_draw(seed, stream, 0, *count / 4 + 1);
    return draws->slot[(*count)++ % 4];
}

static unsigned draw(struct sim_world *world)
{
    return (unsigned)tj_below(
        world_draw(world->schedule_seed, TJ_STREAM_SCHEDULE,
                   &world->draws_count, &world->draws), world->ready_count);
}

/* --- PCT --- */

/* Ascending; a step drawn twice is two falls at once, which is one. */
void world_draw_falls(struct sim_world *world)
{
    const struct sim_world_config *config = &world->config;

    world->falls_from = world->steps;
    world->falls_count = world->fallen_count = 0;
    TJ_ASSERT(config->depth >= 1 && config->depth <= SIM_WORLD_DEPTH_MAX);
    TJ_ASSERT(config->steps > 0);
    for (unsigned i = 0; i + 1 < config->depth; i++) {
        uint64_t step = tj_below(
            world_draw(world->schedule_seed, TJ_STREAM_SCHEDULE, &world->draws_count,
                       &world->draws), config->steps);
        unsigned at = world->falls_count++;
        for (; at > 0 && world->falls[at - 1] > step; at--)
            world->falls[at] = world->falls[at - 1];
        world->falls[at] = step;
    }
}

/* Those who fell lie below all others, the last one lowest. */
static uint64_t priority(const struct sim_world *world,
                         const struct ready *ready)
{
    uint32_t drive = ready->drive & ~(uint32_t)TURN;

    for (unsigned i = world->fallen_count; i > 0; i--)
        if (world->fallen[i - 1].request == ready->request &&
            world->fallen[i - 1].drive == drive)
            return world->fallen_count - i;
    return tj_draw(world->schedule_seed, TJ_STREAM_SCHEDULE, drive + 1,
                   ready->request).slot[0] | UINT64_C(1) << 63;
}

static unsigned highest(const struct sim_world *world)
{
    unsigned best = 0;
    uint64_t best_priority = priority(world, world_ready(world, 0));

    for (unsigned i = 1; i < world->ready_count; i++) {
        uint64_t other = priority(world, world_ready(world, i));
        if (other > best_priority) {
            best = i;
            best_priority = other;
        }
    }
    return best;
}

static unsigned pick_by_priority(struct sim_world *world)
{
    unsigned index = highest(world);

    if (world->fallen_count == world->falls_count ||
        world->steps - world->falls_from <
            world->falls[world->fallen_count])
        return index;
    const struct ready *falls = world_ready(world, index);
    world->fallen[world->fallen_count++] =
        (struct fallen){ falls->request, falls->drive & ~(uint32_t)TURN };
    return highest(world);
}

/* --- Any strategy --- */

/* The decision that the host was asked for, or WORLD_ASKS. */
static unsigned decided(struct sim_world *world)
{
    unsigned decision = world->decision;

    if (decision == 0) {
        world->undecided = world->ready_count;
        return WORLD_ASKS;
    }
    world->decision = 0;
    return decision - 1;
}

unsigned world_pick(struct sim_world *world)
{
    const struct sim_world_config *config = &world->config;
    unsigned                       index = 0;

    if (config->strategy == SIM_PCT)
        index = pick_by_priority(world);
    if (world->ready_count == 1)
        return index;
    if (config->strategy == SIM_RANDOM)
        index = draw(world);
    else if (config->strategy == SIM_CHOSEN && config->choose == NULL)
        index = decided(world);
    else if (config->strategy == SIM_CHOSEN)
        index = config->choose(config->choose_context, world,
                               world->ready_count);
    if (index == WORLD_ASKS)
        return index;
    TJ_ASSERT(index < world->ready_count);
    if (config->note != NULL)
        config->note(config->note_context, index, world->ready_count);
    return index;
}

void sim_world_strategy(struct sim_world *world,
                        const struct sim_world_config *config)
{
    world->config.strategy = config->strategy;
    world->config.depth = config->depth;
    world->config.steps = config->steps;
    world->config.choose = config->choose;
    world->config.choose_context = config->choose_context;
    world->config.note = config->note;
    world->config.note_context = config->note_context;
    world->schedule_seed = config->seed;
    world->draws_count = 0;
    if (config->strategy == SIM_PCT)
        world_draw_falls(world);
    sim_world_choose(world, !world->held);
}

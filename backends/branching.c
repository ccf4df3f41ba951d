#include "backends/branching.h"

#include "backends/drive_sim_bridge.h"
#include "backends/virtual.h"
#include "core/base/assert.h"
#include "sim/describe.h"
#include "sim/world.h"

#include <string.h>

/* As in virtual_internal.h: an asker has one request, its first. */
enum { NAMES_PER_ASKER = 32 };

struct tj_branching {
    unsigned         drives_count;
    struct tj_reply  reply;
    struct tj_event  event;
    struct sim_world *world; /* Behind this struct. */
};

static uint32_t name_of(uint32_t asker)
{
    return asker * NAMES_PER_ASKER + 1;
}

static uint32_t asker_of(uint32_t name)
{
    return (name - 1) / NAMES_PER_ASKER;
}

static size_t world_offset(void)
{
    return (sizeof(struct tj_branching) + 63) / 64 * 64;
}

size_t tj_branching_size(unsigned drives)
{
    return world_offset() + sim_world_size(drives);
}

enum tj_status tj_branching_open(void *memory,
                                 const struct tj_branching_config *config,
                                 struct tj_branching **world,
                                 struct tj_error *error)
{
    const struct sim_world_config settings = { .seed = config->seed,
        .strategy = SIM_CHOSEN, .step_ns = TJ_VIRTUAL_STEP_NS };
    struct tj_branching *made = memory;
    struct sim_profile   profile;

    enum tj_status status = bridge_profile(config->detail, &profile, error);
    if (status != TJ_OK)
        return status;
    made->drives_count = config->drives;
    made->world = sim_world_init((unsigned char *)memory + world_offset(),
                                 config->drives, &profile, &settings);
    sim_world_choose(made->world, false);
    *world = made;
    return TJ_OK;
}

void tj_branching_strategy(struct tj_branching *world,
                           const struct tj_strategy *strategy, uint64_t seed,
                           tj_branching_note *note, void *context)
{
    struct sim_world_config config = { .strategy = SIM_CHOSEN };

    if (strategy != NULL) {
        config.strategy = (enum sim_strategy)bridge_strategy(strategy->kind);
        config.depth = strategy->depth;
        config.steps = strategy->steps;
        config.note = note;
        config.note_context = context;
    }
    config.seed = seed;
    sim_world_strategy(world->world, &config);
}

void tj_branching_choose(struct tj_branching *world, bool on)
{
    sim_world_choose(world->world, on);
}

uint64_t tj_branching_now(const struct tj_branching *world)
{
    return sim_world_now(world->world);
}

uint64_t tj_branching_steps(const struct tj_branching *world)
{
    return sim_world_steps(world->world);
}

void tj_branching_submit(struct tj_branching *world, uint32_t asker,
                         uint16_t process, const struct tj_op *op)
{
    struct sim_input input;

    bridge_input(op, &input);
    input.thread = op->client;
    input.process = bridge_process(op, process);
    input.request = name_of(asker);
    sim_world_submit(world->world, op->drive, &input);
}

void tj_branching_listen(struct tj_branching *world, uint32_t asker,
                         uint8_t drive, tj_handle handle)
{
    struct sim_input input = { .kind = SIM_REGISTER, .handle = handle,
                               .registration = asker + 1 };

    sim_world_submit(world->world, drive, &input);
}

void tj_branching_offer(struct tj_branching *world, uint32_t asker,
                        uint8_t drive)
{
    sim_world_offer(world->world, drive, name_of(asker));
}

/* False: of no interest. */
static bool tell(struct tj_branching *world,
                 const struct sim_happening *happening, struct tj_news *news)
{
    const struct sim_effect *effect = happening->effect;

    news->drive = happening->drive;
    switch ((int)effect->kind) {
    case SIM_REPLY:
        bridge_reply(effect, happening->output, happening->t_ns,
                     &world->reply);
        news->kind = TJ_NEWS_ANSWER;
        news->asker = asker_of(effect->request);
        news->reply = &world->reply;
        return true;
    case SIM_READY:
        news->kind = TJ_NEWS_TURN;
        news->asker = asker_of(effect->request);
        return true;
    case SIM_EVENT:
        news->kind = TJ_NEWS_EMITTED;
        news->event = &effect->event;
        return true;
    case SIM_DELIVERY:
        world->event = effect->event;
        world->event.drive = happening->drive;
        world->event.delivered_ns = happening->t_ns;
        news->kind = TJ_NEWS_DELIVERED;
        news->asker = effect->registration - 1;
        news->event = &world->event;
        return true;
    default:
        return false;
    }
}

bool tj_branching_next(struct tj_branching *world, uint64_t until_ns,
                       struct tj_news *news)
{
    struct sim_happening happening;

    while (sim_world_next(world->world, until_ns, &happening))
        if (tell(world, &happening, news))
            return true;
    return false;
}

unsigned tj_branching_undecided(const struct tj_branching *world)
{
    return sim_world_undecided(world->world);
}

void tj_branching_decide(struct tj_branching *world, unsigned index)
{
    sim_world_decide(world->world, index);
}

static uint64_t number_of(struct sim_candidate candidate)
{
    return (uint64_t)candidate.drive << 32 | candidate.request;
}

uint64_t tj_branching_candidate(const struct tj_branching *world,
                                unsigned index)
{
    return number_of(sim_world_candidate(world->world, index));
}

uint64_t tj_branching_last(const struct tj_branching *world)
{
    return number_of(sim_world_last(world->world));
}

void tj_branching_describe(struct tj_branching *world, uint8_t drive,
                           struct tj_sim_view *view)
{
    sim_describe(sim_world_drive(world->world, drive), view);
}

size_t tj_branching_save_max(unsigned drives)
{
    return sim_world_save_max(drives);
}

size_t tj_branching_save(const struct tj_branching *world, void *memory)
{
    return sim_world_save(world->world, memory);
}

void tj_branching_restore(struct tj_branching *world, const void *memory)
{
    (void)sim_world_restore(world->world, memory);
}

uint64_t tj_branching_digest(const struct tj_branching *world)
{
    return sim_world_digest(world->world);
}

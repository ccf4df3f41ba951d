/* Virtual time: who continues, and when the clock jumps. */
#include "sim/world_parts.h"

#include "core/base/apart.h"
#include "core/base/assert.h"

#include <stddef.h>
#include <string.h>

static unsigned ring_size(unsigned drives_count)
{
    unsigned size = READY_MAX;

    while (size < drives_count * READY_MAX + SIM_WORLD_TURNS_MAX)
        size *= 2;
    return size;
}

size_t sim_world_size(unsigned drives_count)
{
    TJ_ASSERT(drives_count >= 1);
    TJ_ASSERT(drives_count <= SIM_WORLD_DRIVES_MAX);
    return sizeof(struct sim_world) +
           drives_count * sizeof(struct sim_drive) +
           ring_size(drives_count) * sizeof(struct ready);
}

static TJ_APART void remember_wake(struct sim_world *world, unsigned drive,
                                   const struct sim_effect *effect)
{
    world->wake_ns[drive] = effect->at_ns;
    world->settled[drive] = effect->settled;
    world->earliest_ns = UINT64_MAX;
    for (unsigned i = 0; i < world->drives_count; i++)
        if (world->wake_ns[i] < world->earliest_ns)
            world->earliest_ns = world->wake_ns[i];
}

static void remember_ready(struct sim_world *world, unsigned drive,
                           const struct sim_effect *effect)
{
    unsigned tail = world->ready_head + world->ready_count++;

    TJ_ASSERT(world->ready_count <= world->ready_mask);
    world->ready[tail & world->ready_mask].request = effect->request;
    world->ready[tail & world->ready_mask].drive = drive;
}

/* Makes room for another step's effects; none of them has output, because an
 * input's own step never has any. */
static TJ_APART void spill(struct sim_world *world)
{
    for (; world->news > 0; world->next++) {
        const struct sim_effect *effect = world->next;
        if (effect->kind == SIM_READY || effect->kind == SIM_WAKE)
            continue;
        world->news--;
        TJ_ASSERT(world->out_count < SIM_WORLD_OUT_MAX);
        TJ_ASSERT(effect->kind != SIM_REPLY || effect->output_size == 0);
        unsigned tail =
            (world->out_head + world->out_count++) % SIM_WORLD_OUT_MAX;
        world->out[tail] = (struct out){ *effect, world->stepped };
    }
}

static TJ_APART void note_all(struct sim_world *world, unsigned drive)
{
    const struct sim_effect *effect = world->effects.items;
    const struct sim_effect *wake = NULL; /* The last one counts. */

    world->next = world->effects.items;
    world->news = 0;
    for (size_t left = world->effects.count; left > 0; left--, effect++) {
        if (effect->kind == SIM_READY)
            remember_ready(world, drive, effect);
        else if (effect->kind == SIM_WAKE)
            wake = effect;
        else
            world->news++;
    }
    if (wake != NULL)
        remember_wake(world, drive, wake);
}

/* What the last of so many steps has brought: mostly that one can go on. */
static void note(struct sim_world *world, unsigned drive, uint64_t steps)
{
    world->steps += steps;
    world->stepped = drive;
    if (world->effects.count == 1 && world->effects.items[0].kind == SIM_READY)
        remember_ready(world, drive, world->effects.items);
    else
        note_all(world, drive);
}

static void step(struct sim_world *world, unsigned drive,
                 struct sim_input *input)
{
    input->now_ns = world->now_ns;
    world->effects.count = 0;
    sim_drive_step(&world->drives[drive], input, &world->effects);
    note(world, drive, 1);
}

/* Timers of lower-numbered drives first. */
static TJ_APART void step_due_timer(struct sim_world *world)
{
    unsigned drive = 0;

    while (world->wake_ns[drive] > world->now_ns)
        drive++;
    TJ_ASSERT(drive < world->drives_count);
    world->input.kind = SIM_TIME;
    world->input.chance =
        world_draw(world->config.seed, TJ_STREAM_TIMING, &world->chances_count,
                  &world->chances);
    step(world, drive, &world->input);
}

static TJ_APART void begin_turn(struct sim_world *world,
                                const struct ready *chosen)
{
    world->turn.kind = SIM_READY;
    world->turn.request = chosen->request;
    world->turn_drive = chosen->drive & ~(uint32_t)TURN;
    world->turned = true;
    world->steps++;
}

/* Those before the one picked move up one place, so that the order stays. */
static TJ_APART void close_up(struct sim_world *world, unsigned index)
{
    for (; index > 0; index--) {
        unsigned at = world->ready_head + index;
        world->ready[at & world->ready_mask] =
            world->ready[(at - 1) & world->ready_mask];
    }
}

/* Steps of the one picked: as many as there are as long as nobody else can
 * continue and the host has nothing to hear, for then there is nothing to
 * choose. But with PCT who goes on alone may fall. False: the host has to say
 * first who it is. */
static bool step_ready(struct sim_world *world, uint64_t until_ns)
{
    unsigned index = world->plain ? 0 : world_pick(world);

    if (index == WORLD_ASKS)
        return false;
    struct ready chosen = *world_ready(world, index);
    uint64_t     before_ns = world->earliest_ns - 1; /* Any timer. */

    world->last = chosen;
    if (index > 0)
        close_up(world, index);
    world->ready_head++;
    world->ready_count--;
    if (chosen.drive >= TURN) {
        begin_turn(world, &chosen);
        return true;
    }
    bool alone = world->ready_count == 0 && world->config.strategy != SIM_PCT;
    struct sim_stretch stretch = {
        .now_ns = world->now_ns,
        .step_ns = world->config.step_ns,
        .last_ns = until_ns < before_ns ? until_ns : before_ns,
        .steps = alone ? UINT64_MAX : 1,
    };
    world->effects.count = 0;
    sim_drive_run(&world->drives[chosen.drive], chosen.request, &stretch,
                  &world->effects);
    world->now_ns = stretch.now_ns;
    note(world, chosen.drive, stretch.steps);
    return true;
}

static bool only_periodic(const struct sim_world *world)
{
    for (unsigned i = 0; i < world->drives_count; i++)
        if (!world->settled[i])
            return false;
    return true;
}

/* Steps of one, or a jump; false when nothing more happens until until_ns, or
 * the host has to say what. */
static bool advance(struct sim_world *world, uint64_t until_ns)
{
    if (world->undecided > 0) { /* Its step has begun. */
        if (world->decision == 0)
            return false;
        world->undecided = 0;
        return step_ready(world, until_ns);
    }
    if (world->earliest_ns <= world->now_ns) {
        step_due_timer(world);
        return true;
    }
    if (world->ready_count > 0) {
        if (until_ns < world->now_ns ||
            world->config.step_ns > until_ns - world->now_ns)
            return false;
        world->now_ns += world->config.step_ns;
        if (world->earliest_ns <= world->now_ns)
            step_due_timer(world); /* The clock crept past it. */
        else
            return step_ready(world, until_ns);
        return true;
    }
    if (world->earliest_ns > until_ns || world->earliest_ns == UINT64_MAX ||
        (until_ns == UINT64_MAX && only_periodic(world)))
        return false;
    world->now_ns = world->earliest_ns;
    step_due_timer(world);
    return true;
}

static bool has_news(const struct sim_world *world)
{
    return world->news > 0 || world->out_count > 0 || world->turned;
}

/* Not copied: an effect is read as soon as it was written, and in wider words
 * that would wait for each of its fields to be stored. */
static void fetch(struct sim_world *world, struct sim_happening *happening)
{
    struct sim_effect *effect = world->next;
    unsigned           drive = world->stepped;

    if (world->out_count > 0) {
        struct out *out = &world->out[world->out_head];
        world->out_head = (world->out_head + 1) % SIM_WORLD_OUT_MAX;
        world->out_count--;
        effect = &out->effect;
        drive = out->drive;
    } else if (world->news > 0) {
        while (effect->kind == SIM_READY || effect->kind == SIM_WAKE)
            effect++;
        world->next = effect + 1;
        world->news--;
    } else {
        world->turned = false;
        effect = &world->turn;
        drive = world->turn_drive;
    }
    if (effect->kind != SIM_REPLY)
        effect->event.drive = (uint8_t)drive;
    happening->t_ns = world->now_ns;
    happening->drive = (uint8_t)drive;
    happening->effect = effect;
    happening->output = world->effects.output;
}

struct sim_world *sim_world_init(void *memory, unsigned drives_count,
                                 const struct sim_profile *profile,
                                 const struct sim_world_config *config)
{
    struct sim_world *world = memory;

    TJ_ASSERT(drives_count >= 1 && drives_count <= SIM_WORLD_DRIVES_MAX);
    memset(world, 0, sizeof *world);
    world->config = *config;
    world->schedule_seed = config->seed;
    world->drives_count = drives_count;
    world->ready = (struct ready *)(void *)&world->drives[drives_count];
    world->ready_mask = ring_size(drives_count) - 1;
    for (unsigned i = 0; i < drives_count; i++) {
        struct sim_profile own = *profile;
        own.seed = config->seed + ((uint64_t)i << 56);
        sim_drive_init(&world->drives[i], &own, 0);
    }
    if (config->strategy == SIM_PCT)
        world_draw_falls(world);
    sim_world_choose(world, true);
    for (unsigned i = 0; i < drives_count; i++)
        step_due_timer(world); /* Each announces its first wake-up. */
    return world;
}

uint64_t sim_world_now(const struct sim_world *world)
{
    return world->now_ns;
}

uint64_t sim_world_steps(const struct sim_world *world)
{
    return world->steps;
}

struct sim_drive *sim_world_drive(struct sim_world *world, unsigned drive)
{
    TJ_ASSERT(drive < world->drives_count);
    return &world->drives[drive];
}

void sim_world_offer(struct sim_world *world, unsigned drive, uint32_t turn)
{
    const struct sim_effect effect = { .kind = SIM_READY, .request = turn };

    TJ_ASSERT(drive < world->drives_count);
    remember_ready(world, TURN + drive, &effect);
}

void sim_world_choose(struct sim_world *world, bool on)
{
    world->held = !on;
    world->plain = !on || (world->config.strategy == SIM_FIRST &&
                           world->config.note == NULL);
}

unsigned sim_world_undecided(const struct sim_world *world)
{
    return world->decision == 0 ? world->undecided : 0;
}

void sim_world_decide(struct sim_world *world, unsigned index)
{
    TJ_ASSERT(index < world->undecided);
    world->decision = index + 1;
}

static struct sim_candidate candidate_of(const struct ready *ready)
{
    return (struct sim_candidate){
        .request = ready->request,
        .drive = (uint8_t)(ready->drive % TURN),
        .turn = ready->drive >= TURN,
    };
}

struct sim_candidate sim_world_candidate(const struct sim_world *world,
                                         unsigned index)
{
    TJ_ASSERT(index < world->ready_count);
    return candidate_of(world_ready(world, index));
}

struct sim_candidate sim_world_last(const struct sim_world *world)
{
    return candidate_of(&world->last);
}

void sim_world_submit(struct sim_world *world, unsigned drive,
                      struct sim_input *input)
{
    TJ_ASSERT(drive < world->drives_count);
    input->chance = 0; /* Only a poll tick looks at it. */
    /* Timers fire before a submission made at the same time. */
    spill(world);
    while (world->earliest_ns <= world->now_ns) {
        step_due_timer(world);
        spill(world);
    }
    step(world, drive, input);
}

bool sim_world_next(struct sim_world *world, uint64_t until_ns,
                    struct sim_happening *happening)
{
    while (!has_news(world)) {
        if (advance(world, until_ns))
            continue;
        if (until_ns != UINT64_MAX && until_ns > world->now_ns &&
            world->undecided == 0)
            world->now_ns = until_ns;
        return false;
    }
    fetch(world, happening);
    return true;
}

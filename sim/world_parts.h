/* Between the files of the world (sim/world.h). Nothing else includes it. */
#ifndef TJ_SIM_WORLD_PARTS_H
#define TJ_SIM_WORLD_PARTS_H

#include "core/base/random.h"
#include "sim/world.h"

#include <limits.h>

/* Room for all who can be ready at once in one drive: requests, the poll,
 * closing file objects, the delivery, work items. A power of two: places of the
 * ring are a mask away. */
enum { READY_MAX = 256 };
_Static_assert(SIM_REQUESTS_MAX + 1 + SIM_FILES_MAX + 1 + SIM_WORK_COUNT <=
                   READY_MAX, "everybody has a place");

struct ready {
    uint32_t request;
    uint32_t drive; /* TURN and the drive: of the host's. */
};
enum { TURN = 0x100 };

/* Whoever fell, in PCT; the later, the deeper. */
struct fallen {
    uint32_t request, drive;
};

struct out {
    struct sim_effect effect;
    uint32_t          drive;
};

/* Up to `out` everything that a saved world is made of, but the drives. */
struct sim_world {
    struct sim_world_config config;
    uint64_t now_ns;
    uint64_t steps;
    uint64_t earliest_ns; /* The least of wake_ns. */
    unsigned drives_count;
    uint64_t wake_ns[SIM_WORLD_DRIVES_MAX];
    bool     settled[SIM_WORLD_DRIVES_MAX];
    bool     held;  /* Choosing is off. */
    bool     plain; /* Off, or strategy FIRST and nobody is told. */
    unsigned undecided; /* The host has to say who of so many goes on; 0: no. */
    unsigned decision;  /* What it said, and one; 0: nothing yet. */

    /* Who can continue, in the order in which they became ready. */
    unsigned      ready_head, ready_count, ready_mask;
    struct ready *ready;
    struct ready  last; /* Who went on last. */

    uint64_t         schedule_seed;
    uint64_t         falls_from; /* PCT: the step it began with. */
    uint64_t         draws_count;
    struct tj_draws  draws;
    uint64_t         chances_count;
    struct tj_draws  chances;
    uint64_t         falls[SIM_WORLD_DEPTH_MAX]; /* Steps, ascending. */
    unsigned         falls_count, fallen_count;
    struct fallen    fallen[SIM_WORLD_DEPTH_MAX];
    unsigned         turn_drive;
    bool             turned; /* `turn` was not fetched. */

    /* What the host has not fetched yet: first the ring, which fills only
     * when several inputs come in a row, then `news` of the last step's
     * effects, from `next` on. All of it happened at now_ns. */
    unsigned         out_head, out_count;
    size_t           news;
    unsigned         stepped; /* Whose effects these are. */
    struct out       out[SIM_WORLD_OUT_MAX];
    struct sim_effect *next;
    struct sim_effect turn;   /* SIM_READY of a host's turn. */
    struct sim_input input;   /* The one for time. */
    struct sim_effects effects;
    struct sim_drive drives[]; /* then the ready ring */
};

static inline const struct ready *world_ready(const struct sim_world *world,
                                              unsigned index)
{
    return &world->ready[(world->ready_head + index) & world->ready_mask];
}

/* --- world_pick.c --- */
uint64_t world_draw(uint64_t seed, enum tj_stream stream, uint64_t *count,
                    struct tj_draws *draws);
/* PCT: at which steps somebody falls. */
void     world_draw_falls(struct sim_world *world);
/* Who goes on, as the strategy has it; tells whoever listens. WORLD_ASKS: the
 * host has to say first, and undecided tells of how many. */
#define WORLD_ASKS UINT_MAX
unsigned world_pick(struct sim_world *world);

#endif

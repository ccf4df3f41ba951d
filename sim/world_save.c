#include "sim/world_parts.h"

#include "core/base/assert.h"
#include "sim/save.h"

#include <stddef.h>
#include <string.h>

enum { HEAD = offsetof(struct sim_world, out) };

size_t sim_world_save_max(unsigned drives_count)
{
    TJ_ASSERT(drives_count <= SIM_WORLD_DRIVES_MAX);
    return HEAD + drives_count * ((size_t)SIM_STATE_SIZE_MAX +
                                  READY_MAX * sizeof(struct ready)) +
           SIM_WORLD_TURNS_MAX * sizeof(struct ready);
}

size_t sim_world_save(const struct sim_world *world, void *memory)
{
    unsigned char *to = memory;

    /* Nothing is left to be fetched. */
    TJ_ASSERT(world->out_count == 0 && !world->turned);
    TJ_ASSERT(world->news == 0);
    memcpy(to, world, HEAD);
    to += HEAD;
    for (unsigned i = 0; i < world->ready_count; i++) {
        memcpy(to, world_ready(world, i), sizeof(struct ready));
        to += sizeof(struct ready);
    }
    for (unsigned i = 0; i < world->drives_count; i++)
        to += sim_drive_save(&world->drives[i], to);
    return (size_t)(to - (unsigned char *)memory);
}

size_t sim_world_restore(struct sim_world *world, const void *memory)
{
    const unsigned char *from = memory;
    struct ready        *ready = world->ready;

    memcpy(world, from, HEAD);
    TJ_ASSERT(world->ready == ready); /* The same world. */
    from += HEAD;
    world->ready_head = 0;
    memcpy(ready, from, world->ready_count * sizeof *ready);
    from += world->ready_count * sizeof *ready;
    for (unsigned i = 0; i < world->drives_count; i++)
        from += sim_drive_restore(&world->drives[i], from);
    return (size_t)(from - (const unsigned char *)memory);
}

uint64_t sim_world_digest(const struct sim_world *world)
{
    const struct {
        uint64_t now_ns, chances_count, undecided;
    } head = { world->now_ns, world->chances_count, world->undecided };
    uint64_t ready = 0;
    uint64_t sum = sim_digest(0, &head, sizeof head);

    for (unsigned i = 0; i < world->ready_count; i++)
        ready += sim_digest(1, world_ready(world, i), sizeof(struct ready));
    sum = sim_digest(sum, &ready, sizeof ready);
    sum = sim_digest(sum, world->settled,
                     world->drives_count * sizeof world->settled[0]);
    for (unsigned i = 0; i < world->drives_count; i++) {
        uint64_t drive = sim_drive_digest(&world->drives[i]);
        sum = sim_digest(sum, &drive, sizeof drive);
    }
    return sum;
}

/* Virtual time: one or more simulated drives, a clock that jumps, and a
 * strategy that picks who continues.
 *
 * How the next thing is chosen: while any request can continue, the strategy
 * picks one of them and it takes one step, which costs step_ns of virtual time
 * (0 in stories). Only when none can does time jump to the earliest wake-up.
 * Ties: at equal times, timers of lower-numbered drives fire first, and timers
 * fire before a submission made at the same time. SIM_FIRST picks the request
 * that became ready first; SIM_RANDOM draws from TJ_STREAM_SCHEDULE. */
#ifndef TJ_SIM_WORLD_H
#define TJ_SIM_WORLD_H

#include "sim/drive.h"

enum sim_strategy { SIM_FIRST, SIM_RANDOM };

enum { SIM_WORLD_OUT_MAX = 1024, SIM_WORLD_DRIVES_MAX = 16 };

struct sim_world_config {
    uint64_t          seed;
    enum sim_strategy strategy;
    uint64_t          step_ns;
};

/* An effect a host sees (never SIM_READY or SIM_WAKE), with its time. It lies
 * where the drive wrote it: good until the world is called again. */
struct sim_happening {
    uint64_t                 t_ns;
    uint8_t                  drive;
    const struct sim_effect *effect; /* event.drive is filled in, too. */
    const uint8_t           *output; /* effect->output_size bytes. */
};

struct sim_world; /* Size: sim_world_size(); memory is the caller's. */
size_t            sim_world_size(unsigned drives_count);
struct sim_world *sim_world_init(void *memory, unsigned drives_count,
                                 const struct sim_profile *profile,
                                 const struct sim_world_config *config);

uint64_t          sim_world_now(const struct sim_world *world);
struct sim_drive *sim_world_drive(struct sim_world *world, unsigned drive);

/* Hands an input in at the current time; its now_ns and chance are filled in.
 * Its effects come from sim_world_next. Between two calls of that, the
 * effects of at most SIM_WORLD_OUT_MAX / 4 inputs are kept. */
void sim_world_submit(struct sim_world *world, unsigned drive,
                      struct sim_input *input);

/* Atomic steps taken so far, all drives together. */
uint64_t sim_world_steps(const struct sim_world *world);

/* The next happening not after until_ns, running the world as far as needed.
 * False: nothing more happens until then; the clock stands at until_ns, or,
 * with until_ns UINT64_MAX, where it was when nothing but periodic timers was
 * left (story `settle`). */
bool sim_world_next(struct sim_world *world, uint64_t until_ns,
                    struct sim_happening *happening);

#endif

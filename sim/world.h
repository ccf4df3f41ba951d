/* Virtual time: one or more simulated drives, a clock that jumps, and a
 * strategy that picks who continues.
 *
 * How the next thing is chosen: while any request can continue, the strategy
 * picks one of them and it takes one step, which costs step_ns of virtual time
 * (0 in stories). Only when none can does time jump to the earliest wake-up.
 * Ties: at equal times, timers of lower-numbered drives fire first, and timers
 * fire before a submission made at the same time.
 *
 * Strategies. A candidate is a request, or something the drive does by itself,
 * or a host that wants a turn of its own (sim_world_offer); they are numbered
 * in the order in which they became ready. SIM_FIRST picks number 0;
 * SIM_RANDOM draws from TJ_STREAM_SCHEDULE. SIM_PCT (Burckhardt et al., "A
 * randomized scheduler with probabilistic guarantees of finding bugs", ASPLOS
 * 2010): each candidate has a priority by its number and drive, the highest
 * goes on; at depth - 1 steps, drawn from the first `steps` ones, whoever would
 * go on falls below all others. SIM_CHOSEN asks the host: by a call, or, without
 * one, by standing still until it has said. */
#ifndef TJ_SIM_WORLD_H
#define TJ_SIM_WORLD_H

#include "sim/drive.h"

enum sim_strategy { SIM_FIRST, SIM_RANDOM, SIM_PCT, SIM_CHOSEN };

enum { SIM_WORLD_OUT_MAX = 1024, SIM_WORLD_DRIVES_MAX = 16,
       SIM_WORLD_DEPTH_MAX = 16, SIM_WORLD_TURNS_MAX = 256 };

struct sim_world;
/* Somebody who can go on. */
struct sim_candidate {
    uint32_t request; /* As in SIM_READY, or the host's word for its turn. */
    uint8_t  drive;
    bool     turn;    /* Of the host's. */
};
/* SIM_CHOSEN: the number of the candidate that goes on, below count; only asked
 * when there are two or more. */
typedef unsigned sim_chooser(void *context, const struct sim_world *world,
                             unsigned count);

struct sim_world_config {
    uint64_t          seed;
    enum sim_strategy strategy;
    uint64_t          step_ns;
    uint32_t          depth; /* PCT: 1 .. SIM_WORLD_DEPTH_MAX */
    uint64_t          steps; /* PCT: estimated, > 0. */
    sim_chooser      *choose; /* CHOSEN; NULL: sim_world_decide. */
    void             *choose_context;
    /* Called with what was picked of two or more; NULL: nobody listens. */
    void            (*note)(void *context, unsigned picked, unsigned count);
    void             *note_context;
};

/* An effect a host sees (never SIM_WAKE; SIM_READY only of a turn it asked
 * for), with its time. It lies where the drive wrote it: good until the world
 * is called again. */
struct sim_happening {
    uint64_t                 t_ns;
    uint8_t                  drive;
    const struct sim_effect *effect; /* event.drive is filled in, too. */
    const uint8_t           *output; /* effect->output_size bytes. */
};

/* A world's memory is the caller's. */
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

/* The host would go on, too: it becomes a candidate beside the requests of that
 * drive, and SIM_READY of `turn` says that it was picked. At most
 * SIM_WORLD_TURNS_MAX at once. turn: as a request's number, the same to PCT. */
void sim_world_offer(struct sim_world *world, unsigned drive, uint32_t turn);

/* Off: as SIM_FIRST, and nobody is asked or told, until it is on again. */
void sim_world_choose(struct sim_world *world, bool on);

/* CHOSEN without a call: sim_world_next was false because somebody has to say
 * who of so many goes on; 0: it was for another reason. */
unsigned sim_world_undecided(const struct sim_world *world);
void     sim_world_decide(struct sim_world *world, unsigned index);

/* From now on that strategy: its depth, steps (from here), choose and note
 * count, and its seed for who goes on; nothing else of the configuration. */
void sim_world_strategy(struct sim_world *world,
                        const struct sim_world_config *config);

/* A world that has nothing to be fetched, as a value: bytes of memory that
 * were written, at most sim_world_save_max(); as for sim_drive_save. */
size_t sim_world_save_max(unsigned drives_count);
size_t sim_world_save(const struct sim_world *world, void *memory);
size_t sim_world_restore(struct sim_world *world, const void *memory);

/* As sim_drive_digest, of the whole world. In which order those who can go on
 * became ready does not count. */
uint64_t sim_world_digest(const struct sim_world *world);

/* Of those who can go on; index < count of the choice. */
struct sim_candidate sim_world_candidate(const struct sim_world *world,
                                         unsigned index);

/* Who went on last; request 0: nobody has yet. */
struct sim_candidate sim_world_last(const struct sim_world *world);

/* Atomic steps taken so far, all drives together. */
uint64_t sim_world_steps(const struct sim_world *world);

/* The next happening not after until_ns, running the world as far as needed.
 * False: nothing more happens until then; the clock stands at until_ns, or,
 * with until_ns UINT64_MAX, where it was when nothing but periodic timers was
 * left (story `settle`). */
bool sim_world_next(struct sim_world *world, uint64_t until_ns,
                    struct sim_happening *happening);

#endif

/* A simulated drive in real time: who can continue, drawn from the seed, and
 * the timers, fired at their own times in order. Pure, like the drive: the host
 * brings the time and takes what the drive wants done.
 *
 * Hosts: threads of one process under a mutex (backends/drive_sim), a server
 * for other processes (sim/host/server). */
#ifndef TJ_SIM_LOOP_H
#define TJ_SIM_LOOP_H

#include "core/base/dice.h"
#include "sim/drive.h"

enum { SIM_LOOP_READY_MAX = 512 }; /* Requests, file objects, the drive's own. */

/* Called for each effect of a step but READY and WAKE, in order. output: bytes
 * of a reply, effect->output_size of them. */
typedef void sim_loop_sink(void *context, const struct sim_effect *effect,
                           const uint8_t *output);

struct sim_loop {
    uint64_t           now_ns;  /* Simulated: the host's clock, or earlier while
                                   timers are caught up with. */
    uint64_t           wake_ns; /* The drive's next timer. */
    uint64_t           steps;
    struct tj_dice     schedule, timing;
    sim_loop_sink     *sink;
    void              *context;
    uint32_t           ready_count;
    uint32_t           ready[SIM_LOOP_READY_MAX];
    struct sim_drive   drive;
    struct sim_input   go_on;   /* SIM_CONTINUE; only its request changes. */
    struct sim_effects effects; /* One for all steps: it is large. */
};

/* lane: which host of the run, for its draws. loop: zeroed. */
void sim_loop_init(struct sim_loop *loop, const struct sim_profile *profile,
                   uint32_t lane, uint64_t now_ns);

/* Hands an input in at loop->now_ns; its now_ns and chance are filled in. */
void sim_loop_submit(struct sim_loop *loop, struct sim_input *input);

/* One step of somebody who can continue. False: nobody can. */
bool sim_loop_go_on(struct sim_loop *loop);

/* Fires the timers that are due, each at its own time, with all that it sets
 * going; then it is now_ns. */
void sim_loop_catch_up(struct sim_loop *loop, uint64_t now_ns);

#endif

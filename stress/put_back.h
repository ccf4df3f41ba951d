/* SPDX-License-Identifier: MIT */
/* The end of a run at one drive: what its dead clients left is undone, then
 * the drive is looked at. Of what a client can take only the simple tray lock
 * outlives its handles (class-driver spec 3.3); the rest goes with CLEANUP.
 *
 * Done through a listener's chain, so that the trace has it. */
#ifndef TJ_STRESS_PUT_BACK_H
#define TJ_STRESS_PUT_BACK_H

#include "stress/runner.h"

/* How one drive is looked at; the view of a real one is not to be had. */
struct put_back {
    struct runner          *runner;
    struct runner_observer *observer;
    /* False: the drive does not say. */
    bool                  (*look)(void *context, struct tj_sim_view *view);
    void                   *context;
    struct tj_sim_view      before;
    bool                    looked;  /* before is what the drive said. */
    uint32_t                patience; /* Looks, 10 ms apart, until others have
                                         let go; 0: one. */
    /* --- What came of it --- */
    bool                    good;
    bool                    open;    /* Its handle for this. */
    uint32_t                undone;  /* Simple tray locks. */
    uint32_t                left_count;
    struct runner_left { uint32_t what, count; tj_client client; }
                            left[TJ_LEFT_COUNT];
};

void put_back_drive(struct put_back *drive);

/* Nobody could look. */
void put_back_unknown(struct put_back *drive);

/* Writes it into the trace, by the thread that owns the main segment: who left
 * what was undone, what is left, and whether all is well. */
void put_back_mark(struct runner *runner, struct put_back *const *drives,
                   uint32_t count);

#endif

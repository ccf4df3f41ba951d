/* SPDX-License-Identifier: MIT */
/* Between the files of the exploring machine. */
#ifndef TJ_STRESS_EXPLORE_PARTS_H
#define TJ_STRESS_EXPLORE_PARTS_H

#include "stress/engine.h"
#include "stress/explore_machine.h"

enum client_state { ACTS, OFFERED, ASKED, WAITS, GONE };

struct client {
    struct tj_client_state engine; /* Its loop is never open. */
    uint8_t                state;  /* enum client_state */
    uint64_t               wake_ns;
};

/* What happens to the run itself, in order: as in virtual_run.h. */
enum step { STEP_COOL, STEP_END, STEP_NONE };

/* What a state is made of beside the world and the clients. */
struct head {
    uint64_t history[TJ_DRIVES_OF_RUN_MAX];
    uint64_t next_ns;
    uint64_t measured;
    uint64_t refused, granted, operations;
    uint32_t alive;
    uint8_t  next; /* enum step */
    bool     silent, over, hung, cut;
};

struct explore_machine {
    const struct tj_workload *workload;
    struct tj_branching      *world;
    uint64_t                  origin_steps;
    struct head               head;
    void                     *start;
    struct client             clients[];
};

/* --- explore_history.c: sums of what was said, in its order --- */
static inline uint64_t stir(uint64_t sum, uint64_t word)
{
    sum = (sum ^ word) * UINT64_C(0x9e3779b185ebca87);
    return sum ^ sum >> 29;
}
uint64_t stir_bytes(uint64_t sum, const uint8_t *bytes, size_t size);

void explore_note_invoked(struct explore_machine *machine,
                          const struct tj_op *op);
void explore_note_answered(struct explore_machine *machine, uint32_t asker,
                           uint8_t drive, const struct tj_reply *reply);
void explore_note_event(struct explore_machine *machine,
                        const struct tj_news *news);
/* How a drive was left. */
void explore_note_left(struct explore_machine *machine, uint8_t drive,
                       const struct tj_sim_view *view);

#endif

/* Injected faults, around any drive. Below the record layer, so that the trace
 * holds what the client met; each strike is a record of its own, so that an
 * injected refusal is told from a real one.
 *
 * Which operations are struck is the plan's decision (fault_plan.h); of
 * several rules that strike one operation the first in the plan does, and only
 * that one counts as struck. */
#ifndef TJ_BACKENDS_LAYER_FAULT_H
#define TJ_BACKENDS_LAYER_FAULT_H

#include "backends/fault_plan.h"
#include "core/drive/backend.h"
#include "core/trace/writer.h"

struct tj_fault_config {
    struct tj_fault_plan *plan;      /* Shared; not owned. */
    struct tj_segment    *segment;   /* The record layer's; NULL: strikes are
                                        counted and not recorded. */
    uint64_t              origin_ns; /* Clock reading that t = 0 stands for. */
    uint64_t            (*now)(void *context);
    void                 *context;
    /* Virtual time: tj_virtual_later, and delays hold operations and answers
     * back. NULL: real time, delays sleep. */
    void                (*later)(struct tj_backend *last, uint64_t at_ns);
};

/* An operation that a strike still concerns. */
enum tj_fault_slot_state {
    TJ_FAULT_SLOT_FREE,
    TJ_FAULT_SLOT_WAITS,  /* The drive has it; its answer is struck. */
    TJ_FAULT_SLOT_HELD,   /* The drive gets it at due_ns. */
    TJ_FAULT_SLOT_ANSWER, /* The client gets its answer at due_ns. */
};
struct tj_fault_slot {
    enum tj_fault_slot_state state;
    uint8_t         rule;
    uint64_t        seen; /* Its number among those the rule applies to. */
    uint64_t        due_ns;
    struct tj_op    op;
    struct tj_reply reply;
};

struct tj_fault_layer {
    struct tj_backend      backend;
    struct tj_fault_config config;
    unsigned               slots_used;
    bool                   closed;
    struct tj_fault_slot   slots[TJ_IN_FLIGHT_MAX];
};

void tj_fault_layer_init(struct tj_fault_layer *layer, struct tj_backend *next,
                         const struct tj_fault_config *config);

#endif

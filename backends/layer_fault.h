/* Injected faults, around any drive. Below the record layer, so that the trace
 * holds what the client met; each strike is a record of its own, so that an
 * injected refusal is told from a real one.
 *
 * Which operations are struck is the plan's decision (fault_rule.h). Of several
 * rules that would strike an operation at the same time (before it is
 * submitted; when it is answered) the first in the plan does, and only that one
 * counts as struck.
 *
 * What a fault asks of the drive itself (a cancel, a close, a duplicate) is an
 * operation of the client under a number from TJ_FAULT_NUMBERS on, recorded
 * like any other. */
#ifndef TJ_BACKENDS_LAYER_FAULT_H
#define TJ_BACKENDS_LAYER_FAULT_H

#include "backends/fault_ears.h"
#include "backends/fault_plan.h"
#include "backends/layer_record.h"
#include "core/trace/writer.h"

#define TJ_FAULT_NUMBERS UINT32_C(0x80000000)

/* What only the runner can do to a client. */
struct tj_fault_host {
    /* PROCESS: does not return where it is a real one. THREAD: the runner takes
     * note and lets the thread end; its operation stays unanswered. */
    void (*kill)(void *context, tj_client client, enum tj_fault_victim victim);
    /* Real: returns when the process goes on. Virtual: takes note; the layer
     * itself holds back the operation that was struck. */
    void (*stop)(void *context, tj_client client, uint64_t time_ns);
    void  *context;
};

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
    const char           *persona; /* Of the client; NULL: none. Not owned. */
    /* NULL: no rule of the plan is about clients' lives. Not owned. */
    const struct tj_fault_host *host;
};

/* An operation that a strike concerns, or may yet. */
enum tj_fault_slot_state {
    TJ_FAULT_SLOT_FREE,
    TJ_FAULT_SLOT_WAITS,  /* The drive has it; its answer may be struck. */
    TJ_FAULT_SLOT_HELD,   /* The drive gets it at due_ns. */
    TJ_FAULT_SLOT_ANSWER, /* The client gets its answer at due_ns. */
    TJ_FAULT_SLOT_DEAD,   /* The client is dead: no answer before close(). */
};
struct tj_fault_slot {
    enum tj_fault_slot_state state;
    bool            malformed;
    uint64_t        due_ns;
    struct tj_op    op;
    struct tj_reply reply;
};

struct tj_fault_layer {
    struct tj_backend      backend;
    struct tj_fault_config config;
    uint32_t               heeded; /* Verbs it has something to do about. */
    uint32_t               plain;  /* Rules that count whatever their verbs
                                      name: no time, owner or outcome asked. */
    /* Rules about this client by verb, a bit for each: those decided before
     * the drive hears of it, and those decided when it is answered. */
    uint32_t               early[TJ_VERB_COUNT], late[TJ_VERB_COUNT];
    uint32_t               owning; /* Verbs whose answers say who owns, where
                                      a rule asks. */
    bool                   closed, dead;
    tj_handle              owns;  /* Handle of a lock it has; 0: none. */
    unsigned               slots_used;
    struct tj_fault_slot   slots[TJ_IN_FLIGHT_MAX];
    struct tj_fault_ears   ears;
    /* --- Operations of faults' own --- */
    struct tj_backend      throat; /* What their recorder wraps. */
    struct tj_record_layer mouth;
    struct tj_meanwhile    meanwhile;
    const struct tj_op    *pending;      /* Whose strike meanwhile acts out. */
    uint8_t                pending_rule;
    bool                   answered;     /* answer is for the mouth. */
    struct tj_reply        answer;
    uint32_t               number;       /* Of the last one. */
};

void tj_fault_layer_init(struct tj_fault_layer *layer, struct tj_backend *next,
                         const struct tj_fault_config *config);

/* Whether the layer has anything to do about an operation: the whole of what
 * one costs that no rule is about. */
static inline bool tj_fault_layer_heeds(const struct tj_fault_layer *layer,
                                        const struct tj_op *op)
{
    return (layer->heeded >> (unsigned)op->verb & 1) != 0 ||
           atomic_load_explicit(&layer->config.plan->absent,
                                memory_order_relaxed) > 0;
}

#endif

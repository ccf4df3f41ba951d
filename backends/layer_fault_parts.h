/* Between the files of the fault layer: deciding and holding (layer_fault.c),
 * carrying a strike out (fault_strike.c), operations of faults' own
 * (fault_mouth.c). */
#ifndef TJ_BACKENDS_LAYER_FAULT_PARTS_H
#define TJ_BACKENDS_LAYER_FAULT_PARTS_H

#include "backends/layer_fault.h"

/* What is to happen to one operation. */
struct fault_strike {
    const struct tj_fault_rule *rule;
    uint8_t                     index;
    uint64_t                    seen;
};

static inline uint64_t fault_now(const struct tj_fault_layer *layer)
{
    return layer->config.now(layer->config.context);
}

/* --- fault_filing.c --- */
/* Files the plan's rules that are about this client; gives a bit for each that
 * is about events instead of operations. */
uint32_t fault_file_rules(struct tj_fault_layer *layer);

/* --- fault_strike.c --- */
/* The strike really happens now: counted, and recorded if there is a trace.
 * number: of the operation, or of the event. */
void fault_record(struct tj_fault_layer *layer,
                  const struct fault_strike *strike, uint32_t number);
/* An answer that the layer itself gives. */
void fault_answer(const struct tj_op *op, uint32_t status, uint64_t now_ns,
                  struct tj_reply *reply);
/* Nobody answers: what a caller whose request hangs for good sees is its own
 * time running out. */
void fault_swallow(struct tj_reply *reply);
/* Carries out an effect that lets the operation go on: something at the drive,
 * at the handle, or to the process. True: the client is dead. */
bool fault_carry_out(struct tj_fault_layer *layer,
                     const struct tj_fault_rule *rule, uint8_t index,
                     const struct tj_op *op);
/* Whether it is one of those. */
bool fault_lets_go_on(enum tj_fault_effect effect);
/* Makes the operation's buffers wrong. */
void fault_malform(enum tj_fault_shape shape, struct tj_op *op);

/* --- fault_slots.c --- */
struct tj_fault_slot *fault_take_slot(struct tj_fault_layer *layer,
                                      const struct tj_op *op,
                                      enum tj_fault_slot_state state);
void fault_give_slot(struct tj_fault_layer *layer, struct tj_fault_slot *slot);
/* The held thing that is due first; NULL: nothing is held. */
struct tj_fault_slot *fault_first_due(struct tj_fault_layer *layer);
/* The slot that waits for that answer; NULL: none does. */
struct tj_fault_slot *fault_slot_of(struct tj_fault_layer *layer,
                                    const struct tj_reply *reply);
struct tj_backend *fault_last_of(struct tj_fault_layer *layer);
void fault_copy_reply(struct tj_reply *target, const struct tj_reply *source);

/* What becomes of an answer. */
struct fault_fate {
    bool     dead;   /* The client is: it never gets it. */
    uint64_t due_ns; /* It does not get it before. */
};
/* Holds an answer in its slot for as long as it must be. True: the client does
 * not get it now. */
bool fault_hold_answer(struct tj_fault_layer *layer, struct tj_fault_slot *slot,
                       const struct fault_fate *fate,
                       const struct tj_reply *reply);

/* --- fault_mouth.c --- */
void fault_mouth_init(struct tj_fault_layer *layer);
/* Does an operation of the fault's own on the drive of the chain. */
void fault_mouth_do(struct tj_fault_layer *layer, enum tj_verb verb,
                    tj_handle handle, uint32_t arg, uint64_t offset);
/* An answer came from below. True: it was to such an operation. */
bool fault_mouth_hears(struct tj_fault_layer *layer,
                       const struct tj_reply *reply);

#endif

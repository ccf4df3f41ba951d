/* Operations as inputs of the simulated drive, its replies as ours: what the
 * hosts of real and of virtual time have in common. */
#ifndef TJ_BACKENDS_DRIVE_SIM_BRIDGE_H
#define TJ_BACKENDS_DRIVE_SIM_BRIDGE_H

#include "backends/strategy.h"
#include "core/base/status.h"
#include "core/drive/op.h"
#include "core/drive/sim_view.h"

struct sim_effect;
struct sim_input;
struct sim_profile;

/* "PROFILE,KEY=VALUE,KEY=VALUE" over the default profile, in their order; a
 * word without "=" is the name of a shipped profile. */
enum tj_status bridge_profile(const char *detail,
                                   struct sim_profile *profile,
                                   struct tj_error *error);

/* Everything that counts for a request, but now_ns, chance and request; what
 * belongs to other kinds of input stays unset. input->input points into op.
 * CANCEL has no input of its own: asserts that op is another verb. */
void bridge_input(const struct tj_op *op, struct sim_input *input);

/* Whose the handle is that it makes or uses: 0, a child's. */
static inline uint16_t bridge_process(const struct tj_op *op, uint16_t process)
{
    return op->verb == TJ_DUPLICATE && op->offset == TJ_FOR_CHILD ? 0 : process;
}

/* Fills an answer from a SIM_REPLY effect and its output bytes. */
void bridge_reply(const struct sim_effect *effect, const uint8_t *output,
                       uint64_t now_ns, struct tj_reply *reply);
/* An answer that the host itself gives, without output. */
void bridge_answer(const struct tj_op *op, uint32_t status,
                        uint64_t now_ns, struct tj_reply *reply);

/* The simulator's word for a strategy (enum sim_strategy). */
int bridge_strategy(enum tj_strategy_kind kind);

/* The drive's word for a hand (enum sim_hand). */
int bridge_hand(enum tj_hand hand);

#endif

/* Disturbances as inputs of the simulated drive, for its hosts. */
#ifndef TJ_SIM_DISTURB_H
#define TJ_SIM_DISTURB_H

#include "core/drive/disturb.h"
#include "sim/input.h"

enum { SIM_DISTURB_INPUTS_MAX = 5 };

/* The inputs it consists of, in order; gives how many. thread: who THREAD_END
 * is about. Everything but now_ns and chance is filled in. */
unsigned sim_disturb(const struct tj_disturb *disturb, uint16_t thread,
                     struct sim_input inputs[SIM_DISTURB_INPUTS_MAX]);

#endif

/* A drive's state as a value that is short to copy: explorers come back to one
 * state many thousand times a second. What was never used is left out. */
#ifndef TJ_SIM_SAVE_H
#define TJ_SIM_SAVE_H

#include "sim/state.h"

#include <stddef.h>

/* Gives the bytes it wrote: at most SIM_STATE_SIZE_MAX of memory. */
size_t sim_drive_save(const struct sim_drive *drive, void *memory);

/* The drive is as it was when it was saved; it was begun by the same
 * sim_drive_init. Gives the bytes it read. */
size_t sim_drive_restore(struct sim_drive *drive, const void *memory);

#endif

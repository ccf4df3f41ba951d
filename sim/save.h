/* A drive's state as a value that is short to copy: explorers come back to one
 * state many thousand times a second. What was never used is left out. */
#ifndef TJ_SIM_SAVE_H
#define TJ_SIM_SAVE_H

#include "sim/state.h"

#include <stddef.h>
#include <stdint.h>

/* Gives the bytes it wrote: at most SIM_STATE_SIZE_MAX of memory. */
size_t sim_drive_save(const struct sim_drive *drive, void *memory);

/* The drive is as it was when it was saved; it was begun by the same
 * sim_drive_init. Gives the bytes it read. */
size_t sim_drive_restore(struct sim_drive *drive, const void *memory);

/* Of two states of one drive that go on in the same way whatever happens, but
 * for the times that stand in their events, mostly the same; of others never,
 * but once in 2^64. What cannot be seen any more is left out: free places, when
 * something happened that is over. */
uint64_t sim_drive_digest(const struct sim_drive *drive);

/* The digest of bytes, going on from `sum`. */
uint64_t sim_digest(uint64_t sum, const void *bytes, size_t size);

#endif

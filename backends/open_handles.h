/* The handles a chain has open, so that close() leaves none behind (B4). */
#ifndef TJ_BACKENDS_OPEN_HANDLES_H
#define TJ_BACKENDS_OPEN_HANDLES_H

#include "core/drive/op.h"

enum { TJ_OPEN_HANDLES_MAX = 64 };

struct tj_open_handles {
    uint32_t  count;
    tj_handle at[TJ_OPEN_HANDLES_MAX];
};

bool open_handles_has(const struct tj_open_handles *open, tj_handle handle);

/* Takes note of what a carried-out operation did: OPEN and DUPLICATE add,
 * CLOSE removes, others change nothing. */
void open_handles_note(struct tj_open_handles *open, enum tj_verb verb,
                       tj_handle handle);

#endif

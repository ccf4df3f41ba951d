/* A drive that says yes to everything at once: for measuring what the engine
 * and the layers cost by themselves, and for their tests. Nobody ever owns it,
 * it forgets every handle, and it has no events. */
#ifndef TJ_BACKENDS_DRIVE_NULL_H
#define TJ_BACKENDS_DRIVE_NULL_H

#include "core/drive/backend.h"

struct tj_null_drive {
    struct tj_backend backend;
};

void tj_null_init(struct tj_null_drive *null, tj_client client, uint8_t drive);

#endif

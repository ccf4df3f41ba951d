/* What wears a drive. Pure. */
#ifndef TJ_BACKENDS_REAL_WEAR_H
#define TJ_BACKENDS_REAL_WEAR_H

#include "core/drive/op.h"

/* What moves the tray, or writes to the disc. */
bool real_moves_tray(const struct tj_op *op);
bool real_writes(const struct tj_op *op);

#endif

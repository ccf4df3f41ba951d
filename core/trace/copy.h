/* A segment file that its writer still grows, as it is at this moment. Private
 * to core/trace. */
#ifndef TJ_CORE_TRACE_COPY_H
#define TJ_CORE_TRACE_COPY_H

#include "core/base/arena.h"
#include "core/base/status.h"

#include <stdint.h>

/* Reads, and does not map: a writer that closes its file meanwhile cuts it, and
 * a mapping would lose the ground under its feet. What lies behind the last
 * committed record is left out as far as may be. A record that is completed
 * while it is copied may come out damaged; the ones before it never do. */
enum tj_status tj_segment_copy(const char *path, struct arena *arena,
                               uint8_t **bytes, size_t *size,
                               struct tj_error *error);

#endif

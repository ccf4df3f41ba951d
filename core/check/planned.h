/* The planned faults of a trace that is judged without its scenario. */
#ifndef TJ_CORE_CHECK_PLANNED_H
#define TJ_CORE_CHECK_PLANNED_H

#include "core/check/check.h"

/* A config that names no faults is given those of the trace; their names lie
 * in the arena. TJ_NO_MEMORY when that is full. */
enum tj_status planned_fill(struct tj_check_config *config,
                            const struct tj_trace *trace, struct arena *arena,
                            struct tj_error *error);

#endif

/* Making a partial trace readable for other CTF readers, who know no unclosed
 * segment: each one is rewritten as its readable records and a closing that
 * says `repaired`. tj_trace_open still calls such a trace partial: what was
 * lost stays lost, and no verdict may forget it. */
#ifndef TJ_CORE_TRACE_REPAIR_H
#define TJ_CORE_TRACE_REPAIR_H

#include "core/base/arena.h"
#include "core/base/status.h"

#include <stddef.h>

/* Segments that were never begun are removed; whole ones are not touched; one
 * whose header is unreadable fails with TJ_BAD_TRACE and is left as it is, as
 * are those after it. *repaired counts the files rewritten or removed. The
 * arena gets back what this takes from it. */
enum tj_status tj_trace_repair(const char *folder, struct arena *arena,
                               size_t *repaired, struct tj_error *error);

/* Closes the segment of a process that died as a part of the run, which goes on:
 * all it committed is kept, what it had begun stays unanswered, and the trace is
 * whole. A segment that was never begun is removed; a closed one, or one that is
 * not there, is left alone; a damaged one fails with TJ_BAD_TRACE. Nobody may
 * write it any more. */
enum tj_status tj_segment_bury(const char *folder, uint32_t index,
                               struct tj_error *error);

#endif

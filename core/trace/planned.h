/* The fault rules that a run planned, as its trace holds them: marks at the
 * head of a segment (docs/TRACE_FORMAT.md). Strikes name a rule by its index.
 * Words are the fault layer's; here they are text. */
#ifndef TJ_CORE_TRACE_PLANNED_H
#define TJ_CORE_TRACE_PLANNED_H

#include "core/trace/reader.h"

enum { TJ_PLANNED_MAX = 64, TJ_PLANNED_TEXT = 512 };

struct tj_planned_rule {
    char     text[TJ_PLANNED_TEXT]; /* "crash: kill(process) op=lock ..." */
    uint64_t most;                  /* Strikes at most; 0: no end. */
    bool     of_events;             /* It keeps events from listeners. */
};

/* Writes the rule of that index, before any record but names. A segment that
 * fails says so itself. */
void tj_planned_write(struct tj_segment *segment, uint32_t index,
                      const struct tj_planned_rule *rule);

/* How many rules the trace holds, written in the order of their indices; 0
 * also when any of them is not whole. Independent of the merged reading. */
size_t tj_planned_read(const struct tj_trace *trace,
                       struct tj_planned_rule rules[TJ_PLANNED_MAX]);

#endif

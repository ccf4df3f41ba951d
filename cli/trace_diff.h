/* SPDX-License-Identifier: MIT */
/* Where two traces begin to differ. */
#ifndef TJ_CLI_TRACE_DIFF_H
#define TJ_CLI_TRACE_DIFF_H

#include "core/trace/reader.h"

struct trace_diff {
    bool     differs;
    uint64_t same;    /* Records that were compared and found the same. */
    struct tj_record_ref    at;   /* Of the difference; in the first trace, or
                                     in the second where the first has none. */
    const struct tj_record *a, *b; /* NULL: that trace ends there. They belong
                                      to the traces. */
    const struct tj_record *before; /* The last they have in common, or NULL. */
    uint64_t t_ns;    /* Of the difference. */
};

/* Record by record of each writer: is `again` what `recorded` was? Of a partial
 * or stopped trace only what comes before until_ns is compared (UINT64_MAX:
 * all of it), and an unanswered operation only by its invocation. The earliest
 * difference counts. Both traces must not be read meanwhile. */
void trace_compare(const struct tj_trace *recorded,
                   const struct tj_trace *again, uint64_t until_ns,
                   struct trace_diff *diff);

/* Two runs that need not be the same: in the order of time, by what happened.
 * Times count. Both are read to where they differ. */
void trace_part(struct tj_trace *a, struct tj_trace *b,
                struct trace_diff *diff);

#endif

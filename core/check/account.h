/* SPDX-License-Identifier: MIT */
/* Counting: outcomes, latencies, what each client got. Only the
 * measured phase counts (TJ_MARK_MEASURE .. TJ_MARK_COOL). */
#ifndef TJ_CORE_CHECK_ACCOUNT_H
#define TJ_CORE_CHECK_ACCOUNT_H

#include "core/check/operation.h"

struct account {
    struct tj_verdict *verdict;
    struct arena      *arena;
    struct tj_histogram_shelf *shelf; /* Or NULL. */
    uint64_t          *first_try_ns; /* By client; STAMP_NEVER: not trying. */
    bool               out_of_memory;
    bool               out_of_rows;
};

enum tj_status account_open(struct account *account,
                            const struct survey *survey,
                            struct tj_verdict *verdict, struct arena *arena,
                            struct tj_error *error);

/* Counts one operation at its invocation; op->queued is already known. */
void account_operation(struct account *account, const struct operation *op);

/* Arrivals that were dropped, all due at about that time. */
void account_drops(struct account *account, uint64_t due_ns, uint64_t count);

/* Adds a value to a histogram that is made when first needed. */
void account_time(struct account *account, tj_latency *histogram,
                  uint64_t value_ns);

/* Sorts rows. Fails if something did not fit. */
enum tj_status account_close(struct account *account, struct tj_error *error);

#endif

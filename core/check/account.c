/* SPDX-License-Identifier: MIT */
/* Latencies count only real answers: an injected one says how long the fault
 * took, not the drive. Granted and denied never share a histogram, nor do
 * refusals that queued and refusals that did not: they are different
 * populations. */
#include "core/check/account.h"

#include "core/base/assert.h"

#include <stdlib.h>

enum tj_status account_open(struct account *account,
                            const struct survey *survey,
                            struct tj_verdict *verdict, struct arena *arena,
                            struct tj_error *error)
{
    size_t width = survey->clients_count + 1;
    *account = (struct account){ .verdict = verdict, .arena = arena };
    account->first_try_ns = ARENA_NEW(arena, uint64_t, width);
    verdict->clients = ARENA_NEW(arena, struct tj_client_account, width);
    verdict->blame = ARENA_NEW(arena, uint64_t, width * width);
    verdict->clients_count = survey->clients_count;
    if (account->first_try_ns == NULL || verdict->clients == NULL ||
        verdict->blame == NULL)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for %zu clients",
                       survey->clients_count);
    for (size_t i = 0; i < width; i++)
        account->first_try_ns[i] = STAMP_NEVER;
    return TJ_OK;
}

static struct tj_histogram *new_histogram(struct account *account)
{
    struct tj_histogram *histogram =
        account->shelf != NULL ? tj_histogram_take(account->shelf) : NULL;

    if (histogram != NULL)
        return histogram;
    histogram = ARENA_NEW(account->arena, struct tj_histogram, 1);
    if (histogram != NULL)
        tj_histogram_init(histogram);
    return histogram;
}

void account_time(struct account *account, tj_latency *histogram,
                  uint64_t value_ns)
{
    if (*histogram == NULL) {
        *histogram = new_histogram(account);
        if (*histogram == NULL) {
            account->out_of_memory = true;
            return;
        }
    }
    tj_histogram_record(*histogram, value_ns);
}

static void count_outcome(struct account *account, const struct operation *op)
{
    struct tj_verdict *verdict = account->verdict;
    for (size_t i = 0; i < verdict->outcomes_count; i++) {
        struct tj_outcome_row *row = &verdict->outcomes[i];
        if (row->verb == op->verb && row->outcome == op->outcome &&
            row->status == op->status && row->injected == op->injected) {
            row->count += 1;
            if (i > 0) { /* Frequent rows move to the front. */
                struct tj_outcome_row swapped = row[-1];
                row[-1] = *row;
                *row = swapped;
            }
            return;
        }
    }
    if (verdict->outcomes_count == TJ_OUTCOME_ROWS_MAX) {
        account->out_of_rows = true;
        return;
    }
    verdict->outcomes[verdict->outcomes_count++] = (struct tj_outcome_row){
        .verb = op->verb,
        .outcome = op->outcome,
        .injected = op->injected,
        .status = op->status,
        .count = 1,
    };
}

static void count_lock_latency(struct account *account,
                               const struct operation *op,
                               struct tj_lock_latencies *into,
                               uint64_t latency_ns)
{
    if (op->outcome == TJ_DONE) {
        account_time(account, &into->granted, latency_ns);
    } else if (op->status == TJ_STATUS_ACCESS_DENIED) {
        account_time(account, &into->denied, latency_ns);
        account_time(account,
                     op->queued ? &into->denied_queued : &into->denied_at_once,
                     latency_ns);
    }
}

static void count_latency(struct account *account, const struct operation *op,
                          uint64_t latency_ns)
{
    struct tj_verdict *verdict = account->verdict;
    account_time(account, &verdict->latency[op->verb][op->outcome], latency_ns);
    if (op->verb == TJ_LOCK)
        count_lock_latency(account, op, &verdict->lock, latency_ns);
    if (!op->due)
        return;
    latency_ns += op->late_ns;
    account_time(account, &verdict->corrected[op->verb][op->outcome],
                 latency_ns);
    if (op->verb == TJ_LOCK)
        count_lock_latency(account, op, &verdict->lock_corrected, latency_ns);
}

/* An arrival belongs to the phase in which it was due. */
static void count_arrival(struct account *account, const struct operation *op)
{
    struct tj_verdict *verdict = account->verdict;
    uint64_t due_ns =
        op->at.t0_ns > op->late_ns ? op->at.t0_ns - op->late_ns : 0;

    verdict->arrivals.open = verdict->arrivals.open || op->due;
    if (!op->arrival || due_ns < verdict->begin_ns)
        return;
    verdict->arrivals.started += 1;
    account_time(account, &verdict->late, op->late_ns);
}

void account_drops(struct account *account, uint64_t due_ns, uint64_t count)
{
    struct tj_verdict *verdict = account->verdict;

    verdict->arrivals.open = true;
    if (due_ns >= verdict->begin_ns && due_ns < verdict->end_ns)
        verdict->arrivals.dropped += count;
}

static void count_lock(struct account *account, const struct operation *op)
{
    uint16_t number = op->at.client;
    struct tj_client_account *client = &account->verdict->clients[number];
    uint64_t *first_try = &account->first_try_ns[number];

    client->attempts += 1;
    if (op->name != 0)
        client->name = op->name;
    if (*first_try == STAMP_NEVER)
        *first_try = op->at.t0_ns;
    if (operation_is_done(op)) {
        uint64_t waited_ns = op->at.t1_ns - *first_try;
        client->grants += 1;
        if (waited_ns > client->longest_wait_ns)
            client->longest_wait_ns = waited_ns;
        *first_try = STAMP_NEVER;
    } else if (operation_is_real(op) && op->status == TJ_STATUS_ACCESS_DENIED) {
        client->denials += 1;
    }
}

void account_operation(struct account *account, const struct operation *op)
{
    struct tj_verdict *verdict = account->verdict;
    TJ_ASSERT(op->at.client <= verdict->clients_count);

    if (!op->measured)
        return;
    verdict->submitted += 1;
    verdict->answered += op->answered ? 1 : 0;
    verdict->unknown += op->outcome == TJ_UNKNOWN ? 1 : 0;
    verdict->clients[op->at.client].operations += 1;
    count_outcome(account, op);
    count_arrival(account, op);
    if (op->answered && !op->injected)
        count_latency(account, op, op->alive_ns - op->at.t0_ns);
    if (op->verb == TJ_LOCK)
        count_lock(account, op);
}

/* Order of the report: verb, outcome, status, injected last. */
static int compare_rows(const void *left, const void *right)
{
    const struct tj_outcome_row *a = left, *b = right;
    if (a->verb != b->verb)
        return a->verb < b->verb ? -1 : 1;
    if (a->outcome != b->outcome)
        return a->outcome < b->outcome ? -1 : 1;
    if (a->status != b->status)
        return a->status < b->status ? -1 : 1;
    return (int)a->injected - (int)b->injected;
}

enum tj_status account_close(struct account *account, struct tj_error *error)
{
    struct tj_verdict *verdict = account->verdict;
    if (account->out_of_memory)
        return tj_fail(error, TJ_NO_MEMORY,
                       "no room in the arena for another histogram");
    if (account->out_of_rows)
        return tj_fail(error, TJ_BAD_TRACE, "more than %d different outcomes",
                       TJ_OUTCOME_ROWS_MAX);
    qsort(verdict->outcomes, verdict->outcomes_count, sizeof *verdict->outcomes,
          compare_rows);
    return TJ_OK;
}

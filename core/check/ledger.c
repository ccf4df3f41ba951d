/* SPDX-License-Identifier: MIT */
/* Times of the ledger. A holder holds from the completion of its lock; it
 * releases at the invocation of the request that gave the drive back; the next
 * grant is the completion of the next lock. So a hand-off is what a waiting
 * program sees at worst, and never negative. */
#include "core/check/ledger.h"

#include "core/base/assert.h"

enum { ROWS_AT_ONCE = 64 };

bool ledger_open(struct ledger *ledger, const struct tj_check_config *config,
                 struct history *history, struct account *account)
{
    size_t drives = history->survey->drives_count + 1;
    *ledger = (struct ledger){ .config = config,
                               .history = history,
                               .account = account,
                               .arena = account->arena };
    ledger->last = ARENA_NEW(ledger->arena, struct last_grant, drives);
    ledger->waiting = ARENA_NEW(ledger->arena, struct waiting_row *, drives);
    return ledger->last != NULL && ledger->waiting != NULL &&
           rivals_open(&ledger->rivals, history->survey, account->verdict,
                       ledger->arena);
}

void ledger_blame(struct holder *holder, const struct tenure *tenure,
                  const struct stamp *at)
{
    uint8_t score = (uint8_t)(1 + (tenure->sure ? 2 : 0) +
                              (tenure->lock.t1_ns <= at->t0_ns ? 1 : 0));
    if (score < holder->score ||
        (score == holder->score && tenure->serial <= holder->serial))
        return;
    *holder = (struct holder){
        .serial = tenure->serial,
        .handle = tenure->handle_number,
        .client = tenure->client,
        .name = tenure->name,
        .score = score,
        .since_ns = tenure->sure ? tenure->lock.t1_ns : tenure->lock.t0_ns,
        .release_ns = tenure->has_release ? tenure->release.t0_ns : STAMP_NEVER,
        .next_ns = tenure->next_ns,
    };
}

bool ledger_is_refusal(const struct operation *op)
{
    if (op->outcome != TJ_REFUSED || op->injected)
        return false;
    if (op->verb == TJ_UNLOCK)
        return op->status == TJ_STATUS_INVALID_HANDLE;
    /* These fail 5 for reasons of their own (spec 6.2, 6.5). */
    if (op->verb == TJ_OPEN || op->verb == TJ_CLOSE ||
        op->verb == TJ_DUPLICATE || op->verb == TJ_CANCEL ||
        op->verb == TJ_VOLUME_LOCK)
        return false;
    return op->status == TJ_STATUS_ACCESS_DENIED;
}

/* --- Rows --- */

static void hand_out(struct ledger *ledger, struct waiting_row *waiting)
{
    const struct holder *holder = &waiting->holder;
    waiting->row.next_grant_ns = UINT64_MAX;
    if (holder->next_ns != STAMP_NEVER && holder->release_ns != STAMP_NEVER)
        waiting->row.next_grant_ns = holder->next_ns > holder->release_ns
                                         ? holder->next_ns - holder->release_ns
                                         : 0;
    ledger->config->ledger(ledger->config->ledger_context, &waiting->row);
}

static struct waiting_row *take_row(struct ledger *ledger)
{
    if (ledger->spare == NULL) {
        struct waiting_row *rows =
            ARENA_NEW(ledger->arena, struct waiting_row, ROWS_AT_ONCE);
        for (size_t i = 0; rows != NULL && i < ROWS_AT_ONCE; i++) {
            rows[i].next = ledger->spare;
            ledger->spare = &rows[i];
        }
    }
    struct waiting_row *taken = ledger->spare;
    if (taken != NULL)
        ledger->spare = taken->next;
    return taken;
}

/* The list is built at its head; rows are handed out in order of judgement. */
static struct waiting_row *in_order(struct waiting_row *at)
{
    struct waiting_row *turned = NULL;
    while (at != NULL) {
        struct waiting_row *next = at->next;
        at->next = turned;
        turned = at;
        at = next;
    }
    return turned;
}

static struct tj_ledger_row row_of(const struct operation *op,
                                   const struct holder *holder)
{
    return (struct tj_ledger_row){
        .t_ns = op->at.t0_ns,
        .ref = op->ref,
        .client = op->at.client,
        .drive = op->drive,
        .verb = op->verb,
        .status = op->status,
        .waited_ns = op->at.t1_ns - op->at.t0_ns,
        .holder = holder->client,
        .holder_name = holder->name,
        .holder_handle = holder->handle,
        .held_ns = holder->serial != 0 && holder->since_ns < op->at.t0_ns
                       ? op->at.t0_ns - holder->since_ns
                       : 0,
        .next_grant_ns = UINT64_MAX,
    };
}

static void write_row(struct ledger *ledger, const struct operation *op,
                      const struct holder *holder)
{
    struct waiting_row now = { .row = row_of(op, holder), .holder = *holder };
    if (holder->serial == 0 || holder->next_ns != STAMP_NEVER) {
        hand_out(ledger, &now);
        return;
    }
    struct waiting_row *later = take_row(ledger);
    if (later == NULL) {
        ledger->out_of_memory = true;
        return;
    }
    *later = now;
    later->next = ledger->waiting[op->drive];
    ledger->waiting[op->drive] = later;
}

static void count_blame(struct tj_verdict *verdict, const struct operation *op,
                        const struct holder *holder)
{
    size_t width = verdict->clients_count + 1;

    verdict->contention.refusals += 1;
    verdict->contention.nobody += holder->serial == 0;
    verdict->blame[op->at.client * width +
                   (holder->serial != 0 ? holder->client : TJ_NOBODY)] += 1;
    if (holder->serial != 0 && holder->client != op->at.client)
        verdict->clients[holder->client].blocked_others += 1;
}

void ledger_refuse(struct ledger *ledger, const struct operation *op,
                   const struct holder *holder)
{
    struct tj_verdict *verdict = ledger->account->verdict;
    struct last_grant *last = &ledger->last[op->drive];
    TJ_ASSERT(holder->client <= verdict->clients_count);

    if (holder->serial != 0 && holder->serial == last->serial &&
        holder->client != op->at.client)
        last->refusals += 1;
    if (!op->measured)
        return;
    count_blame(verdict, op, holder);
    if (op->verb == TJ_LOCK)
        rivals_refused(&ledger->rivals, op, holder->serial);
    if (ledger->config->ledger != NULL)
        write_row(ledger, op, holder);
}

/* --- Releases and grants --- */

/* Only the part of the measured phase counts. */
static void count_held(struct ledger *ledger, const struct last_grant *grant,
                       uint64_t until_ns)
{
    struct tj_verdict *verdict = ledger->account->verdict;
    uint64_t from_ns = grant->since_ns > verdict->begin_ns ? grant->since_ns
                                                           : verdict->begin_ns;
    if (until_ns > verdict->end_ns)
        until_ns = verdict->end_ns;
    if (grant->serial != 0 && from_ns < until_ns)
        verdict->clients[grant->client].held_ns += until_ns - from_ns;
}

void ledger_release(struct ledger *ledger, const struct operation *op)
{
    struct last_grant *last = &ledger->last[op->drive];
    const struct tenure *tenure =
        history_by_serial(ledger->history, op->drive, last->serial);
    if (tenure == NULL || tenure->file != op->file || !tenure->has_release)
        return;
    if (last->release_ns == STAMP_NEVER) {
        last->release_ns = tenure->release.t0_ns;
        count_held(ledger, last, last->release_ns);
    }
    for (struct waiting_row *at = ledger->waiting[op->drive]; at != NULL;
         at = at->next) {
        if (at->holder.serial == tenure->serial)
            at->holder.release_ns = tenure->release.t0_ns;
    }
}

static void hand_off(struct ledger *ledger, const struct operation *op)
{
    struct last_grant *last = &ledger->last[op->drive];
    /* Without anybody refused in between, the time says how long nobody
     * wanted the drive, not how long somebody waited. */
    if (last->serial == 0 || last->refusals == 0 || !op->measured ||
        last->release_ns == STAMP_NEVER || last->release_ns > op->at.t1_ns)
        return;
    account_time(ledger->account, &ledger->account->verdict->handoff,
                 op->at.t1_ns - last->release_ns);
}

/* The holder before is known to have been followed now. */
static void tell_followers(struct ledger *ledger, const struct operation *op)
{
    struct flight *flight = ledger->history->flight;
    uint32_t serial = ledger->last[op->drive].serial;
    struct tenure *tenure =
        history_by_serial(ledger->history, op->drive, serial);
    if (tenure != NULL)
        tenure->next_ns = op->at.t1_ns;
    for (uint32_t i = 0; i < flight->count && serial != 0; i++) {
        struct operation *other = flight_at(flight, i);
        if (other->drive == op->drive && other->holder.serial == serial)
            other->holder.next_ns = op->at.t1_ns;
    }
}

void ledger_grant(struct ledger *ledger, const struct operation *op)
{
    struct last_grant *last = &ledger->last[op->drive];
    const struct tenure *tenure =
        history_by_serial(ledger->history, op->drive, op->serial);
    struct waiting_row *at = in_order(ledger->waiting[op->drive]);

    hand_off(ledger, op);
    rivals_granted(&ledger->rivals, op,
                   &(struct hold){ .serial = last->serial,
                                   .client = last->client,
                                   .since_ns = last->since_ns,
                                   .release_ns = last->release_ns });
    tell_followers(ledger, op);
    while (at != NULL) {
        struct waiting_row *next = at->next;
        at->holder.next_ns = op->at.t1_ns;
        hand_out(ledger, at);
        at->next = ledger->spare;
        ledger->spare = at;
        at = next;
    }
    ledger->waiting[op->drive] = NULL;
    if (last->release_ns == STAMP_NEVER)
        count_held(ledger, last, op->at.t0_ns);
    *last = (struct last_grant){ .serial = op->serial,
                                 .release_ns = STAMP_NEVER,
                                 .since_ns = op->at.t1_ns,
                                 .client = op->at.client };
    if (tenure != NULL && tenure->has_release) {
        last->release_ns = tenure->release.t0_ns;
        count_held(ledger, last, last->release_ns);
    }
}

void ledger_close(struct ledger *ledger, uint64_t end_ns)
{
    for (size_t i = 0; i < ledger->history->survey->drives_count; i++) {
        if (ledger->last[i].release_ns == STAMP_NEVER)
            count_held(ledger, &ledger->last[i], end_ns);
        for (struct waiting_row *at = in_order(ledger->waiting[i]); at != NULL;
             at = at->next)
            hand_out(ledger, at);
        ledger->waiting[i] = NULL;
    }
    rivals_close(&ledger->rivals, ledger->config);
}

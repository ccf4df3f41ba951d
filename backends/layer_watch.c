/* SPDX-License-Identifier: MIT */
/* The state of a watch is one word: 0, the client is not below its watch; a
 * time, it has been since then (bit 0 is set on its way back from the drive,
 * when a fault layer may write); ENDED; LEFT, it was given up. Whoever changes
 * it from a time to LEFT has the client's segment for itself: the client looks
 * at the word on each of its ways up, and stays where it is. */
#include "backends/layer_watch.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#define WATCH_LEFT  TJ_WATCH_LEFT
#define WATCH_ENDED (UINT64_MAX - 1)
#define WATCH_BACK  TJ_WATCH_BACK

enum { PARKED_S = 3600 };
#define SECOND UINT64_C(1000000000)

static bool is_time(uint64_t state)
{
    return state != 0 && state < WATCH_ENDED;
}

void tj_watch_init(struct tj_watch *watch, tj_client client, uint8_t drive)
{
    watch->client = client;
    watch->drive = drive;
    atomic_store(&watch->prevents, 0);
    atomic_store(&watch->unsure, false);
    atomic_store(&watch->committed, 0);
    atomic_store(&watch->state, 0);
}

uint64_t tj_watch_since(const struct tj_watch *watch)
{
    uint64_t state =
        atomic_load_explicit(&watch->state, memory_order_relaxed);

    return is_time(state) ? state & ~WATCH_BACK : 0;
}

void tj_watch_end(struct tj_watch *watch)
{
    atomic_store_explicit(&watch->state, WATCH_ENDED, memory_order_release);
}

bool tj_watch_ended(const struct tj_watch *watch)
{
    return atomic_load_explicit(&watch->state, memory_order_acquire) ==
           WATCH_ENDED;
}

bool tj_watch_give_up(struct tj_watch *watch, uint64_t *seen)
{
    uint64_t state =
        atomic_load_explicit(&watch->state, memory_order_acquire);

    /* On its way back it writes at once or sleeps: one that is still there at
     * the next look sleeps. */
    bool sleeps = (state & WATCH_BACK) == 0 || state == *seen;
    *seen = state;
    return is_time(state) && sleeps &&
           atomic_compare_exchange_strong(&watch->state, &state, WATCH_LEFT);
}

_Noreturn static void park(void)
{
    for (;;)
        tj_clock_sleep_until(tj_clock_ns() + PARKED_S * SECOND);
}

_Noreturn void tj_watch_stay(struct tj_watch *watch)
{
    atomic_store(&watch->state, WATCH_LEFT);
    park();
}

/* --- The gate: what the drive itself said --- */

static struct tj_watch *watch_of(struct tj_backend *backend)
{
    return ((struct tj_gate_layer *)backend)->watch;
}

static void note_tray(struct tj_watch *watch, const struct tj_op *op,
                      const struct tj_reply *reply)
{
    uint32_t prevents =
        atomic_load_explicit(&watch->prevents, memory_order_relaxed);

    if (op->verb == TJ_PREVENT && reply->outcome == TJ_DONE)
        atomic_store(&watch->prevents, prevents + 1);
    if (op->verb == TJ_ALLOW && reply->outcome == TJ_DONE && prevents > 0)
        atomic_store(&watch->prevents, prevents - 1);
    if (op->verb == TJ_PREVENT && reply->outcome != TJ_UNKNOWN)
        atomic_store(&watch->unsure, false);
}

/* Marks the way back, unless somebody has given the client up meanwhile. */
static void turn_back(struct tj_watch *watch)
{
    uint64_t state =
        atomic_load_explicit(&watch->state, memory_order_relaxed);

    if (is_time(state) &&
        atomic_compare_exchange_strong(&watch->state, &state,
                                       state | WATCH_BACK))
        return;
    if (state == WATCH_LEFT)
        park();
}

/* In order again: what a fault layer held back may come here late. */
static void go_down(struct tj_watch *watch)
{
    uint64_t state =
        atomic_load_explicit(&watch->state, memory_order_relaxed);

    if (is_time(state) && (state & WATCH_BACK) != 0)
        (void)atomic_compare_exchange_strong(&watch->state, &state,
                                             state & ~WATCH_BACK);
    if (atomic_load_explicit(&watch->state, memory_order_relaxed) ==
        WATCH_LEFT)
        park();
}

static enum tj_submit gate_submit(struct tj_backend *backend, uint64_t now_ns,
                                  const struct tj_op *op,
                                  struct tj_reply *reply)
{
    struct tj_watch *watch = watch_of(backend);

    go_down(watch);
    if (op->verb == TJ_PREVENT)
        atomic_store(&watch->unsure, true);
    enum tj_submit taken = tj_backend_submit(backend->next, now_ns, op, reply);
    if (taken == TJ_ANSWERED)
        note_tray(watch, op, reply);
    turn_back(watch);
    return taken;
}

/* Drives in real time answer at once; of an answer that comes later the gate
 * knows only that it came. */
static bool gate_collect(struct tj_backend *backend, uint64_t until_ns,
                         struct tj_reply *reply)
{
    bool answered = tj_backend_collect(backend->next, until_ns, reply);

    if (answered)
        turn_back(watch_of(backend));
    return answered;
}

static enum tj_status pass_listen(struct tj_backend *backend, tj_handle handle,
                                  struct tj_error *error)
{
    return tj_backend_listen(backend->next, handle, error);
}

static size_t pass_events(struct tj_backend *backend, uint64_t until_ns,
                          struct tj_event *events, size_t events_max)
{
    return tj_backend_events(backend->next, until_ns, events, events_max);
}

static void pass_close(struct tj_backend *backend, uint64_t now_ns)
{
    tj_backend_close(backend->next, now_ns);
}

static const struct tj_backend_ops gate_ops = {
    .name = "gate",
    .submit = gate_submit,
    .collect = gate_collect,
    .listen = pass_listen,
    .events = pass_events,
    .close = pass_close,
};

void tj_gate_layer_init(struct tj_gate_layer *layer, struct tj_backend *next,
                        struct tj_watch *watch)
{
    TJ_ASSERT(next != NULL && watch != NULL);
    *layer = (struct tj_gate_layer){
        .backend = { .ops = &gate_ops,
                     .next = next,
                     .client = next->client,
                     .drive = next->drive },
        .watch = watch,
    };
}

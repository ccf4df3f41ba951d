/* SPDX-License-Identifier: MIT */
/* What a client is waiting for, readable by others while it waits; and the way
 * to give it up when it waits for ever.
 *
 *     record -> [fault] -> gate -> drive
 *
 * The recorder says in the watch since when the client has been below it. The
 * gate, at the drive itself, counts the simple tray locks that the drive granted: no close
 * undoes them (class-driver spec 3.3), so somebody must know of them when the
 * client dies. The word may lie in memory that several processes share.
 *
 * A client that was given up never comes back from where it waits: whoever
 * gave it up may close its segment, though not free its memory, and must end
 * the process by tj_os_end_at_once. */
#ifndef TJ_BACKENDS_LAYER_WATCH_H
#define TJ_BACKENDS_LAYER_WATCH_H

#include "core/drive/backend.h"

#include <stdatomic.h>

enum { TJ_WATCH_LINE = 64 };

struct tj_watch {
    _Alignas(TJ_WATCH_LINE) _Atomic uint64_t state; /* See layer_watch.c. */
    _Atomic uint32_t prevents; /* Simple tray locks taken and not undone. */
    _Atomic bool     unsure;   /* One more may have been: it is on its way. */
    tj_client        client;
    uint8_t          drive;
    _Atomic uint64_t committed; /* Answers that stand in the trace, counted by
                                   the client behind each commit. */
};

/* The client that the word is of begins; nothing is known of it. */
void tj_watch_init(struct tj_watch *watch, tj_client client, uint8_t drive);

/* The recorder has committed one more answer of the client. */
static inline void tj_watch_commit(struct tj_watch *watch)
{
    atomic_store_explicit(&watch->committed,
                          atomic_load_explicit(&watch->committed,
                                               memory_order_relaxed) + 1,
                          memory_order_release);
}

/* Since when (tj_clock_ns) the client has waited for its drive; 0: it does
 * not. A client that ended or was given up waits no more. */
uint64_t tj_watch_since(const struct tj_watch *watch);

/* The client's own last word: it needs nobody any more. */
void tj_watch_end(struct tj_watch *watch);
bool tj_watch_ended(const struct tj_watch *watch);

/* Tries to give up a client that waits; true: it will never come back, and has
 * stopped writing. False: it was not waiting, or came back just now; look again
 * some 10 ms later. *seen: 0 at the first try, kept between tries. */
bool tj_watch_give_up(struct tj_watch *watch, uint64_t *seen);

/* --- For the recorder: the client goes below, and comes back. Only the client
 * itself changes 0 to a time and back. --- */

#define TJ_WATCH_BACK UINT64_C(1) /* Bit of the state, see layer_watch.c. */
#define TJ_WATCH_LEFT UINT64_MAX

static inline void tj_watch_go_below(struct tj_watch *watch, uint64_t now_ns)
{
    atomic_store_explicit(&watch->state, now_ns & ~TJ_WATCH_BACK,
                          memory_order_release);
}

/* Nobody waits for this thread any more; the process is about to end. */
_Noreturn void tj_watch_stay(struct tj_watch *watch);

/* Does not come back when it was given up. */
static inline void tj_watch_come_back(struct tj_watch *watch)
{
    if (atomic_exchange_explicit(&watch->state, 0, memory_order_acq_rel) ==
        TJ_WATCH_LEFT)
        tj_watch_stay(watch);
}

struct tj_gate_layer {
    struct tj_backend backend;
    struct tj_watch  *watch; /* Not owned. */
};

/* Right above the drive. */
void tj_gate_layer_init(struct tj_gate_layer *layer, struct tj_backend *next,
                        struct tj_watch *watch);

#endif

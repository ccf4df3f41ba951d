/* SPDX-License-Identifier: MIT */
/* Whether the answers about one drive have an order, as a walk in time.
 *
 * An operation took effect at one instant between invocation and completion
 * (spec 8.8). The walk keeps every state the drive may be in that still
 * matters: who owns it, and which operations in flight have taken effect
 * already (a configuration). Nothing is decided before it must be: only when
 * an operation completes that has not taken effect in a configuration is that
 * one extended, by operations in flight, until it has. Questions change
 * nothing, so each is answered in the first state that fits.
 *
 * A configuration is dropped when another has the same owner and the same
 * changes behind it, fewer optional ones spent and more questions answered:
 * whatever can follow the one can follow the other. With one request in flight
 * on each file object there are O(clients) of them. docs/decisions/0009 has
 * the argument in full; tests/core/check/brute.h the search it is held to. */
#ifndef TJ_CORE_CHECK_LINEAR_STATE_H
#define TJ_CORE_CHECK_LINEAR_STATE_H

#include "core/base/arena.h"
#include "core/check/linear_need.h"
#include "core/check/stamp.h"
#include "core/drive/op.h"
#include "core/trace/reader.h"

enum { LINEAR_SLOTS_MAX = 1024, LINEAR_WORDS = LINEAR_SLOTS_MAX / 64,
       LINEAR_CONFIGS_MAX = 4096, LINEAR_GHOSTS_MAX = 8 };

#define LINEAR_NO_SLOT UINT32_MAX
#define LINEAR_NAME_OF_NOBODY UINT16_MAX /* A name that no client gave. */
/* Owners that are no file object. Anybody: after a contradiction, somebody of
 * whom nothing is known. A ghost: a client that died with its lock in flight;
 * those of one caller name are alike, and counted. */
#define LINEAR_NOBODY UINT32_MAX
#define LINEAR_ANYBODY (UINT32_MAX - 1)
#define LINEAR_GHOST (UINT32_MAX - 1 - LINEAR_GHOSTS_MAX)

/* An operation, or the release that follows a file object's last handle. */
struct linear_op {
    struct stamp         at;
    struct tj_record_ref ref;
    struct linear_need   need;
    uint32_t             file, handle;
    uint32_t             status;
    uint16_t             name; /* LOCK: its caller name; NAMED: the one told. */
    uint8_t              verb;
    bool                 done;
    bool                 optional; /* It may never happen. */
    bool                 proves;   /* The file object was not gone at t0. */
};

struct linear_slot {
    struct linear_op op;
    uint32_t         after; /* Must take effect first, or NO_SLOT. */
};

struct linear_config {
    uint32_t owner;
    uint16_t name; /* The owner's. */
    uint16_t spent[LINEAR_GHOSTS_MAX];
    uint64_t taken[LINEAR_WORDS]; /* Slots that have taken effect. */
};

struct linear_set {
    struct linear_config *items;
    uint32_t              count, capacity;
};

/* What is known of file objects, asked at an instant. */
struct linear_files {
    /* It may be gone, without anybody having seen it go. close: the stamp of
     * the close that did it, t0 0 if none is known. */
    bool (*may_be_gone)(void *context, uint32_t file, uint64_t now_ns,
                        struct stamp *close);
    /* Nobody will ever be heard of again that has a handle to it. */
    bool (*is_dead)(void *context, uint32_t file, uint64_t now_ns);
    void *context;
};

struct linear_state {
    struct arena       *arena;
    struct linear_files files;
    struct linear_slot *slots;
    uint32_t            capacity, words;
    uint64_t            used[LINEAR_WORDS];
    uint64_t            changes[LINEAR_WORDS]; /* Locks and unlocks. */
    uint64_t            reads[LINEAR_WORDS];
    uint64_t            soft[LINEAR_WORDS];    /* Optional ones, and: */
    uint64_t            closes[LINEAR_WORDS];  /* Releases of the gone. */
    uint64_t            awaited[LINEAR_WORDS]; /* Some slot comes after. */
    uint32_t            closes_count, soft_count, sweep_at;
    struct linear_set   configs, next, seen;
    uint32_t           *latest; /* By client: slot of its last, plus one. */
    size_t              clients;
    uint64_t            now_ns, soft_next_ns; /* The first deadline. */
    uint32_t            ghosts;
    uint16_t            ghost_name[LINEAR_GHOSTS_MAX];
    uint16_t            ghost_count[LINEAR_GHOSTS_MAX];
    bool                ties;  /* Some slot comes after another. */
    bool                lost;  /* More is possible than can be kept. */
    uint64_t            effort, effort_max;
};

/* False: the arena is full. */
bool linear_state_open(struct linear_state *state, struct arena *arena,
                       size_t clients, const struct linear_files *files);
/* target is open; its arena is used. */
void linear_state_copy(struct linear_state *target,
                       const struct linear_state *source);

/* --- The walk (linear_walk.c), in order of time --- */

/* An invocation. slot: where it waits for linear_finish, or NO_SLOT if there
 * is nothing to wait for. False: a contradiction; op->file cannot have been
 * there any more. */
bool linear_invoke(struct linear_state *state, const struct linear_op *op,
                   uint32_t *slot);
/* Its completion. False: a contradiction, and nothing changed. */
bool linear_finish(struct linear_state *state, uint32_t slot);
/* It says nothing after all, but that it came after others. */
void linear_excuse(struct linear_state *state, uint32_t slot);
/* Nobody asks any more. */
void linear_drop(struct linear_state *state, uint32_t slot);
/* Optional operations whose latest instant is before now_ns are over. */
void linear_advance(struct linear_state *state, uint64_t now_ns);
/* All operations are. False: a contradiction. */
bool linear_advance_all(struct linear_state *state, uint64_t now_ns);
/* By now_ns the file object is gone, and what it owned released. */
void linear_gone(struct linear_state *state, uint32_t file, uint64_t now_ns);
/* After a contradiction: either the operation is not believed, or all that
 * was known before it. */
void linear_resume(struct linear_state *state, uint32_t slot);
/* What a slot held is over, in every configuration. */
void linear_forget(struct linear_state *state, uint32_t slot);
/* Configurations that no difference is left between become one. */
void linear_thin_out(struct linear_state *state);
bool linear_taken_by_all(const struct linear_state *state, uint32_t slot);
bool linear_taken_by_any(const struct linear_state *state, uint32_t slot);
/* Whether a configuration or a slot names the file object. */
bool linear_knows(const struct linear_state *state, uint32_t file);

/* --- Those of unknown outcome (linear_ghost.c) --- */

/* Gives up slots of optional operations that can be told from others no more,
 * now and then: when there are a few more than were left the last time. */
void linear_sweep(struct linear_state *state);

/* --- The search (linear_search.c) --- */

bool linear_may_take(const struct linear_state *state,
                     const struct linear_config *config, uint32_t slot);
void linear_take(const struct linear_state *state,
                 struct linear_config *config, uint32_t slot);
/* The owner changed: questions that now have their answer. */
void linear_settle(const struct linear_state *state,
                   struct linear_config *config);
/* Adds it unless one there is as good; drops those it is better than. */
void linear_insert(struct linear_state *state, struct linear_set *set,
                   const struct linear_config *config);
/* Adds to state->next all extensions in which the slot has taken effect. */
void linear_reach(struct linear_state *state,
                  const struct linear_config *from, uint32_t slot);
/* To state->next: each, and what it is without the optional operations that
 * others come after. */
void linear_give_up(struct linear_state *state, struct linear_set *set);
/* The slot of that file object's release, or NO_SLOT. */
uint32_t linear_close_slot(const struct linear_state *state, uint32_t file);
/* A free slot; NO_SLOT, and lost, if there is none. */
uint32_t linear_slot_add(struct linear_state *state,
                         const struct linear_op *op);

static inline bool linear_bit(const uint64_t *mask, uint32_t slot)
{
    return (mask[slot / 64] >> slot % 64 & 1) != 0;
}
static inline void linear_bit_set(uint64_t *mask, uint32_t slot)
{
    mask[slot / 64] |= UINT64_C(1) << slot % 64;
}
static inline void linear_bit_clear(uint64_t *mask, uint32_t slot)
{
    mask[slot / 64] &= ~(UINT64_C(1) << slot % 64);
}
/* The slot of the lowest bit of a word; bits is not 0. */
static inline uint32_t linear_first(uint32_t word, uint64_t bits)
{
    return word * 64 + (uint32_t)__builtin_ctzll(bits);
}

#endif

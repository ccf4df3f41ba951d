/* SPDX-License-Identifier: MIT */
#include "core/check/linear_state.h"

#include "core/base/assert.h"

#include <string.h>

/* --- Slots --- */

void linear_forget(struct linear_state *state, uint32_t slot)
{
    uint64_t *const masks[] = { state->used, state->changes, state->reads,
                                state->soft, state->closes };
    if (linear_bit(state->closes, slot))
        state->closes_count -= 1;
    else if (linear_bit(state->soft, slot))
        state->soft_count -= 1;
    for (size_t i = 0; i < sizeof masks / sizeof *masks; i++)
        linear_bit_clear(masks[i], slot);
    for (uint32_t i = 0; i < state->configs.count; i++)
        linear_bit_clear(state->configs.items[i].taken, slot);
    if (!state->ties)
        return;
    bool freed = linear_bit(state->awaited, slot);
    memset(state->awaited, 0, sizeof state->awaited);
    state->ties = false;
    for (uint32_t i = 0; i < state->capacity; i++) {
        struct linear_slot *other = &state->slots[i];
        if (!linear_bit(state->used, i) || other->after == LINEAR_NO_SLOT)
            continue;
        if (other->after == slot) {
            other->after = LINEAR_NO_SLOT;
            continue;
        }
        linear_bit_set(state->awaited, other->after);
        state->ties = true;
    }
    for (uint32_t i = 0; i < state->configs.count && freed; i++)
        linear_settle(state, &state->configs.items[i]);
}

/* Those that no difference is left between become one. */
void linear_thin_out(struct linear_state *state)
{
    if (state->configs.count < 2)
        return;
    state->next.count = 0;
    for (uint32_t i = 0; i < state->configs.count; i++)
        linear_insert(state, &state->next, &state->configs.items[i]);
    struct linear_set old = state->configs;
    state->configs = state->next;
    state->next = old;
}

static void take_next(struct linear_state *state)
{
    struct linear_set old = state->configs;
    state->configs = state->next;
    state->next = old;
}

void linear_drop(struct linear_state *state, uint32_t slot)
{
    linear_forget(state, slot);
    linear_thin_out(state);
}

void linear_excuse(struct linear_state *state, uint32_t slot)
{
    state->slots[slot].op.need.who = LINEAR_WHOEVER;
    state->slots[slot].op.file = LINEAR_NOBODY; /* Gone or not. */
    for (uint32_t i = 0; i < state->configs.count; i++)
        linear_settle(state, &state->configs.items[i]);
}

bool linear_taken_by_all(const struct linear_state *state, uint32_t slot)
{
    for (uint32_t i = 0; i < state->configs.count; i++) {
        if (!linear_bit(state->configs.items[i].taken, slot))
            return false;
    }
    return true;
}

bool linear_taken_by_any(const struct linear_state *state, uint32_t slot)
{
    for (uint32_t i = 0; i < state->configs.count; i++) {
        if (linear_bit(state->configs.items[i].taken, slot))
            return true;
    }
    return false;
}

bool linear_knows(const struct linear_state *state, uint32_t file)
{
    for (uint32_t i = 0; i < state->configs.count; i++) {
        if (state->configs.items[i].owner == file)
            return true;
    }
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->used[w]; bits != 0; bits &= bits - 1) {
            if (state->slots[linear_first(w, bits)].op.file == file)
                return true;
        }
    }
    return false;
}

/* --- Completions --- */

static bool reach_all(struct linear_state *state, uint32_t slot, bool or_not)
{
    state->next.count = 0;
    for (uint32_t i = 0; i < state->configs.count && !state->lost; i++) {
        struct linear_config from = state->configs.items[i];
        bool taken = linear_bit(from.taken, slot);
        if (taken || or_not)
            linear_insert(state, &state->next, &from);
        if (!taken)
            linear_reach(state, &from, slot);
    }
    if (state->lost || state->next.count == 0)
        return state->lost;
    take_next(state);
    return true;
}

bool linear_finish(struct linear_state *state, uint32_t slot)
{
    TJ_ASSERT(linear_bit(state->used, slot));
    const struct linear_op *op = &state->slots[slot].op;
    if (op->at.t1_ns != STAMP_NEVER && op->at.t1_ns > state->now_ns)
        state->now_ns = op->at.t1_ns;
    if (!linear_taken_by_all(state, slot) && !reach_all(state, slot, op->optional))
        return false;
    if (!state->lost) {
        linear_drop(state, slot);
        linear_sweep(state);
    }
    return true;
}

static uint32_t next_due(const struct linear_state *state,
                         const uint64_t *mask, uint64_t *due_ns)
{
    uint32_t first = LINEAR_NO_SLOT;
    *due_ns = STAMP_NEVER;
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = mask[w]; bits != 0; bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (state->slots[slot].op.at.t1_ns < *due_ns) {
                *due_ns = state->slots[slot].op.at.t1_ns;
                first = slot;
            }
        }
    }
    return first;
}

void linear_advance(struct linear_state *state, uint64_t now_ns)
{
    while (state->soft_next_ns < now_ns && !state->lost) {
        uint32_t slot = next_due(state, state->soft, &state->soft_next_ns);
        if (state->soft_next_ns < now_ns) {
            (void)linear_finish(state, slot);
            (void)next_due(state, state->soft, &state->soft_next_ns);
        }
    }
}

bool linear_advance_all(struct linear_state *state, uint64_t now_ns)
{
    uint64_t due_ns;
    uint32_t slot = next_due(state, state->used, &due_ns);
    while (due_ns < now_ns && !state->lost) {
        if (!linear_finish(state, slot))
            return false;
        slot = next_due(state, state->used, &due_ns);
    }
    return true;
}

/* --- Invocations --- */

/* The file object was there: where it was gone it was not. */
static bool prove(struct linear_state *state, uint32_t file)
{
    uint32_t close = linear_close_slot(state, file);
    if (close == LINEAR_NO_SLOT)
        return true;
    state->next.count = 0;
    for (uint32_t i = 0; i < state->configs.count; i++) {
        if (!linear_bit(state->configs.items[i].taken, close))
            linear_insert(state, &state->next, &state->configs.items[i]);
    }
    bool possible = state->next.count > 0;
    if (possible)
        take_next(state);
    linear_drop(state, close);
    return possible;
}

/* What the client must have done before, if that is still in flight: only at
 * equal times. */
static uint32_t find_after(const struct linear_state *state,
                           const struct linear_op *op)
{
    uint32_t latest = state->latest[op->at.client];
    if (latest == 0 || !linear_bit(state->used, latest - 1))
        return LINEAR_NO_SLOT;
    const struct linear_op *before = &state->slots[latest - 1].op;
    return before->at.client == op->at.client &&
                   stamp_before(&before->at, &op->at)
               ? latest - 1
               : LINEAR_NO_SLOT;
}

static void add_slot(struct linear_state *state, const struct linear_op *op,
                     uint32_t after, uint32_t *slot)
{
    *slot = linear_slot_add(state, op);
    if (*slot == LINEAR_NO_SLOT)
        return;
    state->slots[*slot].after = after;
    if (after != LINEAR_NO_SLOT) {
        linear_bit_set(state->awaited, after);
        state->ties = true;
    }
    linear_bit_set(op->need.kind == LINEAR_READ ? state->reads
                                                : state->changes,
                   *slot);
    if (op->at.t1_ns != STAMP_NEVER)
        state->latest[op->at.client] = *slot + 1;
    if (!op->optional)
        return;
    linear_bit_set(state->soft, *slot);
    state->soft_count += 1;
    if (op->at.t1_ns < state->soft_next_ns)
        state->soft_next_ns = op->at.t1_ns;
}

bool linear_invoke(struct linear_state *state, const struct linear_op *op,
                   uint32_t *slot)
{
    *slot = LINEAR_NO_SLOT;
    state->effort_max += 64;
    if (op->at.t0_ns > state->now_ns)
        state->now_ns = op->at.t0_ns;
    bool possible =
        !op->proves || state->closes_count == 0 || prove(state, op->file);
    if (op->need.kind == LINEAR_NOTHING)
        return possible;
    add_slot(state, op, find_after(state, op), slot);
    if (*slot == LINEAR_NO_SLOT)
        return possible;
    if (op->need.kind == LINEAR_READ) {
        for (uint32_t i = 0; i < state->configs.count; i++) {
            struct linear_config *config = &state->configs.items[i];
            if (linear_may_take(state, config, *slot))
                linear_bit_set(config->taken, *slot);
        }
        if (linear_taken_by_all(state, *slot)) {
            linear_drop(state, *slot);
            *slot = LINEAR_NO_SLOT;
        }
    } else if (op->optional) {
        linear_sweep(state);
        if (!linear_bit(state->used, *slot))
            *slot = LINEAR_NO_SLOT;
    }
    return possible;
}

/* --- File objects that go --- */

void linear_gone(struct linear_state *state, uint32_t file, uint64_t now_ns)
{
    if (now_ns > state->now_ns)
        state->now_ns = now_ns;
    for (uint32_t w = 0; w < state->words && state->soft_count > 0; w++) {
        uint64_t bits = state->soft[w] & ~state->closes[w];
        for (; bits != 0 && !state->lost; bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (linear_bit(state->used, slot) &&
                state->slots[slot].op.file == file)
                (void)linear_finish(state, slot);
        }
    }
    bool released = false;
    if (state->ties) {
        linear_give_up(state, &state->configs);
        take_next(state);
    }
    for (uint32_t i = 0; i < state->configs.count; i++) {
        struct linear_config *config = &state->configs.items[i];
        if (config->owner != file)
            continue;
        config->owner = LINEAR_NOBODY;
        config->name = 0;
        linear_settle(state, config);
        released = true;
    }
    uint32_t close = linear_close_slot(state, file);
    if (close != LINEAR_NO_SLOT)
        linear_drop(state, close);
    else if (released)
        linear_thin_out(state);
}

/* --- After a contradiction --- */

/* No more optional locks are made up than this. */
enum { RESUMED_MAX = 24 };

static void resume_as(struct linear_state *state, struct linear_config config,
                      uint32_t owner, uint16_t name)
{
    config.owner = owner;
    config.name = name;
    linear_settle(state, &config);
    linear_insert(state, &state->next, &config);
}

/* Somebody who may own after all: an optional lock. */
static void may_own(struct linear_state *state, struct linear_op op,
                    uint32_t file, uint16_t name)
{
    uint32_t slot;
    if (file >= LINEAR_GHOST || state->soft_count >= RESUMED_MAX)
        return;
    for (slot = 0; slot < state->capacity; slot++) {
        const struct linear_op *other = &state->slots[slot].op;
        if (linear_bit(state->soft, slot) && other->file == file &&
            other->need.kind == LINEAR_TAKE && other->name == name &&
            other->at.t1_ns == STAMP_NEVER && !linear_taken_by_any(state, slot))
            return;
    }
    op.need = (struct linear_need){ LINEAR_TAKE, LINEAR_FREE, false };
    op.at.t1_ns = STAMP_NEVER;
    op.file = file;
    op.name = name;
    op.verb = TJ_LOCK;
    op.optional = true;
    add_slot(state, &op, LINEAR_NO_SLOT, &slot);
}

void linear_resume(struct linear_state *state, uint32_t slot)
{
    struct linear_op op = state->slots[slot].op;
    linear_forget(state, slot);
    for (uint32_t i = 0; i < state->configs.count && i < 4; i++)
        may_own(state, op, state->configs.items[i].owner,
                state->configs.items[i].name);
    if (op.verb == TJ_LOCK)
        may_own(state, op, op.file, op.name);
    state->next.count = 0;
    for (uint32_t i = 0; i < state->configs.count; i++) {
        struct linear_config *config = &state->configs.items[i];
        linear_insert(state, &state->next, config);
        if (i > 16)
            continue;
        if (op.verb == TJ_LOCK)
            resume_as(state, *config, op.file, op.name);
        if (op.verb == TJ_UNLOCK || op.need.who == LINEAR_FREE ||
            op.need.who == LINEAR_NOT_OTHER)
            resume_as(state, *config, LINEAR_NOBODY, 0);
        if (op.need.who == LINEAR_OWNED || op.need.who == LINEAR_OTHER ||
            op.need.who == LINEAR_NAMED)
            resume_as(state, *config, LINEAR_ANYBODY, 0);
    }
    take_next(state);
}

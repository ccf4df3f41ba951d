/* SPDX-License-Identifier: MIT */
/* Optional operations that have become like others, or impossible. */
#include "core/check/linear_state.h"

static bool is_owned_by(const struct linear_state *state, uint32_t file)
{
    for (uint32_t i = 0; i < state->configs.count; i++) {
        if (state->configs.items[i].owner == file)
            return true;
    }
    return false;
}

/* A slot of that file object, but for `slot` and, perhaps, unlocks. */
static bool has_other(const struct linear_state *state, uint32_t slot,
                      bool locks_only)
{
    uint32_t file = state->slots[slot].op.file;
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->used[w]; bits != 0; bits &= bits - 1) {
            uint32_t other = linear_first(w, bits);
            const struct linear_op *op = &state->slots[other].op;
            if (other != slot && op->file == file &&
                (!locks_only || op->need.kind == LINEAR_TAKE))
                return true;
        }
    }
    return false;
}

/* The group of ghosts with that name; one more if there is room. */
static uint32_t ghosts_named(struct linear_state *state, uint16_t name)
{
    uint32_t group = 0;
    while (group < state->ghosts && state->ghost_name[group] != name)
        group++;
    if (group == LINEAR_GHOSTS_MAX) {
        group = LINEAR_GHOSTS_MAX - 1; /* Then it may have any name. */
        state->ghost_name[group] = 0;
    } else if (group == state->ghosts) {
        state->ghosts += 1;
        state->ghost_name[group] = name;
        state->ghost_count[group] = 0;
        for (uint32_t i = 0; i < state->configs.count; i++)
            state->configs.items[i].spent[group] = 0;
    }
    return group;
}

/* Counted and not listed from now on: one that is left, or one that was spent,
 * when its file object owns or has owned, or was gone before it could. */
static void become_ghost(struct linear_state *state, uint32_t slot,
                         uint32_t close)
{
    const struct linear_op *op = &state->slots[slot].op;
    uint32_t                group = ghosts_named(state, op->name);
    if (state->ghost_count[group] == UINT16_MAX)
        return; /* More than anybody can need. */
    state->ghost_count[group] += 1;
    for (uint32_t i = 0; i < state->configs.count; i++) {
        struct linear_config *config = &state->configs.items[i];
        bool gone =
            close != LINEAR_NO_SLOT && linear_bit(config->taken, close);
        if (gone || linear_bit(config->taken, slot))
            config->spent[group] += 1;
        if (config->owner == op->file) {
            config->owner = LINEAR_GHOST + group;
            config->name = state->ghost_name[group];
        }
    }
}

/* Of a file object nobody will be heard of again. Its lock is like any other
 * such lock of that name, whatever has become of it so far. */
static bool is_ghost(struct linear_state *state, uint32_t slot)
{
    const struct linear_op *op = &state->slots[slot].op;
    if (op->need.kind != LINEAR_TAKE || op->at.t1_ns != STAMP_NEVER ||
        state->slots[slot].after != LINEAR_NO_SLOT ||
        !state->files.is_dead(state->files.context, op->file, state->now_ns))
        return false;
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->used[w] & ~state->closes[w]; bits != 0;
             bits &= bits - 1) {
            uint32_t other = linear_first(w, bits);
            if (other != slot && state->slots[other].op.file == op->file)
                return false;
        }
    }
    return true;
}

/* An unlock without a lock it could undo is nothing, nor is the end of what is
 * over. */
static bool is_settled(struct linear_state *state, uint32_t slot)
{
    const struct linear_op *op = &state->slots[slot].op;
    if (op->at.t1_ns != STAMP_NEVER || is_owned_by(state, op->file) ||
        state->slots[slot].after != LINEAR_NO_SLOT ||
        op->need.kind == LINEAR_TAKE)
        return false;
    if (op->need.kind == LINEAR_CLOSE && !linear_taken_by_any(state, slot))
        return true; /* It is made again when it is needed. */
    if (!state->files.is_dead(state->files.context, op->file, state->now_ns))
        return false;
    uint32_t close = linear_close_slot(state, op->file);
    if (close != LINEAR_NO_SLOT && close != slot &&
        linear_taken_by_all(state, close))
        return true;
    if (op->need.kind == LINEAR_RELEASE)
        return !has_other(state, slot, true);
    return !has_other(state, slot, false);
}

/* Gives up the slots of a ghost. */
static void lay_to_rest(struct linear_state *state, uint32_t slot)
{
    uint32_t close = linear_close_slot(state, state->slots[slot].op.file);
    become_ghost(state, slot, close);
    linear_forget(state, slot);
    if (close != LINEAR_NO_SLOT)
        linear_forget(state, close);
}

/* So many new ones may wait: what they could combine to grows fast. */
enum { SWEEP_AFTER = 4 };

void linear_sweep(struct linear_state *state)
{
    bool dropped = false;
    if (state->soft_count + state->closes_count < state->sweep_at)
        return;
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->soft[w]; bits != 0; bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (!linear_bit(state->soft, slot))
                continue; /* It went with another. */
            bool ghost = is_ghost(state, slot);
            if (!ghost && !is_settled(state, slot))
                continue;
            if (ghost)
                lay_to_rest(state, slot);
            else
                linear_forget(state, slot);
            dropped = true;
        }
    }
    if (dropped)
        linear_thin_out(state);
    uint32_t left = state->soft_count + state->closes_count;
    state->sweep_at = left + left / 4 + SWEEP_AFTER;
}

/* SPDX-License-Identifier: MIT */
#include "core/check/linear_state.h"

#include "core/base/assert.h"

#include <string.h>

enum { SLOTS_AT_FIRST = 64, CONFIGS_AT_FIRST = 16 };

/* --- Room --- */

static bool grow_set(struct linear_state *state, struct linear_set *set)
{
    uint32_t capacity = set->capacity == 0 ? CONFIGS_AT_FIRST
                                           : 2 * set->capacity;
    struct linear_config *items =
        set->capacity >= LINEAR_CONFIGS_MAX
            ? NULL
            : ARENA_NEW(state->arena, struct linear_config, capacity);
    if (items == NULL) {
        state->lost = true;
        return false;
    }
    if (set->count > 0)
        memcpy(items, set->items, set->count * sizeof *items);
    set->items = items;
    set->capacity = capacity;
    return true;
}

static bool grow_slots(struct linear_state *state)
{
    uint32_t capacity =
        state->capacity == 0 ? SLOTS_AT_FIRST : 2 * state->capacity;
    struct linear_slot *slots =
        state->capacity >= LINEAR_SLOTS_MAX
            ? NULL
            : ARENA_NEW(state->arena, struct linear_slot, capacity);
    if (slots == NULL)
        return false;
    if (state->capacity > 0)
        memcpy(slots, state->slots, state->capacity * sizeof *slots);
    state->slots = slots;
    state->capacity = capacity;
    state->words = capacity / 64;
    return true;
}

bool linear_state_open(struct linear_state *state, struct arena *arena,
                       size_t clients, const struct linear_files *files)
{
    *state = (struct linear_state){ .arena = arena,
                                    .files = *files,
                                    .clients = clients,
                                    .soft_next_ns = STAMP_NEVER,
                                    .sweep_at = 1,
                                    .effort_max = UINT64_C(1) << 28 };
    state->latest = ARENA_NEW(arena, uint32_t, clients + 1);
    if (state->latest == NULL || !grow_slots(state) ||
        !grow_set(state, &state->configs) || !grow_set(state, &state->next) ||
        !grow_set(state, &state->seen))
        return false;
    state->configs.items[0] = (struct linear_config){ .owner = LINEAR_NOBODY };
    state->configs.count = 1;
    return true;
}

void linear_state_copy(struct linear_state *target,
                       const struct linear_state *source)
{
    struct linear_state room = *target;
    while (room.capacity < source->capacity && grow_slots(&room))
        continue;
    while (room.configs.capacity < source->configs.count &&
           grow_set(&room, &room.configs))
        continue;
    *target = *source;
    target->slots = room.slots;
    target->capacity = room.capacity;
    target->words = room.words;
    target->configs = room.configs;
    target->next = room.next;
    target->seen = room.seen;
    target->latest = room.latest;
    if (room.capacity < source->capacity ||
        room.configs.capacity < source->configs.count) {
        target->lost = true;
        return;
    }
    memcpy(target->slots, source->slots,
           source->capacity * sizeof *source->slots);
    memcpy(target->configs.items, source->configs.items,
           source->configs.count * sizeof *source->configs.items);
    target->configs.count = source->configs.count;
    memcpy(target->latest, source->latest,
           (source->clients + 1) * sizeof *source->latest);
}

uint32_t linear_slot_add(struct linear_state *state,
                         const struct linear_op *op)
{
    uint32_t slot = LINEAR_NO_SLOT;
    for (uint32_t w = 0; w < state->words && slot == LINEAR_NO_SLOT; w++) {
        if (~state->used[w] != 0)
            slot = linear_first(w, ~state->used[w]);
    }
    if (slot == LINEAR_NO_SLOT) {
        slot = state->capacity;
        if (!grow_slots(state)) {
            state->lost = true;
            return LINEAR_NO_SLOT;
        }
    }
    state->slots[slot] =
        (struct linear_slot){ .op = *op, .after = LINEAR_NO_SLOT };
    linear_bit_set(state->used, slot);
    return slot;
}

/* --- One configuration --- */

static bool names_fit(uint16_t told, uint16_t name)
{
    if (told == LINEAR_NAME_OF_NOBODY)
        return name == 0;
    return told == 0 || name == 0 || told == name;
}

static bool holds(const struct linear_op *op,
                  const struct linear_config *config)
{
    uint32_t owner = config->owner;
    switch ((enum linear_who)op->need.who) {
    case LINEAR_WHOEVER:
        return true;
    case LINEAR_FREE:
        return owner == LINEAR_NOBODY;
    case LINEAR_OWNED:
        return owner != LINEAR_NOBODY;
    case LINEAR_SELF:
        return owner == op->file || owner == LINEAR_ANYBODY;
    case LINEAR_OTHER:
        return owner != LINEAR_NOBODY && owner != op->file;
    case LINEAR_NAMED:
        return owner != LINEAR_NOBODY && (owner == LINEAR_ANYBODY ||
                                          names_fit(op->name, config->name));
    case LINEAR_NOT_OTHER:
        return owner == LINEAR_NOBODY || owner == op->file ||
               owner == LINEAR_ANYBODY;
    }
    return false;
}

uint32_t linear_close_slot(const struct linear_state *state, uint32_t file)
{
    for (uint32_t w = 0; w < state->words && state->closes_count > 0; w++) {
        for (uint64_t bits = state->closes[w]; bits != 0; bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (state->slots[slot].op.file == file)
                return slot;
        }
    }
    return LINEAR_NO_SLOT;
}

bool linear_may_take(const struct linear_state *state,
                     const struct linear_config *config, uint32_t slot)
{
    const struct linear_slot *of = &state->slots[slot];
    if (linear_bit(config->taken, slot) || !holds(&of->op, config) ||
        (of->after != LINEAR_NO_SLOT && !linear_bit(config->taken, of->after)))
        return false;
    uint32_t close = linear_close_slot(state, of->op.file);
    return close == LINEAR_NO_SLOT || !linear_bit(config->taken, close);
}

void linear_settle(const struct linear_state *state,
                   struct linear_config *config)
{
    bool again;
    do {
        again = false;
        for (uint32_t w = 0; w < state->words; w++) {
            for (uint64_t bits = state->reads[w] & ~config->taken[w];
                 bits != 0; bits &= bits - 1) {
                uint32_t slot = linear_first(w, bits);
                if (!linear_may_take(state, config, slot))
                    continue;
                linear_bit_set(config->taken, slot);
                again = state->ties; /* It may have held up another. */
            }
        }
    } while (again);
}

void linear_take(const struct linear_state *state,
                 struct linear_config *config, uint32_t slot)
{
    const struct linear_op *op = &state->slots[slot].op;
    linear_bit_set(config->taken, slot);
    if (op->need.kind == LINEAR_READ) {
        if (state->ties)
            linear_settle(state, config);
        return;
    }
    bool takes = op->need.kind == LINEAR_TAKE;
    config->owner = takes ? op->file : LINEAR_NOBODY;
    config->name = takes ? op->name : 0;
    linear_settle(state, config);
}

/* --- Sets of them --- */

/* Whatever can follow b can follow a. */
static bool is_as_good(const struct linear_state *state,
                       const struct linear_config *a,
                       const struct linear_config *b)
{
    if (a->owner != b->owner || a->name != b->name)
        return false;
    for (uint32_t i = 0; i < state->ghosts; i++) {
        if (a->spent[i] > b->spent[i])
            return false;
    }
    for (uint32_t w = 0; w < state->words; w++) {
        uint64_t only_a = a->taken[w] & ~b->taken[w];
        uint64_t only_b = b->taken[w] & ~a->taken[w];
        uint64_t same =
            (state->changes[w] & ~state->soft[w]) | state->awaited[w];
        if (((only_a | only_b) & same) != 0 || (only_b & state->reads[w]) != 0 ||
            (only_a & state->soft[w]) != 0)
            return false;
    }
    return true;
}

static void add(struct linear_state *state, struct linear_set *set,
                const struct linear_config *config)
{
    if (set->count == set->capacity && !grow_set(state, set))
        return;
    set->items[set->count++] = *config;
}

void linear_insert(struct linear_state *state, struct linear_set *set,
                   const struct linear_config *config)
{
    state->effort += set->count;
    for (uint32_t i = 0; i < set->count;) {
        if (is_as_good(state, &set->items[i], config))
            return;
        if (is_as_good(state, config, &set->items[i]))
            set->items[i] = set->items[--set->count];
        else
            i++;
    }
    add(state, set, config);
}

/* --- Extending one --- */

static void see(struct linear_state *state, const struct linear_config *config)
{
    struct linear_set *seen = &state->seen;
    state->effort += seen->count;
    if (state->effort > state->effort_max)
        state->lost = true;
    for (uint32_t i = 0; i < seen->count; i++) {
        if (is_as_good(state, &seen->items[i], config))
            return;
    }
    add(state, seen, config);
}

static bool answers_more(const struct linear_state *state,
                         const struct linear_config *after,
                         const struct linear_config *before)
{
    for (uint32_t w = 0; w < state->words; w++) {
        if ((after->taken[w] & ~before->taken[w] & state->reads[w]) != 0)
            return true;
    }
    return false;
}

static bool has_release(const struct linear_state *state,
                        const struct linear_config *config, uint32_t file)
{
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->changes[w] & ~config->taken[w]; bits != 0;
             bits &= bits - 1) {
            const struct linear_op *op =
                &state->slots[linear_first(w, bits)].op;
            if (op->need.kind == LINEAR_RELEASE && op->file == file)
                return true;
        }
    }
    return false;
}

/* Of two requests that are alike the one that must complete first comes
 * first: the other can stand in its place whenever it could have. */
static bool has_earlier_twin(const struct linear_state *state,
                             const struct linear_config *config, uint32_t slot)
{
    const struct linear_slot *of = &state->slots[slot];
    if (state->ties)
        return false;
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->changes[w] & ~config->taken[w]; bits != 0;
             bits &= bits - 1) {
            uint32_t other = linear_first(w, bits);
            const struct linear_op *op = &state->slots[other].op;
            if (other != slot && op->file == of->op.file &&
                op->need.kind == of->op.need.kind && op->name == of->op.name &&
                op->optional == of->op.optional &&
                (op->at.t1_ns < of->op.at.t1_ns ||
                 (op->at.t1_ns == of->op.at.t1_ns && other < slot)))
                return true;
        }
    }
    return false;
}

/* An optional lock is worth its while if it answers a question, or if a
 * request of its own releases it again. */
static void try_change(struct linear_state *state,
                       const struct linear_config *from, uint32_t slot)
{
    if (!linear_may_take(state, from, slot) ||
        has_earlier_twin(state, from, slot))
        return;
    struct linear_config next = *from;
    const struct linear_op *op = &state->slots[slot].op;
    linear_take(state, &next, slot);
    if (op->optional && op->need.kind == LINEAR_TAKE &&
        !answers_more(state, &next, from) &&
        !has_release(state, &next, op->file))
        return;
    see(state, &next);
}

/* A request that was over before that close was invoked must have taken effect
 * before; an optional one has not happened then. */
static bool is_held_up(const struct linear_state *state,
                       struct linear_config *config, const struct stamp *close)
{
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->used[w] & ~config->taken[w]; bits != 0;
             bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (!stamp_before(&state->slots[slot].op.at, close))
                continue;
            if (!linear_bit(state->soft, slot))
                return true;
            linear_bit_set(config->taken, slot);
        }
    }
    return false;
}

static uint32_t make_close(struct linear_state *state, uint32_t file)
{
    uint32_t slot = linear_close_slot(state, file);
    if (slot != LINEAR_NO_SLOT)
        return slot;
    struct linear_op op = { .at = { .t0_ns = state->now_ns,
                                    .t1_ns = STAMP_NEVER },
                            .need = { LINEAR_CLOSE, LINEAR_SELF, false },
                            .file = file,
                            .optional = true };
    slot = linear_slot_add(state, &op);
    if (slot == LINEAR_NO_SLOT)
        return slot;
    linear_bit_set(state->closes, slot);
    linear_bit_set(state->soft, slot);
    state->closes_count += 1;
    return slot;
}

/* The owner goes away without having asked to. */
static void try_leave(struct linear_state *state,
                      const struct linear_config *from)
{
    struct linear_config next = *from;
    next.owner = LINEAR_NOBODY;
    next.name = 0;
    if (from->owner < LINEAR_GHOST) {
        struct stamp close = { .t0_ns = 0 };
        if (!state->files.may_be_gone(state->files.context, from->owner,
                                      state->now_ns, &close) ||
            (close.t0_ns == state->now_ns && is_held_up(state, &next, &close)))
            return;
        uint32_t slot = make_close(state, from->owner);
        if (slot == LINEAR_NO_SLOT)
            return;
        linear_bit_set(next.taken, slot);
    }
    linear_settle(state, &next);
    see(state, &next);
}

static void try_ghosts(struct linear_state *state,
                       const struct linear_config *from)
{
    for (uint32_t i = 0; i < state->ghosts; i++) {
        struct linear_config next = *from;
        if (from->spent[i] == state->ghost_count[i])
            continue;
        next.spent[i] += 1;
        next.owner = LINEAR_GHOST + i;
        next.name = state->ghost_name[i];
        linear_settle(state, &next);
        if (answers_more(state, &next, from))
            see(state, &next);
    }
}

/* An optional operation that others come after may not have happened. */
static void try_give_up(struct linear_state *state,
                        const struct linear_config *from)
{
    for (uint32_t w = 0; w < state->words; w++) {
        uint64_t bits = state->soft[w] & state->awaited[w] & ~from->taken[w];
        for (; bits != 0; bits &= bits - 1) {
            struct linear_config next = *from;
            uint32_t slot = linear_first(w, bits);
            uint32_t after = state->slots[slot].after;
            if (after != LINEAR_NO_SLOT && !linear_bit(from->taken, after))
                continue;
            linear_bit_set(next.taken, slot);
            linear_settle(state, &next);
            see(state, &next);
        }
    }
}

void linear_give_up(struct linear_state *state, struct linear_set *set)
{
    state->next.count = 0;
    for (uint32_t i = 0; i < set->count; i++) {
        state->seen.count = 0;
        see(state, &set->items[i]);
        for (uint32_t j = 0; j < state->seen.count && !state->lost; j++) {
            struct linear_config at = state->seen.items[j];
            linear_insert(state, &state->next, &at);
            try_give_up(state, &at);
        }
    }
}

static void extend(struct linear_state *state,
                   const struct linear_config *from, uint32_t goal)
{
    for (uint32_t w = 0; w < state->words; w++) {
        for (uint64_t bits = state->changes[w] & ~from->taken[w]; bits != 0;
             bits &= bits - 1) {
            uint32_t slot = linear_first(w, bits);
            if (slot != goal)
                try_change(state, from, slot);
        }
    }
    if (from->owner == LINEAR_NOBODY)
        try_ghosts(state, from);
    else
        try_leave(state, from);
    if (state->ties)
        try_give_up(state, from);
}

void linear_reach(struct linear_state *state, const struct linear_config *from,
                  uint32_t slot)
{
    bool asks = state->slots[slot].op.need.kind == LINEAR_READ;
    TJ_ASSERT(linear_bit(state->used, slot));
    state->seen.count = 0;
    add(state, &state->seen, from);
    for (uint32_t i = 0; i < state->seen.count && !state->lost; i++) {
        struct linear_config at = state->seen.items[i];
        if (linear_may_take(state, &at, slot)) {
            struct linear_config next = at;
            linear_take(state, &next, slot);
            linear_insert(state, &state->next, &next);
        } else if (linear_bit(at.taken, slot)) {
            linear_insert(state, &state->next, &at);
        }
        if (!asks || !linear_bit(at.taken, slot))
            extend(state, &at, slot);
    }
}

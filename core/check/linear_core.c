/* SPDX-License-Identifier: MIT */
#include "core/check/linear_core.h"

#include "core/base/assert.h"

#include <string.h>

/* --- What is remembered --- */

static void set_base(struct linear_drive *drive, struct linear_base *base)
{
    linear_state_copy(&base->state, &drive->state);
    base->take = drive->take;
    base->release = drive->release;
}

void linear_remember_anew(struct linear_drive *drive)
{
    drive->count = 0;
}

void linear_remember(struct linear_drive *drive, const struct linear_op *op)
{
    const uint32_t half = LINEAR_WINDOW / 2;
    if (drive->count == LINEAR_WINDOW) {
        struct linear_base *old = drive->bases[0];
        drive->bases[0] = drive->bases[1];
        drive->bases[1] = old;
        memcpy(drive->items, drive->items + half,
               half * sizeof *drive->items);
        drive->count = half;
    }
    if (drive->count == 0)
        set_base(drive, drive->bases[0]);
    else if (drive->count == half)
        set_base(drive, drive->bases[1]);
    drive->items[drive->count++] = (struct linear_item){ .op = *op };
}

static bool is_same(const struct tj_record_ref *a,
                    const struct tj_record_ref *b)
{
    return a->segment == b->segment && a->index == b->index;
}

static uint32_t find_slot(const struct linear_state *state,
                          const struct tj_record_ref *ref)
{
    for (uint32_t slot = 0; slot < state->capacity; slot++) {
        if (linear_bit(state->used, slot) &&
            !linear_bit(state->closes, slot) &&
            is_same(&state->slots[slot].op.ref, ref))
            return slot;
    }
    return LINEAR_NO_SLOT;
}

void linear_remember_not(struct linear_drive *drive,
                         const struct linear_op *op)
{
    for (uint32_t i = drive->count; i-- > 0;) {
        if (is_same(&drive->items[i].op.ref, &op->ref)) {
            drive->items[i].op.need.who = LINEAR_WHOEVER;
            drive->items[i].op.file = LINEAR_NOBODY;
            return;
        }
    }
    for (int i = 0; i < 2; i++) {
        struct linear_state *state = &drive->bases[i]->state;
        uint32_t slot = find_slot(state, &op->ref);
        if (slot != LINEAR_NO_SLOT)
            linear_excuse(state, slot);
    }
}

/* --- Trying again --- */

/* The same request, but nobody knows what became of it. */
static void weaken(struct linear_op *op)
{
    op->optional = true;
    op->proves = false;
    op->at.t1_ns = STAMP_NEVER;
    bool known = op->file < LINEAR_GHOST;
    if (known && op->verb == TJ_LOCK)
        op->need = (struct linear_need){ LINEAR_TAKE, LINEAR_FREE, false };
    else if (known && op->verb == TJ_UNLOCK)
        op->need = (struct linear_need){ LINEAR_RELEASE, LINEAR_SELF, false };
    else
        op->need.kind = LINEAR_NOTHING;
}

static void weaken_slot(struct linear_state *state, uint32_t slot)
{
    struct linear_op *op = &state->slots[slot].op;
    if (op->need.kind == LINEAR_READ) {
        linear_drop(state, slot);
        return;
    }
    weaken(op);
    linear_bit_set(state->soft, slot);
    state->soft_count += 1;
}

static void set_up(struct linear_trial *trial, const struct linear_base *base)
{
    struct linear_state *state = &trial->state;
    linear_state_copy(state, &base->state);
    state->effort = 0;
    state->effort_max = 1 << 20;
    for (uint32_t i = 0; i < state->configs.count && trial->weak_base; i++) {
        state->configs.items[i].owner = LINEAR_ANYBODY;
        state->configs.items[i].name = 0;
    }
    for (uint32_t slot = 0; slot < state->capacity; slot++) {
        if (trial->weak_slots[slot] && linear_bit(state->used, slot) &&
            !linear_bit(state->soft, slot))
            weaken_slot(state, slot);
    }
}

/* False: a contradiction. slot: of the operation that is asked about. */
static bool redo(struct linear_state *state, struct linear_op op, bool weak,
                 uint32_t *slot)
{
    *slot = LINEAR_NO_SLOT;
    if (op.need.kind == LINEAR_CLOSE) {
        if (weak)
            return true;
        if (!linear_advance_all(state, op.at.t1_ns))
            return false;
        linear_gone(state, op.file, op.at.t1_ns);
        return true;
    }
    if (weak)
        weaken(&op);
    return linear_advance_all(state, op.at.t0_ns) &&
           linear_invoke(state, &op, slot);
}

/* Whether what is left contradicts the failed operation, or itself. */
static bool is_contradiction(struct linear_trial *trial,
                             const struct linear_drive *drive,
                             const struct linear_op *failed)
{
    struct linear_state *state = &trial->state;
    set_up(trial, drive->bases[0]);
    uint32_t goal = find_slot(state, &failed->ref), slot;
    for (uint32_t i = 0; i < drive->count && !state->lost; i++) {
        const struct linear_op *op = &drive->items[i].op;
        if (!redo(state, *op, trial->weak_items[i], &slot))
            return true;
        if (op->need.kind != LINEAR_CLOSE && is_same(&op->ref, &failed->ref))
            goal = slot;
    }
    return !state->lost &&
           (!linear_advance_all(state, failed->at.t1_ns) ||
            (goal != LINEAR_NO_SLOT && !linear_finish(state, goal)));
}

/* --- The core --- */

struct suspects {
    uint32_t count;
    bool    *weak[1 + LINEAR_SLOTS_MAX + LINEAR_WINDOW];
};

static void list_suspects(struct suspects *suspects,
                          struct linear_trial *trial,
                          const struct linear_drive *drive,
                          const struct linear_op *failed)
{
    const struct linear_state *state = &drive->bases[0]->state;
    memset(trial->weak_slots, 0, sizeof trial->weak_slots);
    memset(trial->weak_items, 0, sizeof trial->weak_items);
    trial->weak_base = false;
    suspects->count = 0;
    suspects->weak[suspects->count++] = &trial->weak_base;
    for (uint32_t slot = 0; slot < state->capacity; slot++) {
        if (linear_bit(state->used, slot) && !linear_bit(state->soft, slot) &&
            !is_same(&state->slots[slot].op.ref, &failed->ref))
            suspects->weak[suspects->count++] = &trial->weak_slots[slot];
    }
    for (uint32_t i = 0; i < drive->count; i++) {
        const struct linear_op *op = &drive->items[i].op;
        bool is_failed = op->need.kind != LINEAR_CLOSE &&
                         is_same(&op->ref, &failed->ref);
        if (!op->optional && !is_failed)
            suspects->weak[suspects->count++] = &trial->weak_items[i];
    }
}

static void set_weak(struct suspects *suspects, uint32_t from, uint32_t to,
                     bool weak)
{
    for (uint32_t i = from; i < to; i++)
        *suspects->weak[i] = weak;
}

/* In halves, then quarters, down to single ones: what is needed is rare.
 * Saying less never contradicts more, so one round of each size will do. */
static void acquit(struct suspects *suspects, struct linear_trial *trial,
                   const struct linear_drive *drive,
                   const struct linear_op *failed)
{
    for (uint32_t size = suspects->count; size > 0; size /= 2) {
        for (uint32_t from = 0; from < suspects->count; from += size) {
            uint32_t to = from + size < suspects->count ? from + size
                                                        : suspects->count;
            bool left = false;
            for (uint32_t i = from; i < to; i++)
                left |= !*suspects->weak[i];
            if (!left)
                continue;
            bool before[1 + LINEAR_SLOTS_MAX + LINEAR_WINDOW];
            for (uint32_t i = from; i < to; i++)
                before[i] = *suspects->weak[i];
            set_weak(suspects, from, to, true);
            if (is_contradiction(trial, drive, failed))
                continue;
            for (uint32_t i = from; i < to; i++)
                *suspects->weak[i] = before[i];
        }
    }
}

/* --- Words --- */

static void say_what(struct draft *draft, const struct linear_op *op)
{
    struct tj_text *text = &draft->text;
    if (op->verb == TJ_QUERY)
        tj_text_add(text, "'s query said %s",
                    op->need.who == LINEAR_FREE ? "free" : "locked");
    else if (op->verb == TJ_LOCK && op->done)
        tj_text_add(text, " got the lock");
    else if (op->verb == TJ_UNLOCK && op->done)
        tj_text_add(text, " gave it back");
    else if (op->verb == TJ_CLOSE)
        tj_text_add(text, " closed its last handle");
    else if (op->done)
        tj_text_add(text, "'s %s was let in",
                    tj_verb_name((enum tj_verb)op->verb));
    else
        tj_text_add(text, "'s %s was refused with %u",
                    tj_verb_name((enum tj_verb)op->verb),
                    tj_ntstatus_to_win32(op->status));
    if (op->verb != TJ_QUERY || op->need.who != LINEAR_NAMED || op->name == 0)
        return;
    if (op->name == LINEAR_NAME_OF_NOBODY)
        tj_text_add(text, " by a name nobody gave");
    else
        tj_text_add(text, " by \"%s\"",
                    draft->findings->survey->names[op->name]);
}

static void say_only(struct draft *draft, const struct linear_op *op)
{
    finding_say_client(draft, op->at.client, op->verb == TJ_LOCK ? op->name : 0);
    say_what(draft, op);
    tj_text_add(&draft->text, " ");
    finding_say_when(draft, &op->at);
    finding_ref(draft, &op->ref);
}

static void say(struct draft *draft, const struct linear_op *op)
{
    tj_text_add(&draft->text, draft->finding->refs_count == 0 ? ": " : "; ");
    say_only(draft, op);
}

/* Who owned when memory begins, or that nobody did. */
static void say_base(struct draft *draft, const struct linear_base *base)
{
    uint32_t owner = base->state.configs.items[0].owner;
    const struct linear_op *op =
        owner == LINEAR_NOBODY ? &base->release : &base->take;
    if (op->need.kind != LINEAR_NOTHING)
        say(draft, op);
}

/* One answer that nothing before it allows. */
static void say_alone(struct draft *draft, const struct linear_drive *drive)
{
    if (drive->take.need.kind == LINEAR_NOTHING) {
        tj_text_add(&draft->text, "; nobody had got the lock before");
        return;
    }
    tj_text_add(&draft->text, "; the lock before it: ");
    say_only(draft, &drive->take);
    if (drive->release.need.kind != LINEAR_NOTHING &&
        drive->release.at.t0_ns >= drive->take.at.t0_ns)
        say(draft, &drive->release);
}

static void say_core(struct draft *draft, const struct linear_trial *trial,
                     const struct linear_drive *drive,
                     const struct linear_op *failed)
{
    const struct linear_state *state = &drive->bases[0]->state;
    bool said = false;
    if (!trial->weak_base)
        say_base(draft, drive->bases[0]);
    for (uint32_t slot = 0; slot < state->capacity; slot++) {
        if (!linear_bit(state->used, slot) || linear_bit(state->soft, slot))
            continue;
        const struct linear_op *op = &state->slots[slot].op;
        bool is_failed = is_same(&op->ref, &failed->ref);
        said |= is_failed;
        if (is_failed || !trial->weak_slots[slot])
            say(draft, op);
    }
    for (uint32_t i = 0; i < drive->count; i++) {
        const struct linear_op *op = &drive->items[i].op;
        bool is_failed = op->need.kind != LINEAR_CLOSE &&
                         is_same(&op->ref, &failed->ref);
        said |= is_failed;
        if (is_failed || (!op->optional && !trial->weak_items[i]))
            say(draft, op);
    }
    if (!said)
        say(draft, failed);
    if (draft->finding->refs_count == 1)
        say_alone(draft, drive);
}

/* Without a core: what is nearest. */
static void say_near(struct draft *draft, const struct linear_drive *drive,
                     const struct linear_op *failed)
{
    if (drive->take.need.kind != LINEAR_NOTHING)
        say(draft, &drive->take);
    if (drive->release.need.kind != LINEAR_NOTHING &&
        drive->release.at.t0_ns >= drive->take.at.t0_ns)
        say(draft, &drive->release);
    say(draft, failed);
}

static struct linear_trial *trial_of(struct linear *linear,
                                     const struct linear_drive *drive)
{
    if (linear->trial != NULL)
        return linear->trial;
    struct linear_trial *trial =
        ARENA_NEW(linear->arena, struct linear_trial, 1);
    if (trial == NULL ||
        !linear_state_open(&trial->state, linear->arena,
                           drive->state.clients, &drive->state.files))
        return NULL;
    linear->trial = trial;
    return trial;
}

void linear_report(struct linear *linear, struct linear_drive *drive,
                   const struct linear_op *failed)
{
    struct suspects suspects;
    struct draft draft =
        finding_begin(linear->findings, RULE_O01, failed->at.t0_ns);
    bool kept = linear->findings->verdict->findings_count < TJ_FINDINGS_MAX;
    struct linear_trial *trial =
        kept && linear->cores < LINEAR_CORES_MAX ? trial_of(linear, drive)
                                                 : NULL;
    tj_text_add(&draft.text, "no order makes all of these answers right");
    if (trial != NULL) {
        linear->cores += 1;
        list_suspects(&suspects, trial, drive, failed);
        if (is_contradiction(trial, drive, failed)) {
            acquit(&suspects, trial, drive, failed);
            say_core(&draft, trial, drive, failed);
            return;
        }
    }
    say_near(&draft, drive, failed);
}

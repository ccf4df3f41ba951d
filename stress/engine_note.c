/* SPDX-License-Identifier: MIT */
/* What answers and events mean for what a client has and knows. */
#include "stress/engine_parts.h"

#include "core/drive/codes.h"
#include "core/drive/encode.h"

static void take_handle(struct tj_client_state *state, uint8_t slot,
                        uint8_t file)
{
    state->slots[slot].handle = state->slots[slot].last = state->op.handle;
    state->slots[slot].file = file;
    state->files[file].handles += 1;
}

void engine_take_open(struct tj_client_state *state, uint8_t slot)
{
    uint8_t file = 0;

    /* As many file objects as slots: one is free. */
    while (state->files[file].handles > 0)
        file++;
    state->files[file] = (struct tj_engine_file){ 0 };
    take_handle(state, slot, file);
}

void engine_give_handle(struct tj_client_state *state, tj_handle handle)
{
    for (unsigned i = 0; i < TJ_SLOTS_MAX; i++) {
        struct tj_engine_slot *slot = &state->slots[i];
        if (handle == TJ_NO_HANDLE || slot->handle != handle)
            continue;
        slot->handle = TJ_NO_HANDLE;
        slot->acquired = slot->mcn = 0;
        /* With the last handle goes all that the file object held. */
        state->files[slot->file].handles -= 1;
        if (state->files[slot->file].handles == 0)
            state->files[slot->file] = (struct tj_engine_file){ 0 };
    }
}

static void lower(uint32_t *count)
{
    if (*count > 0)
        *count -= 1;
}

static void note_allow(struct tj_client_state *state)
{
    lower(&state->prevents);
    if (state->left > state->prevents)
        state->left = state->prevents;
}

static void note_file(struct tj_client_state *state, bool sure)
{
    struct tj_engine_file *file =
        &state->files[state->slots[state->op_slot].file];

    switch ((int)state->op.verb) {
    case TJ_LOCK:
        file->owner = true;
        state->locks += sure;
        break;
    case TJ_UNLOCK:
        file->owner = file->owner && !sure;
        break;
    case TJ_MCN_OFF:
        file->mcn_off += 1;
        break;
    case TJ_MCN_ON:
        lower(&file->mcn_off);
        break;
    case TJ_SECURE_PREVENT:
        file->secure += 1;
        break;
    case TJ_SECURE_ALLOW:
        lower(&file->secure);
        break;
    default:
        break;
    }
}

static void note_query(struct tj_client_state *state,
                       const struct tj_reply *reply)
{
    struct tj_lock_state lock;

    if (tj_decode_lock_state(reply->output, reply->info, &lock))
        state->locked = lock.locked;
}

void engine_note(struct tj_client_state *state, const struct tj_reply *reply)
{
    bool sure = reply->outcome == TJ_DONE;

    /* Somebody else closed it: it is not there to be kept. */
    if (state->op.verb == TJ_CLOSE && !reply->injected &&
        reply->status == TJ_STATUS_INVALID_HANDLE)
        engine_give_handle(state, state->op.handle);
    if (reply->outcome == TJ_REFUSED)
        return;
    switch ((int)state->op.verb) {
    case TJ_OPEN:
        /* Without an answer there is no handle to use. */
        if (sure)
            engine_take_open(state, state->op_slot);
        break;
    case TJ_DUPLICATE:
        for (unsigned i = 0; i < TJ_SLOTS_MAX && sure; i++) {
            if (state->slots[i].handle != state->op.arg)
                continue;
            take_handle(state, state->op_slot, state->slots[i].file);
            break;
        }
        break;
    case TJ_CLOSE:
        engine_give_handle(state, state->op.handle);
        break;
    case TJ_QUERY:
        note_query(state, reply);
        break;
    case TJ_PREVENT:
        state->prevents += 1;
        break;
    case TJ_ALLOW:
        note_allow(state);
        break;
    default:
        /* A handle of long ago names no file object. */
        if (state->op.handle == state->slots[state->op_slot].handle)
            note_file(state, sure);
        break;
    }
}

void engine_forget(struct tj_client_state *state)
{
    state->leaked += state->prevents - state->left;
    state->left = state->prevents;
    for (unsigned i = 0; i < TJ_SLOTS_MAX; i++)
        state->slots[i].acquired = state->slots[i].mcn = 0;
    state->mirror = TJ_MIRROR_UNKNOWN;
    state->events = 0;
    state->locked = false;
}

uint32_t engine_events(const struct tj_step *step)
{
    if (step->arg == TJ_ANY_EVENT)
        return UINT32_MAX;
    return step->arg == TJ_NO_EVENT ? 0 : UINT32_C(1) << step->arg;
}

static bool comes(const struct tj_client_state *state)
{
    const struct tj_step *step = &state->persona->steps[state->step];

    return (state->events & engine_events(step)) != 0;
}
_Static_assert(TJ_EVENT_COUNT <= 32, "a mask of events fits");

bool tj_engine_hear(struct tj_client_state *state,
                    const struct tj_event *event)
{
    state->events |= UINT32_C(1) << event->id;
    if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_LOCK)
        state->mirror = TJ_MIRROR_LOCKED;
    if (event->id == TJ_EVENT_CDROM_EXCLUSIVE_UNLOCK)
        state->mirror = TJ_MIRROR_FREE;
    return state->waits && comes(state);
}

#include "tests/sim/properties/tale.h"

#include <string.h>

/* splitmix64: quick, and enough for choosing what to try next. */
uint64_t tale_draw(struct tale *tale, uint64_t bound)
{
    uint64_t x = tale->dice += UINT64_C(0x9e3779b97f4a7c15);

    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    x ^= x >> 31;
    return bound == 0 ? 0 : x % bound;
}

void tale_begin(struct tale *tale, const struct sim_profile *profile,
                uint64_t seed)
{
    memset(tale->calls, 0, (tale->calls_count + 1) * sizeof *tale->calls);
    memset(tale->files, 0, sizeof tale->files);
    for (int i = 0; i < SIM_FILES_MAX; i++)
        tale->file_of_slot[i] = NOBODY;
    for (int i = 0; i < TALE_HANDLES_MAX; i++)
        tale->handles[i].file = NOBODY;
    tale->files_count = 0;
    tale->handles_count = 0;
    tale->open_count = 0;
    tale->calls_count = 0;
    tale->ready_count = 0;
    tale->owners = 0;
    tale->epoch = 0;
    tale->in_flight = tale->lined = 0;
    tale->steps = 0;
    tale->registered = 0;
    tale->lost_events = tale->lost_states = false;
    tale->wake_ns = UINT64_MAX;
    memset(&tale->memory, 0, sizeof tale->memory);
    tale->dice = seed * UINT64_C(0x2545f4914f6cdd1d) + 1;
    sim_drive_init(&tale->drive, profile, 0);
    tale_step(tale, &(struct sim_input){ .kind = SIM_TIME });
}

/* --- Whose step it is --- */

int tale_owner(const struct tale *tale, const struct sim_drive *drive)
{
    return drive->owner == SIM_NO_FILE || drive->owner >= SIM_FILES_MAX
               ? NOBODY
               : tale->file_of_slot[drive->owner];
}

struct call *tale_call(struct tale *tale, uint32_t number)
{
    return number > 0 && number <= tale->calls_count ? &tale->calls[number]
                                                     : NULL;
}

/* A child works for a host's request, perhaps through another child. */
static struct call *parent_of(const struct look *look, uint32_t slot)
{
    while (slot < SIM_REQUESTS_MAX) {
        const struct sim_request *request = &look->before->requests[slot];
        if (request->number < SIM_INTERNAL)
            return tale_call(look->tale, request->number);
        slot = request->parent;
    }
    return NULL;
}

static void identify(struct look *look)
{
    uint32_t number = look->input->request;

    if (look->input->kind != SIM_CONTINUE)
        return;
    if (number < SIM_INTERNAL) {
        look->who = BY_CALL;
        look->actor = tale_call(look->tale, number);
    } else if (number == SIM_NUMBER_POLL) {
        look->who = BY_POLL;
        look->phase = look->before->requests[SIM_POLL_SLOT].phase;
    } else if (number == SIM_NUMBER_DELIVERY) {
        look->who = BY_DELIVERY;
    } else if (number >= SIM_NUMBER_WORK) {
        look->who = BY_WORK;
    } else if (number >= SIM_NUMBER_CHILD) {
        look->who = BY_CHILD;
        look->actor = parent_of(look, number - SIM_NUMBER_CHILD);
    } else {
        look->who = BY_CLOSE;
        look->closing = look->tale->file_of_slot[number - SIM_INTERNAL];
    }
    if (look->who == BY_CALL && look->actor != NULL)
        look->phase = look->before->requests[look->actor->slot].phase;
}

/* --- Steps --- */

static void take_effects(struct tale *tale)
{
    for (size_t i = 0; i < tale->effects.count; i++) {
        const struct sim_effect *effect = &tale->effects.items[i];
        if (effect->kind == SIM_READY) {
            TJ_ASSERT(tale->ready_count < TALE_READY_MAX);
            tale->ready[tale->ready_count++] = effect->request;
        } else if (effect->kind == SIM_WAKE) {
            tale->wake_ns = effect->at_ns;
            tale->settled = effect->settled;
        }
    }
}

void tale_step(struct tale *tale, struct sim_input *input)
{
    if (tale_is_request(input)) {
        TJ_ASSERT(tale->calls_count + 1 < TALE_CALLS_MAX);
        input->request = ++tale->calls_count;
    }
    if (input->now_ns < tale->drive.now_ns)
        input->now_ns = tale->drive.now_ns;
    memcpy(&tale->before, &tale->drive, sizeof tale->drive);
    tale->effects.count = 0;
    sim_drive_step(&tale->drive, input, &tale->effects);
    tale->steps++;
    take_effects(tale);
    struct look look = {
        .before = &tale->before, .after = &tale->drive, .input = input,
        .effects = &tale->effects, .tale = tale, .closing = NOBODY,
    };
    identify(&look);
    tale_note_before(&look);
    if (tale->watch != NULL)
        tale->watch(&look);
    tale_note_after(&look);
}

void tale_continue(struct tale *tale, unsigned which)
{
    struct sim_input input = { .kind = SIM_CONTINUE,
                               .request = tale->ready[which] };

    tale->ready[which] = tale->ready[--tale->ready_count];
    tale_step(tale, &input);
}

void tale_rest(struct tale *tale)
{
    struct sim_input input = { .kind = SIM_TIME };

    tale->effects.count = 0;
    struct look look = {
        .before = &tale->drive, .after = &tale->drive, .input = &input,
        .effects = &tale->effects, .tale = tale, .closing = NOBODY,
        .owner_before = tale_owner(tale, &tale->drive),
        .owner_after = tale_owner(tale, &tale->drive), .at_rest = true,
    };
    if (tale->watch != NULL)
        tale->watch(&look);
}

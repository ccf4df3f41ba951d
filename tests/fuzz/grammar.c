#include "tests/fuzz/grammar.h"

#include "core/base/assert.h"

#include <string.h>

static bool is_answered(const struct sim_input *input)
{
    return input->kind <= SIM_FLUSH || input->kind == SIM_REGISTER ||
           input->kind == SIM_UNREGISTER ||
           (input->kind == SIM_POWER &&
            input->power == SIM_POWER_QUERY_REMOVE);
}

static void check_reply(struct fuzz *fuzz, const struct sim_effect *reply)
{
    TJ_INVARIANT(S2, reply->request > 0);
    TJ_INVARIANT(S2, reply->request <= fuzz->requests_count);
    TJ_INVARIANT(S2, fuzz->answered[reply->request] == 0);
    fuzz->answered[reply->request] = 1;
    TJ_ASSERT(reply->output_size <= TJ_OUTPUT_MAX);
    TJ_ASSERT(reply->output_size <= reply->info);
}

static void look(struct fuzz *fuzz)
{
    for (size_t i = 0; i < fuzz->effects.count; i++) {
        const struct sim_effect *effect = &fuzz->effects.items[i];
        if (effect->kind == SIM_READY) {
            TJ_ASSERT(fuzz->ready_count < FUZZ_READY_MAX);
            fuzz->ready[fuzz->ready_count++] = effect->request;
        } else if (effect->kind == SIM_WAKE) {
            fuzz->wake_ns = effect->at_ns;
            fuzz->settled = effect->settled;
        } else if (effect->kind == SIM_REPLY) {
            check_reply(fuzz, effect);
        }
    }
    sim_drive_audit(&fuzz->drive);
}

static void step(struct fuzz *fuzz, struct sim_input *input)
{
    if (is_answered(input)) {
        if (fuzz->requests_count + 1 == FUZZ_REQUESTS_MAX)
            return;
        input->request = ++fuzz->requests_count;
    }
    if (input->now_ns < fuzz->drive.now_ns)
        input->now_ns = fuzz->drive.now_ns;
    fuzz->effects.count = 0;
    sim_drive_step(&fuzz->drive, input, &fuzz->effects);
    fuzz->life_steps++;
    fuzz->steps++;
    look(fuzz);
}

static void go_on(struct fuzz *fuzz, unsigned which)
{
    struct sim_input input = { .kind = SIM_CONTINUE,
                               .request = fuzz->ready[which] };

    fuzz->ready[which] = fuzz->ready[--fuzz->ready_count];
    step(fuzz, &input);
}

static void wait(struct fuzz *fuzz, uint64_t duration_ns)
{
    struct sim_input input = { .kind = SIM_TIME,
                               .now_ns = fuzz->drive.now_ns + duration_ns };

    if (duration_ns == 0 && fuzz->wake_ns != UINT64_MAX)
        input.now_ns = fuzz->wake_ns;
    step(fuzz, &input);
}

/* Nobody was told that this request may go on: nothing must happen. */
static void invent(struct fuzz *fuzz)
{
    struct sim_input input = { .kind = SIM_CONTINUE,
                               .request = fuzz_u32(fuzz) };

    for (unsigned i = 0; i < fuzz->ready_count; i++)
        if (fuzz->ready[i] == input.request)
            return;
    bool due = fuzz->wake_ns <= fuzz->drive.now_ns; /* A timer fires. */
    step(fuzz, &input);
    TJ_ASSERT(due || fuzz->effects.count == 0);
}

/* 0 .. 5f: that one goes on; 60 .. 6f: so many do; 70 .. 7f: time passes;
 * from 80 on an input. */
static void one_step(struct fuzz *fuzz)
{
    uint8_t byte = fuzz_byte(fuzz);

    if (byte < 0x60) {
        if (fuzz->ready_count > 0)
            go_on(fuzz, byte % fuzz->ready_count);
    } else if (byte < 0x70) {
        for (unsigned i = 0; i <= byte - 0x60u && fuzz->ready_count > 0; i++)
            go_on(fuzz, 0);
    } else if (byte < 0x7f) {
        wait(fuzz, (uint64_t)(byte - 0x70) * 3000000);
    } else if (byte == 0x7f) {
        invent(fuzz);
    } else {
        struct sim_input input = fuzz_input(fuzz, byte & 0x7f);
        step(fuzz, &input);
    }
}

/* Until only periodic timers are left; false when it takes too long. */
static bool come_to_rest(struct fuzz *fuzz)
{
    while (fuzz->life_steps < 2 * FUZZ_STEPS_MAX) {
        if (fuzz->ready_count > 0)
            go_on(fuzz, 0);
        else if (fuzz->settled || fuzz->wake_ns == UINT64_MAX)
            return true;
        else
            wait(fuzz, 0);
    }
    return false;
}

static void close_all(struct fuzz *fuzz)
{
    for (uint32_t i = 1; i <= 8; i++)
        step(fuzz, &(struct sim_input){ .kind = SIM_UNREGISTER,
                                        .registration = i });
    for (tj_handle i = 1; i <= FUZZ_HANDLES; i++)
        step(fuzz, &(struct sim_input){ .kind = SIM_CLOSE, .handle = i });
}

/* Requests that wait for a volume to come online may wait for ever, and behind
 * them whatever else came through a synchronous handle, its close too. */
static void check_rest(const struct fuzz *fuzz)
{
    const struct sim_drive *drive = &fuzz->drive;
    unsigned waiting = 0, unanswered = 0;

    for (unsigned i = 0; i < SIM_REQUESTS_MAX; i++)
        waiting += drive->requests[i].phase != 0;
    for (unsigned i = 0; i < SIM_FILES_MAX; i++)
        waiting += drive->files[i].used && drive->files[i].close_request != 0;
    for (uint32_t i = 1; i <= fuzz->requests_count; i++)
        unanswered += fuzz->answered[i] == 0;
    TJ_INVARIANT(S2, unanswered == waiting);
    TJ_ASSERT(waiting == 0 || drive->volumes_parked);
    if (waiting > 0)
        return;
    TJ_ASSERT(drive->handles_count == 0);
    TJ_ASSERT(drive->owner == SIM_NO_FILE);
    TJ_INVARIANT(S4, drive->prot == 0);
    TJ_INVARIANT(S4, drive->mcn_disable == 0);
    TJ_ASSERT(drive->eject_lock == 0);
    TJ_ASSERT(drive->queue_stops == 0);
}

static void end_well(struct fuzz *fuzz)
{
    static const enum sim_injection_kind gone[] = {
        SIM_INJECT_SENSE, SIM_INJECT_REFERENCE, SIM_INJECT_BUSY,
    };

    for (size_t i = 0; i < sizeof gone / sizeof *gone; i++)
        step(fuzz, &(struct sim_input){ .kind = SIM_INJECT,
                                        .injection = { .kind = gone[i] } });
    step(fuzz, &(struct sim_input){ .kind = SIM_HAND,
                                    .hand = SIM_FREE_TRAY });
    if (!come_to_rest(fuzz))
        return;
    close_all(fuzz);
    if (!come_to_rest(fuzz))
        return;
    fuzz->rests++;
    check_rest(fuzz);
}

void fuzz_live(struct fuzz *fuzz, const uint8_t *bytes, size_t size)
{
    fuzz->bytes = bytes;
    fuzz->bytes_count = size < FUZZ_BYTES_MAX ? size : FUZZ_BYTES_MAX;
    fuzz->ready_count = 0;
    fuzz->life_steps = 0;
    fuzz->settled = false;
    fuzz->wake_ns = UINT64_MAX;
    memset(fuzz->answered, 0, fuzz->requests_count + 1);
    fuzz->requests_count = 0;
    const struct sim_profile profile = fuzz_profile(fuzz);
    sim_drive_init(&fuzz->drive, &profile, 0);
    step(fuzz, &(struct sim_input){ .kind = SIM_TIME });
    while (fuzz->bytes_count > 0 && fuzz->life_steps < FUZZ_STEPS_MAX)
        one_step(fuzz);
    end_well(fuzz);
    fuzz->lives++;
}

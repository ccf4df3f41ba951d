#include "tests/sim/bench.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <string.h>

void bench_init(struct bench *bench, const struct sim_profile *profile)
{
    struct sim_profile quiet = sim_profile_default();

    memset(bench, 0, sizeof *bench);
    bench->wake_ns = UINT64_MAX;
    quiet.poll_tolerance_ns = 0;
    sim_drive_init(&bench->drive, profile != NULL ? profile : &quiet, 0);
    bench_step(bench, &(struct sim_input){ .kind = SIM_TIME });
}

void bench_step(struct bench *bench, struct sim_input *input)
{
    struct sim_effects *effects = &bench->effects;

    if (input->now_ns < bench->drive.now_ns)
        input->now_ns = bench->drive.now_ns;
    effects->count = 0;
    sim_drive_step(&bench->drive, input, effects);
    for (size_t i = 0; i < effects->count; i++) {
        const struct sim_effect *effect = &effects->items[i];
        if (effect->kind == SIM_READY) {
            TJ_ASSERT(bench->ready_count < BENCH_READY_MAX);
            bench->ready[bench->ready_count++] = effect->request;
        } else if (effect->kind == SIM_WAKE) {
            bench->wake_ns = effect->at_ns;
        } else if (bench->seen_count < BENCH_SEEN_MAX) {
            bench->seen[bench->seen_count++] = *effect;
        }
        if (effect->kind == SIM_REPLY)
            memcpy(bench->output, effects->output, effect->output_size);
    }
}

bool bench_continue_one(struct bench *bench, uint32_t request)
{
    struct sim_input input = { .kind = SIM_CONTINUE, .request = request };

    for (size_t i = 0; i < bench->ready_count; i++) {
        if (bench->ready[i] != request)
            continue;
        bench->ready_count--;
        memmove(bench->ready + i, bench->ready + i + 1,
                (bench->ready_count - i) * sizeof *bench->ready);
        bench_step(bench, &input);
        return true;
    }
    return false;
}

bool bench_continue(struct bench *bench)
{
    return bench->ready_count > 0 &&
           bench_continue_one(bench, bench->ready[0]);
}

void bench_settle(struct bench *bench)
{
    while (bench_continue(bench))
        ;
}

void bench_advance(struct bench *bench, uint64_t duration_ns)
{
    uint64_t until_ns = bench->drive.now_ns + duration_ns;

    while (bench->wake_ns <= until_ns) {
        struct sim_input input = { .kind = SIM_TIME,
                                   .now_ns = bench->wake_ns };
        bench_step(bench, &input);
        bench_settle(bench);
    }
    struct sim_input input = { .kind = SIM_TIME, .now_ns = until_ns };
    bench_step(bench, &input);
    bench_settle(bench);
}

uint32_t bench_submit(struct bench *bench, struct sim_input input)
{
    input.request = ++bench->requests_count;
    bench_step(bench, &input);
    return input.request;
}

const struct sim_effect *bench_reply(const struct bench *bench,
                                     uint32_t request)
{
    for (size_t i = 0; i < bench->seen_count; i++)
        if (bench->seen[i].kind == SIM_REPLY &&
            bench->seen[i].request == request)
            return &bench->seen[i];
    return NULL;
}

uint32_t bench_ask(struct bench *bench, struct sim_input input)
{
    uint32_t request = bench_submit(bench, input);

    bench_settle(bench);
    const struct sim_effect *reply = bench_reply(bench, request);
    return reply != NULL ? reply->status : UINT32_MAX;
}

uint32_t bench_open(struct bench *bench, tj_handle handle)
{
    return bench_ask(bench, (struct sim_input){
        .kind = SIM_OPEN, .handle = handle, .target = TJ_INTERFACE,
        .access = TJ_ACCESS_READ_WRITE, .share = TJ_SHARE_ALL });
}

uint32_t bench_close(struct bench *bench, tj_handle handle)
{
    return bench_ask(bench, (struct sim_input){ .kind = SIM_CLOSE,
                                                .handle = handle });
}

uint32_t bench_ioctl(struct bench *bench, tj_handle handle, uint32_t code,
                     const char *input_hex, uint32_t output_size)
{
    uint8_t bytes[TJ_INPUT_MAX];
    size_t size = tj_hex_decode(input_hex, bytes, sizeof bytes);

    return bench_ask(bench, (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle, .code = code, .input = bytes,
        .input_size = size == SIZE_MAX ? 0 : (uint32_t)size,
        .output_size = output_size });
}

struct sim_input bench_lock_input(tj_handle handle, uint32_t flags)
{
    static const uint8_t plain[TJ_EXCLUSIVE_LOCK_SIZE] = {
        1, 0, 0, 0, 0, 0, 0, 0, 'a', 'n', 'n', 'a'
    };
    static const uint8_t ignoring[TJ_EXCLUSIVE_LOCK_SIZE] = {
        1, 0, 0, 0, 1, 0, 0, 0, 'a', 'n', 'n', 'a'
    };

    return (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle,
        .code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
        .input = flags == 0 ? plain : ignoring,
        .input_size = TJ_EXCLUSIVE_LOCK_SIZE };
}

struct sim_input bench_unlock_input(tj_handle handle, uint32_t flags)
{
    static const uint8_t plain[TJ_EXCLUSIVE_ACCESS_SIZE] = { 2 };
    static const uint8_t quiet[TJ_EXCLUSIVE_ACCESS_SIZE] = { 2, 0, 0, 0, 2 };

    return (struct sim_input){
        .kind = SIM_IOCTL, .handle = handle,
        .code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
        .input = flags == 0 ? plain : quiet,
        .input_size = TJ_EXCLUSIVE_ACCESS_SIZE };
}

unsigned bench_events(const struct bench *bench, enum tj_event_id id)
{
    unsigned count = 0;

    for (size_t i = 0; i < bench->seen_count; i++)
        count += bench->seen[i].kind == SIM_EVENT &&
                 bench->seen[i].event.id == id;
    return count;
}

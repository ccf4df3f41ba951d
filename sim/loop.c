#include "sim/loop.h"

#include "core/base/apart.h"
#include "core/base/assert.h"

static TJ_APART void take_other(struct sim_loop *loop,
                                const struct sim_effect *effect)
{
    if (effect->kind == SIM_WAKE)
        loop->wake_ns = effect->at_ns;
    else
        loop->sink(loop->context, effect, loop->effects.output);
}

static TJ_APART uint64_t draw(struct sim_loop *loop)
{
    return tj_dice_throw(&loop->timing);
}

void sim_loop_submit(struct sim_loop *loop, struct sim_input *input)
{
    const struct sim_effect *effect = loop->effects.items;

    input->now_ns = loop->now_ns;
    /* Only a poll tick looks at it (sim/input.h). */
    input->chance = input->kind == SIM_TIME ? draw(loop) : 0;
    loop->effects.count = 0;
    sim_drive_step(&loop->drive, input, &loop->effects);
    loop->steps++;
    for (size_t left = loop->effects.count; left > 0; left--, effect++) {
        if (effect->kind != SIM_READY) {
            take_other(loop, effect);
            continue;
        }
        TJ_ASSERT(loop->ready_count < SIM_LOOP_READY_MAX);
        loop->ready[loop->ready_count++] = effect->request;
    }
}

bool sim_loop_go_on(struct sim_loop *loop)
{
    uint32_t pick = 0;

    if (loop->ready_count == 0)
        return false;
    if (loop->ready_count > 1)
        pick = (uint32_t)tj_below(tj_dice_throw(&loop->schedule),
                                  loop->ready_count);
    loop->go_on.request = loop->ready[pick];
    loop->ready[pick] = loop->ready[--loop->ready_count];
    sim_loop_submit(loop, &loop->go_on);
    return true;
}

void sim_loop_catch_up(struct sim_loop *loop, uint64_t now_ns)
{
    while (loop->wake_ns <= now_ns) {
        struct sim_input input = { .kind = SIM_TIME };

        if (loop->wake_ns > loop->now_ns)
            loop->now_ns = loop->wake_ns;
        loop->wake_ns = UINT64_MAX;
        sim_loop_submit(loop, &input);
        while (sim_loop_go_on(loop))
            ;
    }
    if (now_ns > loop->now_ns)
        loop->now_ns = now_ns;
}

void sim_loop_init(struct sim_loop *loop, const struct sim_profile *profile,
                   uint32_t lane, uint64_t now_ns)
{
    loop->now_ns = now_ns;
    loop->go_on.kind = SIM_CONTINUE;
    loop->schedule = (struct tj_dice){ .seed = profile->seed,
                                       .stream = TJ_STREAM_SCHEDULE,
                                       .lane = lane };
    loop->timing = (struct tj_dice){ .seed = profile->seed,
                                     .stream = TJ_STREAM_TIMING,
                                     .lane = lane };
    sim_drive_init(&loop->drive, profile, now_ns);
    /* Starting announces no timer: ask for the first one. */
    loop->wake_ns = now_ns;
}

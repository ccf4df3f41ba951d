/* SPDX-License-Identifier: MIT */
#include "stress/open_loop.h"

#include "core/base/assert.h"

#define DROPS_NS UINT64_C(100000000)

static void take_next(struct tj_open_loop *loop)
{
    uint64_t since_ns = tj_arrivals_next(&loop->source);

    loop->next_ns = since_ns == UINT64_MAX ? UINT64_MAX
                                           : loop->begin_ns + since_ns;
}

void tj_open_loop_begin(struct tj_open_loop *loop, uint64_t from_ns)
{
    TJ_ASSERT(tj_open_loop_is_open(loop) && loop->bound <= TJ_BACKLOG_MAX);
    do
        take_next(loop);
    while (loop->next_ns < from_ns);
    loop->idle = true;
}

static bool same_phase(const struct tj_open_loop *loop, uint64_t a_ns,
                       uint64_t b_ns)
{
    return (a_ns >= loop->measure_ns) == (b_ns >= loop->measure_ns) &&
           (a_ns >= loop->cool_ns) == (b_ns >= loop->cool_ns);
}

static bool belongs(const struct tj_open_loop *loop,
                    const struct tj_drops *drops, uint64_t due_ns)
{
    return drops->count == 0 ||
           (due_ns - drops->due_ns <= DROPS_NS &&
            same_phase(loop, due_ns, drops->due_ns));
}

/* Lets come what was due before now: one more waits where the client had
 * nothing to do, for it is as good as served. True: *drops. */
static bool let_come(struct tj_open_loop *loop, uint64_t now_ns,
                     struct tj_drops *drops)
{
    unsigned room = loop->bound + (loop->idle ? 1u : 0u);

    *drops = (struct tj_drops){ .count = 0 };
    for (; loop->next_ns < now_ns; take_next(loop)) {
        if (loop->waiting < room && drops->count == 0) {
            unsigned at = loop->first;
            at = (at + loop->waiting) % (TJ_BACKLOG_MAX + 1);
            loop->due_ns[at] = loop->next_ns;
            loop->waiting += 1;
            continue;
        }
        if (!belongs(loop, drops, loop->next_ns))
            break;
        if (drops->count == 0)
            drops->due_ns = loop->next_ns;
        drops->count += 1;
    }
    return drops->count > 0;
}

static void serve(struct tj_open_loop *loop, uint64_t due_ns, uint64_t now_ns)
{
    loop->idle = false;
    loop->serving = loop->fresh = true;
    loop->late_ns = now_ns - due_ns;
}

enum tj_open_loop_next tj_open_loop_next(struct tj_open_loop *loop,
                                         uint64_t now_ns, uint64_t *until_ns,
                                         struct tj_drops *drops)
{
    TJ_ASSERT(!loop->serving);
    if (let_come(loop, now_ns, drops))
        return TJ_OPEN_LOOP_DROPS;
    if (loop->waiting > 0) {
        uint64_t due_ns = loop->due_ns[loop->first];
        loop->first = (uint16_t)((loop->first + 1u) % (TJ_BACKLOG_MAX + 1));
        loop->waiting -= 1;
        serve(loop, due_ns, now_ns);
        return TJ_OPEN_LOOP_SERVE;
    }
    if (loop->next_ns <= now_ns) {
        serve(loop, loop->next_ns, now_ns);
        take_next(loop);
        return TJ_OPEN_LOOP_SERVE;
    }
    loop->idle = true;
    *until_ns = loop->next_ns;
    return TJ_OPEN_LOOP_WAIT;
}

bool tj_open_loop_end(struct tj_open_loop *loop, uint64_t now_ns,
                      struct tj_drops *drops)
{
    return let_come(loop, now_ns, drops);
}

void tj_open_loop_served(struct tj_open_loop *loop)
{
    loop->serving = false;
}

uint64_t tj_open_loop_due(struct tj_open_loop *loop, uint64_t now_ns,
                          bool *first)
{
    TJ_ASSERT(loop->serving);
    *first = loop->fresh;
    loop->fresh = false;
    uint64_t due_ns = now_ns - loop->late_ns;
    return due_ns > 0 ? due_ns : 1; /* 0 would say that there is none. */
}

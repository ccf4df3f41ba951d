/* SPDX-License-Identifier: MIT */
#include "stress/watchdog.h"

#include "core/base/clock.h"

enum { LEAVE_TRIES = 100, LEAVE_PAUSE_MS = 10 };
#define MILLISECOND UINT64_C(1000000)
/* Others may free a client by ending; it gets that long for coming back. */
#define GRACE_NS (UINT64_C(1000) * MILLISECOND)

enum tj_status watchdog_init(struct watchdog *dog, struct runner *runner,
                             struct tj_watch *words, uint32_t count)
{
    *dog = (struct watchdog){ .runner = runner, .words = words,
                              .count = count };
    if (words == NULL)
        dog->words = arena_take(runner->arena, count, sizeof *words,
                                _Alignof(struct tj_watch));
    dog->notes = ARENA_NEW(runner->arena, struct watchdog_note, count);
    if (dog->words == NULL || dog->notes == NULL)
        return tj_fail(runner->error, TJ_NO_MEMORY,
                       "%u clients do not fit the arena", (unsigned)count);
    return TJ_OK;
}

void watchdog_begin(struct watchdog *dog, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        dog->notes[i] = (struct watchdog_note){ 0 };
        tj_watch_init(&dog->words[i], TJ_NOBODY, 0);
    }
}

void watchdog_end(struct watchdog *dog, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++)
        tj_watch_end(&dog->words[i]);
}

static uint64_t hang_ns(const struct watchdog *dog)
{
    return dog->runner->workload->hang_ns;
}

static uint64_t waited(const struct tj_watch *watch, uint64_t now_ns)
{
    uint64_t since_ns = tj_watch_since(watch);

    return since_ns == 0 || since_ns > now_ns ? 0 : now_ns - since_ns;
}

static bool hangs(const struct watchdog *dog, uint32_t index, uint64_t now_ns)
{
    return waited(&dog->words[index], now_ns) >= hang_ns(dog);
}

static void tell(struct watchdog *dog, uint32_t index, uint64_t waited_ns)
{
    const struct tj_watch *watch = &dog->words[index];

    if (dog->notes[index].told)
        return;
    dog->notes[index].told = true;
    dog->runner->result->hung++;
    runner_mark_client(dog->runner, TJ_MARK_HUNG, watch->client, watch->drive,
                       waited_ns);
}

bool watchdog_barks(struct watchdog *dog, uint64_t now_ns)
{
    bool hung = false;

    for (uint32_t i = 0; hang_ns(dog) != 0 && i < dog->count; i++) {
        if (!hangs(dog, i, now_ns))
            continue;
        hung = true;
        tell(dog, i, waited(&dog->words[i], now_ns));
    }
    return hung;
}

bool watchdog_tires(const struct watchdog *dog, uint64_t stop_ns,
                    uint64_t now_ns)
{
    uint64_t grace_ns = hang_ns(dog) < GRACE_NS ? hang_ns(dog) : GRACE_NS;

    if (hang_ns(dog) == 0 || now_ns - stop_ns < grace_ns)
        return false;
    if (now_ns - stop_ns >= hang_ns(dog))
        return true;
    for (uint32_t i = 0; i < dog->count; i++)
        if (!tj_watch_ended(&dog->words[i]) && !hangs(dog, i, now_ns))
            return false;
    return true;
}

uint32_t watchdog_mark(struct watchdog *dog, uint64_t stop_ns, uint64_t now_ns)
{
    uint32_t count = 0;

    for (uint32_t i = 0; i < dog->count; i++) {
        if (tj_watch_ended(&dog->words[i]))
            continue;
        uint64_t waited_ns = waited(&dog->words[i], now_ns);
        tell(dog, i, waited_ns != 0 ? waited_ns : now_ns - stop_ns);
        count++;
    }
    return count;
}

void watchdog_leave(struct watchdog *dog)
{
    uint32_t open = dog->count;

    for (unsigned i = 0; open > 0 && i < LEAVE_TRIES; i++) {
        if (i > 0)
            tj_clock_sleep_until(tj_clock_ns() +
                                 LEAVE_PAUSE_MS * MILLISECOND);
        open = 0;
        for (uint32_t j = 0; j < dog->count; j++) {
            struct watchdog_note *note = &dog->notes[j];
            bool ended = tj_watch_ended(&dog->words[j]);
            note->left = note->left ||
                         (!ended &&
                          tj_watch_give_up(&dog->words[j], &note->seen));
            note->stuck = !ended && !note->left;
            open += note->stuck;
        }
    }
}

void watchdog_leaks(const struct watchdog *dog, uint32_t first, uint32_t count)
{
    for (uint32_t i = first; i < first + count; i++) {
        struct tj_watch *watch = &dog->words[i];
        const struct runner_leak leak = {
            .client = watch->client,
            .drive = watch->drive,
            .sure = atomic_load(&watch->prevents),
            .unsure = atomic_load(&watch->unsure),
        };
        runner_leak(dog->runner, &leak);
        atomic_store(&watch->prevents, 0);
        atomic_store(&watch->unsure, false);
    }
}

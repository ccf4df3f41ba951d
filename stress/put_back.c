/* SPDX-License-Identifier: MIT */
#include "stress/put_back.h"

#include "core/base/clock.h"

enum { PAUSE_MS = 10 };
#define MILLISECOND UINT64_C(1000000)

/* --- What the dead left --- */

void runner_leak(struct runner *runner, const struct runner_leak *leak)
{
    if (leak->sure == 0 && !leak->unsure)
        return;
    if (runner->leaks_count < RUNNER_LEAKS_MAX) {
        runner->leaks[runner->leaks_count++] = *leak;
        return;
    }
    /* So many are told of one of them. */
    for (uint32_t i = runner->leaks_count; i-- > 0;)
        if (runner->leaks[i].drive == leak->drive) {
            runner->leaks[i].client = TJ_NOBODY;
            runner->leaks[i].sure += leak->sure + leak->unsure;
            runner->leaks[i].told += leak->told;
            return;
        }
}

static uint8_t drive_of(const struct put_back *drive)
{
    return runner_top(&drive->observer->chain)->drive;
}

/* sure: granted and not undone; all: with those that may have been. */
static void sum_leaks(const struct put_back *drive, uint32_t *sure,
                      uint32_t *all)
{
    const struct runner *runner = drive->runner;

    *sure = *all = 0;
    for (uint32_t i = 0; i < runner->leaks_count; i++) {
        const struct runner_leak *leak = &runner->leaks[i];
        if (leak->drive != drive_of(drive))
            continue;
        *sure += leak->sure;
        *all += leak->sure + leak->unsure;
    }
}

/* --- Asking the drive --- */

static bool ask(struct put_back *drive, enum tj_verb verb,
                struct tj_reply *reply)
{
    struct tj_op op = { .verb = verb,
                        .handle = runner_observer_handle(
                            drive->runner, drive->observer, 2) };

    if (verb == TJ_OPEN)
        op.arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    return runner_observer_ask(drive->runner, drive->observer, &op, reply) &&
           reply->outcome == TJ_DONE;
}

static void add_left(struct put_back *drive, enum tj_left what, uint32_t count,
                     tj_client client)
{
    if (count > 0)
        drive->left[drive->left_count++] =
            (struct runner_left){ what, count, client };
}

/* Never more than the dead can have left: another program may hold the tray,
 * too. */
static void undo_simple(struct put_back *drive, const struct tj_sim_view *now)
{
    struct tj_reply reply;
    uint32_t        sure, todo;

    sum_leaks(drive, &sure, &todo);
    if (drive->looked) {
        uint32_t more = now->simple_locks > drive->before.simple_locks
                            ? now->simple_locks - drive->before.simple_locks
                            : 0;
        todo = more < todo ? more : todo;
    } else {
        todo = sure;
    }
    while (drive->undone < todo && ask(drive, TJ_ALLOW, &reply))
        drive->undone++;
    if (!drive->looked)
        add_left(drive, TJ_LEFT_SIMPLE, todo - drive->undone, TJ_NOBODY);
}

/* A drive that tells all its counts. */
static void compare(struct put_back *drive, const struct tj_sim_view *now)
{
    const struct tj_sim_view *before = &drive->before;
    uint32_t simple = now->simple_locks - before->simple_locks;

    if (now->locked)
        add_left(drive, TJ_LEFT_OWNER, 1, runner_owner(drive->runner, now));
    if (now->simple_locks > before->simple_locks)
        add_left(drive, TJ_LEFT_SIMPLE, simple, TJ_NOBODY);
    if (now->simple_locks < before->simple_locks)
        add_left(drive, TJ_LEFT_FEWER, 0u - simple, TJ_NOBODY);
    if (now->secure_locks > before->secure_locks)
        add_left(drive, TJ_LEFT_SECURE,
                 now->secure_locks - before->secure_locks, TJ_NOBODY);
    if (now->mcn_disabled > before->mcn_disabled)
        add_left(drive, TJ_LEFT_MCN,
                 now->mcn_disabled - before->mcn_disabled, TJ_NOBODY);
}

static void query(struct put_back *drive)
{
    struct tj_reply      reply;
    struct tj_lock_state state = { .locked = true };

    if (!ask(drive, TJ_QUERY, &reply) ||
        !tj_decode_lock_state(reply.output, reply.info, &state))
        add_left(drive, TJ_LEFT_UNKNOWN, 1, TJ_NOBODY);
    else if (state.locked && !drive->looked)
        add_left(drive, TJ_LEFT_OWNER, 1, TJ_NOBODY);
}

/* One look, with a fresh handle. */
static void try_once(struct put_back *drive)
{
    struct tj_sim_view now = { .locked = false };
    struct tj_reply    reply;

    drive->left_count = 0;
    drive->open = ask(drive, TJ_OPEN, &reply);
    if (!drive->open) {
        add_left(drive, TJ_LEFT_UNKNOWN, 1, TJ_NOBODY);
        return;
    }
    if (drive->looked && !drive->look(drive->context, &now))
        add_left(drive, TJ_LEFT_UNKNOWN, 1, TJ_NOBODY);
    undo_simple(drive, &now);
    if (drive->looked && drive->left_count == 0 &&
        drive->look(drive->context, &now))
        compare(drive, &now);
    query(drive);
    (void)ask(drive, TJ_CLOSE, &reply);
}

void put_back_drive(struct put_back *drive)
{
    tj_fault_plan_calm(drive->runner->plan,
                       runner_top(&drive->observer->chain));
    try_once(drive);
    for (uint32_t i = 0; drive->left_count > 0 && i < drive->patience; i++) {
        tj_clock_sleep_until(tj_clock_ns() + PAUSE_MS * MILLISECOND);
        try_once(drive);
    }
    drive->good = drive->left_count == 0;
}

void put_back_unknown(struct put_back *drive)
{
    drive->good = false;
    drive->left_count = 0;
    add_left(drive, TJ_LEFT_UNKNOWN, 1, TJ_NOBODY);
}

/* --- Telling --- */

/* Those that were undone at the end, and those that somebody else undid before:
 * whoever died had left them all the same. */
static uint32_t count_left(const struct put_back *drive)
{
    const struct runner *runner = drive->runner;
    uint32_t             told = 0, sure = 0;

    for (uint32_t i = 0; i < runner->leaks_count; i++) {
        const struct runner_leak *leak = &runner->leaks[i];
        if (leak->drive != drive_of(drive))
            continue;
        told += leak->told;
        sure += leak->sure;
    }
    uint32_t undone = drive->undone > told ? drive->undone - told : 0;
    return undone > sure - told ? undone : sure - told;
}

/* Who left how many of those that were undone at a drive: the first ones. */
static void mark_undone(struct runner *runner, uint8_t drive, uint32_t undone)
{
    for (uint32_t i = 0; i < runner->leaks_count && undone > 0; i++) {
        const struct runner_leak *leak = &runner->leaks[i];
        uint32_t own = leak->sure + leak->unsure;

        if (leak->drive != drive)
            continue;
        own = own < undone ? own : undone;
        undone -= own;
        runner_mark_client(runner, TJ_MARK_UNDONE, leak->client, drive, own);
    }
}

void put_back_mark(struct runner *runner, struct put_back *const *drives,
                   uint32_t count)
{
    bool good = true;

    for (uint32_t i = 0; i < count; i++) {
        const struct put_back *drive = drives[i];

        good = good && drive->good;
        mark_undone(runner, drive_of(drive), drive->undone);
        runner->result->leaked += count_left(drive);
        for (uint32_t j = 0; j < drive->left_count; j++)
            runner_mark_client(runner, TJ_MARK_LEFT, drive->left[j].client,
                               drive_of(drive),
                               (uint64_t)drive->left[j].what << 32 |
                                   drive->left[j].count);
    }
    runner->result->restored = good;
    runner_mark(runner, TJ_MARK_RESTORED, good);
}

/* SPDX-License-Identifier: MIT */
/* What faults do to clients in virtual time. */
#include "stress/virtual_run.h"

enum { KILLED = 128 + 9 };

uint16_t virtual_process_of(const struct virtual *run, tj_client client)
{
    const struct tj_workload *workload = run->runner->workload;

    return (uint16_t)((client - 1) /
                      (workload->clients / workload->processes) + 1);
}

static void end_member(struct virtual *run, struct member *member)
{
    if (member->ended || member->engine.phase == TJ_ENGINE_DONE)
        return;
    member->ended = true;
    run->alive -= 1;
}

void virtual_kill(void *context, tj_client client,
                  enum tj_fault_victim victim)
{
    struct virtual *run = context;
    uint16_t        process = virtual_process_of(run, client);

    if (victim == TJ_FAULT_THREAD) {
        end_member(run, &run->members[client - 1]);
        return;
    }
    tj_virtual_end_process(run->world, process);
    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        struct member *member = &run->members[i];
        if (virtual_process_of(run, member->engine.client) != process)
            continue;
        end_member(run, member);
        runner_mark_death(run->runner, member->engine.client, KILLED);
    }
}

void virtual_stop(void *context, tj_client client, uint64_t time_ns)
{
    struct virtual *run = context;
    uint64_t        thaw_ns = virtual_since(run, time_ns);

    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        struct member *member = &run->members[i];
        if (virtual_process_of(run, member->engine.client) ==
                virtual_process_of(run, client) &&
            member->thaw_ns < thaw_ns)
            member->thaw_ns = thaw_ns;
    }
}

bool virtual_is_frozen(const struct virtual *run, const struct member *member)
{
    return member->thaw_ns > tj_virtual_now(run->world);
}

void virtual_wait_for_thaw(struct virtual *run, struct member *member)
{
    if (member->thaws)
        return;
    member->thaws = true;
    member->waiter.client = member->engine.client;
    waiting_push(&run->waiting, &member->waiter, member->thaw_ns, false);
}

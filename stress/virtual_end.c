/* SPDX-License-Identifier: MIT */
/* What a run in virtual time tells of clients that did not come to their end. */
#include "stress/virtual_run.h"

void virtual_mark_hung(struct virtual *run)
{
    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        const struct member *member = &run->members[i];
        if (!member->engine.asked || member->ended)
            continue;
        run->runner->result->hung++;
        runner_mark_client(run->runner, TJ_MARK_HUNG, member->engine.client,
                           member->engine.drive,
                           tj_virtual_now(run->world) - member->asked_ns);
    }
}

void virtual_tell_leaks(struct virtual *run)
{
    for (size_t i = 0; i < run->runner->workload->clients; i++) {
        const struct tj_client_state *engine = &run->members[i].engine;
        const struct runner_leak      leak = {
                 .client = engine->client,
                 .drive = engine->drive,
                 .sure = engine->prevents,
                 .told = engine->left,
                 .unsure = engine->asked && engine->op.verb == TJ_PREVENT,
        };
        runner_leak(run->runner, &leak);
    }
}

/* SPDX-License-Identifier: MIT */
#include "cli/pace.h"

enum tj_status pace_init(struct pace *pace, const struct tj_workload *workload,
                         uint64_t now_ns, struct arena *arena,
                         struct tj_error *error)
{
    *pace = (struct pace){ .at_ns = now_ns };
    pace->clients = ARENA_NEW(arena, struct pace_client, workload->clients);
    if (pace->clients == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no memory to watch %u clients",
                       (unsigned)workload->clients);
    return TJ_OK;
}

static void look_at(struct pace_client *client,
                    const struct tj_progress_client *seen, double seconds)
{
    uint64_t more = seen->seen[TJ_SEEN_OPERATIONS] - client->operations;
    uint64_t took_ns = seen->seen[TJ_SEEN_TOOK_NS] - client->took_ns;

    client->per_second = seconds > 0 ? (double)more / seconds : 0;
    client->answered = more > 0;
    client->latency_ns = more > 0 ? took_ns / more : 0;
    client->operations = seen->seen[TJ_SEEN_OPERATIONS];
    client->took_ns = seen->seen[TJ_SEEN_TOOK_NS];
}

void pace_look(struct pace *pace, const struct tj_progress *seen,
               uint64_t now_ns)
{
    double   seconds = (double)(now_ns - pace->at_ns) / 1e9;
    uint64_t operations = tj_live_read(&seen->total.operations);

    pace->per_second =
        seconds > 0 ? (double)(operations - pace->operations) / seconds : 0;
    pace->operations = operations;
    pace->at_ns = now_ns;
    for (size_t i = 0; i < seen->clients_count; i++)
        look_at(&pace->clients[i], &seen->clients[i], seconds);
}

/* SPDX-License-Identifier: MIT */
/* States of the exploring machine: kept, come back to, told apart. */
#include "stress/explore_parts.h"

#include <stddef.h>
#include <string.h>

/* An engine's loop is behind everything else, and closed. */
enum { CLIENT_SAVED = offsetof(struct tj_client_state, loop) };

struct saved_client {
    uint64_t wake_ns;
    uint64_t state;
};

size_t explore_machine_save_max(const struct explore_machine *machine)
{
    return sizeof machine->head +
           machine->workload->clients *
               (CLIENT_SAVED + sizeof(struct saved_client)) +
           tj_branching_save_max(machine->workload->drives);
}

void explore_machine_save(const struct explore_machine *machine, void *memory)
{
    unsigned char *to = memory;

    memcpy(to, &machine->head, sizeof machine->head);
    to += sizeof machine->head;
    for (size_t i = 0; i < machine->workload->clients; i++) {
        const struct client      *client = &machine->clients[i];
        const struct saved_client saved = { client->wake_ns, client->state };
        memcpy(to, &saved, sizeof saved);
        memcpy(to + sizeof saved, &client->engine, CLIENT_SAVED);
        to += sizeof saved + CLIENT_SAVED;
    }
    (void)tj_branching_save(machine->world, to);
}

void explore_machine_restore(struct explore_machine *machine,
                             const void *memory)
{
    const unsigned char *from = memory;

    memcpy(&machine->head, from, sizeof machine->head);
    from += sizeof machine->head;
    for (size_t i = 0; i < machine->workload->clients; i++) {
        struct client      *client = &machine->clients[i];
        struct saved_client saved;
        memcpy(&saved, from, sizeof saved);
        memcpy(&client->engine, from + sizeof saved, CLIENT_SAVED);
        client->wake_ns = saved.wake_ns;
        client->state = (uint8_t)saved.state;
        from += sizeof saved + CLIENT_SAVED;
    }
    tj_branching_restore(machine->world, from);
}

static uint64_t client_digest(uint64_t sum, const struct client *client)
{
    const struct tj_client_state *engine = &client->engine;
    const uint8_t                *bytes = (const uint8_t *)engine;
    bool                          tries = engine->again || engine->tries > 0;

    sum = stir(sum, client->state);
    sum = stir(sum, client->state == WAITS ? client->wake_ns : 0);
    sum = stir(sum, tries ? engine->first_try_ns : 0);
    sum = stir(sum, client->state == WAITS ? engine->until_ns : 0);
    sum = stir_bytes(sum, bytes, offsetof(struct tj_client_state,
                                          first_try_ns));
    return stir_bytes(sum, bytes + offsetof(struct tj_client_state, pause_ns),
                      offsetof(struct tj_client_state, op) -
                          offsetof(struct tj_client_state, pause_ns));
}

uint64_t explore_machine_digest(const struct explore_machine *machine)
{
    const struct head *head = &machine->head;
    uint64_t           sum = tj_branching_digest(machine->world);

    for (size_t i = 0; i < machine->workload->drives; i++)
        sum = stir(sum, head->history[i]);
    sum = stir(sum, head->next_ns);
    sum = stir(sum, head->measured);
    sum = stir(sum, head->alive | (uint64_t)head->next << 32 |
                        (uint64_t)head->silent << 40);
    for (size_t i = 0; i < machine->workload->clients; i++)
        sum = client_digest(sum, &machine->clients[i]);
    return sum;
}

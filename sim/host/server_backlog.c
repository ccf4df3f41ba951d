/* Events for clients that do not read as fast as they come. A listener on a
 * busy machine falls behind by thousands; what it hears late is still true. So
 * its events wait here, first come first, in one pool for all clients. Only
 * when that is full is one lost, which its number tells the listener. */
#include "sim/host/server_parts.h"

#include "core/base/assert.h"

void server_backlog_init(struct server *server)
{
    for (uint32_t i = 0; i < SERVER_WAITING_MAX; i++)
        server->waiting[i].next = i + 2; /* Numbers count from 1; 0: none. */
    server->waiting[SERVER_WAITING_MAX - 1].next = 0;
    server->waiting_free = 1;
}

static void send_event(struct server *server, struct server_client *client,
                       const struct tj_event *event)
{
    const struct tj_wire message = { .kind = TJ_WIRE_EVENT, .event = *event };

    server_send(server, client, &message);
}

void server_backlog_send(struct server *server, struct server_client *client,
                         const struct tj_event *event)
{
    if (client->link < 0)
        return;
    if (client->waiting_first == 0 && server_net_has_room(server, client)) {
        send_event(server, client, event);
        return;
    }
    uint32_t number = server->waiting_free;
    if (number == 0) {
        server->totals.lost++;
        return;
    }
    struct server_waiting *waiting = &server->waiting[number - 1];
    server->waiting_free = waiting->next;
    *waiting = (struct server_waiting){ .event = *event };
    if (client->waiting_first == 0) {
        client->waiting_first = number;
        server_net_watch_room(server, client, true);
    } else {
        server->waiting[client->waiting_last - 1].next = number;
    }
    client->waiting_last = number;
}

/* Gives the first one's place back. */
static struct tj_event take_first(struct server *server,
                                  struct server_client *client)
{
    uint32_t number = client->waiting_first;

    TJ_ASSERT(number != 0);
    struct server_waiting *waiting = &server->waiting[number - 1];
    client->waiting_first = waiting->next;
    waiting->next = server->waiting_free;
    server->waiting_free = number;
    return waiting->event;
}

void server_backlog_flush(struct server *server, struct server_client *client)
{
    if (client->waiting_first == 0)
        return;
    /* A send that fails ends the client, and nothing of it waits any more. */
    while (client->waiting_first != 0 && server_net_has_room(server, client)) {
        const struct tj_event event = take_first(server, client);
        send_event(server, client, &event);
    }
    if (client->link >= 0 && client->waiting_first == 0)
        server_net_watch_room(server, client, false);
}

void server_backlog_forget(struct server *server, struct server_client *client)
{
    while (client->waiting_first != 0)
        (void)take_first(server, client);
}

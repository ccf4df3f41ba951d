/* The server's loop: what can be read is read, who can go on goes on, one step
 * at a time, and now and then in between the connections are looked at again, so
 * that requests of different processes really meet. */
#include "sim/host/server_parts.h"

#include "core/base/assert.h"
#include "core/base/clock.h"

#include <stddef.h>
#include <string.h>

enum { LOOK_MS = 50, LOOK_ONE_IN = 8 };

struct server_client *server_take_client(struct server *server, int link)
{
    if (server->clients_count == SIM_SERVER_CLIENTS_MAX) {
        server->totals.given_up++;
        return NULL;
    }
    struct server_client *client = &server->clients[server->free_client];
    server->free_client = client->next_free;
    server->clients_count++;
    server->totals.clients++;
    *client = (struct server_client){ .link = link, .used = true };
    return client;
}

/* Clients whose connection is over: their processes die. */
static void bury_gone(struct server *server)
{
    for (size_t i = 0; server->gone_count > 0 && i < SIM_SERVER_CLIENTS_MAX;
         i++) {
        struct server_client *client = &server->clients[i];
        if (client->used && client->link < 0 && !client->buried)
            server_bury(server, client);
    }
}

static void step_all(struct server *server)
{
    bool more = true;

    while (more) {
        uint64_t now_ns = tj_clock_ns();
        more = false;
        bury_gone(server);
        for (unsigned i = 0; i < server->config.drives; i++) {
            struct sim_loop *loop = &server->drives[i].loop;
            sim_loop_catch_up(loop, now_ns);
            more = sim_loop_go_on(loop) || more;
            if (server->clients_count > 1 && more &&
                tj_dice_throw(&loop->schedule) % LOOK_ONE_IN == 0)
                server_net_look(server, 0);
        }
    }
}

static int milliseconds_to_wake(const struct server *server)
{
    uint64_t now_ns = tj_clock_ns();
    uint64_t wake_ns = UINT64_MAX;

    if (server->gone_count > 0)
        return 0;
    for (unsigned i = 0; i < server->config.drives; i++) {
        const struct sim_loop *loop = &server->drives[i].loop;
        if (loop->ready_count > 0)
            return 0;
        if (loop->wake_ns < wake_ns)
            wake_ns = loop->wake_ns;
    }
    if (wake_ns <= now_ns)
        return 0;
    uint64_t wait_ms = (wake_ns - now_ns) / 1000000 + 1;
    return wait_ms < LOOK_MS ? (int)wait_ms : LOOK_MS;
}

void server_drive_start(struct server_drive *drive,
                        const struct sim_profile *profile)
{
    memset(&drive->loop, 0, sizeof drive->loop);
    drive->events = 0;
    drive->loop.sink = server_take_effect;
    drive->loop.context = drive;
    sim_loop_init(&drive->loop, profile, drive->number, tj_clock_ns());
    sim_loop_catch_up(&drive->loop, drive->loop.now_ns);
}

static void start(struct server *server, const struct sim_server_config *config)
{
    server->config = *config;
    server->net = (struct server_net *)(void *)&server->drives[config->drives];
    server_backlog_init(server);
    for (size_t i = 0; i < SIM_SERVER_CLIENTS_MAX; i++) {
        server->clients[i].link = -1;
        server->clients[i].next_free = (uint16_t)(i + 1);
    }
    for (unsigned i = 0; i < config->drives; i++) {
        struct server_drive *drive = &server->drives[i];
        struct sim_profile   profile = config->profile;

        profile.seed += (uint64_t)i << 56;
        drive->server = server;
        drive->number = (uint8_t)i;
        server_drive_start(drive, &profile);
    }
}

size_t sim_server_size(unsigned drives)
{
    return sizeof(struct server) + drives * sizeof(struct server_drive) +
           server_net_size();
}

enum tj_status sim_server_run(void *memory,
                              const struct sim_server_config *config,
                              struct sim_server_totals *totals,
                              struct tj_error *error)
{
    struct server *server = memory;

    TJ_ASSERT(config->drives >= 1 && config->drives <= SIM_SERVER_DRIVES_MAX);
    start(server, config);
    enum tj_status status = server_net_start(server, error);
    bool listens = status == TJ_OK;
    if (listens && config->ready != NULL)
        config->ready(config->context);
    while (listens && !config->stop(config->context)) {
        server_net_look(server, milliseconds_to_wake(server));
        step_all(server);
    }
    server_net_stop(server);
    *totals = server->totals;
    return status;
}

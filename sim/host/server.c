/* The server's loop: what can be read is read, who can go on goes on, one step
 * at a time, and now and then in between the sockets are looked at again, so
 * that requests of different processes really meet. */
#include "sim/host/server_parts.h"

#include "core/base/assert.h"
#include "core/base/clock.h"
#include "core/base/text.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { LOOK_MS = 50, EVENTS_MAX = 64, BACKLOG = 256, LOOK_ONE_IN = 8,
       SEND_BUFFER = 1 << 20 };
#define LISTENER UINT32_MAX /* In an epoll event; else: index of a client. */

static enum tj_status fail(const struct server *server, const char *what,
                           struct tj_error *error)
{
    return tj_fail_native(error, TJ_HOST_IO, errno, "%s: cannot %s: %s",
                          server->config.socket, what, strerror(errno));
}

static enum tj_status watch(struct server *server, int socket, uint32_t who,
                            struct tj_error *error)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = who };

    if (epoll_ctl(server->poll, EPOLL_CTL_ADD, socket, &event) != 0)
        return fail(server, "watch a socket", error);
    return TJ_OK;
}

static enum tj_status start_listening(struct server *server,
                                      struct tj_error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };

    if (!tj_text_copy(address.sun_path, sizeof address.sun_path,
                      server->config.socket))
        return tj_fail(error, TJ_USAGE, "%s: a socket's path has at most %zu "
                       "bytes", server->config.socket,
                       sizeof address.sun_path - 1);
    server->poll = epoll_create1(EPOLL_CLOEXEC);
    server->listener =
        socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (server->poll < 0 || server->listener < 0)
        return fail(server, "make a socket", error);
    if (bind(server->listener, (const struct sockaddr *)&address,
             sizeof address) != 0)
        return fail(server, "listen here", error);
    if (listen(server->listener, BACKLOG) != 0)
        return fail(server, "listen here", error);
    return watch(server, server->listener, LISTENER, error);
}

static void accept_one(struct server *server)
{
    struct tj_error why;
    int size = SEND_BUFFER;
    socklen_t length = sizeof size;
    int socket = accept4(server->listener, NULL, NULL,
                         SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (socket < 0)
        return; /* It went again. */
    if (server->clients_count == SIM_SERVER_CLIENTS_MAX) {
        server->totals.given_up++;
        close(socket);
        return;
    }
    uint16_t index = server->free_client;
    struct server_client *client = &server->clients[index];
    if (watch(server, socket, index, &why) != TJ_OK) {
        close(socket);
        return;
    }
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    server->free_client = client->next_free;
    server->clients_count++;
    server->totals.clients++;
    if (getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, &length) != 0)
        size = SEND_BUFFER;
    *client = (struct server_client){ .socket = socket,
                                      .used = true,
                                      .send_buffer = size };
}

static void read_one(struct server *server, struct server_client *client)
{
    uint8_t packet[TJ_WIRE_MAX + 1]; /* One more: too long shows. */
    ssize_t size;

    if (client->socket < 0)
        return;
    size = recv(client->socket, packet, sizeof packet, MSG_DONTWAIT);
    if (size > 0)
        server_take_packet(server, client, packet, (size_t)size);
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        server_client_gone(server, client);
}

/* What can be read by timeout_ms. */
static void look(struct server *server, int timeout_ms)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(server->poll, events, EVENTS_MAX, timeout_ms);

    for (int i = 0; i < count; i++) {
        if (events[i].data.u32 == LISTENER) {
            accept_one(server);
            continue;
        }
        struct server_client *client = &server->clients[events[i].data.u32];
        if ((events[i].events & EPOLLOUT) != 0)
            server_backlog_flush(server, client);
        if ((events[i].events & ~(uint32_t)EPOLLOUT) != 0)
            read_one(server, client);
    }
}

/* Clients whose connection is over: their processes die. */
static void bury_gone(struct server *server)
{
    for (size_t i = 0; server->gone_count > 0 && i < SIM_SERVER_CLIENTS_MAX;
         i++) {
        struct server_client *client = &server->clients[i];
        if (client->used && client->socket < 0 && !client->buried)
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
                look(server, 0);
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
    server->listener = server->poll = -1;
    server_backlog_init(server);
    for (size_t i = 0; i < SIM_SERVER_CLIENTS_MAX; i++) {
        server->clients[i].socket = -1;
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

static void stop(struct server *server)
{
    for (size_t i = 0; i < SIM_SERVER_CLIENTS_MAX; i++)
        if (server->clients[i].used && server->clients[i].socket >= 0)
            close(server->clients[i].socket);
    if (server->listener >= 0)
        close(server->listener);
    if (server->poll >= 0)
        close(server->poll);
}

size_t sim_server_size(unsigned drives)
{
    return sizeof(struct server) + drives * sizeof(struct server_drive);
}

enum tj_status sim_server_run(void *memory,
                              const struct sim_server_config *config,
                              struct sim_server_totals *totals,
                              struct tj_error *error)
{
    struct server *server = memory;

    TJ_ASSERT(config->drives >= 1 && config->drives <= SIM_SERVER_DRIVES_MAX);
    start(server, config);
    enum tj_status status = start_listening(server, error);
    bool listens = status == TJ_OK;
    if (listens && config->ready != NULL)
        config->ready(config->context);
    while (listens && !config->stop(config->context)) {
        look(server, milliseconds_to_wake(server));
        step_all(server);
    }
    stop(server);
    if (listens)
        (void)unlink(config->socket);
    *totals = server->totals;
    return status;
}

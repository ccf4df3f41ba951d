/* The server's connections: a Unix socket of whole messages (SOCK_SEQPACKET),
 * watched by epoll. A link is a descriptor. */
#include "sim/host/server_parts.h"

#include "core/base/text.h"

#include <errno.h>
#include <linux/sockios.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

enum { EVENTS_MAX = 64, BACKLOG = 256, SEND_BUFFER = 1 << 20 };
#define LISTENER UINT32_MAX /* In an epoll event; else: index of a client. */

struct server_net {
    int  listener, poll; /* -1: not open. */
    bool bound;
    /* Of each client, in bytes, as the system counts them. */
    int  send_buffer[SIM_SERVER_CLIENTS_MAX];
};

size_t server_net_size(void)
{
    return sizeof(struct server_net);
}

static size_t index_of(const struct server *server,
                       const struct server_client *client)
{
    return (size_t)(client - server->clients);
}

static enum tj_status fail(const struct server *server, const char *what,
                           struct tj_error *error)
{
    return tj_fail_native(error, TJ_HOST_IO, errno, "%s: cannot %s: %s",
                          server->config.socket, what, strerror(errno));
}

static bool watch(const struct server *server, int socket, uint32_t who)
{
    struct epoll_event event = { .events = EPOLLIN, .data.u32 = who };

    return epoll_ctl(server->net->poll, EPOLL_CTL_ADD, socket, &event) == 0;
}

enum tj_status server_net_start(struct server *server, struct tj_error *error)
{
    struct sockaddr_un address = { .sun_family = AF_UNIX };
    struct server_net *net = server->net;

    *net = (struct server_net){ .listener = -1, .poll = -1 };
    if (!tj_text_copy(address.sun_path, sizeof address.sun_path,
                      server->config.socket))
        return tj_fail(error, TJ_USAGE, "%s: a socket's path has at most %zu "
                       "bytes", server->config.socket,
                       sizeof address.sun_path - 1);
    net->poll = epoll_create1(EPOLL_CLOEXEC);
    net->listener =
        socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (net->poll < 0 || net->listener < 0)
        return fail(server, "make a socket", error);
    net->bound = bind(net->listener, (const struct sockaddr *)&address,
                      sizeof address) == 0;
    if (!net->bound || listen(net->listener, BACKLOG) != 0)
        return fail(server, "listen here", error);
    if (!watch(server, net->listener, LISTENER))
        return fail(server, "watch a socket", error);
    return TJ_OK;
}

void server_net_stop(struct server *server)
{
    struct server_net *net = server->net;

    for (size_t i = 0; i < SIM_SERVER_CLIENTS_MAX; i++)
        if (server->clients[i].used && server->clients[i].link >= 0)
            close(server->clients[i].link);
    if (net->listener >= 0)
        close(net->listener);
    if (net->poll >= 0)
        close(net->poll);
    if (net->bound)
        (void)unlink(server->config.socket);
}

static void accept_one(struct server *server)
{
    int       size = SEND_BUFFER;
    socklen_t length = sizeof size;
    int       socket = accept4(server->net->listener, NULL, NULL,
                               SOCK_CLOEXEC | SOCK_NONBLOCK);

    if (socket < 0)
        return; /* It went again. */
    struct server_client *client = server_take_client(server, socket);
    if (client == NULL) {
        close(socket);
        return;
    }
    (void)setsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    if (getsockopt(socket, SOL_SOCKET, SO_SNDBUF, &size, &length) != 0)
        size = SEND_BUFFER;
    server->net->send_buffer[index_of(server, client)] = size;
    if (!watch(server, socket, (uint32_t)index_of(server, client)))
        server_client_gone(server, client);
}

static void read_one(struct server *server, struct server_client *client)
{
    uint8_t packet[TJ_WIRE_MAX + 1]; /* One more: too long shows. */
    ssize_t size;

    if (client->link < 0)
        return;
    size = recv(client->link, packet, sizeof packet, MSG_DONTWAIT);
    if (size > 0)
        server_take_packet(server, client, packet, (size_t)size);
    else if (size == 0 || (errno != EAGAIN && errno != EINTR))
        server_client_gone(server, client);
}

void server_net_look(struct server *server, int timeout_ms)
{
    struct epoll_event events[EVENTS_MAX];
    int count = epoll_wait(server->net->poll, events, EVENTS_MAX, timeout_ms);

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

bool server_net_send(struct server *server, const struct server_client *client,
                     const uint8_t *packet, size_t size)
{
    (void)server;
    return send(client->link, packet, size, MSG_DONTWAIT | MSG_NOSIGNAL) >= 0;
}

/* Half of the socket's buffer is kept for answers. */
bool server_net_has_room(const struct server *server,
                         const struct server_client *client)
{
    int used = 0;

    return ioctl(client->link, SIOCOUTQ, &used) != 0 ||
           used < server->net->send_buffer[index_of(server, client)] / 2;
}

void server_net_watch_room(struct server *server,
                           const struct server_client *client, bool on)
{
    struct epoll_event event = {
        .events = EPOLLIN | (on ? (uint32_t)EPOLLOUT : 0),
        .data.u32 = (uint32_t)index_of(server, client),
    };

    (void)epoll_ctl(server->net->poll, EPOLL_CTL_MOD, client->link, &event);
}

void server_net_hang_up(struct server *server, int link)
{
    (void)server;
    close(link);
}

/* The server's connections: a named pipe of whole messages, watched by a
 * completion port. A few instances of the pipe wait for clients (doors); each
 * that found one becomes its link. Every link has one read under way, always.
 *
 * A write that finds no room in the pipe stays under way in a slot of its own,
 * so that nobody waits for a client that does not read. */
#include "sim/host/server_parts.h"

#include "core/base/assert.h"
#include "core/base/text.h"

#include <windows.h>

#include <string.h>

enum {
    DOORS = 8,
    ENTRIES_MAX = 64,
    PIPE_BUFFER = 1 << 15,
    /* Closed ones wait for the end of their read. */
    LINKS_MAX = 2 * SIM_SERVER_CLIENTS_MAX + DOORS,
    SLOTS_MAX = 4096,
    /* Of one link: an event, and an answer to all it may ask. */
    WRITES_MAX = SERVER_IN_FLIGHT_MAX + 4,
    SWEEP_MS = 1,
};

enum link_state { LINK_FREE, LINK_DOOR, LINK_OPEN, LINK_CLOSED };

struct link {
    OVERLAPPED      reading; /* First: a completion points here. */
    HANDLE          pipe;
    enum link_state state;
    bool            under_way; /* The read, or the waiting for a client. */
    bool            watched;   /* The backlog wants to know of room. */
    uint16_t        client, writes;
    uint8_t         packet[TJ_WIRE_MAX + 1]; /* One more: too long shows. */
};
struct slot {
    OVERLAPPED writing;
    int        link; /* -1: its link is closed. */
    uint8_t    packet[TJ_WIRE_MAX];
};

struct server_net {
    HANDLE      port;
    HANDLE      told; /* For writes, which tell nobody. */
    unsigned    doors;
    unsigned    busy_count;
    uint16_t    busy[SLOTS_MAX]; /* The first busy_count; then the free ones. */
    struct link links[LINKS_MAX];
    struct slot slots[SLOTS_MAX];
};

size_t server_net_size(void)
{
    return sizeof(struct server_net);
}

static enum tj_status fail(const struct server *server, const char *what,
                           struct tj_error *error)
{
    DWORD code = GetLastError();

    return tj_fail_native(error, TJ_HOST_IO, code, "%s: cannot %s: error %lu",
                          server->config.socket, what, code);
}

/* --- Doors --- */

/* The end of a link's life, once nothing of it is under way. */
static void forget(struct link *link)
{
    if (link->state == LINK_CLOSED && !link->under_way)
        *link = (struct link){ .state = LINK_FREE };
}

static void close_link(struct server_net *net, struct link *link)
{
    int number = (int)(link - net->links);

    (void)CancelIoEx(link->pipe, NULL);
    (void)CloseHandle(link->pipe);
    for (unsigned i = 0; i < net->busy_count; i++)
        if (net->slots[net->busy[i]].link == number)
            net->slots[net->busy[i]].link = -1;
    link->state = LINK_CLOSED;
    forget(link);
}

/* A client may have come between the making of the door and the waiting. */
static bool await_client(struct server_net *net, struct link *link)
{
    bool came = ConnectNamedPipe(link->pipe, &link->reading) != 0;
    DWORD code = came ? ERROR_PIPE_CONNECTED : GetLastError();

    if (code == ERROR_PIPE_CONNECTED)
        came = PostQueuedCompletionStatus(net->port, 0, 0, &link->reading) != 0;
    link->under_way = came || code == ERROR_IO_PENDING;
    return link->under_way;
}

static bool open_door(struct server *server, DWORD first)
{
    struct server_net *net = server->net;
    unsigned           i = 0;

    while (i < LINKS_MAX && net->links[i].state != LINK_FREE)
        i++;
    if (i == LINKS_MAX)
        return false;
    HANDLE pipe = CreateNamedPipeA(
        server->config.socket,
        PIPE_ACCESS_DUPLEX | FILE_FLAG_OVERLAPPED | first,
        PIPE_TYPE_MESSAGE | PIPE_READMODE_MESSAGE | PIPE_REJECT_REMOTE_CLIENTS,
        PIPE_UNLIMITED_INSTANCES, PIPE_BUFFER, PIPE_BUFFER, 0, NULL);
    if (pipe == INVALID_HANDLE_VALUE)
        return false;
    struct link *link = &net->links[i];
    *link = (struct link){ .pipe = pipe, .state = LINK_DOOR };
    if (CreateIoCompletionPort(pipe, net->port, 0, 0) == NULL ||
        !await_client(net, link)) {
        close_link(net, link);
        return false;
    }
    net->doors++;
    return true;
}

enum tj_status server_net_start(struct server *server, struct tj_error *error)
{
    struct server_net *net = server->net;
    const char        *name = server->config.socket;

    for (unsigned i = 0; i < SLOTS_MAX; i++)
        net->busy[i] = (uint16_t)i;
    if (strncmp(name, "\\\\.\\pipe\\", 9) != 0 || name[9] == '\0')
        return tj_fail(error, TJ_USAGE, "%s: a pipe's name was expected, such "
                       "as \\\\.\\pipe\\tray", name);
    /* Wine does not keep FILE_FLAG_FIRST_PIPE_INSTANCE. */
    if (WaitNamedPipeA(name, 1) || GetLastError() == ERROR_SEM_TIMEOUT)
        return tj_fail(error, TJ_HOST_IO, "%s: cannot listen here: somebody "
                       "does", name);
    net->port = CreateIoCompletionPort(INVALID_HANDLE_VALUE, NULL, 0, 1);
    net->told = CreateEventA(NULL, TRUE, FALSE, NULL);
    if (net->port == NULL || net->told == NULL)
        return fail(server, "make a completion port", error);
    if (!open_door(server, FILE_FLAG_FIRST_PIPE_INSTANCE))
        return fail(server, "listen here", error);
    return TJ_OK;
}

void server_net_stop(struct server *server)
{
    struct server_net *net = server->net;

    for (unsigned i = 0; i < LINKS_MAX; i++)
        if (net->links[i].state == LINK_DOOR ||
            net->links[i].state == LINK_OPEN)
            close_link(net, &net->links[i]);
    if (net->port != NULL)
        (void)CloseHandle(net->port);
    if (net->told != NULL)
        (void)CloseHandle(net->told);
}

/* --- Reading --- */

static void read_next(struct server *server, struct link *link)
{
    memset(&link->reading, 0, sizeof link->reading);
    /* Whatever it gives, it comes by way of the port; but a failure. */
    link->under_way =
        ReadFile(link->pipe, link->packet, sizeof link->packet, NULL,
                 &link->reading) != 0 ||
        GetLastError() == ERROR_IO_PENDING || GetLastError() == ERROR_MORE_DATA;
    if (!link->under_way)
        server_client_gone(server, &server->clients[link->client]);
}

static void let_in(struct server *server, struct link *link, bool good)
{
    struct server_net *net = server->net;

    net->doors--;
    struct server_client *client =
        good ? server_take_client(server, (int)(link - net->links)) : NULL;
    if (client == NULL) {
        close_link(net, link);
        return;
    }
    link->state = LINK_OPEN;
    link->client = (uint16_t)(client - server->clients);
    read_next(server, link);
}

static void take_entry(struct server *server, const OVERLAPPED_ENTRY *entry)
{
    struct link *link = (struct link *)(void *)entry->lpOverlapped;
    bool         good = link->reading.Internal == 0;

    link->under_way = false;
    if (link->state == LINK_DOOR) {
        let_in(server, link, good);
        return;
    }
    if (link->state == LINK_OPEN) {
        struct server_client *client = &server->clients[link->client];
        if (good && entry->dwNumberOfBytesTransferred > 0)
            server_take_packet(server, client, link->packet,
                               entry->dwNumberOfBytesTransferred);
        else
            server_client_gone(server, client);
    }
    if (link->state == LINK_OPEN)
        read_next(server, link);
    forget(link);
}

/* --- Writing --- */

static void end_write(struct server *server, unsigned place)
{
    struct server_net *net = server->net;
    uint16_t           number = net->busy[place];
    int                which = net->slots[number].link;

    net->busy_count--;
    net->busy[place] = net->busy[net->busy_count];
    net->busy[net->busy_count] = number;
    if (which < 0)
        return;
    struct link *link = &net->links[which];
    link->writes--;
    if (link->writes == 0 && link->watched)
        server_backlog_flush(server, &server->clients[link->client]);
}

/* Writes that have found room meanwhile. */
static void sweep(struct server *server)
{
    struct server_net *net = server->net;

    for (unsigned i = net->busy_count; i > 0; i--)
        if (i <= net->busy_count &&
            HasOverlappedIoCompleted(&net->slots[net->busy[i - 1]].writing))
            end_write(server, i - 1);
}

bool server_net_send(struct server *server, const struct server_client *client,
                     const uint8_t *packet, size_t size)
{
    struct server_net *net = server->net;
    struct link       *link = &net->links[client->link];

    if (net->busy_count == SLOTS_MAX || link->writes == WRITES_MAX)
        return false;
    struct slot *slot = &net->slots[net->busy[net->busy_count]];
    memcpy(slot->packet, packet, size);
    memset(&slot->writing, 0, sizeof slot->writing);
    /* The lowest bit: no word of it to the port. */
    slot->writing.hEvent = (HANDLE)((uintptr_t)net->told | 1);
    if (WriteFile(link->pipe, slot->packet, (DWORD)size, NULL, &slot->writing))
        return true;
    if (GetLastError() != ERROR_IO_PENDING)
        return false;
    slot->link = client->link;
    net->busy_count++;
    link->writes++;
    return true;
}

bool server_net_has_room(const struct server *server,
                         const struct server_client *client)
{
    return server->net->links[client->link].writes == 0;
}

void server_net_watch_room(struct server *server,
                           const struct server_client *client, bool on)
{
    server->net->links[client->link].watched = on;
}

void server_net_hang_up(struct server *server, int link)
{
    close_link(server->net, &server->net->links[link]);
}

void server_net_look(struct server *server, int timeout_ms)
{
    struct server_net *net = server->net;
    OVERLAPPED_ENTRY   entries[ENTRIES_MAX];
    ULONG              count = 0;

    while (net->doors < DOORS && open_door(server, 0))
        continue;
    if (net->busy_count > 0)
        sweep(server);
    if (net->busy_count > 0 && timeout_ms > SWEEP_MS)
        timeout_ms = SWEEP_MS;
    if (!GetQueuedCompletionStatusEx(net->port, entries, ENTRIES_MAX, &count,
                                     (DWORD)timeout_ms, FALSE))
        count = 0;
    for (ULONG i = 0; i < count; i++)
        take_entry(server, &entries[i]);
}

/* What the files of the server share: its state, and a client's. */
#ifndef TJ_SIM_HOST_SERVER_PARTS_H
#define TJ_SIM_HOST_SERVER_PARTS_H

#include "core/drive/wire.h"
#include "sim/host/server.h"
#include "sim/loop.h"

enum { SERVER_IN_FLIGHT_MAX = 16, SERVER_WAITING_MAX = 1 << 15 };

struct server;
struct server_net; /* Of whoever carries the messages. */

struct server_drive {
    struct server  *server;
    uint8_t         number;
    uint64_t        events, denied;
    struct sim_loop loop;
};

/* One connection. Its place is given to another one only when nothing that
 * bears its numbers is in flight any more. */
struct server_client {
    int      link;      /* Its connection's number; -1: gone. */
    bool     used, said_hello, listens;
    bool     buried;    /* Gone, and its process has ended. */
    uint8_t  drive;
    uint16_t in_flight; /* Requests the drive has not answered. */
    uint16_t next_free; /* In the list of free places. */
    uint32_t numbers[SERVER_IN_FLIGHT_MAX]; /* The client's; 0: free. */
    uint32_t waiting_first, waiting_last; /* Events it has not made room for:
                               numbers of places from 1; 0: none. */
};

struct server_waiting {
    struct tj_event event;
    uint32_t        next; /* Of the same client, or in the list of free ones. */
};

struct server {
    struct sim_server_config config;
    struct sim_server_totals totals;
    struct server_net *net;
    uint16_t free_client, clients_count;
    uint16_t gone_count; /* Gone and not buried yet. */
    uint32_t waiting_free;
    struct server_waiting waiting[SERVER_WAITING_MAX];
    struct server_client clients[SIM_SERVER_CLIENTS_MAX];
    struct server_drive  drives[];
};

/* A request's number at the drive: which client, which of its requests. */
static inline uint32_t server_number(const struct server *server,
                                     const struct server_client *client,
                                     unsigned slot)
{
    uint32_t index = (uint32_t)(client - server->clients);
    return 1 + index * SERVER_IN_FLIGHT_MAX + slot;
}

/* --- server_posix.c, server_windows.c: connections, by number --- */
size_t server_net_size(void);
/* Listens; links may come at the next look. */
enum tj_status server_net_start(struct server *server, struct tj_error *error);
void server_net_stop(struct server *server);
/* Takes in what comes by timeout_ms: new clients, messages, ends; and tells the
 * backlog where there is room again. */
void server_net_look(struct server *server, int timeout_ms);
/* Never waits. False: the client is gone, or does not read. */
bool server_net_send(struct server *server, const struct server_client *client,
                     const uint8_t *packet, size_t size);
/* Room for an event; some is always kept for answers, which are never late. */
bool server_net_has_room(const struct server *server,
                         const struct server_client *client);
/* Tell server_backlog_flush when there is room again; or no more. */
void server_net_watch_room(struct server *server,
                           const struct server_client *client, bool on);
void server_net_hang_up(struct server *server, int link);

/* --- server.c --- */
/* A new connection's place, or NULL: there is none, so hang up. */
struct server_client *server_take_client(struct server *server, int link);
/* A fresh drive in its place; requests of the old one are forgotten. */
void server_drive_start(struct server_drive *drive,
                        const struct sim_profile *profile);

/* --- server_client.c: one client's messages --- */
void server_take_packet(struct server *server, struct server_client *client,
                        const uint8_t *packet, size_t size);
/* The connection is over: closes it. The drive is told once the step in
 * progress is over, because a send may fail in the middle of one. */
void server_client_gone(struct server *server, struct server_client *client);
/* Never waits: a client that does not read its answers is given up. */
void server_send(struct server *server, struct server_client *client,
                 const struct tj_wire *message);
/* Ends the process of a client that has gone. */
void server_bury(struct server *server, struct server_client *client);
/* What a drive wants done; context: a server_drive. */
sim_loop_sink server_take_effect;

/* --- server_backlog.c: events that a client has not made room for --- */
void server_backlog_init(struct server *server);
/* Sends the event, or lets it wait its turn. */
void server_backlog_send(struct server *server, struct server_client *client,
                         const struct tj_event *event);
/* There is room again. */
void server_backlog_flush(struct server *server, struct server_client *client);
void server_backlog_forget(struct server *server, struct server_client *client);

#endif

/* Simulated drives for other processes, over a Unix socket (SOCK_SEQPACKET) or a
 * named pipe (the messages are core/drive/wire.h). One thread, one loop: it takes what clients
 * ask for, lets the drives step, and answers.
 *
 * A client is a connection. When it ends, however it ends, its handles close as
 * those of a dead process do: CLEANUP, then CLOSE (class-driver spec 1.7); its
 * other connections, if it has any, live on. A client that does not read its
 * answers is given up once its connection is full; events wait for a slow listener
 * (32,768 for all of them), and what is lost beyond that shows as a gap in their
 * numbers. */
#ifndef TJ_SIM_HOST_SERVER_H
#define TJ_SIM_HOST_SERVER_H

#include "core/base/status.h"
#include "sim/profile.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { SIM_SERVER_CLIENTS_MAX = 1024, SIM_SERVER_DRIVES_MAX = 16 };

struct sim_server_config {
    const char         *socket;  /* Path, or \\.\pipe\NAME; must not be there yet. */
    unsigned            drives;  /* 1 .. SIM_SERVER_DRIVES_MAX */
    struct sim_profile  profile; /* With the seed of the run. */
    /* Asked several times a second; true: stop. */
    bool              (*stop)(void *context);
    /* Clients may connect from now on. May be NULL. */
    void              (*ready)(void *context);
    void               *context;
};

struct sim_server_totals {
    uint64_t clients, requests, events, given_up;
    uint64_t lost; /* Events for which nobody made room. */
};

/* Bytes that sim_server_run needs, aligned for anything. */
size_t sim_server_size(unsigned drives);

/* Serves until stop() says so; removes the socket. TJ_HOST_IO with the path
 * when it cannot listen there. memory: zeroed. totals: also on failure. */
enum tj_status sim_server_run(void *memory,
                              const struct sim_server_config *config,
                              struct sim_server_totals *totals,
                              struct tj_error *error);

#endif

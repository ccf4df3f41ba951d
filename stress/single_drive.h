/* SPDX-License-Identifier: MIT */
/* One drive in real time for one command: what `query`, `lock`, `hold` and
 * `watch` talk to. A simulated drive lives and dies with it, unless it is one of
 * `trayjam serve`. */
#ifndef TJ_STRESS_SINGLE_DRIVE_H
#define TJ_STRESS_SINGLE_DRIVE_H

#include "backends/drive_null.h"
#include "backends/drive_server.h"
#include "backends/drive_sim.h"
#include "backends/registry.h"

enum { SINGLE_CLIENTS_MAX = 2 };

struct single_client {
    struct tj_backend    *backend; /* The one of the three in use. */
    union {
        struct tj_sim_session    sim;
        struct tj_null_drive     null;
        struct tj_server_session server;
    };
    uint32_t              operations;
    tj_handle             handle;  /* Open one, or TJ_NO_HANDLE. */
};

struct single_drive {
    struct tj_target_spec spec;
    void                 *pages; /* Memory of the simulated drive. */
    struct tj_sim_host   *host;  /* NULL for a drive that is not simulated. */
    struct single_client  clients[SINGLE_CLIENTS_MAX];
};

/* text as typed behind --drive; NULL: sim. */
enum tj_status single_drive_open(struct single_drive *drive, const char *text,
                                 struct tj_error *error);
/* Whether it could be opened: a look before anything is written. */
enum tj_status single_drive_check(const char *text, struct tj_error *error);
/* Closes handles (which unlocks), then the drive. */
void single_drive_close(struct single_drive *drive);

/* What the drive looks like. False: this kind of drive does not say. */
bool single_drive_view(struct single_drive *drive, struct tj_sim_view *view);

/* Opens the client's handle by the interface path, for reading and writing. */
void single_drive_handle(struct single_drive *drive, unsigned client,
                         struct tj_reply *reply);

struct single_request {
    enum tj_verb verb;
    uint32_t     arg;  /* As tj_op.arg. */
    const char  *name; /* LOCK: caller name. */
};
/* One request of a client on its handle, answered. */
void single_drive_do(struct single_drive *drive, unsigned client,
                     const struct single_request *request,
                     struct tj_reply *reply);

#endif

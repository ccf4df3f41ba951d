/* SPDX-License-Identifier: MIT */
/* One drive in real time for one command: what `query`, `lock`, `hold`,
 * `drives`, `watch` and the panel talk to. A simulated drive lives and dies
 * with it, unless it is one of `trayjam serve`.
 *
 * Threads: each client may be used by a thread of its own. Opening, joining and
 * closing are for one thread, while nobody uses the drive. */
#ifndef TJ_CLI_SINGLE_DRIVE_H
#define TJ_CLI_SINGLE_DRIVE_H

#include "backends/drive_null.h"
#include "backends/drive_real.h"
#include "backends/drive_server.h"
#include "backends/drive_sim.h"
#include "backends/registry.h"

enum { SINGLE_CLIENTS_MAX = 8 };

struct single_client {
    struct tj_backend    *backend; /* The one in use; NULL: has not joined. */
    union {
        struct tj_sim_session    sim;
        struct tj_null_drive     null;
        struct tj_server_session server;
        union tj_real_session    real;
    };
    uint32_t              operations;
    uint32_t              opened; /* Handles, ever. */
    tj_handle             handle; /* Open one, or TJ_NO_HANDLE. */
    bool                  owns;   /* Its handle locked the drive. */
};

struct single_drive {
    struct tj_target_spec spec;
    uint8_t               number; /* Of the drives of a server, from 0. */
    void                 *pages;  /* Memory of the simulated drive. */
    struct tj_sim_host   *host;   /* NULL for a drive that is not simulated. */
    bool                  is_real;
    struct tj_real_host   real;
    struct single_client  clients[SINGLE_CLIENTS_MAX];
};

/* text as typed behind --drive, sim:SOCKET#N for the drive N of a server;
 * NULL: sim. Client 0 has joined. */
enum tj_status single_drive_open(struct single_drive *drive, const char *text,
                                 struct tj_error *error);
/* The same; a real drive must be free for what is planned, where the first only
 * looks. What is done to it stays done. */
enum tj_status single_drive_open_for(struct single_drive *drive,
                                     const char *text, enum real_plan plan,
                                     struct tj_error *error);
/* Another client of the same drive, not yet with a handle. */
enum tj_status single_drive_join(struct single_drive *drive, unsigned client,
                                 struct tj_error *error);
/* Whether it could be opened: a look before anything is written. */
enum tj_status single_drive_check(const char *text, struct tj_error *error);
/* Closes handles (which unlocks), then the drive. */
void single_drive_close(struct single_drive *drive);

/* What the drive looks like. False: this kind of drive does not say. */
bool single_drive_view(struct single_drive *drive, unsigned client,
                       struct tj_sim_view *view);
/* What a person at the drive does. False: nobody reaches this one so. */
bool single_drive_hand(struct single_drive *drive, unsigned client,
                       enum tj_hand hand);

/* Opens the client's handle by the interface path, for reading and writing. */
void single_drive_handle(struct single_drive *drive, unsigned client,
                         struct tj_reply *reply);

struct single_request {
    enum tj_verb verb;
    tj_handle    handle; /* TJ_NO_HANDLE: the client's. */
    uint32_t     arg;    /* As tj_op.arg. */
    const char  *name;   /* LOCK: caller name. */
    uint32_t     code, input_size, output_size; /* IOCTL; input is zeros. */
};
/* One request of a client, answered. */
void single_drive_do(struct single_drive *drive, unsigned client,
                     const struct single_request *request,
                     struct tj_reply *reply);
/* Opens one more handle, with tj_open_arg(); TJ_NO_HANDLE when it is refused.
 * A CLOSE of it is a request like any other. */
tj_handle single_drive_open_by(struct single_drive *drive, unsigned client,
                               uint32_t arg, struct tj_reply *reply);

/* Who has it, asked on the client's handle. False: that got no answer. */
bool single_drive_owner(struct single_drive *drive, unsigned client,
                        struct tj_lock_state *state);

#endif

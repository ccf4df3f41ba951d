/* SPDX-License-Identifier: MIT */
/* The end of a client's chain, whatever kind of drive it is, in real time: a
 * simulated drive of this process, one of another process, or none at all. */
#ifndef TJ_STRESS_SESSIONS_H
#define TJ_STRESS_SESSIONS_H

#include "backends/drive_null.h"
#include "backends/drive_real.h"
#include "backends/drive_server.h"
#include "backends/drive_sim.h"
#include "backends/registry.h"
#include "core/base/arena.h"
#include "stress/workload.h"

union session {
    struct tj_sim_session    sim;
    struct tj_null_drive     null;
    struct tj_server_session server;
    union tj_real_session real;
};

/* All the drives of a run. */
struct sessions {
    const struct tj_target_spec *target; /* Not owned. */
    struct tj_sim_host          *hosts[TJ_DRIVES_OF_RUN_MAX]; /* NULL: no sim
                                                                 of ours. */
    bool                         is_real; /* A drive of this machine: */
    struct tj_real_host          real;
};

/* Makes the simulated drives, if it is those; looks whether a real one may be
 * used for this workload. */
enum tj_status sessions_init(struct sessions *sessions,
                             const struct tj_target_spec *target,
                             const struct tj_workload *workload,
                             struct arena *arena, struct tj_error *error);
void sessions_deinit(struct sessions *sessions);

/* How another process of the run opens the same drives. */
enum tj_status sessions_target(const struct sessions *sessions, char *text,
                               size_t size, struct tj_error *error);

/* *backend is inside *session. */
enum tj_status sessions_open(struct sessions *sessions, union session *session,
                             tj_client client, uint8_t drive,
                             struct tj_backend **backend,
                             struct tj_error *error);

/* What the drive of that session looks like. False: it does not say. */
bool sessions_look(const struct sessions *sessions, union session *session,
                   uint8_t drive, struct tj_sim_view *view);

/* Events its listener never saw. */
uint64_t sessions_lost(const struct sessions *sessions,
                       const union session *session);

#endif

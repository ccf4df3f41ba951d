/* The simulated drive in real time, for threads of this process.
 *
 * One host per drive, shared; one session per client and drive. Whichever
 * thread holds the host's mutex takes the drive's steps, its own and other
 * clients'; who continues is drawn from TJ_STREAM_SCHEDULE. Under contention
 * a thread now and then lets others in between two of its steps, so that the
 * races between steps happen here too.
 *
 * Simulated time is tj_clock_ns(). Submissions block: every one is answered
 * before submit() returns. Mechanical times are really waited for.
 *
 * Threads: a session belongs to one thread at a time; hosts, hands and views
 * may be used by any. Memory is the caller's; close the sessions first. */
#ifndef TJ_BACKENDS_DRIVE_SIM_H
#define TJ_BACKENDS_DRIVE_SIM_H

#include "backends/event_ring.h"
#include "backends/open_handles.h"
#include "core/drive/sim_view.h"
#include "core/drive/backend.h"

enum { TJ_SIM_SESSIONS_MAX = 4096, TJ_SIM_DEPTH = 2 };

struct tj_sim_host;
size_t tj_sim_host_size(void); /* About 5 MiB, nearly all of it the ring. */

/* detail: "" or PROFILE,KEY=VALUE,KEY=VALUE of sim/profile.h. Fails with TJ_BAD_INPUT
 * for a key or value it does not know. memory: zeroed, aligned for anything. */
enum tj_status tj_sim_host_open(void *memory, const char *detail, uint8_t drive,
                                uint64_t seed, struct tj_sim_host **host,
                                struct tj_error *error);
void tj_sim_host_close(struct tj_sim_host *host);

void tj_sim_host_describe(struct tj_sim_host *host, struct tj_sim_view *view);
void tj_sim_host_hand(struct tj_sim_host *host, enum tj_hand hand);

struct tj_sim_session {
    struct tj_backend      backend;
    struct tj_sim_host    *host; /* Not owned. */
    uint32_t               id;   /* Its row in the host, from 0. */
    uint8_t                depth;   /* Requests it waits for: a second one is
                                       what happens while the first waits. */
    bool                   answered[TJ_SIM_DEPTH];
    struct tj_reply       *reply[TJ_SIM_DEPTH]; /* Where answers go. */
    uint32_t               number; /* Of the operation that waits. */
    struct tj_listener     listener;
    struct tj_open_handles handles;
};

/* At most TJ_SIM_SESSIONS_MAX in a host's life. A session can have
 * TJ_OPEN_HANDLES_MAX handles open; one more is INSUFFICIENT_RESOURCES. */
void tj_sim_session_init(struct tj_sim_session *session,
                         struct tj_sim_host *host, tj_client client,
                         uint8_t drive);

/* Deliveries this listener never saw because it fell TJ_EVENT_RING behind. */
uint64_t tj_sim_session_lost(const struct tj_sim_session *session);

#endif

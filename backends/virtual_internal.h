/* Shared by virtual.c (the world) and virtual_session.c (its backends). */
#ifndef TJ_BACKENDS_VIRTUAL_INTERNAL_H
#define TJ_BACKENDS_VIRTUAL_INTERNAL_H

#include "backends/virtual.h"
#include "sim/describe.h"
#include "sim/disturb.h"
#include "sim/world.h"

_Static_assert((int)TJ_STRATEGY_DEPTH_MAX == (int)SIM_WORLD_DEPTH_MAX &&
                   (int)TJ_STRATEGY_TURNS_MAX == (int)SIM_WORLD_TURNS_MAX,
               "what is typed can be done");

/* A request's name is made of its session's row and its slot there. */
enum { SLOTS_PER_SESSION = 32, CLOSING_SLOT = SLOTS_PER_SESSION - 1 };
_Static_assert((int)TJ_IN_FLIGHT_MAX <= (int)CLOSING_SLOT,
               "no operation is mistaken for a close");
_Static_assert((uint32_t)TJ_VIRTUAL_SESSIONS_MAX * SLOTS_PER_SESSION <
                   SIM_INTERNAL,
               "no session is mistaken for the drive itself");

struct tj_virtual {
    struct sim_world *world; /* In the same memory, behind this struct. */
    unsigned          drives_count;
    bool              events_ready[SIM_WORLD_DRIVES_MAX];
    uint32_t          listeners[SIM_WORLD_DRIVES_MAX];
    uint64_t          emitted[SIM_WORLD_DRIVES_MAX];
    uint32_t          sessions_count;
    uint32_t          later_count;
    struct tj_virtual_session *first_queued, *last_queued;
    struct tj_virtual_session *sessions[TJ_VIRTUAL_SESSIONS_MAX];
    struct tj_virtual_session *later[TJ_VIRTUAL_SESSIONS_MAX];
    struct tj_event_ring ring;
};

static inline struct tj_virtual_session *virtual_session_of(
    struct tj_backend *backend)
{
    return (struct tj_virtual_session *)backend;
}

/* Marks an asked slot answered and puts it in line for collect(). */
void virtual_answer_ready(struct tj_virtual_session *session, uint32_t slot);

/* Runs the world by one happening and routes it. False: until_ns was
 * reached. */
bool virtual_pump(struct tj_virtual *world, uint64_t until_ns);

/* Drops what the world still means to tell a session that closes. */
void virtual_forget(struct tj_virtual *world,
                    struct tj_virtual_session *session);

#endif

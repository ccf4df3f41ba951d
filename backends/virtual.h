/* The door to simulated drives in virtual time: one thread, a clock that jumps,
 * every run of the same seed the same, byte for byte.
 *
 * The runner submits for all its clients, then lets the world run until
 * something concerns one of them:
 *
 *     while (tj_virtual_run(world, until, &client, &drive, &event))
 *         collect(client) or events(listeners of drive) ...
 *
 * Each atomic step of a drive costs TJ_VIRTUAL_STEP_NS, so that answers do not
 * tie with each other. Who continues is the strategy's choice (strategy.h,
 * sim/world.h), or that of a schedule which is followed; either can be recorded
 * as a schedule (core/drive/choices.h). */
#ifndef TJ_BACKENDS_VIRTUAL_H
#define TJ_BACKENDS_VIRTUAL_H

#include "backends/event_ring.h"
#include "backends/open_handles.h"
#include "backends/strategy.h"
#include "core/drive/choices.h"
#include "core/drive/sim_view.h"
#include "core/drive/backend.h"

enum {
    TJ_VIRTUAL_SESSIONS_MAX = 4096,
    /* A plausible cost of one stage of a request in a driver on a present-day
     * machine; prime, so that it does not divide round think times. */
    TJ_VIRTUAL_STEP_NS = 617,
};

struct tj_virtual;
size_t tj_virtual_size(unsigned drives);
struct tj_virtual_config {
    const char *detail;   /* As for tj_sim_host_open, the same for all. */
    unsigned    drives;   /* 1 .. 16 */
    uint64_t    seed;
    const char *strategy; /* As tj_strategy_parse takes it. */
    struct tj_choices *follow; /* Decides instead of the strategy; NULL: it
                                  does. Neither is owned. */
    struct tj_choices *record; /* What was decided; NULL: nobody asks. */
};
/* TJ_BAD_INPUT for a setting or strategy it does not know. memory: of any
 * contents; most of it, the ring of events, is not touched until needed. */
enum tj_status tj_virtual_open(void *memory,
                               const struct tj_virtual_config *config,
                               struct tj_virtual **world,
                               struct tj_error *error);

uint64_t tj_virtual_now(const struct tj_virtual *world);
/* The same, as a clock for layers: context is the world. */
uint64_t tj_virtual_clock(void *context);

/* Runs the world until an answer or event is ready for some session or until
 * until_ns: gives the client whose answer is ready, and its drive; for events
 * *event is true, *client TJ_NOBODY. False when until_ns was reached and the
 * clock stands there; with UINT64_MAX when nothing is left to happen but
 * periodic timers. */
bool tj_virtual_run(struct tj_virtual *world, uint64_t until_ns,
                    tj_client *client, uint8_t *drive, bool *event);

/* Strategy `turns`: the session's client asks for its turn; tj_virtual_run names
 * it when it has come. One at a time per session. */
void tj_virtual_offer(struct tj_backend *session);
/* Off: whoever became ready first goes on, and nothing is recorded or followed,
 * until it is on again. It is on at first. */
void tj_virtual_choose(struct tj_virtual *world, bool on);

void tj_virtual_describe(struct tj_virtual *world, uint8_t drive,
                         struct tj_sim_view *view);
void tj_virtual_hand(struct tj_virtual *world, uint8_t drive,
                     enum tj_hand hand);

/* An operation on its way. */
struct tj_virtual_slot {
    enum { TJ_VIRTUAL_FREE, TJ_VIRTUAL_ASKED, TJ_VIRTUAL_ANSWERED } state;
    enum tj_verb    verb;
    tj_handle       handle;
    struct tj_reply reply;
};

struct tj_virtual_session {
    struct tj_backend      backend;
    uint16_t               process; /* Whose calls it makes; 0: one that does
                                       not end. Set after init. */
    bool                   ended;   /* With its process. */
    struct tj_virtual     *world; /* Not owned. */
    uint32_t               id;    /* Its row in the world, from 0. */
    bool                   closing_done; /* The CloseHandle of close(). */
    bool                   queued;   /* In the world's queue of answers. */
    bool                   turn;     /* It has come, and nobody was told. */
    uint64_t               later_ns; /* See tj_virtual_later. */
    struct tj_virtual_session *next_queued;
    struct tj_listener     listener;
    struct tj_open_handles handles;
    uint8_t                answers_first, answers_count;
    uint8_t                answers[TJ_IN_FLIGHT_MAX]; /* Slots, by arrival. */
    struct tj_virtual_slot slots[TJ_IN_FLIGHT_MAX];
};

/* Its memory must stay until the world is done with. At most
 * TJ_VIRTUAL_SESSIONS_MAX in a world's life. A session can have
 * TJ_OPEN_HANDLES_MAX handles open; one more is INSUFFICIENT_RESOURCES. */
void tj_virtual_session_init(struct tj_virtual_session *session,
                             struct tj_virtual *world, tj_client client,
                             uint8_t drive);
/* A process ends: all its requests are cancelled and will not be answered, its
 * handles close (class-driver spec 1.7). Its sessions are used no more, but
 * closed like others. process > 0. */
void tj_virtual_end_process(struct tj_virtual *world, uint16_t process);

/* Deliveries this listener never saw because it fell TJ_EVENT_RING behind. */
uint64_t tj_virtual_session_lost(const struct tj_virtual_session *session);

/* For layers that hold an answer back: tj_virtual_run names this session's
 * client again at at_ns (the earliest of several). */
void tj_virtual_later(struct tj_backend *session, uint64_t at_ns);

#endif

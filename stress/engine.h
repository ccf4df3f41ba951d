/* What one client does next: a pure function of its workload, its state, the
 * time, and the answer it got. All runners drive it; it has no clock, no
 * thread, no memory of its own (docs/decisions/0003-engine-is-pure.md).
 *
 * Chance: tj_draw(seed, TJ_STREAM_WORKLOAD, client, turn); a turn is one step
 * of a script or one pick of a mix, whether or not its operation was carried
 * out, so that leaving one out shifts no other draw.
 *
 * In an open loop (stress/arrivals.h) an arrival begins one pass of the script
 * or one pick of the mix. A pass ends where the script would begin again; the
 * thinking that it ends with is left out, and so is a mix's, for it is what
 * the time between arrivals stands for.
 *
 * Handles are numbered client << tj_handle_shift | n. When n has no room left
 * it begins again, with numbers that are not open.
 *
 * Once stopped, a client puts back what it changed: it unlocks, switches
 * notifications on, undoes its secure locks, closes its handles, and then, on
 * a handle of its own for that, undoes its simple locks, which no close would
 * (class-driver spec 3.3). */
#ifndef TJ_STRESS_ENGINE_H
#define TJ_STRESS_ENGINE_H

#include "core/base/random.h"
#include "core/drive/event.h"
#include "stress/open_loop.h"
#include "stress/workload.h"

enum tj_action_kind {
    TJ_ACT_SUBMIT, /* op, and come back with its answer. */
    TJ_ACT_WAIT,   /* Come back at until_ns; earlier only to stop. */
    TJ_ACT_HEAR,   /* The same, or as soon as tj_engine_hear says so. */
    TJ_ACT_LISTEN, /* Register on handle, tell tj_engine_listens, come back. */
    TJ_ACT_CRASH,  /* End this client's process if it has one of its own; else
                      come back: it closes its handles and begins again. */
    TJ_ACT_TELL,   /* These arrivals were dropped; come back at once. */
    TJ_ACT_DONE,   /* Nothing more, ever. */
};

/* Of each kind its own fields; the others mean nothing. */
struct tj_action {
    enum tj_action_kind kind;
    tj_handle           handle;   /* LISTEN */
    uint64_t            until_ns; /* WAIT, HEAR */
    const struct tj_op *op;       /* SUBMIT; in the state. */
    struct tj_drops     drops;    /* TELL */
};

/* A file object this client opened, and what it holds by it. */
struct tj_engine_file {
    uint8_t  handles; /* Open ones; 0: free. */
    bool     owner;   /* Or may be: an unanswered LOCK counts. */
    uint32_t mcn_off, secure;
};
struct tj_engine_slot {
    tj_handle handle;   /* TJ_NO_HANDLE: not open. */
    tj_handle last;     /* The number it had last. */
    uint8_t   file;     /* Index of its file object. */
    uint32_t  acquired; /* The counted layer above LOCK ... */
    uint32_t  mcn;      /* ... and above MCN_OFF. */
};

/* What device events alone say of the drive. */
enum tj_mirror { TJ_MIRROR_UNKNOWN, TJ_MIRROR_FREE, TJ_MIRROR_LOCKED };

enum tj_engine_phase { TJ_ENGINE_WORK, TJ_ENGINE_UNDO, TJ_ENGINE_DONE };

/* A value: copied, it goes on from there in the same way. Read by runners:
 * phase, number, prevents, leaked, listens. */
struct tj_client_state {
    const struct tj_persona *persona;
    tj_client                client;
    uint8_t                  drive;
    uint8_t                  phase;
    bool                     asked;  /* An operation is being answered. */
    bool                     again;  /* It is to be tried again. */
    bool                     picked; /* MIX: step stands, to be done. */
    bool                     undoing; /* Operations are engine_undo's. */
    bool                     crashed; /* CRASH: its action was given. */
    bool                     waits;   /* For an event. */
    bool                     listens;
    bool                     locked;  /* Says the last QUERY. */
    uint8_t                  outcome; /* Of the step before;
                                         TJ_OUTCOME_COUNT: none. */
    uint8_t                  mirror;  /* enum tj_mirror */
    uint8_t                  closing; /* CLOSE_ALL: next slot. */
    uint8_t                  op_slot; /* Whose handle op uses or makes. */
    uint8_t                  step;   /* To be done, or being answered. */
    uint8_t                  encoded; /* Step that op was last made from. */
    uint32_t                 status;  /* With outcome. */
    uint32_t                 events;  /* Kinds that came and were not waited
                                         for, a bit each. */
    uint32_t                 number; /* Operations so far. */
    uint64_t                 turn;
    uint64_t                 drawn;  /* Turn that the draws are of. */
    struct tj_draws          draws;
    uint32_t                 opened; /* Handle numbers given so far. */
    uint32_t                 tries;  /* Left for this step, or for undoing. */
    uint32_t                 locks;  /* Granted so far. */
    uint32_t                 loops[TJ_LOOPS_MAX]; /* Rounds left. */
    uint64_t                 first_try_ns;
    uint64_t                 until_ns; /* WAIT: no longer than that. */
    uint64_t                 pause_ns; /* MIX: between operations. */
    uint32_t                 prevents; /* Simple tray locks, device-wide ... */
    uint32_t                 left;     /* ... of which an exit left so many. */
    uint32_t                 leaked;   /* Left by all exits. */
    tj_handle                own_handle; /* Opened to undo them. */
    struct tj_engine_slot    slots[TJ_SLOTS_MAX];
    struct tj_engine_file    files[TJ_SLOTS_MAX];
    struct tj_op             op;
    struct tj_action         action;
    struct tj_open_loop      loop;   /* Of a closed loop: not open. */
};

/* Where the client stands in a handle's number; all are below 0xfe000000. */
unsigned tj_handle_shift(const struct tj_workload *workload);

/* Which persona a client of the run plays: by weight, in the order of the
 * scenario, the same in every run. */
const struct tj_persona *tj_engine_persona(const struct tj_workload *workload,
                                           tj_client client);

/* The same of clients 1 and up, as indices of the workload's personas. */
void tj_engine_deal(const struct tj_workload *workload, uint8_t *personas,
                    size_t clients);

/* Whether anybody is in an open loop; how many arrivals are planned for the
 * clients of the run from from_ns to to_ns after they began. */
bool     tj_engine_has_open_loop(const struct tj_workload *workload);
uint64_t tj_engine_planned(const struct tj_workload *workload,
                           uint64_t from_ns, uint64_t to_ns);

/* client: 1 .. workload->clients. Clients are dealt to the drives in turn. */
void tj_engine_init(struct tj_client_state *state,
                    const struct tj_workload *workload, tj_client client);

/* Once before the first call of an open loop; of a closed one it does nothing.
 * begin_ns: when the clients of the run began. from_ns: what was due before is
 * not this client's. */
void tj_engine_begin(struct tj_client_state *state,
                     const struct tj_workload *workload, uint64_t begin_ns,
                     uint64_t from_ns);

/* Before the first call: the same role under another name, for whoever takes
 * the place of one that died. */
void tj_engine_rename(struct tj_client_state *state, tj_client client);

/* last: the answer to the operation of the call before, else NULL. now_ns must
 * not run backwards. What it gives lies in the state, until the next call: a
 * copy of it, just written and read again, would cost more than the engine. */
const struct tj_action *tj_engine_next(const struct tj_workload *workload,
                                       struct tj_client_state *state,
                                       uint64_t now_ns,
                                       const struct tj_reply *last);

/* An event reached the client. True: it is what a HEAR waits for. */
bool tj_engine_hear(struct tj_client_state *state,
                    const struct tj_event *event);
/* Whether the registration asked for by LISTEN was made. */
void tj_engine_listens(struct tj_client_state *state, bool made);
/* Whether that script, that client ever asks for it. */
bool tj_persona_listens(const struct tj_persona *persona);
bool tj_engine_may_listen(const struct tj_workload *workload,
                          const struct tj_client_state *state);

/* From the next call on only what puts things back. May be called while an
 * operation is being answered. */
void tj_engine_stop(struct tj_client_state *state);

#endif

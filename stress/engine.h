/* SPDX-License-Identifier: MIT */
/* What one client does next: a pure function of its workload, its state, the
 * time, and the answer it got. Both runners drive it; it has no clock, no
 * thread, no memory of its own (docs/decisions/0003-engine-is-pure.md).
 *
 * Chance: tj_draw(seed, TJ_STREAM_WORKLOAD, client, turn); a turn is one step
 * of a script or one pick of a mix, whether or not its operation was carried
 * out, so that leaving one out shifts no other draw.
 *
 * Handles are numbered client << 16 | n. After 65,535 opens n begins again,
 * with numbers that are not open.
 *
 * Once stopped, a client puts back what it changed: it unlocks, switches
 * notifications on, undoes its secure locks, closes its handles, and then, on
 * a handle of its own for that, undoes its simple locks, which no close would
 * (class-driver spec 3.3). */
#ifndef TJ_STRESS_ENGINE_H
#define TJ_STRESS_ENGINE_H

#include "core/base/random.h"
#include "stress/workload.h"

enum tj_action_kind {
    TJ_ACT_SUBMIT, /* op, and come back with its answer. */
    TJ_ACT_WAIT,   /* Come back at until_ns; earlier only to stop. */
    TJ_ACT_DONE,   /* Nothing more, ever. */
};

struct tj_action {
    enum tj_action_kind kind;
    uint64_t            until_ns;
    const struct tj_op *op; /* In the state; until the next call. */
};

/* A file object this client opened, and what it holds by it. */
struct tj_engine_file {
    uint8_t  handles; /* Open ones; 0: free. */
    bool     owner;   /* Or may be: an unanswered LOCK counts. */
    uint32_t mcn_off, secure;
};
struct tj_engine_slot {
    tj_handle handle; /* TJ_NO_HANDLE: not open. */
    uint8_t   file;   /* Index of its file object. */
};

enum tj_engine_phase { TJ_ENGINE_WORK, TJ_ENGINE_UNDO, TJ_ENGINE_DONE };

/* A value: copied, it goes on from there in the same way. Read by runners:
 * phase, number, prevents. */
struct tj_client_state {
    const struct tj_persona *persona;
    tj_client                client;
    uint8_t                  drive;
    uint8_t                  phase;
    bool                     asked;  /* An operation is being answered. */
    bool                     again;  /* It is a lock to be tried again. */
    bool                     picked; /* MIX: step stands, to be done. */
    bool                     undoing; /* Operations are engine_undo's. */
    uint8_t                  op_slot; /* Whose handle op uses or makes. */
    uint8_t                  step;   /* To be done, or being answered. */
    uint8_t                  encoded; /* Step that op was last made from. */
    uint32_t                 number; /* Operations so far. */
    uint64_t                 turn;
    uint64_t                 drawn;  /* Turn that the draws are of. */
    struct tj_draws          draws;
    uint32_t                 opened; /* Handle numbers given so far. */
    uint32_t                 tries;  /* Left for this lock, or for undoing. */
    uint64_t                 pause_ns; /* MIX: between operations. */
    uint32_t                 prevents; /* Simple tray locks, device-wide. */
    tj_handle                own_handle; /* Opened to undo them. */
    struct tj_engine_slot    slots[TJ_SLOTS_MAX];
    struct tj_engine_file    files[TJ_SLOTS_MAX];
    struct tj_op             op;
};

/* Which persona a client of the run plays: by weight, in the order of the
 * scenario, the same in every run. */
const struct tj_persona *tj_engine_persona(const struct tj_workload *workload,
                                           tj_client client);

/* client: 1 .. workload->clients. Clients are dealt to the drives in turn. */
void tj_engine_init(struct tj_client_state *state,
                    const struct tj_workload *workload, tj_client client);

/* last: the answer to the operation of the call before, else NULL. now_ns must
 * not run backwards. */
struct tj_action tj_engine_next(const struct tj_workload *workload,
                                struct tj_client_state *state, uint64_t now_ns,
                                const struct tj_reply *last);

/* From the next call on only what puts things back. May be called while an
 * operation is being answered. */
void tj_engine_stop(struct tj_client_state *state);

#endif

/* SPDX-License-Identifier: MIT */
/* Between the files of the virtual runner: its clients and observers, and what
 * faults do to them. */
#ifndef TJ_STRESS_VIRTUAL_RUN_H
#define TJ_STRESS_VIRTUAL_RUN_H

#include "stress/put_back.h"
#include "stress/waiting.h"

#include "backends/virtual.h"

struct member {
    struct waiter             waiter; /* First. */
    struct tj_client_state    engine;
    struct tj_virtual_session session;
    struct runner_chain       chain;
    uint64_t                  asked_ns; /* What is in flight. */
    uint64_t                  thaw_ns; /* Its process is stopped until then. */
    uint64_t                  hear_ns; /* Until when it was waiting to hear; 0:
                                          it was not. */
    bool                      thaws;   /* It waits to go on then. */
    bool                      listens; /* Its ears are open. */
    struct tj_segment         ears;
    bool                      ended;   /* By a fault: it does nothing more. */
    bool                      offered; /* It would submit, and waits for its
                                          turn. */
};

struct watcher {
    struct tj_virtual_session session;
    struct runner_observer    observer;
    struct tj_virtual        *world;
    struct put_back           end; /* Of the run, at this drive. */
};

/* What happens to the run itself, in order. */
enum step { STEP_MEASURE, STEP_COOL, STEP_END, STEP_NONE };

struct virtual {
    struct runner     *runner;
    struct tj_virtual *world;
    struct member     *members;
    struct watcher    *watchers; /* One per drive. */
    struct waiting     waiting;
    size_t             alive;
    enum step          next;     /* The next step of the run ... */
    uint64_t           next_ns;  /* ... and when. */
    uint64_t           measured_ops;
    uint64_t           enough_ops; /* Of them; UINT64_MAX: no such number. */
    bool               may_end_early; /* options->enough or ->told may say so. */
    uint64_t           asked_ns; /* When progress was told last. */
    unsigned           quiet;    /* Things since the outside was asked. */
    bool               silent;   /* The world has nothing left to happen. */
    bool               turns;    /* Clients take turns (backends/strategy.h). */
    bool               told_off; /* Whoever is told what happens has enough. */
};

static inline uint64_t virtual_since(const struct virtual *run,
                                     uint64_t time_ns)
{
    return tj_virtual_now(run->world) + time_ns;
}

/* --- virtual_faults.c --- */
/* Clients are dealt to processes in order, as many to each. */
uint16_t virtual_process_of(const struct virtual *run, tj_client client);
/* Of a tj_fault_host; context: a struct virtual. */
void virtual_kill(void *context, tj_client client, enum tj_fault_victim victim);
void virtual_stop(void *context, tj_client client, uint64_t time_ns);
bool virtual_is_frozen(const struct virtual *run, const struct member *member);
/* Keeps a client whose process is stopped until it goes on. */
void virtual_wait_for_thaw(struct virtual *run, struct member *member);

/* --- virtual_progress.c --- */
void virtual_tell_now(struct virtual *run, enum tj_told_kind kind,
                      const struct member *member,
                      const struct tj_reply *reply);
/* member NULL: everybody. */
static inline void virtual_tell(struct virtual *run, enum tj_told_kind kind,
                                const struct member *member,
                                const struct tj_reply *reply)
{
    if (run->runner->options->told != NULL)
        virtual_tell_now(run, kind, member, reply);
}
void virtual_tell_progress(struct virtual *run, bool over);

/* --- virtual_open.c --- */
/* The world and room for everybody in it. */
enum tj_status virtual_open_world(struct virtual *run);
enum tj_status virtual_open_members(struct virtual *run);
/* *opened: those whose segment is open, also after a failure. */
enum tj_status virtual_open_watchers(struct virtual *run, unsigned *opened);
/* --- virtual_end.c --- */
/* Nothing can happen any more, and yet somebody waits: a wake-up was lost. */
void virtual_mark_hung(struct virtual *run);
/* What those who are gone had not given back. */
void virtual_tell_leaks(struct virtual *run);

#endif

/* SPDX-License-Identifier: MIT */
/* What both runners share: the chain of one client, the observers, the marks
 * of the trace, the question whether the drive is as it was found.
 *
 * Client numbers of a run: 1 .. clients are the workload's; clients + 1 + d
 * listens at drive d and, when all have stopped, asks drive d who owns it.
 * Segments: 0 is the main one (marks, names); the rest is each runner's. */
#ifndef TJ_STRESS_RUNNER_H
#define TJ_STRESS_RUNNER_H

#include "backends/drive_null.h"
#include "backends/layer_fault.h"
#include "backends/layer_record.h"
#include "backends/layer_watch.h"
#include "core/drive/sim_view.h"
#include "stress/engine.h"
#include "stress/run.h"

enum { RUNNER_PATH_MAX = 1024, RUNNER_EVENTS = 64, RUNNER_LEAKS_MAX = 256,
       RUNNER_EARS = 10000 }; /* First segment of what clients hear. */

/* How a run reads and bends time. */
struct runner_clock {
    uint64_t (*now)(void *context);
    void      *context;
    uint64_t   origin_ns; /* Reading that t = 0 stands for. */
    void     (*later)(struct tj_backend *last, uint64_t at_ns);
};

/* Simple tray locks of a client that is gone: no close undoes them. */
struct runner_leak {
    tj_client client;
    uint8_t   drive;
    uint32_t  sure;   /* Granted and not undone by the client. */
    uint32_t  told;   /* Of these, counted by its engine: left by an exit. */
    bool      unsure; /* One more may have been. */
};

struct runner {
    const struct tj_workload    *workload;
    const struct tj_run_options *options;
    struct arena                *arena;
    struct tj_run_result        *result;
    struct tj_error             *error;
    struct tj_target_spec        target;
    struct tj_trace_info         info;
    char                         trace[RUNNER_PATH_MAX];
    struct runner_clock          clock;
    struct tj_segment            main;
    struct tj_ahead              ahead; /* For all segments, if ... */
    bool                         has_ahead;
    uint64_t                     begin_ns; /* When the clients began. */
    bool                         measures; /* The measured phase is on ... */
    uint64_t                     measure_ns; /* ... since then. */
    struct tj_progress_client   *seen;     /* One per client. */
    bool                         open_loop;
    struct tj_progress_drive     seen_drives[TJ_DRIVES_OF_RUN_MAX];
    struct tj_fault_plan        *plan;   /* Of the workload's clients; may lie
                                            in memory of several processes. */
    struct tj_fault_plan         events; /* Of the observers: events only. */
    struct tj_fault_host         fault_host; /* Set before chains are made. */
    uint32_t                     leaks_count;
    struct runner_leak           leaks[RUNNER_LEAKS_MAX];
};

/* put_back.c: to be undone at the end. */
void runner_leak(struct runner *runner, const struct runner_leak *leak);

/* Record, faults if any, a gate that has something to see, the drive. */
struct runner_chain {
    struct tj_record_layer record;
    struct tj_gate_layer   gate;
    struct tj_fault_layer *fault; /* NULL: no faults are planned. */
};

/* persona: of a client, whose plan is the run's; NULL: an observer, whose plan
 * is runner->events. Fails with TJ_NO_MEMORY. */
struct runner_segments {
    struct tj_segment *own, *events;
    struct tj_watch   *watch; /* NULL: nobody watches it (virtual time). */
};
enum tj_status runner_chain_init(struct runner *runner,
                                 struct runner_chain *chain,
                                 struct tj_backend *drive,
                                 const struct tj_persona *persona,
                                 const struct runner_segments *segments);

static inline struct tj_backend *runner_top(struct runner_chain *chain)
{
    return &chain->record.backend;
}

uint64_t runner_now(const struct runner *runner);

/* Submits and stays until the answer is there. False: it never will be. */
bool runner_ask(const struct runner *runner, struct runner_chain *chain,
                const struct tj_op *op, struct tj_reply *reply);

/* Plans of the clients' faults and of the observers' (drops). */
enum tj_status runner_make_plans(struct runner *runner);

/* From now on a thread makes the windows of segments to be opened. A host that
 * has no thread for it has slower segments and is not told. */
void runner_start_ahead(struct runner *runner);
void runner_stop_ahead(struct runner *runner);

/* Opens the trace and its main segment with the name table. */
enum tj_status runner_open_trace(struct runner *runner);
enum tj_status runner_open_segment(struct runner *runner, uint32_t index,
                                   struct tj_segment *segment);
/* For what a client hears, if its persona listens: then *opened. */
enum tj_status runner_open_ears(struct runner *runner,
                                const struct tj_client_state *engine,
                                struct tj_segment *segment, bool *opened);
/* Closes; the first failure of a run is the one that is told. */
void runner_close_segment(struct runner *runner, struct tj_segment *segment,
                          enum tj_status *status);

void runner_mark(struct runner *runner, enum tj_mark mark, uint64_t value);
/* The clients begin: TJ_MARK_BEGIN, and MEASURE at once without a warm-up. */
void runner_mark_begin(struct runner *runner);
/* TJ_MARK_DROPPED, into the segment of the client's own thread. */
void runner_tell_drops(struct runner *runner, struct tj_segment *segment,
                       struct runner_chain *chain,
                       const struct tj_drops *drops);
void runner_mark_client(struct runner *runner, enum tj_mark mark,
                        tj_client client, uint8_t drive, uint64_t value);
/* TJ_MARK_DIED of a client. */
void runner_mark_death(struct runner *runner, tj_client client, int exit_code);

/* The client that owns a drive; 0: nobody. */
static inline uint16_t runner_owner(const struct runner *runner,
                                    const struct tj_sim_view *view)
{
    if (!view->locked)
        return 0;
    return (uint16_t)(view->owner >> tj_handle_shift(runner->workload));
}

/* Someone who listens at one drive. */
struct runner_observer {
    struct runner_chain chain;
    struct tj_segment   events; /* One per drive (invariant T2). */
    uint32_t            number; /* Operations so far. */
    bool                listens;
};
static inline tj_client runner_observer_client(const struct runner *runner,
                                               unsigned drive)
{
    return (tj_client)(runner->workload->clients + 1u + drive);
}
/* Opens an attribute-only handle and registers on it. A drive without events
 * is no failure. */
enum tj_status runner_observe(struct runner *runner,
                              struct runner_observer *observer);
/* Its number-th handle, from 1; 1 is the one it listens on. */
tj_handle runner_observer_handle(const struct runner *runner,
                                 struct runner_observer *observer,
                                 unsigned number);
/* An operation of the observer's own; verb, handle and arg are filled in.
 * False: it never will be answered. */
bool runner_observer_ask(const struct runner *runner,
                         struct runner_observer *observer, struct tj_op *op,
                         struct tj_reply *reply);
/* Fetches what has been delivered by until_ns, or sooner if something is
 * there; how many. */
size_t runner_fetch(struct runner_observer *observer, uint64_t until_ns);

/* --- In real time --- */
enum phase { PHASE_READY, PHASE_WARM, PHASE_MEASURE, PHASE_COOL, PHASE_STOP };

void runner_use_real_clock(struct runner *runner, uint64_t origin_ns);
/* Ctrl-C, or what else the run was told to watch. Remembered in the result. */
bool runner_interrupted(struct runner *runner);
/* options->enough says so; remembered, too. */
bool runner_enough(struct runner *runner, uint64_t now_ns);

/* Whoever lets the clients know of a phase, and stays in it. */
struct runner_stage {
    void (*enter)(void *context, enum phase phase);
    void (*stay)(void *context, uint64_t length_ns); /* 0: no limit. */
    void *context;
};
/* Warm-up, measuring, cool-down, with their marks. Ends in PHASE_STOP. */
void runner_play(struct runner *runner, const struct runner_stage *stage);

enum tj_status runner_virtual(struct runner *runner);
enum tj_status runner_threads(struct runner *runner);
enum tj_status runner_processes(struct runner *runner);

#endif

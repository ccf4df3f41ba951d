/* Executing a workload into a run folder: both runners behind one call. */
#ifndef TJ_STRESS_RUN_H
#define TJ_STRESS_RUN_H

#include "backends/live_counts.h"
#include "core/drive/choices.h"
#include "core/drive/sim_view.h"
#include "stress/race_window.h"
#include "stress/workload.h"

/* What a client did so far. */
enum { TJ_SEEN_OPERATIONS, TJ_SEEN_GRANTED, TJ_SEEN_DENIED, TJ_SEEN_ARRIVALS,
       TJ_SEEN_DROPPED, TJ_SEEN_TOOK_NS, TJ_SEEN_COUNT };
struct tj_progress_client {
    tj_client client; /* Another after a process was replaced; what the one
                         before did stays counted. */
    uint8_t   drive;
    const struct tj_persona *persona;
    uint64_t  seen[TJ_SEEN_COUNT];
};
struct tj_progress_drive {
    bool     known; /* It could be looked at. */
    uint16_t owner; /* Client, or 0. */
};

/* What a progress display sees, a few times a second. Counters only grow, and
 * count everything: warm-up, cool-down and putting back. */
struct tj_progress {
    uint64_t elapsed_ns, total_ns; /* On the run's clock; total 0: unknown. */
    bool     over;                 /* The last of this run. */
    bool     open_loop;            /* Somebody has arrivals. */
    struct tj_live_counts total;   /* Of all clients; events: of listeners. */
    size_t   clients_count, drives_count;
    const struct tj_progress_client *clients;
    const struct tj_progress_drive  *drives;
};

struct tj_guests;

/* What happens to a client, told as it happens. */
enum tj_told_kind {
    TJ_TOLD_SUBMIT, /* It is about to ask. */
    TJ_TOLD_ANSWER, /* It was answered. */
    TJ_TOLD_LISTEN, /* It is about to register for events. */
    TJ_TOLD_END,    /* All are told to stop; client is TJ_NOBODY. */
};
struct tj_client_state;
struct tj_told {
    enum tj_told_kind kind;
    tj_client         client;
    uint64_t          now_ns; /* Since the trace began. */
    const struct tj_client_state *state; /* Its op is what is asked; or NULL. */
    const struct tj_reply        *reply; /* ANSWER */
    /* How a drive of the run is at this moment. */
    void (*look)(void *world, uint8_t drive, struct tj_sim_view *view);
    void  *world;
};

struct tj_trace_memory;
struct tj_run_options {
    const char *folder;      /* Run folder; trace goes to folder/trace. */
    struct tj_trace_memory *memory; /* Virtual time: the trace goes there, and
                                       folder is not used; NULL: no. */
    /* The last call has `over` set; then also that of a run too short for
     * another. */
    void (*progress)(void *context, const struct tj_progress *progress);
    void  *progress_context;
    bool (*stop)(void *context); /* Asked often; true ends the run cleanly. */
    void  *stop_context;
    /* May be NULL. Asked often during the measured phase, with its length so
     * far; true ends the run as if its time were over. In virtual time, after
     * everything that happens. */
    bool (*enough)(void *context, uint64_t measured_ns);
    void  *enough_context;
    /* Virtual time, each may be NULL: the schedule to follow instead of the
     * workload's strategy, and where the one that happened goes. */
    struct tj_choices *follow, *record;
    /* With processes: a foreign program takes part (stress/guests.h). NULL:
     * none. */
    struct tj_guests *guests;
    /* Virtual time; may be NULL. True ends the run at this point, as if its
     * time were over. */
    bool (*told)(void *context, const struct tj_told *told);
    void  *told_context;
};

/* How one race of the workload went. */
struct tj_race_result {
    tj_client          clients[2]; /* Who took part as a and b. */
    uint64_t           alone;      /* Times one waited and nobody came. */
    struct race_window window;
};

struct tj_run_result {
    uint64_t started_utc_ns;
    uint64_t duration_ns;   /* On the run's clock. */
    uint64_t real_ns;       /* What it took. */
    uint64_t operations, events;
    uint64_t events_lost;   /* By our own buffers: E rules are then unjudged. */
    uint64_t struck[TJ_FAULTS_MAX];
    uint64_t processes_died; /* Workers that were killed and replaced. */
    uint64_t hung;           /* Clients for which the run was stopped. */
    uint64_t given_up;       /* Of them, threads of this process that still are
                                where they wait: their memory must stay, and the
                                process be ended by tj_os_end_at_once. */
    uint64_t leaked;         /* Simple tray locks left by programs that
                                ended; undone after the run, where nobody
                                else had. */
    uint32_t unpinned, unprioritised; /* Clients without the core or priority
                                         that the scenario asks for. */
    uint32_t races_count;    /* Of the workload's, in its order. */
    struct tj_race_result races[TJ_RACES_MAX];
    bool     interrupted;
    bool     ended_early;   /* There was enough. */
    bool     restored;      /* Every lock, count and handle was undone. */
};

/* Fails with TJ_HOST_IO on a full disk (the trace so far is whole), else as
 * the drive's opening does. */
enum tj_status tj_run(const struct tj_workload *workload,
                      const struct tj_run_options *options, struct arena *arena,
                      struct tj_run_result *result, struct tj_error *error);

#endif

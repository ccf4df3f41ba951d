/* Executing a workload into a run folder: both runners behind one call. */
#ifndef TJ_STRESS_RUN_H
#define TJ_STRESS_RUN_H

#include "stress/workload.h"

/* What a progress display sees, a few times a second. Counters only grow. */
struct tj_progress {
    uint64_t elapsed_ns, total_ns; /* On the run's clock; total 0: unknown. */
    uint64_t operations, granted, denied, events;
    uint16_t owner;                /* Client that owns drive 0, or 0. */
};

struct tj_run_options {
    const char *folder;      /* Run folder; trace goes to folder/trace. */
    void (*progress)(void *context, const struct tj_progress *progress);
    void  *progress_context;
    bool (*stop)(void *context); /* Asked often; true ends the run cleanly. */
    void  *stop_context;
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
                                ended; undone after the run. */
    uint32_t unpinned, unprioritised; /* Clients without the core or priority
                                         that the scenario asks for. */
    bool     interrupted;
    bool     restored;      /* Every lock, count and handle was undone. */
};

/* Fails with TJ_HOST_IO on a full disk (the trace so far is whole), else as
 * the drive's opening does. */
enum tj_status tj_run(const struct tj_workload *workload,
                      const struct tj_run_options *options, struct arena *arena,
                      struct tj_run_result *result, struct tj_error *error);

#endif

/* The threads runner under ThreadSanitizer and on Windows: many clients at two
 * drives, faults and listeners, then what the trace says. */
#include "core/base/os.h"
#include "core/trace/reader.h"
#include "stress/run.h"
#include "tests/support/tap.h"

#include <string.h>

#define ARENA_SIZE ((size_t)512 << 20)
static const char folder[] = "tap_runner_threads.run";

static bool forget(void *context, const char *name)
{
    char            path[128];
    struct tj_error error;

    (void)snprintf(path, sizeof path, "%s/%s", (const char *)context, name);
    return tj_os_remove_file(path, &error) == TJ_OK;
}

static void forget_trace(void)
{
    char            path[64];
    struct tj_error error;

    (void)snprintf(path, sizeof path, "%s/trace", folder);
    (void)tj_os_list_folder(path, forget, path, &error);
}

static void told(void *context, const struct tj_progress *progress)
{
    struct tj_progress *last = context;

    *last = *progress;
}

static uint64_t count_kind(struct arena *arena, enum tj_record_kind kind,
                           bool *whole)
{
    struct tj_trace         trace;
    struct tj_record_ref    ref;
    struct tj_error         error;
    const struct tj_record *record;
    uint64_t                count = 0;
    char                    path[64];

    (void)snprintf(path, sizeof path, "%s/trace", folder);
    *whole = tj_trace_open(&trace, path, arena, &error) == TJ_OK;
    if (!*whole)
        return 0;
    while ((record = tj_trace_next(&trace, &ref)) != NULL)
        count += record->kind == kind &&
                 (kind != TJ_RECORD_OPERATION ||
                  (record->flags & TJ_RECORD_WARMUP) == 0);
    *whole = !trace.partial;
    tj_trace_close(&trace);
    return count;
}

static void run_scenario(struct tap *tap, struct arena *arena,
                         const struct tj_override *overrides, size_t count)
{
    struct tj_workload *workload = ARENA_NEW(arena, struct tj_workload, 1);
    struct tj_progress  progress = { 0 };
    struct tj_run_result result;
    struct tj_error     error = { .text = "" };
    const struct tj_run_options options = {
        .folder = folder, .progress = told, .progress_context = &progress,
    };
    bool whole;

    enum tj_status status = tj_workload_load("poller-swarm", overrides, count,
                                             arena, workload, &error);
    if (status == TJ_OK)
        status = tj_run(workload, &options, arena, &result, &error);
    if (status != TJ_OK)
        printf("# %s\n", error.text);
    tap_ok(tap, status == TJ_OK, "the run succeeds");
    if (status != TJ_OK)
        return;
    tap_ok(tap, result.restored, "the drives are as they were found");
    tap_ok(tap, result.events_lost == 0, "no event was lost");
    tap_ok(tap, count_kind(arena, TJ_RECORD_OPERATION, &whole) == 4000,
           "as many operations are measured as were asked for");
    tap_ok(tap, whole, "the trace is whole");
    tap_ok(tap, count_kind(arena, TJ_RECORD_EVENT, &whole) == result.events,
           "every event that was fetched is in the trace");
    tap_ok(tap, count_kind(arena, TJ_RECORD_STRIKE, &whole) ==
                    result.struck[0] && result.struck[0] > 0,
           "every strike is in the trace");
    tap_ok(tap, result.operations >= 4000 &&
                    tj_live_read(&progress.total.operations) ==
                        result.operations && progress.over,
           "progress told the end, too");
}

/* Two threads that are made to meet share the words of the window. */
static void run_race(struct tap *tap, struct arena *arena)
{
    static const struct tj_override overrides[] = {
        { "seed=12" }, { "ops=30000" }, { "warmup=0s" }, { "runner=threads" },
        { "race r.a=open of monitor\nb=close of burner" },
        { "race s.a=lock of burner\nb=query of monitor" },
        { "persona burner.hold=100us" }, { "persona burner.think=100us" },
    };
    struct tj_workload *workload = ARENA_NEW(arena, struct tj_workload, 1);
    struct tj_run_result result = { 0 };
    struct tj_error     error = { .text = "" };
    const struct tj_run_options options = { .folder = folder };

    enum tj_status status = tj_workload_load(
        "poller-swarm", overrides, sizeof overrides / sizeof *overrides, arena,
        workload, &error);
    if (status == TJ_OK)
        status = tj_run(workload, &options, arena, &result, &error);
    if (status != TJ_OK)
        printf("# %s\n", error.text);
    tap_ok(tap, status == TJ_OK && result.races_count == 2,
           "a run with races succeeds");
    tap_ok(tap, result.races[0].window.attempts > 0 &&
                    result.races[1].window.attempts > 0,
           "the racers met");
}

int main(void)
{
    static const struct tj_override overrides[] = {
        { "seed=11" },   { "ops=4000" },          { "drives=2" },
        { "warmup=5ms" }, { "runner=threads" },
        { "fault late.inject=delay(20us) op=query every=50" },
    };
    struct tap   tap = { 0 };
    struct arena arena;
    void        *memory = tj_os_pages_take(ARENA_SIZE);

    forget_trace();
    arena_init(&arena, memory, ARENA_SIZE);
    run_scenario(&tap, &arena, overrides,
                 sizeof overrides / sizeof *overrides);
    forget_trace();
    arena_rewind(&arena, 0);
    run_race(&tap, &arena);
    forget_trace();
    tj_os_pages_give(memory, ARENA_SIZE);
    return tap_done(&tap);
}

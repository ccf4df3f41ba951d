/* SPDX-License-Identifier: MIT */
#include "cli/bench/bench_record.h"

#include "cli/run_judge.h"
#include "cli/single_drive.h"
#include "stress/run.h"

#include "backends/virtual.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/encode.h"
#include "core/trace/writer.h"

#include <string.h>

static double rate(uint64_t start_ns, uint64_t end_ns, uint64_t count)
{
    return (double)count * 1e9 / (double)(end_ns - start_ns);
}

static enum tj_status no_memory(struct tj_error *error)
{
    return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
}

/* --- histogram --- */

static enum tj_status measure_histogram(struct bench *bench, double *value,
                                        double *limit, struct tj_error *error)
{
    uint64_t             count = bench_scaled(bench, 20000000);
    uint64_t             spread = 88172645463325252u; /* xorshift64 */
    struct tj_histogram *histogram =
        ARENA_NEW(&bench->arena, struct tj_histogram, 1);

    if (histogram == NULL)
        return no_memory(error);
    tj_histogram_init(histogram);
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        spread ^= spread << 13, spread ^= spread >> 7, spread ^= spread << 17;
        tj_histogram_record(histogram, 100 + (spread & 0xffff));
    }
    uint64_t middle_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        spread ^= spread << 13, spread ^= spread >> 7, spread ^= spread << 17;
        histogram->counts[spread & 0x7fff]++;
        bench_keep(histogram);
    }
    *value = bench_per(start_ns, middle_ns, count);
    *limit = bench_per(middle_ns, tj_clock_ns(), count);
    return TJ_OK;
}

/* --- A run --- */

enum tj_status bench_load(struct bench *bench, const char *const *overrides,
                          size_t count, struct tj_workload **workload,
                          struct tj_error *error)
{
    struct tj_override list[8];

    *workload = ARENA_NEW(&bench->arena, struct tj_workload, 1);
    if (*workload == NULL)
        return no_memory(error);
    for (size_t i = 0; i < count; i++)
        list[i].text = overrides[i];
    return tj_workload_load("two-burners", list, count, &bench->arena,
                            *workload, error);
}

enum tj_status bench_run(struct bench *bench,
                         const struct tj_workload *workload,
                         struct tj_run_result *result, struct tj_error *error)
{
    const struct tj_run_options options = { .folder = bench->folder };

    enum tj_status status = tj_os_make_folders(bench->folder, error);
    if (status == TJ_OK)
        status = tj_run(workload, &options, &bench->arena, result, error);
    return status;
}

/* --- sim_in_process --- */

static double clocks_and_mutex(uint64_t count)
{
    struct tj_os_mutex mutex;
    uint64_t           start_ns = tj_clock_ns(), sum = 0;

    tj_os_mutex_init(&mutex);
    for (uint64_t i = 0; i < count; i++) {
        sum += tj_clock_ns();
        tj_os_mutex_lock(&mutex);
        tj_os_mutex_unlock(&mutex);
        sum -= tj_clock_ns();
        bench_keep(&sum);
    }
    tj_os_mutex_deinit(&mutex);
    return rate(start_ns, tj_clock_ns(), count);
}

static enum tj_status measure_sim(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error)
{
    const struct single_request query = { .verb = TJ_QUERY };
    uint64_t                    count = bench_scaled(bench, 1000000);
    struct single_drive        *drive =
        ARENA_NEW(&bench->arena, struct single_drive, 1);
    struct tj_reply reply;

    if (drive == NULL)
        return no_memory(error);
    enum tj_status status = single_drive_open(drive, "sim", error);
    if (status != TJ_OK)
        return status;
    single_drive_handle(drive, 0, &reply);
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++)
        single_drive_do(drive, 0, &query, &reply);
    *value = rate(start_ns, tj_clock_ns(), count);
    single_drive_close(drive);
    *limit = clocks_and_mutex(count);
    return TJ_OK;
}

/* --- virtual_runner --- */

/* Queries in virtual time without engine, recorder and trace. */
static enum tj_status world_alone(struct bench *bench, uint64_t count,
                                  double *per_second, struct tj_error *error)
{
    void *memory = arena_take(&bench->arena, 1, tj_virtual_size(1), 64);
    struct tj_virtual_session *session =
        ARENA_NEW(&bench->arena, struct tj_virtual_session, 1);
    struct tj_virtual *world;
    struct tj_reply    reply;
    tj_client          client;
    uint8_t            drive;
    bool               event;

    if (memory == NULL || session == NULL)
        return no_memory(error);
    const struct tj_virtual_config config = {
        .detail = "", .drives = 1, .seed = 1, .strategy = "first",
    };
    enum tj_status status = tj_virtual_open(memory, &config, &world, error);
    if (status != TJ_OK)
        return status;
    tj_virtual_session_init(session, world, 1, 0);
    uint64_t start_ns = tj_clock_ns();
    for (uint64_t i = 0; i < count; i++) {
        struct tj_op op = { .number = (uint32_t)i + 1, .client = 1,
                            .verb = i == 0 ? TJ_OPEN : TJ_QUERY, .handle = 1 };

        if (i == 0)
            op.arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                 TJ_SHARE_ALL);
        tj_encode(&op, NULL);
        enum tj_submit taken = tj_backend_submit(
            &session->backend, tj_virtual_now(world), &op, &reply);
        while (taken == TJ_ACCEPTED &&
               !tj_backend_collect(&session->backend, 0, &reply))
            if (!tj_virtual_run(world, UINT64_MAX, &client, &drive, &event))
                break;
    }
    *per_second = rate(start_ns, tj_clock_ns(), count);
    tj_backend_close(&session->backend, tj_virtual_now(world));
    return TJ_OK;
}

static enum tj_status measure_virtual(struct bench *bench, double *value,
                                      double *limit, struct tj_error *error)
{
    static const char *const overrides[] = {
        "runner=virtual", "seed=1", "warmup=0ms", "cooldown=0ms",
        "duration=1h", "ops=1000000",
    };
    struct tj_run_result result = { 0 };
    struct tj_workload  *workload;

    enum tj_status status = bench_load(bench, overrides, 6, &workload, error);
    if (status != TJ_OK)
        return status;
    workload->ops = bench_scaled(bench, workload->ops);
    status = bench_run(bench, workload, &result, error);
    scratch_folder_remove(bench->folder);
    if (status != TJ_OK)
        return status;
    *value = rate(0, result.real_ns > 0 ? result.real_ns : 1,
                  result.operations);
    return world_alone(bench, workload->ops, limit, error);
}

/* --- check_1m --- */

enum tj_status bench_read_trace(struct bench *bench, const char *folder,
                                double *seconds, struct tj_error *error)
{
    struct tj_trace      trace;
    struct tj_record_ref ref;
    uint64_t             start_ns = tj_clock_ns();

    enum tj_status status =
        tj_trace_open(&trace, folder, &bench->arena, error);
    if (status != TJ_OK)
        return status;
    for (const struct tj_record *record = tj_trace_next(&trace, &ref);
         record != NULL; record = tj_trace_next(&trace, &ref))
        bench_keep(record);
    tj_trace_close(&trace);
    *seconds = (double)(tj_clock_ns() - start_ns) / 1e9;
    return TJ_OK;
}

static enum tj_status measure_check(struct bench *bench, double *value,
                                    double *limit, struct tj_error *error)
{
    static const char *const overrides[] = {
        "runner=virtual", "seed=1", "warmup=0ms", "cooldown=0ms",
        "duration=10h", "ops=1000000", "clients=64",
    };
    struct tj_run_result result = { 0 };
    struct tj_workload  *workload;
    struct tj_verdict   *verdict;
    char                 trace[SCRATCH_PATH + 8];
    struct tj_text       text;

    enum tj_status status = bench_load(bench, overrides, 7, &workload, error);
    if (status != TJ_OK)
        return status;
    workload->ops = bench_scaled(bench, workload->ops);
    status = bench_run(bench, workload, &result, error);
    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", bench->folder);
    const struct run_judge_request request = { .workload = workload,
                                               .trace = trace };
    uint64_t start_ns = tj_clock_ns();
    if (status == TJ_OK)
        status = run_judge(&request, &bench->arena, &verdict, NULL, NULL,
                           error);
    *value = (double)(tj_clock_ns() - start_ns) / 1e9;
    if (status == TJ_OK)
        status = bench_read_trace(bench, trace, limit, error);
    scratch_folder_remove(bench->folder);
    /* A quick run is scaled back to the million the goal is about. */
    *value *= bench->quick ? 10 : 1;
    *limit *= bench->quick ? 10 : 1;
    return status;
}

static const struct bench_figure figures[] = {
    { "engine_null", "ns/op", "engine and recorder on a drive that answers at "
      "once, one thread",
      "two clock readings, a 64-byte store to fresh windows of a file",
      BENCH_RATIO_AT_MOST, 1.25, NULL, bench_engine },
    { "record", "ns/record", "an operation recorded twice in a hot window, no "
      "clock", "a 64-byte store to a hot window of a file",
      BENCH_VALUE_AT_MOST, 25, NULL, bench_record },
    { "record_fresh", "ns/record", "an operation recorded twice, windows "
      "mapped as a run does", "a 64-byte store to fresh windows of a file",
      BENCH_RATIO_AT_MOST, 1.5, NULL, bench_record_fresh },
    { "fault_off", "ns/op", "what a fault point adds to an operation that "
      "no rule is about", "a comparison in the same loop", BENCH_VALUE_AT_MOST,
      1, NULL, bench_fault_off },
    { "fault_on", "ns/op", "what a rule adds that counts an operation and does "
      "not strike it", "the operation without the layer",
      BENCH_VALUE_AT_MOST, 15, NULL, bench_fault_on },
    { "sim_in_process", "ops/s", "queries of the simulated drive, one thread",
      "two clock readings and a mutex pair", BENCH_VALUE_AT_LEAST, 3e6, NULL,
      measure_sim },
    { "server", "ns/query", "a query of a drive in another process",
      "a bare ping-pong over the same kind of socket", BENCH_RATIO_AT_MOST,
      1.5, NULL, bench_server },
    { "windows_backend", "ns/query", "a query of a drive of Windows, recorded",
      "a bare DeviceIoControl and its wait, overlapped", BENCH_RATIO_AT_MOST,
      1.1, "windows", bench_windows },
    { "windows_sync", "ns/query", "the same", "a bare DeviceIoControl on a "
      "synchronous handle", BENCH_RATIO_AT_MOST, 1.1,
      "windows", bench_windows_sync },
    { "linux_backend", "ns/look", "a look at the tray of a drive of Linux, "
      "recorded", "a bare ioctl, CDROM_DRIVE_STATUS", BENCH_RATIO_AT_MOST, 1.1,
      "linux", bench_linux },
    { "linux_claim", "ns/pair", "a lock and an unlock of it, recorded",
      "a bare open with O_EXCL, and close", BENCH_RATIO_AT_MOST, 1.1, "linux",
      bench_linux_claim },
    { "virtual_runner", "ops/s", "two-burners in virtual time, with its trace",
      "queries in virtual time without engine and trace",
      BENCH_VALUE_AT_LEAST, 5e6, NULL, measure_virtual },
    { "explore", "schedules/s", "2 clients x 4 operations, exhaustive",
      "each from its beginning, first first",
      BENCH_VALUE_AT_LEAST, 5e5, NULL, bench_explore },
    { "check_1m", "s", "judging a million operations of 64 clients",
      "reading the trace in order", BENCH_VALUE_AT_MOST, 1, NULL, measure_check },
    { "judge_valid", "s", "judging a million operations, 64 in flight at any "
      "time, that have an order", "reading the trace in order",
      BENCH_VALUE_AT_MOST, 1, NULL, bench_judge_valid },
    { "judge_corrupted", "s", "the same with one answer altered, which is found",
      "reading the trace in order", BENCH_VALUE_AT_MOST, 1, NULL,
      bench_judge_corrupted },
    { "histogram", "ns/value", "counting a latency", "a plain counter",
      BENCH_VALUE_AT_MOST, 5, NULL, measure_histogram },
};

size_t bench_figure_count(void)
{
    return sizeof figures / sizeof *figures;
}

const struct bench_figure *bench_figure_at(size_t index)
{
    return &figures[index];
}

/* SPDX-License-Identifier: MIT */
#include "stress/bench.h"

#include "stress/run.h"
#include "stress/run_judge.h"
#include "stress/single_drive.h"

#include "backends/virtual.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/encode.h"
#include "core/trace/writer.h"

#include <string.h>

enum { RING_RECORDS = 65536 }; /* 4 MiB: as large as a segment's window. */

static uint64_t scaled(const struct bench *bench, uint64_t count)
{
    return bench->quick ? count / 10 : count;
}

static double per(uint64_t start_ns, uint64_t end_ns, uint64_t count)
{
    return (double)(end_ns - start_ns) / (double)count;
}

static double rate(uint64_t start_ns, uint64_t end_ns, uint64_t count)
{
    return (double)count * 1e9 / (double)(end_ns - start_ns);
}

/* Keeps the compiler from dropping stores nobody reads. */
static void keep(const void *memory)
{
    __asm__ volatile("" : : "r"(memory) : "memory");
}

static enum tj_status no_memory(struct tj_error *error)
{
    return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
}

/* --- histogram --- */

static enum tj_status measure_histogram(struct bench *bench, double *value,
                                        double *limit, struct tj_error *error)
{
    uint64_t             count = scaled(bench, 20000000);
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
        keep(histogram);
    }
    *value = per(start_ns, middle_ns, count);
    *limit = per(middle_ns, tj_clock_ns(), count);
    return TJ_OK;
}

/* --- record --- */

static void fill(struct tj_record *record, uint64_t i)
{
    record->t0_ns = i;
    record->kind = TJ_RECORD_OPERATION;
    record->what = TJ_QUERY;
    record->client = 1;
    record->op.number = (uint32_t)i + 1;
    record->op.handle = 1;
    record->op.code = TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS;
}

static void fill_done(struct tj_record *record, uint64_t i)
{
    record->op.t1_ns = i + 1;
    record->op.outcome = TJ_DONE;
    record->op.info = 65;
}

static enum tj_status record_loop(struct bench *bench, uint64_t count,
                                  struct tj_error *error)
{
    const struct tj_trace_info info = { .run_id = 1, .drives = 1 };
    struct tj_segment          segment;

    enum tj_status status = tj_trace_create(bench->folder, &info, error);
    if (status == TJ_OK)
        status = tj_segment_open(&segment, bench->folder, 0, &info, error);
    if (status != TJ_OK)
        return status;
    for (uint64_t i = 0; i < count && !segment.failed; i++) {
        struct tj_record *record = tj_segment_begin(&segment);
        struct tj_record  done;

        if (record == NULL)
            break;
        fill(record, i);
        uint64_t index = tj_segment_index(&segment, record);
        done = *record;
        tj_segment_commit(&segment, record);
        fill_done(&done, i);
        tj_segment_complete(&segment, index, &done);
    }
    return tj_segment_close(&segment, error);
}

static enum tj_status measure_record(struct bench *bench, double *value,
                                     double *limit, struct tj_error *error)
{
    uint64_t          count = scaled(bench, 4000000);
    struct tj_record *ring =
        ARENA_NEW(&bench->arena, struct tj_record, RING_RECORDS);

    if (ring == NULL)
        return no_memory(error);
    uint64_t       start_ns = tj_clock_ns();
    enum tj_status status = record_loop(bench, count, error);
    uint64_t       middle_ns = tj_clock_ns();
    scratch_folder_remove(bench->folder);
    for (uint64_t i = 0; i < count; i++) {
        struct tj_record *record = &ring[i % RING_RECORDS];

        fill(record, i);
        fill_done(record, i);
        record->check = 1;
        keep(record);
    }
    *value = per(start_ns, middle_ns, count);
    *limit = per(middle_ns, tj_clock_ns(), count);
    return status;
}

/* --- engine_null --- */

static enum tj_status load(struct bench *bench, const char *const *overrides,
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

static enum tj_status run(struct bench *bench,
                          const struct tj_workload *workload,
                          struct tj_run_result *result, struct tj_error *error)
{
    const struct tj_run_options options = { .folder = bench->folder };

    enum tj_status status = tj_os_make_folders(bench->folder, error);
    if (status == TJ_OK)
        status = tj_run(workload, &options, &bench->arena, result, error);
    return status;
}

/* A mix of one verb without pauses: nothing but engine, record, histogram. */
static void make_query_loop(struct tj_workload *workload, uint64_t ops)
{
    struct tj_persona *persona = &workload->personas[0];

    workload->personas_count = 1;
    workload->clients = 1;
    workload->ops = ops;
    workload->warmup_ns = 0;
    workload->cooldown_ns = 0;
    workload->expectations_count = 0;
    persona->retry_tries = 0;
    persona->steps_count = 2;
    persona->steps[0] = (struct tj_step){
        .kind = TJ_STEP_OP, .verb = TJ_OPEN,
        .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL),
        .on_refusal = TJ_ON_REFUSAL_NEXT,
    };
    persona->steps[1] = (struct tj_step){ .kind = TJ_STEP_OP,
                                          .verb = TJ_QUERY,
                                          .on_refusal = TJ_ON_REFUSAL_NEXT };
}

static double bare_loop(struct tj_record *ring, struct tj_histogram *histogram,
                        uint64_t count)
{
    uint64_t start_ns = tj_clock_ns();

    for (uint64_t i = 0; i < count; i++) {
        struct tj_record *record = &ring[i % RING_RECORDS];
        uint64_t          t0_ns = tj_clock_ns();

        fill(record, i);
        record->t0_ns = t0_ns;
        uint64_t t1_ns = tj_clock_ns();
        fill_done(record, i);
        record->op.t1_ns = t1_ns;
        tj_histogram_record(histogram, t1_ns - t0_ns);
        keep(record);
    }
    return per(start_ns, tj_clock_ns(), count);
}

static enum tj_status measure_engine(struct bench *bench, double *value,
                                     double *limit, struct tj_error *error)
{
    static const char *const overrides[] = { "drive=null", "runner=threads",
                                             "seed=1" };
    uint64_t              count = scaled(bench, 2000000);
    struct tj_run_result  result = { 0 };
    struct tj_workload   *workload;
    struct tj_record     *ring =
        ARENA_NEW(&bench->arena, struct tj_record, RING_RECORDS);
    struct tj_histogram *histogram =
        ARENA_NEW(&bench->arena, struct tj_histogram, 1);

    if (ring == NULL || histogram == NULL)
        return no_memory(error);
    tj_histogram_init(histogram);
    enum tj_status status = load(bench, overrides, 3, &workload, error);
    if (status != TJ_OK)
        return status;
    make_query_loop(workload, count);
    status = run(bench, workload, &result, error);
    scratch_folder_remove(bench->folder);
    if (status != TJ_OK)
        return status;
    *value = (double)result.duration_ns /
             (double)(result.operations > 0 ? result.operations : 1);
    *limit = bare_loop(ring, histogram, count);
    return TJ_OK;
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
        keep(&sum);
    }
    tj_os_mutex_deinit(&mutex);
    return rate(start_ns, tj_clock_ns(), count);
}

static enum tj_status measure_sim(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error)
{
    const struct single_request query = { .verb = TJ_QUERY };
    uint64_t                    count = scaled(bench, 1000000);
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

    enum tj_status status = load(bench, overrides, 6, &workload, error);
    if (status != TJ_OK)
        return status;
    workload->ops = scaled(bench, workload->ops);
    status = run(bench, workload, &result, error);
    scratch_folder_remove(bench->folder);
    if (status != TJ_OK)
        return status;
    *value = rate(0, result.real_ns > 0 ? result.real_ns : 1,
                  result.operations);
    return world_alone(bench, workload->ops, limit, error);
}

/* --- check_1m --- */

static enum tj_status read_alone(struct bench *bench, const char *folder,
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
        keep(record);
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

    enum tj_status status = load(bench, overrides, 7, &workload, error);
    if (status != TJ_OK)
        return status;
    workload->ops = scaled(bench, workload->ops);
    status = run(bench, workload, &result, error);
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
        status = read_alone(bench, trace, limit, error);
    scratch_folder_remove(bench->folder);
    /* A quick run is scaled back to the million the goal is about. */
    *value *= bench->quick ? 10 : 1;
    *limit *= bench->quick ? 10 : 1;
    return status;
}

static const struct bench_figure figures[] = {
    { "engine_null", "ns/op", "engine, recorder and histogram on a drive that "
      "answers at once, one thread",
      "two clock readings, a 64-byte store, a histogram count",
      BENCH_RATIO_AT_MOST, 1.25, measure_engine },
    { "record", "ns/record", "an operation recorded twice, no clock",
      "a 64-byte store to a hot page", BENCH_VALUE_AT_MOST, 25,
      measure_record },
    { "sim_in_process", "ops/s", "queries of the simulated drive, one thread",
      "two clock readings and a mutex pair", BENCH_VALUE_AT_LEAST, 3e6,
      measure_sim },
    { "virtual_runner", "ops/s", "two-burners in virtual time, with its trace",
      "queries in virtual time without engine and trace",
      BENCH_VALUE_AT_LEAST, 5e6, measure_virtual },
    { "check_1m", "s", "judging a million operations of 64 clients",
      "reading the trace in order", BENCH_VALUE_AT_MOST, 1, measure_check },
    { "histogram", "ns/value", "counting a latency", "a plain counter",
      BENCH_VALUE_AT_MOST, 5, measure_histogram },
};

size_t bench_figure_count(void)
{
    return sizeof figures / sizeof *figures;
}

const struct bench_figure *bench_figure_at(size_t index)
{
    return &figures[index];
}

/* SPDX-License-Identifier: MIT */
/* A query of a drive of Windows through all that a run has above it, beside a
 * bare loop of DeviceIoControl on the same drive. Both take short turns,
 * and turns in who begins, so that what else the machine does meets both. */
#include "cli/bench/bench_record.h"

#include "backends/layer_record.h"
#include "backends/windows/bare.h"
#include "cli/single_drive.h"
#include "core/base/clock.h"

enum { TURNS = 400, TURNS_QUICK = 40, QUERIES_A_TURN = 20 };

struct windows_chain {
    struct single_drive    drive;
    struct tj_segment      segment;
    struct tj_watch        watch;
    struct tj_record_layer record;
    struct win32_bare      bare;
    struct tj_op           query;
    struct tj_reply        reply;
};

static uint64_t now(void *context)
{
    (void)context;
    return tj_clock_ns();
}

static enum tj_status open_trace(const struct bench *bench,
                                 struct windows_chain *chain,
                                 struct tj_error *error)
{
    const struct tj_trace_info    info = { .run_id = 1, .drives = 1 };
    const struct tj_record_config config = { .segment = &chain->segment,
                                             .now = now,
                                             .watch = &chain->watch };

    enum tj_status status = tj_trace_create(bench->folder, &info, error);
    if (status == TJ_OK)
        status = tj_segment_open(&chain->segment, bench->folder, 0, &info,
                                 error);
    tj_watch_init(&chain->watch, 1, 0);
    tj_record_layer_init(&chain->record, chain->drive.clients[0].backend,
                         &config);
    return status;
}

static enum tj_status open_handles(struct windows_chain *chain,
                                   bool overlapped, struct tj_error *error)
{
    single_drive_handle(&chain->drive, 0, &chain->reply);
    if (chain->reply.outcome != TJ_DONE)
        return tj_fail(error, TJ_UNAVAILABLE, "bench: the drive cannot be "
                       "opened for reading and writing: error %lu",
                       (unsigned long)chain->reply.native);
    chain->query = (struct tj_op){
        .number = 1, .client = 1, .verb = TJ_QUERY,
        .handle = chain->drive.clients[0].handle,
    };
    tj_encode(&chain->query, NULL);
    return win32_bare_open(&chain->bare, chain->drive.real.windows.paths.device,
                           overlapped, error);
}

static bool ask_chain(struct windows_chain *chain, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        chain->query.number++;
        if (tj_backend_submit(&chain->record.backend, tj_clock_ns(),
                              &chain->query, &chain->reply) != TJ_ANSWERED ||
            chain->reply.outcome != TJ_DONE)
            return false;
    }
    return true;
}

static double median(double *values, unsigned count)
{
    for (unsigned i = 1; i < count; i++)
        for (unsigned j = i; j > 0 && values[j] < values[j - 1]; j--) {
            double other = values[j];

            values[j] = values[j - 1];
            values[j - 1] = other;
        }
    return values[count / 2];
}

/* Of one turn; ns a query. 0: a query failed. */
static double time_chain(struct windows_chain *chain)
{
    uint64_t start_ns = tj_clock_ns();

    return ask_chain(chain, QUERIES_A_TURN)
               ? bench_per(start_ns, tj_clock_ns(), QUERIES_A_TURN)
               : 0;
}

static double time_bare(struct windows_chain *chain)
{
    uint64_t start_ns = tj_clock_ns();

    return win32_bare_ask(&chain->bare, &chain->query, QUERIES_A_TURN)
               ? bench_per(start_ns, tj_clock_ns(), QUERIES_A_TURN)
               : 0;
}

/* The first turn of both only warms up. */
static enum tj_status take_turns(struct windows_chain *chain, unsigned turns,
                                 double *value, double *limit,
                                 struct tj_error *error)
{
    double values[TURNS + 1], limits[TURNS + 1];

    for (unsigned i = 0; i <= turns; i++) {
        if (i % 2 == 1)
            limits[i] = time_bare(chain);
        values[i] = time_chain(chain);
        if (i % 2 == 0)
            limits[i] = time_bare(chain);
        if (values[i] > 0 && limits[i] > 0)
            continue;
        return tj_fail(error, TJ_HOST_IO, "bench: a query of the drive "
                       "failed: error %lu",
                       (unsigned long)chain->reply.native);
    }
    *value = median(values + 1, turns);
    *limit = median(limits + 1, turns);
    return TJ_OK;
}

static enum tj_status measure_beside(struct bench *bench, bool overlapped,
                                     double *value, double *limit,
                                     struct tj_error *error)
{
    struct windows_chain *chain =
        ARENA_NEW(&bench->arena, struct windows_chain, 1);

    if (chain == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status =
        single_drive_open(&chain->drive, bench->drive, error);
    if (status != TJ_OK)
        return status;
    chain->bare.handle = -1;
    status = open_trace(bench, chain, error);
    if (status == TJ_OK) {
        status = open_handles(chain, overlapped, error);
        if (status == TJ_OK)
            status = take_turns(chain, bench->quick ? TURNS_QUICK : TURNS, value,
                                limit, error);
        struct tj_error late;
        (void)tj_segment_close(&chain->segment, &late);
    }
    win32_bare_close(&chain->bare);
    single_drive_close(&chain->drive);
    scratch_folder_remove(bench->folder);
    return status;
}

enum tj_status bench_windows(struct bench *bench, double *value, double *limit,
                             struct tj_error *error)
{
    return measure_beside(bench, true, value, limit, error);
}

enum tj_status bench_windows_sync(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error)
{
    return measure_beside(bench, false, value, limit, error);
}

/* SPDX-License-Identifier: MIT */
/* Requests to a real drive through all that a run has above it, beside a bare
 * loop of what they come to, on the same drive. Both take short turns, and
 * turns in who begins, so that what else the machine does meets both. */
#include "cli/bench/bench_record.h"

#include "backends/layer_record.h"
#include "cli/bench/bench_beside.h"
#include "core/base/clock.h"

enum { TURNS = 400, TURNS_QUICK = 40, REQUESTS_A_TURN = 20 };

struct drive_chain {
    const struct bench_beside *beside;
    struct single_drive    drive;
    struct tj_segment      segment;
    struct tj_watch        watch;
    struct tj_record_layer record;
    struct bench_bare      bare;
    struct tj_op           ops[2]; /* Asked in turn. */
    uint32_t               number;
    struct tj_reply        reply;
};

static uint64_t now(void *context)
{
    (void)context;
    return tj_clock_ns();
}

static enum tj_status open_trace(const struct bench *bench,
                                 struct drive_chain *chain,
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

static void encode(struct drive_chain *chain)
{
    for (unsigned i = 0; i < chain->beside->verbs_count; i++) {
        chain->ops[i] = (struct tj_op){
            .client = 1, .verb = chain->beside->verbs[i],
            .handle = chain->drive.clients[0].handle,
        };
        tj_encode(&chain->ops[i],
                  chain->ops[i].verb == TJ_LOCK ? "bench" : NULL);
        if (chain->ops[i].verb == TJ_VERIFY2)
            chain->ops[i].output_size = 0; /* Not the number of the disc. */
    }
}

static enum tj_status open_handles(struct drive_chain *chain,
                                   struct tj_error *error)
{
    single_drive_handle(&chain->drive, 0, &chain->reply);
    if (chain->reply.outcome != TJ_DONE)
        return tj_fail(error, TJ_UNAVAILABLE, "bench: the drive cannot be "
                       "opened for reading and writing: error %lu",
                       (unsigned long)chain->reply.native);
    encode(chain);
    return chain->beside->open(&chain->bare, &chain->drive, error);
}

static bool ask_chain(struct drive_chain *chain)
{
    const unsigned kinds = chain->beside->verbs_count;

    for (unsigned i = 0; i < REQUESTS_A_TURN * kinds; i++) {
        struct tj_op *op = &chain->ops[i % kinds];

        op->number = ++chain->number;
        if (tj_backend_submit(&chain->record.backend, tj_clock_ns(), op,
                              &chain->reply) != TJ_ANSWERED ||
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

/* Of one turn; ns for one of each kind. 0: a request failed. */
static double time_chain(struct drive_chain *chain)
{
    uint64_t start_ns = tj_clock_ns();

    return ask_chain(chain)
               ? bench_per(start_ns, tj_clock_ns(), REQUESTS_A_TURN)
               : 0;
}

static double time_bare(struct drive_chain *chain)
{
    uint64_t start_ns = tj_clock_ns();

    return chain->beside->ask(&chain->bare, &chain->ops[0], REQUESTS_A_TURN)
               ? bench_per(start_ns, tj_clock_ns(), REQUESTS_A_TURN)
               : 0;
}

/* The first turn of both only warms up. */
static enum tj_status take_turns(struct drive_chain *chain, unsigned turns,
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
        return tj_fail(error, TJ_HOST_IO, "bench: a request to the "
                       "drive failed: error %lu",
                       (unsigned long)chain->reply.native);
    }
    *value = median(values + 1, turns);
    *limit = median(limits + 1, turns);
    return TJ_OK;
}

static enum tj_status measure_beside(struct bench *bench,
                                     const struct bench_beside *beside,
                                     double *value, double *limit,
                                     struct tj_error *error)
{
    struct drive_chain *chain =
        ARENA_NEW(&bench->arena, struct drive_chain, 1);

    if (chain == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status =
        single_drive_open(&chain->drive, bench->drive, error);
    if (status != TJ_OK)
        return status;
    chain->beside = beside;
    bench_bare_init(&chain->bare);
    status = open_trace(bench, chain, error);
    if (status == TJ_OK) {
        status = open_handles(chain, error);
        if (status == TJ_OK)
            status = take_turns(chain, bench->quick ? TURNS_QUICK : TURNS, value,
                                limit, error);
        struct tj_error late;
        (void)tj_segment_close(&chain->segment, &late);
    }
    bench_bare_close(&chain->bare);
    single_drive_close(&chain->drive);
    scratch_folder_remove(bench->folder);
    return status;
}

enum tj_status bench_windows(struct bench *bench, double *value, double *limit,
                             struct tj_error *error)
{
    return measure_beside(bench, &bench_beside_windows, value, limit, error);
}

enum tj_status bench_windows_sync(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error)
{
    return measure_beside(bench, &bench_beside_windows_sync, value, limit,
                          error);
}

enum tj_status bench_linux(struct bench *bench, double *value, double *limit,
                           struct tj_error *error)
{
    return measure_beside(bench, &bench_beside_linux, value, limit, error);
}

enum tj_status bench_linux_claim(struct bench *bench, double *value,
                                 double *limit, struct tj_error *error)
{
    return measure_beside(bench, &bench_beside_linux_claim, value, limit,
                          error);
}

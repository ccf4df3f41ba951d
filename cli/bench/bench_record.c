/* SPDX-License-Identifier: MIT */
/* What recording costs, alone and under the engine. Its limit writes as many
 * bytes to the same kind of memory: the window of a mapped file, either used
 * again and again (hot) or mapped anew when it is full (fresh). A fresh window
 * costs several times what is then stored in it; the two are told apart. */
#include "cli/bench/bench_record.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"
#include "core/drive/codes.h"
#include "core/trace/reader.h"
#include "stress/run.h"

enum { WINDOW_RECORDS = 65536 }; /* 4 MiB, as the largest of a segment. */

/* --- Plain stores --- */

struct bare_file {
    struct tj_os_map map;
    size_t           used;  /* Records stored in the window. */
    bool             again; /* The same window once more. */
};

static enum tj_status bare_open(const struct bench *bench, bool again,
                                struct bare_file *file, struct tj_error *error)
{
    char           path[SCRATCH_PATH + 8];
    struct tj_text text;

    *file = (struct bare_file){ .map = { .file = -1 }, .again = again };
    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/bare", bench->folder);
    enum tj_status status = tj_os_make_folders(bench->folder, error);
    if (status == TJ_OK)
        status = tj_os_map_create(&file->map, path, error);
    if (status == TJ_OK)
        status = tj_os_map_window(&file->map, 0,
                                  WINDOW_RECORDS * sizeof(struct tj_record),
                                  error);
    return status;
}

static void bare_close(struct bench *bench, struct bare_file *file)
{
    tj_os_map_close(&file->map);
    scratch_folder_remove(bench->folder);
}

/* NULL: no window could be mapped. */
static struct tj_record *bare_next(struct bare_file *file,
                                   struct tj_error *error)
{
    if (file->used == WINDOW_RECORDS) {
        size_t size = file->map.size;
        file->used = 0;
        if (!file->again && tj_os_map_window(&file->map,
                                             file->map.offset + size, size,
                                             error) != TJ_OK)
            return NULL;
    }
    return (struct tj_record *)(void *)file->map.at + file->used++;
}

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

static enum tj_status bare_stores(struct bare_file *file, uint64_t count,
                                  struct tj_error *error)
{
    for (uint64_t i = 0; i < count; i++) {
        struct tj_record *record = bare_next(file, error);

        if (record == NULL)
            return error->status;
        fill(record, i);
        fill_done(record, i);
        record->check = 1;
        bench_keep(record);
    }
    return TJ_OK;
}

static enum tj_status time_bare_stores(struct bench *bench, bool again,
                                       uint64_t count, double *ns,
                                       struct tj_error *error)
{
    struct bare_file file;
    enum tj_status   status = bare_open(bench, again, &file, error);

    if (status == TJ_OK && again)
        status = bare_stores(&file, WINDOW_RECORDS, error);
    uint64_t start_ns = tj_clock_ns();
    if (status == TJ_OK)
        status = bare_stores(&file, count, error);
    *ns = bench_per(start_ns, tj_clock_ns(), count);
    bare_close(bench, &file);
    return status;
}

/* --- A segment --- */

/* Back to the first slot of the window in use, because nothing else leads to a
 * page that is mapped already. For a bench only: it writes over records. */
static void rewind_window(struct tj_segment *segment)
{
    if (segment->records - segment->in_window == segment->room)
        segment->records = segment->in_window;
}

/* A segment that fails says so when it is closed. */
static void record_both_phases(struct tj_segment *segment, bool again,
                               uint64_t first, uint64_t count)
{
    for (uint64_t i = first; i < first + count; i++) {
        if (again)
            rewind_window(segment);
        struct tj_record *record = tj_segment_begin(segment);
        if (record == NULL)
            return;
        fill(record, i);
        uint64_t index = tj_segment_index(segment, record);
        tj_segment_commit(segment, record);
        fill_done(record, i);
        tj_segment_complete(segment, index, record);
    }
}

static enum tj_status time_segment(struct bench *bench, bool again,
                                   uint64_t count, double *ns,
                                   struct tj_error *error)
{
    const struct tj_trace_info info = { .run_id = 1, .drives = 1 };
    const uint64_t             warm = again ? 2 * WINDOW_RECORDS : 0;
    struct tj_segment          segment;

    enum tj_status status = tj_trace_create(bench->folder, &info, error);
    if (status == TJ_OK)
        status = tj_segment_open(&segment, bench->folder, 0, &info, error);
    if (status != TJ_OK)
        return status;
    /* Windows grow: first to the largest, then once through it. */
    record_both_phases(&segment, false, 0, warm);
    record_both_phases(&segment, again, warm, warm);
    uint64_t start_ns = tj_clock_ns();
    record_both_phases(&segment, again, 2 * warm, count);
    *ns = bench_per(start_ns, tj_clock_ns(), count);
    status = tj_segment_close(&segment, error);
    scratch_folder_remove(bench->folder);
    return status;
}

static enum tj_status measure_both(struct bench *bench, bool again,
                                   double *value, double *limit,
                                   struct tj_error *error)
{
    uint64_t       count = bench_scaled(bench, 4000000);
    enum tj_status status = time_segment(bench, again, count, value, error);

    if (status == TJ_OK)
        status = time_bare_stores(bench, again, count, limit, error);
    return status;
}

enum tj_status bench_record(struct bench *bench, double *value, double *limit,
                            struct tj_error *error)
{
    return measure_both(bench, true, value, limit, error);
}

enum tj_status bench_record_fresh(struct bench *bench, double *value,
                                  double *limit, struct tj_error *error)
{
    return measure_both(bench, false, value, limit, error);
}

/* --- The engine --- */

/* A script of one verb without pauses: nothing but engine and recorder. */
static void make_query_loop(struct tj_workload *workload, uint64_t ops)
{
    struct tj_persona *persona = &workload->personas[0];

    workload->personas_count = 1;
    workload->clients = 1;
    workload->ops = ops;
    workload->warmup_ns = 0;
    workload->cooldown_ns = 0;
    workload->expectations_count = 0;
    persona->retries[0].tries = 0;
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

/* From the first invocation to the last completion of what was measured, as
 * the trace has it: starting threads and noticing the end are not the
 * engine's speed. */
static enum tj_status time_of_trace(struct bench *bench, double *ns,
                                    struct tj_error *error)
{
    char                 path[SCRATCH_PATH + 8];
    struct tj_text       text;
    struct tj_trace      trace;
    struct tj_record_ref ref;
    uint64_t             first_ns = 0, last_ns = 0, count = 0;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/trace", bench->folder);
    enum tj_status status = tj_trace_open(&trace, path, &bench->arena, error);
    if (status != TJ_OK)
        return status;
    for (const struct tj_record *record = tj_trace_next(&trace, &ref);
         record != NULL; record = tj_trace_next(&trace, &ref)) {
        if (record->kind != TJ_RECORD_OPERATION || record->client != 1 ||
            (record->flags & TJ_RECORD_WARMUP) != 0)
            continue;
        first_ns = count++ == 0 ? record->t0_ns : first_ns;
        last_ns = record->op.t1_ns;
    }
    tj_trace_close(&trace);
    *ns = bench_per(first_ns, last_ns, count > 0 ? count : 1);
    return TJ_OK;
}

static enum tj_status time_bare_loop(struct bench *bench, uint64_t count,
                                     double *ns, struct tj_error *error)
{
    struct bare_file file;
    enum tj_status   status = bare_open(bench, false, &file, error);
    uint64_t         start_ns = tj_clock_ns();

    for (uint64_t i = 0; i < count && status == TJ_OK; i++) {
        struct tj_record *record = bare_next(&file, error);
        uint64_t          t0_ns = tj_clock_ns();

        if (record == NULL) {
            status = error->status;
            break;
        }
        fill(record, i);
        record->t0_ns = t0_ns;
        uint64_t t1_ns = tj_clock_ns();
        fill_done(record, i);
        record->op.t1_ns = t1_ns;
        record->check = 1;
        bench_keep(record);
    }
    *ns = bench_per(start_ns, tj_clock_ns(), count);
    bare_close(bench, &file);
    return status;
}

enum tj_status bench_engine(struct bench *bench, double *value, double *limit,
                            struct tj_error *error)
{
    static const char *const overrides[] = { "drive=null", "runner=threads",
                                             "seed=1" };
    uint64_t             count = bench_scaled(bench, 2000000);
    struct tj_run_result result = { 0 };
    struct tj_workload  *workload;

    enum tj_status status = bench_load(bench, overrides, 3, &workload, error);
    if (status != TJ_OK)
        return status;
    make_query_loop(workload, count);
    status = bench_run(bench, workload, &result, error);
    if (status == TJ_OK)
        status = time_of_trace(bench, value, error);
    scratch_folder_remove(bench->folder);
    if (status == TJ_OK)
        status = time_bare_loop(bench, count, limit, error);
    return status;
}

/* SPDX-License-Identifier: MIT */
/* The judge on a million operations of 64 clients that overlap all the time:
 * answers that have an order by construction, and the same with one of them
 * altered, which it must find. */
#include "cli/bench/bench_record.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/check/check.h"
#include "core/drive/codes.h"
#include "core/drive/encode.h"
#include "core/trace/writer.h"

/* A client's turn comes each CLIENTS * STEP_NS; its request is in flight nearly
 * all the time between. */
enum { CLIENTS = 64, STEP_NS = 100, REACH_NS = CLIENTS * STEP_NS / 2 };

struct history_maker {
    struct tj_segment   *segments; /* [CLIENTS] */
    uint64_t             random;
    unsigned             owner;    /* Client, 0 nobody. */
    uint64_t             alter_at; /* From then on one refused lock is granted. */
    struct tj_record_ref altered;
};

static unsigned draw(struct history_maker *maker, unsigned below)
{
    maker->random ^= maker->random << 13;
    maker->random ^= maker->random >> 7;
    maker->random ^= maker->random << 17;
    return (unsigned)(maker->random % below);
}

static void put(struct tj_segment *segment, const struct tj_record *told)
{
    struct tj_record *record = tj_segment_begin(segment);

    if (record == NULL)
        return; /* Closing tells why. */
    *record = *told;
    record->check = 0;
    uint64_t index = tj_segment_index(segment, record);
    tj_segment_commit(segment, record);
    if (told->kind == TJ_RECORD_OPERATION)
        tj_segment_complete(segment, index, record);
}

static void put_names(struct tj_segment *segment)
{
    for (uint16_t client = 1; client <= CLIENTS; client++) {
        struct tj_record name = { .kind = TJ_RECORD_NAME, .name = client };

        name.name_part.text[0] = (uint8_t)('A' + client / 10);
        name.name_part.text[1] = (uint8_t)('0' + client % 10);
        put(segment, &name);
        put(segment, &(struct tj_record){ .kind = TJ_RECORD_NAME,
                                          .name = client, .what = 1 });
    }
}

static void refuse(struct tj_record *record, uint32_t status)
{
    record->op.outcome = TJ_REFUSED;
    record->op.status = status;
}

/* What a drive that keeps the rules answers at this instant. */
static void answer(struct history_maker *maker, struct tj_record *record)
{
    unsigned client = record->client, owner = maker->owner;

    record->op.outcome = TJ_DONE;
    if (record->what == TJ_QUERY) {
        record->op.info = 65;
        record->op.result = owner == 0 ? 0 : (uint32_t)TJ_RESULT_LOCKED | owner;
    } else if (record->what == TJ_LOCK && owner != 0) {
        refuse(record, TJ_STATUS_ACCESS_DENIED);
    } else if (record->what == TJ_LOCK) {
        maker->owner = client;
    } else if (owner == client) {
        maker->owner = 0;
    } else {
        refuse(record, owner == 0 ? TJ_STATUS_INVALID_DEVICE_REQUEST
                                  : TJ_STATUS_INVALID_HANDLE);
    }
}

static enum tj_verb choose(struct history_maker *maker, unsigned client)
{
    unsigned choice = draw(maker, 16);

    if (maker->owner == client)
        return choice < 10 ? TJ_UNLOCK : TJ_QUERY;
    return choice == 0 ? TJ_UNLOCK : choice < 9 ? TJ_LOCK : TJ_QUERY;
}

/* The drive believes its own refusal, the client believes that it owns. */
static void alter(struct history_maker *maker, struct tj_segment *segment,
                  struct tj_record *record)
{
    record->op.outcome = TJ_DONE;
    record->op.status = 0;
    maker->altered = (struct tj_record_ref){ .segment = segment->writer,
                                             .index = segment->records };
    maker->alter_at = UINT64_MAX;
}

static void put_request(struct history_maker *maker, uint64_t number)
{
    unsigned           client = 1 + (unsigned)(number % CLIENTS);
    struct tj_segment *segment = &maker->segments[client - 1];
    uint64_t           at_ns = (number + CLIENTS) * STEP_NS;
    struct tj_record   record = {
          .t0_ns = at_ns - REACH_NS + 1 + draw(maker, STEP_NS),
          .kind = TJ_RECORD_OPERATION,
          .what = (uint8_t)choose(maker, client),
          .client = (uint16_t)client,
          .op = { .number = (uint32_t)(2 + number / CLIENTS), .handle = client },
    };
    record.op.t1_ns = at_ns + REACH_NS - 1 - draw(maker, STEP_NS);
    if (record.what == TJ_LOCK) {
        record.name = (uint16_t)client;
        record.op.arg = TJ_LOCK_IGNORE_VOLUME;
    }
    answer(maker, &record);
    if (number >= maker->alter_at && record.what == TJ_LOCK &&
        record.op.outcome == TJ_REFUSED)
        alter(maker, segment, &record);
    put(segment, &record);
}

static void put_open(struct tj_segment *segment, uint16_t client)
{
    struct tj_record record = {
        .kind = TJ_RECORD_OPERATION, .what = TJ_OPEN, .client = client,
        .op = { .number = 1, .handle = client, .outcome = TJ_DONE,
                .arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE,
                                   TJ_SHARE_ALL),
                .t1_ns = 1 },
    };

    put(segment, &record);
}

static enum tj_status make_trace(struct bench *bench, uint64_t count,
                                 struct history_maker *maker,
                                 struct tj_error *error)
{
    const struct tj_trace_info info = { .run_id = 1, .drives = 1 };
    uint32_t                   opened = 0;

    maker->segments = ARENA_NEW(&bench->arena, struct tj_segment, CLIENTS);
    if (maker->segments == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status = tj_trace_create(bench->folder, &info, error);
    while (status == TJ_OK && opened < CLIENTS) {
        status = tj_segment_open(&maker->segments[opened], bench->folder,
                                 opened, &info, error);
        opened += status == TJ_OK;
    }
    if (status == TJ_OK)
        put_names(&maker->segments[0]);
    for (uint16_t i = 0; i < CLIENTS && status == TJ_OK; i++)
        put_open(&maker->segments[i], (uint16_t)(i + 1));
    for (uint64_t i = 0; i < count && status == TJ_OK; i++)
        put_request(maker, i);
    while (opened > 0) {
        struct tj_error ignored;
        enum tj_status  closed = tj_segment_close(
             &maker->segments[--opened], status == TJ_OK ? error : &ignored);
        status = status == TJ_OK ? closed : status;
    }
    return status;
}

static bool names(const struct tj_verdict *verdict,
                  const struct tj_record_ref *ref)
{
    for (size_t i = 0; i < verdict->findings_count; i++)
        for (unsigned j = 0; j < verdict->findings[i].refs_count; j++)
            if (verdict->findings[i].refs[j].segment == ref->segment &&
                verdict->findings[i].refs[j].index == ref->index)
                return true;
    return false;
}

static enum tj_status judge(struct bench *bench,
                            const struct history_maker *maker, bool altered,
                            double *seconds, struct tj_error *error)
{
    const struct tj_check_config config = { .accept_partial = false };
    struct tj_verdict *verdict = ARENA_NEW(&bench->arena, struct tj_verdict, 1);
    struct tj_trace    trace;
    uint64_t           start_ns = tj_clock_ns();

    if (verdict == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "bench: the arena is full");
    enum tj_status status =
        tj_trace_open(&trace, bench->folder, &bench->arena, error);
    if (status != TJ_OK)
        return status;
    status = tj_check_run(&trace, &config, &bench->arena, verdict, error);
    tj_trace_close(&trace);
    *seconds = (double)(tj_clock_ns() - start_ns) / 1e9;
    if (status == TJ_OK &&
        (altered ? !names(verdict, &maker->altered)
                 : verdict->findings_total > 0 || verdict->order.undecided > 0))
        return tj_fail(error, TJ_BAD_TRACE, "bench: %llu findings, and %s",
                       (unsigned long long)verdict->findings_total,
                       altered ? "none names the altered answer"
                               : "all answers are right");
    return status;
}

static enum tj_status measure(struct bench *bench, bool altered, double *value,
                              double *limit, struct tj_error *error)
{
    uint64_t             count = bench_scaled(bench, 1000000);
    struct history_maker maker = {
        .random = 88172645463325252u,
        .alter_at = altered ? count / 2 : UINT64_MAX,
    };

    enum tj_status status = make_trace(bench, count, &maker, error);
    if (status == TJ_OK)
        status = judge(bench, &maker, altered, value, error);
    if (status == TJ_OK)
        status = bench_read_trace(bench, bench->folder, limit, error);
    scratch_folder_remove(bench->folder);
    /* A quick run is scaled back to the million the goal is about. */
    *value *= bench->quick ? 10 : 1;
    *limit *= bench->quick ? 10 : 1;
    return status;
}

enum tj_status bench_judge_valid(struct bench *bench, double *value,
                                 double *limit, struct tj_error *error)
{
    return measure(bench, false, value, limit, error);
}

enum tj_status bench_judge_corrupted(struct bench *bench, double *value,
                                     double *limit, struct tj_error *error)
{
    return measure(bench, true, value, limit, error);
}

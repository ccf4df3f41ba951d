/* SPDX-License-Identifier: MIT */
/* From records on disk to a verdict, through writer and reader; also where
 * Criterion cannot go. */
#include "core/base/os.h"
#include "core/check/check.h"
#include "core/trace/writer.h"
#include "tests/support/tap.h"

#include <string.h>

enum { ARENA_SIZE = 64 << 20, TURNS = 500 };

static const struct tj_trace_info info = { .run_id = 7,
                                           .virtual_time = true,
                                           .drives = 1 };

static void write_operation(struct tj_segment *segment,
                            const struct tj_record *told)
{
    struct tj_record *record = tj_segment_begin(segment);
    uint64_t index = tj_segment_index(segment, record);
    struct tj_record done = *told;
    *record = *told;
    record->op.t1_ns = 0;
    record->op.outcome = 0;
    tj_segment_commit(segment, record);
    tj_segment_complete(segment, index, &done);
}

static struct tj_record operation(uint16_t client, enum tj_verb verb,
                                  uint32_t number, uint64_t t0)
{
    struct tj_record record = { .t0_ns = t0 };
    record.kind = TJ_RECORD_OPERATION;
    record.what = (uint8_t)verb;
    record.client = client;
    record.op.number = number;
    record.op.handle = client;
    record.op.t1_ns = t0 + 10;
    record.op.outcome = TJ_DONE;
    return record;
}

/* Two clients lock and unlock in turn; wrong: the second once too early. */
static void write_client(struct tj_segment *segment, uint16_t client,
                         bool wrong)
{
    uint32_t number = 1;
    struct tj_record open = operation(client, TJ_OPEN, number++, 0);
    open.op.arg = tj_open_arg(TJ_INTERFACE, TJ_ACCESS_READ_WRITE, TJ_SHARE_ALL);
    write_operation(segment, &open);
    for (uint64_t turn = 0; turn < TURNS; turn++) {
        uint64_t t = 1000 + 200 * turn + 100 * (client - 1u);
        struct tj_record lock = operation(client, TJ_LOCK, number++, t);
        if (wrong && turn == TURNS / 2) {
            lock.t0_ns -= 60; /* The other unlocks from 40 to 30 before. */
            lock.op.t1_ns = lock.t0_ns + 5;
        }
        write_operation(segment, &lock);
        struct tj_record unlock =
            operation(client, TJ_UNLOCK, number++, t + 60);
        write_operation(segment, &unlock);
    }
}

static bool write_trace(const char *folder, bool wrong, bool cut)
{
    struct tj_error error;
    if (tj_trace_create(folder, &info, &error) != TJ_OK)
        return false;
    for (uint16_t client = 1; client <= 2; client++) {
        struct tj_segment segment;
        if (tj_segment_open(&segment, folder, client, &info, &error) != TJ_OK)
            return false;
        write_client(&segment, client, wrong && client == 2);
        if (cut && client == 2) /* A killed writer never closes. */
            continue;
        if (tj_segment_close(&segment, &error) != TJ_OK)
            return false;
    }
    return true;
}

static struct tj_verdict verdict;

static enum tj_status judge(const char *folder, bool accept_partial,
                            struct tj_error *error)
{
    struct tj_check_config config = { .accept_partial = accept_partial };
    void *pages = tj_os_pages_take(ARENA_SIZE);
    struct arena arena;
    struct tj_trace trace;
    if (pages == NULL)
        return TJ_NO_MEMORY;
    arena_init(&arena, pages, ARENA_SIZE);
    enum tj_status status = tj_trace_open(&trace, folder, &arena, error);
    if (status == TJ_OK) {
        status = tj_check_run(&trace, &config, &arena, &verdict, error);
        tj_trace_close(&trace);
    }
    tj_os_pages_give(pages, ARENA_SIZE);
    return status;
}

static bool remove_one(void *context, const char *name)
{
    char path[512];
    struct tj_error error;
    snprintf(path, sizeof path, "%s/%s", (const char *)context, name);
    (void)tj_os_remove_file(path, &error);
    return true;
}

static void empty(char *folder)
{
    struct tj_error error;
    if (tj_os_is_folder(folder))
        (void)tj_os_list_folder(folder, remove_one, folder, &error);
}

int main(void)
{
    struct tap tap = { 0, 0 };
    struct tj_error error;
    /* In the folder it runs in; left empty, found empty. */
    char folders[3][64];
    for (int i = 0; i < 3; i++) {
        snprintf(folders[i], sizeof folders[i], "tap_check_trace_%d", i);
        empty(folders[i]);
    }

    tap_ok(&tap, write_trace(folders[0], false, false), "an honest trace");
    tap_ok(&tap, judge(folders[0], false, &error) == TJ_OK, "is judged");
    tap_ok(&tap, verdict.word == TJ_PASS, "and passes");
    tap_ok(&tap, verdict.submitted == 2 + 4 * TURNS, "every record counts");
    tap_ok(&tap, verdict.rules[1].judged == 2 * TURNS, "every grant is judged");

    tap_ok(&tap, write_trace(folders[1], true, false), "a lock too early");
    tap_ok(&tap, judge(folders[1], false, &error) == TJ_OK, "is judged");
    tap_ok(&tap,
           verdict.exit_code == 1 && verdict.rules[0].broken == 1 &&
               verdict.rules[1].broken == 1 && verdict.findings_total == 2,
           "and found: two owners, and a grant under an owner");

    tap_ok(&tap, write_trace(folders[2], false, true), "a killed writer");
    tap_ok(&tap, judge(folders[2], false, &error) == TJ_BAD_TRACE,
           "is refused unless asked for");
    tap_ok(&tap, judge(folders[2], true, &error) == TJ_OK && verdict.partial,
           "and judged as far as it goes");
    tap_ok(&tap, verdict.findings_total == 0, "without inventing findings");

    for (int i = 0; i < 3; i++)
        empty(folders[i]);
    return tap_done(&tap);
}

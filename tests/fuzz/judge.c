#include "tests/fuzz/judge.h"

#include "core/base/assert.h"
#include "core/base/os.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { DRIVES = 3, NAMES = 40, CLIENTS = 40 };
#define ARENA_SIZE ((size_t)64 << 20)
#define SMALL_ARENA ((size_t)96 << 10)

static const unsigned whats[] = {
    [TJ_RECORD_NONE] = 1,
    [TJ_RECORD_OPERATION] = TJ_VERB_COUNT, [TJ_RECORD_EVENT] = TJ_EVENT_COUNT,
    [TJ_RECORD_STRIKE] = UINT8_MAX + 1,    [TJ_RECORD_NAME] = 2,
    [TJ_RECORD_MARK] = TJ_MARK_COUNT,
};

/* --- Bytes to records --- */

static bool put_right(struct tj_record *record)
{
    record->kind %= TJ_RECORD_KIND_COUNT;
    if (record->kind == TJ_RECORD_NONE)
        return false;
    record->what = (uint8_t)(record->what % whats[record->kind]);
    record->drive %= DRIVES;
    /* Now and then somebody of whom nobody has heard. */
    if (record->client % 16 != 15)
        record->client %= CLIENTS;
    else
        record->client %= 2 * TJ_CLIENTS_MAX; /* Some are over the limit. */
    if (record->kind == TJ_RECORD_NAME)
        record->name %= NAMES;
    if (record->kind == TJ_RECORD_OPERATION) {
        record->op.outcome %= TJ_OUTCOME_COUNT;
        record->check = (record->check & TJ_PHASE_MASK) == TJ_PHASE_INVOKED
                            ? TJ_PHASE_INVOKED
                            : TJ_PHASE_WHOLE;
    } else {
        record->check = TJ_PHASE_WHOLE;
    }
    return true;
}

static uint32_t writer_of(const struct tj_record *record)
{
    if (record->kind == TJ_RECORD_EVENT)
        return JUDGE_WRITERS - 1 - record->client % 2;
    return record->client % (JUDGE_WRITERS - 2);
}

static int by_time(const void *left, const void *right)
{
    const struct tj_record *a = left, *b = right;

    if (a->t0_ns != b->t0_ns)
        return a->t0_ns < b->t0_ns ? -1 : 1;
    if (a->kind == TJ_RECORD_EVENT && b->kind == TJ_RECORD_EVENT &&
        a->event.number != b->event.number)
        return a->event.number < b->event.number ? -1 : 1;
    if (a->kind == TJ_RECORD_OPERATION && b->kind == TJ_RECORD_OPERATION &&
        a->op.number != b->op.number)
        return a->op.number < b->op.number ? -1 : 1;
    return memcmp(a, b, sizeof *a);
}

/* Of a folder of segments, what tj_trace_open makes of it. */
static void cut(struct tj_trace *trace, const struct tj_record *records,
                size_t count, unsigned shuffle, struct arena *arena)
{
    trace->segments = ARENA_NEW(arena, struct tj_segment_view, JUDGE_WRITERS);
    trace->heap = ARENA_NEW(arena, struct tj_merge_head, JUDGE_WRITERS);
    TJ_ASSERT(trace->segments != NULL && trace->heap != NULL);
    for (uint32_t turn = 0; turn < JUDGE_WRITERS; turn++) {
        uint32_t writer = (turn * 5 + shuffle) % JUDGE_WRITERS;
        struct tj_record *own = ARENA_NEW(arena, struct tj_record, count + 1);
        size_t            many = 0;

        TJ_ASSERT(own != NULL);
        for (size_t i = 0; i < count; i++)
            if (writer_of(&records[i]) == writer)
                own[many++] = records[i];
        if (many == 0)
            continue;
        qsort(own, many, sizeof *own, by_time);
        trace->segments[trace->segments_count++] = (struct tj_segment_view){
            .writer = writer, .records = own, .count = many,
            .closed = !trace->partial,
        };
        trace->records += many;
    }
}

static size_t take_records(const uint8_t *bytes, size_t size,
                           struct tj_record *records)
{
    size_t count = 0;

    while (size >= sizeof *records && count < JUDGE_RECORDS_MAX) {
        memcpy(&records[count], bytes, sizeof *records);
        count += put_right(&records[count]);
        bytes += sizeof *records;
        size -= sizeof *records;
    }
    return count;
}

/* --- Judging --- */

static void count_row(void *context, const struct tj_ledger_row *row)
{
    (void)row;
    *(uint64_t *)context += 1;
}

static void count_line(void *context, const struct tj_history_line *line)
{
    (void)line;
    *(uint64_t *)context += 1;
}

static void expect_sound(const struct tj_verdict *verdict)
{
    const struct tj_applications *apps = &verdict->apps;

    TJ_ASSERT(verdict->findings_count <= TJ_FINDINGS_MAX);
    TJ_ASSERT(verdict->findings_count <= verdict->findings_total);
    TJ_ASSERT(apps->findings_count <= TJ_APP_FINDINGS_MAX);
    TJ_ASSERT(verdict->exit_code >= 0 && verdict->exit_code <= 5);
    TJ_ASSERT(verdict->begin_ns <= verdict->end_ns);
    for (size_t i = 0; i < verdict->findings_count + apps->findings_count;
         i++) {
        const struct tj_finding *finding =
            i < verdict->findings_count
                ? &verdict->findings[i]
                : &apps->findings[i - verdict->findings_count];
        TJ_ASSERT(tj_rule_by_id(finding->rule) != NULL);
        TJ_ASSERT(finding->text[0] != '\0');
        TJ_ASSERT(finding->refs_count <= TJ_FINDING_REFS);
        TJ_ASSERT(finding->who_count <= TJ_FINDING_WHO);
        for (unsigned k = 0; k < finding->who_count; k++)
            TJ_ASSERT(finding->who[k] <= verdict->clients_count);
    }
}

static enum tj_status judge(struct judge_fuzz *fuzz, const uint8_t *head,
                            const struct tj_record *records, size_t count,
                            unsigned shuffle)
{
    static const char *const expectations[] = {
        "lock.granted >= 1", "fault.a >= 1", "app.findings == 0",
        "fairness.jain > 0.5", "notification.p95 < 1s",
    };
    static const char *const thresholds[] = { "handoff.p95 < 5ms",
                                              "starved.clients == 0" };
    static const char *const names[] = { "a", "b" };
    static const uint64_t    planned[] = { 1, 0 };
    static const uint8_t     excuses[] = { TJ_EXCUSE_SENSE, TJ_EXCUSE_REMOVAL };
    static const bool        quick[] = { true, false };
    static const uint8_t     groups[] = { 0, 1, 2, 1, 2, 1, 2 };
    uint64_t                 rows = 0, lines = 0;
    struct tj_check_config   config = {
          .accept_partial = true,
          .event_loss_injected = (head[0] & 2) != 0,
          .ledger = count_row, .ledger_context = &rows,
          .history = count_line, .history_context = &lines,
    };
    struct tj_trace trace = { .partial = (head[0] & 1) != 0 };
    struct arena    arena;
    struct tj_error error = { .status = TJ_OK };

    if ((head[0] & 4) != 0) {
        config.expectations = expectations;
        config.expectations_count = sizeof expectations / sizeof *expectations;
        config.thresholds = thresholds;
        config.thresholds_count = sizeof thresholds / sizeof *thresholds;
    }
    if ((head[0] & 8) != 0) {
        config.fault_names = names;
        config.faults_planned = planned;
        config.fault_excuses = excuses;
        config.faults_quick = quick;
        config.faults_count = 2;
        config.groups = groups;
        config.groups_clients = sizeof groups;
        config.group_names = names;
        config.groups_count = 2;
    }
    arena_init(&arena, (char *)fuzz->pages + ARENA_SIZE, ARENA_SIZE);
    cut(&trace, records, count, shuffle, &arena);
    if (trace.partial)
        (void)tj_fail(&trace.damage, TJ_BAD_TRACE, "writer-0001: cut");
    size_t room = (head[0] & 16) != 0
                      ? SMALL_ARENA + ((size_t)head[1] << 8 | head[2]) * 64
                      : ARENA_SIZE;
    arena_init(&arena, fuzz->pages, room);
    enum tj_status status =
        tj_check_run(&trace, &config, &arena, &fuzz->verdict, &error);
    TJ_ASSERT(status == TJ_OK || error.text[0] != '\0');
    return status;
}

static void expect_same(const struct tj_verdict *verdict, uint64_t broken[])
{
    for (size_t i = 0; i < tj_rule_count(); i++) {
        if (verdict->rules[i].broken != broken[i])
            (void)fprintf(stderr, "%s: %u, in another order %u\n",
                          tj_rule_at(i)->id, (unsigned)broken[i],
                          (unsigned)verdict->rules[i].broken);
        TJ_ASSERT(verdict->rules[i].broken == broken[i]);
    }
}

void judge_live(struct judge_fuzz *fuzz, const uint8_t *bytes, size_t size)
{
    static struct tj_record records[JUDGE_RECORDS_MAX];
    uint8_t                 head[JUDGE_HEAD] = { 0 };
    uint64_t                broken[TJ_RULES_MAX];

    fuzz->lives++;
    if (fuzz->pages == NULL)
        fuzz->pages = tj_os_pages_take(2 * ARENA_SIZE);
    TJ_ASSERT(fuzz->pages != NULL);
    if (size < JUDGE_HEAD)
        return;
    memcpy(head, bytes, JUDGE_HEAD);
    size_t count = take_records(bytes + JUDGE_HEAD, size - JUDGE_HEAD, records);
    if (judge(fuzz, head, records, count, 0) != TJ_OK) {
        fuzz->refused++;
        return;
    }
    fuzz->judged++;
    fuzz->findings += fuzz->verdict.findings_total > 0;
    fuzz->advice += fuzz->verdict.apps.warnings > 0;
    expect_sound(&fuzz->verdict);
    for (size_t i = 0; i < tj_rule_count(); i++)
        broken[i] = fuzz->verdict.rules[i].broken;
    if (head[3] % 4 != 0)
        return;
    if (judge(fuzz, head, records, count, 1 + head[3] / 4 % 11) == TJ_OK)
        expect_same(&fuzz->verdict, broken);
}

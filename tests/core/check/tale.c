/* SPDX-License-Identifier: MIT */
#include "tests/core/check/tale.h"

#include "core/base/assert.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { ARENA_SIZE = 256 << 20 };

/* Where a tale is judged. Tests run one at a time in a process. */
static struct {
    void *pages;
    struct tj_verdict verdict;
} court;

struct tale *tale_new(void)
{
    struct tale *tale = calloc(1, sizeof *tale);
    TJ_ASSERT(tale != NULL);
    TJ_ASSERT(tale_name(tale, "Nero 12") == ANNA);
    TJ_ASSERT(tale_name(tale, "Roxio") == BERT);
    TJ_ASSERT(tale_name(tale, "caf\xe9") == 3);
    TJ_ASSERT(tale_name(tale, "") == 4);
    return tale;
}

/* The pages stay for the next tale: taking them anew costs more than judging.
 */
void tale_free(struct tale *tale)
{
    free(tale);
}

static struct tj_record *add(struct tale *tale, enum tj_record_kind kind,
                             uint64_t t)
{
    TJ_ASSERT(tale->count < TALE_RECORDS_MAX);
    struct tj_record *record = &tale->records[tale->count++];
    *record = (struct tj_record){ .t0_ns = t, .check = TJ_PHASE_WHOLE };
    record->kind = (uint8_t)kind;
    return record;
}

struct tj_record *tale_op(struct tale *tale, uint16_t client, enum tj_verb verb,
                          uint32_t handle, uint64_t t0, uint64_t t1)
{
    struct tj_record *record = add(tale, TJ_RECORD_OPERATION, t0);
    record->what = (uint8_t)verb;
    record->client = client;
    record->op.number = ++tale->numbers[client];
    record->op.handle = handle;
    record->op.outcome = TJ_DONE;
    record->op.t1_ns = t1;
    record->op.info = verb == TJ_QUERY ? 65 : 0;
    if (verb == TJ_LOCK)
        record->name = client <= BERT ? client : ANNA;
    return record;
}

struct tj_record *tale_refuse(struct tj_record *record, uint32_t status)
{
    record->op.outcome = TJ_REFUSED;
    record->op.status = status;
    record->op.info = 0;
    return record;
}

struct tj_record *tale_lost(struct tale *tale, uint16_t client,
                            enum tj_verb verb, uint32_t handle, uint64_t t0)
{
    struct tj_record *record = tale_op(tale, client, verb, handle, t0, 0);
    record->op.outcome = TJ_UNKNOWN;
    record->check = TJ_PHASE_INVOKED;
    return record;
}

void tale_open_as(struct tale *tale, uint16_t client, uint32_t handle,
                  enum tj_target target, unsigned access)
{
    tale_op(tale, client, TJ_OPEN, handle, 0, 1)->op.arg =
        tj_open_arg(target, access, TJ_SHARE_ALL);
}

void tale_open(struct tale *tale, uint16_t client, uint32_t handle)
{
    tale_open_as(tale, client, handle, TJ_INTERFACE, TJ_ACCESS_READ_WRITE);
}

struct tj_record *tale_lock(struct tale *tale, uint16_t client, uint32_t handle,
                            uint64_t t0, uint64_t t1)
{
    return tale_op(tale, client, TJ_LOCK, handle, t0, t1);
}

struct tj_record *tale_query(struct tale *tale, uint16_t client,
                             uint32_t handle, uint64_t t0, uint64_t t1,
                             uint32_t result)
{
    struct tj_record *record = tale_op(tale, client, TJ_QUERY, handle, t0, t1);
    record->op.result = result;
    return record;
}

struct tj_record *tale_duplicate(struct tale *tale, uint16_t client,
                                 uint32_t source, uint32_t handle, uint64_t t0,
                                 uint64_t t1)
{
    struct tj_record *record =
        tale_op(tale, client, TJ_DUPLICATE, handle, t0, t1);
    record->op.arg = source;
    return record;
}

struct tj_record *tale_event(struct tale *tale, enum tj_event_id id, uint64_t t)
{
    struct tj_record *record = add(tale, TJ_RECORD_EVENT, t);
    record->what = (uint8_t)id;
    record->client = LISTENER;
    record->event.t1_ns = t + 1;
    record->event.number = ++tale->events;
    record->event.size = 3;
    return record;
}

struct tj_record *tale_media(struct tale *tale, enum tj_event_id id, uint64_t t,
                             uint32_t new_state)
{
    struct tj_record *record = tale_event(tale, id, t);
    record->event.size = 11;
    tale->count_of_media += id == TJ_EVENT_MEDIA_ARRIVAL ? 1 : 0;
    record->event.data[0] = (uint8_t)(tale->count_of_media & 0xff);
    record->event.data[1] = (uint8_t)(tale->count_of_media >> 8 & 0xff);
    record->event.data[4] = (uint8_t)new_state;
    return record;
}

void tale_mark(struct tale *tale, enum tj_mark mark, uint64_t t, uint64_t value)
{
    struct tj_record *record = add(tale, TJ_RECORD_MARK, t);
    record->what = (uint8_t)mark;
    record->mark.value = value;
}

struct tj_record *tale_strike(struct tale *tale, uint16_t client, uint64_t t,
                              uint32_t rule)
{
    struct tj_record *record = add(tale, TJ_RECORD_STRIKE, t);
    record->client = client;
    record->strike.rule = rule;
    return record;
}

uint16_t tale_name(struct tale *tale, const char *name)
{
    char text[80] = "";
    struct tj_record *part = add(tale, TJ_RECORD_NAME, 0);
    (void)tj_text_copy(text, sizeof text, name);
    part->name = (uint16_t)++tale->names;
    memcpy(part->name_part.text, text, TJ_NAME_PART);
    part = add(tale, TJ_RECORD_NAME, 0);
    part->name = (uint16_t)tale->names;
    part->what = 1;
    memcpy(part->name_part.text, text + TJ_NAME_PART, TJ_NAME_PART);
    return part->name;
}

/* --- Segments --- */

/* Events and what is nobody's go to segments of their own. */
static uint32_t writer_of(const struct tj_record *record)
{
    if (record->kind == TJ_RECORD_EVENT)
        return 64 + record->drive;
    return record->kind == TJ_RECORD_OPERATION ? record->client : 0;
}

static int by_time(const void *left, const void *right)
{
    const struct tj_record *a = left, *b = right;
    if (a->t0_ns != b->t0_ns)
        return a->t0_ns < b->t0_ns ? -1 : 1;
    if (a->kind == TJ_RECORD_EVENT && b->kind == TJ_RECORD_EVENT)
        return a->event.number < b->event.number ? -1 : 1;
    if (a->kind == TJ_RECORD_OPERATION && b->kind == TJ_RECORD_OPERATION)
        return a->op.number < b->op.number ? -1 : 1;
    return 0;
}

static void cut_segments(struct tale *tale, struct arena *arena,
                         struct tj_trace *trace)
{
    trace->segments =
        ARENA_NEW(arena, struct tj_segment_view, TALE_SEGMENTS_MAX);
    trace->heap = ARENA_NEW(arena, struct tj_merge_head, TALE_SEGMENTS_MAX);
    for (uint32_t turn = 0; turn < TALE_SEGMENTS_MAX; turn++) {
        uint32_t writer = (turn * 7 + tale->shuffle) % TALE_SEGMENTS_MAX;
        struct tj_record *records =
            ARENA_NEW(arena, struct tj_record, tale->count);
        size_t count = 0;
        for (size_t i = 0; i < tale->count; i++) {
            if (writer_of(&tale->records[i]) == writer)
                records[count++] = tale->records[i];
        }
        if (count == 0)
            continue;
        qsort(records, count, sizeof *records, by_time);
        trace->segments[trace->segments_count++] = (struct tj_segment_view){
            .writer = writer,
            .records = records,
            .count = count,
            .closed = !tale->partial,
            .damaged = tale->damaged,
        };
        trace->records += count;
    }
}

enum tj_status tale_try(struct tale *tale, const struct tj_check_config *config,
                        size_t arena_size, struct tj_error *error)
{
    struct arena arena;
    struct tj_trace trace = { .partial = tale->partial || tale->damaged };
    if (court.pages == NULL)
        court.pages = tj_os_pages_take(ARENA_SIZE);
    TJ_ASSERT(court.pages != NULL && arena_size <= ARENA_SIZE / 2);
    /* Segments come from the upper half, so that a small arena is small. */
    arena_init(&arena, (char *)court.pages + ARENA_SIZE / 2, ARENA_SIZE / 2);
    cut_segments(tale, &arena, &trace);
    if (trace.partial)
        (void)tj_fail(&trace.damage, TJ_BAD_TRACE, "writer-0001: cut");
    arena_init(&arena, court.pages, arena_size);
    return tj_check_run(&trace, config, &arena, &court.verdict, error);
}

const struct tj_verdict *tale_judge_as(struct tale *tale,
                                       const struct tj_check_config *config)
{
    struct tj_error error = { .status = TJ_OK };
    enum tj_status status = tale_try(tale, config, ARENA_SIZE / 2, &error);
    TJ_ASSERT(status == TJ_OK);
    return &court.verdict;
}

const struct tj_verdict *tale_judge(struct tale *tale)
{
    static const struct tj_check_config config = { .accept_partial = true };
    return tale_judge_as(tale, &config);
}

static const char *name_broken(const struct tj_verdict *verdict, bool advice,
                               char *memory, size_t size)
{
    struct tj_text text;
    tj_text_init(&text, memory, size);
    for (size_t i = 0; i < tj_rule_count(); i++) {
        if (verdict->rules[i].broken > 0 &&
            advice == (tj_rule_severity(i) != TJ_SEVERITY_ERROR))
            tj_text_add(&text, "%s%sx%llu", text.used > 0 ? " " : "",
                        tj_rule_at(i)->id,
                        (unsigned long long)verdict->rules[i].broken);
    }
    return memory;
}

const char *tale_broken(const struct tj_verdict *verdict)
{
    static char memory[400];
    return name_broken(verdict, false, memory, sizeof memory);
}

const char *tale_advice(const struct tj_verdict *verdict)
{
    static char memory[400];
    return name_broken(verdict, true, memory, sizeof memory);
}

static void tell(struct tj_text *text, const struct tj_finding *findings,
                 size_t count)
{
    for (size_t i = 0; i < count; i++)
        tj_text_add(text, "%s %s [%u]\n", findings[i].rule, findings[i].text,
                    findings[i].refs_count);
}

const char *tale_findings(const struct tj_verdict *verdict)
{
    static char memory[40000];
    struct tj_text text;
    tj_text_init(&text, memory, sizeof memory);
    tell(&text, verdict->findings, verdict->findings_count);
    tell(&text, verdict->apps.findings, verdict->apps.findings_count);
    return memory;
}

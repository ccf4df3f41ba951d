/* Writes and prints small traces for test_trace_format.py.
 *
 *   make_trace example FOLDER    the worked example of docs/TRACE_FORMAT.md
 *   make_trace kinds FOLDER      every kind of record, two writers
 *   make_trace unclosed FOLDER   the same, as a killed writer leaves it
 *   make_trace verbs FOLDER      one operation of each verb and outcome, one
 *                                event of each kind; a writer without records
 *   make_trace repair FOLDER     repairs what is there
 *   make_trace print FOLDER      one line of JSON per record, merged */
#include "core/drive/codes.h"
#include "core/drive/op.h"
#include "core/trace/packet.h"
#include "core/trace/reader.h"
#include "core/trace/repair.h"

#include "tests/core/trace/trace_support.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static unsigned char   memory[1 << 20];
static struct tj_error error;

static void need(enum tj_status status)
{
    if (status == TJ_OK)
        return;
    fprintf(stderr, "%s\n", error.text);
    exit(1);
}

static void append(struct tj_segment *segment, const struct tj_record *record,
                   bool answered)
{
    if (!support_append(segment, record, answered))
        need(segment->error.status);
}

static void write_example(const char *folder)
{
    struct tj_segment segment;
    struct tj_record  name = { .kind = TJ_RECORD_NAME, .name = 1 };
    struct tj_record  lock = support_operation(1000, ANNA, 1);
    struct tj_record  query = support_operation(2000, ANNA, 2);

    memcpy(name.name_part.text, "app", 3);
    query.what = TJ_QUERY;
    query.name = 0;
    query.op.arg = 0;
    lock.op.outcome = TJ_REFUSED;
    lock.op.status = TJ_STATUS_ACCESS_DENIED;
    lock.op.native = 5;

    need(tj_trace_create(folder, &sample_info, &error));
    need(tj_segment_open(&segment, folder, 0, &sample_info, &error));
    append(&segment, &name, true);
    append(&segment, &lock, true);
    append(&segment, &query, false);
    need(tj_segment_close(&segment, &error));
}

static void write_rule_part(struct tj_record *record)
{
    static const char text[] = "crash: kill(process) op=";

    _Static_assert(sizeof text - 1 == TJ_RULE_PART, "a part is full");
    record->mark.value = UINT64_C(3) << 32 | 100 << 16;
    record->mark.due_ns = 4;
    memcpy(record->mark.text, text, TJ_RULE_PART);
}

static void write_verbs(const char *folder)
{
    struct tj_segment segment;
    uint64_t          t0_ns = 0;

    need(tj_trace_create(folder, &sample_info, &error));
    need(tj_segment_open(&segment, folder, 0, &sample_info, &error));
    for (uint8_t verb = 0; verb < TJ_VERB_COUNT; verb++) {
        for (uint8_t outcome = 0; outcome < TJ_OUTCOME_COUNT; outcome++) {
            struct tj_record record = support_operation(t0_ns++, ANNA, 1);
            record.what = verb;
            record.op.outcome = outcome;
            append(&segment, &record, true);
        }
    }
    for (uint8_t id = 0; id < TJ_EVENT_COUNT; id++) {
        struct tj_record record = { .t0_ns = t0_ns++,
                                    .kind = TJ_RECORD_EVENT, .what = id };
        append(&segment, &record, true);
    }
    for (uint8_t mark = 0; mark < TJ_MARK_COUNT; mark++) {
        struct tj_record record = { .t0_ns = t0_ns++, .kind = TJ_RECORD_MARK,
                                    .what = mark, .mark = { .value = 5 } };
        record.mark.due_ns = mark == TJ_MARK_DROPPED ? 77 : 0;
        if (mark == TJ_MARK_RULE)
            write_rule_part(&record);
        append(&segment, &record, true);
    }
    need(tj_segment_close(&segment, &error));
    need(tj_segment_open(&segment, folder, 1, &sample_info, &error));
    need(tj_segment_close(&segment, &error));
}

static void print_bytes(const char *name, const uint8_t *bytes, size_t count)
{
    printf(", \"%s\": [", name);
    for (size_t i = 0; i < count; i++)
        printf("%s%u", i > 0 ? ", " : "", bytes[i]);
    printf("]");
}

static void print_operation(const struct tj_record *record, bool answered)
{
    printf(", \"number\": %" PRIu32 ", \"handle\": %" PRIu32
           ", \"code\": %" PRIu32 ", \"arg\": %" PRIu32,
           record->op.number, record->op.handle, record->op.code,
           record->op.arg);
    if (answered)
        printf(", \"result\": %" PRIu32 ", \"native\": %u, \"outcome\": %u"
               ", \"done_flags\": %u, \"t1\": %" PRIu64
               ", \"status\": %" PRIu32 ", \"info\": %" PRIu32,
               record->op.result, record->op.native, record->op.outcome,
               record->op.done_flags, record->op.t1_ns, record->op.status,
               record->op.info);
}

static void print_kind(const struct tj_record *record, bool answered)
{
    switch (record->kind) {
    case TJ_RECORD_OPERATION:
        print_operation(record, answered);
        break;
    case TJ_RECORD_EVENT:
        printf(", \"t1\": %" PRIu64 ", \"number\": %" PRIu32
               ", \"size\": %" PRIu32,
               record->event.t1_ns, record->event.number, record->event.size);
        print_bytes("data", record->event.data, TJ_RECORD_DATA_MAX);
        break;
    case TJ_RECORD_STRIKE:
        printf(", \"rule\": %" PRIu32 ", \"number\": %" PRIu32
               ", \"count\": %" PRIu64 ", \"value\": %" PRIu64,
               record->strike.rule, record->strike.number,
               record->strike.count, record->strike.value);
        break;
    case TJ_RECORD_NAME:
        printf(", \"text\": \"%.*s\"", TJ_NAME_PART,
               (const char *)record->name_part.text);
        break;
    default:
        printf(", \"value\": %" PRIu64, record->mark.value);
        if (record->what == TJ_MARK_DROPPED)
            printf(", \"due\": %" PRIu64, record->mark.due_ns);
        if (record->what == TJ_MARK_RULE)
            printf(", \"due\": %" PRIu64 ", \"text\": \"%.*s\"",
                   record->mark.due_ns, TJ_RULE_PART,
                   (const char *)record->mark.text);
    }
}

static void print_trace(const char *folder)
{
    struct arena            arena;
    struct tj_trace         trace;
    struct tj_record_ref    ref;
    const struct tj_record *record;

    arena_init(&arena, memory, sizeof memory);
    need(tj_trace_open(&trace, folder, &arena, &error));
    if (trace.partial)
        fprintf(stderr, "partial: %s\n", trace.damage.text);
    while ((record = tj_trace_next(&trace, &ref)) != NULL) {
        bool answered = tj_record_answered(record);
        printf("{\"writer\": %" PRIu32 ", \"index\": %" PRIu64
               ", \"t0\": %" PRIu64 ", \"kind\": %u, \"drive\": %u"
               ", \"what\": %u, \"flags\": %u, \"client\": %u"
               ", \"caller_name\": %u, \"late_us\": %" PRIu32
               ", \"answered\": %s",
               ref.segment, ref.index, record->t0_ns, record->kind,
               record->drive, record->what, record->flags, record->client,
               record->name, record->late_us, answered ? "true" : "false");
        print_kind(record, answered);
        printf("}\n");
    }
    tj_trace_close(&trace);
}

static void repair(const char *folder)
{
    struct arena arena;
    size_t       repaired = 0;

    arena_init(&arena, memory, sizeof memory);
    need(tj_trace_repair(folder, &arena, &repaired, &error));
    printf("%zu\n", repaired);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *word;
        void (*act)(const char *folder);
    } words[] = {
        { "example", write_example }, { "kinds", sample_write },
        { "unclosed", sample_write_unclosed }, { "verbs", write_verbs },
        { "repair", repair },         { "print", print_trace },
    };
    for (size_t i = 0; argc == 3 && i < sizeof words / sizeof *words; i++) {
        if (strcmp(argv[1], words[i].word) == 0) {
            words[i].act(argv[2]);
            return 0;
        }
    }
    fprintf(stderr, "usage: make_trace WORD FOLDER\n");
    return 64;
}

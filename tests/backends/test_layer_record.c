/* backends/layer_record.h: what the recorder writes, read back from disk. */
#include "backends/layer_fault.h"
#include "backends/layer_record.h"
#include "core/drive/codes.h"
#include "core/trace/reader.h"
#include "fake_drive.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { ORIGIN_NS = 400 };
static struct fake_drive fake;
static struct tj_segment segment, events_segment;
static struct tj_record_layer layer;
static struct tj_histogram latency;
static char folder[64], trace_folder[80];
static const char names[3][TJ_CALLER_NAME_SIZE + 1] = { "", "anna", "bert" };
static struct tj_trace trace;
static struct arena arena;

static struct tj_record_config config_of(void)
{
    return (struct tj_record_config){
        .segment = &segment, .events_segment = &events_segment,
        .origin_ns = ORIGIN_NS, .now = fake_now, .context = &fake,
        .names = names, .names_count = 3, .latency = &latency,
    };
}

static void set_up(void)
{
    struct tj_trace_info info = { .run_id = 1, .seed = 2,
                                  .clock_origin_ns = ORIGIN_NS, .drives = 1,
                                  .virtual_time = true };
    struct tj_error error;
    struct tj_record_config config = config_of();

    fake_init(&fake, 7);
    tj_histogram_init(&latency);
    strcpy(folder, "/tmp/trayjam-record-XXXXXX");
    cr_assert_not_null(mkdtemp(folder));
    snprintf(trace_folder, sizeof trace_folder, "%s/trace", folder);
    cr_assert_eq(tj_trace_create(trace_folder, &info, &error), TJ_OK, "%s",
                 error.text);
    cr_assert_eq(tj_segment_open(&segment, trace_folder, 0, &info, &error),
                 TJ_OK, "%s", error.text);
    cr_assert_eq(tj_segment_open(&events_segment, trace_folder, 1, &info,
                                 &error), TJ_OK, "%s", error.text);
    tj_record_layer_init(&layer, &fake.backend, &config);
}

static void tear_down(void)
{
    char command[128];

    snprintf(command, sizeof command, "rm -r %s", folder);
    cr_expect_eq(system(command), 0);
}

TestSuite(layer_record, .init = set_up, .fini = tear_down);

/* Closes the segments and reads everything back. */
static void read_back(void)
{
    struct tj_error error;
    size_t size = 16 << 20;

    cr_assert_eq(tj_segment_close(&segment, &error), TJ_OK, "%s", error.text);
    cr_assert_eq(tj_segment_close(&events_segment, &error), TJ_OK, "%s",
                 error.text);
    arena_init(&arena, malloc(size), size);
    cr_assert_eq(tj_trace_open(&trace, trace_folder, &arena, &error), TJ_OK,
                 "%s", error.text);
    cr_assert_not(trace.partial);
}

static const struct tj_record *next_record(void)
{
    struct tj_record_ref ref;

    return tj_trace_next(&trace, &ref);
}

static void submit(uint32_t number, enum tj_verb verb, struct tj_reply *reply)
{
    struct tj_op op = { .number = number, .client = 7, .verb = verb,
                        .handle = 3, .name = verb == TJ_LOCK ? 2 : 0,
                        .arg = verb == TJ_LOCK ? TJ_LOCK_IGNORE_VOLUME : 0 };

    tj_encode(&op, verb == TJ_LOCK ? "bert" : NULL);
    tj_backend_submit(&layer.backend, fake.now_ns, &op, reply);
}

Test(layer_record, a_blocking_operation_is_one_whole_record)
{
    struct tj_reply reply;

    submit(41, TJ_LOCK, &reply);
    read_back();
    const struct tj_record *record = next_record();
    cr_assert_not_null(record);
    cr_expect_eq(record->kind, TJ_RECORD_OPERATION);
    cr_expect_eq(record->t0_ns, 600);
    cr_expect_eq(record->op.t1_ns, 600);
    cr_expect_eq(record->what, TJ_LOCK);
    cr_expect_eq(record->client, 7);
    cr_expect_eq(record->name, 2);
    cr_expect_eq(record->op.number, 41);
    cr_expect_eq(record->op.handle, 3);
    cr_expect_eq(record->op.code, 0x2C05C);
    cr_expect_eq(record->op.arg, 1);
    cr_expect_eq(record->op.outcome, TJ_DONE);
    cr_expect(tj_record_answered(record));
    cr_expect_null(next_record());
}

Test(layer_record, an_operation_without_answer_stays_invoked)
{
    struct tj_reply reply;

    fake.asynchronous = true;
    submit(1, TJ_EJECT, &reply);
    read_back();
    const struct tj_record *record = next_record();
    cr_assert_not_null(record);
    cr_expect_not(tj_record_answered(record));
    cr_expect_eq(record->op.number, 1);
}

Test(layer_record, answers_out_of_order_complete_their_own_records)
{
    struct tj_reply reply;

    fake.asynchronous = true;
    for (uint32_t i = 1; i <= 3; i++) {
        submit(i, TJ_EJECT, &reply);
        fake.now_ns += 100;
    }
    struct tj_reply first = fake.answers[0];
    fake.answers[0] = fake.answers[2];
    fake.answers[2] = first;
    for (unsigned i = 0; i < 3; i++) {
        fake.answers[i].answered_ns = 5000 + fake.answers[i].number;
        cr_assert(tj_backend_collect(&layer.backend, 0, &reply));
    }
    read_back();
    for (uint32_t i = 1; i <= 3; i++) {
        const struct tj_record *record = next_record();

        cr_assert_not_null(record);
        cr_expect_eq(record->op.number, i);
        cr_expect_eq(record->op.t1_ns, 5000 + i - ORIGIN_NS);
        cr_expect_eq(record->t0_ns, 600 + (i - 1) * 100);
    }
}

static uint32_t result_of_query(const char *owner)
{
    struct tj_reply reply;

    fake.output[0] = owner != NULL;
    memset(fake.output + 1, 0, 64);
    if (owner != NULL)
        memcpy(fake.output + 1, owner, strlen(owner));
    fake.info = 65;
    submit(1, TJ_QUERY, &reply);
    read_back();
    return next_record()->op.result;
}

Test(layer_record, a_query_of_a_free_drive_gives_0)
{
    cr_expect_eq(result_of_query(NULL), 0);
}

Test(layer_record, a_query_names_the_owner_by_its_number)
{
    cr_expect_eq(result_of_query("bert"), TJ_RESULT_LOCKED | 2);
}

Test(layer_record, a_query_of_a_strangers_lock_says_so)
{
    cr_expect_eq(result_of_query("Nero 12"),
                 TJ_RESULT_LOCKED | TJ_RESULT_NAME_UNKNOWN);
}

Test(layer_record, an_owner_without_terminator_is_a_stranger)
{
    char name[65];

    memset(name, 'n', 64);
    name[64] = '\0';
    cr_expect_eq(result_of_query(name),
                 TJ_RESULT_LOCKED | TJ_RESULT_NAME_UNKNOWN);
}

Test(layer_record, a_verify_keeps_its_change_count)
{
    struct tj_reply reply;

    memcpy(fake.output, (uint8_t[]){ 9, 1, 0, 0 }, 4);
    fake.info = 4;
    submit(1, TJ_VERIFY, &reply);
    read_back();
    cr_expect_eq(next_record()->op.result, 0x109);
}

Test(layer_record, a_raw_request_keeps_its_first_words)
{
    struct tj_op op = { .number = 1, .client = 7, .verb = TJ_IOCTL,
                        .code = TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
                        .input_size = 12, .output_size = 72,
                        .input = { 5, 0, 0, 0, 1 } };
    struct tj_reply reply;

    fake.output[39] = 0x80;
    fake.info = 40;
    tj_backend_submit(&layer.backend, fake.now_ns, &op, &reply);
    op.number = 2;
    op.code = TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER;
    tj_backend_submit(&layer.backend, fake.now_ns, &op, &reply);
    read_back();
    const struct tj_record *record = next_record();
    cr_expect_eq(record->op.arg, tj_brief_of(&op));
    cr_expect_eq(record->op.result, TJ_RESULT_MOUNTED);
    cr_expect_eq(next_record()->op.result, 0, "another code");
}

Test(layer_record, an_operation_begun_late_says_by_how_much)
{
    struct tj_op op = { .number = 1, .client = 7, .verb = TJ_EJECT,
                        .due_ns = 1000 };
    struct tj_reply reply;

    fake.now_ns = 2501000;
    tj_backend_submit(&layer.backend, fake.now_ns, &op, &reply);
    op.number = 2;
    op.arrival = true;
    op.due_ns = fake.now_ns;
    tj_backend_submit(&layer.backend, fake.now_ns, &op, &reply);
    op.number = 3;
    op.arrival = false;
    op.due_ns = 0;
    tj_backend_submit(&layer.backend, fake.now_ns, &op, &reply);
    read_back();
    const struct tj_record *record = next_record();
    cr_expect_eq(record->late_us, 2500);
    cr_expect_eq(record->flags, TJ_RECORD_DUE);
    record = next_record();
    cr_expect_eq(record->late_us, 0);
    cr_expect_eq(record->flags, TJ_RECORD_DUE | TJ_RECORD_ARRIVAL,
                 "on time, which is not the same as without a due time");
    cr_expect_eq(next_record()->flags, 0);
    cr_expect_eq(tj_live_read(&layer.counts.arrivals), 1);
}

Test(layer_record, warm_up_is_marked_and_not_measured)
{
    struct tj_reply reply;

    layer.flags = TJ_RECORD_WARMUP;
    submit(1, TJ_EJECT, &reply);
    layer.flags = 0;
    submit(2, TJ_EJECT, &reply);
    cr_expect_eq(latency.total, 1);
    cr_expect_eq(tj_live_read(&layer.counts.operations), 2);
    read_back();
    cr_expect_eq(next_record()->flags, TJ_RECORD_WARMUP);
    cr_expect_eq(next_record()->flags, 0);
}

Test(layer_record, outcomes_are_counted_by_verb)
{
    struct tj_reply reply;

    for (uint32_t i = 1; i <= 3; i++)
        submit(i, TJ_EJECT, &reply);
    submit(4, TJ_LOCK, &reply);
    cr_expect_eq(tj_live_read(&layer.counts.by[TJ_EJECT][TJ_DONE]), 3);
    cr_expect_eq(tj_live_read(&layer.counts.by[TJ_LOCK][TJ_DONE]), 1);
    cr_expect_eq(tj_live_read(&layer.counts.by[TJ_LOCK][TJ_REFUSED]), 0);
    read_back();
}

Test(layer_record, events_are_recorded_with_payload_and_both_times)
{
    struct tj_event events[4];
    struct tj_payload payload = { .change_count = 5, .new_state = 1 };
    struct tj_event *event = &fake.events[fake.events_count++];

    *event = (struct tj_event){ .emitted_ns = 900, .delivered_ns = 1300,
                                .number = 12, .id = TJ_EVENT_MEDIA_ARRIVAL };
    tj_encode_payload(event, &payload);
    fake.events[fake.events_count++] = (struct tj_event){
        .delivered_ns = 1400, .id = TJ_EVENT_MEDIA_EJECT_REQUEST };
    cr_assert_eq(tj_backend_events(&layer.backend, 0, events, 4), 2);
    read_back();
    const struct tj_record *record = next_record();
    cr_assert_not_null(record);
    cr_expect_eq(record->kind, TJ_RECORD_EVENT);
    cr_expect_eq(record->what, TJ_EVENT_MEDIA_ARRIVAL);
    cr_expect_eq(record->t0_ns, 500);
    cr_expect_eq(record->event.t1_ns, 900);
    cr_expect_eq(record->event.number, 12);
    cr_expect_eq(record->event.size, 11);
    cr_expect_eq(record->event.data[0], 5);
    cr_expect_eq(record->flags, 0);
    record = next_record();
    cr_assert_not_null(record);
    cr_expect_eq(record->flags, TJ_RECORD_NO_EMISSION);
    cr_expect_eq(record->t0_ns, 1000);
    cr_expect_eq(tj_live_read(&layer.counts.events), 2);
}

Test(layer_record, a_strike_stands_between_an_invocation_and_its_completion)
{
    struct tj_fault_rule rule;
    struct tj_fault_plan plan;
    struct tj_fault_layer fault;
    struct tj_error error;
    struct tj_record_config config = config_of();
    struct tj_reply reply;

    tj_fault_rule_parse("f", "refuse(STATUS_IO_TIMEOUT)", "first=2 count=1",
                        &rule, &error);
    tj_fault_plan_init(&plan, &rule, 1);
    tj_fault_layer_init(&fault, &fake.backend,
                        &(struct tj_fault_config){ .plan = &plan,
                                                   .segment = &segment,
                                                   .origin_ns = ORIGIN_NS,
                                                   .now = fake_now,
                                                   .context = &fake });
    tj_record_layer_init(&layer, &fault.backend, &config);
    submit(1, TJ_LOCK, &reply);
    submit(2, TJ_LOCK, &reply);
    read_back();
    cr_expect_eq(next_record()->op.done_flags, 0);
    const struct tj_record *struck = next_record();
    cr_expect_eq(struck->op.number, 2);
    cr_expect_eq(struck->op.done_flags, TJ_RECORD_INJECTED);
    cr_expect_eq(struck->op.status, TJ_STATUS_IO_TIMEOUT);
    cr_expect_eq(struck->op.native, 121);
    cr_expect_eq(struck->op.outcome, TJ_REFUSED);
    const struct tj_record *strike = next_record();
    cr_assert_not_null(strike);
    cr_expect_eq(strike->kind, TJ_RECORD_STRIKE);
    cr_expect_eq(strike->what, TJ_FAULT_REFUSE);
    cr_expect_eq(strike->client, 7);
    cr_expect_eq(strike->strike.rule, 0);
    cr_expect_eq(strike->strike.number, 2);
    cr_expect_eq(strike->strike.count, 2);
    cr_expect_eq(strike->strike.value, TJ_STATUS_IO_TIMEOUT);
}

Test(layer_record, an_answer_nobody_asked_for_stops_the_program,
     .signal = SIGABRT)
{
    struct tj_reply reply;

    fake.asynchronous = true;
    submit(1, TJ_EJECT, &reply);
    fake.answers[0].number = 2;
    tear_down(); /* Nothing runs after the abort. */
    tj_backend_collect(&layer.backend, 0, &reply);
}

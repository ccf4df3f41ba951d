#include "core/base/os.h"
#include "core/drive/codes.h"
#include "core/drive/op.h"
#include "core/trace/metadata.h"
#include "core/trace/packet.h"
#include "core/trace/writer.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/resource.h>

/* Beyond the first 4 MiB window and the next. */
enum { MANY = 200000, ARENA_SIZE = 1 << 20 };

static char           folder[SUPPORT_PATH_SIZE];
static struct tj_error error;

static void make(void)
{
    support_make_folder(folder);
}
static void unmake(void)
{
    support_remove_folder(folder);
}
TestSuite(writer, .init = make, .fini = unmake);

static void open_segment(struct tj_segment *segment, uint32_t index)
{
    cr_assert_eq(tj_segment_open(segment, folder, index, &sample_info, &error),
                 TJ_OK, "%s", error.text);
}

static void create_and_open(struct tj_segment *segment)
{
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK, "%s",
                 error.text);
    open_segment(segment, 0);
}

static void close_segment(struct tj_segment *segment)
{
    cr_assert_eq(tj_segment_close(segment, &error), TJ_OK, "%s", error.text);
}

static struct tj_trace open_trace(struct arena *arena)
{
    static unsigned char memory[ARENA_SIZE];
    struct tj_trace trace;
    arena_init(arena, memory, sizeof memory);
    cr_assert_eq(tj_trace_open(&trace, folder, arena, &error), TJ_OK, "%s",
                 error.text);
    return trace;
}

static uint64_t file_size(const char *name)
{
    size_t size = 0;
    free(support_read(folder, name, &size));
    return size;
}

/* Record i of a long run: one client, operation i. */
static void append_many(struct tj_segment *segment, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct tj_record record =
            support_operation(i * 100, ANNA, (uint32_t)i + 1);
        cr_assert(support_append(segment, &record, true));
    }
}

static void expect_many(struct tj_trace *trace, uint64_t count)
{
    struct tj_record_ref ref;
    cr_assert_eq(trace->records, count);
    for (uint64_t i = 0; i < count; i++) {
        struct tj_record expected =
            support_operation(i * 100, ANNA, (uint32_t)i + 1);
        const struct tj_record *record = tj_trace_next(trace, &ref);
        cr_assert_not_null(record);
        cr_assert_eq(ref.index, i);
        cr_assert(tj_record_answered(record));
        cr_assert_eq(memcmp(record, &expected,
                            offsetof(struct tj_record, check)), 0);
    }
    cr_assert_null(tj_trace_next(trace, &ref));
}

Test(writer, every_kind_of_record_comes_back_as_written)
{
    struct arena arena;
    sample_write(folder);
    struct tj_trace trace = open_trace(&arena);
    cr_assert_not(trace.partial, "%s", trace.damage.text);
    cr_assert_eq(trace.records, SAMPLE_WRITERS * SAMPLE_RECORDS);
    cr_assert_eq(trace.info.run_id, sample_info.run_id);
    cr_assert_eq(trace.info.seed, sample_info.seed);
    cr_assert_eq(trace.info.started_utc_ns, sample_info.started_utc_ns);
    cr_assert_eq(trace.info.clock_origin_ns, sample_info.clock_origin_ns);
    cr_assert_eq(trace.info.virtual_time, sample_info.virtual_time);
    cr_assert_eq(trace.info.drives, sample_info.drives);

    struct tj_record_ref ref;
    const struct tj_record *record;
    unsigned kinds = 0;
    while ((record = tj_trace_next(&trace, &ref)) != NULL) {
        unsigned index = (unsigned)ref.index;
        struct tj_record expected = sample_record(ref.segment, index);
        bool answered = sample_answered(ref.segment, index);
        cr_assert_eq(tj_record_answered(record), answered);
        cr_assert_eq(memcmp(record, &expected, answered ? 60 : 32), 0,
                     "writer %u record %u", ref.segment, index);
        kinds |= 1u << record->kind;
    }
    cr_assert_eq(kinds, 0x3eu, "the sample holds every kind");
    tj_trace_close(&trace);
}

Test(writer, a_closed_file_ends_with_its_last_record)
{
    sample_write(folder);
    cr_assert_eq(file_size("writer-0000"), tj_packet_offset(SAMPLE_RECORDS));
    cr_assert_eq(file_size("writer-0001"), tj_packet_offset(SAMPLE_RECORDS));
}

Test(writer, a_segment_without_records_is_a_whole_segment)
{
    struct arena arena;
    struct tj_segment segment;
    create_and_open(&segment);
    close_segment(&segment);
    struct tj_trace trace = open_trace(&arena);
    cr_assert_not(trace.partial);
    cr_assert_eq(trace.records, 0);
    tj_trace_close(&trace);
}

Test(writer, records_of_many_windows_come_back_as_written)
{
    struct arena arena;
    struct tj_segment segment;
    create_and_open(&segment);
    append_many(&segment, MANY);
    close_segment(&segment);
    cr_assert_eq(file_size("writer-0000"), tj_packet_offset(MANY));
    struct tj_trace trace = open_trace(&arena);
    cr_assert_not(trace.partial, "%s", trace.damage.text);
    expect_many(&trace, MANY);
    tj_trace_close(&trace);
}

/* Every 1000th operation waits until all others are done, as a lock held up
 * behind a long queue would; then they are answered, the oldest first, then
 * the youngest first, so that windows come and go. */
Test(writer, completions_of_any_age_find_their_record)
{
    struct arena arena;
    struct tj_segment segment;
    create_and_open(&segment);
    for (uint64_t i = 0; i < MANY; i++) {
        struct tj_record record =
            support_operation(i * 100, ANNA, (uint32_t)i + 1);
        cr_assert(support_append(&segment, &record, i % 1000 != 0));
    }
    for (uint64_t i = 0; i < MANY / 2; i += 1000) {
        struct tj_record record =
            support_operation(i * 100, ANNA, (uint32_t)i + 1);
        tj_segment_complete(&segment, i, &record);
        uint64_t late = MANY - 1000 - i;
        record = support_operation(late * 100, ANNA, (uint32_t)late + 1);
        tj_segment_complete(&segment, late, &record);
    }
    close_segment(&segment);
    struct tj_trace trace = open_trace(&arena);
    cr_assert_not(trace.partial, "%s", trace.damage.text);
    expect_many(&trace, MANY);
    tj_trace_close(&trace);
}

Test(writer, an_index_names_the_slot_of_its_record)
{
    struct tj_segment segment;
    create_and_open(&segment);
    for (uint64_t i = 0; i < 5000; i++) {
        struct tj_record *slot = tj_segment_begin(&segment);
        cr_assert_eq(tj_segment_index(&segment, slot), i);
        cr_assert_eq(tj_record_slot(slot, i), TJ_SLOT_EMPTY);
        *slot = support_operation(i, ANNA, 1);
        tj_segment_commit(&segment, slot);
        cr_assert_eq(tj_record_slot(slot, i), TJ_SLOT_INVOKED);
    }
    close_segment(&segment);
}

/* What the recorder hands over stands in the slot as if a record had been put
 * together, in both phases. */
Test(writer, an_invocation_and_a_completion_are_a_record)
{
    struct tj_segment segment;
    create_and_open(&segment);
    const struct tj_invocation made = {
        .t0_ns = UINT64_C(0x0102030405060708), .drive = 3, .what = TJ_QUERY,
        .flags = TJ_RECORD_DUE, .client = ANNA, .name = 0x1234,
        .number = 0x89abcdef, .handle = 0xfedcba98, .code = 0x2c05c,
        .arg = 0x80000001, .late_us = 0x90000001,
    };
    const struct tj_completion done = {
        .result = 0x80010002, .native = 0x8005, .outcome = TJ_REFUSED,
        .done_flags = TJ_RECORD_INJECTED, .t1_ns = made.t0_ns + 7,
        .status = TJ_STATUS_ACCESS_DENIED, .info = 0x87654321,
    };
    struct tj_record expected = {
        .t0_ns = made.t0_ns, .kind = TJ_RECORD_OPERATION, .drive = 3,
        .what = TJ_QUERY, .flags = TJ_RECORD_DUE, .client = ANNA,
        .name = 0x1234, .late_us = made.late_us,
        .op = { .number = made.number, .handle = made.handle,
                .code = made.code, .arg = made.arg },
    };
    for (uint64_t i = 0; i < 2; i++) { /* Then the first is not the newest. */
        struct tj_record *slot = tj_segment_begin(&segment);
        cr_assert_eq(tj_segment_invoke(&segment, slot, &made), i);
        expected.check = tj_record_check(&expected, i, TJ_PHASE_INVOKED);
        cr_assert_arr_eq(slot, &expected, sizeof expected);
    }
    expected.op.result = done.result;
    expected.op.native = done.native;
    expected.op.outcome = done.outcome;
    expected.op.done_flags = done.done_flags;
    expected.op.t1_ns = done.t1_ns;
    expected.op.status = done.status;
    expected.op.info = done.info;
    for (uint64_t i = 0; i < 2; i++) {
        tj_segment_answer(&segment, i, &done);
        expected.check = tj_record_check(&expected, i, TJ_PHASE_WHOLE);
        cr_assert_arr_eq(segment.slots + i, &expected, sizeof expected);
    }
    close_segment(&segment);
}

Test(writer, a_slot_never_committed_is_not_in_the_trace)
{
    struct arena arena;
    struct tj_segment segment;
    create_and_open(&segment);
    append_many(&segment, 3);
    *tj_segment_begin(&segment) = support_operation(900, ANNA, 9);
    close_segment(&segment);
    struct tj_trace trace = open_trace(&arena);
    cr_assert_not(trace.partial);
    expect_many(&trace, 3);
    tj_trace_close(&trace);
}

Test(writer, the_same_run_written_twice_is_the_same_bytes)
{
    static const char *const names[] = { "metadata", "writer-0000",
                                         "writer-0001" };
    sample_write(folder);
    char first[SUPPORT_PATH_SIZE];
    memcpy(first, folder, sizeof first);
    support_make_folder(folder);
    sample_write(folder);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        size_t a_size = 0, b_size = 0;
        unsigned char *a = support_read(first, names[i], &a_size);
        unsigned char *b = support_read(folder, names[i], &b_size);
        cr_assert_eq(a_size, b_size);
        cr_assert_eq(memcmp(a, b, a_size), 0, "%s", names[i]);
        free(a);
        free(b);
    }
    support_remove_folder(first);
}

Test(writer, the_metadata_leaves_room_for_more_names)
{
    sample_write(folder);
    cr_assert_lt(file_size("metadata"), TJ_METADATA_SIZE_MAX / 2);
}

Test(writer, an_unclosed_header_looks_like_a_packet_without_records)
{
    size_t size = 0;
    struct tj_packet_header header;
    sample_write_unclosed(folder);
    unsigned char *bytes = support_read(folder, "writer-0000", &size);
    memcpy(&header, bytes, sizeof header);
    free(bytes);
    cr_assert_eq(header.closing.content_size, TJ_PACKET_HEADER_SIZE * 8);
    cr_assert_eq(header.closing.packet_size, TJ_PACKET_HEADER_SIZE * 8);
    cr_assert_eq(header.closing.check, 0);
}

Test(writer, a_folder_holds_one_trace_only)
{
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_HOST_IO);
    cr_assert(strstr(error.text, folder) != NULL, "%s", error.text);
}

Test(writer, a_writer_does_not_write_over_another)
{
    struct tj_segment segment, second;
    create_and_open(&segment);
    append_many(&segment, 3);
    cr_assert_neq(tj_segment_open(&second, folder, 0, &sample_info, &error),
                  TJ_OK);
    close_segment(&segment);
    cr_assert_eq(file_size("writer-0000"), tj_packet_offset(3));
}

Test(writer, a_segment_without_its_folder_is_a_status)
{
    struct tj_segment segment;
    char absent[SUPPORT_PATH_SIZE + 16];
    snprintf(absent, sizeof absent, "%s/absent", folder);
    cr_assert_neq(tj_segment_open(&segment, absent, 0, &sample_info, &error),
                  TJ_OK);
    cr_assert(strstr(error.text, "absent") != NULL, "%s", error.text);
}

static void begin_first(struct tj_segment *segment, struct tj_record *done)
{
    create_and_open(segment);
    *done = support_operation(1000, ANNA, 1);
    cr_assert(support_append(segment, done, false));
    support_remove_folder(folder); /* The file lives on until the abort. */
}

Test(writer, a_time_running_backwards_stops_the_program, .signal = SIGABRT)
{
    struct tj_segment segment;
    struct tj_record record;
    begin_first(&segment, &record);
    record.t0_ns = 999;
    support_append(&segment, &record, false);
}

Test(writer, a_second_completion_stops_the_program, .signal = SIGABRT)
{
    struct tj_segment segment;
    struct tj_record record;
    begin_first(&segment, &record);
    tj_segment_complete(&segment, 0, &record);
    tj_segment_complete(&segment, 0, &record);
}

Test(writer, a_completion_of_another_invocation_stops_the_program,
     .signal = SIGABRT)
{
    struct tj_segment segment;
    struct tj_record record;
    begin_first(&segment, &record);
    record.op.number = 2;
    tj_segment_complete(&segment, 0, &record);
}

/* Fills the segment until it fails; gives the records it took. */
static uint64_t fill_up(struct tj_segment *segment, uint64_t limit)
{
    uint64_t i = 0;
    for (; i < limit; i++) {
        struct tj_record record =
            support_operation(i * 100, ANNA, (uint32_t)i + 1);
        if (!support_append(segment, &record, i != 0))
            break;
    }
    return i;
}

static void expect_failed_but_readable(struct tj_segment *segment,
                                       uint64_t count)
{
    cr_assert(segment->failed);
    cr_assert_null(tj_segment_begin(segment));
    /* The oldest is answered after the failure: it must still be told. */
    struct tj_record first = support_operation(0, ANNA, 1);
    tj_segment_complete(segment, 0, &first);
    cr_assert_eq(tj_segment_close(segment, &error), TJ_HOST_IO);
    cr_assert(strstr(error.text, "writer-0000") != NULL, "%s", error.text);

    struct arena arena;
    struct tj_trace trace = open_trace(&arena);
    cr_assert(trace.partial, "a trace that lost records must say so");
    cr_assert_not(trace.segments[0].damaged, "%s", trace.damage.text);
    expect_many(&trace, count);
    tj_trace_close(&trace);
}

Test(writer, a_file_size_limit_fails_the_segment_and_keeps_its_records)
{
    struct tj_segment segment;
    create_and_open(&segment);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = { .rlim_cur = 300 * 1024, .rlim_max = 300 * 1024 };
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    uint64_t count = fill_up(&segment, MANY);
    cr_assert_eq(count, (256 * 1024 - TJ_PACKET_HEADER_SIZE) / TJ_RECORD_SIZE);
    expect_failed_but_readable(&segment, count);
}

/* --- Windows made ahead --- */

static void attach_started(struct tj_segment *segment, struct tj_ahead *ahead)
{
    cr_assert_eq(tj_ahead_start(ahead, &error), TJ_OK, "%s", error.text);
    tj_segment_attach(segment, ahead);
}

static void append(struct tj_segment *segment, uint64_t count)
{
    for (uint64_t i = 0; i < count; i++) {
        struct tj_record record =
            support_operation(segment->records * 10, ANNA,
                              (uint32_t)segment->records + 1);
        cr_assert(support_append(segment, &record, true));
    }
}

/* Until what was asked for is made, or could not be. */
static void wait_until_idle(struct tj_ahead *ahead)
{
    tj_os_mutex_lock(&ahead->mutex);
    while (ahead->waiting != NULL || ahead->working != NULL)
        tj_os_signal_wait(&ahead->done, &ahead->mutex, UINT64_MAX);
    tj_os_mutex_unlock(&ahead->mutex);
}

Test(writer, half_through_a_window_the_next_one_is_made)
{
    struct tj_segment segment;
    struct tj_ahead   ahead;
    struct arena      arena;

    create_and_open(&segment);
    attach_started(&segment, &ahead);
    append(&segment, segment.full / 2);
    cr_expect_null(segment.next.at);
    append(&segment, 2);
    wait_until_idle(&ahead);
    const uint8_t *made = segment.next.at;
    cr_assert_not_null(made);
    append(&segment, segment.full - segment.records + 1);
    cr_expect_eq(segment.map.at, made);
    cr_expect_null(segment.next.at);
    close_segment(&segment);
    tj_ahead_stop(&ahead);
    struct tj_trace trace = open_trace(&arena);
    cr_expect_eq(trace.records, segment.records);
    tj_trace_close(&trace);
}

Test(writer, a_window_that_cannot_be_made_ahead_is_the_owners_failure)
{
    struct tj_segment segment;
    struct tj_ahead   ahead;

    create_and_open(&segment);
    attach_started(&segment, &ahead);
    signal(SIGXFSZ, SIG_IGN);
    struct rlimit limit = { .rlim_cur = 300 * 1024, .rlim_max = 300 * 1024 };
    cr_assert_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
    uint64_t count = (256 * 1024 - TJ_PACKET_HEADER_SIZE) / TJ_RECORD_SIZE;
    cr_assert_eq(fill_up(&segment, count), count);
    wait_until_idle(&ahead);
    cr_expect_not(segment.failed);
    cr_expect_null(tj_segment_begin(&segment));
    tj_ahead_stop(&ahead);
    expect_failed_but_readable(&segment, count);
}

/* A small tmpfs that nobody else sees; false where we may not mount. */
static bool mount_small(void)
{
    return unshare(CLONE_NEWNS) == 0 &&
           mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0 &&
           mount("small", folder, "tmpfs", 0, "size=1m") == 0;
}

/* Byte by byte to the very end. */
static void fill_disk(void)
{
    char path[SUPPORT_PATH_SIZE + 16];
    snprintf(path, sizeof path, "%s/.filler", folder);
    FILE *file = fopen(path, "wb");
    cr_assert_not_null(file);
    setvbuf(file, NULL, _IONBF, 0);
    static const char block[4096];
    while (fwrite(block, 1, sizeof block, file) == sizeof block)
        ;
    fclose(file);
}

Test(writer, a_full_disk_fails_the_segment_and_keeps_its_records)
{
    if (!mount_small())
        cr_skip_test("no right to mount a tmpfs");
    struct tj_segment segment;
    create_and_open(&segment);
    uint64_t count = fill_up(&segment, MANY);
    cr_assert(count > 1000 && count < MANY, "%llu",
              (unsigned long long)count);
    expect_failed_but_readable(&segment, count);

    fill_disk();
    struct tj_segment second;
    cr_assert_eq(tj_segment_open(&second, folder, 1, &sample_info, &error),
                 TJ_HOST_IO);
    char path[SUPPORT_PATH_SIZE + 16];
    snprintf(path, sizeof path, "%s/writer-0001", folder);
    cr_assert_not(tj_os_is_file(path), "a failed open leaves nothing");
    umount(folder);
}

Test(packet, windows_follow_each_other_and_hold_their_byte)
{
    uint64_t expected = 0;
    while (expected < UINT64_C(64) * 1024 * 1024) {
        struct tj_window window = tj_packet_window(expected);
        cr_assert_eq(window.offset, expected);
        cr_assert_eq(window.offset % 65536, 0);
        cr_assert_leq(window.size, 4u * 1024 * 1024);
        struct tj_window last =
            tj_packet_window(expected + window.size - 1);
        cr_assert_eq(last.offset, window.offset);
        expected += window.size;
    }
}

#include "core/trace/packet.h"
#include "core/trace/reader.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ARENA_SIZE = 1 << 20 };

static char            folder[SUPPORT_PATH_SIZE];
static struct tj_error error;
static unsigned char   memory[ARENA_SIZE];
static struct arena    arena;

static void make(void)
{
    support_make_folder(folder);
    arena_init(&arena, memory, sizeof memory);
}
static void unmake(void)
{
    support_remove_folder(folder);
}
TestSuite(reader, .init = make, .fini = unmake);

static const char *in_folder(const char *name)
{
    static char path[SUPPORT_PATH_SIZE + 64];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static enum tj_status open_trace(struct tj_trace *trace)
{
    return tj_trace_open(trace, folder, &arena, &error);
}

/* Opens as partial with these words in the damage, and this many records. */
static void expect_damage(const char *words, uint64_t records)
{
    struct tj_trace trace;
    cr_assert_eq(open_trace(&trace), TJ_OK, "%s", error.text);
    cr_assert(trace.partial);
    cr_assert_eq(trace.damage.status, TJ_BAD_TRACE);
    cr_assert(strstr(trace.damage.text, words) != NULL, "%s",
              trace.damage.text);
    cr_assert_eq(trace.records, records, "%llu",
                 (unsigned long long)trace.records);
    struct tj_record_ref ref;
    uint64_t read = 0;
    while (tj_trace_next(&trace, &ref) != NULL)
        read++;
    cr_assert_eq(read, records);
    tj_trace_close(&trace);
}

static void expect_refused(enum tj_status status, const char *words)
{
    struct tj_trace trace;
    cr_assert_eq(open_trace(&trace), status, "%s", error.text);
    cr_assert(strstr(error.text, words) != NULL, "%s", error.text);
}

/* Rewrites a file of the sample through a change of its bytes. */
static void change_file(const char *name,
                        size_t (*change)(unsigned char *bytes, size_t size))
{
    size_t size = 0;
    unsigned char *bytes = support_read(folder, name, &size);
    bytes = realloc(bytes, size + TJ_RECORD_SIZE);
    size = change(bytes, size);
    support_write(folder, name, bytes, size);
    free(bytes);
}

/* --- Not a trace --- */

Test(reader, a_folder_that_is_not_there_is_missing)
{
    struct tj_trace trace;
    cr_assert_eq(tj_trace_open(&trace, in_folder("absent"), &arena, &error),
                 TJ_MISSING);
    cr_assert(strstr(error.text, "absent") != NULL, "%s", error.text);
}

Test(reader, a_folder_without_metadata_is_no_trace)
{
    expect_refused(TJ_BAD_TRACE, "metadata");
}

Test(reader, a_trace_without_segments_is_no_trace)
{
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
    expect_refused(TJ_BAD_TRACE, "no segment");
}

Test(reader, only_foreign_files_are_no_trace)
{
    support_write(folder, "metadata", "x", 1);
    support_write(folder, "holiday.jpg", "\xff\xd8\xff\xe0", 4);
    expect_refused(TJ_BAD_TRACE, "holiday.jpg");
}

static void remake_identity(unsigned char *bytes,
                            const struct tj_trace_info *info, uint32_t writer,
                            uint32_t version)
{
    struct tj_packet_identity identity = tj_packet_identity(info, writer);
    identity.version = version;
    struct tj_record block;
    memcpy(&block, &identity, sizeof block);
    identity.check = tj_record_check(&block, 0, TJ_PHASE_HEADER);
    memcpy(bytes, &identity, sizeof identity);
}

static size_t later_version(unsigned char *bytes, size_t size)
{
    remake_identity(bytes, &sample_info, 1, 2);
    return size;
}
Test(reader, another_version_is_refused_by_number)
{
    sample_write(folder);
    change_file("writer-0001", later_version);
    expect_refused(TJ_BAD_TRACE, "version 2");
}

static size_t other_run(unsigned char *bytes, size_t size)
{
    struct tj_trace_info info = sample_info;
    info.run_id++;
    remake_identity(bytes, &info, 1, TJ_TRACE_VERSION);
    return size;
}
Test(reader, segments_of_two_runs_are_no_trace)
{
    sample_write(folder);
    change_file("writer-0001", other_run);
    expect_refused(TJ_BAD_TRACE, "another run (1122334455667789)");
}

static size_t no_writer(unsigned char *bytes, size_t size)
{
    remake_identity(bytes, &sample_info, TJ_WRITER_NONE, TJ_TRACE_VERSION);
    return size;
}
Test(reader, a_header_that_names_no_writer_is_damage)
{
    sample_write(folder);
    change_file("writer-0001", no_writer);
    expect_damage("writer-0001: has a writer number", SAMPLE_RECORDS);
}

Test(reader, two_segments_of_one_writer_are_no_trace)
{
    size_t size = 0;
    sample_write(folder);
    unsigned char *bytes = support_read(folder, "writer-0001", &size);
    support_write(folder, "writer-0007", bytes, size);
    free(bytes);
    expect_refused(TJ_BAD_TRACE, "writer 1");
}

Test(reader, every_size_of_arena_gives_a_trace_or_a_status)
{
    sample_write(folder);
    unsigned refused = 0, opened = 0;
    for (size_t size = 0; size <= 2048; size += 8) {
        struct tj_trace trace;
        arena_init(&arena, memory, size);
        enum tj_status status = open_trace(&trace);
        cr_assert(status == TJ_OK || status == TJ_NO_MEMORY);
        refused += status == TJ_NO_MEMORY;
        opened += status == TJ_OK;
        if (status == TJ_OK)
            tj_trace_close(&trace);
    }
    cr_assert(refused > 0 && opened > 0);
}

/* --- Damage --- */

static size_t cut_mid_record(unsigned char *bytes, size_t size)
{
    (void)bytes;
    return size - 100;
}
Test(reader, a_file_cut_inside_a_record_names_record_and_offset)
{
    sample_write(folder);
    change_file("writer-0001", cut_mid_record);
    expect_damage("writer-0001: record 4 at offset 384: cut",
                  SAMPLE_RECORDS + 4);
}

static size_t cut_header(unsigned char *bytes, size_t size)
{
    (void)bytes;
    (void)size;
    return 100;
}
Test(reader, a_file_cut_inside_its_header_leaves_the_others)
{
    sample_write(folder);
    change_file("writer-0001", cut_header);
    expect_damage("writer-0001: cut after 100 of the header's 128",
                  SAMPLE_RECORDS);
}

static size_t cut_all(unsigned char *bytes, size_t size)
{
    (void)bytes;
    return size * 0;
}
Test(reader, an_empty_file_is_a_writer_killed_at_once)
{
    sample_write(folder);
    change_file("writer-0001", cut_all);
    expect_damage("writer-0001: was never closed; its 0", SAMPLE_RECORDS);
}

static size_t all_zero(unsigned char *bytes, size_t size)
{
    memset(bytes, 0, size);
    return size;
}
Test(reader, a_file_of_zeros_is_a_writer_killed_before_its_header)
{
    sample_write(folder);
    change_file("writer-0000", all_zero);
    expect_damage("writer-0000: was never closed; its 0", SAMPLE_RECORDS);
}

static size_t append_text(unsigned char *bytes, size_t size)
{
    memcpy(bytes + size, "rest", 4);
    return size + 4;
}
Test(reader, garbage_behind_the_last_record_is_damage)
{
    sample_write(folder);
    change_file("writer-0001", append_text);
    expect_damage("writer-0001: 4 bytes of something else",
                  2 * SAMPLE_RECORDS);
}

static size_t append_zeros(unsigned char *bytes, size_t size)
{
    memset(bytes + size, 0, TJ_RECORD_SIZE);
    return size + TJ_RECORD_SIZE;
}
Test(reader, a_closed_file_not_yet_cut_is_whole_but_partial)
{
    sample_write(folder);
    change_file("writer-0001", append_zeros);
    expect_damage("writer-0001: was never closed; its 6", 2 * SAMPLE_RECORDS);
}

static size_t flip_in_record(unsigned char *bytes, size_t size)
{
    bytes[tj_packet_offset(3) + 17] ^= 4;
    return size;
}
Test(reader, a_flipped_bit_names_record_and_offset)
{
    sample_write(folder);
    change_file("writer-0000", flip_in_record);
    expect_damage("writer-0000: record 3 at offset 320: its check word",
                  3 + SAMPLE_RECORDS);
}

static size_t make_hole(unsigned char *bytes, size_t size)
{
    memset(bytes + tj_packet_offset(2), 0, TJ_RECORD_SIZE);
    return size;
}
Test(reader, a_hole_in_an_unclosed_segment_is_damage)
{
    sample_write_unclosed(folder);
    change_file("writer-0000", make_hole);
    expect_damage("writer-0000: record 2 at offset 256: it is empty, yet",
                  2 + SAMPLE_RECORDS);
}

Test(reader, a_hole_in_a_closed_segment_is_damage)
{
    sample_write(folder);
    change_file("writer-0000", make_hole);
    expect_damage("writer-0000: record 2 at offset 256: it was never",
                  2 + SAMPLE_RECORDS);
}

Test(reader, the_first_damage_is_told_not_the_last)
{
    sample_write(folder);
    change_file("writer-0000", flip_in_record);
    change_file("writer-0001", cut_mid_record);
    expect_damage("writer-0000", 3 + 4);
}

Test(reader, a_foreign_file_among_segments_is_damage)
{
    sample_write(folder);
    support_write(folder, "notes.txt", "remember the milk", 17);
    expect_damage("notes.txt: ", 2 * SAMPLE_RECORDS);
}

Test(reader, a_folder_among_segments_is_damage)
{
    sample_write(folder);
    cr_assert_eq(mkdir(in_folder("writer-0002"), 0777), 0);
    expect_damage("writer-0002: is not a regular file", 2 * SAMPLE_RECORDS);
}

Test(reader, a_pipe_among_segments_is_damage_and_does_not_hang)
{
    sample_write(folder);
    cr_assert_eq(mkfifo(in_folder("writer-0002"), 0666), 0);
    expect_damage("writer-0002: is not a regular file", 2 * SAMPLE_RECORDS);
}

Test(reader, a_hidden_file_is_nobodys_business)
{
    struct tj_trace trace;
    sample_write(folder);
    support_write(folder, ".DS_Store", "x", 1);
    cr_assert_eq(open_trace(&trace), TJ_OK);
    cr_assert_not(trace.partial);
    tj_trace_close(&trace);
}

Test(reader, an_unclosed_trace_keeps_every_committed_record)
{
    sample_write_unclosed(folder);
    expect_damage("writer-0000: was never closed; its 6", 2 * SAMPLE_RECORDS);
}

/* --- The merged order --- */

static void write_segment(uint32_t writer, const struct tj_record *records,
                          size_t count)
{
    struct tj_segment segment;
    cr_assert_eq(tj_segment_open(&segment, folder, writer, &sample_info,
                                 &error), TJ_OK, "%s", error.text);
    for (size_t i = 0; i < count; i++)
        cr_assert(support_append(&segment, &records[i], true));
    cr_assert_eq(tj_segment_close(&segment, &error), TJ_OK);
}

static struct tj_record event(uint64_t t0_ns, uint16_t client, uint32_t number)
{
    return (struct tj_record){ .t0_ns = t0_ns, .kind = TJ_RECORD_EVENT,
                               .client = client,
                               .event = { .number = number } };
}

Test(reader, ties_in_time_go_by_event_number_then_client_then_writer)
{
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
    write_segment(0, (struct tj_record[]){ event(5, 2, 9), event(7, 1, 1) }, 2);
    write_segment(1, (struct tj_record[]){ event(5, 3, 8),
                                           support_operation(6, 4, 1) }, 2);
    write_segment(2, (struct tj_record[]){ support_operation(5, 9, 1),
                                           support_operation(6, 3, 1) }, 2);
    write_segment(3, (struct tj_record[]){ event(5, 1, 9), event(5, 1, 9) }, 2);
    write_segment(4, (struct tj_record[]){ event(5, 1, 9) }, 1);
    static const struct tj_record_ref order[] = {
        { 2, 0 }, { 1, 0 }, { 3, 0 }, { 3, 1 }, { 4, 0 }, { 0, 0 },
        { 2, 1 }, { 1, 1 }, { 0, 1 },
    };

    struct tj_trace trace;
    cr_assert_eq(open_trace(&trace), TJ_OK, "%s", error.text);
    for (unsigned pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
            struct tj_record_ref ref;
            cr_assert_not_null(tj_trace_next(&trace, &ref));
            cr_assert_eq(ref.segment, order[i].segment, "place %zu", i);
            cr_assert_eq(ref.index, order[i].index, "place %zu", i);
        }
        struct tj_record_ref ref;
        cr_assert_null(tj_trace_next(&trace, &ref));
        tj_trace_rewind(&trace);
    }
    tj_trace_close(&trace);
}

Test(reader, many_segments_merge_into_ascending_times)
{
    enum { WRITERS = 37, EACH = 200 };
    uint64_t state = 11;
    cr_assert_eq(tj_trace_create(folder, &sample_info, &error), TJ_OK);
    for (uint32_t writer = 0; writer < WRITERS; writer++) {
        struct tj_record records[EACH];
        uint64_t t0_ns = 0;
        for (uint32_t i = 0; i < EACH; i++) {
            t0_ns += support_random(&state) % 50;
            records[i] =
                support_operation(t0_ns, (uint16_t)(writer + 1), i + 1);
        }
        write_segment(writer, records, EACH);
    }

    struct tj_trace trace;
    struct tj_record_ref ref;
    const struct tj_record *record;
    uint64_t last_t0_ns = 0, next_index[WRITERS] = { 0 }, count = 0;
    cr_assert_eq(open_trace(&trace), TJ_OK, "%s", error.text);
    while ((record = tj_trace_next(&trace, &ref)) != NULL) {
        cr_assert(record->t0_ns >= last_t0_ns);
        cr_assert_eq(ref.index, next_index[ref.segment]++);
        last_t0_ns = record->t0_ns;
        count++;
    }
    cr_assert_eq(count, WRITERS * EACH);
    tj_trace_close(&trace);
}

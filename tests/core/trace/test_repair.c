#include "core/trace/packet.h"
#include "core/trace/reader.h"
#include "core/trace/repair.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <stdlib.h>
#include <string.h>

static char            folder[SUPPORT_PATH_SIZE];
static struct tj_error error;
static unsigned char   memory[1 << 16];
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
TestSuite(repair, .init = make, .fini = unmake);

static size_t expect_repaired(void)
{
    size_t repaired = 0;
    cr_assert_eq(tj_trace_repair(folder, &arena, &repaired, &error), TJ_OK,
                 "%s", error.text);
    cr_assert_eq(arena.used, 0);
    return repaired;
}

static void expect_partial_with(uint64_t records)
{
    struct tj_trace trace;
    cr_assert_eq(tj_trace_open(&trace, folder, &arena, &error), TJ_OK, "%s",
                 error.text);
    cr_assert_eq(trace.records, records);
    cr_assert(trace.partial, "what was lost stays lost");
    cr_assert(strstr(trace.damage.text, "repaired") != NULL, "%s",
              trace.damage.text);
    for (size_t i = 0; i < trace.segments_count; i++)
        cr_assert(trace.segments[i].closed && !trace.segments[i].damaged);
    tj_trace_close(&trace);
    arena_rewind(&arena, 0);
}

Test(repair, a_whole_trace_is_not_touched)
{
    struct tj_trace trace;
    sample_write(folder);
    cr_assert_eq(expect_repaired(), 0);
    cr_assert_eq(tj_trace_open(&trace, folder, &arena, &error), TJ_OK);
    cr_assert_not(trace.partial);
    tj_trace_close(&trace);
}

Test(repair, unclosed_segments_become_closed_ones_of_the_same_records)
{
    sample_write_unclosed(folder);
    cr_assert_eq(expect_repaired(), SAMPLE_WRITERS);
    expect_partial_with(SAMPLE_WRITERS * SAMPLE_RECORDS);

    size_t size = 0;
    unsigned char *bytes = support_read(folder, "writer-0000", &size);
    cr_assert_eq(size, tj_packet_offset(SAMPLE_RECORDS));
    struct tj_packet_closing closing;
    memcpy(&closing, bytes + 64, sizeof closing);
    cr_assert_eq(closing.packet_size, size * 8);
    cr_assert_eq(closing.timestamp_end, 3100);
    free(bytes);
    cr_assert_eq(expect_repaired(), 0, "twice is once");
}

Test(repair, records_before_the_damage_are_kept)
{
    size_t size = 0;
    sample_write(folder);
    unsigned char *bytes = support_read(folder, "writer-0001", &size);
    bytes[tj_packet_offset(4)] ^= 1;
    support_write(folder, "writer-0001", bytes, size);
    free(bytes);
    cr_assert_eq(expect_repaired(), 1);
    expect_partial_with(SAMPLE_RECORDS + 4);
}

Test(repair, a_segment_never_begun_is_removed)
{
    sample_write_unclosed(folder);
    support_write(folder, "writer-0009", "", 0);
    cr_assert_eq(expect_repaired(), SAMPLE_WRITERS + 1);
    expect_partial_with(SAMPLE_WRITERS * SAMPLE_RECORDS);
}

Test(repair, an_unreadable_header_is_left_alone_and_told)
{
    size_t repaired = 0;
    sample_write(folder);
    support_write(folder, "writer-0009", "not a segment", 13);
    cr_assert_eq(tj_trace_repair(folder, &arena, &repaired, &error),
                 TJ_BAD_TRACE);
    cr_assert(strstr(error.text, "writer-0009") != NULL, "%s", error.text);
    size_t size = 0;
    free(support_read(folder, "writer-0009", &size));
    cr_assert_eq(size, 13);
}

Test(repair, what_a_killed_repair_left_behind_does_no_harm)
{
    sample_write_unclosed(folder);
    support_write(folder, ".repair", "half a file", 11);
    cr_assert_eq(expect_repaired(), SAMPLE_WRITERS);
    expect_partial_with(SAMPLE_WRITERS * SAMPLE_RECORDS);
}

Test(repair, a_dead_process_leaves_a_whole_trace_once_it_is_buried)
{
    struct tj_trace trace;
    sample_write_unclosed(folder);
    support_write(folder, "writer-0009", "", 0);
    for (uint32_t i = 0; i < SAMPLE_WRITERS; i++)
        cr_assert_eq(tj_segment_bury(folder, i, &error), TJ_OK, "%s",
                     error.text);
    cr_assert_eq(tj_segment_bury(folder, 9, &error), TJ_OK);
    cr_assert_eq(tj_segment_bury(folder, 77, &error), TJ_OK, "not there");
    cr_assert_eq(tj_segment_bury(folder, 0, &error), TJ_OK, "twice is once");
    cr_assert_eq(tj_trace_open(&trace, folder, &arena, &error), TJ_OK);
    cr_assert_not(trace.partial, "%s", trace.damage.text);
    cr_assert_eq(trace.segments_count, SAMPLE_WRITERS);
    cr_assert_eq(trace.records, SAMPLE_WRITERS * SAMPLE_RECORDS);
    tj_trace_close(&trace);
}

Test(repair, a_damaged_segment_is_not_buried)
{
    size_t size = 0;
    sample_write_unclosed(folder);
    unsigned char *bytes = support_read(folder, "writer-0001", &size);
    bytes[tj_packet_offset(4)] ^= 1;
    support_write(folder, "writer-0001", bytes, size);
    cr_assert_eq(tj_segment_bury(folder, 1, &error), TJ_BAD_TRACE);
    size_t after = 0;
    unsigned char *left = support_read(folder, "writer-0001", &after);
    cr_assert(after == size && memcmp(left, bytes, size) == 0);
    free(left);
    free(bytes);
}

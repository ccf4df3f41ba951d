/* SPDX-License-Identifier: MIT */
/* One writer's file: slots in a mapped window, published by their check word.
 *
 * Two windows stay mapped, the one being filled and the one before, because an
 * operation is completed after it was begun. A completion older than both maps
 * its window again; that is rare enough (65,536 records ago) to be slow. Two
 * more are on their way, with a thread that works ahead: the next one, and one
 * to be unmapped. */
#include "core/trace/writer.h"

#include "core/base/assert.h"
#include "core/trace/check_word.h"
#include "core/trace/memory.h"
#include "core/trace/packet.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_SIZE = 1024 };
enum { INVOCATION_WORDS = 4 };

static struct tj_record *slot_in(const struct tj_os_map *map, uint64_t index)
{
    return (struct tj_record *)(void *)(map->at + (tj_packet_offset(index) -
                                                   map->offset));
}

static bool covers(const struct tj_os_map *map, uint64_t byte)
{
    return map->at != NULL && byte >= map->offset &&
           byte - map->offset < map->size;
}

/* Unmaps without closing the file, which segment->map owns. */
static void forget(struct tj_os_map *map)
{
    map->file = -1;
    tj_os_map_close(map);
    *map = (struct tj_os_map){ .file = -1 };
}

static struct tj_os_map hand_over(struct tj_os_map *map)
{
    struct tj_os_map taken = *map;

    *map = (struct tj_os_map){ .file = -1 };
    return taken;
}

/* The window does not know whose it is; people want to. */
static enum tj_status map_window(const struct tj_segment *segment,
                                 struct tj_os_map *map, uint64_t byte,
                                 struct tj_error *error)
{
    struct tj_window window = tj_packet_window(byte);
    enum tj_status status =
        tj_os_map_window(map, window.offset, window.size, error);
    if (status == TJ_OK)
        return TJ_OK;
    return tj_fail_native(error, status, error->native, "writer-%04u: %s",
                          segment->writer, error->text);
}

static void fail_segment(struct tj_segment *segment)
{
    segment->failed = true;
    segment->room = segment->records - segment->in_window;
}

/* How many records the window in use holds; half of them are made before the
 * next window is asked for. */
static void measure(struct tj_segment *segment)
{
    uint64_t byte = tj_packet_offset(segment->in_window);

    segment->full = (segment->map.offset + segment->map.size - byte) /
                    TJ_RECORD_SIZE;
    segment->room = segment->ahead == NULL ? segment->full
                                           : segment->full - segment->full / 2;
}

static void retire_earlier(struct tj_segment *segment)
{
    if (segment->ahead == NULL) {
        forget(&segment->earlier);
        return;
    }
    forget(&segment->spent);
    segment->spent = hand_over(&segment->earlier);
}

/* Takes the window that holds the next record into use. */
static enum tj_status advance(struct tj_segment *segment,
                              struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    if (segment->place != NULL)
        return tj_fail(error, TJ_NO_MEMORY,
                       "writer-%04u: its %zu bytes of memory are full",
                       segment->writer, segment->place->room);
    if (segment->ahead != NULL)
        tj_ahead_settle(segment->ahead, segment);
    struct tj_os_map next = hand_over(&segment->next);
    next.file = segment->map.file;
    if (next.at == NULL)
        status = map_window(segment, &next, tj_packet_offset(segment->records),
                            error);
    if (status != TJ_OK)
        return status;

    retire_earlier(segment);
    segment->earlier = segment->map;
    segment->map = next;
    segment->in_window = segment->records;
    segment->slots = slot_in(&segment->map, segment->records);
    measure(segment);
    return TJ_OK;
}

void tj_segment_attach(struct tj_segment *segment, struct tj_ahead *ahead)
{
    TJ_ASSERT(segment->records == 0 && segment->ahead == NULL);
    segment->ahead = ahead;
    measure(segment);
}

/* Reads of the segment what its owner leaves alone until the window is full. A
 * window that cannot be had is tried again by the owner, who tells why. */
void tj_segment_prepare(struct tj_segment *segment)
{
    uint64_t         byte = tj_packet_offset(segment->in_window + segment->full);
    struct tj_os_map next = { .file = segment->map.file };
    struct tj_error  untold;

    forget(&segment->spent);
    if (map_window(segment, &next, byte, &untold) == TJ_OK)
        segment->next = next;
}

/* The address of any byte already written; NULL when it cannot be mapped. */
static void *reach(struct tj_segment *segment, uint64_t byte,
                   struct tj_error *error)
{
    if (covers(&segment->map, byte))
        return segment->map.at + (byte - segment->map.offset);
    if (!covers(&segment->earlier, byte)) {
        forget(&segment->earlier);
        segment->earlier.file = segment->map.file;
        if (map_window(segment, &segment->earlier, byte, error) != TJ_OK)
            return NULL;
    }
    return segment->earlier.at + (byte - segment->earlier.offset);
}

/* Where a committed record lies; NULL: it cannot be mapped any more. */
static struct tj_record *slot_of(struct tj_segment *segment, uint64_t index)
{
    if (index >= segment->in_window)
        return segment->slots + (index - segment->in_window);
    struct tj_record *slot =
        reach(segment, tj_packet_offset(index), &segment->error);
    if (slot == NULL)
        fail_segment(segment);
    return slot;
}

static bool same_invocation(const struct tj_record *slot,
                            const struct tj_record *done)
{
    uint64_t difference = slot->late_us ^ done->late_us;
    for (size_t i = 0; i < INVOCATION_WORDS; i++)
        difference |= tj_word_at(slot, i) ^ tj_word_at(done, i);
    return difference == 0;
}

/* Whoever sees the check word sees what it covers. That holds for a killed
 * process too: a processor retires stores in program order, and the pages are
 * the kernel's. */
static void publish(uint32_t *check, uint32_t value)
{
    __atomic_store_n(check, value, __ATOMIC_RELEASE);
}

/* The sum of an OPERATION's invocation. Volatile, so that the compiler loads the
 * fields as narrow as the caller stored them a moment ago: a wide load over
 * narrow stores waits until the store buffer has drained, which cost half of
 * the time of a whole record. */
static uint64_t sum_operation(const volatile struct tj_record *record,
                              uint64_t index)
{
    const uint64_t words[4] = {
        record->t0_ns,
        record->kind | (uint64_t)record->drive << 8 |
            (uint64_t)record->what << 16 | (uint64_t)record->flags << 24 |
            (uint64_t)record->client << 32 | (uint64_t)record->name << 48,
        record->op.number | (uint64_t)record->op.handle << 32,
        record->op.code | (uint64_t)record->op.arg << 32,
    };
    return tj_sum_words(words, record->late_us, index);
}

/* tj_os_map_create refuses a file that is there: no run writes over another. */
static enum tj_status open_file(struct tj_segment *segment, const char *path,
                                struct tj_error *error)
{
    enum tj_status status = tj_os_map_create(&segment->map, path, error);
    if (status != TJ_OK)
        return status;
    status = advance(segment, error);
    if (status != TJ_OK) {
        struct tj_error ignored;
        tj_os_map_close(&segment->map);
        (void)tj_os_remove_file(path, &ignored);
    }
    return status;
}

static struct tj_segment fresh(uint32_t index)
{
    TJ_ASSERT(index != UINT32_MAX); /* Readers take it for none. */
    return (struct tj_segment){ .map = { .file = -1 },
                                .earlier = { .file = -1 },
                                .next = { .file = -1 },
                                .spent = { .file = -1 },
                                .writer = index };
}

static void write_identity(struct tj_segment *segment,
                           const struct tj_trace_info *info)
{
    struct tj_packet_header *header = (void *)segment->map.at;
    struct tj_packet_identity whole =
        tj_packet_identity(info, segment->writer);
    memcpy(&header->identity, &whole,
           offsetof(struct tj_packet_identity, check));
    publish(&header->identity.check, whole.check);

    /* Sizes of a packet without records, and no check word: our reader counts
     * for itself, others stop at once. At a size of 0 babeltrace2 reads on for
     * minutes. */
    struct tj_packet_closing empty = tj_packet_closing(0, 0, 0);
    header->closing.content_size = empty.content_size;
    header->closing.packet_size = empty.packet_size;
}

enum tj_status tj_segment_open(struct tj_segment *segment, const char *folder,
                               uint32_t index, const struct tj_trace_info *info,
                               struct tj_error *error)
{
    char path[PATH_MAX_SIZE];
    int length = snprintf(path, sizeof path, "%s/writer-%04u", folder, index);
    if (length < 0 || (size_t)length >= sizeof path)
        return tj_fail(error, TJ_HOST_IO, "the path %.80s... is too long",
                       folder);

    *segment = fresh(index);
    enum tj_status status = open_file(segment, path, error);
    if (status == TJ_OK)
        write_identity(segment, info);
    return status;
}

void tj_segment_open_place(struct tj_segment *segment,
                           struct tj_memory_place *place,
                           const struct tj_trace_info *info)
{
    *segment = fresh(place->writer);
    segment->place = place;
    segment->map.at = place->bytes;
    segment->map.size = place->room;
    segment->slots = slot_in(&segment->map, 0);
    measure(segment);
    write_identity(segment, info);
}

/* False: no record can be made any more. */
static bool make_room(struct tj_segment *segment)
{
    if (segment->failed)
        return false;
    if (segment->room < segment->full) {
        tj_ahead_ask(segment->ahead, segment);
        segment->room = segment->full;
        return true;
    }
    if (advance(segment, &segment->error) == TJ_OK)
        return true;
    fail_segment(segment);
    return false;
}

struct tj_record *tj_segment_begin(struct tj_segment *segment)
{
    if (segment->records - segment->in_window == segment->room &&
        !make_room(segment))
        return NULL;
    return segment->slots + (segment->records - segment->in_window);
}

void tj_segment_commit(struct tj_segment *segment, struct tj_record *record)
{
    TJ_ASSERT(record ==
              segment->slots + (segment->records - segment->in_window));
    TJ_ASSERT(record->kind > TJ_RECORD_NONE &&
              record->kind < TJ_RECORD_KIND_COUNT);
    TJ_INVARIANT(T2, record->t0_ns >= segment->last_t0_ns);

    segment->last_t0_ns = record->t0_ns;
    if (record->kind == TJ_RECORD_OPERATION) {
        uint64_t sum = sum_operation(record, segment->records);
        segment->last_sum = sum;
        publish(&record->check, tj_check_of_sum(sum, TJ_PHASE_INVOKED));
    } else {
        publish(&record->check,
                tj_record_check(record, segment->records, TJ_PHASE_WHOLE));
    }
    segment->records += 1;
}

uint64_t tj_segment_index(const struct tj_segment *segment,
                          const struct tj_record *record)
{
    TJ_ASSERT(record >= segment->slots &&
              record < segment->slots + segment->room);
    return segment->in_window + (uint64_t)(record - segment->slots);
}

static void store_word(struct tj_record *slot, size_t at, uint64_t word)
{
    memcpy((unsigned char *)slot + at * sizeof word, &word, sizeof word);
}

uint64_t tj_segment_invoke(struct tj_segment *segment, struct tj_record *slot,
                           const struct tj_invocation *made)
{
    uint64_t word_1 = TJ_RECORD_OPERATION | (uint64_t)made->drive << 8 |
                      (uint64_t)made->what << 16 | (uint64_t)made->flags << 24 |
                      (uint64_t)made->client << 32 |
                      (uint64_t)made->name << 48;
    uint64_t word_2 = made->number | (uint64_t)made->handle << 32;
    uint64_t word_3 = made->code | (uint64_t)made->arg << 32;
    uint64_t index = segment->records;
    uint64_t sum = tj_sum_words((const uint64_t[]){ made->t0_ns, word_1, word_2,
                                                    word_3 },
                                made->late_us, index);

    TJ_ASSERT(slot == segment->slots + (index - segment->in_window));
    TJ_INVARIANT(T2, made->t0_ns >= segment->last_t0_ns);
    store_word(slot, 0, made->t0_ns);
    store_word(slot, 1, word_1);
    store_word(slot, 2, word_2);
    store_word(slot, 3, word_3);
    slot->late_us = made->late_us;
    publish(&slot->check, tj_check_of_sum(sum, TJ_PHASE_INVOKED));
    segment->last_t0_ns = made->t0_ns;
    segment->last_sum = sum;
    segment->records = index + 1;
    return index;
}

static inline void answer(const struct tj_segment *segment, uint64_t index,
                          struct tj_record *slot,
                          const struct tj_completion *done)
{
    TJ_INVARIANT(T1, (slot->check & TJ_PHASE_MASK) == TJ_PHASE_INVOKED);

    /* A closed-loop client completes what it committed last. */
    uint64_t sum = tj_segment_is_newest(segment, index)
                       ? segment->last_sum
                       : tj_sum_invocation(slot, index);
    uint64_t word_4 = done->result | (uint64_t)done->native << 32 |
                      (uint64_t)done->outcome << 48 |
                      (uint64_t)done->done_flags << 56;
    uint64_t word_6 = done->status | (uint64_t)done->info << 32;
    store_word(slot, 4, word_4);
    store_word(slot, 5, done->t1_ns);
    store_word(slot, 6, word_6);
    sum += tj_sum_completion(word_4, done->t1_ns, word_6);
    publish(&slot->check, tj_check_of_sum(sum, TJ_PHASE_WHOLE));
}

void tj_segment_answer(struct tj_segment *segment, uint64_t index,
                       const struct tj_completion *done)
{
    TJ_ASSERT(index < segment->records);

    struct tj_record *slot = slot_of(segment, index);
    if (slot != NULL)
        answer(segment, index, slot, done);
}

void tj_segment_complete(struct tj_segment *segment, uint64_t index,
                         const struct tj_record *done)
{
    const struct tj_completion completion = {
        .result = done->op.result, .native = done->op.native,
        .outcome = done->op.outcome, .done_flags = done->op.done_flags,
        .t1_ns = done->op.t1_ns, .status = done->op.status,
        .info = done->op.info,
    };

    TJ_ASSERT(index < segment->records);
    TJ_ASSERT(done->kind == TJ_RECORD_OPERATION);
    struct tj_record *slot = slot_of(segment, index);
    if (slot == NULL)
        return;
    TJ_INVARIANT(T1, done == slot || same_invocation(slot, done));
    answer(segment, index, slot, &completion);
}

/* The file before this call is a whole unclosed segment, after it a whole
 * closed one: the closing counts only once its check word is there. */
static enum tj_status write_closing(struct tj_segment *segment,
                                    struct tj_error *error)
{
    struct tj_packet_header *header = reach(segment, 0, error);
    if (header == NULL)
        return error->status;

    const struct tj_record *first = (const void *)(header + 1);
    uint64_t first_ns = segment->records == 0 ? 0 : first->t0_ns;
    struct tj_packet_closing whole =
        tj_packet_closing(segment->records, first_ns, segment->last_t0_ns);
    memcpy(&header->closing, &whole, offsetof(struct tj_packet_closing, check));
    publish(&header->closing.check, whole.check);
    return TJ_OK;
}

enum tj_status tj_segment_close(struct tj_segment *segment,
                                struct tj_error *error)
{
    /* A failed segment has lost records. Without a closing it says so to every
     * later reader, not only to the run that met the failure. */
    enum tj_status status = segment->error.status;
    if (segment->ahead != NULL)
        tj_ahead_settle(segment->ahead, segment);
    if (segment->failed)
        *error = segment->error;
    else
        status = write_closing(segment, error);
    forget(&segment->earlier);
    forget(&segment->spent);
    forget(&segment->next);
    if (segment->place != NULL) {
        segment->place->size = tj_packet_offset(segment->records);
        segment->map.at = NULL;
        return status;
    }

    struct tj_error cut;
    if (tj_os_map_finish(&segment->map, tj_packet_offset(segment->records),
                         &cut) != TJ_OK &&
        status == TJ_OK) {
        *error = cut;
        status = cut.status;
    }
    return status;
}

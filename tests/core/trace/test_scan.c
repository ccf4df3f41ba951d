/* The pure scan against bytes gone wrong: every bit, every length, and random
 * harm. Buffers have exactly the size they claim, so that ASan sees a step
 * beyond. */
#include "core/trace/scan.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* An unclosed segment is cut to its records and this many empty slots. */
enum { EMPTY_SLOTS = 4, HALF = TJ_PACKET_HEADER_SIZE / 2, ROUNDS = 60000 };

static char folder[SUPPORT_PATH_SIZE];

static void make(void)
{
    support_make_folder(folder);
}
static void unmake(void)
{
    support_remove_folder(folder);
}
TestSuite(scan, .init = make, .fini = unmake);

struct image {
    unsigned char *bytes;
    size_t         size;
    bool           closed;
};

static struct image sample_image(const char *name, bool closed)
{
    struct image image = { .closed = closed };
    (closed ? sample_write : sample_write_unclosed)(folder);
    image.bytes = support_read(folder, name, &image.size);
    if (!closed) {
        image.size = tj_packet_offset(SAMPLE_RECORDS + EMPTY_SLOTS);
        image.bytes = realloc(image.bytes, image.size);
    }
    return image;
}

static struct tj_scan scan(const void *bytes, size_t size)
{
    struct tj_error damage = { .status = TJ_OK };
    struct tj_scan result = tj_scan_segment(bytes, size, "it", &damage);
    cr_assert_eq(result.damaged, damage.status != TJ_OK, "%s", damage.text);
    if (result.damaged)
        cr_assert_eq(strncmp(damage.text, "it: ", 4), 0, "%s", damage.text);
    return result;
}

static bool is_invoked(const struct image *image, size_t record)
{
    return (image->bytes[tj_packet_offset(record) + 60] & TJ_PHASE_MASK) ==
           TJ_PHASE_INVOKED;
}

/* What one flipped bit of this byte must do. */
enum effect { DETECTED, NO_MATTER };
struct expected {
    enum effect effect;
    uint64_t    records; /* Still readable. */
};

static struct expected expect_flip(const struct image *image, size_t byte)
{
    size_t in_block = byte % TJ_RECORD_SIZE;
    if (byte < HALF)
        return (struct expected){ DETECTED, 0 };
    if (byte < TJ_PACKET_HEADER_SIZE) /* Unclosed: only the word matters. */
        return (struct expected){
            image->closed || in_block >= 60 ? DETECTED : NO_MATTER,
            SAMPLE_RECORDS };

    size_t record = (byte - TJ_PACKET_HEADER_SIZE) / TJ_RECORD_SIZE;
    bool completion = in_block >= 32 && in_block < 56;
    if (record < SAMPLE_RECORDS && is_invoked(image, record) && completion)
        return (struct expected){ NO_MATTER, SAMPLE_RECORDS };
    if (record < SAMPLE_RECORDS)
        return (struct expected){ DETECTED, record };
    /* The first empty slot may be torn; no record was ever there. */
    bool torn = record == SAMPLE_RECORDS && in_block < 60;
    return (struct expected){ torn ? NO_MATTER : DETECTED, SAMPLE_RECORDS };
}

static void flip_every_bit(struct image *image)
{
    struct tj_scan whole = scan(image->bytes, image->size);
    cr_assert_not(whole.damaged);
    cr_assert_eq(whole.records, SAMPLE_RECORDS);
    cr_assert_eq(whole.closed, image->closed);

    for (size_t bit = 0; bit < image->size * 8; bit++) {
        unsigned char mask = (unsigned char)(1u << bit % 8);
        struct expected expected = expect_flip(image, bit / 8);
        image->bytes[bit / 8] ^= mask;
        struct tj_scan found = scan(image->bytes, image->size);
        image->bytes[bit / 8] ^= mask;
        cr_assert_eq(found.damaged, expected.effect == DETECTED, "bit %zu",
                     bit);
        cr_assert_eq(found.records, expected.records, "bit %zu: %llu", bit,
                     (unsigned long long)found.records);
        if (expected.effect == NO_MATTER)
            cr_assert_eq(found.closed, image->closed, "bit %zu", bit);
    }
    free(image->bytes);
}

Test(scan, every_flipped_bit_of_a_closed_segment_is_found)
{
    struct image image = sample_image("writer-0001", true);
    flip_every_bit(&image);
}

Test(scan, every_flipped_bit_of_a_segment_with_an_unanswered_one_is_found)
{
    struct image image = sample_image("writer-0000", true);
    flip_every_bit(&image);
}

Test(scan, every_flipped_bit_of_an_unclosed_segment_is_found)
{
    struct image image = sample_image("writer-0000", false);
    flip_every_bit(&image);
}

static bool all_zero(const unsigned char *bytes, size_t size)
{
    while (size > 0 && bytes[size - 1] == 0)
        size--;
    return size == 0;
}

static void cut_everywhere(const struct image *image)
{
    for (size_t size = 0; size < image->size; size++) {
        unsigned char *bytes = malloc(size + (size == 0));
        memcpy(bytes, image->bytes, size);
        struct tj_scan found = scan(bytes, size);
        free(bytes);

        size_t slots = size < TJ_PACKET_HEADER_SIZE
                           ? 0
                           : (size - TJ_PACKET_HEADER_SIZE) / TJ_RECORD_SIZE;
        size_t records = slots < SAMPLE_RECORDS ? slots : SAMPLE_RECORDS;
        cr_assert_eq(found.records, records, "size %zu", size);
        cr_assert_not(found.closed && !found.damaged, "size %zu", size);

        /* Unclosed, a cut between records is a file that grew no further. */
        size_t rest = size < TJ_PACKET_HEADER_SIZE
                          ? 0
                          : tj_packet_offset(slots);
        bool clean = size == 0 ||
                     (!image->closed && size >= TJ_PACKET_HEADER_SIZE &&
                      all_zero(image->bytes + rest, size - rest));
        cr_assert_eq(found.damaged, !clean, "size %zu", size);
    }
    free(image->bytes);
}

Test(scan, a_closed_segment_cut_anywhere_keeps_its_whole_records)
{
    struct image image = sample_image("writer-0000", true);
    cut_everywhere(&image);
}

Test(scan, an_unclosed_segment_cut_anywhere_keeps_its_whole_records)
{
    struct image image = sample_image("writer-0001", false);
    cut_everywhere(&image);
}

/* --- Random harm, by fixed seeds --- */

static size_t below(uint64_t *state, size_t limit)
{
    return (size_t)(support_random(state) % limit);
}

static void harm(unsigned char **bytes, size_t *size, uint64_t *state)
{
    size_t at = below(state, *size);
    size_t length = 1 + below(state, *size - at);
    size_t slot = TJ_RECORD_SIZE;
    size_t a = below(state, *size / slot) * slot;
    size_t b = below(state, *size / slot) * slot;
    unsigned char kept[TJ_RECORD_SIZE];

    switch (below(state, 7)) {
    case 0: /* flip a few bits */
        for (size_t i = 0; i < 1 + length % 5; i++)
            (*bytes)[below(state, *size)] ^=
                (unsigned char)(1u << below(state, 8));
        break;
    case 1: /* overwrite a run with noise */
        for (size_t i = 0; i < length; i++)
            (*bytes)[at + i] = (unsigned char)support_random(state);
        break;
    case 2:
        memset(*bytes + at, below(state, 2) != 0 ? 0 : 0xff, length);
        break;
    case 3: /* exchange two blocks */
        memcpy(kept, *bytes + a, slot);
        memmove(*bytes + a, *bytes + b, slot);
        memcpy(*bytes + b, kept, slot);
        break;
    case 4: /* one block in place of another */
        memmove(*bytes + a, *bytes + b, slot);
        break;
    case 5: /* a hole: the rest moves up */
        memmove(*bytes + at, *bytes + at + length, *size - at - length);
        *size -= length;
        break;
    default: /* something follows */
        *bytes = realloc(*bytes, *size + length);
        for (size_t i = 0; i < length; i++)
            (*bytes)[*size + i] = (unsigned char)support_random(state);
        *size += length;
        break;
    }
    /* Exactly as large as it says. */
    *bytes = realloc(*bytes, *size + (*size == 0));
}

/* Whatever a scan accepts is what was written, at the place it was written. */
static void expect_honest(const struct image *image, const unsigned char *bytes,
                          const struct tj_scan *found)
{
    cr_assert_leq(found->records, SAMPLE_RECORDS);
    if (found->begun)
        cr_assert_eq(memcmp(bytes, image->bytes, HALF), 0);
    for (size_t i = 0; i < found->records; i++) {
        size_t at = tj_packet_offset(i);
        size_t covered = is_invoked(image, i) ? 32 : 56;
        cr_assert_eq(memcmp(bytes + at, image->bytes + at, covered), 0,
                     "record %zu", i);
        cr_assert_eq(memcmp(bytes + at + 56, image->bytes + at + 56, 8), 0);
    }
    if (found->closed && !found->damaged)
        cr_assert_eq(found->records, SAMPLE_RECORDS);
}

static void harm_many(const struct image *image, uint64_t seed)
{
    uint64_t state = seed;
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = image->size;
        unsigned char *bytes = malloc(size);
        memcpy(bytes, image->bytes, size);
        for (size_t i = below(&state, 3) + 1; i > 0 && size > TJ_RECORD_SIZE;
             i--)
            harm(&bytes, &size, &state);
        struct tj_scan found = scan(bytes, size);
        expect_honest(image, bytes, &found);
        free(bytes);
    }
    free(image->bytes);
}

Test(scan, random_harm_to_a_closed_segment_is_never_believed)
{
    struct image image = sample_image("writer-0000", true);
    harm_many(&image, 0x5eed);
}

Test(scan, random_harm_to_an_unclosed_segment_is_never_believed)
{
    struct image image = sample_image("writer-0001", false);
    harm_many(&image, 0xfeed);
}

Test(scan, noise_is_never_a_segment)
{
    uint64_t state = 7;
    for (unsigned round = 0; round < ROUNDS; round++) {
        size_t size = 1 + below(&state, 600);
        unsigned char *bytes = malloc(size);
        for (size_t i = 0; i < size; i++)
            bytes[i] = (unsigned char)support_random(&state);
        if (size >= 4 && round % 2 == 0)
            memcpy(bytes, "\xc1\x1f\xfc\xc1", 4);
        struct tj_scan found = scan(bytes, size);
        cr_assert_not(found.begun);
        cr_assert_eq(found.records, 0);
        free(bytes);
    }
}

/* --- Records that fit their check word and still cannot be read --- */

static void expect_fault(unsigned record, const char *text,
                         void (*change)(struct tj_record *record))
{
    struct image image = { .closed = true };
    image.bytes = support_read(folder, "writer-0001", &image.size);
    struct tj_record changed;
    unsigned char *at = image.bytes + tj_packet_offset(record);
    memcpy(&changed, at, sizeof changed);
    change(&changed);
    changed.check = tj_record_check(&changed, record, TJ_PHASE_WHOLE);
    memcpy(at, &changed, sizeof changed);

    struct tj_error damage = { .status = TJ_OK };
    struct tj_scan found =
        tj_scan_segment(image.bytes, image.size, "it", &damage);
    cr_assert(found.damaged);
    cr_assert_eq(found.records, record);
    char place[64];
    snprintf(place, sizeof place, "it: record %u at offset %u: ", record,
             (unsigned)tj_packet_offset(record));
    cr_assert_eq(strncmp(damage.text, place, strlen(place)), 0, "%s",
                 damage.text);
    cr_assert(strstr(damage.text, text) != NULL, "%s", damage.text);
    free(image.bytes);
}

static void no_kind(struct tj_record *record)
{
    record->kind = TJ_RECORD_NONE;
}
static void later_kind(struct tj_record *record)
{
    record->kind = TJ_RECORD_KIND_COUNT;
}
static void later_what(struct tj_record *record)
{
    record->what = 0xee;
}
static void later_outcome(struct tj_record *record)
{
    record->op.outcome = 3;
}
static void earlier_time(struct tj_record *record)
{
    record->t0_ns = 1;
}
static void other_drive(struct tj_record *record)
{
    record->drive = 1;
}

Test(scan, unknown_kinds_verbs_events_outcomes_and_drives_are_damage)
{
    enum { NAME, EVENT, OPERATION }; /* First three records of writer 1. */
    sample_write(folder);
    expect_fault(NAME, "kind", no_kind);
    expect_fault(EVENT, "kind", later_kind);
    expect_fault(NAME, "part", later_what);
    expect_fault(EVENT, "event", later_what);
    expect_fault(OPERATION, "verb", later_what);
    expect_fault(OPERATION, "outcome", later_outcome);
    expect_fault(OPERATION, "backwards", earlier_time);
    expect_fault(EVENT, "drive", other_drive);
}

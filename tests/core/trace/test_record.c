#include "core/trace/record.h"

#include "tests/core/trace/trace_support.h"

#include <criterion/criterion.h>
#include <string.h>

enum { BITS = TJ_RECORD_SIZE * 8, ROUNDS = 300 };

static struct tj_record random_record(uint64_t *state, uint64_t index,
                                      unsigned phase)
{
    struct tj_record record;
    for (size_t i = 0; i < sizeof record; i += 8) {
        uint64_t word = support_random(state);
        memcpy((char *)&record + i, &word, 8);
    }
    record.kind = TJ_RECORD_OPERATION;
    record.check = tj_record_check(&record, index, phase);
    return record;
}

static void flip(struct tj_record *record, unsigned bit)
{
    ((unsigned char *)record)[bit / 8] ^= (unsigned char)(1u << bit % 8);
}

/* Bits of the completion phase, which an invoked record does not cover. */
static bool is_completion(unsigned bit)
{
    return bit / 8 >= 32 && bit / 8 < 56;
}

Test(record, lies_in_memory_as_the_format_says)
{
    cr_assert_eq(offsetof(struct tj_record, kind), 8);
    cr_assert_eq(offsetof(struct tj_record, client), 12);
    cr_assert_eq(offsetof(struct tj_record, op.number), 16);
    cr_assert_eq(offsetof(struct tj_record, op.t1_ns), 40);
    cr_assert_eq(offsetof(struct tj_record, event.data), 32);
    cr_assert_eq(offsetof(struct tj_record, strike.value), 32);
    cr_assert_eq(offsetof(struct tj_record, late_us), 56);
    cr_assert_eq(offsetof(struct tj_record, check), 60);
}

Test(record, a_slot_of_zeros_is_empty)
{
    struct tj_record record = { 0 };
    cr_assert_eq(tj_record_slot(&record, 0), TJ_SLOT_EMPTY);
    cr_assert_eq(tj_record_slot(&record, 77), TJ_SLOT_EMPTY);
}

Test(record, any_bit_in_an_empty_slot_is_seen)
{
    for (unsigned bit = 0; bit < BITS; bit++) {
        struct tj_record record = { 0 };
        flip(&record, bit);
        cr_assert_eq(tj_record_slot(&record, 5),
                     bit / 8 < 60 ? TJ_SLOT_TORN : TJ_SLOT_DAMAGED, "bit %u",
                     bit);
    }
}

Test(record, every_flipped_bit_of_a_whole_record_is_damage)
{
    uint64_t state = 1;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t index = support_random(&state) >> (round % 60);
        struct tj_record record =
            random_record(&state, index, TJ_PHASE_WHOLE);
        cr_assert_eq(tj_record_slot(&record, index), TJ_SLOT_WHOLE);
        for (unsigned bit = 0; bit < BITS; bit++) {
            struct tj_record flipped = record;
            flip(&flipped, bit);
            cr_assert_eq(tj_record_slot(&flipped, index), TJ_SLOT_DAMAGED,
                         "round %llu bit %u", (unsigned long long)round, bit);
        }
    }
}

Test(record, every_flipped_bit_of_an_invoked_record_is_damage_or_unused)
{
    uint64_t state = 2;
    for (uint64_t round = 0; round < ROUNDS; round++) {
        uint64_t index = support_random(&state) >> (round % 60);
        struct tj_record record =
            random_record(&state, index, TJ_PHASE_INVOKED);
        for (unsigned bit = 0; bit < BITS; bit++) {
            struct tj_record flipped = record;
            flip(&flipped, bit);
            cr_assert_eq(tj_record_slot(&flipped, index),
                         is_completion(bit) ? TJ_SLOT_INVOKED
                                            : TJ_SLOT_DAMAGED,
                         "round %llu bit %u", (unsigned long long)round, bit);
        }
    }
}

Test(record, any_two_flipped_bits_are_damage_but_for_both_phase_bits)
{
    uint64_t state = 5;
    struct tj_record record = random_record(&state, 77, TJ_PHASE_WHOLE);
    for (unsigned a = 0; a < BITS; a++) {
        for (unsigned b = a + 1; b < BITS; b++) {
            if (a == 480 && b == 481)
                continue;
            struct tj_record flipped = record;
            flip(&flipped, a);
            flip(&flipped, b);
            cr_assert_eq(tj_record_slot(&flipped, 77), TJ_SLOT_DAMAGED,
                         "bits %u and %u", a, b);
        }
    }
}

Test(record, a_record_of_another_place_is_damage)
{
    uint64_t state = 3;
    struct tj_record record = random_record(&state, 1000, TJ_PHASE_WHOLE);
    for (uint64_t index = 0; index < 100000; index++)
        cr_assert_eq(tj_record_slot(&record, index),
                     index == 1000 ? TJ_SLOT_WHOLE : TJ_SLOT_DAMAGED);
}

Test(record, exchanged_words_are_damage)
{
    uint64_t state = 4;
    struct tj_record record = random_record(&state, 9, TJ_PHASE_WHOLE);
    for (size_t a = 0; a < 7; a++) {
        for (size_t b = a + 1; b < 7; b++) {
            uint64_t words[8];
            memcpy(words, &record, sizeof words);
            uint64_t kept = words[a];
            words[a] = words[b];
            words[b] = kept;
            struct tj_record other;
            memcpy(&other, words, sizeof other);
            cr_assert_eq(tj_record_slot(&other, 9), TJ_SLOT_DAMAGED);
        }
    }
}

Test(record, only_operations_have_a_first_phase)
{
    struct tj_record record = { .kind = TJ_RECORD_EVENT, .t0_ns = 4 };
    record.check = tj_record_check(&record, 0, TJ_PHASE_INVOKED);
    cr_assert_eq(tj_record_slot(&record, 0), TJ_SLOT_DAMAGED);
}

Test(record, a_half_of_a_header_is_no_record)
{
    struct tj_record record = { .kind = TJ_RECORD_MARK, .t0_ns = 4 };
    record.check = tj_record_check(&record, 0, TJ_PHASE_HEADER);
    cr_assert_eq(tj_record_slot(&record, 0), TJ_SLOT_DAMAGED);
}

/* The sum behind a check word, word by word. Private to core/trace: record.c
 * takes the words from a record, writer.c while they are still in registers.
 *
 * A multiply-add over the eight 64-bit words of a block, of which the top 30
 * bits are kept. Each word is folded first, its upper half xored onto its
 * lower, because a product keeps little of the upper bits: without that, two
 * flips of bit 63 in two words cancel. CRC-32 makes the same promises but costs 20 ns
 * where the processor has no instruction for it. */
#ifndef TJ_CORE_TRACE_CHECK_WORD_H
#define TJ_CORE_TRACE_CHECK_WORD_H

#include "core/trace/record.h"

#include <stdint.h>
#include <string.h>

/* The odd ones among the first round constants of SHA-512 (FIPS 180-4, 4.2.3).
 * One or two flipped bits move the sum by one of some two million distances,
 * each a sum of shifted keys. They show in the top 30 bits because none of the
 * distances is nearer to 0 (modulo 2^64) than 2^34: tests/core/trace/
 * test_trace_format.py counts them all. */
#define TJ_KEY_0     UINT64_C(0x7137449123ef65cd)
#define TJ_KEY_1     UINT64_C(0xb5c0fbcfec4d3b2f)
#define TJ_KEY_2     UINT64_C(0x59f111f1b605d019)
#define TJ_KEY_3     UINT64_C(0x923f82a4af194f9b)
#define TJ_KEY_4     UINT64_C(0x80deb1fe3b1696b1)
#define TJ_KEY_5     UINT64_C(0x9bdc06a725c71235)
#define TJ_KEY_6     UINT64_C(0xefbe4786384f25e3)
#define TJ_KEY_7     UINT64_C(0x240ca1cc77ac9c65)
#define TJ_KEY_INDEX UINT64_C(0x2de92c6f592b0275)
#define TJ_KEY_PHASE UINT64_C(0x4a7484aa6ea6e483)

static inline uint64_t tj_word_at(const struct tj_record *record, size_t index)
{
    uint64_t word = 0;
    memcpy(&word, (const unsigned char *)record + index * sizeof word,
           sizeof word);
    return word;
}

static inline uint64_t tj_fold(uint64_t word)
{
    return word ^ word >> 32;
}

/* Words 0 to 3 and late_us: what every phase covers. */
static inline uint64_t tj_sum_words(const uint64_t words[4], uint32_t late_us,
                                    uint64_t index)
{
    return index * TJ_KEY_INDEX + late_us * TJ_KEY_7 +
           tj_fold(words[0]) * TJ_KEY_0 + tj_fold(words[1]) * TJ_KEY_1 +
           tj_fold(words[2]) * TJ_KEY_2 + tj_fold(words[3]) * TJ_KEY_3;
}

static inline uint64_t tj_sum_invocation(const struct tj_record *record,
                                         uint64_t index)
{
    const uint64_t words[4] = { tj_word_at(record, 0), tj_word_at(record, 1),
                                tj_word_at(record, 2), tj_word_at(record, 3) };
    return tj_sum_words(words, record->late_us, index);
}

/* Words 4 to 6. */
static inline uint64_t tj_sum_completion(uint64_t word_4, uint64_t word_5,
                                         uint64_t word_6)
{
    return tj_fold(word_4) * TJ_KEY_4 + tj_fold(word_5) * TJ_KEY_5 +
           tj_fold(word_6) * TJ_KEY_6;
}

/* A tag says which phase: the tags of the two differ in both bits, so that no
 * single flip turns one into the other. */
static inline uint32_t tj_check_of_sum(uint64_t sum, unsigned phase)
{
    sum += phase * TJ_KEY_PHASE;
    return ((uint32_t)(sum >> 32) & ~(uint32_t)TJ_PHASE_MASK) | phase;
}

#endif

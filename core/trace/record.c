/* SPDX-License-Identifier: MIT */
/* Check words of records, and what they say about a slot. */
#include "core/trace/record.h"

#include "core/base/assert.h"
#include "core/trace/check_word.h"

#include <stdbool.h>
#include <stddef.h>

#if defined(__BYTE_ORDER__)
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__,
               "records are written as they lie in memory: little-endian");
#endif
_Static_assert(offsetof(struct tj_record, op.result) == 32 &&
                   offsetof(struct tj_record, op.t1_ns) == 40 &&
                   offsetof(struct tj_record, op.status) == 48,
               "words 4 to 6 are the completion phase");
_Static_assert(offsetof(struct tj_record, late_us) == 56 &&
                   offsetof(struct tj_record, check) == 60,
               "word 7 is late_us and the check word");

enum { WORDS = TJ_RECORD_SIZE / 8 };

static bool is_zero(const struct tj_record *record)
{
    uint64_t any = 0;
    for (size_t i = 0; i < WORDS; i++)
        any |= tj_word_at(record, i);
    return any == 0;
}

uint32_t tj_record_check(const struct tj_record *record, uint64_t index,
                         unsigned phase)
{
    TJ_ASSERT(phase >= TJ_PHASE_INVOKED && phase <= TJ_PHASE_HEADER);

    uint64_t sum = tj_sum_invocation(record, index);
    if (phase != TJ_PHASE_INVOKED)
        sum += tj_sum_completion(tj_word_at(record, 4), tj_word_at(record, 5),
                                 tj_word_at(record, 6));
    return tj_check_of_sum(sum, phase);
}

enum tj_slot tj_record_slot(const struct tj_record *record, uint64_t index)
{
    if (record->check == 0)
        return is_zero(record) ? TJ_SLOT_EMPTY : TJ_SLOT_TORN;

    unsigned phase = record->check & TJ_PHASE_MASK;
    if (phase != TJ_PHASE_INVOKED && phase != TJ_PHASE_WHOLE)
        return TJ_SLOT_DAMAGED;
    if (record->check != tj_record_check(record, index, phase))
        return TJ_SLOT_DAMAGED;
    if (phase == TJ_PHASE_WHOLE)
        return TJ_SLOT_WHOLE;
    return record->kind == TJ_RECORD_OPERATION ? TJ_SLOT_INVOKED
                                               : TJ_SLOT_DAMAGED;
}

/* Scenarios of chance: a pure function of a corpus and a number. */
#ifndef TJ_TESTS_FUZZ_SCENARIO_MUTATE_H
#define TJ_TESTS_FUZZ_SCENARIO_MUTATE_H

#include "tests/fuzz/scenario.h"

struct scenario_text {
    size_t  size;
    uint8_t bytes[SCENARIO_BYTES_MAX];
};

/* The number-th mutation: of one text, with pieces of others, words of the
 * language and bytes of any kind. count > 0. */
void scenario_mutate(const struct scenario_text *corpus, size_t count,
                     uint64_t number, struct scenario_text *text);

#endif

/* A string of bytes as a trace: each 64 bytes are a record, put right only where
 * the reader would refuse it (kinds, times that run backwards, drives). The
 * first bytes choose how it is judged: whole or partial, with faults, conditions
 * and personas, in how small an arena.
 *
 * What must hold: the judge comes to an end and promises are kept (a broken one
 * stops the program); findings, their records and their clients are within
 * bounds; the order in which segments are read changes no count. */
#ifndef TJ_TESTS_FUZZ_JUDGE_H
#define TJ_TESTS_FUZZ_JUDGE_H

#include "core/check/check.h"

enum { JUDGE_HEAD = 4, JUDGE_RECORDS_MAX = 400, JUDGE_WRITERS = 12 };

struct judge_fuzz {
    void             *pages; /* Taken at the first life. */
    struct tj_verdict verdict;
    uint64_t          lives, judged, findings, advice, refused;
};

void judge_live(struct judge_fuzz *fuzz, const uint8_t *bytes, size_t size);

#endif

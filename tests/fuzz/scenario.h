/* A string of bytes as a scenario: the text of a file, and behind each byte
 * 0x1e one --set. It is read all the way to a checked workload, its fault rules
 * are drawn, and a few clients do their first steps with answers of chance.
 *
 * What must hold: a refusal says where (FILE:LINE:COLUMN) or, when the file is
 * not to blame, why; what was read is written by a dump, and read from there as
 * the same value, field by field. A broken promise stops the program. */
#ifndef TJ_TESTS_FUZZ_SCENARIO_H
#define TJ_TESTS_FUZZ_SCENARIO_H

#include "stress/workload.h"

enum { SCENARIO_BYTES_MAX = 16384, SCENARIO_OVERRIDES_MAX = 6,
       SCENARIO_PART = 0x1e };

struct scenario_fuzz {
    void        *memory; /* Of the arena; taken at the first life. */
    struct arena arena;
    uint64_t     lives, read, steps; /* Strings; those that were a scenario. */
};

void scenario_live(struct scenario_fuzz *fuzz, const uint8_t *bytes,
                   size_t size);

/* Of every field that a run depends on; names of files and places are none. */
uint64_t scenario_hash(const struct tj_workload *workload);

#endif

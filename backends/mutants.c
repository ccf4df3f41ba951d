/* SPDX-License-Identifier: MIT */
#include "backends/mutants.h"

#include "core/base/assert.h"
#include "sim/mutants.h"

static const struct tj_mutant_info rows[] = {
#define X(id, name, wrong, rules) { name, wrong, rules },
    SIM_MUTANT_LIST(X)
#undef X
};
_Static_assert(SIM_HONEST == 0, "the honest drive comes first");

size_t tj_mutant_count(void)
{
    return sizeof rows / sizeof *rows - 1;
}

const struct tj_mutant_info *tj_mutant_at(size_t index)
{
    TJ_ASSERT(index < tj_mutant_count());
    return &rows[index + 1];
}

/* The names of the drives that are wrong on purpose. What is wrong stands
 * where it happens, marked MUTANT(name). */
#include "sim/mutants.h"

#include "core/base/assert.h"

#include <string.h>

static const struct sim_mutant_info infos[] = {
#define X(id, name, wrong, rules) [SIM_##id] = { name, wrong, rules },
    SIM_MUTANT_LIST(X)
#undef X
};
_Static_assert(sizeof infos / sizeof *infos == SIM_MUTANT_COUNT,
               "every mutant has a row");

const struct sim_mutant_info *sim_mutant_info(enum sim_mutant mutant)
{
    TJ_ASSERT((unsigned)mutant < SIM_MUTANT_COUNT);
    return &infos[mutant];
}

bool sim_mutant_by_name(const char *name, enum sim_mutant *mutant)
{
    for (unsigned i = 0; i < SIM_MUTANT_COUNT; i++) {
        if (strcmp(infos[i].name, name) != 0)
            continue;
        *mutant = (enum sim_mutant)i;
        return true;
    }
    return false;
}

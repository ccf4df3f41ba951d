/* SPDX-License-Identifier: MIT */
/* Which rules of the judge must find a drive that is wrong on purpose. Some
 * break properties of class-driver spec 8.7 that the judge has no rule for:
 * those are found by the tests of the simulator, and nobody asks the judge. */
#ifndef TJ_CLI_MUTANT_RULES_H
#define TJ_CLI_MUTANT_RULES_H

#include "backends/mutants.h"

#include <stdbool.h>

/* A mutant names rules ("TJ-X03") and properties ("P31", "W52"). */
bool mutant_names_rule(const struct tj_mutant_info *mutant, const char *rule);
/* The judge has one of the rules that it names. */
bool mutant_is_judged(const struct tj_mutant_info *mutant);
/* "", or why nobody asks the judge: it has no rule "not yet", or the defect
 * does not show in any trace: "white box only". */
const char *mutant_unjudged(const struct tj_mutant_info *mutant);
size_t mutants_judged(void); /* How many of all. */

#endif

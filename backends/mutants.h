/* SPDX-License-Identifier: MIT */
/* The simulated drives that are wrong on purpose, as commands see them: by
 * name, for `--drive sim:mutant=NAME`. The honest drive is not among them. */
#ifndef TJ_BACKENDS_MUTANTS_H
#define TJ_BACKENDS_MUTANTS_H

#include <stddef.h>

struct tj_mutant_info {
    const char *name;
    const char *wrong; /* One sentence. */
    const char *rules; /* Ids with blanks between; one of them must find it. */
};
size_t                       tj_mutant_count(void);
const struct tj_mutant_info *tj_mutant_at(size_t index);

#endif

/* Values of a drive's profile as typed, by the kind of their key. Between
 * profile.c, which has the keys, and profile_values.c. */
#ifndef TJ_SIM_PROFILE_VALUES_H
#define TJ_SIM_PROFILE_VALUES_H

#include "sim/profile.h"

#include <stddef.h>

enum sim_key_kind {
    SIM_KEY_SWITCH, SIM_KEY_DURATION, SIM_KEY_SPAN, SIM_KEY_NUMBER,
    SIM_KEY_WORD, SIM_KEY_TEXT, SIM_KEY_DISC, SIM_KEY_MUTANT
};
struct sim_profile_key {
    const char       *name;
    const char       *values; /* As shown to who typed another one. */
    const char       *yes, *no; /* The two words of a switch. */
    const char       *words;    /* Of WORD, in the order of their enum. */
    const char       *help;
    enum sim_key_kind kind;
    size_t            offset, size; /* Of the member. */
};

/* False: not a value of that key, and nothing is changed. */
bool sim_profile_value(struct sim_profile *profile,
                       const struct sim_profile_key *key, const char *value);

#endif

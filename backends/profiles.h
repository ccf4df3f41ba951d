/* SPDX-License-Identifier: MIT */
/* The shipped profiles of simulated drives, as commands see them: by name, for
 * `--drive sim:NAME`. */
#ifndef TJ_BACKENDS_PROFILES_H
#define TJ_BACKENDS_PROFILES_H

#include <stddef.h>

struct tj_profile_info {
    const char *name;
    const char *about; /* One sentence. */
    const char *text;  /* The whole file. */
};
size_t                 tj_profile_count(void);
struct tj_profile_info tj_profile_at(size_t index);

#endif

/* SPDX-License-Identifier: MIT */
#include "backends/profiles.h"

#include "core/base/assert.h"
#include "sim/profile.h"

size_t tj_profile_count(void)
{
    struct sim_profile_file file;
    size_t count = 0;

    while (sim_profile_shipped(count, &file))
        count++;
    return count;
}

struct tj_profile_info tj_profile_at(size_t index)
{
    struct sim_profile_file file;
    bool known = sim_profile_shipped(index, &file);

    TJ_ASSERT(known);
    return (struct tj_profile_info){ file.name, file.about, file.text };
}

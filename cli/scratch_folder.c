/* SPDX-License-Identifier: MIT */
#include "cli/scratch_folder.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <inttypes.h>
#include <stdlib.h>

enum { TRIES_MAX = 10000, LEVELS_MAX = 3 };

enum tj_status scratch_folder_name(char path[SCRATCH_PATH],
                                   struct tj_error *error)
{
    const char    *parents[] = { getenv("TMPDIR"), "/dev/shm", "/tmp",
                                 getenv("TEMP") };
    const char    *parent = ".";
    struct tj_text text;

    for (size_t i = sizeof parents / sizeof *parents; i > 0; i--)
        if (parents[i - 1] != NULL && tj_os_is_folder(parents[i - 1]))
            parent = parents[i - 1];
    for (unsigned i = 0; i < TRIES_MAX; i++) {
        tj_text_init(&text, path, SCRATCH_PATH);
        tj_text_add(&text, "%s/trayjam-%" PRIu64 "-%u", parent,
                    tj_os_process_id(), i);
        if (!text.cut && !tj_os_is_folder(path))
            return TJ_OK;
    }
    return tj_fail(error, TJ_HOST_IO, "%s: no room for a scratch folder",
                   parent);
}

struct removal {
    const char *folder;
    unsigned    level;
};

static bool remove_entry(void *context, const char *name);

static void remove_level(const char *path, unsigned level)
{
    struct removal  removal = { path, level };
    struct tj_error ignored;

    if (tj_os_is_folder(path) && level < LEVELS_MAX)
        (void)tj_os_list_folder(path, remove_entry, &removal, &ignored);
    tj_os_remove_any(path);
}

static bool remove_entry(void *context, const char *name)
{
    const struct removal *removal = context;
    char                  path[SCRATCH_PATH + 64];
    struct tj_text        text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/%s", removal->folder, name);
    if (!text.cut)
        remove_level(path, removal->level + 1);
    return true;
}

void scratch_folder_remove(const char *path)
{
    remove_level(path, 0);
}

/* SPDX-License-Identifier: MIT */
#include "cli/schedule_file.h"

#include "core/base/os.h"

enum tj_status schedule_file_read(const char *path, struct arena *arena,
                                  struct tj_choices *choices,
                                  struct tj_error *error)
{
    struct tj_os_map map;

    if (!tj_os_is_file(path))
        return tj_fail(error, TJ_MISSING, "%s: no such schedule", path);
    enum tj_status status = tj_os_map_read(&map, path, error);
    if (status != TJ_OK)
        return status;
    const char *text = map.at != NULL ? (const char *)map.at : "";
    size_t      room = tj_choices_room(text, map.size);
    *choices = (struct tj_choices){ .max = room };
    choices->at = ARENA_NEW(arena, struct tj_choice, room);
    status = choices->at != NULL
                 ? tj_choices_read(choices, text, map.size, path, error)
                 : tj_fail(error, TJ_NO_MEMORY, "%s: no room for %zu choices",
                           path, room);
    tj_os_map_close(&map);
    return status;
}

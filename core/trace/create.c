/* SPDX-License-Identifier: MIT */
/* A new trace folder. */
#include "core/trace/writer.h"

#include "core/trace/metadata.h"

#include <stdio.h>
#include <string.h>

enum { PATH_MAX_SIZE = 1024, WINDOW_SIZE = 64 * 1024 };
_Static_assert((int)TJ_METADATA_SIZE_MAX <= (int)WINDOW_SIZE,
               "the metadata fits one window");

/* Through a map, as everything we write, so that a full disk is a status and
 * the folder never holds half a metadata file under its name. */
static enum tj_status write_file(const char *path, const struct tj_text *text,
                                 struct tj_error *error)
{
    struct tj_os_map map = { .file = -1 };
    enum tj_status status = tj_os_map_create(&map, path, error);
    if (status != TJ_OK)
        return status;

    status = tj_os_map_window(&map, 0, WINDOW_SIZE, error);
    if (status != TJ_OK) {
        tj_os_map_close(&map);
        return status;
    }
    memcpy(map.at, text->at, text->used);
    return tj_os_map_finish(&map, text->used, error);
}

enum tj_status tj_trace_create(const char *folder,
                               const struct tj_trace_info *info,
                               struct tj_error *error)
{
    char path[PATH_MAX_SIZE];
    char fresh[PATH_MAX_SIZE];
    int length = snprintf(path, sizeof path, "%s/metadata", folder);
    int fresh_length = snprintf(fresh, sizeof fresh, "%s/.metadata", folder);
    if (length < 0 || fresh_length < 0 || (size_t)fresh_length >= sizeof fresh)
        return tj_fail(error, TJ_HOST_IO, "the path %.80s... is too long",
                       folder);
    if (tj_os_is_file(path))
        return tj_fail(error, TJ_HOST_IO, "%s holds a trace already", folder);

    char memory[TJ_METADATA_SIZE_MAX];
    struct tj_text text;
    tj_text_init(&text, memory, sizeof memory);
    tj_metadata_write(&text, info);

    enum tj_status status = tj_os_make_folders(folder, error);
    if (status == TJ_OK && tj_os_is_file(fresh)) /* of a killed create */
        status = tj_os_remove_file(fresh, error);
    if (status == TJ_OK)
        status = write_file(fresh, &text, error);
    if (status == TJ_OK)
        status = tj_os_rename(fresh, path, error);
    return status;
}

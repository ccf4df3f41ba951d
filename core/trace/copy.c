#include "core/trace/copy.h"

#include "core/base/assert.h"
#include "core/trace/packet.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK_SIZE = 64 * 1024 };
_Static_assert(CHUNK_SIZE % TJ_RECORD_SIZE == 0 &&
                   TJ_PACKET_HEADER_SIZE % TJ_RECORD_SIZE == 0,
               "a chunk ends with a record");

/* A writer commits in order: an empty last slot means that nothing follows. */
static bool ends_empty(const uint8_t *chunk)
{
    const struct tj_record *last =
        (const void *)(chunk + CHUNK_SIZE - TJ_RECORD_SIZE);
    return last->check == 0;
}

static enum tj_status copy_open(FILE *file, const char *path,
                                struct arena *arena, uint8_t **bytes,
                                size_t *size, struct tj_error *error)
{
    for (;;) {
        uint8_t *chunk = arena_take(arena, CHUNK_SIZE, 1, 8);
        if (chunk == NULL)
            return tj_fail(error, TJ_NO_MEMORY,
                           "no room for a copy of %s, of which %zu bytes were "
                           "read", path, *size);
        if (*bytes == NULL)
            *bytes = chunk;
        TJ_ASSERT(chunk == *bytes + *size); /* An arena hands out in a row. */
        size_t count = fread(chunk, 1, CHUNK_SIZE, file);
        *size += count;
        if (count == CHUNK_SIZE && !ends_empty(chunk))
            continue;
        if (ferror(file))
            return tj_fail_native(error, TJ_HOST_IO, errno,
                                  "%s could not be read", path);
        return TJ_OK;
    }
}

enum tj_status tj_segment_copy(const char *path, struct arena *arena,
                               uint8_t **bytes, size_t *size,
                               struct tj_error *error)
{
    *bytes = NULL;
    *size = 0;
    FILE *file = fopen(path, "rb");
    if (file == NULL)
        return tj_fail_native(error, TJ_HOST_IO, errno,
                              "%s could not be opened", path);
    enum tj_status status =
        copy_open(file, path, arena, bytes, size, error);
    (void)fclose(file);
    return status;
}

#include "backends/open_handles.h"

#include "core/base/assert.h"

static uint32_t find(const struct tj_open_handles *open, tj_handle handle)
{
    uint32_t i = 0;

    while (i < open->count && open->at[i] != handle)
        i++;
    return i;
}

bool open_handles_has(const struct tj_open_handles *open, tj_handle handle)
{
    return find(open, handle) < open->count;
}

void open_handles_note(struct tj_open_handles *open, enum tj_verb verb,
                       tj_handle handle)
{
    if (verb == TJ_OPEN || verb == TJ_DUPLICATE) {
        TJ_ASSERT(open->count < TJ_OPEN_HANDLES_MAX);
        open->at[open->count++] = handle;
    } else if (verb == TJ_CLOSE) {
        uint32_t i = find(open, handle);

        if (i < open->count)
            open->at[i] = open->at[--open->count];
    }
}

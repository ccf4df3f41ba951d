/* SPDX-License-Identifier: MIT */
#include "core/check/mcn.h"

#include "core/drive/codes.h"

/* The code under any of the device types that the driver takes for STORAGE
 * (spec 0.5 step 3): which of the two it asks for stands in its bytes. */
static bool is_opaque(const struct operation *op)
{
    return op->verb == TJ_IOCTL &&
           (op->code & 0xffffu) == (TJ_IOCTL_STORAGE_MCN_CONTROL & 0xffffu);
}

static struct mcn_file *find(struct mcn_drive *mcn,
                             const struct history *history, uint32_t file)
{
    for (size_t i = 0; i < mcn->count; i++)
        if (mcn->files[i].file == file &&
            mcn->files[i].serial == history->handles.files[file].serial)
            return &mcn->files[i];
    return NULL;
}

static struct mcn_file *find_or_add(struct mcn_drive *mcn,
                                    const struct history *history,
                                    uint32_t file)
{
    struct mcn_file *found = find(mcn, history, file);
    if (found != NULL)
        return found;
    if (mcn->count == MCN_FILES_MAX) {
        mcn->lost = true;
        return NULL;
    }
    found = &mcn->files[mcn->count++];
    *found = (struct mcn_file){
        .file = file, .serial = history->handles.files[file].serial
    };
    return found;
}

/* An answer that is not the drive's may hide another request than the one
 * recorded: either may have happened. */
void mcn_invoke(struct mcn_drive *mcn, const struct history *history,
                const struct operation *op)
{
    bool both = operation_may_act(op) && !operation_is_done(op);
    if (is_opaque(op))
        mcn->lost |= operation_may_act(op);
    if ((op->verb != TJ_MCN_OFF && op->verb != TJ_MCN_ON) ||
        op->file == HISTORY_NOTHING || !operation_may_act(op))
        return;
    struct mcn_file *file = find_or_add(mcn, history, op->file);
    if (file == NULL)
        return;
    file->offs_may += op->verb == TJ_MCN_OFF || both ? 1 : 0;
    if (op->verb != TJ_MCN_ON && !both)
        return;
    file->ons_may += 1;
    if (file->offs_may > 0 && op->at.t1_ns > mcn->enabled_ns)
        mcn->enabled_ns = op->at.t1_ns;
}

struct mcn_file *mcn_answer(struct mcn_drive *mcn,
                            const struct history *history,
                            const struct operation *op)
{
    if ((op->verb != TJ_MCN_OFF && op->verb != TJ_MCN_ON) ||
        op->file == HISTORY_NOTHING)
        return NULL;
    struct mcn_file *file = find(mcn, history, op->file);
    if (file == NULL || op->outcome != TJ_DONE)
        return file;
    if (op->verb == TJ_MCN_ON) {
        file->ons_sure += 1;
        return file;
    }
    file->offs_sure += 1;
    file->off_ns = op->at.t1_ns;
    file->off_ref = op->ref;
    return file;
}

void mcn_gone(struct mcn_drive *mcn, const struct history *history,
              const struct operation *op)
{
    struct mcn_file *file = find(mcn, history, op->file);
    uint64_t gone_ns = history->handles.files[op->file].close.t1_ns;
    if (file == NULL)
        return;
    if (file->offs_may > 0 && gone_ns > mcn->enabled_ns)
        mcn->enabled_ns = gone_ns;
    *file = mcn->files[--mcn->count];
}

/* A file object that was forgotten is over, but nobody saw when. */
static uint64_t alive_until(const struct mcn_file *file,
                            const struct history *history)
{
    if (history->handles.files[file->file].serial != file->serial)
        return 0;
    return handles_alive_until(&history->handles, file->file);
}

const struct mcn_file *mcn_disabled(const struct mcn_drive *mcn,
                                    const struct history *history,
                                    uint64_t t_ns)
{
    for (size_t i = 0; i < mcn->count && !mcn->lost; i++) {
        const struct mcn_file *file = &mcn->files[i];
        if (file->offs_sure > file->ons_may && file->off_ns < t_ns &&
            alive_until(file, history) > t_ns)
            return file;
    }
    return NULL;
}

bool mcn_may_enable(const struct mcn_drive *mcn, const struct history *history,
                    uint64_t from_ns, uint64_t to_ns)
{
    if (mcn->lost || mcn->enabled_ns >= from_ns)
        return true;
    for (size_t i = 0; i < mcn->count; i++)
        if (mcn->files[i].offs_may > 0 &&
            alive_until(&mcn->files[i], history) < to_ns)
            return true;
    return false;
}

/* What properties say of requests and steps, in the words of the spec. */
#include "tests/sim/properties/tale.h"

#include "core/drive/bytes.h"
#include "core/drive/catalog.h"

#include <stdarg.h>
#include <stdio.h>

void occasion(struct look *look)
{
    look->tale->occasions[look->property]++;
}

void broken(struct look *look, const char *format, ...)
{
    struct tale *tale = look->tale;
    char *text = tale->text[look->property];
    va_list arguments;

    if (tale->breaks[look->property]++ > 0)
        return;
    int length = snprintf(text, TALE_TEXT_MAX, "step %u: ", tale->steps);
    va_start(arguments, format);
    (void)vsnprintf(text + length, TALE_TEXT_MAX - (size_t)length, format,
                    arguments);
    va_end(arguments);
}

bool is_direct(const struct look *look, const struct call *call)
{
    return call->file != NOBODY &&
           look->tale->files[call->file].class == SIM_CLASS_D;
}

bool is_stranger(const struct look *look, const struct call *call, int owner)
{
    return owner != NOBODY && (call->file != owner || !is_direct(look, call));
}

bool is_excused(const struct call *call)
{
    return (call->may_cancel && call->status == TJ_STATUS_CANCELLED) ||
           (call->removed && call->status == TJ_STATUS_DEVICE_DOES_NOT_EXIST) ||
           call->status == TJ_STATUS_INSUFFICIENT_RESOURCES;
}

bool is_exclusive(const struct call *call, uint32_t type)
{
    static const uint32_t sizes[] = { 8, 72, 8 };

    return call->kind == SIM_IOCTL &&
           call->code == TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS &&
           call->input_size >= sizes[type] &&
           tj_get_u32(call->input) == type;
}

bool is_exclusive_type(uint32_t code)
{
    uint32_t type = code >> 16;

    return type == 0x02 || type == 0x04 || type == 0x07 || type == 0x2d ||
           type == 0x33;
}

uint32_t normalised(uint32_t code)
{
    uint32_t function = code >> 2 & 0xfff;

    if (function < 0x200 || function > 0x300 ||
        (!is_exclusive_type(code) && code >> 16 != 0x1f))
        return code;
    return (code & 0xffff) | UINT32_C(0x2d0000);
}

bool has_access(const struct look *look, const struct call *call)
{
    const struct file *file = file_of(look, call);
    unsigned needed = call->code >> 14 & 3;

    if (call->kind == SIM_READ)
        needed = TJ_ACCESS_READ;
    if (call->kind == SIM_WRITE || call->kind == SIM_FLUSH)
        needed = TJ_ACCESS_WRITE;
    return file != NULL && (needed & ~(unsigned)file->access) == 0;
}

unsigned commands(const struct look *look)
{
    unsigned count = 0;

    for (size_t i = 0; i < look->effects->count; i++)
        count += look->effects->items[i].kind == SIM_SCSI;
    return count;
}

bool command_failed(const struct look *look)
{
    for (size_t i = 0; i < look->effects->count; i++)
        if (look->effects->items[i].kind == SIM_SCSI &&
            look->effects->items[i].scsi_status != SIM_SCSI_GOOD)
            return true;
    return false;
}

const struct sim_effect *next_event(const struct look *look,
                                    const struct sim_effect *previous)
{
    const struct sim_effect *items = look->effects->items;
    size_t i = previous == NULL ? 0 : (size_t)(previous - items) + 1;

    for (; i < look->effects->count; i++)
        if (items[i].kind == SIM_EVENT)
            return &items[i];
    return NULL;
}

bool is_media_event(enum tj_event_id id)
{
    return id == TJ_EVENT_MEDIA_ARRIVAL || id == TJ_EVENT_MEDIA_REMOVAL;
}

bool is_volume_event(enum tj_event_id id)
{
    return tj_event_info(id)->emitter == TJ_BY_FILE_SYSTEM;
}

/* The table of control codes, and the proof that the short list in codes.h
 * agrees with it. */
#include "core/drive/catalog.h"
#include "core/drive/code_list.h"

#include "core/base/assert.h"

#include <string.h>

static const struct tj_code_info rows[] = {
#define X(name_, device_, function_, method_, access_, input_, output_, spec_, \
          source_, simulated_)                                                 \
    { .name = #name_,                                                          \
      .code = TJ_CONTROL_CODE(TJ_DEVICE_##device_, function_, TJ_##method_,    \
                              TJ_CODE_##access_),                              \
      .input = input_,                                                         \
      .output = output_,                                                       \
      .spec = spec_,                                                           \
      .source = source_,                                                       \
      .simulated = simulated_ },
    TJ_CODE_LIST(X)
#undef X
};
enum { ROWS_COUNT = sizeof rows / sizeof *rows };

/* The numbers as constants, for the pairs below. All fit an int: the highest
 * device type in the list is VOLUME 0x56. */
enum {
#define X(name_, device_, function_, method_, access_, input_, output_, spec_, \
          source_, simulated_)                                                 \
    CODE_##name_ = (int)TJ_CONTROL_CODE(TJ_DEVICE_##device_, function_,        \
                                        TJ_##method_, TJ_CODE_##access_),
    TJ_CODE_LIST(X)
#undef X
};

#define SAME(name) \
    _Static_assert(CODE_##name == TJ_##name, #name " differs from codes.h")
SAME(IOCTL_CDROM_EXCLUSIVE_ACCESS);
SAME(IOCTL_CDROM_GET_INQUIRY_DATA);
SAME(IOCTL_CDROM_READ_TOC);
SAME(IOCTL_CDROM_DISK_TYPE);
SAME(IOCTL_STORAGE_CHECK_VERIFY);
SAME(IOCTL_STORAGE_CHECK_VERIFY2);
SAME(IOCTL_STORAGE_MEDIA_REMOVAL);
SAME(IOCTL_STORAGE_EJECTION_CONTROL);
SAME(IOCTL_STORAGE_EJECT_MEDIA);
SAME(IOCTL_STORAGE_LOAD_MEDIA);
SAME(IOCTL_STORAGE_LOAD_MEDIA2);
SAME(IOCTL_STORAGE_MCN_CONTROL);
SAME(IOCTL_STORAGE_GET_MEDIA_TYPES_EX);
SAME(IOCTL_STORAGE_GET_DEVICE_NUMBER);
SAME(IOCTL_STORAGE_GET_HOTPLUG_INFO);
SAME(IOCTL_STORAGE_QUERY_PROPERTY);
SAME(IOCTL_STORAGE_EVENT_NOTIFICATION);
SAME(IOCTL_SCSI_GET_ADDRESS);
SAME(FSCTL_LOCK_VOLUME);
SAME(FSCTL_UNLOCK_VOLUME);
SAME(FSCTL_DISMOUNT_VOLUME);
SAME(FSCTL_IS_VOLUME_MOUNTED);
SAME(FSCTL_IS_PATHNAME_VALID);
SAME(FSCTL_INVALIDATE_VOLUMES);
SAME(FSCTL_IS_VOLUME_DIRTY);
SAME(FSCTL_ALLOW_EXTENDED_DASD_IO);

size_t tj_code_count(void)
{
    return ROWS_COUNT;
}

const struct tj_code_info *tj_code_at(size_t index)
{
    TJ_ASSERT(index < ROWS_COUNT);
    return &rows[index];
}

const struct tj_code_info *tj_code_by_value(uint32_t code)
{
    for (size_t i = 0; i < ROWS_COUNT; i++)
        if (rows[i].code == code)
            return &rows[i];
    return NULL;
}

const struct tj_code_info *tj_code_by_name(const char *name)
{
    for (size_t i = 0; i < ROWS_COUNT; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}

#include "backends/windows/errors.h"

#include "core/drive/catalog.h"

#include <stdbool.h>
#include <stddef.h>

#define FACILITY_NTWIN32 UINT32_C(0xC0070000)

/* Where several statuses become one error: the one that CreateFile and
 * DeviceIoControl on a drive mean by it. */
static const struct {
    uint32_t error, status;
} likely[] = {
    { 2, TJ_STATUS_OBJECT_NAME_NOT_FOUND },
    { 6, TJ_STATUS_INVALID_HANDLE },
    { 21, TJ_STATUS_NO_MEDIA_IN_DEVICE },
    { 87, TJ_STATUS_INVALID_PARAMETER },
    { 1117, TJ_STATUS_IO_DEVICE_ERROR },
    { 1784, TJ_STATUS_INVALID_USER_BUFFER },
};

uint32_t win32_likely_status(uint32_t error)
{
    for (size_t i = 0; i < sizeof likely / sizeof *likely; i++)
        if (likely[i].error == error)
            return likely[i].status;
    for (size_t i = 0; i < tj_ntstatus_count(); i++)
        if (tj_ntstatus_gives(tj_ntstatus_at(i)->status, error))
            return tj_ntstatus_at(i)->status;
    return FACILITY_NTWIN32 | (error & 0xffff);
}

uint32_t win32_status_of(const struct win32_failure *failure)
{
    bool failed = failure->seen >> 30 >= 2;

    if (failed && (tj_ntstatus_gives(failure->seen, failure->error) ||
                   failure->mapped == failure->error))
        return failure->seen;
    return win32_likely_status(failure->error);
}

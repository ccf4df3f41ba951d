/* SPDX-License-Identifier: MIT */
#include "core/check/requests.h"

#include "core/drive/codes.h"
#include "core/drive/encode.h"

#include <stddef.h>

static bool is_among(uint32_t code, const uint32_t *codes, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (codes[i] == code)
            return true;
    return false;
}
#define AMONG(code, list) is_among(code, list, sizeof(list) / sizeof *(list))

enum request_gate request_gate(uint32_t code)
{
    static const uint32_t allowed[] = {
        TJ_IOCTL_SCSI_GET_ADDRESS,
        TJ_IOCTL_STORAGE_GET_HOTPLUG_INFO,
        TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
        TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
        TJ_IOCTL_CDROM_EXCLUSIVE_ACCESS,
        TJ_IOCTL_CDROM_GET_INQUIRY_DATA,
    };
    static const uint32_t blocked[] = {
        TJ_DEVICE_SCSI,    TJ_DEVICE_DISK, TJ_DEVICE_CDROM,
        TJ_DEVICE_STORAGE, TJ_DEVICE_DVD,
    };
    if (AMONG(code, allowed))
        return REQUEST_ALLOWED;
    if (code == TJ_IOCTL_STORAGE_QUERY_PROPERTY)
        return REQUEST_PROPERTY;
    return AMONG(tj_code_device(code), blocked) ? REQUEST_BLOCKED
                                                : REQUEST_OTHER;
}

/* Spec 0.5 step 3. */
static uint32_t normalised(uint32_t code)
{
    static const uint32_t types[] = { TJ_DEVICE_SCSI, TJ_DEVICE_DISK,
                                      TJ_DEVICE_TAPE, TJ_DEVICE_DVD,
                                      TJ_DEVICE_CDROM };
    uint32_t function = tj_code_function(code);
    if (function < 0x200 || function > 0x300 ||
        !AMONG(tj_code_device(code), types))
        return code;
    return (code & 0xffffu) | (uint32_t)TJ_DEVICE_STORAGE << 16;
}

bool request_never_denied(uint32_t code)
{
    static const uint32_t served[] = {
        TJ_IOCTL_STORAGE_CHECK_VERIFY,
        TJ_IOCTL_STORAGE_CHECK_VERIFY2,
        TJ_IOCTL_STORAGE_MEDIA_REMOVAL,
        TJ_IOCTL_STORAGE_EJECTION_CONTROL,
        TJ_IOCTL_STORAGE_EJECT_MEDIA,
        TJ_IOCTL_STORAGE_LOAD_MEDIA,
        TJ_IOCTL_STORAGE_LOAD_MEDIA2,
        TJ_IOCTL_STORAGE_MCN_CONTROL,
        TJ_IOCTL_STORAGE_GET_MEDIA_TYPES_EX,
        TJ_IOCTL_STORAGE_GET_DEVICE_NUMBER,
        TJ_IOCTL_STORAGE_GET_HOTPLUG_INFO,
        TJ_IOCTL_CDROM_GET_INQUIRY_DATA,
        TJ_IOCTL_CDROM_READ_TOC,
        UINT32_C(0x24054), /* CDROM_READ_TOC_EX */
        UINT32_C(0x24038), /* CDROM_GET_LAST_SESSION */
        UINT32_C(0x2404C), /* CDROM_GET_DRIVE_GEOMETRY */
        UINT32_C(0x24050), /* CDROM_GET_DRIVE_GEOMETRY_EX */
        UINT32_C(0x7405C), /* DISK_GET_LENGTH_INFO */
        UINT32_C(0x24058), /* CDROM_GET_CONFIGURATION */
        UINT32_C(0x24060), /* CDROM_SET_SPEED */
        UINT32_C(0x2D5140), /* STORAGE_READ_CAPACITY */
    };
    return AMONG(normalised(code), served);
}

bool request_is_secure_lock(uint32_t code)
{
    return normalised(code) == TJ_IOCTL_STORAGE_EJECTION_CONTROL;
}

bool request_is_simple_lock(uint32_t code)
{
    return normalised(code) == TJ_IOCTL_STORAGE_MEDIA_REMOVAL;
}

bool request_is_foreign(uint32_t code)
{
    static const uint32_t own[] = { TJ_DEVICE_DISK,   TJ_DEVICE_CDROM,
                                    TJ_DEVICE_STORAGE, TJ_DEVICE_DVD,
                                    TJ_DEVICE_FILE_SYSTEM,
                                    TJ_DEVICE_MOUNTDEV, TJ_DEVICE_VOLUME };
    return code != TJ_IOCTL_SCSI_GET_ADDRESS &&
           normalised(code) == code && !AMONG(tj_code_device(code), own);
}

bool request_is_reservation(uint32_t code)
{
    static const uint32_t reserving[] = {
        UINT32_C(0x2D4810), /* STORAGE_RESERVE */
        UINT32_C(0x2DD01C), /* STORAGE_PERSISTENT_RESERVE_OUT */
    };
    return AMONG(normalised(code), reserving);
}

enum request_refusal request_refusal(uint32_t status)
{
    static const uint32_t buffers[] = {
        TJ_STATUS_INFO_LENGTH_MISMATCH, TJ_STATUS_INVALID_PARAMETER,
        TJ_STATUS_BUFFER_TOO_SMALL,     TJ_STATUS_INVALID_BUFFER_SIZE,
        TJ_STATUS_INVALID_PARAMETER_1,  TJ_STATUS_INVALID_PARAMETER_2,
        TJ_STATUS_INVALID_PARAMETER_3,  TJ_STATUS_INVALID_PARAMETER_5,
    };
    static const uint32_t handler[] = {
        TJ_STATUS_INVALID_DEVICE_REQUEST, TJ_STATUS_NO_MEDIA_IN_DEVICE,
        TJ_STATUS_DEVICE_NOT_READY,       TJ_STATUS_UNRECOGNIZED_MEDIA,
        TJ_STATUS_NONEXISTENT_SECTOR,     TJ_STATUS_DEVICE_DATA_ERROR,
        TJ_STATUS_IO_DEVICE_ERROR,        TJ_STATUS_IO_TIMEOUT,
        TJ_STATUS_MEDIA_WRITE_PROTECTED,  TJ_STATUS_DEVICE_BUSY,
        TJ_STATUS_VERIFY_REQUIRED,        TJ_STATUS_NO_DATA_DETECTED,
        TJ_STATUS_INVALID_DEVICE_STATE,   TJ_STATUS_NOT_SUPPORTED,
    };
    if (status == TJ_STATUS_ACCESS_DENIED)
        return REFUSAL_DENIED;
    if (AMONG(status, buffers))
        return REFUSAL_BUFFERS;
    return AMONG(status, handler) ? REFUSAL_HANDLER : REFUSAL_OTHER;
}

enum request_query request_query(uint32_t word)
{
    enum { STANDARD = 0, EXISTS = 1, DEVICE = 0, ADAPTER = 1, INPUT = 12 };
    struct tj_brief brief = tj_brief_read(word);
    if (brief.input_size < INPUT) /* 24, whoever owns; or not recorded. */
        return QUERY_UNKNOWN;
    if (brief.second == EXISTS)
        return QUERY_NORMAL;
    if (brief.second == STANDARD &&
        (brief.first == DEVICE || brief.first == ADAPTER))
        return QUERY_CACHED;
    return QUERY_DENIED;
}

/* Who a drive is: STORAGE_DEVICE_DESCRIPTOR (winioctl.h) taken apart. Pure; no
 * offset and no size in it is trusted. */
#ifndef TJ_BACKENDS_WINDOWS_IDENTITY_H
#define TJ_BACKENDS_WINDOWS_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WIN32_ID_TEXT = 64 };
struct win32_identity {
    uint8_t type;     /* SCSI device type; 5: CD-ROM. */
    uint8_t bus;      /* STORAGE_BUS_TYPE */
    bool    is_virtual; /* Nothing turns in it: no wear. */
    char    vendor[WIN32_ID_TEXT], product[WIN32_ID_TEXT];
    char    revision[WIN32_ID_TEXT], serial[WIN32_ID_TEXT]; /* "": untold. */
};
/* False when the bytes are less than the descriptor's fixed part. */
bool win32_identity_decode(const uint8_t *bytes, size_t size,
                           struct win32_identity *identity);

#endif

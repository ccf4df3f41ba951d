/* Who a drive is: STORAGE_DEVICE_DESCRIPTOR (winioctl.h) taken apart. Pure; no
 * offset and no size in it is trusted. */
#ifndef TJ_BACKENDS_WINDOWS_IDENTITY_H
#define TJ_BACKENDS_WINDOWS_IDENTITY_H

#include "backends/real/identity.h"

/* False when the bytes are less than the descriptor's fixed part. */
bool win32_identity_decode(const uint8_t *bytes, size_t size,
                           struct real_identity *identity);

#endif

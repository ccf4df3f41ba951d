#include "backends/windows/identity.h"

#include "core/drive/bytes.h"

enum { TYPE = 8, VENDOR = 12, PRODUCT = 16, REVISION = 20, SERIAL = 24,
       BUS = 28, FIXED = 32 };
enum { BUS_VIRTUAL = 0x0e, BUS_FILE_BACKED = 0x0f };

/* A text at an offset. Offset 0: there is none. */
static void take_text(const uint8_t *bytes, size_t size, uint32_t offset,
                      char text[REAL_ID_TEXT])
{
    bool is_there = offset >= FIXED && offset < size;

    real_identity_text(bytes + (is_there ? offset : 0),
                       is_there ? size - offset : 0, text);
}

bool win32_identity_decode(const uint8_t *bytes, size_t size,
                           struct real_identity *identity)
{
    *identity = (struct real_identity){ .type = 0 };
    if (size < FIXED)
        return false;
    identity->type = bytes[TYPE];
    identity->bus = bytes[BUS];
    identity->is_virtual =
        identity->bus == BUS_VIRTUAL || identity->bus == BUS_FILE_BACKED;
    take_text(bytes, size, tj_get_u32(bytes + VENDOR), identity->vendor);
    take_text(bytes, size, tj_get_u32(bytes + PRODUCT), identity->product);
    take_text(bytes, size, tj_get_u32(bytes + REVISION), identity->revision);
    take_text(bytes, size, tj_get_u32(bytes + SERIAL), identity->serial);
    return true;
}

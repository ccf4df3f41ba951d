#include "backends/windows/identity.h"

#include "core/drive/bytes.h"

enum { TYPE = 8, VENDOR = 12, PRODUCT = 16, REVISION = 20, SERIAL = 24,
       BUS = 28, FIXED = 32 };
enum { BUS_VIRTUAL = 0x0e, BUS_FILE_BACKED = 0x0f };

static bool is_shown(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f;
}

/* A text at an offset: printable characters up to its NUL, without the blanks
 * that drives pad with. Offset 0: there is none. */
static void take_text(const uint8_t *bytes, size_t size, uint32_t offset,
                      char text[WIN32_ID_TEXT])
{
    size_t used = 0, kept = 0;

    text[0] = '\0';
    if (offset < FIXED)
        return;
    for (size_t i = offset; i < size && bytes[i] != 0; i++) {
        if (used == 0 && !is_shown(bytes[i]))
            continue;
        if (used == WIN32_ID_TEXT - 1)
            break;
        text[used++] = is_shown(bytes[i]) || bytes[i] == ' ' ? (char)bytes[i]
                                                             : '?';
        if (text[used - 1] != ' ')
            kept = used;
    }
    text[kept] = '\0';
}

bool win32_identity_decode(const uint8_t *bytes, size_t size,
                           struct win32_identity *identity)
{
    *identity = (struct win32_identity){ .type = 0 };
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

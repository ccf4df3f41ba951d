#include "backends/real/identity.h"

static bool is_shown(uint8_t byte)
{
    return byte > ' ' && byte < 0x7f;
}

void real_identity_text(const uint8_t *bytes, size_t size,
                        char text[REAL_ID_TEXT])
{
    size_t used = 0, kept = 0;

    text[0] = '\0';
    for (size_t i = 0; i < size && bytes[i] != 0; i++) {
        if (used == 0 && !is_shown(bytes[i]))
            continue;
        if (used == REAL_ID_TEXT - 1)
            break;
        text[used++] = is_shown(bytes[i]) || bytes[i] == ' ' ? (char)bytes[i]
                                                             : '?';
        if (text[used - 1] != ' ')
            kept = used;
    }
    text[kept] = '\0';
}

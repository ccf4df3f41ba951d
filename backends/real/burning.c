#include "backends/real/burning.h"

#include "core/base/assert.h"

static const char *const reasons[REAL_BURNING_COUNT] = {
    "it is idle",
    "another program owns it",
    "it is being written or formatted",
    "a session on its disc is open, so a program may be writing it",
    "it can write its disc and does not say whether it does",
};

const char *real_burning_reason(enum real_burning burning)
{
    TJ_ASSERT((unsigned)burning < REAL_BURNING_COUNT);
    return reasons[burning];
}

/* 02/04/04 formatting, 02/04/07 an operation, 02/04/08 a long write. */
static bool sense_says_writing(const uint8_t sense[3])
{
    return sense[0] == 2 && sense[1] == 4 &&
           (sense[2] == 4 || sense[2] == 7 || sense[2] == 8);
}

/* Features with which a disc is written: random, incremental and restricted
 * overwrite, formattable, track at once, disc at once, DVD-R(W), DVD+R(W),
 * BD-R, HD DVD, and the layer forms. They are current while the disc fits. */
static bool is_writing_feature(unsigned feature)
{
    static const uint16_t features[] = { 0x0020, 0x0021, 0x0022, 0x0023, 0x0026,
                                         0x002a, 0x002b, 0x002d, 0x002e, 0x002f,
                                         0x0033, 0x0037, 0x0038, 0x003a, 0x003b,
                                         0x0041, 0x0051 };

    for (size_t i = 0; i < sizeof features / sizeof *features; i++)
        if (features[i] == feature)
            return true;
    return false;
}

enum { CONFIGURATION_HEADER = 8, FEATURE_HEADER = 4 };

/* Feature descriptors: code (2 bytes, big-endian), flags with bit 0 "current",
 * length of what follows. */
static bool can_write_now(const uint8_t *bytes, size_t size)
{
    if (size < CONFIGURATION_HEADER)
        return false;
    size_t at = CONFIGURATION_HEADER;
    while (size - at >= FEATURE_HEADER) {
        unsigned feature = (unsigned)(bytes[at] << 8 | bytes[at + 1]);
        size_t   length = FEATURE_HEADER + (size_t)bytes[at + 3];

        if ((bytes[at + 2] & 1) != 0 && is_writing_feature(feature))
            return true;
        if (length > size - at)
            return false;
        at += length;
    }
    return false;
}

enum { DISC_STATUS = 2, DISC_FORMAT = 7, DISC_MIN = 8 };
enum { LAST_SESSION_INCOMPLETE = 1, FORMAT_GOES_ON = 2 };

enum real_burning real_burning_of(const struct real_drive_says *says)
{
    if (sense_says_writing(says->sense))
        return REAL_WRITING;
    if (says->owned)
        return REAL_OWNED;
    if (says->disc_size >= DISC_MIN) {
        if ((says->disc[DISC_FORMAT] & 3) == FORMAT_GOES_ON)
            return REAL_WRITING;
        return (says->disc[DISC_STATUS] >> 2 & 3) == LAST_SESSION_INCOMPLETE
                   ? REAL_SESSION_OPEN
                   : REAL_IDLE;
    }
    return can_write_now(says->configuration, says->configuration_size)
               ? REAL_UNTOLD
               : REAL_IDLE;
}

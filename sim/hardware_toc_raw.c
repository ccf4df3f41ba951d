/* The forms of READ TOC that show a CD as it is recorded: the lead-in's Q
 * channel, the pre-groove of a blank disc, CD-TEXT (MMC-6 6.26.3). */
#include "sim/hardware_parts.h"

#include <string.h>

enum { HEADER_SIZE = 4, FULL_ENTRY_SIZE = 11, ATIP_SIZE = 28, PACK_SIZE = 18 };

static uint8_t *put_point(uint8_t *at, const struct sim_disc *disc,
                          unsigned point)
{
    at[0] = 1; /* Session */
    at[1] = disc->audio ? 0x10 : 0x14;
    at[3] = (uint8_t)point;
    return at + FULL_ENTRY_SIZE;
}

/* MMC-6 6.26.3.4: points A0 (first track, kind of disc), A1 (last track), A2
 * (lead-out), then the tracks; addresses always in minutes. */
size_t sim_toc_full(const struct sim_disc *disc, uint8_t *bytes)
{
    uint8_t  address[4];
    uint8_t *at = bytes + HEADER_SIZE;

    bytes[2] = bytes[3] = 1;
    at[8] = 1;
    at = put_point(at, disc, 0xa0);
    at[8] = disc->tracks;
    at = put_point(at, disc, 0xa1);
    for (unsigned track = 0; track <= disc->tracks; track++) {
        sim_put_address(address,
                        track == 0 ? disc->sectors
                                   : sim_track_start(disc, track),
                        true);
        memcpy(at + 8, address + 1, 3);
        at = put_point(at, disc, track == 0 ? 0xa2 : track);
    }
    return (size_t)(at - bytes);
}

/* MMC-6 6.26.3.6: lead-in from 97:26:66, the last possible lead-out. */
size_t sim_toc_atip(uint8_t *bytes)
{
    static const uint8_t groove[] = { 0xd0, 0x00, 0x80, 0x00,
                                      97, 26, 66, 0, 74, 2, 0, 0 };

    memcpy(bytes + HEADER_SIZE, groove, sizeof groove);
    return ATIP_SIZE;
}

/* CRC of the packs: x^16 + x^12 + x^5 + 1, inverted (MMC-3 Annex J). */
static uint16_t pack_crc(const uint8_t *pack)
{
    unsigned crc = 0;

    for (unsigned i = 0; i < 16 * 8; i++) {
        unsigned bit = pack[i / 8] >> (7 - i % 8) & 1;
        bool carry = (crc >> 15 & 1) != bit;
        crc = (crc << 1 & 0xffff) ^ (carry ? 0x1021 : 0);
    }
    return (uint16_t)~crc;
}

/* One pack: the title of the whole disc. */
size_t sim_toc_text(uint8_t *bytes)
{
    enum { PACK_TITLE = 0x80 };
    uint8_t *pack = bytes + HEADER_SIZE;

    pack[0] = PACK_TITLE;
    memcpy(pack + 4, "TRAYJAM CD", 10);
    sim_put_be16(pack + 16, pack_crc(pack));
    return HEADER_SIZE + PACK_SIZE;
}

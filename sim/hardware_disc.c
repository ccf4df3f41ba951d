/* The discs that can lie in the simulated drive: their kinds, sizes and
 * tracks. A disc has no content: every sector reads as zeros. */
#include "sim/hardware_parts.h"

#include <string.h>

enum { FRAMES_PER_SECOND = 75, MSF_OFFSET = 150, /* MMC-6 Table 576 */
       AUDIO_TRACKS = 10, AUDIO_SECTORS = 240000, DVD_SECTORS = 2295104,
       BD_SECTORS = 12219392 };

/* The profile is the one in a drive that writes such discs; a drive that only
 * reads takes every CD for a CD-ROM and every DVD for a DVD-ROM. Lengths: a
 * 74 minute CD, 12 cm DVD and BD of one layer. */
/* clang-format off */
static const struct sim_disc discs[] = {
    [SIM_DISC_SAME] =
        { "same",       SIM_MEDIUM_NONE, 0,      0, 0, 0, 0, 0, 0 },
    [SIM_DISC_DATA_CD] =
        { "data-cd",    SIM_MEDIUM_CD,   0x0008, SIM_DISC_SECTORS, 1,
          .audio = false },
    [SIM_DISC_AUDIO_CD] =
        { "audio-cd",   SIM_MEDIUM_CD,   0x0008, AUDIO_SECTORS, AUDIO_TRACKS,
          .audio = true },
    [SIM_DISC_BLANK_CD] =
        { "blank-cd",   SIM_MEDIUM_CD,   0x0009, SIM_DISC_SECTORS, 0,
          .blank = true, .writable = true },
    [SIM_DISC_DVD] =
        { "dvd",        SIM_MEDIUM_DVD,  0x0010, DVD_SECTORS, 1,
          .audio = false },
    [SIM_DISC_DVD_RW] = /* Formatted: restricted overwrite. */
        { "dvd-rw",     SIM_MEDIUM_DVD,  0x0013, DVD_SECTORS, 1,
          .writable = true },
    [SIM_DISC_BD] =
        { "bd",         SIM_MEDIUM_BD,   0x0040, BD_SECTORS, 1,
          .audio = false },
    [SIM_DISC_UNREADABLE] = /* Scratched until no drive knows what it is. */
        { "unreadable", SIM_MEDIUM_CD,   0,      0, 0, .unreadable = true },
    [SIM_DISC_DVD_RAM] = /* With defect management. */
        { "dvd-ram",    SIM_MEDIUM_DVD,  0x0012, DVD_SECTORS, 1,
          .writable = true },
};
/* clang-format on */
_Static_assert(sizeof discs / sizeof *discs == SIM_DISC_KIND_COUNT,
               "every kind of disc is described");

const char *sim_disc_kind_name(enum sim_disc_kind kind)
{
    return sim_disc_of(kind)->name;
}

bool sim_disc_kind_by_name(const char *name, enum sim_disc_kind *kind)
{
    for (unsigned i = 0; i < SIM_DISC_KIND_COUNT; i++) {
        if (strcmp(discs[i].name, name) != 0)
            continue;
        *kind = (enum sim_disc_kind)i;
        return true;
    }
    return false;
}

bool sim_disc_kind_has_data(enum sim_disc_kind kind)
{
    const struct sim_disc *disc = sim_disc_of(kind);

    return disc->tracks > 0 && !disc->audio;
}

const struct sim_disc *sim_disc_of(enum sim_disc_kind kind)
{
    TJ_ASSERT((unsigned)kind < SIM_DISC_KIND_COUNT);
    return &discs[kind];
}

const struct sim_disc *sim_disc_ready(const struct sim_hardware *hardware)
{
    bool ready = hardware->disc && !hardware->tray_open &&
                 !hardware->settling && hardware->moving == SIM_TRAY_STILL;

    return ready ? sim_disc_of(hardware->disc_kind) : &discs[SIM_DISC_SAME];
}

bool sim_disc_readable(const struct sim_profile *profile,
                       enum sim_disc_kind kind)
{
    const struct sim_disc *disc = sim_disc_of(kind);

    return !disc->unreadable && (unsigned)disc->medium <=
                                    (unsigned)profile->reads + SIM_MEDIUM_CD;
}

bool sim_disc_writable(const struct sim_profile *profile,
                       const struct sim_disc *disc)
{
    return profile->burner && disc->writable;
}

uint16_t sim_disc_profile(const struct sim_hardware *hardware,
                          const struct sim_profile *profile)
{
    static const uint16_t read_only[] = {
        [SIM_MEDIUM_NONE] = 0, [SIM_MEDIUM_CD] = 0x0008,
        [SIM_MEDIUM_DVD] = 0x0010, [SIM_MEDIUM_BD] = 0x0040,
    };
    const struct sim_disc *disc = sim_disc_ready(hardware);

    if (disc->medium == SIM_MEDIUM_NONE ||
        !sim_disc_readable(profile, hardware->disc_kind))
        return 0;
    return profile->burner ? disc->profile : read_only[disc->medium];
}

uint32_t sim_track_start(const struct sim_disc *disc, unsigned track)
{
    TJ_ASSERT(track >= 1 && track <= disc->tracks);
    return disc->sectors / disc->tracks * (track - 1);
}

unsigned sim_track_of(const struct sim_disc *disc, uint32_t sector)
{
    unsigned track = disc->tracks;

    while (track > 1 && sector < sim_track_start(disc, track))
        track--;
    return track;
}

/* Beyond 99:59:74 the address has no form in minutes (a DVD): the highest is
 * given. */
void sim_put_address(uint8_t *at, uint32_t sector, bool msf)
{
    enum { LAST_FRAME = 100 * 60 * FRAMES_PER_SECOND - 1 };
    uint32_t frame = sector + MSF_OFFSET;

    if (!msf) {
        sim_put_be32(at, sector);
        return;
    }
    if (frame > LAST_FRAME)
        frame = LAST_FRAME;
    at[0] = 0;
    at[1] = (uint8_t)(frame / FRAMES_PER_SECOND / 60);
    at[2] = (uint8_t)(frame / FRAMES_PER_SECOND % 60);
    at[3] = (uint8_t)(frame % FRAMES_PER_SECOND);
}

/* GET CONFIGURATION (MMC-6 6.5): what the drive can do, and which of it with
 * the disc that is in. */
#include "sim/hardware_parts.h"

#include <string.h>

/* What a drive must have for a feature to be listed at all. */
enum need { ALWAYS, DVD, BD, BURNER, AACS };

/* Current with these discs; EVERY: persistent, without a disc too. */
#define KIND(name) (1u << SIM_DISC_##name)
#define EVERY      UINT32_MAX
#define CDS        (KIND(DATA_CD) | KIND(AUDIO_CD) | KIND(BLANK_CD))
#define DVDS       (KIND(DVD) | KIND(DVD_RW) | KIND(DVD_RAM))
#define READABLE   (KIND(DATA_CD) | KIND(AUDIO_CD) | DVDS | KIND(BD))

enum { FEATURE_MAX = 16, HEADER_SIZE = 8, FEATURE_HEADER_SIZE = 4 };

struct feature {
    uint16_t code;
    uint8_t  version, size; /* Size of what follows the feature's header. */
    uint8_t  need;
    uint32_t current;
    uint8_t  bytes[FEATURE_MAX];
};

/* In the order of their numbers (MMC-6 5.3). Profiles (0000) and the parts
 * that depend on the drive are filled in below. */
static const struct feature features[] = {
    { 0x0001, 2, 8, ALWAYS, EVERY, { 0, 0, 0, 7, 1 } }, /* Core; DBE */
    { 0x0002, 1, 4, ALWAYS, EVERY, { 0x02 } },          /* Morphing; OCEvent */
    { 0x0003, 1, 4, ALWAYS, EVERY, { 0 } },             /* Removable Medium */
    { 0x0004, 2, 4, BURNER, KIND(DVD_RAM), { 0 } },     /* Write Protect */
    /* Random Readable: blocks of 2048 bytes, one a readable unit. */
    { 0x0010, 0, 8, ALWAYS, READABLE, { 0, 0, 8, 0, 0, 1, 1 } },
    { 0x001d, 0, 0, ALWAYS, CDS, { 0 } },               /* Multi-Read */
    { 0x001e, 2, 4, ALWAYS, CDS, { 0x03 } },            /* CD Read; C2, text */
    { 0x001f, 1, 4, DVD, DVDS, { 0x01, 0, 0x01 } },     /* DVD Read */
    /* Random Writable: last sector, blocks of 2048 bytes, one a unit. */
    { 0x0020, 1, 12, BURNER, KIND(DVD_RAM),
      { 0, 0x23, 0x05, 0x3f, 0, 0, 8, 0, 0, 1, 1 } },
    { 0x0021, 3, 8, BURNER, KIND(BLANK_CD), { 0, 0, 1, 0 } }, /* Incremental */
    { 0x0023, 1, 8, BURNER, KIND(DVD_RW) | KIND(DVD_RAM), { 0 } },
    { 0x0024, 1, 4, BURNER, KIND(DVD_RAM), { 0 } }, /* Defect Management */
    { 0x0026, 0, 0, BURNER, KIND(DVD_RW), { 0 } },  /* Restricted Overwrite */
    { 0x002c, 0, 4, BURNER, KIND(DVD_RW), { 0x01 } }, /* Rigid ...; blank */
    { 0x002d, 2, 4, BURNER, KIND(BLANK_CD), { 0x46, 0, 0x3f, 0xff } },
    { 0x0040, 1, 28, BD, KIND(BD), { 0 } },         /* BD Read */
    { 0x0100, 0, 0, ALWAYS, EVERY, { 0 } },         /* Power Management */
    { 0x0103, 1, 4, ALWAYS, KIND(AUDIO_CD), { 0x03, 0, 1, 0 } }, /* Audio */
    { 0x0105, 1, 4, ALWAYS, EVERY, { 0 } },         /* Timeout */
    { 0x0106, 0, 4, DVD, KIND(DVD), { 0, 0, 0, 1 } }, /* DVD CSS */
    { 0x0107, 3, 4, ALWAYS, READABLE, { 0x08 } },   /* Real Time Streaming */
    { 0x0108, 0, 16, ALWAYS, EVERY, "TRAYJAM-00000001" }, /* Serial Number */
    { 0x010d, 2, 4, AACS, KIND(BD), { 0x01, 1, 1, 1 } },  /* AACS */
};
enum { FEATURES = sizeof features / sizeof *features, PROFILES_MAX = 8 };

struct query {
    const struct sim_task *task;
    uint32_t disc;      /* KIND of the ready disc, or 0. */
    uint16_t from;
    uint8_t  asked;     /* RT: 0 all, 1 the current ones, 2 the one. */
};

static bool has(const struct sim_profile *profile, uint8_t need)
{
    switch ((enum need)need) {
    case DVD:
        return profile->reads >= SIM_READS_DVD;
    case BD:
        return profile->reads >= SIM_READS_BD;
    case BURNER:
        return profile->burner;
    case AACS:
        return profile->aacs;
    case ALWAYS:
        break;
    }
    return true;
}

static bool wanted(const struct query *query, uint16_t code, bool current)
{
    if (query->asked == 2)
        return code == query->from;
    return code >= query->from && (query->asked == 0 || current);
}

/* Bits 5-2 version, 1 persistent, 0 current (MMC-6 Table 85). */
static uint8_t *put_header(uint8_t *at, uint16_t code, uint8_t flags,
                           uint8_t size)
{
    sim_put_be16(at, code);
    at[2] = flags;
    at[3] = size;
    return at + FEATURE_HEADER_SIZE;
}

/* Feature 0000: the profiles, highest number first, as MMC-6 5.3.1 asks. */
static uint8_t *put_profiles(const struct query *query, uint8_t *at)
{
    static const struct { uint16_t code; uint8_t need; } profiles[] = {
        { 0x0040, BD }, { 0x0013, BURNER }, { 0x0012, BURNER },
        { 0x0010, DVD }, { 0x0009, BURNER }, { 0x0008, ALWAYS },
    };
    const struct sim_task *task = query->task;
    uint16_t current = sim_disc_profile(task->hardware, task->profile);
    uint8_t *begin = at;

    if (!wanted(query, 0, true))
        return at;
    at = put_header(at, 0, 0x03, 0);
    for (size_t i = 0; i < sizeof profiles / sizeof *profiles; i++) {
        if (!has(task->profile, profiles[i].need))
            continue;
        sim_put_be16(at, profiles[i].code);
        at[2] = profiles[i].code == current;
        at += 4;
    }
    begin[3] = (uint8_t)(at - begin - FEATURE_HEADER_SIZE);
    return at;
}

/* Core: the physical interface (MMC-6 Table 92: 1 SCSI, 2 ATAPI, 7 SATA, 8
 * USB). Removable Medium: mechanism, Load (bit 4), Eject, Lock (Table 96). */
static void put_own(const struct sim_profile *profile, uint16_t code,
                    uint8_t *at)
{
    static const uint8_t buses[] = { [SIM_BUS_SATA] = 7, [SIM_BUS_ATAPI] = 2,
                                     [SIM_BUS_USB] = 8, [SIM_BUS_SCSI] = 1,
                                     [SIM_BUS_VIRTUAL] = 1 };
    static const uint8_t loaders[] = { [SIM_LOADER_TRAY] = 0x39,
                                       [SIM_LOADER_SLIM] = 0x29,
                                       [SIM_LOADER_SLOT] = 0x19 };

    TJ_ASSERT(profile->bus < sizeof buses && profile->loader < sizeof loaders);
    if (code == 0x0001)
        at[3] = buses[profile->bus];
    if (code == 0x0003)
        at[0] = loaders[profile->loader];
    if (code == 0x0040)
        at[21] = 0x02; /* BD-ROM class 0, version 1 */
    if (code == 0x0107 && profile->burner)
        at[0] |= 0x03; /* Streams are written too, at chosen speeds. */
}

static uint8_t *put_features(const struct query *query, uint8_t *at)
{
    const struct sim_profile *profile = query->task->profile;

    for (size_t i = 0; i < FEATURES; i++) {
        const struct feature *feature = &features[i];
        bool persistent = feature->current == EVERY;
        bool current = persistent || (feature->current & query->disc) != 0;
        if (!has(profile, feature->need) ||
            !wanted(query, feature->code, current))
            continue;
        at = put_header(at, feature->code,
                        (uint8_t)(feature->version << 2 |
                                  (persistent ? 2 : 0) | (current ? 1 : 0)),
                        feature->size);
        memcpy(at, feature->bytes, feature->size < FEATURE_MAX
                                       ? feature->size : FEATURE_MAX);
        put_own(profile, feature->code, at);
        at += feature->size;
    }
    return at;
}

/* The length in the header is that of everything, however little of it is
 * asked for (MMC-6 6.5.2). */
struct sim_answer sim_get_configuration(const struct sim_task *task)
{
    const struct sim_hardware *hardware = task->hardware;
    uint16_t profile = sim_disc_profile(hardware, task->profile);
    struct query query = {
        .task = task, .disc = profile != 0 ? 1u << hardware->disc_kind : 0,
        .from = sim_be16(task->cdb + 2), .asked = task->cdb[1] & 3,
    };
    uint8_t bytes[SIM_DATA_MAX] = { 0 };

    if (!task->profile->mmc) /* Older than the command. */
        return sim_check(0x05, 0x20, 0x00);
    if (query.asked == 3)
        return sim_bad_field();
    uint8_t *end = put_features(&query,
                                put_profiles(&query, bytes + HEADER_SIZE));
    sim_put_be32(bytes, (uint32_t)(end - bytes - 4));
    sim_put_be16(bytes + 6, profile);
    return sim_send(task, bytes, (size_t)(end - bytes),
                    sim_be16(task->cdb + 7));
}

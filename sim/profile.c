/* The keys of a drive's profile, as typed. */
#include "sim/profile.h"

#include "core/base/text.h"

#include <stddef.h>
#include <string.h>

enum key_kind { SWITCH, DURATION, RATE, FILE_SYSTEM, SCHEMA, MUTANT };

struct key {
    const char   *name;
    const char   *values; /* As shown to a person who typed another one. */
    const char   *yes, *no; /* SWITCH: the two words. */
    enum key_kind kind;
    size_t        offset;
    const char   *help;
};
/* clang-format off */
#define AT(member) offsetof(struct sim_profile, member)
#define S(name, yes, no, member, help) \
    { name, yes " or " no, yes, no, SWITCH, AT(member), help }
#define N(name, member, help) \
    { name, "a number from 0 to 1000", NULL, NULL, RATE, AT(member), help }
#define D(name, member, help) \
    { name, "a duration as 40ms, up to 1h", NULL, NULL, DURATION, \
      AT(member), help }

#define SCHEMA_NAMES \
    "disc, random-writable, defect-management, restricted-overwrite, " \
    "rigid-restricted-overwrite, incremental-streaming or other"

static const struct key keys[] = {
    S("disc", "present", "none", disc, "a disc is in the drive at the start"),
    S("tray", "open", "closed", tray_open, "where the tray is at the start"),
    S("mcn", "on", "off", mcn, "media change notification exists"),
    S("an", "on", "off", an, "SATA asynchronous notification replaces polling"),
    S("gesn", "on", "off", gesn,
      "polls use GET EVENT STATUS, else TEST UNIT READY"),
    S("mmc", "yes", "no", mmc, "the drive is an MMC drive"),
    S("raw_mount", "on", "off", raw_mount,
      "RAW mounts where no file system does"),
    S("tape_alias", "on", "off", tape_alias,
      "TAPE-typed codes bypass the gate"),
    S("handles", "strict", "lenient", handles_strict,
      "lenient: volume handles can own the drive"),
    { "fs", "none or cdfs", NULL, NULL, FILE_SYSTEM, AT(fs_cdfs),
      "cdfs: a volume is mounted; needs disc=present" },
    S("playing", "yes", "no", playing, "audio plays from the start"),
    S("info_on_error", "on", "off", info_on_error,
      "errors show the driver's byte count"),
    S("allow_retry", "unlimited", "bounded", allow_unlimited,
      "how often a failing ALLOW is retried"),
    S("sync_fs_events", "yes", "no", sync_fs_events,
      "volume events hold their emitter until listeners took them"),
    S("registrations_hold", "yes", "no", registrations_hold,
      "a registration keeps its file object alive"),
    S("rejection", "immediate", "pending", reject_at_once,
      "how an overlapped call sees a request refused at once"),
    S("zpodd", "on", "off", zpodd, "an empty drive switches itself off"),
    S("burner", "yes", "no", burner, "the drive writes: long timeouts"),
    S("gesn_hack", "on", "off", gesn_hack,
      "GET EVENT STATUS is repeated after \"no change\""),
    N("event_loss", event_loss_rate, "how many of 1000 events get lost"),
    N("mutex_loss", mutex_loss_rate,
      "how many of 1000 media state updates get lost"),
    D("event_delay", event_delay_ns,
      "events overtake each other within this time; 0s: first in, first out"),
    D("timeout", device_timeout_ns, "TimeOutValue of the device"),
    D("poll", poll_ns, "polling period"),
    D("tolerance", poll_tolerance_ns, "how late a poll may be"),
    D("open_time", open_ns, "how long the tray takes to open"),
    D("load_time", load_ns, "how long the tray takes to close"),
    D("spin_up", spin_up_ns, "how long a new disc is becoming ready"),
    S("c2", "yes", "no", c2, "raw reads can have C2 pointers"),
    S("subcode", "yes", "no", subcode, "raw reads can have sub-channels"),
    S("aacs", "yes", "no", aacs, "the drive knows AACS"),
    { "schema", SCHEMA_NAMES, NULL, NULL, SCHEMA, AT(schema),
      "how a disc in a burner may be written, whatever it says itself" },
    N("blocking", blocking, "sectors of a block, with schema"),
    { "mutant", "a name of `trayjam list mutants`", NULL, NULL, MUTANT,
      AT(mutant),
      "a defect planted on purpose" },
};
/* clang-format on */
enum { KEYS = sizeof keys / sizeof *keys };
#define DURATION_MAX_NS UINT64_C(3600000000000)

struct sim_profile sim_profile_default(void)
{
    return (struct sim_profile){
        .mcn = true, .gesn = true, .mmc = true, .raw_mount = true,
        .tape_alias = true, .handles_strict = true, .allow_unlimited = true,
        .poll_ns = 1000000000, .poll_tolerance_ns = 500000000,
        .device_timeout_ns = UINT64_C(10000000000),
        .vendor = "TRAYJAM ", .product = "SIMULATED DVD   ", .revision = "1.00",
        .c2 = true, .subcode = true, .blocking = 16,
        .mutant = SIM_HONEST,
    };
}

const char *sim_profile_key(unsigned index, const char **help)
{
    if (index >= KEYS)
        return NULL;
    if (help != NULL)
        *help = keys[index].help;
    return keys[index].name;
}

static const struct key *find(const char *name)
{
    for (size_t i = 0; i < KEYS; i++)
        if (strcmp(keys[i].name, name) == 0)
            return &keys[i];
    return NULL;
}

static enum tj_status unknown(const char *name, struct tj_error *error)
{
    const char *names[KEYS];

    for (size_t i = 0; i < KEYS; i++)
        names[i] = keys[i].name;
    const char *nearest = tj_text_nearest(name, names, KEYS);
    if (nearest != NULL)
        return tj_fail(error, TJ_BAD_INPUT, "unknown drive setting `%s`; did "
                       "you mean `%s`?", name, nearest);
    return tj_fail(error, TJ_BAD_INPUT, "unknown drive setting `%s`; allowed: "
                   "disc tray mcn an gesn mmc raw_mount tape_alias handles fs "
                   "playing info_on_error allow_retry sync_fs_events "
                   "registrations_hold rejection zpodd burner gesn_hack "
                   "event_loss mutex_loss event_delay timeout poll tolerance "
                   "open_time load_time spin_up c2 subcode aacs schema blocking mutant",
                   name);
}

static bool set_switch(const struct key *key, const char *value, bool *at)
{
    bool yes = strcmp(value, key->yes) == 0;
    bool no = strcmp(value, key->no) == 0;

    if (strcmp(key->name, "disc") == 0 && strcmp(value, "absent") == 0)
        no = true;
    if (yes || no)
        *at = yes;
    return yes || no;
}

static bool set_duration(const struct key *key, const char *value, uint64_t *at)
{
    uint64_t duration_ns;

    if (!tj_parse_duration(value, &duration_ns) ||
        duration_ns > DURATION_MAX_NS)
        return false;
    if (strcmp(key->name, "poll") == 0 && duration_ns == 0)
        return false;
    *at = duration_ns;
    return true;
}

static bool set_rate(const char *value, uint16_t *at)
{
    uint64_t number;

    if (!tj_parse_u64(value, &number) || number > 1000)
        return false;
    *at = (uint16_t)number;
    return true;
}

static bool set_schema(const char *value, uint8_t *at)
{
    static const char *const names[] = {
        [SIM_SCHEMA_DISC] = "disc",
        [SIM_SCHEMA_RANDOM] = "random-writable",
        [SIM_SCHEMA_DEFECT_MANAGEMENT] = "defect-management",
        [SIM_SCHEMA_RESTRICTED] = "restricted-overwrite",
        [SIM_SCHEMA_RIGID] = "rigid-restricted-overwrite",
        [SIM_SCHEMA_INCREMENTAL] = "incremental-streaming",
        [SIM_SCHEMA_OTHER] = "other",
    };
    _Static_assert(sizeof names / sizeof *names == SIM_SCHEMA_COUNT,
                   "every schema has a name");

    for (uint8_t i = 0; i < SIM_SCHEMA_COUNT; i++) {
        if (strcmp(names[i], value) != 0)
            continue;
        *at = i;
        return true;
    }
    return false;
}

static bool set(struct sim_profile *profile, const struct key *key,
                const char *value)
{
    void *at = (unsigned char *)profile + key->offset;

    switch (key->kind) {
    case SWITCH:
        return set_switch(key, value, at);
    case DURATION:
        return set_duration(key, value, at);
    case RATE:
        return set_rate(value, at);
    case FILE_SYSTEM:
        profile->fs_cdfs = strcmp(value, "cdfs") == 0;
        return profile->fs_cdfs || strcmp(value, "none") == 0;
    case SCHEMA:
        return set_schema(value, at);
    case MUTANT:
        return sim_mutant_by_name(value, &profile->mutant);
    }
    return false;
}

enum tj_status sim_profile_set(struct sim_profile *profile, const char *key,
                               const char *value, struct tj_error *error)
{
    const struct key *found = find(key);

    if (found == NULL)
        return unknown(key, error);
    if (!set(profile, found, value))
        return tj_fail(error, TJ_BAD_INPUT, "`%s=%s`: expected %s", key, value,
                       found->values);
    return TJ_OK;
}

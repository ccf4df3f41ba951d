/* The keys of a drive's profile, as typed. */
#include "sim/profile.h"

#include "core/base/text.h"
#include "sim/profile_values.h"

#include <stddef.h>
#include <string.h>

#define PROFILE "profile"

/* clang-format off */
#define KEY(key, allowed, kind_is, member, does)                     \
    .name = key, .values = allowed, .kind = kind_is, .help = does,   \
    .offset = offsetof(struct sim_profile, member),                  \
    .size = sizeof ((struct sim_profile *)0)->member
#define S(key, yes_is, no_is, member, does)                          \
    { KEY(key, yes_is " or " no_is, SIM_KEY_SWITCH, member, does),   \
      .yes = yes_is, .no = no_is }
#define N(key, member, does) \
    { KEY(key, "a number from 0 to 1000", SIM_KEY_NUMBER, member, does) }
#define D(key, member, does) \
    { KEY(key, "a duration as 40ms, up to 1h", SIM_KEY_DURATION, member, does) }
#define T(key, member, does)                                         \
    { KEY(key, "a time as 40ms, 1s..2s or 1s..2s/1%:9s, up to 1h",   \
          SIM_KEY_SPAN, member, does) }
#define W(key, words_are, member, does)                              \
    { KEY(key, "one of " words_are, SIM_KEY_WORD, member, does),     \
      .words = words_are }
#define X(key, member, does) \
    { KEY(key, "a short text", SIM_KEY_TEXT, member, does) }

static const struct sim_profile_key keys[] = {
    { .name = PROFILE, .values = "a name of `trayjam list profiles`",
      .help = "all settings of a known drive; what follows changes them" },
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
    S("fs", "cdfs", "none", fs_cdfs,
      "cdfs: a volume is mounted; needs disc=present"),
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
    T("open_time", open, "how long the tray takes to open"),
    T("load_time", load, "how long the tray takes to close"),
    T("spin_up", spin_up, "how long a new disc is becoming ready"),
    T("seek_time", seek, "how long a SEEK takes"),
    T("read_time", read, "how long one READ or WRITE takes"),
    { KEY("disc_kind", "one of data-cd audio-cd blank-cd dvd dvd-rw dvd-ram bd "
          "unreadable", SIM_KEY_DISC, disc_kind,
          "what the disc at the start is; data-cd, or audio-cd if it plays") },
    W("loader", "tray slim slot", loader,
      "slim: eject only releases the tray; slot: there is none"),
    W("reads", "cd dvd bd", reads, "the best discs that the drive can read"),
    W("held_eject", "refused ignored obeyed", held_eject,
      "what an eject of a held tray does; ignored: nothing, with success"),
    W("bus", "sata atapi usb scsi virtual", bus, "how the drive is connected"),
    S("feature_events", "on", "off", feature_events,
      "GET EVENT STATUS tells that a disc changed the features"),
    X("vendor", vendor,
      "the maker as INQUIRY gives it; MSFT is polled half as often"),
    X("product", product, "the model as INQUIRY gives it, 16 letters"),
    X("revision", revision, "the firmware as INQUIRY gives it, 4 letters"),
    S("c2", "yes", "no", c2, "raw reads can have C2 pointers"),
    S("subcode", "yes", "no", subcode, "raw reads can have sub-channels"),
    S("aacs", "yes", "no", aacs, "the drive knows AACS"),
    W("schema", "disc random-writable defect-management restricted-overwrite "
      "rigid-restricted-overwrite incremental-streaming other", schema,
      "how a disc in a burner may be written, whatever it says itself"),
    N("blocking", blocking, "sectors of a block, with schema"),
    W("raw", "quiet announced bare", raw, "quiet: RAW mounts unannounced and "
      "has LOCK, UNLOCK, DISMOUNT; bare: it has not"),
    S("other_disc", "mounted", "waits", other_disc_mounted,
      "waits: the disc that an FSCTL finds is mounted by the next open"),
    S("failed_count", "kept", "zero", failed_count_kept,
      "the volume's change count after a verify that could not ask"),
    S("file_data", "disc", "cached", files_uncached,
      "where reads of a file find its data"),
    S("share_modes", "together", "apart", shares_together,
      "apart: volume and file handles do not exclude each other"),
    S("vpb_lock", "passes", "refuses", vpb_lock_passes,
      "passes: opens of a locked volume are verified first"),
    S("volume_flush", "passed-on", "refused", volume_flushes,
      "FlushFileBuffers on a volume handle"),
    W("audience", "all own files", audience, "own: volume handles hear only "
      "the file system; files: file handles hear too"),
    S("sync_handles", "overlap", "queue", sync_overlaps,
      "queue: a synchronous handle has one request at a time"),
    W("stale_handles", "does-not-exist no-such-device not-connected", stale,
      "what handles of a drive get that was pulled out and came back"),
    S("raw_read", "bounded", "free", raw_read_bounded,
      "free: a raw read need not wait until the disc's length is known"),
    S("spti_ex", "cdb", "whole", pass_to_cdb,
      "how much of an EX structure must be there: up to its CDB, or all"),
    S("speed_restore", "if-set", "always", speed_if_asked,
      "when a new disc gives the drive its speed back"),
    D("zpodd_after", zpodd_after_ns,
      "how long a zero-power drive is empty before it switches off"),
    { KEY("mutant", "a name of `trayjam list mutants`", SIM_KEY_MUTANT, mutant,
          "a defect planted on purpose") },
};
/* clang-format on */
enum { KEYS = sizeof keys / sizeof *keys };

struct sim_profile sim_profile_default(void)
{
    return (struct sim_profile){
        .mcn = true, .gesn = true, .mmc = true, .raw_mount = true,
        .tape_alias = true, .handles_strict = true, .allow_unlimited = true,
        .poll_ns = 1000000000, .poll_tolerance_ns = 500000000,
        .device_timeout_ns = UINT64_C(10000000000),
        .reads = SIM_READS_BD, .vendor = "TRAYJAM ",
        .product = "SIMULATED DVD   ", .revision = "1.00",
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

static const struct sim_profile_key *find(const char *name)
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
    char           memory[sizeof error->text];
    struct tj_text allowed;
    tj_text_init(&allowed, memory, sizeof memory);
    for (size_t i = 0; i < KEYS; i++)
        tj_text_add(&allowed, " %s", names[i]);
    return tj_fail(error, TJ_BAD_INPUT, "unknown drive setting `%s`; allowed:"
                   "%s", name, memory);
}

enum tj_status sim_profile_set(struct sim_profile *profile, const char *key,
                               const char *value, struct tj_error *error)
{
    const struct sim_profile_key *found = find(key);

    if (found == NULL)
        return unknown(key, error);
    if (strcmp(key, PROFILE) == 0)
        return sim_profile_apply(profile, value, error);
    if (!sim_profile_value(profile, found, value))
        return tj_fail(error, TJ_BAD_INPUT, "`%s=%s`: expected %s", key, value,
                       found->values);
    return TJ_OK;
}

static enum tj_status read_one(struct sim_profile *profile, char *word,
                               struct tj_error *error)
{
    char *value = strchr(word, '=');

    if (value == NULL)
        return sim_profile_apply(profile, word, error);
    *value++ = '\0';
    return sim_profile_set(profile, word, value, error);
}

enum tj_status sim_profile_read(struct sim_profile *profile, const char *text,
                                struct tj_error *error)
{
    char rest[512];

    if (!tj_text_copy(rest, sizeof rest, text))
        return tj_fail(error, TJ_BAD_INPUT,
                       "drive settings are longer than %zu bytes",
                       sizeof rest - 1);
    for (char *word = rest; *word != '\0';) {
        char *comma = strchr(word, ',');
        char *next = comma == NULL ? word + strlen(word) : comma + 1;

        if (comma != NULL)
            *comma = '\0';
        enum tj_status status = read_one(profile, word, error);
        if (status != TJ_OK)
            return status;
        word = next;
    }
    return sim_profile_check(profile, error);
}

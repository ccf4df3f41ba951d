/* The keys of a drive's profile, as typed. */
#include "sim/profile.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "sim/hardware.h"

#include <stddef.h>
#include <string.h>

enum key_kind { SWITCH, DURATION, SPAN, RATE, WORD, TEXT, FILE_SYSTEM,
                DISC_KIND, MUTANT };

struct key {
    const char   *name;
    const char   *values; /* As shown to a person who typed another one. */
    const char   *yes, *no; /* SWITCH: the two words; WORD: all in `no`. */
    enum key_kind kind;
    size_t        offset;
    const char   *help;
    size_t        size;     /* TEXT: with its terminator. */
};
/* clang-format off */
#define AT(member) offsetof(struct sim_profile, member)
#define S(name, yes, no, member, help) \
    { name, yes " or " no, yes, no, SWITCH, AT(member), help, 0 }
#define N(name, member, help) \
    { name, "a number from 0 to 1000", NULL, NULL, RATE, AT(member), help, 0 }
#define D(name, member, help) \
    { name, "a duration as 40ms, up to 1h", NULL, NULL, DURATION, \
      AT(member), help, 0 }
#define T(name, member, help) \
    { name, "a time as 40ms, 1s..2s or 1s..2s/1%:9s, up to 1h", NULL, NULL, \
      SPAN, AT(member), help, 0 }
#define W(name, words, member, help) \
    { name, "one of " words, NULL, words, WORD, AT(member), help, 0 }
#define X(name, member, help)                                              \
    { name, "a short text", NULL, NULL, TEXT, AT(member), help,            \
      sizeof ((struct sim_profile *)0)->member }

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
      "cdfs: a volume is mounted; needs disc=present", 0 },
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
    { "disc_kind",
      "data-cd, audio-cd, blank-cd, dvd, dvd-rw, dvd-ram, bd or unreadable",
      NULL, NULL, DISC_KIND, AT(disc_kind), "what the disc at the start is", 0 },
    W("loader", "tray slim slot", loader,
      "slim: eject only releases the tray; slot: there is none"),
    W("reads", "cd dvd bd", reads, "the best discs that the drive can read"),
    W("bus", "sata atapi usb scsi", bus, "how the drive is connected"),
    S("feature_events", "on", "off", feature_events,
      "GET EVENT STATUS tells that a disc changed the features"),
    X("vendor", vendor, "the maker as INQUIRY gives it; MSFT is polled half as often"),
    X("product", product, "the model as INQUIRY gives it, 16 letters"),
    X("revision", revision, "the firmware as INQUIRY gives it, 4 letters"),
    S("c2", "yes", "no", c2, "raw reads can have C2 pointers"),
    S("subcode", "yes", "no", subcode, "raw reads can have sub-channels"),
    S("aacs", "yes", "no", aacs, "the drive knows AACS"),
    W("schema", "disc random-writable defect-management restricted-overwrite "
      "rigid-restricted-overwrite incremental-streaming other", schema,
      "how a disc in a burner may be written, whatever it says itself"),
    N("blocking", blocking, "sectors of a block, with schema"),
    { "mutant", "a name of `trayjam list mutants`", NULL, NULL, MUTANT,
      AT(mutant),
      "a defect planted on purpose", 0 },
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
    char           memory[sizeof error->text];
    struct tj_text allowed;
    tj_text_init(&allowed, memory, sizeof memory);
    for (size_t i = 0; i < KEYS; i++)
        tj_text_add(&allowed, " %s", names[i]);
    return tj_fail(error, TJ_BAD_INPUT, "unknown drive setting `%s`; allowed:"
                   "%s", name, memory);
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
    bool never = strcmp(key->name, "poll") == 0 ||
                 strcmp(key->name, "timeout") == 0;
    if (never && duration_ns == 0)
        return false;
    *at = duration_ns;
    return true;
}

uint64_t sim_span_ns(const struct sim_span *span, uint64_t draw)
{
    const uint64_t ns_per_us = 1000;
    /* Two independent numbers out of one draw: its halves. */
    uint64_t tail = draw << 32, place = draw & ~UINT64_C(0xffffffff);

    if (span->tail_rate > 0 && tj_below(tail, 1000) < span->tail_rate)
        return span->tail_us * ns_per_us;
    uint64_t width = span->max_us - span->min_us;
    return (span->min_us + tj_below(place, width + 1)) * ns_per_us;
}

static bool parse_us(const char *text, uint32_t *us)
{
    uint64_t ns;

    if (!tj_parse_duration(text, &ns) || ns > DURATION_MAX_NS)
        return false;
    *us = (uint32_t)((ns + 999) / 1000);
    return true;
}

/* "1%" or "0.5%" as so many in 1000. */
static bool parse_rate(char *text, uint16_t *rate)
{
    size_t length = strlen(text);
    double percent;

    if (length == 0 || text[length - 1] != '%')
        return false;
    text[length - 1] = '\0';
    if (!tj_parse_double(text, &percent) || percent < 0 || percent > 100)
        return false;
    *rate = (uint16_t)(percent * 10 + 0.5);
    return true;
}

/* MIN, MIN..MAX, either with /RATE%:TAIL behind it. */
static bool set_span(const char *value, struct sim_span *at)
{
    struct sim_span span = { 0 };
    char text[64];

    if (!tj_text_copy(text, sizeof text, value))
        return false;
    char *slash = strchr(text, '/');
    if (slash != NULL) {
        char *colon = strchr(slash, ':');
        if (colon == NULL)
            return false;
        *slash = *colon = '\0';
        if (!parse_rate(slash + 1, &span.tail_rate) ||
            !parse_us(colon + 1, &span.tail_us))
            return false;
    }
    char *dots = strstr(text, "..");
    if (dots != NULL)
        *dots = '\0';
    if (!parse_us(text, &span.min_us) ||
        !parse_us(dots != NULL ? dots + 2 : text, &span.max_us) ||
        span.max_us < span.min_us)
        return false;
    *at = span;
    return true;
}

/* The words stand in the order of their enum, a blank between them. */
static bool set_word(const struct key *key, const char *value, uint8_t *at)
{
    size_t  length = strlen(value);
    uint8_t number = 0;

    for (const char *word = key->no; length > 0; number++) {
        size_t size = strcspn(word, " ");
        if (size == length && memcmp(word, value, size) == 0) {
            *at = number;
            return true;
        }
        if (word[size] == '\0')
            break;
        word += size + 1;
    }
    return false;
}

/* Padded with blanks, as it goes over the wire. */
static bool set_text(const struct key *key, const char *value, char *at)
{
    size_t length = strlen(value);

    if (length == 0 || length >= key->size)
        return false;
    for (size_t i = 0; i < length; i++)
        if (value[i] < ' ' || value[i] > '~')
            return false;
    memset(at, ' ', key->size - 1);
    memcpy(at, value, length);
    return true;
}

static bool set_disc_kind(const char *value, uint8_t *at)
{
    enum sim_disc_kind kind;

    if (!sim_disc_kind_by_name(value, &kind) || kind == SIM_DISC_SAME)
        return false;
    *at = (uint8_t)kind;
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

static bool set(struct sim_profile *profile, const struct key *key,
                const char *value)
{
    void *at = (unsigned char *)profile + key->offset;

    switch (key->kind) {
    case SWITCH:
        return set_switch(key, value, at);
    case DURATION:
        return set_duration(key, value, at);
    case SPAN:
        return set_span(value, at);
    case RATE:
        return set_rate(value, at);
    case WORD:
        return set_word(key, value, at);
    case TEXT:
        return set_text(key, value, at);
    case DISC_KIND:
        return set_disc_kind(value, at);
    case FILE_SYSTEM:
        profile->fs_cdfs = strcmp(value, "cdfs") == 0;
        return profile->fs_cdfs || strcmp(value, "none") == 0;
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

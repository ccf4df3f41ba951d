#include "sim/profile_values.h"

#include "core/base/random.h"
#include "core/base/text.h"
#include "sim/hardware.h"

#include <string.h>

#define DURATION_MAX_NS UINT64_C(3600000000000)

static bool set_switch(const struct sim_profile_key *key, const char *value,
                       bool *at)
{
    bool yes = strcmp(value, key->yes) == 0;
    bool no = strcmp(value, key->no) == 0;

    if (strcmp(key->name, "disc") == 0 && strcmp(value, "absent") == 0)
        no = true;
    if (yes || no)
        *at = yes;
    return yes || no;
}

static bool set_duration(const struct sim_profile_key *key, const char *value,
                         uint64_t *at)
{
    uint64_t duration_ns;

    if (!tj_parse_duration(value, &duration_ns) ||
        duration_ns > DURATION_MAX_NS)
        return false;
    bool never =
        strcmp(key->name, "poll") == 0 || strcmp(key->name, "timeout") == 0;
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
static bool set_word(const struct sim_profile_key *key, const char *value,
                     uint8_t *at)
{
    size_t length = strlen(value);
    uint8_t number = 0;

    for (const char *word = key->words; length > 0; number++) {
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
static bool set_text(const struct sim_profile_key *key, const char *value,
                     char *at)
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

static bool set_number(const char *value, uint16_t *at)
{
    uint64_t number;

    if (!tj_parse_u64(value, &number) || number > 1000)
        return false;
    *at = (uint16_t)number;
    return true;
}

bool sim_profile_value(struct sim_profile *profile,
                       const struct sim_profile_key *key, const char *value)
{
    void *at = (unsigned char *)profile + key->offset;

    switch (key->kind) {
    case SIM_KEY_SWITCH:
        return set_switch(key, value, at);
    case SIM_KEY_DURATION:
        return set_duration(key, value, at);
    case SIM_KEY_SPAN:
        return set_span(value, at);
    case SIM_KEY_NUMBER:
        return set_number(value, at);
    case SIM_KEY_WORD:
        return set_word(key, value, at);
    case SIM_KEY_TEXT:
        return set_text(key, value, at);
    case SIM_KEY_DISC:
        return set_disc_kind(value, at);
    case SIM_KEY_MUTANT:
        return sim_mutant_by_name(value, &profile->mutant);
    }
    return false;
}

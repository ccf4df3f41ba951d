#include "backends/real/settings.h"

#include "core/base/text.h"

#include <string.h>

enum key { ACCEPT_WEAR, ALLOW_LIST, MOTIONS, DEADLINE, LEDGER, KEYS };
static const char *const keys[KEYS] = { "accept-wear", "allow-list", "motions",
                                        "deadline", "ledger" };
enum { WORDS_MAX = 16 };

const char *real_settings_begin(const char *detail,
                                struct real_settings *settings)
{
    *settings = (struct real_settings){ .deadline_ns = REAL_DEADLINE_NS,
                                        .motions = REAL_MOTIONS };
    return detail + strcspn(detail, ";");
}

static enum tj_status unknown_key(const char *key, const struct real_words *own,
                                  struct tj_error *error)
{
    const char    *words[WORDS_MAX];
    char           memory[80] = "";
    struct tj_text more;
    size_t         count = KEYS - 1; /* The ledger is not for people. */

    memcpy(words, keys, count * sizeof *words);
    tj_text_init(&more, memory, sizeof memory);
    for (size_t i = 0; i < own->keys_count && count < WORDS_MAX; i++) {
        words[count++] = own->keys[i];
        tj_text_add(&more, ", %s", own->keys[i]);
    }
    const char *nearest = tj_text_nearest(key, words, count);
    if (nearest != NULL)
        return tj_fail(error, TJ_USAGE, "drive `%s`: unknown setting `%.40s`; "
                       "did you mean `%s`?", own->kind, key, nearest);
    return tj_fail(error, TJ_USAGE, "drive `%s`: unknown setting `%.40s`; "
                   "there are accept-wear, allow-list, motions, deadline%s",
                   own->kind, key, more.at);
}

/* NULL, or what is needed instead. */
static const char *read_shared(enum key key, const char *value,
                               struct real_settings *settings)
{
    uint64_t number = 0;
    bool     some = value[0] != '\0';

    switch (key) {
    case ACCEPT_WEAR:
        return some && tj_text_copy(settings->accepts, sizeof settings->accepts,
                                    value) ? NULL : "a serial number";
    case ALLOW_LIST:
        return some && tj_text_copy(settings->allowed, sizeof settings->allowed,
                                    value) ? NULL : "a file";
    case MOTIONS:
        settings->has_motions =
            tj_parse_u64(value, &number) && number <= UINT32_MAX;
        settings->motions = (uint32_t)number;
        return settings->has_motions ? NULL : "a whole number";
    case DEADLINE:
        return tj_parse_duration(value, &settings->deadline_ns) &&
               settings->deadline_ns > 0 ? NULL : "a time: 500ms 90s";
    case LEDGER:
    case KEYS:
        break;
    }
    return some && tj_text_copy(settings->ledger, sizeof settings->ledger,
                                value) ? NULL : "a name";
}

static enum tj_status bad_value(const struct real_words *own, const char *key,
                                const char *value, const char *wanted,
                                struct tj_error *error)
{
    return tj_fail(error, TJ_USAGE, "drive `%s`: %s=%.40s: %s is needed",
                   own->kind, key, value, wanted);
}

static enum tj_status read_setting(const char *key, const char *value,
                                   const struct real_words *own,
                                   struct real_settings *settings,
                                   struct tj_error *error)
{
    for (unsigned i = 0; i < KEYS; i++) {
        if (strcmp(keys[i], key) != 0)
            continue;
        const char *wanted = read_shared((enum key)i, value, settings);
        return wanted == NULL ? TJ_OK
                              : bad_value(own, key, value, wanted, error);
    }
    for (size_t i = 0; i < own->keys_count; i++) {
        if (strcmp(own->keys[i], key) != 0)
            continue;
        const char *wanted = own->read(own->target, i, value);
        return wanted == NULL ? TJ_OK
                              : bad_value(own, key, value, wanted, error);
    }
    return unknown_key(key, own, error);
}

/* One KEY=VALUE, `size` characters long. */
static enum tj_status read_word(const char *word, size_t size,
                                const struct real_words *own,
                                struct real_settings *settings,
                                struct tj_error *error)
{
    char text[REAL_PATH_MAX + 16];

    if (size >= sizeof text)
        return tj_fail(error, TJ_USAGE, "drive `%s`: a setting of %zu "
                       "characters is too long", own->kind, size);
    memcpy(text, word, size);
    text[size] = '\0';
    char *value = strchr(text, '=');
    if (value == NULL)
        return tj_fail(error, TJ_USAGE, "drive `%s`: `%.40s`: KEY=VALUE is "
                       "needed", own->kind, text);
    *value++ = '\0';
    return read_setting(text, value, own, settings, error);
}

enum tj_status real_settings_read(const char *at, const struct real_words *own,
                                  struct real_settings *settings,
                                  struct tj_error *error)
{
    enum tj_status status = TJ_OK;

    while (status == TJ_OK && *at == ';') {
        size_t size = strcspn(++at, ";");
        if (size > 0)
            status = read_word(at, size, own, settings, error);
        at += size;
    }
    return status;
}

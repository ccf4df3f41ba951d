#include "backends/windows/target.h"

#include "core/base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static const char *const keys[] = { "accept-wear", "allow-list", "motions",
                                    "deadline", "notify", "ledger" };
enum key { ACCEPT_WEAR, ALLOW_LIST, MOTIONS, DEADLINE, NOTIFY, LEDGER, KEYS };
_Static_assert(sizeof keys / sizeof *keys == KEYS, "a word for each key");

static enum tj_status unknown_key(const char *key, struct tj_error *error)
{
    const char *nearest = tj_text_nearest(key, keys, KEYS);

    if (nearest != NULL)
        return tj_fail(error, TJ_USAGE, "drive `windows`: unknown setting "
                       "`%.40s`; did you mean `%s`?", key, nearest);
    return tj_fail(error, TJ_USAGE, "drive `windows`: unknown setting `%.40s`; "
                   "there are accept-wear, allow-list, motions, deadline and "
                   "notify", key);
}

static enum tj_status bad_value(enum key key, const char *value,
                                const char *wanted, struct tj_error *error)
{
    return tj_fail(error, TJ_USAGE, "drive `windows`: %s=%.40s: %s is needed",
                   keys[key], value, wanted);
}

static bool read_notify(const char *value, enum win32_notify *notify)
{
    *notify = strcmp(value, "cm") == 0 ? WIN32_BY_CM : WIN32_BY_WINDOW;
    return *notify == WIN32_BY_CM || strcmp(value, "window") == 0;
}

static enum tj_status read_setting(enum key key, const char *value,
                                   struct win32_target *target,
                                   struct tj_error *error)
{
    uint64_t number = 0;
    bool     good = value[0] != '\0';

    switch (key) {
    case ACCEPT_WEAR:
        good = good && tj_text_copy(target->accepts, sizeof target->accepts,
                                    value);
        return good ? TJ_OK : bad_value(key, value, "a serial number", error);
    case ALLOW_LIST:
        good = good && tj_text_copy(target->allowed, sizeof target->allowed,
                                    value);
        return good ? TJ_OK : bad_value(key, value, "a file", error);
    case MOTIONS:
        good = tj_parse_u64(value, &number) && number <= UINT32_MAX;
        target->has_motions = good;
        target->motions = (uint32_t)number;
        return good ? TJ_OK : bad_value(key, value, "a whole number", error);
    case DEADLINE:
        good = tj_parse_duration(value, &target->deadline_ns) &&
               target->deadline_ns > 0;
        return good ? TJ_OK : bad_value(key, value, "a time: 500ms 90s", error);
    case NOTIFY:
        good = read_notify(value, &target->notify);
        return good ? TJ_OK : bad_value(key, value, "window or cm", error);
    case LEDGER:
        good = good && tj_text_copy(target->ledger, sizeof target->ledger,
                                    value);
        return good ? TJ_OK : bad_value(key, value, "a name", error);
    case KEYS:
        break;
    }
    return unknown_key(value, error);
}

/* One KEY=VALUE, `size` characters long. */
static enum tj_status read_word(const char *word, size_t size,
                                struct win32_target *target,
                                struct tj_error *error)
{
    char text[WIN32_PATH_MAX + 16];

    if (size >= sizeof text)
        return tj_fail(error, TJ_USAGE, "drive `windows`: a setting of %zu "
                       "characters is too long", size);
    memcpy(text, word, size);
    text[size] = '\0';
    char *value = strchr(text, '=');
    if (value == NULL)
        return tj_fail(error, TJ_USAGE, "drive `windows`: `%.40s`: KEY=VALUE "
                       "is needed", text);
    *value++ = '\0';
    for (unsigned key = 0; key < KEYS; key++)
        if (strcmp(keys[key], text) == 0)
            return read_setting((enum key)key, value, target, error);
    return unknown_key(text, error);
}

static bool is_device_prefix(const char *path)
{
    return strncmp(path, "\\\\.\\", 4) == 0 || strncmp(path, "\\\\?\\", 4) == 0;
}

/* D: becomes \\.\D:, CdRom0 becomes \\.\CdRom0; other paths stay. */
static enum tj_status read_path(const char *path, size_t size,
                                struct win32_target *target,
                                struct tj_error *error)
{
    bool           prefixed = size > 4 && is_device_prefix(path);
    struct tj_text text;

    tj_text_init(&text, target->path, sizeof target->path);
    tj_text_add(&text, "%s%.*s", prefixed ? "" : "\\\\.\\", (int)size, path);
    const char *name = target->path + 4;
    bool is_letter = isalpha((unsigned char)name[0]) && name[1] == ':' &&
                     name[2] == '\0';
    bool is_number = strncmp(name, "CdRom", 5) == 0 || strncmp(name, "CDROM", 5) == 0;
    uint64_t number = 0;

    if (is_letter)
        target->letter = (char)toupper((unsigned char)name[0]);
    if (is_number && tj_parse_u64(name + 5, &number) && number < 1000) {
        target->has_number = true;
        target->number = (uint32_t)number;
    }
    if (size == 0 || text.cut ||
        (!prefixed && !is_letter && !target->has_number))
        return tj_fail(error, TJ_USAGE, "drive `windows`: `%.80s` names no "
                       "drive; expected D:, \\\\.\\CdRom0 or a device-"
                       "interface path", size == 0 ? "" : path);
    return TJ_OK;
}

enum tj_status win32_target_parse(const char *detail,
                                  struct win32_target *target,
                                  struct tj_error *error)
{
    const char    *at = detail + strcspn(detail, ";");
    enum tj_status status;

    *target = (struct win32_target){ .deadline_ns = WIN32_DEADLINE_NS,
                                     .motions = WIN32_MOTIONS };
    status = read_path(detail, (size_t)(at - detail), target, error);
    while (status == TJ_OK && *at == ';') {
        size_t size = strcspn(++at, ";");
        if (size > 0)
            status = read_word(at, size, target, error);
        at += size;
    }
    return status;
}

#include "backends/windows/target.h"

#include "core/base/text.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

static const char *read_notify(void *context, size_t key, const char *value)
{
    static const char *const names[] = { [WIN32_BY_WINDOW] = "window",
                                         [WIN32_BY_SERVICE] = "service",
                                         [WIN32_BY_CM] = "cm" };
    struct win32_target     *target = context;

    (void)key; /* There is but one. */
    for (unsigned by = 0; by < sizeof names / sizeof *names; by++)
        if (strcmp(value, names[by]) == 0) {
            target->notify = (enum win32_notify)by;
            return NULL;
        }
    return "window, service or cm";
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

    tj_text_init(&text, target->real.path, sizeof target->real.path);
    tj_text_add(&text, "%s%.*s", prefixed ? "" : "\\\\.\\", (int)size, path);
    const char *name = target->real.path + 4;
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
    static const char *const keys[] = { "notify" };
    const struct real_words  own = { "windows", keys, 1, read_notify, target };

    *target = (struct win32_target){ .notify = WIN32_BY_WINDOW };
    const char    *at = real_settings_begin(detail, &target->real);
    enum tj_status status =
        read_path(detail, (size_t)(at - detail), target, error);
    return status == TJ_OK
               ? real_settings_read(at, &own, &target->real, error)
               : status;
}

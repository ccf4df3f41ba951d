/* SPDX-License-Identifier: MIT */
/* Options about real drives, as settings of the drive. */
#include "cli/real_drive_text.h"

#include "core/base/text.h"

#include <string.h>

static bool is_real(const char *drive)
{
    return drive != NULL && (strncmp(drive, "windows:", 8) == 0 ||
                             strncmp(drive, "linux:", 6) == 0);
}

enum tj_status real_drive_text(const struct options *options,
                               const char *drive, char *text, size_t size,
                               struct tj_error *error)
{
    static const struct {
        enum option_id id;
        const char    *key;
    } settings[] = { { OPTION_I_ACCEPT_WEAR, "accept-wear" },
                     { OPTION_ALLOW_LIST, "allow-list" } };
    struct tj_text line;

    tj_text_init(&line, text, size);
    tj_text_add(&line, "%s", drive != NULL ? drive : "sim");
    for (size_t i = 0; i < sizeof settings / sizeof *settings; i++) {
        const char *value = options_value(options, settings[i].id);

        if (value == NULL)
            continue;
        if (!is_real(drive))
            return tj_fail(error, TJ_USAGE, "--%s is for real drives: --drive "
                           "windows:... or linux:...", option_row(settings[i].id)->name);
        if (value[0] == '\0' || strchr(value, ';') != NULL)
            return tj_fail(error, TJ_USAGE, "--%s `%.60s`: a value without "
                           "semicolons is needed",
                           option_row(settings[i].id)->name, value);
        tj_text_add(&line, ";%s=%s", settings[i].key, value);
    }
    if (line.cut)
        return tj_fail(error, TJ_USAGE, "--drive: path and settings are longer "
                       "than %zu bytes", size - 1);
    return TJ_OK;
}

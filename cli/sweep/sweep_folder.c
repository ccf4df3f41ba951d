/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_folder.h"

#include "cli/run_folder.h"

#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

enum tj_status sweep_folder_new(const char *scenario, char path[RUN_PATH_MAX],
                                struct tj_error *error)
{
    char           utc[UTC_TEXT_SIZE];
    struct tj_text text;
    bool           ours = false;

    utc_format_name(tj_clock_utc_ns(), utc);
    tj_text_init(&text, path, RUN_PATH_MAX);
    tj_text_add(&text, "out/%s", scenario);
    enum tj_status status = tj_os_make_folders(path, error);
    for (unsigned i = 1; !ours && status == TJ_OK; i++) {
        tj_text_init(&text, path, RUN_PATH_MAX);
        tj_text_add(&text, "out/%s/sweep-%s", scenario, utc);
        if (i > 1)
            tj_text_add(&text, "-%u", i);
        status = tj_os_claim_folder(path, &ours, error);
    }
    return status;
}

static bool note_entry(void *context, const char *name)
{
    (void)name;
    *(bool *)context = true;
    return false;
}

enum tj_status sweep_folder_given(const char *out, char path[RUN_PATH_MAX],
                                  bool *goes_on, struct tj_error *error)
{
    char           file[RUN_PATH_MAX + 16];
    struct tj_text text;
    bool           holds_something = false;

    if (!tj_text_copy(path, RUN_PATH_MAX, out))
        return tj_fail(error, TJ_USAGE, "--out: the path is too long");
    tj_text_init(&text, file, sizeof file);
    tj_text_add(&text, "%s/sweep.json", out);
    *goes_on = tj_os_is_file(file);
    enum tj_status status = tj_os_make_folders(out, error);
    if (status == TJ_OK && !*goes_on)
        status = tj_os_list_folder(out, note_entry, &holds_something, error);
    if (holds_something)
        return tj_fail(error, TJ_USAGE, "--out %s is not empty and holds no "
                       "sweep.json to go on from", out);
    return status;
}

/* SPDX-License-Identifier: MIT */
#include "cli/sweep/sweep_folder.h"

#include "cli/run_folder.h"

#include "core/base/os.h"
#include "core/base/text.h"

enum tj_status sweep_folder_open(const char *out, const char *scenario,
                                 char path[RUN_PATH_MAX], bool *goes_on,
                                 struct tj_error *error)
{
    char           file[RUN_PATH_MAX + 16];
    struct tj_text text;
    bool           holds_something = false;

    *goes_on = false;
    if (out == NULL)
        return run_folder_make_beside(scenario, "sweep", path, RUN_PATH_MAX,
                                      error);
    if (!tj_text_copy(path, RUN_PATH_MAX, out))
        return tj_fail(error, TJ_USAGE, "--out: the path is too long");
    tj_text_init(&text, file, sizeof file);
    tj_text_add(&text, "%s/sweep.json", out);
    *goes_on = tj_os_is_file(file);
    enum tj_status status = tj_os_make_folders(out, error);
    if (status == TJ_OK && !*goes_on)
        status = run_folder_holds(out, &holds_something, error);
    if (holds_something)
        return tj_fail(error, TJ_USAGE, "--out %s is not empty and holds no "
                       "sweep.json to go on from", out);
    return status;
}

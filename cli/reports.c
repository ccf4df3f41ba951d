/* SPDX-License-Identifier: MIT */
#include "cli/reports.h"

#include "stress/exit_codes.h"

#include "core/base/os.h"
#include "core/base/text.h"

#include <stdlib.h>
#include <string.h>

enum { PATH_SIZE = 1024 };

static bool holds_reports(const char *folder)
{
    char           path[PATH_SIZE];
    struct tj_text text;

    tj_text_init(&text, path, sizeof path);
    tj_text_add(&text, "%s/reports/make.py", folder);
    return !text.cut && tj_os_is_file(path);
}

enum tj_status reports_share(char *path, size_t size, struct tj_error *error)
{
    const char     *given = getenv("TRAYJAM_SHARE");
    static const char *const beside[] = { "/../share/trayjam", "/share" };
    char            program[PATH_SIZE / 2];
    struct tj_text  text;

    if (given != NULL && *given != '\0') {
        if (holds_reports(given) && tj_text_copy(path, size, given))
            return TJ_OK;
        return tj_fail(error, TJ_MISSING,
                       "TRAYJAM_SHARE=%.120s holds no reports/make.py", given);
    }
    if (!tj_os_program_folder(program, sizeof program))
        return tj_fail(error, TJ_MISSING, "the program's own folder is not "
                       "known; set TRAYJAM_SHARE");
    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        tj_text_init(&text, path, size);
        tj_text_add(&text, "%s%s", program, beside[i]);
        if (!text.cut && holds_reports(path))
            return TJ_OK;
    }
    return tj_fail(error, TJ_MISSING,
                   "no reports/make.py in %.80s/../share/trayjam or beside the "
                   "program in share; set TRAYJAM_SHARE", program);
}

const char *reports_python(void)
{
    const char *given = getenv("TRAYJAM_PYTHON");

    return given != NULL && *given != '\0' ? given
                                            : tj_os_python.program;
}

enum tj_status reports_program(const char *name, char *path, size_t size,
                               struct tj_error *error)
{
    char            share[PATH_SIZE];
    struct tj_text  text;
    enum tj_status  status = reports_share(share, sizeof share, error);

    if (status != TJ_OK)
        return status;
    tj_text_init(&text, path, size);
    tj_text_add(&text, "%s/%s", share, name);
    if (text.cut)
        return tj_fail(error, TJ_MISSING, "the path of %s is too long", name);
    if (tj_os_program_is_there(reports_python()))
        return TJ_OK;
    return tj_fail(error, TJ_MISSING, "this needs Python, and there is "
                   "no %.60s; %s", reports_python(), tj_os_python.install_all);
}

/* Those of make.py, which has said what is the matter by then. */
static bool is_told(int code)
{
    return code == EXIT_BAD_INPUT || code == EXIT_MISSING || code == EXIT_IO ||
           code == EXIT_INTERRUPTED;
}

int reports_make(const char *run, const char *formats, enum reports_talk talk,
                 struct tj_error *error)
{
    static const char *const flags[] = {
        [REPORTS_SILENT] = "--quiet", [REPORTS_PROGRESS] = "--no-paths",
        [REPORTS_PATHS] = NULL,
    };
    char make[PATH_SIZE];

    *error = (struct tj_error){ .status = TJ_OK };
    if (reports_program("reports/make.py", make, sizeof make, error) != TJ_OK)
        return EXIT_SKIPPED;
    const char *const argv[] = { reports_python(), make, run, "--formats", formats,
                                 flags[talk], NULL };
    int code = tj_os_run_program(argv);
    if (code == 0 || is_told(code))
        return code;
    (void)tj_fail(error, TJ_MISSING,
                  "the report maker ended with %d; `trayjam report` tries "
                  "again. It needs: %s", code, tj_os_python.install_all);
    return exit_code_meaning(code) != NULL ? code : EXIT_SKIPPED;
}

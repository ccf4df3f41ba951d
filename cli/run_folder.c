/* SPDX-License-Identifier: MIT */
#include "cli/run_folder.h"

#include "cli/run_view.h"
#include "core/base/clock.h"
#include "core/base/os.h"
#include "core/base/text.h"

#include <errno.h>
#include <inttypes.h>
#include <string.h>

struct civil {
    unsigned year, month, day, hour, minute, second, millisecond;
};

/* Days since 1970 to a date of the Gregorian calendar: eras of 400 years that
 * begin on the first of March, so that the leap day is a year's last. */
static struct civil civil_of(uint64_t utc_ns)
{
    uint64_t seconds = utc_ns / UINT64_C(1000000000);
    uint64_t days = seconds / 86400 + 719468;
    unsigned rest = (unsigned)(seconds % 86400);
    unsigned era_day = (unsigned)(days % 146097);
    unsigned era_year = (era_day - era_day / 1460 + era_day / 36524 -
                         era_day / 146096) / 365;
    unsigned year_day = era_day - (365 * era_year + era_year / 4 -
                                   era_year / 100);
    unsigned from_march = (5 * year_day + 2) / 153;
    unsigned month = from_march < 10 ? from_march + 3 : from_march - 9;

    return (struct civil){
        .year = (unsigned)(days / 146097) * 400 + era_year + (month <= 2),
        .month = month,
        .day = year_day - (153 * from_march + 2) / 5 + 1,
        .hour = rest / 3600,
        .minute = rest / 60 % 60,
        .second = rest % 60,
        .millisecond = (unsigned)(utc_ns / 1000000 % 1000),
    };
}

void utc_format(uint64_t utc_ns, char text[UTC_TEXT_SIZE])
{
    struct civil   t = civil_of(utc_ns);
    struct tj_text line;

    tj_text_init(&line, text, UTC_TEXT_SIZE);
    tj_text_add(&line, "%04u-%02u-%02uT%02u:%02u:%02u.%03uZ", t.year, t.month,
                t.day, t.hour, t.minute, t.second, t.millisecond);
}

void utc_format_name(uint64_t utc_ns, char text[UTC_TEXT_SIZE])
{
    struct civil   t = civil_of(utc_ns);
    struct tj_text line;

    tj_text_init(&line, text, UTC_TEXT_SIZE);
    tj_text_add(&line, "%04u%02u%02uT%02u%02u%02uZ", t.year, t.month, t.day,
                t.hour, t.minute, t.second);
}

/* Two runs that begin at once may find the same folder; it is the run's whose
 * trace folder it gets. */
static enum tj_status claim(const char *path, bool *ours,
                            struct tj_error *error)
{
    char           trace[RUN_PATH_MAX + 8];
    struct tj_text text;

    tj_text_init(&text, trace, sizeof trace);
    tj_text_add(&text, "%s/trace", path);
    if (text.cut)
        return tj_fail(error, TJ_USAGE, "%s: the path is too long", path);
    enum tj_status status = tj_os_make_folders(path, error);
    return status == TJ_OK ? tj_os_claim_folder(trace, ours, error) : status;
}

static bool note_entry(void *context, const char *name)
{
    (void)name;
    *(bool *)context = true;
    return false;
}

enum tj_status run_folder_holds(const char *path, bool *something,
                                struct tj_error *error)
{
    *something = false;
    return tj_os_list_folder(path, note_entry, something, error);
}

static enum tj_status make_given(const char *out, char *path, size_t size,
                                 struct tj_error *error)
{
    bool holds_something = false, ours = false;

    if (tj_os_is_file(out))
        return tj_fail(error, TJ_USAGE, "--out %s is a file, not a folder",
                       out);
    if (tj_os_is_folder(out)) {
        enum tj_status status =
            run_folder_holds(out, &holds_something, error);
        if (status != TJ_OK)
            return status;
    }
    if (holds_something)
        return tj_fail(error, TJ_USAGE,
                       "--out %s is not empty; give a new folder", out);
    if (!tj_text_copy(path, size, out))
        return tj_fail(error, TJ_USAGE, "--out: the path is too long");
    enum tj_status status = claim(path, &ours, error);
    if (status == TJ_OK && !ours)
        return tj_fail(error, TJ_USAGE, "--out %s: another run has just begun "
                       "there; give a new folder", out);
    return status;
}

static enum tj_status make_named(const struct run_folder_request *request,
                                 char *path, size_t size,
                                 struct tj_error *error)
{
    char           utc[UTC_TEXT_SIZE], name[80], link[512];
    struct tj_text text;
    bool           ours = false;

    utc_format_name(request->utc_ns, utc);
    for (unsigned i = 1; !ours; i++) {
        tj_text_init(&text, name, sizeof name);
        tj_text_add(&text, "%s-0x%" PRIx64, utc, request->seed);
        if (i > 1)
            tj_text_add(&text, "-%u", i);
        tj_text_init(&text, path, size);
        tj_text_add(&text, "out/%s/%s", request->scenario, name);
        enum tj_status status = claim(path, &ours, error);
        if (status != TJ_OK)
            return status;
    }
    tj_text_init(&text, link, sizeof link);
    tj_text_add(&text, "out/%s/latest", request->scenario);
    tj_os_link_latest(name, link);
    return TJ_OK;
}

enum tj_status run_folder_make(const struct run_folder_request *request,
                               char *path, size_t size, struct tj_error *error)
{
    if (request->out != NULL)
        return make_given(request->out, path, size, error);
    return make_named(request, path, size, error);
}

enum tj_status run_folder_make_beside(const char *scenario, const char *kind,
                                      char *path, size_t size,
                                      struct tj_error *error)
{
    char           utc[UTC_TEXT_SIZE];
    struct tj_text text;
    bool           ours = false;

    utc_format_name(tj_clock_utc_ns(), utc);
    tj_text_init(&text, path, size);
    tj_text_add(&text, "out/%s", scenario);
    enum tj_status status = tj_os_make_folders(path, error);
    for (unsigned i = 1; !ours && status == TJ_OK; i++) {
        tj_text_init(&text, path, size);
        tj_text_add(&text, "out/%s/%s-%s", scenario, kind, utc);
        if (i > 1)
            tj_text_add(&text, "-%u", i);
        status = tj_os_claim_folder(path, &ours, error);
    }
    return status;
}

enum tj_status run_file_open(struct run_file *file, const char *folder,
                             const char *name, struct tj_error *error)
{
    struct tj_text text;

    tj_text_init(&text, file->path, sizeof file->path);
    tj_text_add(&text, "%s/%s", folder, name);
    tj_text_init(&text, file->unfinished, sizeof file->unfinished);
    tj_text_add(&text, "%s/%s.unfinished", folder, name);
    file->file = NULL;
    if (text.cut)
        return tj_fail(error, TJ_HOST_IO, "%s: the path is too long", folder);
    file->file = fopen(file->unfinished, "wb");
    if (file->file == NULL)
        return tj_fail_native(error, TJ_HOST_IO, errno, "%s: %s", file->path,
                              strerror(errno));
    return TJ_OK;
}

void run_file_drop(struct run_file *file)
{
    struct tj_error ignored;

    if (file->file != NULL)
        (void)fclose(file->file);
    file->file = NULL;
    (void)tj_os_remove_file(file->unfinished, &ignored);
}

enum tj_status run_file_close(struct run_file *file, struct tj_error *error)
{
    errno = 0;
    bool failed = fflush(file->file) != 0 || ferror(file->file) != 0;
    int  native = errno;

    if (fclose(file->file) != 0 && !failed) {
        failed = true;
        native = errno;
    }
    file->file = NULL;
    if (failed) {
        run_file_drop(file);
        return tj_fail_native(error, TJ_HOST_IO, native, "%s: %s", file->path,
                              native != 0 ? strerror(native)
                                          : "not written; is the disk full?");
    }
    return tj_os_rename(file->unfinished, file->path, error);
}

#include "backends/real/allow_file.h"

#include "core/base/os.h"

enum { ALLOW_FILE_MAX = 256 * 1024 };

enum tj_status real_read_allow_file(const struct real_settings *settings,
                                    const struct real_identity *identity,
                                    struct real_allowance *allowance,
                                    struct tj_error *error)
{
    const char *path = settings->allowed;
    size_t      size = 0;

    if (path[0] == '\0')
        return TJ_OK;
    char *text = tj_os_pages_take(ALLOW_FILE_MAX);
    if (text == NULL)
        return tj_fail(error, TJ_NO_MEMORY, "no room for %s", path);
    enum tj_status status =
        tj_os_read_file(path, text, ALLOW_FILE_MAX, &size, error);
    if (status == TJ_OK)
        status = real_allow_list(text, path, real_name_of(settings, identity),
                                 allowance, error);
    tj_os_pages_give(text, ALLOW_FILE_MAX);
    return status;
}

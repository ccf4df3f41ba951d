#include "backends/linux/target.h"

#include "core/base/text.h"

#include <string.h>

static const char *read_verify(void *context, size_t key, const char *value)
{
    struct linux_target *target = context;

    (void)key; /* There is but one. */
    target->trusts = strcmp(value, "no") == 0;
    return target->trusts || strcmp(value, "yes") == 0 ? NULL : "yes or no";
}

enum tj_status linux_target_parse(const char *detail,
                                  struct linux_target *target,
                                  struct tj_error *error)
{
    static const char *const keys[] = { "verify" };
    const struct real_words  own = { "linux", keys, 1, read_verify, target };

    *target = (struct linux_target){ .trusts = false };
    const char *at = real_settings_begin(detail, &target->real);
    size_t      size = (size_t)(at - detail);

    if (size == 0 || size >= sizeof target->real.path || detail[0] != '/')
        return tj_fail(error, TJ_USAGE, "drive `linux`: `%.80s` names no drive; "
                       "expected a device such as /dev/sr0", detail);
    memcpy(target->real.path, detail, size);
    return real_settings_read(at, &own, &target->real, error);
}

/* What stands behind `linux:` in --drive: a block device, and what may be done
 * to it. Pure; the same on every system.
 *
 *     linux:/dev/sr0
 *     linux:/dev/cdrom;accept-wear=K9D123;verify=no */
#ifndef TJ_BACKENDS_LINUX_TARGET_H
#define TJ_BACKENDS_LINUX_TARGET_H

#include "backends/real/settings.h"

struct linux_target {
    struct real_settings real;
    bool                 trusts; /* verify=no: what an ioctl returns is the
                                    answer, 0 for done. */
};

/* Fails with TJ_USAGE and what was expected. */
enum tj_status linux_target_parse(const char *detail,
                                  struct linux_target *target,
                                  struct tj_error *error);

#endif

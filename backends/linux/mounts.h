/* Where a drive's disc is mounted: /proc/self/mountinfo taken apart (proc(5),
 * Documentation/filesystems/proc.rst). Pure; no length in it is trusted. */
#ifndef TJ_BACKENDS_LINUX_MOUNTS_H
#define TJ_BACKENDS_LINUX_MOUNTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LINUX_MOUNT_MAX = 256 };

/* The first place where that device is mounted, its octal escapes undone (a
 * place too long is cut). False: nowhere that this process sees. */
bool linux_mounted_at(const char *mountinfo, int device,
                      char place[LINUX_MOUNT_MAX]);

/* Places that live systems and installers run from. */
bool linux_is_boot_place(const char *place);

#endif

/* What stands behind `windows:` in --drive: where the drive is, and what may be
 * done to it. Pure; the same on every system.
 *
 *     windows:D:                        a drive letter
 *     windows:\\.\CdRom0                a device name
 *     windows:\\?\ide#cdrom...#{53f...  a device-interface path
 *     windows:D:;accept-wear=K9D123     and what is allowed there
 *
 * Settings follow the path, each behind a semicolon. */
#ifndef TJ_BACKENDS_WINDOWS_TARGET_H
#define TJ_BACKENDS_WINDOWS_TARGET_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>

/* How device events reach us. */
enum win32_notify {
    WIN32_BY_WINDOW, /* RegisterDeviceNotification, a message-only window. */
    WIN32_BY_CM,     /* CM_Register_Notification, Windows 8 and later. */
};

enum { WIN32_PATH_MAX = 256, WIN32_SERIAL_MAX = 64, WIN32_LEDGER_MAX = 48 };

struct win32_target {
    char              path[WIN32_PATH_MAX]; /* As CreateFile takes it. */
    char              letter;     /* 'D' of \\.\D:, or 0. */
    bool              has_number; /* \\.\CdRomN */
    uint32_t          number;
    char              accepts[WIN32_SERIAL_MAX]; /* --i-accept-wear */
    char              allowed[WIN32_PATH_MAX];   /* Allow-list file, or "". */
    bool              has_motions;
    uint32_t          motions;     /* Tray motions that a run may make. */
    uint64_t          deadline_ns; /* Of one request. */
    enum win32_notify notify;
    char              ledger[WIN32_LEDGER_MAX]; /* Shared by a run's processes:
                                                   set by its parent. */
};

#define WIN32_DEADLINE_NS (UINT64_C(90) * 1000000000)
enum { WIN32_MOTIONS = 200 }; /* When nobody says how many. */

/* Fails with TJ_USAGE and what was expected. */
enum tj_status win32_target_parse(const char *detail,
                                  struct win32_target *target,
                                  struct tj_error *error);

#endif

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

#include "backends/real/settings.h"

/* How device events reach us. */
enum win32_notify {
    WIN32_BY_WINDOW,  /* RegisterDeviceNotification, a message-only window. */
    WIN32_BY_SERVICE, /* The same, HandlerEx of a service made for the time. */
    WIN32_BY_CM,      /* CM_Register_Notification, Windows 8 and later. */
};

struct win32_target {
    struct real_settings real;   /* Its path as CreateFile takes it. */
    char              letter;    /* 'D' of \\.\D:, or 0. */
    bool              has_number; /* \\.\CdRomN */
    uint32_t          number;
    enum win32_notify notify;
};

/* Fails with TJ_USAGE and what was expected. */
enum tj_status win32_target_parse(const char *detail,
                                  struct win32_target *target,
                                  struct tj_error *error);

#endif

/* May this run use this drive? A real tray wears, a real recording is lost for
 * good, and the drive that Windows started from must stay. Pure decisions; who
 * asks the system is drive_windows.c. */
#ifndef TJ_BACKENDS_WINDOWS_SAFETY_H
#define TJ_BACKENDS_WINDOWS_SAFETY_H

#include "backends/windows/burning.h"
#include "backends/windows/identity.h"
#include "backends/windows/target.h"

/* What a run is going to do, each with all before it. */
enum win32_plan {
    WIN32_LOOKS,   /* Opens, asks, listens. */
    WIN32_TOUCHES, /* Locks, prevents, switches notifications off. */
    WIN32_MOVES,   /* Moves the tray, or writes. */
};

/* An allow-list: a serial number a line, `motions=N` behind it where the budget
 * is not WIN32_MOTIONS; # begins a comment. */
struct win32_allowance {
    bool     listed;
    uint32_t motions;
};
/* path: for complaints only. Fails with TJ_BAD_INPUT, file and line. */
enum tj_status win32_allow_list(const char *text, const char *path,
                                const char *serial,
                                struct win32_allowance *allowance,
                                struct tj_error *error);

struct win32_drive_facts {
    struct win32_identity identity;
    enum win32_burning    burning;
    bool                  boot;   /* The system was started from it. */
    struct win32_allowance allowance; /* Of the allow-list, if there is one. */
};
/* The name to accept a drive by: its serial number, or its path if it has none
 * to tell. */
const char *win32_name_of(const struct win32_target *target,
                          const struct win32_identity *identity);

/* TJ_OK and how many tray motions the run may make (UINT32_MAX: any number), or
 * TJ_UNAVAILABLE with the reason and what to do about it. */
enum tj_status win32_admit(const struct win32_target *target,
                           const struct win32_drive_facts *facts,
                           enum win32_plan plan, uint32_t *motions,
                           struct tj_error *error);

#endif

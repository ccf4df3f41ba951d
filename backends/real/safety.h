/* May this run use this drive? A real tray wears, a real recording is lost for
 * good, and the drive that the system started from must stay. Pure decisions; who
 * asks the system is windows/facts_windows.c, linux/facts.c. */
#ifndef TJ_BACKENDS_REAL_SAFETY_H
#define TJ_BACKENDS_REAL_SAFETY_H

#include "backends/real/burning.h"
#include "backends/real/identity.h"
#include "backends/real/settings.h"

/* What a run is going to do, each with all before it. */
enum real_plan {
    REAL_LOOKS,   /* Opens, asks, listens. */
    REAL_TOUCHES, /* Locks, prevents, switches notifications off. */
    REAL_MOVES,   /* Moves the tray, or writes. */
};

/* An allow-list: a serial number a line, `motions=N` behind it where the budget
 * is not REAL_MOTIONS; # begins a comment. */
struct real_allowance {
    bool     listed;
    uint32_t motions;
};
/* path: for complaints only. Fails with TJ_BAD_INPUT, file and line. */
enum tj_status real_allow_list(const char *text, const char *path,
                                const char *serial,
                                struct real_allowance *allowance,
                                struct tj_error *error);

struct real_drive_facts {
    struct real_identity identity;
    enum real_burning    burning;
    bool                  boot;   /* The system was started from it. */
    const char          *mounted; /* Where, if that is in the way; else NULL. */
    const char          *who;     /* Who probably has it; NULL, "": unknown. */
    struct real_allowance allowance; /* Of the allow-list, if there is one. */
};
/* The name to accept a drive by: its serial number, or its path if it has none
 * to tell. */
const char *real_name_of(const struct real_settings *settings,
                         const struct real_identity *identity);

/* What is going to be done; undone: put back at the end, by a guardian if need
 * be, because nobody asked for it to stay. */
struct tj_real_use {
    enum real_plan plan;
    bool           undone;
};

/* TJ_OK and how many tray motions the run may make (UINT32_MAX: any number), or
 * TJ_UNAVAILABLE with the reason and what to do about it. */
enum tj_status real_admit(const struct real_settings *settings,
                           const struct real_drive_facts *facts,
                           enum real_plan plan, uint32_t *motions,
                           struct tj_error *error);

#endif

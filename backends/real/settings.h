/* What the user says about a real drive, whatever the system: where it is, and
 * what may be done to it. Pure. The words follow the path behind `windows:` or
 * `linux:`, each behind a semicolon:
 *
 *     linux:/dev/sr0;accept-wear=K9D123;motions=40 */
#ifndef TJ_BACKENDS_REAL_SETTINGS_H
#define TJ_BACKENDS_REAL_SETTINGS_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REAL_PATH_MAX = 256, REAL_SERIAL_MAX = 64, REAL_LEDGER_MAX = 64 };

struct real_settings {
    char     path[REAL_PATH_MAX];     /* As the system takes it. */
    char     accepts[REAL_SERIAL_MAX]; /* --i-accept-wear */
    char     allowed[REAL_PATH_MAX];  /* Allow-list file, or "". */
    bool     has_motions;
    uint32_t motions;     /* Tray motions that a run may make. */
    uint64_t deadline_ns; /* Of one request. */
    char     ledger[REAL_LEDGER_MAX]; /* Shared by a run's processes: set by
                                         its parent. */
};

#define REAL_DEADLINE_NS (UINT64_C(90) * 1000000000)
enum { REAL_MOTIONS = 200 }; /* When nobody says how many. */

/* Words that only one system has. */
struct real_words {
    const char        *kind; /* "windows", for complaints. */
    const char *const *keys; /* May be NULL. */
    size_t             keys_count;
    /* NULL: the value is good; else what is needed instead. */
    const char *(*read)(void *target, size_t key, const char *value);
    void              *target;
};

/* Where the first word begins: the semicolon, or the end of the text. */
const char *real_settings_begin(const char *detail,
                                struct real_settings *settings);
/* The words from there on. Fails with TJ_USAGE and what was expected. */
enum tj_status real_settings_read(const char *at, const struct real_words *own,
                                  struct real_settings *settings,
                                  struct tj_error *error);

#endif

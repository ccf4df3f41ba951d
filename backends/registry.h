/* Every kind of drive there is, built in or not, and what `--drive` means.
 *
 *     sim                          the simulated drive, default profile
 *     sim:disc=present,mcn=off     with settings (sim/profile.h names them)
 *     sim:slim-tray,disc=none      a shipped profile, changed (profiles.h)
 *     sim:/run/user/0/trayjam      one in another process (drive_server.h)
 *     server:/run/user/0/trayjam   the same
 *     windows:\\.\D:               a real drive (win32_target.h), listed
 *                                  everywhere
 *
 * Which host opens a kind is the runner's affair: the simulated drive has one
 * for real time (drive_sim.h) and one for virtual time (virtual.h). */
#ifndef TJ_BACKENDS_REGISTRY_H
#define TJ_BACKENDS_REGISTRY_H

#include "core/base/status.h"

#include <stddef.h>

struct tj_drive_info {
    const char *name;        /* As typed: "sim" */
    const char *unavailable; /* NULL, or why it cannot be used here. */
    const char *help;        /* One sentence, with the form of its detail. */
};
size_t                      tj_drive_count(void);
const struct tj_drive_info *tj_drive_at(size_t index);

enum { TJ_TARGET_DETAIL_MAX = 256 };
struct tj_target_spec {
    const struct tj_drive_info *info;
    char                        detail[TJ_TARGET_DETAIL_MAX]; /* May be "". */
};

/* Splits KIND[:DETAIL]. TJ_USAGE for an unknown kind, with the list of kinds;
 * TJ_UNAVAILABLE (exit 6) for one that cannot be used here, with the reason.
 * The detail is judged by whoever opens the drive. */
enum tj_status tj_target_parse(const char *text, struct tj_target_spec *spec,
                               struct tj_error *error);

#endif

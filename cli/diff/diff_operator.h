/* SPDX-License-Identifier: MIT */
/* Who stands at the drive that a story is compared on: makes it anew, presses
 * and inserts, looks at it. A simulated drive of ours or of a server does it
 * itself; one of Windows does it when it is trayjam.sys (backends/driver.h). */
#ifndef TJ_CLI_DIFF_DIFF_OPERATOR_H
#define TJ_CLI_DIFF_DIFF_OPERATOR_H

#include "backends/registry.h"
#include "core/base/status.h"
#include "core/drive/disturb.h"
#include "core/drive/sim_view.h"

#include <stdbool.h>
#include <stdint.h>

struct diff_operator {
    bool     is_driver; /* trayjam.sys: */
    uint32_t number;    /* Of \\.\CdRomN; its volume is `letter`: */
    uint32_t letter;
};

/* A drive of Windows as the story wants it, before it is opened. TJ_UNAVAILABLE
 * with the reason where there is no trayjam.sys behind that name. */
enum tj_status diff_operator_renew(struct diff_operator *person,
                                   const struct tj_target_spec *target,
                                   const char *settings,
                                   struct tj_error *error);
/* Takes it away: whatever waits for it is answered. */
void diff_operator_remove(const struct diff_operator *person);
/* False: this cannot be done to it. */
bool diff_operator_disturb(const struct diff_operator *person,
                           const struct tj_disturb *disturb);
/* The owner's handle is not known here: left 0. */
bool diff_operator_look(const struct diff_operator *person,
                        struct tj_sim_view *view);

#endif

/* SPDX-License-Identifier: MIT */
/* A drive with several programs at it, told what to do by lines: what stands
 * behind the page of `trayjam panel`. Each of its clients has a thread and a
 * handle of its own, so that a lock really holds and a refusal is a real one.
 *
 * In, one a line:
 *     ID CLIENT VERB [dismount] [ignore_volume] [quiet] [name=REST OF LINE]
 *     ID 0 hand press|insert|take|open|close       (simulated drives)
 * Out, one JSON object a line, each with "kind": hello, state, event, reply,
 * error. Times are nanoseconds since hello, which has the UTC. */
#ifndef TJ_CLI_PANEL_DESK_H
#define TJ_CLI_PANEL_DESK_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum { PANEL_CLIENTS = 4, PANEL_LINE_MAX = 256 };

/* A line understood. */
struct panel_order {
    uint32_t id;
    unsigned client;       /* 1 .. PANEL_CLIENTS; 0: a hand */
    int      verb;         /* enum tj_verb, or enum tj_hand of client 0 */
    uint32_t flags;
    char     name[64];
    bool     dismount;
};
/* TJ_USAGE with what was expected. line has no newline. Pure. */
enum tj_status panel_order_read(const char *line, struct panel_order *order,
                                struct tj_error *error);

/* Until input ends. Then handles close, which unlocks. */
enum tj_status panel_desk_run(const char *drive, FILE *input, FILE *output,
                              struct tj_error *error);

#endif

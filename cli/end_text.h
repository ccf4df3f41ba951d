/* SPDX-License-Identifier: MIT */
/* How a run ended that did not end well: who waited for whom when it was
 * stopped, and what is left on the drives and how to undo it. */
#ifndef TJ_CLI_END_TEXT_H
#define TJ_CLI_END_TEXT_H

#include "cli/run_view.h"
#include "core/base/text.h"

/* Which process of the run, from 1, plays a client; 0: there are none but one,
 * or the client is not the workload's. A worker that takes the place of a dead
 * one has a number of its own. */
unsigned end_process_of(const struct tj_workload *workload, unsigned client);

/* Which persona it plays, also in a dead one's place; NULL: none, it listens, or
 * the workload is not known. */
const char *end_persona_of(const struct tj_workload *workload, unsigned client);

/* "owned by somebody", "2 simple tray locks" ... */
void end_say_left(const struct tj_left_row *row, struct tj_text *text);
/* The command that undoes it; false: there is none. */
bool end_say_remedy(const struct run_view *view, const struct tj_left_row *row,
                    struct tj_text *text);

/* Nothing, for a run that ended well. */
void end_print(const struct run_view *view, FILE *file);

#endif

/* Stories: one simulated drive, driven by a script in virtual time.
 *
 * The same script gives the same output on every machine: a way to write down
 * a behaviour, to ask "what would the driver do?", and to keep a finding as a
 * test. Commands, one a line:
 *
 *     drive [KEY=VALUE ...]            first, optional; keys of sim/profile.h,
 *                                      and step=TIME: what one atomic step of
 *                                      the drive costs (0: all at once)
 *     open H interface|volume|file ACCESS [share=rwd]    ACCESS: rw r w 0
 *     dup H NEW          close H
 *     ioctl H CODE [in=HEX] [pad=SIZE] [out=N]
 *                                      pad: the input is that many bytes, the
 *                                      rest of them zero
 *     read H OFFSET LENGTH             also write; flush H
 *     start ID H CODE|read|write|flush|close ...
 *                                      begin without waiting
 *     wait ID            cancel ID
 *     register R H       unregister R
 *     kill NAME...                     their process dies
 *     press eject, insert, take, tray open|close
 *     busy T             sense KEY ASC ASCQ [count=N] [op=OPCODE]
 *     event_loss count=N [guid=NAME]   state_mutex_loss count=N
 *     advance T          settle        state
 *     expect {JSON}                    the next unmatched output line must
 *                                      have these keys with these values
 *
 * After each command the drive does what it can do at the present time. What
 * is not simulated yet is refused by name. */
#ifndef TJ_SIM_HOST_STORY_H
#define TJ_SIM_HOST_STORY_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { SIM_STORY_MEMORY = 8 << 20 }; /* Enough for most stories. */

struct sim_story_options {
    bool json; /* One JSON object a line, else text for people. */
    bool scsi; /* Also the commands that reach the drive. */
};

struct sim_story {
    const char *file_name; /* For messages only. */
    const char *text;      /* Not owned; needs no terminator. */
    size_t      size;
    struct sim_story_options options;
};

/* Plays a whole story and prints to out. TJ_BAD_INPUT: "FILE:LINE:COLUMN: what
 * was expected", and nothing after that line was played. A broken expectation
 * is no failure of the player: both sides are printed, *expectations_met is
 * false, and the story ends there. memory: aligned for anything. */
enum tj_status sim_story_play(const struct sim_story *story, FILE *out,
                              void *memory, size_t memory_size,
                              bool *expectations_met, struct tj_error *error);

#endif

/* Stories: one simulated drive, driven by a script in virtual time.
 *
 * The same script gives the same output on every machine: a way to write down
 * a behaviour, to ask "what would the driver do?", and to keep a finding as a
 * test. Commands, one a line:
 *
 *     drive [KEY=VALUE ...]            first, optional; as after --drive sim:,
 *                                      and step=TIME: what one atomic step of
 *                                      the drive costs (0: all at once)
 *     open H interface|volume|file ACCESS [share=rwd] [overlapped] [sync]
 *                [inherit] [uncached] [wow]
 *                                      ACCESS: rw r w 0; share: letters of
 *                                      rwd or 0, else rw; wow: a 32-bit
 *                                      program's
 *     dup H NEW          close H
 *     inherit H NEW by=P               a child process inherits the handle
 *     ioctl H CODE [in=HEX] [pad=SIZE] [out=N]
 *                                      pad: the input is that many bytes, the
 *                                      rest of them zero
 *     read H OFFSET LENGTH             also write; flush H
 *     start ID H CODE|read|write|flush|close ...
 *                                      begin without waiting
 *     wait ID            cancel ID
 *     kill NAME...                     these handles' process dies
 *     end PROCESS[.THREAD]             a process or a thread of a by= ends
 *     register R H [window|window32|service]      a refusal is a reply line
 *     unregister R       hang R        resume R   hang: a window that takes no
 *                                      messages for a while
 *     press eject|play, take, tray open|close, jam tray [T], unjam tray
 *     insert [LABEL] [disc=KIND]       the same disc again; the one with that
 *                                      label; a new one of that kind
 *     sleep wake unplug replug reset shutdown
 *     query_remove cancel_remove       may the drive be removed? a reply line
 *     busy T             sense KEY ASC ASCQ [count=N] [op=OPCODE] [ili]
 *     srb NAME [count=N] [op=OPCODE]   what the port driver says
 *     scsi_status busy|reservation_conflict|HEX [count=N] [op=OPCODE]
 *     gesn CLASS CODE STATUS TIME [count=N] [length=N]
 *                                      a reply, four hex bytes; how many of its
 *                                      8 bytes come
 *     event NAME [KEY=VALUE ...]       emitted as if by driver or file system;
 *                                      count state reason estimated class
 *                                      button request time
 *     event_loss count=N|rate=N [guid=NAME]       rate: N of 1000
 *     event_duplicate count=N [guid=NAME]         event_delay T count=N
 *     state_mutex_loss count=N         no_memory count=N
 *     reference count=N (0: gone)      contention count=N
 *     advance T          settle        state
 *     expect {JSON}                    the next unmatched output line must
 *                                      have these keys with these values
 *
 * by=PROCESS[.THREAD] on open, dup, inherit, close, ioctl, start, read, write,
 * flush and register says whose call it is; names are free and numbered by
 * first mention. A handle belongs to the process that opened it, and calls on
 * it are that process's from then on.
 *
 * After each command the drive does what it can do at the present time. A call
 * on an overlapped handle prints a `pending` line before its reply when its
 * caller goes on meanwhile. */
#ifndef TJ_SIM_HOST_STORY_H
#define TJ_SIM_HOST_STORY_H

#include "core/base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum { SIM_STORY_MEMORY = 8 << 20 }; /* Enough for most stories. */

struct sim_story_options {
    bool json; /* One JSON object a line, else text for people. */
    bool scsi; /* Also the commands that reach the drive. */
};

struct sim_drive;
struct sim_happening;
struct sim_input;

/* Somebody who follows a story as it is played, line by line: what is handed to
 * the drive and what comes of it, in that order. Nothing is printed then, and
 * expectations are passed over. */
struct sim_story_follower {
    void *context;
    /* One KEY=VALUE of the `drive` line. */
    void (*setting)(void *context, const char *word);
    void (*asked)(void *context, unsigned line, uint64_t t_ns,
                  const struct sim_input *input);
    void (*heard)(void *context, unsigned line,
                  const struct sim_happening *happening);
    /* A `state` line. */
    void (*looked)(void *context, unsigned line, uint64_t t_ns,
                   const struct sim_drive *drive);
};

struct sim_story {
    const char *file_name; /* For messages only. */
    const char *text;      /* Not owned; needs no terminator. */
    size_t      size;
    struct sim_story_options options;
    const struct sim_story_follower *follower; /* NULL: nobody follows. */
};

/* Plays a whole story and prints to out. TJ_BAD_INPUT: "FILE:LINE:COLUMN: what
 * was expected", and nothing after that line was played. A broken expectation
 * is no failure of the player: both sides are printed, *expectations_met is
 * false, and the story ends there. memory: aligned for anything. out may be
 * NULL when somebody follows. */
enum tj_status sim_story_play(const struct sim_story *story, FILE *out,
                              void *memory, size_t memory_size,
                              bool *expectations_met, struct tj_error *error);

#endif

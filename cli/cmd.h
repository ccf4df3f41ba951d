/* SPDX-License-Identifier: MIT */
/* A command is a row: its words for people, the options it takes, and the
 * function that does it. main.c walks the table; --help is made from it.
 *
 * A command prints results to stdout and talk to stderr, and gives its exit
 * code. The meaning of the codes is the table of exit_codes.h everywhere. */
#ifndef TJ_CLI_CMD_H
#define TJ_CLI_CMD_H

#include "cli/options.h"

struct arena;

enum { OWN_EXITS = 4 }; /* Codes whose meaning a command may say itself. */

struct command {
    const char *name;
    const char *operands; /* As shown in the usage line: "SCENARIO". */
    const char *about;    /* One line, for the list of commands. */
    const char *more;     /* Some lines more, or NULL. */
    const char *example;
    const char *exits;    /* Codes it can end with: "0 1 64". */
    const char *exit_means[OWN_EXITS]; /* What 0 .. mean here; NULL: the usual. */
    uint16_t    operands_min, operands_max;
    uint64_t    options;  /* OPTION_BITs; help and version come by themselves. */
    int (*run)(const struct command *command, const struct options *options);
    bool        hidden;   /* Not for people: started by another command. */
};

size_t                command_count(void);
const struct command *command_at(size_t index);

/* Commands, one file each (cmd_NAME.c) or a family (cmd_request.c). */
#define COMMAND(name) \
    int name(const struct command *command, const struct options *options)
COMMAND(cmd_run);
COMMAND(cmd_attach);
COMMAND(cmd_check);
COMMAND(cmd_report);
COMMAND(cmd_compare);
COMMAND(cmd_export);
COMMAND(cmd_story);
COMMAND(cmd_diff_backends);
COMMAND(cmd_list);
COMMAND(cmd_explain);
COMMAND(cmd_canary);
COMMAND(cmd_replay);
COMMAND(cmd_shrink);
COMMAND(cmd_sweep);
COMMAND(cmd_explore);
COMMAND(cmd_doctor);
COMMAND(cmd_bench);
COMMAND(cmd_drives);
COMMAND(cmd_hold);
COMMAND(cmd_watch);
COMMAND(cmd_serve);
COMMAND(cmd_drive);
COMMAND(cmd_worker);
COMMAND(cmd_panel);
COMMAND(cmd_panel_worker);
COMMAND(cmd_request); /* Every one-request command: query, lock, ... */
#undef COMMAND

/* "trayjam: TEXT" on stderr; gives the exit code of the error's status. */
int cmd_fail(const struct tj_error *error);

/* Gives a command size bytes for as long as it works, and its exit code; without
 * memory says so, and gives the code of TJ_NO_MEMORY. */
typedef int command_work(struct arena *arena, const struct options *options);
int cmd_in_memory(size_t size, command_work *work,
                  const struct options *options);

/* Flushes stdout; a closed pipe or a full disk behind it becomes exit 74. */
int cmd_end(int exit_code);

/* Colour and box drawing on stdout: a terminal, no --no-color, no NO_COLOR. */
bool cmd_colour(const struct options *options);

#endif

/* SPDX-License-Identifier: MIT */
/* Help made from the tables of commands, options and exit codes. */
#ifndef TJ_CLI_HELP_H
#define TJ_CLI_HELP_H

#include "cli/cmd.h"

#include <stdio.h>

void help_all(FILE *file);
void help_command(FILE *file, const struct command *command);

/* One exit code of a command after the other. */
struct help_exit {
    const char *rest; /* Begins as command->exits. */
    int         code;
    const char *meaning;
};
bool help_next_exit(const struct command *command, struct help_exit *exit);

#endif

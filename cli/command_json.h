/* SPDX-License-Identifier: MIT */
/* The table of commands for programs: what man pages, shell completion and
 * wrappers are made from. */
#ifndef TJ_CLI_COMMAND_JSON_H
#define TJ_CLI_COMMAND_JSON_H

/* `trayjam list commands --json`: an array of commands with operands, options
 * and exit codes, on stdout. Gives the exit code. */
int command_json(void);

#endif

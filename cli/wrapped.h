/* SPDX-License-Identifier: MIT */
/* A paragraph on stdout, for people. */
#ifndef TJ_CLI_WRAPPED_H
#define TJ_CLI_WRAPPED_H

/* Wraps at blanks, 78 columns wide; the first line stands at column indent
 * already, further ones are indented. Ends the line. */
void print_wrapped(const char *text, int indent);

#endif

/* SPDX-License-Identifier: MIT */
/* The summary of a run for a person at a terminal. */
#ifndef TJ_CLI_SUMMARY_TEXT_H
#define TJ_CLI_SUMMARY_TEXT_H

#include "cli/run_view.h"

struct summary_style {
    bool colour; /* ANSI sequences. */
    bool utf8;   /* Bars of blocks; otherwise of # and . */
};

/* The style for stdout: utf8 from LC_ALL, LC_CTYPE, LANG as C finds them. */
bool summary_locale_is_utf8(void);

/* report: path of report.html, or NULL. The last line of a failed run is the
 * line that repeats it. Also for an interrupted or partial run. */
void summary_print(FILE *file, const struct run_view *view,
                   const struct summary_style *style, const char *report);

#endif

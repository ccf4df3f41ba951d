/* SPDX-License-Identifier: MIT */
/* The files of a run folder that other programs read: one row each, for
 * --format, `list formats` and `explain`. docs/FORMATS.md says how to open
 * each; tests/reports/test_make.py holds make.py to these names. */
#ifndef TJ_CLI_REPORT_FORMATS_H
#define TJ_CLI_REPORT_FORMATS_H

#include "core/base/status.h"

#include <stddef.h>

enum report_when {
    REPORT_DEFAULT, /* Made unless --format says otherwise. */
    REPORT_ASKED,   /* Large, or for few: made when --format names it. */
    REPORT_ALWAYS,  /* Written by the program itself; no matter of --format. */
};

struct report_format {
    const char      *name; /* "junit" */
    const char      *file; /* In the run folder: "junit.xml". */
    const char      *about;
    enum report_when when;
};

size_t                      report_format_count(void);
const struct report_format *report_format_at(size_t index);
const char                 *report_when_name(enum report_when when);

/* What is made without --format: "html,junit,...". */
#define REPORT_FORMATS_DEFAULT "html,junit,md,sarif,csv"
#define REPORT_FORMATS_NONE    "none"

/* Whether a list, `html,junit`, holds only formats that can be asked for; `all`
 * and `none` stand alone. TJ_USAGE says which is not, and what was meant. */
enum tj_status report_formats_check(const char *list, struct tj_error *error);

#endif
